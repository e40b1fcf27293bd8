"""Who takes the flags and referrals of each locality: the duty roles a deployment must name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import tomllib

#: The four localities, "surgery not known", and the lead for abuse and child flags
#: (safety rule 10: every flag has an owner).
POSTS = ("darwen", "north", "east", "west", "unknown", "safeguarding")


@dataclass(frozen=True)
class DutyRole:
    """A role, never a person: its name, its hours in words, and who stands in."""

    role: str
    hours: str
    deputy: str


DEMO: Mapping[str, DutyRole] = {
    post: DutyRole(f"Demonstration duty role ({post})", "Mon to Fri 9am to 5pm", "Demonstration deputy")
    for post in POSTS
}


def read(path: Path) -> tuple[Mapping[str, DutyRole], list[str]]:
    """The duty roles in a TOML file of `[post]` tables, and a sentence for each fault found."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, [f"no duty roles: {path.name} does not exist (one table each for {', '.join(POSTS)})"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        return {}, [f"{path.name} cannot be read: {fault}"]
    roles: dict[str, DutyRole] = {}
    faults: list[str] = []
    for post in POSTS:
        table = tables.get(post)
        fields = table if isinstance(table, dict) else {}
        words = [str(fields.get(field, "")).strip() for field in ("role", "hours", "deputy")]
        if all(words):
            roles[post] = DutyRole(*words)
        else:
            faults.append(f"{path.name}: [{post}] needs role, hours and deputy")
    return roles, faults
