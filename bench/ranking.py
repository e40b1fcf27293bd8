"""How good the directory's answers are: nDCG@3 on the judged questions, whole and with each part left out.

Run with ``python -m bench.ranking`` (needs nothing running; a few seconds).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from time import perf_counter
from unittest.mock import patch

from directory import ranking
from directory.library import Directory
from tests.directory.judging import TUESDAY_MORNING, judgements, ndcg, offered


def measure(directory: Directory, weights: Mapping[ranking.Part, float] = ranking.WEIGHTS) -> float:
    """The mean nDCG@3 with these weights."""
    with patch.object(ranking, "WEIGHTS", weights):
        return fmean(ndcg(offered(directory, judged), judged.good) for judged in judgements())


def milliseconds(directory: Directory, rounds: int = 3) -> tuple[float, float]:
    """The median and the slowest search, once warm, in milliseconds."""
    took = []
    for judged in judgements() * rounds:
        query = judged.query(directory)
        start = perf_counter()
        directory.search(query, now=TUESDAY_MORNING)
        took.append((perf_counter() - start) * 1000)
    return median(took), max(took)


def main() -> None:
    """Print the table."""
    with TemporaryDirectory() as folder:
        directory = Directory.open(f"sqlite:///{Path(folder) / 'directory.db'}")
        directory.migrate()
        directory.seed()
        whole = measure(directory)
        print(f"{len(judgements())} judged questions, nDCG@3 {whole:.3f}")
        for part in ranking.WEIGHTS:
            without = measure(directory, {**ranking.WEIGHTS, part: 0.0})
            print(f"  without {part:10} {without:.3f}  ({without - whole:+.3f})")
        print("search: median {:.2f} ms, slowest {:.2f} ms".format(*milliseconds(directory)))
        directory.close()


if __name__ == "__main__":
    main()
