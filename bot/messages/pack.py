"""How the parts of a reply are fitted into as few texts as sensible, and what gives way first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from bot.messages.segments import count

REPLY: Final = 2
LIST: Final = 3
"""Segments that a reply and a list of services may take."""

SPARE: Final = -1
"""The `drop` of a piece that is sent only where it costs no further segment."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text within a line. The piece with the lowest `drop` gives way first; None never does.

    One with a `short` form takes that when its turn comes, and keeps it.
    """

    text: str
    drop: int | None = None
    short: str | None = None


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """What one fact says, as lines of pieces, with the segments it may take.

    A "head" belongs in front of what follows it, a "tail" behind what came before, even if something there
    has to give way.
    """

    lines: tuple[Line, ...]
    budget: int = REPLY
    place: Literal["body", "head", "tail"] = "body"


def line(text: str, drop: int | None = None, *, short: str | None = None) -> Line:
    """A line of a single piece."""
    return (Piece(text, drop, short),)


def pack(blocks: Sequence[Block]) -> list[str]:
    """The blocks as message bodies, in order: as few as can be without dropping anything to join them.

    Each body fits the larger budget of its blocks. Pieces are dropped by their order, then lines are moved
    to another text; a sentence is cut only when it alone is longer than a whole text.
    """
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and _belongs(groups[-1], block):
            groups[-1].append(block)
        else:
            groups.append([block])
    return [body for group in groups for body in _bodies(group)]


def _belongs(group: list[Block], block: Block) -> bool:
    joined = [*group, block]
    lines, budget = _lines(joined), _budget(joined)
    if _fits(render(_without(lines, [at for at in _turns(lines) if _spare(lines, at)])), budget):
        return True
    glued = block.place == "tail" or all(each.place == "head" for each in group)
    return glued and _shrunk(lines, budget) is not None


def _bodies(group: list[Block]) -> list[str]:
    lines, budget = _lines(group), _budget(group)
    body = _shrunk(lines, budget)
    return [body] if body is not None else _split(_without(lines, _turns(lines)), budget)


def _lines(group: Sequence[Block]) -> tuple[Line, ...]:
    return tuple(each for block in group for each in block.lines)


def _budget(group: Sequence[Block]) -> int:
    return max(block.budget for block in group)


def _fits(body: str, budget: int) -> bool:
    return count(body).segments <= budget


def render(lines: Sequence[Line]) -> str:
    """The lines as one body; a line that has lost all its pieces leaves no gap."""
    texts = ("".join(piece.text for piece in each).strip() for each in lines)
    return "\n".join(text for text in texts if text)


def _shrunk(lines: tuple[Line, ...], budget: int) -> str | None:
    """The body once enough has given way, and no more than enough; None when it cannot fit."""
    waiting = _turns(lines)
    given_up = [at for at in waiting if _spare(lines, at)]
    waiting = waiting[len(given_up) :]
    while not _fits(render(_without(lines, given_up)), budget):
        if not waiting:
            return None
        given_up.append(waiting.pop(0))
    for at in reversed(given_up):
        others = [other for other in given_up if other != at]
        most = count(render(_without(lines, given_up))).segments if _spare(lines, at) else budget
        if _fits(render(_without(lines, others)), most):
            given_up = others
    return render(_without(lines, given_up))


_At = tuple[int, int]  # which line, which piece of it


def _spare(lines: tuple[Line, ...], at: _At) -> bool:
    return lines[at[0]][at[1]].drop == SPARE


def _turns(lines: tuple[Line, ...]) -> list[_At]:
    """Where the pieces that may give way are: the lowest `drop` first, and of those the last one."""
    turns = [
        (piece.drop, -row, -column)
        for row, each in enumerate(lines)
        for column, piece in enumerate(each)
        if piece.drop is not None
    ]
    return [(-row, -column) for _, row, column in sorted(turns)]


def _without(lines: tuple[Line, ...], given_up: Sequence[_At]) -> tuple[Line, ...]:
    """The lines with those pieces gone, or in their short form."""
    gone = set(given_up)
    return tuple(
        tuple(
            replace(piece, text=piece.short or "") if (row, column) in gone else piece
            for column, piece in enumerate(each)
        )
        for row, each in enumerate(lines)
    )


def _split(lines: tuple[Line, ...], budget: int) -> list[str]:
    """Several bodies, cut between lines."""
    bodies: list[str] = []
    for text in render(lines).split("\n"):
        if bodies and _fits(f"{bodies[-1]}\n{text}", budget):
            bodies[-1] = f"{bodies[-1]}\n{text}"
        else:
            bodies.append(_cut(text, budget))
    return bodies


def _cut(text: str, budget: int) -> str:
    """A line too long for a whole text, cut at a word."""
    while not _fits(text, budget):
        text = text.removesuffix("...").rpartition(" ")[0] + "..." if " " in text else text[: len(text) - 10]
    return text
