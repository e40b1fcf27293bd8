"""Sending and receiving texts: the real carrier, the simulated one, and what both promise."""

from __future__ import annotations

from bot.carriers.base import (
    Carrier,
    CarrierBusy,
    CarrierError,
    CarrierId,
    CarrierRefused,
    InboundText,
    NotAMessage,
    OutcomeUnknown,
    Reference,
    Sent,
    StatusReport,
)
from bot.carriers.simulated import OnStatus, SimulatedCarrier
from bot.settings import Settings

__all__ = [
    "Carrier",
    "CarrierBusy",
    "CarrierError",
    "CarrierId",
    "CarrierRefused",
    "InboundText",
    "NotAMessage",
    "OutcomeUnknown",
    "Reference",
    "Sent",
    "SimulatedCarrier",
    "StatusReport",
    "open_carrier",
]


def open_carrier(settings: Settings, *, on_status: OnStatus | None = None) -> Carrier:
    """The carrier these settings ask for: Twilio with its settings, else the simulated one.

    `on_status` takes the simulated carrier's reports in this process; without it they are posted
    to the status callback like a real carrier's.
    """
    if settings.twilio is None:
        return SimulatedCarrier(settings.demo_token, on_status=on_status)
    # A demonstration need not load the library.
    from bot.carriers.twilio import TwilioCarrier

    twilio = settings.twilio
    return TwilioCarrier(twilio.account_sid, twilio.auth_token, twilio.number, twilio.api_url)
