"""One line of the log a turn: how it was decided, how sure, how fast. Never a text, never an id of a person.

A card leaves no line at all. A language is named from the twentieth turn of the day on: with fewer, a line would tell
that one of the few who speak it was here at that minute.
"""

from __future__ import annotations

import secrets
import socket
from collections import Counter
from datetime import date

from bot.messages import Turn
from bot.ops.log import Log

MANY = 20
CARDS = {"crisis_card", "soft_card"}


class TurnLog:
    def __init__(self, log: Log, replica: str | None = None) -> None:
        self._log = log
        self._replica = replica or socket.gethostname()[:24]
        self._day: date | None = None
        self._turns: Counter[str] = Counter()

    def line(self, turn: Turn, *, seconds: float, content: str, today: date) -> None:
        if today != self._day:
            self._day, self._turns = today, Counter()
        if not turn.events or {event.name for event in turn.events} & CARDS:
            return
        event = turn.events[0]
        language = event.language or ""
        self._turns[language] += 1
        self._log.info(
            "turn",
            turn=f"t{secrets.token_hex(4)}",
            decision=event.name,
            intent=event.intent,
            language=language if language and self._turns[language] >= MANY else None,
            confidence=_band(event.confidence),
            ms=round(seconds * 1000, 1),
            replica=self._replica,
            content=content[:12],
        )


def _band(confidence: float | None) -> str | None:
    if confidence is None:
        return None
    return "high" if confidence >= 0.8 else "middle" if confidence >= 0.5 else "low"
