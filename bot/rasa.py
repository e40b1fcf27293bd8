"""The worker's way to Rasa: one turn there and back, or a clear failure in good time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

CONNECT_SECONDS, TURN_SECONDS = 1.0, 6.0

REST_SECONDS = 3.0
"""How long a Rasa that let a turn wait in vain is left alone: others would wait in vain behind it, and be held late."""


class TurnFailed(Exception):  # noqa: N818 - what happened
    """Rasa, the actions or the model did not work this turn through; nothing of it may be kept."""


@dataclass(frozen=True)
class Taken:
    """What came back from a turn: what to say, what to write down, and the state for the next one."""

    facts: tuple[dict[str, Any], ...]
    effects: tuple[dict[str, Any], ...]
    state: dict[str, Any]


class Breaker:
    """Knows whether asking is worth it: after a wait in vain, not for a while, and then one turn tries first."""

    def __init__(self, rest: float = REST_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._rest, self._clock = rest, clock
        self._lock = threading.Lock()
        self._closed_until: float | None = None
        self._trying = False

    def may_ask(self) -> bool:
        """Whether this turn may go to Rasa; each that may must say how it went."""
        with self._lock:
            if self._closed_until is None:
                return True
            if self._trying or self._clock() < self._closed_until:
                return False
            self._trying = True
            return True

    def answered(self) -> None:
        """An answer came, whatever it says."""
        with self._lock:
            self._closed_until, self._trying = None, False

    def waited_in_vain(self) -> None:
        """No answer came in time."""
        with self._lock:
            self._closed_until, self._trying = self._clock() + self._rest, False


class Rasa:
    """Rasa at one address; safe to share between threads."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        transport: httpx.BaseTransport | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self._breaker = breaker or Breaker()
        timeout = httpx.Timeout(TURN_SECONDS, connect=CONNECT_SECONDS)
        self._client = httpx.Client(
            base_url=url,
            headers={"x-rasa-token": token},
            timeout=timeout,
            transport=transport,
            trust_env=False,
        )

    def take(
        self,
        text: str,
        state: Mapping[str, Any],
        *,
        intent: str | None = None,
        entities: Mapping[str, Any] | None = None,
    ) -> Taken:
        """Work one turn through. Raises `TurnFailed`, whose message never holds the text."""
        turn = {"text": text, "intent": intent, "entities": dict(entities or {}), "state": dict(state)}
        if not self._breaker.may_ask():
            raise TurnFailed("Rasa has just let a turn wait in vain and is left alone for a moment")
        in_vain = True
        try:
            answer = self._client.post("/webhooks/turn/take", json=turn)
            in_vain = False
        except httpx.HTTPError as fault:
            in_vain = isinstance(fault, httpx.TimeoutException)
            raise TurnFailed(f"Rasa does not answer ({type(fault).__name__})") from None
        finally:
            if in_vain:
                self._breaker.waited_in_vain()
            else:
                self._breaker.answered()
        if answer.status_code != 200:
            raise TurnFailed(f"Rasa answers HTTP {answer.status_code}")
        return _taken(answer)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _taken(answer: httpx.Response) -> Taken:
    try:
        body = answer.json()
        messages, state = body["messages"], body["state"]
        facts = tuple(fact for message in messages for fact in message["facts"])
        effects = tuple(effect for message in messages for effect in message["effects"])
    except (ValueError, KeyError, TypeError):
        raise TurnFailed("Rasa's answer is not a turn") from None
    # With an action server down Rasa answers 200 with nothing said and the form closed: every action of ours
    # says something or says on purpose that it is quiet, so an empty answer is a failed turn.
    if not messages:
        raise TurnFailed("no action answered")
    return Taken(facts, effects, state)
