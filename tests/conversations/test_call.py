"""CALL: a person from the locality team gets in touch."""

import pytest

from tests.conversations.playing import Patient, Play

pytestmark = pytest.mark.conversation


def with_help(ann: Patient) -> Patient:
    return ann.texts("behind with my rent, im at roman road docs")


def arranged(ann: Patient, name: str = "Jo, mornings") -> Patient:
    ann.texts("CALL")
    ann.texts("SAFE")
    return ann.texts(name)


def test_the_whole_way(ann: Patient) -> None:
    with_help(ann)
    ann.texts("CALL").hears("by Friday 27 November", "private number", "SAFE, NO MESSAGE, or a better number")
    ann.texts("SAFE").hears("What name should they ask for")
    ann.texts("Jo, mornings").hears("Shall I tell your surgery, Roman Road Health Centre", "Both are fine")
    assert not ann.referrals
    ann.texts("yes").hears("the Blackburn East team will ring you by Friday 27 November", "They'll see")
    found = ann.referral
    assert found["team"] == "east" and list(found["needs"]) == ["housing"]
    assert found["name"] == "Jo" and found["good_time"] == "mornings"
    assert found["voicemail"] and found["tell_surgery"]
    assert found["target_date"] == "2026-11-27"
    assert ann.record["consent"]["contact_by_team"]


def test_the_surgery_is_told_only_after_a_yes(ann: Patient) -> None:
    arranged(with_help(ann))
    ann.texts("no thanks").hears("Done.")
    assert ann.referral["tell_surgery"] is False
    assert not ann.record["consent"]["tell_surgery"]


def test_no_message_means_no_voicemail(ann: Patient) -> None:
    with_help(ann).texts("call me")
    ann.texts("NO MESSAGE")
    ann.texts("skip")
    ann.texts("no")
    assert ann.referral["voicemail"] is False


def test_silence_after_safe_still_brings_the_call(ann: Patient) -> None:
    with_help(ann).texts("CALL")
    ann.texts("SAFE")
    said = ann.play.falls_silent(minutes=90)
    assert ann.referral["team"] == "east" and ann.referral["tell_surgery"] is False
    assert "Blackburn East team will ring you" in " ".join(said)


def test_silence_before_safe_makes_no_call_and_leaves_nothing(ann: Patient) -> None:
    with_help(ann).texts("CALL")
    assert ann.play.falls_silent(minutes=90) == []
    assert not ann.referrals


def test_a_better_number_is_in_the_referral_and_never_reaches_rasa(ann: Patient) -> None:
    with_help(ann).texts("CALL")
    ann.texts("ring 07700 900555 instead")
    ann.texts("Jo")
    ann.texts("no")
    assert ann.referral["better_number"] == "+447700900555"
    assert "900555" not in ann.play.rasa_heard.everything.replace(" ", "")


def test_a_number_given_with_the_wish_for_a_call_is_kept(ann: Patient) -> None:
    with_help(ann).texts("can someone ring me on 07700 900555 please")
    ann.texts("SAFE")
    ann.texts("Jo")
    ann.texts("no")
    assert ann.referral["better_number"] == "+447700900555"
    assert "900555" not in ann.play.rasa_heard.everything.replace(" ", "")


@pytest.mark.parametrize("reply", ["Marjorie", "its Marjorie after 5", "my name is Marjorie, any time really"])
def test_a_name_never_reaches_rasa(ann: Patient, reply: str) -> None:
    arranged(with_help(ann), reply)
    ann.texts("no")
    assert ann.referral["name"] == "Marjorie"
    assert "marjorie" not in ann.play.rasa_heard.everything.lower()


@pytest.mark.parametrize("reply", ["NO", "not safe", "no he checks my phone bill"])
def test_unsafe_calls_it_off_and_makes_nothing(ann: Patient, reply: str) -> None:
    with_help(ann).texts("CALL")
    ann.texts(reply)
    assert not ann.referrals
    ann.does_not_hear("What name")


def test_a_yes_with_conditions_leaves_no_message_and_keeps_the_words_for_the_team(ann: Patient) -> None:
    with_help(ann).texts("CALL")
    ann.texts("yes but only when the kids are at school")
    ann.texts("Jo")
    ann.texts("no")
    assert ann.referral["voicemail"] is False
    assert "kids are at school" in ann.referral["note"]


def test_a_deaf_widow_is_texted(ann: Patient) -> None:
    ann.texts("im deaf and my husband died last year, i miss him, im in darwen")
    if not ann.services:
        ann.texts("all of it")
    ann.hears("TEXT for a person to text you")
    assert "Ring 0" not in ann.said
    ann.texts("TEXT").hears("will text you by", "Is it safe to text this number?")
    ann.texts("SAFE").hears("when is a good time to text")
    ann.texts("Elsie").hears("will text you")
    assert ann.referral["channel"] == "text"
    assert ann.record["person"]["deaf"]


