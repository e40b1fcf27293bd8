"""How a fault is written in a log: its kind and its place, never its message, which may repeat private words."""

from __future__ import annotations

import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


def where(fault: BaseException) -> str:
    """Such as `ValueError at bot/turns.py:120`: the last place in our own code that it passed through."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(HERE) and ".venv" not in frame.filename]
    if not ours:
        return type(fault).__name__
    last = ours[-1]
    return f"{type(fault).__name__} at {Path(last.filename).relative_to(HERE)}:{last.lineno}"
