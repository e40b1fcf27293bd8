"""The words for roles and places, and what each role finds on its start page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.records.staff import (
    ADMINISTRATOR,
    BOARD,
    CURATOR,
    HELD_AT,
    LOCALITY_TEAM,
    MANAGER,
    RECEPTION,
    SAFEGUARDING_LEAD,
    Grant,
)
from directory.gazetteer import LOCALITIES, LOCALITY_NAMES, UnknownPracticeError, practice

ROLE_NAMES: Mapping[str, str] = {
    RECEPTION: "Reception",
    MANAGER: "Practice manager, GP or nurse",
    LOCALITY_TEAM: "Locality team",
    SAFEGUARDING_LEAD: "Safeguarding lead",
    CURATOR: "Curator of the directory",
    BOARD: "Partnership board",
    ADMINISTRATOR: "Administrator",
}
ROLE_HINTS: Mapping[str, str] = {
    RECEPTION: "Starts sessions for patients. Sees their state, not what they say.",
    MANAGER: "As reception, for their own practice.",
    LOCALITY_TEAM: "Takes referrals of their localities.",
    SAFEGUARDING_LEAD: "Takes flags about abuse, children and adults at risk.",
    CURATOR: "Keeps the listings of services true.",
    BOARD: "Sees counts. Never sees a person.",
    ADMINISTRATOR: "Adds staff, sees the audit, keeps the settings.",
}
SECTOR_NAMES: Mapping[str, str] = {"council": "Council", "nhs": "NHS", "charity": "Charity"}


@dataclass(frozen=True)
class Room:
    """A part of the staff site. It is linked once `endpoint` is there."""

    endpoint: str
    name: str
    words: str
    roles: frozenset[str]
    in_menu: bool = True


def _room(endpoint: str, name: str, words: str, *roles: str, in_menu: bool = True) -> Room:
    return Room(endpoint, name, words, frozenset(roles), in_menu)


#: In the order of the menu. Later parts add their route under the endpoint named here.
ROOMS = (
    _room("console.new_session", "Start a session", "Help a patient by text, or together now.", RECEPTION, MANAGER),
    _room("console.sessions", "Sessions", "Today's and open sessions of your practice.", RECEPTION, MANAGER),
    _room(
        "console.duty",
        "Danger flags",
        "People who may be in danger, and who has taken them.",
        LOCALITY_TEAM,
        SAFEGUARDING_LEAD,
    ),
    _room("console.referrals", "Referrals", "People who asked to be rung, oldest first.", LOCALITY_TEAM),
    _room("console.listings", "Directory", "Add, correct and check listings of services.", CURATOR),
    _room("console.board", "Needs and outcomes", "What people need, what is missing, what helped.", BOARD),
    _room("console.staff", "Staff", "Add people, change roles, reset or disable accounts.", ADMINISTRATOR),
    _room("console.audit", "Audit", "Who did what to which record, and when.", ADMINISTRATOR),
)


def place_name(place: str) -> str:
    """A practice, a locality or the borough, in words."""
    if not place:
        return "whole borough"
    if place in LOCALITIES:
        return LOCALITY_NAMES[place]
    try:
        return practice(place).name
    except UnknownPracticeError:
        return place


def in_words(grant: Grant) -> str:
    """A role at a place, such as "Reception, Roman Road Health Centre"."""
    name = ROLE_NAMES[grant.role]
    return name if HELD_AT[grant.role] == "borough" else f"{name}, {place_name(grant.place)}"
