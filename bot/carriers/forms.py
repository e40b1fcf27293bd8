"""Webhook forms in Twilio's shape: signed, checked and read from the raw bytes."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from werkzeug.datastructures import MultiDict

from bot.carriers.base import CarrierId, InboundText, NotAMessage, Reference, StatusReport

REFERENCE = "ref"
#: Longer than this it is no carrier's identifier, number or status word, and no column holds it.
LONGEST_ID = 80


def fields(raw: bytes) -> MultiDict[str, str]:
    """Every field, blank ones and repeated names kept: the signature covers them all.

    Raises `NotAMessage` when the bytes are no form of UTF-8 text.
    """
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=500)
    except ValueError as fault:
        raise NotAMessage("the form cannot be read") from fault
    return MultiDict(pairs)


def verify(token: str, url: str, raw: bytes, signature: str) -> bool:
    """Whether the holder of `token` signed this form for this address, with or without its port."""
    if not token or not signature:
        return False
    try:
        return bool(RequestValidator(token).validate(url, fields(raw), signature))
    except (NotAMessage, ValueError):
        return False


def sign(token: str, url: str, pairs: Iterable[tuple[str, str]]) -> tuple[bytes, str]:
    """The body and signature that `token`'s holder would send to `url`."""
    kept = list(pairs)
    signature = RequestValidator(token).compute_signature(url, MultiDict(kept))
    return urlencode(kept).encode("ascii"), signature


def _identifier(form: MultiDict[str, str]) -> CarrierId:
    for name in ("MessageSid", "SmsSid", "SmsMessageSid"):
        found = form.get(name, "").strip()
        if found and len(found) <= LONGEST_ID:
            return CarrierId(found)
    raise NotAMessage("the form names no message")


def inbound(raw: bytes) -> InboundText:
    """The text in a webhook form. NUL is dropped: a database text column cannot hold it.

    Raises `NotAMessage` without a message id or a sender.
    """
    form = fields(raw)
    number = form.get("From", "").strip()
    if not number or len(number) > LONGEST_ID:
        raise NotAMessage("the form names no sender")
    media = form.get("NumMedia", "0").strip()
    return InboundText(
        message_id=_identifier(form),
        number=number,
        body=form.get("Body", "").replace("\x00", ""),
        media=min(int(media), 10) if media.isascii() and media.isdecimal() else 0,
    )


def status(raw: bytes, query: bytes = b"") -> StatusReport:
    """The delivery report in a webhook form, with our reference from the address it was sent to.

    Raises `NotAMessage` without a message id or a status word.
    """
    form = fields(raw)
    word = (form.get("MessageStatus") or form.get("SmsStatus", "")).strip().lower()
    if not word or len(word) > LONGEST_ID:
        raise NotAMessage("the form holds no status")
    code = form.get("ErrorCode", "").strip()
    reference = fields(query).get(REFERENCE, "")[:LONGEST_ID]
    return StatusReport(
        carrier_id=_identifier(form),
        status=word,
        error_code=int(code) if code.isascii() and code.isdecimal() and len(code) < 9 else None,
        client_reference=Reference(reference) if reference else None,
    )


def with_reference(status_callback: str, reference: Reference) -> str:
    """The address for reports on one message. The reference is opaque, so it may be in a URL."""
    return f"{status_callback}?{urlencode({REFERENCE: reference})}"
