import pytest

from bot.messages.segments import Segments, count


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 459, 3),
        ("a" * 460, 4),
        ("a" * 918, 6),
        ("a" * 919, 7),
        ("^" * 80, 1),
        ("^" * 81, 2),
        ("a" * 158 + "|", 1),
        ("a" * 159 + "|", 2),
        ("ÿ" * 70, 1),
        ("ÿ" * 71, 2),
        ("ÿ" * 134, 2),
        ("ÿ" * 135, 3),
        ("ÿ" * 269, 5),
        ("à" * 70 + "ÿ", 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_a_text_is_billed_in_whole_segments(text: str, segments: int) -> None:
    assert count(text).segments == segments


def test_an_escaped_character_on_the_boundary_moves_to_the_next_segment() -> None:
    assert count("a" * 152 + "€" + "a" * 152) == Segments("GSM-7", 3, 306)
    assert count("a" * 151 + "€" + "a" * 153) == Segments("GSM-7", 2, 306)


def test_a_surrogate_pair_on_the_boundary_moves_to_the_next_segment() -> None:
    assert count("ÿ" * 66 + "😀" + "ÿ" * 66) == Segments("UCS-2", 3, 134)
    assert count("ÿ" * 65 + "😀" + "ÿ" * 67) == Segments("UCS-2", 2, 134)


def test_one_character_outside_the_alphabet_turns_the_whole_text_to_ucs2() -> None:
    assert count("a" * 100).encoding == "GSM-7"
    assert count("a" * 100 + "’") == Segments("UCS-2", 2, 101)


def test_an_empty_text_is_one_segment_of_nothing() -> None:
    assert count("") == Segments("GSM-7", 1, 0)
