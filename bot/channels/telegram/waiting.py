"""How long to wait before trying again, and how to say so once a time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from telegram.error import RetryAfter

UNREACHABLE = "Telegram's server does not answer; nothing is lost, I try again."
STORE_AWAY = "The database does not answer; nothing is confirmed to Telegram, I try again."
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds


class Backoff:
    """Twice as long each time, until something works again."""

    def __init__(self) -> None:
        self._pause = FIRST_PAUSE

    def reset(self) -> None:
        self._pause = FIRST_PAUSE

    async def wait(self, log: structlog.stdlib.BoundLogger, event: str, message: str, *, reason: str) -> None:
        log.warning(event, message=message, reason=reason, next_try_s=self._pause)
        await asyncio.sleep(self._pause)
        self._pause = min(LONGEST_PAUSE, self._pause * 2)


def seconds(error: RetryAfter) -> float:
    """What Telegram asks for. The library is on its way from whole seconds to a span of time."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
