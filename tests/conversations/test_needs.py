"""Working out what somebody needs: one or several, picked, corrected, said more of."""

import pytest

from tests.conversations.playing import Patient

pytestmark = pytest.mark.conversation

THREE = "behind with rent, owe money on credit cards and feeling really low"


def test_one_clear_need_is_answered_and_not_read_back(ann: Patient) -> None:
    ann.texts("behind with my rent, roman road docs").does_not_hear("Which first?", "I can help with")
    assert ann.services


def test_several_needs_are_read_back_with_the_surgery_question_in_the_same_message(ann: Patient) -> None:
    ann.texts(THREE)
    assert "Which first?" in ann.heard[-1] and "which GP surgery" in ann.heard[-1]
    ann.hears("1 Debt and money worries\n2 Rent and housing\n3 Feeling low or anxious")


def test_the_surgery_is_not_asked_for_where_it_was_said(ann: Patient) -> None:
    ann.texts(f"{THREE}. im with roman road docs").hears("Which first?").does_not_hear("which GP surgery")


@pytest.mark.parametrize(
    ("reply", "needs"),
    [
        ("1 and 3", ["debt", "mental_wellbeing"]),
        ("1 and 3, im with roman road docs", ["debt", "mental_wellbeing"]),
        ("2nd one please", ["housing"]),
        ("the first", ["debt"]),
        ("all", ["debt", "housing", "mental_wellbeing"]),
        ("2,1", ["housing", "debt"]),
        ("the rent one", ["housing"]),
        ("housing first", ["housing"]),
        ("skip", ["debt", "housing", "mental_wellbeing"]),
        ("no, not debt", ["housing", "mental_wellbeing"]),
    ],
)
def test_needs_are_picked_as_people_pick_them(ann: Patient, reply: str, needs: list[str]) -> None:
    ann.texts(THREE)
    ann.texts(reply)
    assert ann.services, str(ann)
    assert sorted(ann.known["needs"]) == sorted(needs)


def test_both_picks_both_of_two(ann: Patient) -> None:
    ann.texts("rent arrears and debt")
    ann.texts("both")
    assert sorted(ann.known["needs"]) == ["debt", "housing"]


def test_a_correction_is_confirmed_before_the_help(ann: Patient) -> None:
    ann.texts(THREE)
    ann.texts("no, not debt").hears("OK, I've taken that off.")
    assert ann.said.index("taken that off") < ann.said.index("1 ")
    assert "debt" not in ann.known["mentioned"]


def test_saying_more_adds_to_the_list_instead_of_replacing_it(ann: Patient) -> None:
    ann.texts("rent arrears and debt")
    ann.texts("i also need a food bank").hears("Which first?", "Debt", "Rent", "ood")
    ann.texts("all")
    assert {"debt", "housing", "food"} <= set(ann.known["mentioned"])


def test_a_number_that_is_not_on_the_list_is_said_so_and_the_list_stands(ann: Patient) -> None:
    ann.texts("rent arrears and debt")
    ann.texts("7").hears("from 1 to 2", "1 Debt and money worries")


def test_the_surgery_alone_picks_everything(ann: Patient) -> None:
    ann.texts("rent arrears and debt")
    ann.texts("roman road docs")
    assert ann.services
    assert sorted(ann.known["needs"]) == ["debt", "housing"]


def test_gambling_behind_debt_is_kept_with_the_plan(ann: Patient) -> None:
    ann.texts("i gamble everything and now im in debt and cant pay the rent, bb3")
    ann.texts("the rent")
    ann.texts("CALL")
    ann.texts("SAFE")
    ann.texts("SKIP")
    assert ann.referral["behind"] == "gambling"
    assert "gambling" in ann.referral["needs"]


def test_a_need_that_is_not_sure_is_asked_about_and_a_yes_answers_it(ann: Patient) -> None:
    ann.texts("so fed up with the flat").hears("housing", "YES or NO")
    ann.texts("yes")
    assert ann.services
    assert ann.known["needs"] == ["housing"]


def test_a_no_to_the_only_guess_takes_it_off_and_asks_what_else(ann: Patient) -> None:
    ann.texts("so fed up with the flat")
    ann.texts("no").hears("OK, I've taken that off. What would you like help with?")
    assert "mentioned" not in ann.known


def test_a_new_need_after_help_is_answered_without_a_question(ann: Patient) -> None:
    ann.texts("behind with my rent, roman road docs")
    ann.texts("and no food in till friday is there a food bank").does_not_hear("Which GP surgery")
    assert ann.said


def test_a_need_taken_back_after_help_is_taken_back(ann: Patient) -> None:
    ann.texts("rent arrears and debt, roman road docs")
    ann.texts("both")
    ann.texts("no, not debt, thats sorted").hears("OK, I've taken that off.")
    assert ann.known["needs"] == ["housing"]


def test_help_without_a_word_of_what_is_answered_with_an_example(ann: Patient) -> None:
    ann.texts("i need help").hears("Tell me what's wrong")


def test_the_words_of_a_person_are_nowhere_in_what_is_known(ann: Patient) -> None:
    ann.texts("im 34 and my landlord gary wants me out of bb1 6ph by xmas")
    ann.texts("his name is gary")
    kept = str(ann.known).lower()
    assert "gary" not in kept and "xmas" not in kept and "6ph" not in kept
