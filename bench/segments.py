"""Counts 100,000 texts with our packer and with smsutil; prints the mismatches and the ratio of speeds.

Run: .venv/bin/python -m bench.segments [how many]
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from time import perf_counter

import smsutil

from bot.messages.gsm import BASIC, EXTENSION
from bot.messages.segments import count

SEED = 20261121
LETTERS = "etaoin shrdlu ETAOIN 0123456789.,'?!-\n"
ALPHABETS = (
    LETTERS,
    LETTERS + "€[]~",
    BASIC,
    BASIC + EXTENSION * 3,
    LETTERS + "’–•",
    "aéأپ😀👍",
    "ç" + LETTERS,
)


def texts(how_many: int) -> list[str]:
    """Texts of 1 to 700 characters, from plain English to emoji, the same each time."""
    chance = random.Random(SEED)
    return ["".join(chance.choices(ALPHABETS[i % len(ALPHABETS)], k=chance.randint(1, 700))) for i in range(how_many)]


def seconds(counter: Callable[[str], object], batch: list[str]) -> float:
    """How long one pass over the batch takes."""
    started = perf_counter()
    for text in batch:
        counter(text)
    return perf_counter() - started


def agrees(text: str) -> bool:
    """Whether both give the same encoding, segments and units."""
    theirs, ours = smsutil.split(text), count(text)
    octets = 1 if ours.encoding == "GSM-7" else 2
    return (
        ours.segments == len(theirs.parts)
        and (theirs.encoding == "gsm0338") == (ours.encoding == "GSM-7")
        and ours.units * octets == theirs.total_bytes
    )


def main() -> int:
    """Print the comparison; exit 1 when any text was counted differently."""
    batch = texts(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    differing = [text for text in batch if not agrees(text)]
    ours, theirs = seconds(count, batch), seconds(smsutil.split, batch)
    print(f"{len(batch)} texts, {len(differing)} counted differently")
    for text in differing[:10]:
        print(f"  {text[:60]!r}...: ours {count(text)}, smsutil {len(smsutil.split(text).parts)} parts")
    print(f"ours {len(batch) / ours:,.0f} texts/s, smsutil {len(batch) / theirs:,.0f} texts/s")
    print(f"speed ratio {theirs / ours:.1f}")
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
