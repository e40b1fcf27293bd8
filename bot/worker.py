"""The one place where a message is worked through: claim, decide, write it all in one transaction, send."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot import health
from bot.carriers import Carrier
from bot.memory import Memory
from bot.messages.compose import compose
from bot.messages.segments import count
from bot.rasa import Rasa, TurnFailed
from bot.records import conversations, effects, flags, forget, inbox, outbox, people, turns
from bot.records.engine import Records, Tx
from bot.records.errors import LeaseLost
from bot.sending import Sender
from bot.settings import Settings
from bot.sweeping import Sweeper
from bot.turns import Out, Plan, Situation, plan

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
"""Longer than a turn can take (Rasa's own limit and the writing)."""

HOLD_AFTER = timedelta(seconds=7)
"""Age of a message that gets the holding text when its turn fails: well inside the promised 15 seconds."""

BACKOFF = tuple(timedelta(seconds=s) for s in (1, 2, 2, 5, 10, 20, 30))
"""Waits between tries of a failed turn; the last one repeats."""

BEAT_SECONDS = 5.0
SWEEP_SECONDS = 5.0


class Worker:
    """Works conversations through, one at a time each, and sends what they lead to."""

    def __init__(
        self,
        settings: Settings,
        records: Records,
        rasa: Rasa,
        carrier: Carrier,
        *,
        name: str | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._settings, self._records, self._rasa = settings, records, rasa
        self._name = name or f"worker-{uuid.uuid4().hex[:8]}"
        self._clock = clock or settings.clock
        self._together = timedelta(seconds=settings.together_seconds)
        self.sender = Sender(
            records, carrier, worker=self._name, clock=self._clock, status_callback=settings.status_callback
        )
        self.sweeper = Sweeper(settings, records, clock=self._clock)

    def take_next(self) -> bool:
        """Work through the conversation that has waited longest; False when none is ready."""
        now = self._clock()
        with self._records.begin() as tx:
            claim = inbox.claim(tx, now=now, worker=self._name, lease=LEASE, together=self._together)
            if claim is None:
                return False
            situation = self._situation(tx, claim, now)
        try:
            decided = plan(claim.messages, situation, self._rasa)
        except TurnFailed as failure:
            self._hold(claim, situation, failure)
            return True
        except Exception as fault:
            # A fault of ours must not silence the person: it is held and tried again like any other.
            log.exception("a turn could not be decided (%s)", type(fault).__name__)
            self._hold(claim, situation, TurnFailed(type(fault).__name__))
            return True
        try:
            with self._records.begin() as tx:
                self._write(tx, claim, situation, decided)
        except LeaseLost:
            log.info("another worker has answered a conversation first")
        return True

    def drain(self) -> None:
        """Work and send until nothing is due: for the terminal and for tests."""
        while self.take_next() or self.sender.send_next():
            pass

    def _situation(self, tx: Tx, claim: inbox.Claim, now: datetime) -> Situation:
        contact = people.get(tx, claim.person_id)
        thread = conversations.load(tx, claim.conversation_id)
        memory = Memory.from_json(thread.state)
        flood = people.flood(tx, claim.person_id, now=now)
        return Situation(
            contact=contact,
            memory=memory,
            now=now,
            first=not memory.welcomed,
            returning=memory.welcomed and _opened(tx, claim),
            episodes=people.contacts_in(tx, claim.person_id, now=now, days=90),
            human=thread.mode == "human",
            flood_over=flood.over,
            flood_answered=flood.answered,
            locality=thread.locality,
            practice=thread.practice,
            production=not self._settings.demo,
            call_days=self._settings.call_days,
        )

    def _write(self, tx: Tx, claim: inbox.Claim, situation: Situation, decided: Plan) -> None:
        """Everything a turn leads to, in its one transaction."""
        now = self._clock()
        inbox.confirm(tx, claim)
        turn_id = turns.add(
            tx, claim.conversation_id, started=situation.now, finished=now, attempts=claim.attempts + 1,
            worker=self._name,
        )  # fmt: skip
        inbox.finish(tx, claim, turn_id, now=now)
        if decided.opt == "in":
            people.opt_in(tx, claim.person_id, now=now)
        conversations.save_state(tx, claim.conversation_id, decided.memory.as_json())
        effects.apply(tx, claim.conversation_id, list(decided.effects), now=now)
        if decided.flag is not None:
            self._flag(tx, claim, situation, decided, now)
        if decided.flood_said:
            people.flood_answered(tx, claim.person_id, now=now)
        if decided.opt == "out":
            people.opt_out(tx, claim.person_id, now=now)
        if decided.forget:
            forget.forget(tx, claim.person_id, now=now, handling=claim.message_ids)
        self._say(tx, claim, decided.out, cause_kind="turn", cause_id=turn_id, now=now)

    def _say(
        self,
        tx: Tx,
        claim: inbox.Claim,
        out: tuple[Out, ...],
        *,
        cause_kind: str,
        cause_id: str,
        now: datetime,
    ) -> None:
        for position, text in enumerate(out):
            outbox.add(
                tx, conversation=claim.conversation_id, cause_kind=cause_kind, cause_id=cause_id, position=position,
                body=text.body, segments=count(text.body).segments, kind=text.kind, now=now, number=claim.number,
            )  # fmt: skip

    def _flag(self, tx: Tx, claim: inbox.Claim, situation: Situation, decided: Plan, now: datetime) -> None:
        danger = decided.flag
        assert danger is not None  # noqa: S101 - the caller looked
        young = danger.young or decided.memory.known.under_16
        flags.add(
            tx, claim.conversation_id, inbox_id=decided.flag_message, response=danger.response, kinds=danger.kinds,
            about=danger.about, rules=danger.why, locality=situation.locality or decided.memory.known.locality,
            young=young, now=now,
        )  # fmt: skip

    def _hold(self, claim: inbox.Claim, situation: Situation, failure: TurnFailed) -> None:
        """Nothing of the turn is kept: it is tried again, and a person who has waited is told what to do meanwhile."""
        now = self._clock()
        log.warning("a turn failed and will be tried again: %s", failure)
        wait = BACKOFF[min(claim.attempts, len(BACKOFF) - 1)]
        waited = now - claim.messages[0].received_at
        try:
            with self._records.begin() as tx:
                inbox.confirm(tx, claim)
                if waited + wait >= HOLD_AFTER and not situation.memory.held:
                    body = compose([{"say": "holding"}], easy=situation.contact.easy_words, now=now)
                    out = tuple(Out(text) for text in body)
                    self._say(tx, claim, out, cause_kind="holding", cause_id=claim.messages[0].id, now=now)
                    held = replace(situation.memory, held=True)
                    conversations.save_state(tx, claim.conversation_id, held.as_json())
                inbox.retry_at(tx, claim, now + wait, claim.attempts + 1)
        except LeaseLost:
            log.info("another worker has taken a failed turn over")


def _opened(tx: Tx, claim: inbox.Claim) -> bool:
    """Whether these messages open a new episode: the person comes back after a day or more."""
    latest = conversations.latest_episode(tx, claim.conversation_id)
    return latest is not None and latest.started_at >= claim.messages[0].received_at


class Loops:
    """Runs a worker's parts side by side until told to stop: turns, sending, sweeping and a sign of life."""

    def __init__(
        self, worker: Worker, wake: Callable[[float], None], settings: Settings, *, turn_threads: int = 2
    ) -> None:
        """`wake` waits up to that many seconds for something new, and returns."""
        self._worker, self._wait, self._settings = worker, wake, settings
        self._stop = threading.Event()
        self._news = threading.Condition()
        self._turn_threads = turn_threads

    def run(self) -> None:
        """Work until `stop`."""
        loops = [self._turn_loop] * self._turn_threads + [self._send_loop, self._sweep_loop]
        threads = [threading.Thread(target=loop, name=loop.__name__, daemon=True) for loop in loops]
        for thread in threads:
            thread.start()
        while not self._stop.is_set():
            health.beat(self._settings.home)
            self._wait(0.5)
            self._tell()
        self._tell()
        for thread in threads:
            thread.join(timeout=15)

    def stop(self) -> None:
        """Finish what is under way and end."""
        self._stop.set()

    def _turn_loop(self) -> None:
        self._keep_on(self._turn, 1.0)

    def _send_loop(self) -> None:
        self._keep_on(self._worker.sender.send_next, 1.0)

    def _sweep_loop(self) -> None:
        self._keep_on(self._worker.sweeper.sweep, SWEEP_SECONDS)

    def _turn(self) -> bool:
        worked = self._worker.take_next()
        if worked:
            self._tell()  # there may be something to send
        return worked

    def _keep_on(self, work: Callable[[], bool], rest: float) -> None:
        while not self._stop.is_set():
            try:
                if work():
                    continue
            except Exception as fault:  # a database that is away comes back; the worker must still be there
                log.error("the worker met a fault and goes on (%s)", type(fault).__name__)
            with self._news:
                self._news.wait(rest)

    def _tell(self) -> None:
        with self._news:
            self._news.notify_all()
