"""A network that exists only here: it takes texts, reports on them and fails as a real one does."""

from __future__ import annotations

import contextlib
import heapq
import logging
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

from bot.carriers import drama, forms
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

log = logging.getLogger(__name__)

#: Tells one report to the service; the worker gives the same function the status webhook uses.
OnStatus = Callable[[StatusReport], None]


def new_id() -> CarrierId:
    """An identifier in the shape of the real carrier's."""
    return CarrierId("SM" + secrets.token_hex(16))


class SimulatedCarrier:
    """The default carrier of a demonstration.

    Reports go to `on_status` when given, else as a signed form to the status callback, as the
    real carrier's do. `pace` is the seconds from one status to the next.
    """

    name = "simulated"

    def __init__(self, token: str, *, on_status: OnStatus | None = None, pace: float = 0.6) -> None:
        self._token = token
        self._on_status = on_status
        self._reports = _Later()
        self._pace = pace
        self._busy: Counter[str] = Counter()
        self._lock = threading.Lock()

    def send(self, *, to: str, body: str, reference: Reference, status_callback: str | None = None) -> Sent:
        fault = drama.FAULTS.get(to, drama.NORMAL)
        if drama.parse(to) is None:
            raise failure(400, 21211, None)
        if not body or len(body) > 1600:
            raise failure(400, 21617 if body else 21602, None)
        if fault.code is not None:
            raise failure(400, fault.code, None)
        self._refuse_while_busy(to, fault)
        taken = new_id()
        self._report_later(fault, taken, reference, status_callback)
        if fault.lost_answer:
            raise OutcomeUnknown("simulated: the answer was lost")
        return Sent(taken)

    def _refuse_while_busy(self, to: str, fault: drama.Fault) -> None:
        with self._lock:
            if self._busy[to] < fault.busy:
                self._busy[to] += 1
                raise CarrierBusy("simulated: HTTP 429", retry_after=1.0)
            self._busy[to] = 0

    def _report_later(self, fault: drama.Fault, taken: CarrierId, reference: Reference, callback: str | None) -> None:
        for step, word in enumerate(fault.statuses, start=1):
            code = fault.status_code if word == "undelivered" else None
            report = StatusReport(taken, word, code, reference)
            self._reports.add(self._pace * step * fault.slow, partial(self._tell, report, callback))

    def _tell(self, report: StatusReport, callback: str | None) -> None:
        if self._on_status is not None:
            self._on_status(report)
        elif callback:
            _post(self._token, callback, report)

    def verify(self, url: str, raw_body: bytes, signature: str) -> bool:
        return forms.verify(self._token, url, raw_body, signature)

    def parse_inbound(self, raw_body: bytes) -> InboundText:
        return forms.inbound(raw_body)

    def parse_status(self, raw_body: bytes, query: bytes = b"") -> StatusReport:
        return forms.status(raw_body, query)

    def close(self) -> None:
        """Stop reporting; what has not been reported never will be."""
        self._reports.close()


def _post(token: str, callback: str, report: StatusReport) -> None:
    url = forms.with_reference(callback, report.client_reference or Reference(""))
    pairs = [("MessageSid", str(report.carrier_id)), ("MessageStatus", report.status)]
    if report.error_code is not None:
        pairs.append(("ErrorCode", str(report.error_code)))
    body, signature = forms.sign(token, url, pairs)
    request = Request(url, body, {"X-Twilio-Signature": signature})  # noqa: S310 - our own address
    try:
        # No proxy: the address is this service's own.
        with contextlib.closing(build_opener(ProxyHandler({})).open(request, timeout=5)):
            pass
    except (URLError, OSError) as fault:
        log.warning("a simulated delivery report was not taken: %s", type(fault).__name__)


class _Later:
    """Runs small jobs after a delay, one after the other, on one thread of its own."""

    def __init__(self) -> None:
        self._jobs: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        self._changed = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def add(self, delay: float, job: Callable[[], None]) -> None:
        with self._changed:
            self._count += 1
            heapq.heappush(self._jobs, (time.monotonic() + delay, self._count, job))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="simulated-network", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout=6)

    def _run(self) -> None:
        while (job := self._next()) is not None:
            try:
                job()
            except Exception as fault:  # a lost report must not end all later ones
                log.warning("a simulated delivery report failed: %s", type(fault).__name__)

    def _next(self) -> Callable[[], None] | None:
        with self._changed:
            while not self._closed:
                if self._jobs and self._jobs[0][0] <= time.monotonic():
                    return heapq.heappop(self._jobs)[2]
                self._changed.wait(self._jobs[0][0] - time.monotonic() if self._jobs else None)
            return None
