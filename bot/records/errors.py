"""What can go wrong with records, one class for each kind."""

# ruff: noqa: N818  (names that read as what happened: LeaseLost, WrongKey)

from __future__ import annotations


class RecordsError(Exception):
    """Something is wrong with the records or with how they were used."""


class LeaseLost(RecordsError):
    """Another worker has taken over, so nothing of this turn may be written."""


class UnknownRecord(RecordsError):
    """No record has this id."""


class UnknownStatus(RecordsError):
    """A step for a referral or a flag that is not in the declared list."""


class UnknownEffect(RecordsError):
    """An action asked for an effect that the records do not know how to write."""


class WeakKey(RecordsError):
    """The key for phone numbers is too short to protect them."""


class WrongKey(RecordsError):
    """The key does not open these records: they were written with another one, or were altered."""


class UnsafeDatabase(RecordsError):
    """This kind of database cannot keep records safely."""


class NaiveTime(RecordsError):
    """A time without a time zone reached the records."""


class AnonymousAudit(RecordsError):
    """An audit row must name who did it."""
