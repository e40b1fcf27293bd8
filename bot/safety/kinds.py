"""The kinds of danger, how severe each is beside the others, and the levels of answer we give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "medical_emergency",
    "overdose",
    "suicide",
    "violence_now",
    "child_at_risk",
    "sexual_violence",
    "self_harm",
    "harm_to_others",
    "forced_marriage",
    "adult_at_risk",
    "control_at_home",
    "homeless_tonight",
]
Response = Literal["none", "concern", "urgent", "emergency"]
About = Literal["self", "other"]
TonightKind = Literal["bed", "food", "heat", "light"]

#: Every kind, the one whose words must come first at the head (docs/safety/intended-purpose.md).
KINDS: tuple[Kind, ...] = get_args(Kind)
#: Levels of answer, not levels of risk: NHS England (2025) and NICE NG225 reject sorting people by risk.
RESPONSES: tuple[Response, ...] = get_args(Response)
#: Kinds whose first words must give nothing away on a shared phone.
ABUSE_KINDS: frozenset[Kind] = frozenset({"violence_now", "control_at_home", "forced_marriage", "sexual_violence"})


def stronger(one: Response, other: Response) -> Response:
    """The more urgent of two levels of answer."""
    return max(one, other, key=RESPONSES.index)


def in_order(kinds: set[Kind] | frozenset[Kind]) -> tuple[Kind, ...]:
    """The kinds as a tuple, most severe first."""
    return tuple(kind for kind in KINDS if kind in kinds)


@dataclass(frozen=True)
class Context:
    """What we said last, for replies that mean something only after it.

    `last_fact` is the `say` of the last fact sent, `last_response` the level of the last danger answer
    (None when the last message was no danger answer), `last_kinds` its kinds.
    """

    last_fact: str | None = None
    last_response: str | None = None
    last_kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What a message calls for: the level of answer, the kinds of danger, and which rules said so.

    `why` holds rule ids and never the person's words. `language` is a language code when the danger was
    said in another language than English; `own_script` says whether it was written in that language's
    own script. `young` is true when the words show someone under 18.
    """

    response: Response = "none"
    kinds: tuple[Kind, ...] = ()
    about: About = "self"
    why: tuple[str, ...] = ()
    language: str | None = None
    own_script: bool = False
    young: bool = False

    @property
    def is_danger(self) -> bool:
        """Whether everything else stops for this message."""
        return self.response in ("urgent", "emergency")

    @property
    def may_be_abuse(self) -> bool:
        """Whether someone near the person may be the danger, so that no warm line may be sent."""
        return bool(ABUSE_KINDS.intersection(self.kinds))


@dataclass(frozen=True)
class Person:
    """What is known of the person texting that changes the words of an answer."""

    age_group: str | None = None
    gender: str | None = None
    deaf: bool = False
    easy: bool = False

    @property
    def is_child(self) -> bool:
        """Whether the person is known to be under 18."""
        return self.age_group in ("under16", "16_17")

    @property
    def is_young(self) -> bool:
        """Whether the person is known to be under 25."""
        return self.age_group in ("under16", "16_17", "18_24")
