"""Short replies that are harmless alone and are danger after what we said last."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.safety.kinds import KINDS, Context, Kind, Response

#: Facts by which we have asked whether the person is safe.
ASKED_SAFE = frozenset({"are_you_safe", "danger", "concern", "check_safe"})
_NOT_SAFE = re.compile(
    r"^ (?:\| )?(?:no|nope|nah|not really|no i am not|i am not|not at all|not safe|not tonight|i do not know|idk|dunno"
    r"|not sure|never|far from it|no he is here|no she is here|he is here|she is here|hes here|he is back|no not really"
    r"|not any ?more|he is downstairs|in the next room|not for long|i do not think so|no help|no please help|not now) (?:\| )?$"
)  # fmt: skip
_GOING_AHEAD = re.compile(
    r" (?:tonight|now|soon|already (?:have|did|done)|i (?:already )?(?:have|did)|just did|too late|its done|it is done|done it"
    r"|doing it|going to|i am going to|i will|i want to|no one (?:can|is|answers?|answered|picked up|cares|there)"
    r"|(?:they|it|lines?|samaritans|shout|111|phone) (?:did not|do not|does not|would not|will not|is not|is|are|just) (?:answer|answering|engaged|help|helping|pick up|busy|rings? out|ringing out|care)"
    r"|not answering|no answer|engaged|no point|what is the point|do not care|goodbye|bye|sorry|can not (?:ring|call|talk|do)"
    r"|it is not working|not working|i am scared|scared|help me|please help|help|he is here|she is here|he is back|still here|outside|got them"
    r"|in front of me|i took (?:them|it)|taken them|took them|feeling sleepy|feel sleepy|feel sick|getting sleepy|cant keep awake|tired now|worse) "
)  # fmt: skip
_YES = re.compile(
    r"^ (?:\| )?(?:yes|yeah|yea|yep|ye|y|yh|aye|i am|i do|i have|maybe|probably|think so|i think so|kind of|sort of|yes i am|yes i do|yes i have) (?:please )?(?:\| )?$"
)
_SETTLED = re.compile(
    r" (?:thanks|thank you|ta|cheers|ok|okay|rang|ringing|called|calling|spoke|feel(?:ing)? better|safe now|i am safe|with (?:my )?(?:friend|mum|sister)|they are coming|ambulance) "
)
_FEW_WORDS = 12


@dataclass(frozen=True)
class AfterWhatWeSaid:
    """What a reply means because of our last message."""

    response: Response
    kinds: tuple[Kind, ...]
    why: tuple[str, ...]


def after(before: Context | None, said: str, already: Response) -> AfterWhatWeSaid | None:
    """What the last message adds to the meaning of a short reply; None when it adds nothing.

    `said` is the reply as `normalise` leaves it, `already` the level its own words call for.
    """
    if before is None or already in ("urgent", "emergency") or len(said.split()) > _FEW_WORDS:
        return None
    kinds = tuple(kind for kind in KINDS if kind in before.last_kinds) or ("suicide",)
    in_danger = before.last_response in ("urgent", "emergency")
    if before.last_fact in ASKED_SAFE and _NOT_SAFE.search(said):
        return AfterWhatWeSaid("urgent", kinds, ("context.not_safe",))
    if in_danger and (_YES.search(said) or _NOT_SAFE.search(said)):
        return AfterWhatWeSaid("urgent", kinds, ("context.yes_after_danger",))
    if in_danger and _GOING_AHEAD.search(said) and not _SETTLED.search(said):
        return AfterWhatWeSaid("urgent", kinds, ("context.more_after_danger",))
    return None
