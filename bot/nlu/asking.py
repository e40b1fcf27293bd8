"""Whether a message asks for help in so many words: "need a food parcel", "behind wi rent"; pure.

Somebody who asks outright is answered where the same subject, only mentioned, is not enough to act on.
"""

import re

_ASKS = re.compile(
    r"""\b(?:i|we|she|he|mum|dad)\b.{0,12}\b(?:need|needs|want|could\ do\ with)\b
    |^\W*(?:need|want|looking\ for|struggling|help)\b
    |\bhelp\ (?:me|us|with|wi)\b
    |\bneed\ (?:some\ |any\ |a\ |to\ )?(?:help|advice|support|talk)
    |\bstruggling\ (?:with|to|wi)
    |\bbehind\ (?:with|on|wi)\b
    |\bany(?:one|body)?\ (?:help|support|advice|groups?)\b
    |\bcan\ (?:u|you|someone|anyone|i)\ (?:help|get|speak|talk)
    |\bwhere\ (?:can|do)\ i\ (?:get|go|find)
    |\bhow\ (?:can|do)\ i\ (?:get|apply|cope|stop|deal)
    |\bcan'?t\ (?:pay|afford|cope)
    |\b(?:im|i'm|i\ am|feel|feeling|so)\ (?:so\ |really\ |very\ |dead\ |proper\ )?
     (?:lonely|low|skint|homeless|depressed|anxious|isolated|pregnant|hungry|cold)\b
    |\b(?:in|into)\ debt\b
    |\bcan'?t\ (?:sleep|find|get|feed|make|read|use|walk|stop)\b
    |\bno\ (?:money|food|job|gas|electric|heating|heat|credit|friends|internet|one\ to\ talk)\b
    |\b(?:lost|losing)\ my\ (?:job|home|house|flat)\b
    |\b(?:i|we)\ ?(?:was|were|'?ve\ been|been)\ (?:burgled|robbed|mugged|evicted|sacked|made\ redundant)\b
    |\b(?:please|pls|plz)\ help\b
    |\bfeel(?:ing)?\ (?:\w+\ ){0,2}(?:down|alone|rubbish|low|anxious|hopeless|stuck)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def asks_for_help(text: str) -> bool:
    """Say whether the words ask for something, rather than only speak of it.

    >>> asks_for_help("need a food parcel, bb3"), asks_for_help("the food at the surgery party was lovely")
    (True, False)
    """
    return _ASKS.search(text) is not None
