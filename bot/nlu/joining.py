"""Makes messages with several needs out of messages with one, as people add one matter to another; pure."""

import random
from collections.abc import Sequence

JOINTS = (" and ", " also ", ". ", ", ", " plus ", " and also ", ". Also ", " & ", " n ", "\n", " then theres ")
LONGEST_IN_WORDS = 14
SHARE_OF_THREE = 0.3

Labelled = tuple[str, tuple[str, ...]]


def joined(texts: Sequence[str], needs: Sequence[Sequence[str]], count: int, seed: int = 7) -> list[Labelled]:
    """Return up to `count` messages of two or three short ones, each with the needs of all its parts."""
    chance = random.Random(seed)  # noqa: S311 - the same data must give the same model
    singles = [
        (text.rstrip(". "), mine[0])
        for text, mine in zip(texts, needs, strict=True)
        if len(mine) == 1 and len(text.split()) <= LONGEST_IN_WORDS
    ]
    if len({need for _, need in singles}) < 3:
        return []
    made = []
    for _ in range(count):
        parts = chance.sample(singles, 3 if chance.random() < SHARE_OF_THREE else 2)
        found = tuple(sorted({need for _, need in parts}))
        if len(found) < len(parts):
            continue
        text = parts[0][0]
        for more, _ in parts[1:]:
            text += chance.choice(JOINTS) + more
        made.append((text, found))
    return made
