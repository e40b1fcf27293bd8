"""The carrier's words for what became of a message, in the order in which they may follow each other."""

from __future__ import annotations

#: How far along each word is. Words of one rank are alternatives: the first to arrive stands.
#: Source: Twilio's message resource, "message status values".
RANK = {
    "accepted": 1,
    "scheduled": 1,
    "queued": 2,
    "sending": 3,
    "sent": 4,
    "partially_delivered": 5,
    "delivered": 6,
    "undelivered": 6,
    "failed": 6,
    "canceled": 6,
    "read": 7,
}

#: Nothing that changes what we should do can follow these.
FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "read"})
#: The person did not get the message.
LOST = frozenset({"undelivered", "failed", "canceled"})


def moves_forward(before: str | None, after: str) -> bool:
    """Whether a report `after` may replace `before`.

    Reports arrive late and out of order, so a message never goes back; a word we do not know
    never replaces one we do; and nothing follows a loss.
    """
    if after not in RANK:
        return False
    if before is None or before not in RANK:
        return True
    return before not in LOST and RANK[after] > RANK[before]
