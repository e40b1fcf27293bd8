"""What is asked of the directory and what it answers: Query in, Results out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from directory.cards import Card
from directory.documents import Locality, ServiceId

__all__ = ["AgeGroup", "ForWhom", "Locality", "Match", "Miss", "NearMiss", "Query", "Reason", "Results"]
__all__ += ["ServiceId", "Uncovered", "Unmet"]

AgeGroup = Literal["under16", "16_17", "18_24", "25_54", "55_plus"]
ForWhom = Literal["me", "child", "adult"]
Unmet = Literal["none_exists", "full", "wrong_time", "not_eligible", "too_far"]

Reason = Literal[
    "covers_several",
    "strong_match",
    "made_for_you",
    "eligible",
    "serves_your_area",
    "local",
    "national",
    "open_now",
    "any_time",
    "opens_soon",
    "language",
    "without_voice",
    "remote",
    "face_to_face",
    "text_match",
    "checked",
]
"""Why a service was chosen."""

Miss = Literal[
    "full",
    "closed_for_now",
    "closed_tonight",
    "not_eligible",
    "other_part",
    "voice_only",
    "cannot_travel",
    "other_area",
    "outside_borough",
    "not_checked",
    "no_contact",
    "not_active",
]
"""Why a service that has to do with the question was left out."""


@dataclass(frozen=True)
class Query:
    """One question to the directory. Everything is optional: what is None or empty is not known.

    ``needs`` are slugs of the needs list, most important first. ``age`` (years) outranks ``age_group``; both,
    like ``gender`` ("woman" or "man"; anything else rules nothing out), are about the person the help is for.
    ``groups`` are what the person said of themselves, in the words of a listing's ``for_whom`` ("carer",
    "veteran"). ``language`` is a code ("ur") or a name ("Urdu"). ``voice_ok`` False: cannot use a voice call.
    ``remote`` True prefers phone or online, False face to face. ``tonight`` asks only for listings tagged so.
    ``text`` finds candidates only when ``needs`` and ``tonight`` are empty, else it only helps to rank.
    ``topics`` (from ``Directory.topics``) are the words of ours that the person used: they tell which part of a
    need is meant (rent arrears or no home) without keeping what was said.
    ``production`` holds back what nobody has verified. ``exclude`` has already been shown.
    """

    needs: tuple[str, ...] = ()
    locality: Locality | None = None
    in_borough: bool | None = None
    age: int | None = None
    age_group: AgeGroup | None = None
    gender: str | None = None
    for_whom: ForWhom | None = None
    language: str | None = None
    voice_ok: bool = True
    can_travel: bool | None = None
    remote: bool | None = None
    tonight: tuple[str, ...] = ()
    text: str = ""
    production: bool = False
    exclude: tuple[ServiceId, ...] = ()
    limit: int = 3
    groups: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """A service worth offering, with why; ``covers`` are the asked needs (or tonight's kinds) it answers."""

    card: Card
    reasons: tuple[Reason, ...]
    score: float
    covers: tuple[str, ...]


@dataclass(frozen=True)
class NearMiss:
    """A service that has to do with the question and was left out; ``words`` say why to staff."""

    id: ServiceId
    name: str
    reason: Miss
    words: str


@dataclass(frozen=True)
class Uncovered:
    """An asked need that no offered service answers, and why."""

    need: str
    reason: Unmet


@dataclass(frozen=True)
class Results:
    """The answer, best first.

    ``unmet`` says why nothing was chosen; it is None when something was, or when all that fits had been
    shown before (``Query.exclude``). ``not_covered`` says the same for each asked need (or tonight's kind).
    ``more``: there are further matches beyond ``Query.limit``.
    """

    chosen: tuple[Match, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    unmet: Unmet | None = None
    more: bool = False
    not_covered: tuple[Uncovered, ...] = ()
