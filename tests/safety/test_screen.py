"""Screening: what a message calls for, whom it is about, and what it means after our last words."""

import time

import pytest

from bot.safety import KINDS, Context, Decision, screen
from bot.safety.kinds import in_order, stronger

AFTER_DANGER = Context(last_fact="danger", last_response="urgent", last_kinds=("suicide",))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("i want to die", "suicide"),
        ("ive taken 30 paracetamol", "overdose"),
        ("started self harming again", "self_harm"),
        ("my husband hit me again", "violence_now"),
        ("he wont let me see my family", "control_at_home"),
        ("my parents are making me marry my cousin", "forced_marriage"),
        ("i was raped last night", "sexual_violence"),
        ("i think the little boy next door is being hit", "child_at_risk"),
        ("the carer is stealing from my mum", "adult_at_risk"),
        ("im going to kill him when he gets home", "harm_to_others"),
        ("im 17 mum has kicked me out nowhere to go tonight", "homeless_tonight"),
        ("i cant breathe", "medical_emergency"),
    ],
)
def test_each_kind_of_danger_is_named(text: str, kind: str) -> None:
    decision = screen(text)

    assert decision.is_danger
    assert kind in decision.kinds


@pytest.mark.parametrize(
    "text",
    [
        "this queue is killing me",
        "dead on my feet after work",
        "is there a suicide prevention group near me",
        "im not suicidal just fed up with my landlord",
        "i need help with rent arrears and council tax",
        "my mum died last month and im lost",
        "my phone is dead",
        "",
        "   ",
        "WINNER!! text WIN to 80000 to claim your prize",
    ],
)
def test_ordinary_and_heavy_words_are_no_danger(text: str) -> None:
    assert not screen(text).is_danger


def test_an_idiom_does_not_hide_the_danger_after_it() -> None:
    assert screen("this queue is killing me and i want to die").is_danger


def test_an_overdose_is_an_emergency_even_when_they_feel_fine() -> None:
    assert screen("took 20 paracetamol this morning, feel fine tho").response == "emergency"


def test_strangulation_is_danger_at_any_time() -> None:
    assert screen("my ex strangled me years ago").is_danger


def test_danger_to_a_friend_is_about_someone_else() -> None:
    assert screen("my mate wants to kill himself").about == "other"
    assert screen("i want to kill myself").about == "self"


def test_several_kinds_come_most_severe_first() -> None:
    decision = screen("he beats me and i want to die")

    assert decision.kinds.index("suicide") < decision.kinds.index("violence_now")


def test_homeless_tonight_is_danger_only_for_the_young() -> None:
    assert screen("im 16 and have nowhere to sleep tonight").kinds == ("homeless_tonight",)
    assert not screen("im 45 and have nowhere to sleep tonight").is_danger


def test_a_child_who_is_hit_is_a_child_at_risk() -> None:
    decision = screen("im 12 and my dad hits me")

    assert decision.young
    assert "child_at_risk" in decision.kinds


def test_reasons_are_rule_names_and_never_the_words() -> None:
    text = "i want to kill myself in darwen"

    assert all("." in reason and " " not in reason for reason in screen(text).why)


@pytest.mark.parametrize("reply", ["yes", "tonight", "its too late", "no one answered", "not really"])
def test_a_short_reply_after_a_danger_answer_is_still_danger(reply: str) -> None:
    assert screen(reply, before=AFTER_DANGER).is_danger
    assert not screen(reply).is_danger


@pytest.mark.parametrize("reply", ["thanks", "ok thanks", "thank you i rang them"])
def test_thanks_after_a_danger_answer_is_no_new_danger(reply: str) -> None:
    assert not screen(reply, before=AFTER_DANGER).is_danger


def test_no_after_are_you_safe_is_danger() -> None:
    assert screen("no", before=Context(last_fact="are_you_safe")).is_danger
    assert not screen("no", before=Context(last_fact="call_ask_safe")).is_danger


def test_a_message_of_any_length_is_read_quickly() -> None:
    long = "i am behind with the rent and the council keep sending letters about it. " * 30
    screen("warm up")
    start = time.process_time()
    for _ in range(5):
        screen(long)

    assert (time.process_time() - start) / 5 < 0.25


def test_danger_at_the_end_of_a_very_long_message_is_found() -> None:
    assert screen("the damp is bad and the landlord ignores me. " * 100 + "i want to die").is_danger


def test_levels_and_kinds_are_ordered() -> None:
    assert stronger("concern", "emergency") == "emergency"
    assert in_order({"control_at_home", "suicide"}) == ("suicide", "control_at_home")
    assert len(KINDS) == 12
    assert not Decision().is_danger


def test_danger_is_found_without_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.safety.screening.classifier", lambda: None)

    assert screen("i want to kill myself").is_danger
