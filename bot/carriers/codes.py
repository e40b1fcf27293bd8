"""The carrier's error codes that change what we do next."""

from __future__ import annotations

from bot.carriers.base import CarrierBusy, CarrierError, CarrierRefused

#: The number can never be reached by text. Source: Twilio's error and warning dictionary.
DEAD_NUMBER = {
    21211: "not a phone number",
    21610: "opted out with the network",
    21614: "not a mobile number",
    30005: "unknown or no longer in service",
    30006: "a landline, or the network cannot reach it",
}
#: Its owner texted STOP to the network.
OPTED_OUT = frozenset({21610})
#: The message itself is at fault: no body, or longer than 1,600 characters.
BAD_MESSAGE = frozenset({21602, 21617})
#: The carrier's queue is full or we were too quick.
TOO_MUCH = frozenset({20429, 21611, 14107})

PERMANENT = frozenset(DEAD_NUMBER) | BAD_MESSAGE


def failure(http_status: int, code: int | None, retry_after: float | None) -> CarrierError:
    """The error that an answer of the carrier other than success amounts to."""
    if http_status == 429 or http_status >= 500 or code in TOO_MUCH:
        return CarrierBusy(f"HTTP {http_status}, code {code}", retry_after)
    return CarrierRefused(code, permanent=code in PERMANENT, closes_number=code in OPTED_OUT)
