"""Personal data and its rules: who texted, what was said, what was promised, and when it is forgotten."""

from bot.records.engine import Records, Tx
from bot.records.errors import LeaseLost, RecordsError
from bot.records.keys import Keys

__all__ = ["Keys", "LeaseLost", "Records", "RecordsError", "Tx"]
