"""The NHS design system's files from build/frontend, without the typeface that belongs to the NHS."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "build" / "frontend" / "nhsuk"
CSS, JS = "nhsuk-frontend.min.css", "nhsuk-frontend.min.js"


@dataclass(frozen=True)
class Frontend:
    """The stylesheet and the script, and the hash that names this version of both."""

    css: str
    js: str
    version: str


def load(folder: Path = FOLDER) -> Frontend | None:
    """The files as they are served; None when set-up could not get them."""
    try:
        css = (folder / CSS).read_text(encoding="utf-8")
        js = (folder / JS).read_text(encoding="utf-8")
    except OSError:
        return None
    css = without_frutiger(css)
    js = re.sub(r"(?m)^//# sourceMappingURL=.*$", "", js)
    return Frontend(css, js, hashlib.sha256((css + js).encode()).hexdigest()[:16])


def without_frutiger(css: str) -> str:
    """Frutiger is licensed to NHS organisations only: no page of ours asks for it."""
    css = re.sub(r"@font-face\s*\{[^}]*\}", "", css)
    css = re.sub(r"\"?Frutiger W01\"?\s*,\s*", "", css)
    return re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
