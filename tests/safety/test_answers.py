"""The words that answer danger: short, plain, action first, honest about being a machine."""

from pathlib import Path

import pytest
import tomllib

from bot.messages.gsm import is_gsm
from bot.messages.segments import count
from bot.safety import KINDS, Decision, Person, answer, concern_line, screen, unreadable
from bot.safety.numbers import numbers_in

FOLDER = Path(__file__).parents[2] / "bot" / "safety"
TEXTS = tomllib.loads((FOLDER / "words.toml").read_text())["text"]
EVERY = [pytest.param(words, id=f"{kind}.{name}") for kind, forms in TEXTS.items() for name, words in forms.items()]
LANGUAGES = tomllib.loads((FOLDER / "languages.toml").read_text(encoding="utf-8"))
PEOPLE = [Person(), Person(age_group="under16"), Person(gender="man"), Person(deaf=True), Person(easy=True)]


@pytest.mark.parametrize("words", EVERY)
def test_each_answer_is_plain_gsm_and_fits_two_segments(words: str) -> None:
    assert is_gsm(words)
    assert count(words).segments <= 2


@pytest.mark.parametrize("words", EVERY)
def test_each_answer_says_it_is_a_machine_and_names_999(words: str) -> None:
    assert "machine" in words
    assert "999" in words


@pytest.mark.parametrize("words", EVERY)
def test_each_answer_gives_at_most_three_contacts_beside_999(words: str) -> None:
    assert len({number for number in numbers_in(words) if number != "999"}) <= 3


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("about", ["self", "other"])
@pytest.mark.parametrize("response", ["urgent", "emergency"])
def test_every_kind_has_an_answer_for_everyone(kind: str, person: Person, about: str, response: str) -> None:
    bodies = answer(Decision(response, (kind,), about), person=person)

    assert len(bodies) == 1
    assert count(bodies[0]).segments <= 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("about", ["self", "other"])
def test_a_deaf_person_is_given_no_number_only_to_ring(kind: str, about: str) -> None:
    (body,) = answer(Decision("urgent", (kind,), about), person=Person(deaf=True))

    assert set(numbers_in(body)) <= {"999", "85258"}


@pytest.mark.parametrize("kind", ["violence_now", "control_at_home", "forced_marriage", "sexual_violence"])
def test_the_first_line_of_an_abuse_answer_gives_nothing_away(kind: str) -> None:
    (body,) = answer(Decision("urgent", (kind,)), person=Person())
    first = body.splitlines()[0].lower()

    assert not any(word in first for word in ("abuse", "violen", "hit", "danger", "rape", "marriage", "999", "safe"))


def test_a_man_and_a_child_get_lines_of_their_own() -> None:
    abused = Decision("urgent", ("violence_now",))

    assert "0808 801 0327" in answer(abused, person=Person(gender="man"))[0]
    assert "0800 1111" in answer(abused, person=Person(age_group="under16"))[0]
    assert "0800 1111" in answer(Decision("urgent", ("suicide",), young=True), person=Person())[0]


def test_two_kinds_make_one_answer_with_the_most_severe_first() -> None:
    bodies = answer(Decision("urgent", ("harm_to_others", "control_at_home")), person=Person())

    assert len(bodies) == 1
    assert "0808 2000 247" in bodies[0]
    assert count(bodies[0]).segments <= 2


def test_an_overdose_says_999_before_anything_else() -> None:
    (body,) = answer(screen("ive taken 30 paracetamol"), person=Person())

    assert "999" in body.splitlines()[0]


def test_nothing_is_answered_to_no_danger_and_a_warm_line_to_concern() -> None:
    assert answer(Decision(), person=Person()) == ()
    assert answer(Decision("concern"), person=Person()) == (concern_line(Person()),)


def test_the_warm_line_fits_one_segment_for_everyone() -> None:
    for person in PEOPLE:
        assert count(concern_line(person)).segments == 1
        assert is_gsm(concern_line(person))
    assert "85258" in concern_line(Person(deaf=True))


def test_what_cannot_be_read_gets_999_and_111() -> None:
    assert {"999", "111"} <= set(numbers_in(unreadable()))
    assert count(unreadable()).segments == 1


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_danger_in_another_language_is_answered_in_it_and_in_english(code: str) -> None:
    for own in (True, False):
        bodies = answer(Decision("urgent", ("suicide",), language=code, own_script=own), person=Person())

        assert len(bodies) == 2
        assert {"999", "111"} <= set(numbers_in(bodies[0]))
        assert count(bodies[0]).segments <= 4
        assert is_gsm(bodies[0]) or own


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_every_translation_is_marked_unchecked(code: str) -> None:
    assert LANGUAGES[code]["checked_by"] == ""


def test_a_message_in_urdu_script_is_answered_in_urdu_script() -> None:
    decision = screen("میرا شوہر مجھے مارتا ہے")
    first, _ = answer(decision, person=Person())

    assert decision.language == "ur"
    assert first == LANGUAGES["ur"]["own"]["abuse"]
