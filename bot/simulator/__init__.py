"""A phone on a page: text Signpost as a patient would, through the real inbox and outbox (demo only)."""

from bot.simulator.pages import blueprint

__all__ = ["blueprint"]
