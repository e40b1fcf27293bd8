"""Sending through Twilio, and telling its kinds of failure apart."""

from __future__ import annotations

import json
import logging
import threading
from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException  # type: ignore[import-untyped]
from twilio.http import HttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, SSLError

from bot.carriers import forms
from bot.carriers.base import (
    CarrierBusy,
    CarrierId,
    InboundText,
    OutcomeUnknown,
    Reference,
    Sent,
    StatusReport,
)
from bot.carriers.codes import failure
from bot.settings import LOOPBACK

CONNECT_SECONDS, READ_SECONDS = 5.0, 15.0

#: The library would write every body and number here.
_silent = logging.Logger("signpost.twilio.silenced")
_silent.addHandler(logging.NullHandler())
_silent.propagate = False
_silent.disabled = True


class TwilioCarrier:
    """One Twilio account and sender."""

    name = "twilio"

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        sender: str,
        api_url: str,
        *,
        timeouts: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
    ) -> None:
        """`sender` is an E.164 number or a messaging service (MG...); `api_url` is where the
        library sends; `timeouts` are seconds to connect and to answer."""
        self._token = auth_token
        self._sender = {"messaging_service_sid" if sender.startswith("MG") else "from_": sender}
        self._http = _Http(timeouts)
        # A non-empty mapping, or the library would read the real environment itself.
        self._client = Client(account_sid, auth_token, http_client=self._http, environment={"TWILIO_EDGE": ""})
        self._client.api.base_url = api_url

    def send(self, *, to: str, body: str, reference: Reference, status_callback: str | None = None) -> Sent:
        options: dict[str, Any] = dict(self._sender)
        if status_callback:
            options["status_callback"] = forms.with_reference(status_callback, reference)
        try:
            # Our own packer has counted what will be billed; Twilio must not change the text.
            message = self._client.messages.create(to=to, body=body, smart_encoded=False, **options)
        except TwilioRestException as refused:
            # From None: the library's message repeats the number.
            raise failure(refused.status, refused.code, self._http.retry_after) from None
        except (TwilioException, ValueError, KeyError, TypeError):
            raise OutcomeUnknown("the answer could not be read") from None
        if not message.sid:
            raise OutcomeUnknown("the answer names no message")
        return Sent(CarrierId(message.sid))

    def verify(self, url: str, raw_body: bytes, signature: str) -> bool:
        return forms.verify(self._token, url, raw_body, signature)

    def parse_inbound(self, raw_body: bytes) -> InboundText:
        return forms.inbound(raw_body)

    def parse_status(self, raw_body: bytes, query: bytes = b"") -> StatusReport:
        return forms.status(raw_body, query)

    def close(self) -> None:
        """Nothing is kept open."""


class _Http(HttpClient):  # type: ignore[misc]
    """The library's transport, silent, and exact about whether a request went out.

    Each request has a connection of its own: on a kept-alive one that the far end has just
    closed, a message never received looks like one whose answer was lost.
    """

    def __init__(self, timeouts: tuple[float, float]) -> None:
        super().__init__(_silent, False, None)
        self._timeouts = timeouts
        self._last = threading.local()

    @property
    def retry_after(self) -> float | None:
        """How many seconds this thread's last answer asked us to wait."""
        found: float | None = getattr(self._last, "retry_after", None)
        return found

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, str] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        self._last.retry_after = None
        try:
            with requests.Session() as session:
                # A proxy of the environment is for the world outside, not for this machine.
                session.trust_env = urlsplit(uri).hostname not in LOOPBACK
                answer = session.request(
                    method,
                    uri,
                    params=params,
                    data=data,
                    headers={**(headers or {}), "Connection": "close"},
                    auth=auth,
                    timeout=self._timeouts,
                    allow_redirects=False,
                )
        except requests.RequestException as fault:
            raise _went_out(fault) from None
        self._last.retry_after = _seconds(answer.headers.get("Retry-After"))
        return _readable(answer)


def _readable(answer: requests.Response) -> Response:
    """The library fails on an error page that is not JSON (a gateway's); its status is enough."""
    if answer.status_code >= 400:
        try:
            json.loads(answer.text)
        except ValueError:
            return Response(answer.status_code, "{}", dict(answer.headers))
    return Response(answer.status_code, answer.text, dict(answer.headers))


def _went_out(fault: requests.RequestException) -> CarrierBusy | OutcomeUnknown:
    """No connection: certainly not sent. Anything after it: nobody knows."""
    if isinstance(fault, requests.ConnectTimeout | requests.exceptions.SSLError):
        return CarrierBusy(type(fault).__name__)
    if isinstance(fault, requests.exceptions.ProxyError | requests.exceptions.InvalidURL):
        return CarrierBusy(type(fault).__name__)
    reason = getattr(fault.args[0] if fault.args else None, "reason", None)
    if isinstance(reason, NewConnectionError | ConnectTimeoutError | SSLError):
        return CarrierBusy(type(reason).__name__)
    return OutcomeUnknown(type(fault).__name__)


def _seconds(header: str | None) -> float | None:
    return float(header) if header and header.isascii() and header.isdecimal() and len(header) < 6 else None
