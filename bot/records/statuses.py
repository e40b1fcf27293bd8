"""The life of an outgoing message: which status follows which, and what the carriers' words mean."""

from __future__ import annotations

QUEUED, SENDING, RETRY, AMBIGUOUS = "queued", "sending", "retry", "ambiguous"
SENT, DELIVERED, UNDELIVERED, FAILED, CANCELLED = "sent", "delivered", "undelivered", "failed", "cancelled"

# A status may only be followed by one of a higher rank, as reports arrive out of order.
RANK = {
    QUEUED: 0,  # written, not yet handed to the carrier
    SENDING: 1,  # the carrier is being called
    RETRY: 1,  # the carrier said no for now
    AMBIGUOUS: 2,  # the carrier was called and we do not know what it did
    SENT: 3,  # the carrier has it
    DELIVERED: 4,
    UNDELIVERED: 4,
    FAILED: 4,
    CANCELLED: 4,  # by us, before the carrier was called
}
FINAL = frozenset(status for status, rank in RANK.items() if rank == 4)
# Our own attempts may repeat these two; a settled doubt may go back to them.
OURS_AGAIN = frozenset({SENDING, RETRY})

# Twilio's words (message resource, "message status values"). Each of those read as SENT proves
# that the carrier has the message.
FROM_CARRIER = {
    "accepted": SENT,
    "scheduled": SENT,
    "queued": SENT,
    "sending": SENT,
    "sent": SENT,
    "partially_delivered": SENT,
    "delivered": DELIVERED,
    "read": DELIVERED,
    "undelivered": UNDELIVERED,
    "failed": FAILED,
    "canceled": FAILED,
}

# The carrier's codes in a report that close the number: its owner texted STOP to the network.
# Source: Twilio's error and warning dictionary. The same as at the time of sending (bot.carriers.codes).
CLOSES_NUMBER = frozenset({"21610"})


def meaning(carrier_status: str) -> str | None:
    """Our status for the carrier's word; None for a word we do not know, which changes nothing."""
    return FROM_CARRIER.get(carrier_status.lower())


def moves_forward(before: str, after: str) -> bool:
    """Whether a carrier's report of `after` may follow `before`."""
    return RANK[after] > RANK[before]
