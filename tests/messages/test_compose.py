from datetime import UTC, date, datetime

import pytest

from bot.messages.compose import BadFactError, UnknownFactError, compose
from bot.messages.dates import date_words
from bot.messages.segments import count
from bot.messages.words import UnknownSentenceError, words
from bot.safety import Person, concern_line
from tests.messages.every_message import NOW, card, long_card

CONCERN = {"say": "concern", "words": concern_line(Person())}


def offer(*cards: object, more: bool = False, **known: object) -> dict[str, object]:
    """An offer of these services."""
    return {"say": "offer", "needs": ["housing"], "cards": list(cards), "more": more, "outside": False,
            "not_covered": [], **known}  # fmt: skip


def says(*facts: dict[str, object], easy: bool = False) -> str:
    """The one text that the facts make."""
    (body,) = compose(facts, easy=easy, now=NOW)
    return body


def test_a_fact_without_words_raises() -> None:
    with pytest.raises(UnknownFactError, match="sing_a_song"):
        compose([{"say": "sing_a_song"}])
    with pytest.raises(UnknownFactError):
        compose([{"mumble": "ok"}])


@pytest.mark.parametrize(
    "fact",
    [
        {"say": "offer"},
        {"say": "ask", "about": "shoe size"},
        {"say": "call_done", "by": "soon", "team": None, "channel": "call"},
        {"say": "read_back", "needs": ["no_such_need"]},
        {"say": "offer_person", "why": "boredom"},
        {"say": "tonight", "kinds": ["a lift"], "cards": []},
    ],
)
def test_a_fact_that_cannot_be_put_into_words_says_which(fact: dict[str, object]) -> None:
    with pytest.raises(BadFactError, match=str(fact["say"])):
        compose([fact])


def test_a_sentence_that_is_not_in_the_file_raises() -> None:
    with pytest.raises(UnknownSentenceError):
        words("no_such_sentence")


def test_several_needs_are_read_back_as_a_short_numbered_list() -> None:
    assert says({"say": "read_back", "needs": ["housing", "debt", "mental_wellbeing"], "ask_surgery": True}) == (
        "I can help with:\n1 Rent and housing\n2 Debt and money worries\n3 Feeling low or anxious\n"
        "Which first? Reply with the numbers, or ALL.\n"
        "And which GP surgery are you with? Or your postcode, or SKIP."
    )


def test_the_first_greeting_asks_what_is_wrong_only_when_it_is_the_whole_reply() -> None:
    assert says({"say": "welcome"}).endswith("What's on your mind?")
    welcome, question = compose([{"say": "welcome"}, {"say": "ask_place", "retry": False}])
    assert "What's on your mind?" not in welcome
    assert question.startswith("Which GP surgery are you with?")


def test_the_first_greeting_says_all_it_must() -> None:
    for easy in (False, True):
        body = says({"say": "welcome"}, easy=easy)
        for part in ("Signpost", "GP surgeries in Blackburn with Darwen", "computer", "999", "WHO", "STOP", "cost"):
            assert part in body


def test_one_service_says_what_it_does_how_to_reach_it_and_that_nobody_has_checked_it() -> None:
    body = says(offer(card(phone="0808 157 0192", phone_free=True)))
    assert body.startswith("1 Example Advice: free housing advice. Ring 0808 157 0192 (free). Not checked.")


def test_a_checked_service_has_no_mark() -> None:
    assert "checked" not in says(offer(card(checked=True)))


@pytest.mark.parametrize(
    ("known", "way"),
    [
        ({"walk_in": True, "address": "Example Library, Blackburn"}, "Drop in: Example Library, Blackburn."),
        ({"address": "Example Hall, Darwen"}, "Where: Example Hall, Darwen."),
        ({"website": "https://www.example.org.uk/help/"}, "Website: example.org.uk/help."),
        ({"email": "hello@example.org.uk"}, "Email: hello@example.org.uk."),
        ({"text_instructions": "Text HELLO to 07700 900123"}, "Text HELLO to 07700 900123."),
        ({"apply": "Ask your GP surgery to refer you."}, "Ask your GP surgery to refer you."),
        ({}, "Reply CALL and we'll help you reach them."),
    ],
)
def test_a_service_without_a_phone_says_how_else_to_reach_it(known: dict[str, object], way: str) -> None:
    assert f"1 Example Advice: free housing advice. {way}" in says(offer(card(phone="", **known)))


