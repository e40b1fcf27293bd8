"""`make bench`: every measurement of speed and ranking in turn, each printing its own table."""

from __future__ import annotations

import subprocess
import sys

PARTS = (
    ("counting segments, beside smsutil", "bench.segments"),
    ("ranking, with each part left out", "bench.ranking"),
    ("webhook to carrier, through the whole service", "bench.path"),
)


def main() -> int:
    """Run each part in a process of its own; 1 when one of them failed."""
    failed = 0
    for title, module in PARTS:
        print(f"\n== {title}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", module], check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
