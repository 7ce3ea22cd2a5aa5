"""What we keep: sessions, the two durable boxes, daily counts. Sealed, short-lived, erasable."""

from bot.store.database import StoreAwayError
from bot.store.step import Step
from bot.store.store import Store

__all__ = ["Step", "Store", "StoreAwayError"]
