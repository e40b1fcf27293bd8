"""The one place where a message is worked through: claim, decide, write it all in one transaction, send."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot import unfinished
from bot.carriers import Carrier
from bot.faults import where
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
        self.together = timedelta(seconds=settings.together_seconds)
        self.sender = Sender(
            records, carrier, worker=self._name, clock=self._clock, status_callback=settings.status_callback
        )
        self.sweeper = Sweeper(settings, records, clock=self._clock, name=self._name)
        self._lock = threading.Lock()
        self._under_way: dict[str, inbox.Claim] = {}

    def take_next(self, taken: Callable[[], None] = lambda: None) -> bool:
        """Work through the conversation that has waited longest; False when none is ready.

        `taken` is called once a conversation was found: another may be waiting behind it.
        """
        with self._records.begin() as tx:
            claim = inbox.claim(tx, now=self._clock(), worker=self._name, lease=LEASE, together=self.together)
        if claim is None:
            return False
        taken()
        with self._lock:
            self._under_way[claim.token] = claim
        try:
            self._work(claim)
        finally:
            with self._lock:
                self._under_way.pop(claim.token, None)
        return True

    def drain(self) -> None:
        """Work and send until nothing is due: for the terminal and for tests."""
        while self.take_next() or self.sender.send_next():
            pass

    def let_go(self) -> None:
        """Give back what is still under way, so that the next worker need not wait for the lease to end."""
        with self._lock:
            claims = list(self._under_way.values())
        for claim in claims:
            with self._records.begin() as tx:
                inbox.release(tx, claim)

    def look(self) -> tuple[bool, bool]:
        """Whether a conversation, and whether a message to send, may be due now; changes nothing."""
        now = self._clock()
        with self._records.reading() as tx:
            turn, out = inbox.next_due(tx, together=self.together), outbox.next_due(tx)
        return turn is not None and turn <= now, out is not None and out <= now

    def _work(self, claim: inbox.Claim) -> None:
        """Decide and write; whatever fails, the messages are kept and tried again."""
        situation: Situation | None = None
        try:
            situation = self._situation(claim)
            decided = plan(claim.messages, situation, self._rasa)
            with self._records.begin() as tx:
                self._write(tx, claim, situation, decided)
        except LeaseLost:
            log.info("another worker has answered a conversation first")
        except TurnFailed as failure:
            log.warning("a turn failed and will be tried again: %s", failure)
            self._hold(claim, situation)
        except Exception as fault:
            # A fault of ours must not silence the person: it is held and tried again like any other.
            log.error("a turn failed and will be tried again: %s", where(fault))
            self._hold(claim, situation)
        else:
            if decided.forget:
                self.sweeper.scrub()

    def _situation(self, claim: inbox.Claim) -> Situation:
        now = self._clock()
        with self._records.reading() as tx:
            contact = people.get(tx, claim.person_id)
            thread = conversations.load(tx, claim.conversation_id)
            memory = Memory.remembered(thread.state)
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
        # All that was held back is answered by now, whatever the answer was.
        memory = replace(decided.memory, held=False)
        conversations.save_state(tx, claim.conversation_id, memory.as_json())
        unfinished.watch(tx, claim.conversation_id, memory, now=now)
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

    def _hold(self, claim: inbox.Claim, situation: Situation | None) -> None:
        """Nothing of the turn is kept: it is tried again, and a person who has waited is told what to do meanwhile."""
        now = self._clock()
        wait = BACKOFF[min(claim.attempts, len(BACKOFF) - 1)]
        waited = now - claim.messages[0].received_at
        try:
            with self._records.begin() as tx:
                inbox.confirm(tx, claim)
                if waited + wait >= HOLD_AFTER:
                    self._say_held(tx, claim, situation, now)
                inbox.retry_at(tx, claim, now + wait, claim.attempts + 1)
        except LeaseLost:
            log.info("another worker has taken a failed turn over")

    def _say_held(self, tx: Tx, claim: inbox.Claim, situation: Situation | None, now: datetime) -> None:
        """The holding text, once until there is an answer; never to someone who asked for no texts."""
        if claim.number is None or people.opted_out(tx, claim.number):
            return
        if situation is not None and situation.memory.held:
            return
        easy = situation is not None and situation.contact.easy_words
        out = tuple(Out(text) for text in compose([{"say": "holding"}], easy=easy, now=now))
        self._say(tx, claim, out, cause_kind="holding", cause_id=claim.messages[0].id, now=now)
        if situation is not None:
            held = replace(situation.memory, held=True)
            conversations.save_state(tx, claim.conversation_id, held.as_json())


def _opened(tx: Tx, claim: inbox.Claim) -> bool:
    """Whether these messages open a new episode: the person comes back after a day or more."""
    latest = conversations.latest_episode(tx, claim.conversation_id)
    return latest is not None and latest.started_at >= claim.messages[0].received_at