def test_call_from_somebody_staff_know_to_be_deaf_is_a_text(ann: Patient) -> None:
    ann.staff_tick(deaf=True)
    with_help(ann).texts("CALL").hears("will text you by")


def test_text_instead_of_a_call(ann: Patient) -> None:
    with_help(ann).texts("CALL")
    ann.texts("text me instead")
    ann.texts("Jo")
    ann.texts("no").hears("will text you by")
    assert ann.referral["channel"] == "text"


def test_under_16_goes_to_the_safeguarding_lead_and_not_the_surgery(ann: Patient) -> None:
    ann.texts("im 14 and have no friends, im at roman road docs")
    ann.texts("CALL").hears("trained to keep young people safe")
    ann.texts("SAFE")
    ann.texts("Sam").hears("I won't contact your parents", "0800 1111").does_not_hear("surgery")
    assert ann.referral["team"] == "safeguarding"
    assert ann.referral["under16"]


def test_for_somebody_else_the_person_texting_is_rung(ann: Patient) -> None:
    ann.texts("help for my mum shes 82 and cant get out, im at st georges")
    arranged(ann, "Anne")
    ann.texts("no").hears("They'll contact you, not the other person")
    assert ann.referral["for_whom"] == "adult" and ann.referral["team"] == "east"


def test_a_surgery_without_a_code_of_its_own_is_asked_about_by_name(ann: Patient) -> None:
    ann.texts("behind with my rent, im at darwen health centre")
    arranged(ann).hears("Darwen Health Centre")
    ann.texts("yes")
    assert ann.referral["team"] == "darwen"


def test_the_place_is_asked_for_where_it_is_not_known(ann: Patient) -> None:
    ann.texts("CALL")
    ann.texts("SAFE").hears("Which GP surgery", "which team")
    ann.texts("darwen")
    ann.texts("Jo").hears("the Darwen team")


def test_without_a_place_somebody_still_rings(ann: Patient) -> None:
    ann.texts("CALL")
    ann.texts("SAFE")
    ann.texts("skip")
    ann.texts("skip").hears("a local team will ring you")
    assert ann.referral["team"] == "unknown"


def test_needs_mentioned_while_it_is_arranged_join_the_one_plan(ann: Patient) -> None:
    with_help(ann).texts("CALL")
    ann.texts("i cant afford food either").hears("I've added that", "Is it safe")
    ann.texts("SAFE")
    ann.texts("also im struggling with my electric bill").hears("I've added that", "What name")
    ann.texts("Jo")
    ann.texts("no")
    assert set(ann.referral["needs"]) >= {"housing", "food", "energy"}


def test_needs_mentioned_after_it_is_arranged_join_it_too(ann: Patient) -> None:
    arranged(with_help(ann))
    ann.texts("no")
    ann.texts("i need a food bank")
    assert ann.services
    assert set(ann.referral["needs"]) == {"housing", "food"}
    assert ann.referral["name"] == "Jo"


def test_needs_read_back_and_not_picked_are_in_the_plan(ann: Patient) -> None:
    ann.texts("rent arrears and debt, bb3")
    arranged(ann)
    assert set(ann.referral["needs"]) == {"housing", "debt"}


@pytest.mark.parametrize(
    ("meanwhile", "answer"),
    [
        ("who can see this", "30 days"),
        ("are you a robot", "computer"),
        ("does it cost anything", "free"),
        ("hello", "Is it safe"),
        ("i have a sore throat what can i take", "111"),
    ],
)
def test_it_is_asked_again_after_an_interruption(ann: Patient, meanwhile: str, answer: str) -> None:
    with_help(ann).texts("CALL")
    ann.texts(meanwhile).hears(answer)
    ann.texts("SAFE").hears("What name")


def test_never_mind_calls_it_off(ann: Patient) -> None:
    with_help(ann).texts("CALL")
    ann.texts("never mind").hears("nobody will get in touch")
    assert not ann.referrals
    ann.texts("SAFE").does_not_hear("What name")


def test_call_again_says_that_somebody_is_coming_and_how_to_change_it(ann: Patient) -> None:
    arranged(with_help(ann))
    ann.texts("no")
    ann.texts("CALL").hears("by Friday 27 November", "CHANGE")
    ann.texts("CHANGE").hears("Is it safe")
    ann.texts("07700900555")
    ann.texts("Jo")
    ann.texts("no")
    assert ann.referral["better_number"] == "+447700900555"


def test_the_date_skips_weekend_and_bank_holiday(play: Play) -> None:
    play.later(days=30)  # Christmas Eve
    ann = play.patient()
    with_help(ann).texts("CALL").hears("Thursday 31 December")


def test_another_language_is_noted_for_the_team(ann: Patient) -> None:
    ann.texts("do you speak urdu").hears("Urdu", "CALL")
    ann.texts("yes")
    ann.texts("SAFE")
    ann.texts("darwen")
    ann.texts("skip").hears("speaks Urdu")
    assert ann.referral["language"] == "ur"
