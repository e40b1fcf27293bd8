"""Whatever a directory holds, a reply keeps to its segments and loses nothing that matters."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages.compose import compose
from bot.messages.gsm import is_gsm, to_gsm
from bot.messages.pack import Block, Piece, line, pack
from bot.messages.segments import count
from bot.safety import Person, concern_line

words = st.text(alphabet="abcdefghij klmnop qrstuv €[é’–", min_size=3, max_size=40).filter(lambda t: to_gsm(t).strip())
anything = st.text(max_size=200)
cards = st.fixed_dictionaries(
    {
        "name": words,
        "does": words | anything,
        "phone": st.just("01632 960001"),
        "phone_free": st.booleans(),
        "walk_in": st.booleans(),
        "address": anything,
        "website": anything,
        "opening": anything,
        "hours": anything,
        "who": anything,
        "bring": anything,
        "apply": anything,
        "why": anything,
        "checked": st.booleans(),
    }
)


def _offer(found: list[dict[str, Any]], more: bool) -> dict[str, Any]:
    return {"say": "offer", "needs": [], "cards": found, "more": more, "outside": more, "not_covered": ["debt"]}


@settings(max_examples=200)
@given(st.lists(cards, min_size=1, max_size=3), st.booleans(), st.booleans())
def test_a_list_keeps_every_number_and_mark_within_three_segments(
    found: list[dict[str, Any]], more: bool, easy: bool
) -> None:
    bodies = compose([_offer(found, more), {"say": "concern", "words": concern_line(Person())}], easy=easy)
    whole = "\n".join(bodies)
    assert all(is_gsm(body) and count(body).segments <= 3 for body in bodies)
    assert whole.count("Ring 01632 960001") >= len(found)
    assert whole.count("Not checked.") >= sum(not card["checked"] for card in found)
    assert bodies[-1].splitlines()[-1].startswith("If it gets too much")


@settings(max_examples=200)
@given(cards, st.booleans())
def test_details_keep_the_number_within_three_segments(card: dict[str, Any], easy: bool) -> None:
    (body,) = compose([{"say": "detail", "card": card, "number": 1}], easy=easy)
    assert is_gsm(body) and count(body).segments <= 3
    assert "Ring 01632 960001" in body
    assert ("Not checked" in body) or card["checked"]


pieces = st.builds(Piece, st.text("ab €", max_size=60), st.none() | st.integers(0, 5))
blocks = st.builds(
    Block,
    st.lists(st.tuples(pieces, pieces), min_size=1, max_size=4).map(tuple),
    st.sampled_from([2, 3]),
    st.sampled_from(["body", "head", "tail"]),
)


@settings(max_examples=300)
@given(st.lists(blocks, max_size=4))
def test_no_text_is_longer_than_the_largest_budget(found: list[Block]) -> None:
    largest = max((block.budget for block in found), default=0)
    assert all(count(body).segments <= largest for body in pack(found))


@given(st.lists(blocks, max_size=4))
def test_what_may_not_be_dropped_is_all_there(found: list[Block]) -> None:
    kept = "".join("".join(pack(found)).split())
    for block in found:
        for each in block.lines:
            for piece in each:
                if piece.drop is None:
                    assert "".join(piece.text.split()) in kept


def test_a_sentence_is_cut_only_when_it_alone_is_too_long() -> None:
    (body,) = pack([Block((line("word " * 100),))])
    assert body.endswith("word...")
    assert count(body).segments == 2
