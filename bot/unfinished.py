"""A call that somebody asked for and agreed to, then said no more of: it is arranged with what is known."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversation import call
from bot.conversation.turn import Context
from bot.memory import Memory
from bot.messages.compose import compose
from bot.messages.segments import count
from bot.records import conversations, due, effects, inbox, outbox, people, quiet
from bot.records.engine import Tx
from bot.records.ids import ConversationId
from bot.turns import CALL_FORM, with_private

UNFINISHED = "call_unfinished"
"""The kind of the due row; there is one for each conversation in which a call is being arranged."""

WAIT = timedelta(hours=1)
"""After so long a silence the question about the name will not be answered any more."""


def watch(tx: Tx, conversation_id: ConversationId, memory: Memory, *, now: datetime) -> None:
    """Look again after `WAIT` while a call is being arranged, and not otherwise."""
    if memory.active_loop == CALL_FORM:
        due.schedule(tx, kind=UNFINISHED, about=conversation_id, at=now + WAIT)
    else:
        due.cancel(tx, kind=UNFINISHED, about=conversation_id, now=now)


def settle(tx: Tx, task: due.Due, *, now: datetime, call_days: int) -> None:
    """Make the referral if the person said that getting in touch is safe; else only close the form.

    Either way nothing private is left in the conversation's state. The text that says so is unprompted, so it
    keeps quiet hours (safety rule 15).
    """
    conversation_id = ConversationId(task.about)
    if inbox.under_way(tx, conversation_id, now=now):
        return due.schedule(tx, kind=UNFINISHED, about=conversation_id, at=now + timedelta(minutes=1))
    thread = conversations.load(tx, conversation_id)
    memory = Memory.remembered(thread.state)
    if memory.active_loop != CALL_FORM:
        return None
    agreed = (memory.known.call or {}).get("safe") not in (None, "unsafe")
    if not agreed:
        return conversations.save_state(tx, conversation_id, memory.out_of_forms().as_json())
    step = call.arrange(memory.known, Context(now=now, call_days=call_days))
    effects.apply(tx, conversation_id, [with_private(effect, memory) for effect in step.effects], now=now)
    after = memory.with_known(step.known).out_of_forms()
    conversations.save_state(tx, conversation_id, after.as_json())
    contact = people.get(tx, thread.person_id)
    texts = compose(list(step.facts), easy=contact.easy_words, by_text=contact.deaf, now=now)
    for position, body in enumerate(texts):
        outbox.add(
            tx, conversation=conversation_id, cause_kind=UNFINISHED, cause_id=f"{task.id}:{task.at:%y%m%d%H%M%S}",
            position=position, body=body, segments=count(body).segments, now=now, not_before=quiet.next_allowed(now),
        )  # fmt: skip
    return None
