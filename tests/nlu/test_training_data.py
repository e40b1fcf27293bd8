"""The messages Rasa learns needs from: well formed, rightly labelled, and as varied as people are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from directory.needs import NEEDS

FOLDER = Path(__file__).parents[2] / "data" / "nlu"
SEVERAL = FOLDER / "several.yml"

FEWEST_OF_A_NEED = 60
FEWEST_WITH_SEVERAL = 400
MOST_NEEDS = 4
MOST_SAME_OPENING = 0.15
MOST_SHARING_FIVE_WORDS = 3
SHORT, LONG = 4, 15  # words: "behind wi rent again" is short, a message of 15 words or more is long

MARKED_ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


@dataclass(frozen=True)
class Example:
    """One training message, with the needs it is labelled with (none for other intents)."""

    file: str
    intent: str
    text: str
    needs: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        joined = self.text.lower().replace("'", "").replace("’", "")
        return tuple(re.findall(r"[^\W_]+", joined))


def examples_in(path: Path) -> Iterator[Example]:
    """Every example of a Rasa 3 NLU file, in either of the two shapes that Rasa reads."""
    for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        if "intent" not in block:
            continue
        listed: Any = block["examples"]
        if isinstance(listed, str):
            listed = [{"text": line.removeprefix("- ")} for line in listed.splitlines() if line.strip()]
        for item in listed:
            needs = (item.get("metadata") or {}).get("needs", [])
            text = MARKED_ENTITY.sub(r"\1", item["text"]).strip()
            yield Example(path.name, block["intent"], text, tuple(needs))


FILES = sorted(FOLDER.rglob("*.yml"))
EVERYTHING = [example for path in FILES for example in examples_in(path)]
BY_FILE = {path: list(examples_in(path)) for path in FILES}


def of_need(slug: str) -> list[Example]:
    return BY_FILE[FOLDER / "needs" / f"{slug}.yml"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_is_rasa_3_training_data_with_examples(path: Path) -> None:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert document["version"] == "3.1"
    assert all(example.text for example in BY_FILE[path])


def test_there_is_one_file_for_each_need_of_the_list() -> None:
    assert {path.stem for path in (FOLDER / "needs").glob("*.yml")} == set(NEEDS)


def test_every_label_is_on_the_list_of_needs() -> None:
    unknown = [(example.text, need) for example in EVERYTHING for need in example.needs if need not in NEEDS]

    assert unknown == []


def test_no_label_is_given_twice_to_one_message() -> None:
    assert [e.text for e in EVERYTHING if len(set(e.needs)) != len(e.needs)] == []


@pytest.mark.parametrize("slug", NEEDS)
def test_each_need_has_enough_messages_and_leads_the_labels_of_its_own_file(slug: str) -> None:
    messages = of_need(slug)

    assert len(messages) >= FEWEST_OF_A_NEED
    assert {message.intent for message in messages} == {"ask_help"}
    assert [message.text for message in messages if message.needs[:1] != (slug,)] == []


def test_messages_with_several_needs_are_many_and_have_two_to_four() -> None:
    messages = BY_FILE[SEVERAL]

    assert len(messages) >= FEWEST_WITH_SEVERAL
    assert {message.intent for message in messages} == {"ask_help"}
    assert [m.text for m in messages if not 2 <= len(m.needs) <= MOST_NEEDS] == []


def test_every_need_is_also_met_beside_others() -> None:
    met = Counter(need for message in BY_FILE[SEVERAL] for need in message.needs)

    assert [slug for slug in NEEDS if met[slug] < 8] == []


def test_no_message_is_written_twice() -> None:
    seen = defaultdict(list)
    for example in EVERYTHING:
        seen[" ".join(example.words) or example.text].append((example.file, example.text))

    assert [same for same in seen.values() if len(same) > 1] == []


def test_no_five_words_in_a_row_come_back_in_more_than_three_messages() -> None:
    """Messages from a pattern would teach the pattern, not the need."""
    users: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for example in EVERYTHING:
        for start in range(len(example.words) - 4):
            users[example.words[start : start + 5]].add(example.text)

    assert {" ".join(five): texts for five, texts in users.items() if len(texts) > MOST_SHARING_FIVE_WORDS} == {}


@pytest.mark.parametrize("slug", NEEDS)
def test_messages_of_a_need_do_not_all_open_alike(slug: str) -> None:
    openings = Counter(message.words[0] for message in of_need(slug) if message.words)
    word, times = openings.most_common(1)[0]

    assert times / openings.total() <= MOST_SAME_OPENING, f"{times} messages open with {word!r}"


@pytest.mark.parametrize("slug", NEEDS)
def test_each_need_has_short_middling_and_long_messages(slug: str) -> None:
    lengths = [len(message.words) for message in of_need(slug)]
    short = sum(length <= SHORT for length in lengths) / len(lengths)
    long = sum(length >= LONG for length in lengths) / len(lengths)

    assert short >= 0.08
    assert long >= 0.05
    assert 1 - short - long >= 0.35


def test_no_message_holds_a_telephone_number_or_an_email_address() -> None:
    private = re.compile(r"(?:\+44|\b0)[\d ]{9,}|\S+@\S+\.\S+")

    assert [example.text for example in EVERYTHING if private.search(example.text)] == []
