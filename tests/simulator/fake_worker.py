"""A tiny worker: it answers every text with an echo and sends the outbox through the simulated network."""

from __future__ import annotations

import threading
from datetime import timedelta

from bot.carriers import CarrierBusy, CarrierRefused, OutcomeUnknown, Reference, SimulatedCarrier
from bot.messages import segments
from bot.records import inbox, outbox, turns
from tests.web.parts import Service

LEASE = timedelta(seconds=30)


class FakeWorker:
    """Works on a thread of its own until closed."""

    def __init__(self, signpost: Service, *, pace: float = 0.1) -> None:
        self._signpost = signpost
        self._carrier = SimulatedCarrier(
            signpost.settings.demo_token,
            on_status=lambda report: signpost.intake.status("simulated", report) and None,
            pace=pace,
        )
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> FakeWorker:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._carrier.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            if not (self._answer() or self._send()):
                self._stop.wait(0.05)

    def _answer(self) -> bool:
        now = self._signpost.settings.clock()
        with self._signpost.records.begin() as tx:
            claim = inbox.claim(tx, now=now, worker="fake", lease=LEASE, together=timedelta(0))
            if claim is None:
                return False
            turn = turns.add(
                tx, claim.conversation_id, started=now, finished=now, attempts=1, worker="fake"
            )  # fmt: skip
            for place, message in enumerate(claim.messages):
                body = f"You said: {message.body or 'nothing'}. In danger? Ring 999."
                outbox.add(
                    tx, conversation=claim.conversation_id, cause_kind="turn", cause_id=turn, position=place,
                    body=body, segments=segments.count(body).segments, now=now,
                )  # fmt: skip
            inbox.finish(tx, claim, turn, now=now)
        return True

    def _send(self) -> bool:
        now = self._signpost.settings.clock()
        with self._signpost.records.begin() as tx:
            out = outbox.claim_next(tx, now=now, worker="fake", lease=LEASE)
            if out is None:
                return False
            outbox.sending(tx, out, now=now)
        assert out.number is not None
        try:
            sent = self._carrier.send(to=out.number, body=out.body, reference=Reference(out.id))
        except CarrierRefused as refused:
            with self._signpost.records.begin() as tx:
                outbox.failed(tx, out.id, str(refused.code), permanent=True, now=now)
        except CarrierBusy:
            with self._signpost.records.begin() as tx:
                outbox.failed(tx, out.id, "busy", permanent=False, now=now, retry_at=now)
        except OutcomeUnknown:
            with self._signpost.records.begin() as tx:
                outbox.ambiguous(tx, out.id, now=now)
        else:
            with self._signpost.records.begin() as tx:
                outbox.sent(tx, out.id, sent.carrier_id, provider="simulated", now=now)
        return True
