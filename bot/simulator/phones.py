"""The phones that each visitor has open, known to the browser by keys that say nothing of the number."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

from bot.carriers import drama

#: Visitors and phones beyond these push out the oldest; conversations stay in the records.
MOST_VISITORS, MOST_PHONES = 500, 12


@dataclass(frozen=True)
class Phone:
    """One open phone. `key` stands for its number in addresses."""

    key: str
    number: str

    @property
    def shown(self) -> str:
        return drama.shown(self.number)

    @property
    def fault(self) -> str:
        """What this number does on purpose, or "" for a phone that works."""
        return drama.FAULTS[self.number].words if self.number in drama.FAULTS else ""


class Phones:
    """Every visitor's open phones, kept on the server so that no cookie holds a number."""

    def __init__(self) -> None:
        self._visitors: OrderedDict[str, OrderedDict[str, Phone]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, visitor: str) -> tuple[Phone, ...]:
        """The visitor's phones in the order in which they were opened."""
        with self._lock:
            return tuple(self._visitors.get(visitor, OrderedDict()).values())

    def get(self, visitor: str, key: str) -> Phone | None:
        with self._lock:
            return self._visitors.get(visitor, OrderedDict()).get(key)

    def open(self, visitor: str, number: str) -> Phone:
        """The visitor's phone with this E.164 number, opened unless it already is."""
        with self._lock:
            phones = self._visitors.setdefault(visitor, OrderedDict())
            self._visitors.move_to_end(visitor)
            while len(self._visitors) > MOST_VISITORS:
                self._visitors.popitem(last=False)
            for phone in phones.values():
                if phone.number == number:
                    return phone
            phone = Phone(secrets.token_urlsafe(9), number)
            phones[phone.key] = phone
            while len(phones) > MOST_PHONES:
                phones.popitem(last=False)
            return phone

    def close(self, visitor: str, key: str) -> None:
        """Put a phone away; its conversation stays."""
        with self._lock:
            self._visitors.get(visitor, OrderedDict()).pop(key, None)


def any_number() -> str:
    """A drama mobile that works, at random, so that visitors seldom meet in one conversation."""
    while True:
        number = f"+447700900{secrets.randbelow(1000):03d}"
        if number not in drama.FAULTS:
            return number
