"""Reading replies about a call."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.call_replies import read_reply


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("SAFE", "safe"),
        ("yes", "safe"),
        ("its safe", "safe"),
        ("yeah thats fine love", "safe"),
        ("yes thats absolutely fine thank you very much", "safe"),
        ("NO MESSAGE", "no_message"),
        ("yes but dont leave a voicemail", "no_message"),
        ("yes but only after 5", "no_message"),
        ("Jo, but only after 6", "no_message"),
        ("text me", "text"),
        ("no text me instead", "text"),
        ("im deaf", "text"),
        ("NO", "unsafe"),
        ("not safe", "unsafe"),
        ("dont ring", "unsafe"),
        ("no he checks my phone", "unsafe"),
    ],
)
def test_is_it_safe(text: str, answer: str) -> None:
    reply = read_reply("call_safe", text)
    assert reply is not None and reply.answer == answer


@pytest.mark.parametrize("text", ["who will see it", "i also cant afford food", "what do you mean", ""])
def test_what_does_not_say_whether_it_is_safe(text: str) -> None:
    assert read_reply("call_safe", text) is None


def test_a_better_number_is_kept_in_private() -> None:
    reply = read_reply("call_safe", "07700 900555", number="+447700900555")
    assert reply is not None and reply.answer == "safe"
    assert reply.private["number"] == "+447700900555"


def test_a_number_with_not_safe_is_rung_without_a_message() -> None:
    reply = read_reply("call_safe", "not safe here, ring 07700 900555", number="+447700900555")
    assert reply is not None and reply.answer == "no_message"


@pytest.mark.parametrize(
    ("text", "name", "time"),
    [
        ("Jo, mornings", "Jo", "mornings"),
        ("its Jo after 5", "Jo", "after 5"),
        ("my name is Mary Ann, any time", "Mary Ann", "any time"),
        ("Jo", "Jo", None),
        ("mornings", None, "mornings"),
        ("im sandra and tuesdays are best", "sandra", "tuesdays are best"),
    ],
)
def test_a_name_and_a_time(text: str, name: str | None, time: str | None) -> None:
    reply = read_reply("call_name", text)
    assert reply is not None and reply.answer == "given"
    assert reply.private.get("name") == name
    assert reply.private.get("time") == time
    assert reply.private["note"] == text


@pytest.mark.parametrize("text", ["SKIP", "no", "rather not say", "id rather not"])
def test_no_name_is_fine(text: str) -> None:
    reply = read_reply("call_name", text)
    assert reply is not None and reply.answer == "skipped" and not reply.private


@pytest.mark.parametrize(
    "text",
    ["also im struggling with my electric bill", "who is going to see my name", "and i cant feed the kids", "yes"],
)
def test_a_need_or_a_question_is_no_name(text: str) -> None:
    assert read_reply("call_name", text) is None


@given(st.sampled_from(["call_safe", "call_name", "call_place", "call_surgery"]), st.text(max_size=200))
def test_an_answer_is_one_of_a_few_words_and_the_persons_own_are_private(slot: str, text: str) -> None:
    reply = read_reply(slot, text)
    if reply is not None:
        assert reply.answer in {"safe", "no_message", "text", "unsafe", "given", "skipped"}
        assert set(reply.private) <= {"number", "name", "time", "note"}


@pytest.mark.parametrize(
    "text",
    [
        "yes but not on 07700 900456 thats my husbands phone",
        "dont use 07700 900456 thats my ex",
        "no 07700 900456 is my exs number",
    ],
)
def test_somebody_elses_number_is_never_the_one_to_ring(text: str) -> None:
    reply = read_reply("call_safe", text, number="+447700900456")
    assert reply is not None and "number" not in reply.private and reply.answer != "safe"


@pytest.mark.parametrize(
    "text", ["i dont think its safe", "nowhere is safe", "im not sure its safe", "he might answer, not ok"]
)
def test_a_doubt_is_never_a_yes(text: str) -> None:
    reply = read_reply("call_safe", text)
    assert reply is not None and reply.answer == "unsafe"


@pytest.mark.parametrize("text", ["how do i know its safe?", "is it ok?"])
def test_a_question_is_no_answer(text: str) -> None:
    assert read_reply("call_safe", text) is None