def test_a_text_number_is_texted_not_rung() -> None:
    known = card(phone="07700 900123", phone_is_text=True, phone_free=True)
    assert "Text 07700 900123 (free)." in says(offer(known))
    known["text_instructions"] = "Text HELLO to 07700 900123"
    body = says(offer(known))
    assert "Text HELLO to 07700 900123 (free)." in body
    assert body.count("07700 900123") == 1


def test_a_reason_is_given_once_and_as_a_sentence() -> None:
    assert "For under 25s. Not checked." in says(offer(card(why="for under 25s")))
    repeated = says(offer(card(does="advice for under 25s", why="for under 25s")))
    assert repeated.count("under 25s") == 1


def test_the_last_line_says_what_can_be_replied() -> None:
    one, two = offer(card()), offer(card(), card(), card(), more=True)
    assert says(one).endswith("Reply 1 for details, or CALL for a person to ring you.")
    assert says(two).endswith("Reply 1, 2 or 3 for details, MORE for others, or CALL for a person to ring you.")


def test_three_long_services_fit_three_segments_with_name_number_and_mark_kept() -> None:
    body = says(offer(long_card(), long_card(), long_card(), more=True, outside=True, not_covered=["debt"]))
    assert count(body).segments == 3
    assert body.count("Ring 0808 157 0192 (free)") == body.count("Not checked") == 3
    assert body.endswith("Reply 1, 2, 3, MORE or CALL.")
    assert "..." not in body


def test_the_note_on_what_not_checked_means_never_costs_a_segment() -> None:
    one, other = offer(card(does="d" * 10)), offer(card(does="d" * 45))
    assert "Not checked =" in says(one) and count(says(one)).segments == 1
    assert "Not checked =" not in says(other) and count(says(other)).segments == 1


def test_a_place_is_not_named_twice() -> None:
    body = says(offer(card(name="Example Hub", phone="", walk_in=True, address="Example Hub, Example Street")))
    assert "Drop in: Example Street." in body


def test_the_reason_gives_way_before_opening_and_opening_before_what_it_does() -> None:
    cards = [card(opening="Open now until 5pm", why="covers debt and benefits too", name=f"Example {n} " + "x" * 40,
                  does="help with rent arrears and finding somewhere to live") for n in (1, 2, 3)]  # fmt: skip
    body = says(offer(*cards, more=True))
    assert body.count("help with rent arrears") == 3
    assert "covers debt" not in body.casefold()


def test_room_that_is_left_is_used_for_what_was_given_up_last() -> None:
    body = says(offer(*[card(opening="Open now until 5pm", why="y" * 60, does="d" * 60) for _ in range(3)]))
    assert count(body).units > 400
    assert "Open now until 5pm" in body


def test_the_safety_line_comes_last_and_is_never_dropped() -> None:
    bodies = compose([CONCERN, offer(long_card(), long_card(), long_card())], now=NOW)
    assert bodies[-1].endswith("Samaritans on 116 123. Both free.")
    short = says(CONCERN, {"say": "ask_place", "retry": False})
    assert short.splitlines()[-1].startswith("If it gets too much")


def test_facts_that_do_not_fit_one_text_go_out_as_two() -> None:
    first, second = compose([offer(card(), card(), card()), {"say": "welcome"}], now=NOW)
    assert first.startswith("1 Example Advice")
    assert second.startswith("Hello, I'm Signpost")
    assert count(first).segments <= 3 and count(second).segments <= 2


def test_short_facts_share_a_text() -> None:
    assert says({"say": "easy_on"}, {"say": "ask_place", "retry": False}).count("\n") == 1


def test_a_late_answer_says_so_first() -> None:
    body = says({"say": "late_answer"}, offer(card()))
    assert body.startswith("Sorry for the wait.")


