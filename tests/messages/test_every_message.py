"""Every message we can send: its alphabet, its length, and what it must never hold."""

import re
import statistics
from collections.abc import Callable
from pathlib import Path

import pytest
import textstat
import tomllib

from bot.messages.compose import compose
from bot.messages.gsm import is_gsm, require_gsm
from bot.messages.segments import count
from bot.messages.words import numbers_in_words, sentences
from tests.messages.every_message import NOW, Sent, card, every_fact_name, every_message

SAFETY_NUMBERS = Path(__file__).parents[2] / "bot" / "safety" / "numbers.toml"
SENT = list(every_message())
BODIES = sorted({body for sent in SENT for body in sent.bodies})

# What the contract between conversation and messages lists.
CONTRACT = """
    welcome welcome_back read_back ask_place ask offer detail no_more no_match tonight call_ask_safe
    call_ask_name call_ask_place call_ask_surgery call_done call_off call_young call_for_other offer_person
    survey survey_thanks health cannot menu thanks anger robot who cost complaint delete_how last last_none
    easy_on easy_off restarted menu_expired outside ok done blank picture flood holding late_answer stop start
    help deleted language interpreter call_already noted unreadable correct concern out_of_range
"""


def _name(sent: Sent) -> str:
    return f"{'+'.join(str(fact['say']) for fact in sent.facts)}{' easy' if sent.easy else ''}"


def test_every_fact_of_the_contract_has_words() -> None:
    assert every_fact_name() == frozenset(CONTRACT.split())
    assert {sent.name for sent in SENT} == every_fact_name()


def test_every_message_is_gsm() -> None:
    assert [body for body in BODIES if not is_gsm(body)] == []


def test_every_message_keeps_to_its_segments() -> None:
    too_long = [(_name(s), count(b)) for s in SENT for b in s.bodies if count(b).segments > s.limit]
    assert too_long == []


def test_a_single_ordinary_fact_is_one_message() -> None:
    ordinary = [s for s in SENT if len(s.facts) == 1 and "restart" not in "".join(s.bodies)]
    several = [s for s in ordinary if len(s.bodies) > 1]
    assert [(_name(s), s.bodies) for s in several] == []


def test_no_message_is_empty_or_has_a_ragged_edge() -> None:
    for body in BODIES:
        assert body == body.strip() != ""
        assert "  " not in body and "\n\n" not in body and " ." not in body and ".." not in body.replace("...", "")


def test_no_rasa_payload_or_template_leaks() -> None:
    for body in BODIES:
        assert not body.startswith("/")
        assert not re.search(r"[{}\\]|(^|\s)/\w", body), body


def test_every_fact_has_shorter_or_equal_easy_words_on_the_whole() -> None:
    usual = sum(len(s.say) for s in sentences().values())
    easy = sum(len(s.easy) for s in sentences().values())
    assert easy < 0.9 * usual


def test_easy_words_hold_the_same_blanks_and_numbers_as_the_usual_ones() -> None:
    for key, sentence in sentences().items():
        assert set(re.findall(r"{\w+}", sentence.say)) == set(re.findall(r"{\w+}", sentence.easy)), key
        for number in ("999", "111", "116 123", "0800 1111", "01254 587547"):
            assert (number in sentence.say) == (number in sentence.easy), key


def test_our_own_words_are_plain_gsm_already() -> None:
    for sentence in sentences().values():
        assert require_gsm(sentence.say) == sentence.say
        assert require_gsm(sentence.easy) == sentence.easy


def test_stop_is_only_ever_named_as_the_way_to_have_no_more_texts() -> None:
    for key, sentence in sentences().items():
        for text in (sentence.say, sentence.easy):
            assert not re.search(r"\b(END|QUIT|CANCEL|STOPALL|UNSUBSCRIBE|REVOKE)\b", text), key
            if "STOP" in text:
                assert re.search(r"STOP (=|for) no more|your STOP", text), key


def test_no_sentence_claims_that_somebody_is_watching() -> None:
    claims = re.compile(r"\b(we're here|i'm here|watching|monitor|someone will see this|we will be there)\b", re.I)
    assert [key for key, s in sentences().items() if claims.search(s.say) or claims.search(s.easy)] == []


