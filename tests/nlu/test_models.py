"""The pure models: sparse counts, linear heads, needs and intents, on small data of their own."""

import numpy as np
import pytest

from bot.nlu import needs_model
from bot.nlu.counts import Counts, words_of
from bot.nlu.deciding import Thresholds, decide
from bot.nlu.intent_model import IntentModel
from bot.nlu.needs_model import NeedsModel, Reading

TOPICS = {
    "housing": ("rent", "landlord", "evicted", "flat", "tenancy"),
    "debt": ("debt", "loan", "bailiffs", "owe", "overdraft"),
    "isolation": ("lonely", "alone", "nobody", "friends", "company"),
}
NOTHING = ("thanks", "hello", "weather", "football", "pancakes")
FRAMES = ("trouble with {}", "{} again this week", "my {} problem", "can you help with {}")


def encode(text: str) -> np.ndarray:
    """Stand in for the encoder: words of a topic point the same way, every other word somewhere of its own."""
    vector = np.zeros(16, dtype=np.float32)
    for word in words_of(text):
        for place, words in enumerate((*TOPICS.values(), NOTHING)):
            vector[place] += 3.0 * (word in words)
        vector[4 + sum(map(ord, word)) % 12] += 0.4
    return vector / (np.linalg.norm(vector) or 1.0)


def training() -> tuple[list[str], list[tuple[str, ...]]]:
    pairs: list[tuple[str, tuple[str, ...]]] = []
    for frame in FRAMES:
        for need, words in TOPICS.items():
            pairs += [(frame.format(word), (need,)) for word in words]
        pairs += [(frame.format(word), ()) for word in NOTHING]
    pairs += [(f"{a} and {b} too", ("housing", "debt")) for a in TOPICS["housing"] for b in TOPICS["debt"]]
    return [text for text, _ in pairs], [needs for _, needs in pairs]


@pytest.fixture(scope="module")
def model() -> NeedsModel:
    texts, needs = training()
    return needs_model.fit(texts, needs, sorted(TOPICS), encode)


def found(model: NeedsModel, text: str) -> set[str]:
    return {need for need, _ in decide(text, model, encode, Thresholds()).sure}


def test_one_need_is_found_in_words_it_was_not_taught(model: NeedsModel) -> None:
    assert found(model, "worried about my landlord") == {"housing"}


def test_several_needs_are_found_at_once(model: NeedsModel) -> None:
    assert found(model, "the bailiffs came round and i am so lonely") == {"debt", "isolation"}


def test_a_message_that_holds_no_need_is_given_none(model: NeedsModel) -> None:
    assert found(model, "hello nice weather") == set()


def test_a_denied_need_is_not_acted_on(model: NeedsModel) -> None:
    assert found(model, "not the debt, its the rent") == {"housing"}


def test_a_message_that_surely_asks_for_help_is_given_its_surest_need_even_when_that_is_not_sure() -> None:
    class Torn:
        labels = ("debt", "housing", "food")

        def read(self, _text: str, _encode: object) -> Reading:
            return Reading(0.95, np.array([0.3, 0.25, 0.01]))

    thresholds = Thresholds(act=0.9, also=0.4, first=0.2, ask=0.2)
    answer = decide("it has all gone wrong", Torn(), encode, thresholds)  # type: ignore[arg-type]
    assert [need for need, _ in answer.sure] == ["debt"]
    assert [need for need, _ in answer.unsure] == ["housing"]


def test_needs_are_not_acted_on_in_a_message_that_may_ask_for_nothing() -> None:
    class Doubtful:
        labels = ("debt", "housing")

        def read(self, _text: str, _encode: object) -> Reading:
            return Reading(0.5, np.array([0.9, 0.9]))

    answer = decide("bank holiday bus times", Doubtful(), encode, Thresholds(act=0.85))  # type: ignore[arg-type]
    assert answer.sure == ()
    assert {need for need, _ in answer.unsure} == {"debt", "housing"}


def test_a_blank_message_has_no_confidence_in_anything(model: NeedsModel) -> None:
    assert not model.confidences("  ", encode).any()


def test_a_model_read_back_says_the_same(model: NeedsModel) -> None:
    facts, arrays = model.as_arrays()
    again = NeedsModel.from_arrays(facts, arrays)
    for text in ("my flat", "owe money and alone", "thanks"):
        assert again.confidences(text, encode) == pytest.approx(model.confidences(text, encode), abs=1e-3)


def test_the_same_data_gives_the_same_model(model: NeedsModel) -> None:
    texts, needs = training()
    again = needs_model.fit(texts, needs, sorted(TOPICS), encode)
    assert np.array_equal(again.judges.net.inner, model.judges.net.inner)


def test_long_and_short_texts_have_rows_of_the_same_length() -> None:
    counts = Counts.fit(["rent is late", "rent and food", "rent rent rent"], at_least=1)
    rows = counts.transform(["rent", "rent and food is late " * 40])
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
    assert lengths == pytest.approx([2**0.5, 2**0.5])


def test_numbers_are_not_learnt() -> None:
    assert words_of("Flat 12 owes £340") == words_of("flat 7 owes £99")


def intents() -> IntentModel:
    texts = ["thanks", "thank you", "hello", "hi there", "rent trouble", "landlord problem"]
    names = ["thanks", "thanks", "greet", "greet", "ask_help", "ask_help"]
    counts = Counts.fit(texts, at_least=1)
    dense = np.stack([encode(text) for text in texts]).astype(np.float64)
    return IntentModel.fit(dense, counts.transform(texts), names)


def test_the_gate_is_low_for_a_message_like_nothing_taught() -> None:
    texts = ["rent trouble", "xylophone quartz"]
    counts = Counts.fit(["thanks", "thank you", "hello", "hi there", "rent trouble", "landlord problem"], at_least=1)
    model = intents()
    near, far = (model.guess(encode(t)[None].astype(np.float64), counts.transform([t])) for t in texts)
    assert near.ranking[0][0] == "ask_help"
    assert near.gate > 0.8 > far.gate