def test_details_give_hours_address_what_to_bring_cost_and_who_it_is_for() -> None:
    known = card(hours="Mon to Fri 9am to 5pm", address="1 Example Street, Blackburn", bring="A letter",
                 cost="Free", who="16 and over", walk_in=True, checked=True)  # fmt: skip
    assert says({"say": "detail", "card": known, "number": 1}) == (
        "Example Advice: free housing advice.\n"
        "Ring 01632 960001\n"
        "Drop in: 1 Example Street, Blackburn\n"
        "Open: Mon to Fri 9am to 5pm\n"
        "For: 16 and over\n"
        "Cost: Free\n"
        "Bring: A letter\n"
        "BACK = the list again. Reply CALL for a person to ring you."
    )


def test_the_next_opening_stands_for_hours_that_are_not_known() -> None:
    body = says({"say": "detail", "card": card(opening="Next: Mon 9am"), "number": 1})
    assert "\nNext: Mon 9am\n" in body


def test_a_list_gives_a_second_way_only_where_it_helps_somebody_without_credit_or_voice() -> None:
    body = says(offer(card(address="Example Hall, Darwen", email="a@example.org.uk", website="example.org.uk")))
    assert "Where: Example Hall, Darwen" in body
    assert "example.org.uk" not in body


def test_no_match_is_honest_and_gives_the_national_line_and_a_person() -> None:
    body = says({"say": "no_match", "needs": ["gambling"], "cards": [card(name="Example Line", national=True)]})
    assert "I found no help near you that fits: gambling." in body
    assert "\nExample Line: free housing advice. Ring 01632 960001. Not checked.\n" in body
    assert body.endswith("Reply CALL for a person to ring you.")


def test_tonight_gives_the_duty_number_first_and_asks_nothing() -> None:
    body = says({"say": "tonight", "kinds": ["bed", "food"], "cards": []})
    assert "For somewhere to stay and food tonight" in body
    assert "01254 587547" in body and "999" in body
    assert "?" not in body.replace("In danger?", "")


def test_outside_the_borough_is_said_once() -> None:
    body = says({"say": "outside"}, offer(card(), outside=True))
    assert body.count("Blackburn with Darwen") == 1


def test_dates_are_in_words() -> None:
    today = date(2026, 11, 21)
    assert date_words(date(2026, 11, 24), today) == "Tuesday 24 November"
    assert date_words(date(2026, 11, 22), today) == "tomorrow, Sunday 22 November"
    assert date_words(today, today) == "today, Saturday 21 November"
    assert "by Tuesday 24 November," in says({"say": "call_ask_safe", "by": "2026-11-24", "channel": "call"})


def test_today_is_a_day_in_london_not_in_utc() -> None:
    late = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
    (body,) = compose([{"say": "call_ask_safe", "by": "2026-06-02", "channel": "text"}], now=late)
    assert "today, Tuesday 2 June" in body


def test_a_call_names_the_team_who_sees_it_and_the_date() -> None:
    body = says({"say": "call_done", "by": "2026-11-24", "team": "east", "channel": "call"})
    assert "the Blackburn East team will ring you by Tuesday 24 November" in body
    assert "They'll see what you want help with" in body
    assert "will text you" in says({"say": "call_done", "by": "2026-11-24", "team": None, "channel": "text"})


def test_under_16_nobody_tells_the_parents_and_childline_is_given() -> None:
    for easy in (False, True):
        body = says({"say": "call_young", "by": "2026-11-24"}, easy=easy)
        assert "won't contact your parents" in body and "0800 1111" in body and "999" in body


def test_a_call_is_not_asked_for_twice_in_one_reply() -> None:
    body = says(offer(card()), {"say": "offer_person", "why": "third_time"})
    assert body.count("CALL") == 1


def test_another_language_is_offered_in_that_language_too() -> None:
    assert "Polish" in says({"say": "language", "code": "pl"})
    assert "Pomoc po polsku" in says({"say": "language", "code": "pl"})
    assert "your language" in says({"say": "language", "code": "unknown"})


def test_a_listing_cannot_smuggle_in_a_command_or_another_alphabet() -> None:
    wild = card(name="/restart", does="{a} \u201cb\u201d \u0645\u062f\u062f \U0001f600\n\nnew line")
    assert says(offer(wild)).startswith('1 restart: (a) "b" ? new line. Ring')


def test_easy_words_are_shorter() -> None:
    for say in ("welcome", "help", "who", "health", "anger", "stop", "menu"):
        assert len(says({"say": say}, easy=True)) < len(says({"say": say}))