@pytest.mark.parametrize("last", [True, False])
def test_the_greeting_of_somebody_back_names_no_need(last: bool) -> None:
    for easy in (True, False):
        (body,) = compose([{"say": "welcome_back", "last": last}], easy=easy)
        assert not re.search(r"hous|debt|money|lone|benefit|abuse|health|rent|food", body, re.I)


def test_the_numbers_in_our_words_are_few_and_known() -> None:
    assert numbers_in_words() == {"999", "111", "116 123", "0800 1111", "01254 587547", "01254 585585", "18001"}


def test_every_number_in_our_words_is_in_the_table_of_safety_numbers() -> None:
    table = tomllib.loads(SAFETY_NUMBERS.read_text(encoding="utf-8"))["number"]
    assert numbers_in_words() <= {row["number"] for row in table}


def test_no_number_in_our_words_escapes_the_list_of_numbers() -> None:
    allowed = numbers_in_words() | {"2", "10", "16", "30", "34", "1", "5"}
    for key, sentence in sentences().items():
        for text in (sentence.say, sentence.easy):
            bare = re.sub(r"BB2|{\w+}", "", text)
            for number in sorted(numbers_in_words(), key=len, reverse=True):
                bare = bare.replace(number, "")
            assert set(re.findall(r"\d+", bare)) <= allowed, key


def _prose(body: str) -> str:
    """What is read as prose: each line a sentence, without list numbers, and a phone number as one word."""
    prose = re.sub(r"(?m)^\d |[A-Z]{3,} = ", "", body)
    prose = re.sub(r"\b0\d[\d ]+\d\b|116 123", "it", prose)
    return " ".join(row.rstrip(".:?!") + "." for row in prose.split("\n"))


def _syllables(word: str) -> int:
    """How many syllables, by runs of vowels; textstat's own count needs a dictionary from the internet."""
    bare = re.sub(r"(?<=[^aeiouyl])e[sd]?$", "", word.lower().removesuffix("'s"))
    return max(1, len(re.findall(r"[aeiouy]+", bare)))


def _flesch_kincaid(prose: str) -> float:
    """The grade by Kincaid et al. (1975): a school year in the USA; grade 5 is age 10 to 11."""
    said = re.findall(r"[A-Za-z']+", prose)
    rows = len(re.findall(r"[.?!]+(?=\s|$)", prose)) or 1
    return 0.39 * len(said) / rows + 11.8 * sum(map(_syllables, said)) / len(said) - 15.59


@pytest.mark.parametrize(("easy", "most_kincaid", "most_automated"), [(False, 3.0, 3.6), (True, 2.0, 2.8)])
def test_the_reading_age_only_gets_lower(
    easy: bool, most_kincaid: float, most_automated: float, record_property: Callable[[str, object], None]
) -> None:
    """The grades of what we write ourselves, mean and worst, are reported and may not rise."""
    own = [s for s in SENT if s.easy is easy and len(s.facts) == 1 and not {"card", "cards"} & set(s.facts[0])]
    bodies = {_prose(body) for sent in own for body in sent.bodies}
    grades = sorted((_flesch_kincaid(body), body) for body in bodies)
    kincaid = statistics.mean(grade for grade, _ in grades)
    automated = statistics.mean(textstat.automated_readability_index(body) for body in bodies)
    worst, hardest = grades[-1]
    kind = "easy" if easy else "usual"
    record_property(f"{kind}_mean_grade", round(kincaid, 2))
    record_property(f"{kind}_worst_grade", round(worst, 2))
    print(f"{kind} words: Flesch-Kincaid {kincaid:.1f}, automated {automated:.1f}")
    print(f"  worst {worst:.1f}: {hardest!r}")
    assert kincaid <= most_kincaid
    assert automated <= most_automated
    assert worst <= 7.5


def test_an_offer_with_ordinary_services_keeps_everything() -> None:
    (body,) = compose(
        [{"say": "offer", "needs": ["housing"], "cards": [card(opening="Open now until 5pm")], "more": False,
          "outside": False, "not_covered": []}],
        now=NOW,
    )  # fmt: skip
    assert body == (
        "1 Example Advice: free housing advice. Ring 01632 960001. Open now until 5pm. Not checked.\n"
        "Reply 1 for details, or CALL for a person to ring you."
    )
