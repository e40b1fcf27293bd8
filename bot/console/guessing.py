"""How long a guesser must wait: by account, by address and by browser, without locking the honest user out.

A try counts before its answer is known, so that many at once gain nothing. A browser from which this person
has signed in before is counted on its own: what others guess at the account or from the same surgery's
address does not slow it. On any other browser a passkey still opens the account at once, as it cannot be
guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.records import staff_guesses
from bot.records.engine import Tx


@dataclass(frozen=True)
class Pace:
    """After `free` tries within `window` the wait doubles with each one more, from 1 second up to `longest`."""

    free: int
    longest: timedelta
    window: timedelta = timedelta(hours=1)


#: A whole surgery shares one address, hence its larger allowance.
PACES: Mapping[str, Pace] = {
    "account": Pace(free=5, longest=timedelta(minutes=1)),
    "address": Pace(free=30, longest=timedelta(minutes=1)),
    "device": Pace(free=6, longest=timedelta(minutes=5)),
    # Whoever gets this far knows the password, and six digits are few.
    "code": Pace(free=5, longest=timedelta(minutes=15), window=timedelta(hours=24)),
    "code-device": Pace(free=6, longest=timedelta(minutes=15), window=timedelta(hours=24)),
}
KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Try:
    """A counted try: `attempt` is its name; or none, and how long to wait."""

    attempt: str | None
    wait: timedelta = timedelta(0)


def wait(pace: Pace, tries: Sequence[datetime], now: datetime) -> timedelta:
    """How long before the next try counts, after these tries (oldest first)."""
    recent = [at for at in tries if now - at < pace.window]
    over = len(recent) - pace.free
    if over < 0 or not recent:
        return timedelta(0)
    pause = min(timedelta(seconds=2 ** min(over, 20)), pace.longest)
    return max(recent[-1] + pause - now, timedelta(0))


def buckets(*, account: str, address: str, device: str | None, code: bool = False) -> tuple[tuple[str, str], ...]:
    """What a try is counted about, as (pace, about). `device` is a browser known to this account."""
    if device is not None:
        pace = "code-device" if code else "device"
        return ((pace, f"{pace}:{device}:{account}"),)
    if code:
        return (("code", f"code:{account}"),)
    return (("account", f"account:{account}"), ("address", f"address:{address}"))


def count(tx: Tx, about: Sequence[tuple[str, str]], *, now: datetime) -> Try:
    """Count a try, unless one must wait; a try that must wait is not looked at and does not count."""
    names = [name for _, name in about]
    staff_guesses.hold(tx, names)
    longest = max(
        wait(PACES[pace], staff_guesses.times(tx, name, since=now - PACES[pace].window), now) for pace, name in about
    )
    if longest > timedelta(0):
        return Try(None, longest)
    return Try(staff_guesses.add(tx, names, now=now))


def was_right(tx: Tx, attempt: str, about: Sequence[tuple[str, str]]) -> None:
    """Forgive this try, and this browser's earlier ones; guesses of others go on counting."""
    own = [name for pace, name in about if pace.endswith("device")]
    staff_guesses.forgive(tx, attempt, also=own)


def in_words(pause: timedelta) -> str:
    """A wait as people say it, rounded up."""
    seconds = max(1, -int(-pause.total_seconds() // 1))
    if seconds < 60:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
