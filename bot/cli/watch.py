"""What an operator can see of a running Infopoint: readiness and figures, put together from the rooms."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from bot.app import Infopoint

PATIENCE = 3.0  # seconds for the database
Serving = Literal["off", "connecting", "serving"]


@dataclass(slots=True)
class Watch:
    """`telegram` and `problems` are set by who knows: the channel's start, the reload of content."""

    app: Infopoint
    telegram: Serving = "off"
    problems: list[str] = field(default_factory=list)  # of changed content that was not taken over

    async def ready(self) -> dict[str, Any]:
        """`ready` when people are answered: content, database and, where it is wanted, Telegram."""
        database = await self._database() is not None
        matcher = "trained" if self.app.trained else "quick"
        return {
            "ready": database and self.telegram != "connecting",
            "matcher": matcher,
            "trained": self.app.trained,
            "content": self.app.library.digest[:12],
            "content_problems": len(self.problems),
            "database": database,
            "telegram": self.telegram,
        }

    async def metrics(self) -> bytes:
        known = self.app.metrics
        boxes = await self._database()
        known.database.set(boxes is not None)
        known.telegram.set(self.telegram == "serving")
        known.problems.set(len(self.problems))
        known.answering_from(self.app.library.digest, trained=self.app.trained)
        if boxes is not None:
            updates, replies, oldest = boxes
            known.updates.set(updates)
            known.replies.set(replies)
            known.oldest.set(oldest.total_seconds())
        return known.text()

    async def _database(self) -> tuple[int, int, timedelta] | None:
        """Waiting updates and replies, the age of the oldest; None while it does not answer."""
        store = self.app.store
        try:
            async with asyncio.timeout(PATIENCE):
                updates, replies = await store.waiting()
                oldest = await store.oldest_waiting()
                self.app.metrics.of_the_day(await store.counts(), self.app.clock().date().isoformat())
        except (OSError, TimeoutError):  # StoreAwayError is an OSError
            return None
        return updates, replies, self.app.clock() - oldest if oldest is not None else timedelta(0)
