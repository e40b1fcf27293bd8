"""What every carrier of text messages can do, and the ways in which it can fail."""

# The names are the field's words for what happened, not for what broke.
# ruff: noqa: N818

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NewType, Protocol

#: The name a carrier gives a message (Twilio: MessageSid).
CarrierId = NewType("CarrierId", str)
#: Our own name for a message we send, which comes back with its delivery reports.
Reference = NewType("Reference", str)


@dataclass(frozen=True)
class Sent:
    """The carrier has taken the message."""

    carrier_id: CarrierId


@dataclass(frozen=True)
class InboundText:
    """A text a person sent. `media` counts pictures; the carrier's address of them is not kept."""

    message_id: CarrierId
    number: str = field(repr=False)
    body: str = field(repr=False)
    media: int = 0


@dataclass(frozen=True)
class StatusReport:
    """What the carrier says became of a message we sent, in the carrier's own status word."""

    carrier_id: CarrierId
    status: str
    error_code: int | None = None
    client_reference: Reference | None = None


class CarrierError(Exception):
    """A message did not certainly reach the carrier."""


class CarrierRefused(CarrierError):
    """The carrier said no.

    `permanent`: sending this message again can never help. `closes_number`: nothing may be sent
    to this number any more, because its owner told the network so.
    """

    def __init__(self, code: int | None, *, permanent: bool, closes_number: bool = False) -> None:
        super().__init__(f"the carrier refused the message (code {code})")
        self.code = code
        self.permanent = permanent
        self.closes_number = closes_number


class CarrierBusy(CarrierError):
    """The carrier certainly did not take the message and may take it later."""

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(f"the carrier cannot take messages now ({why})")
        self.retry_after = retry_after


class OutcomeUnknown(CarrierError):
    """The message went out and no answer came back: it may have been sent.

    It must not be sent again; a delivery report carrying our reference settles it.
    """

    def __init__(self, why: str) -> None:
        super().__init__(f"the carrier did not say whether it took the message ({why})")


class NotAMessage(CarrierError):
    """A webhook form that lacks what every message or report has."""


class Carrier(Protocol):
    """Sends texts, and reads and checks what comes back about them."""

    #: The `provider` of the inbox and outbox rows.
    name: str

    def send(self, *, to: str, body: str, reference: Reference, status_callback: str | None = None) -> Sent:
        """Hand over one text to an E.164 number.

        `status_callback` is the plain address for delivery reports; the reference is added to it.
        Raises `CarrierRefused`, `CarrierBusy` or `OutcomeUnknown`.
        """
        ...

    def verify(self, url: str, raw_body: bytes, signature: str) -> bool:
        """Whether the carrier made this request: `url` as the carrier knows it, query included."""
        ...

    def parse_inbound(self, raw_body: bytes) -> InboundText:
        """The text in a webhook form. Raises `NotAMessage`."""
        ...

    def parse_status(self, raw_body: bytes, query: bytes = b"") -> StatusReport:
        """The report in a webhook form; `query` holds our reference. Raises `NotAMessage`."""
        ...

    def close(self) -> None:
        """Stop background work; reports not yet made are dropped."""
        ...
