"""No bed, food, heat or light today."""

import pytest

from bot.safety import tonight


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("nowhere to sleep tonight", ("bed",)),
        ("no food in the house and leccy has run out", ("food", "light")),
        ("my boiler packed in and its freezing", ("heat",)),
        ("got no food til payday", ("food",)),
        ("no gas or electric", ("heat", "light")),
        ("kicked out today got nowhere to go", ("bed",)),
    ],
)
def test_what_somebody_has_none_of_today_is_named_in_order(text: str, lacks: tuple[str, ...]) -> None:
    assert tonight(text) == lacks


@pytest.mark.parametrize(
    "text",
    [
        "help with energy bills",
        "worried about heating next winter",
        "i want to volunteer at a food bank",
        "i lost my job",
    ],
)
def test_ordinary_needs_are_not_for_tonight(text: str) -> None:
    assert tonight(text) == ()
