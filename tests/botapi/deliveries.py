"""How Telegram delivers to a webhook: chats side by side, each in order, again and again until it hears 200.

The public address leads to `replicas`, by turns, as a balancer in front of them would have it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import aiohttp

CONNECTIONS = 40
AGAIN = 0.05  # seconds; Telegram itself waits longer each time


class Deliveries:
    """`waiting` are the updates that are not confirmed, oldest first; `confirm` takes one out."""

    def __init__(self, waiting: Callable[[], list[Any]], confirm: Callable[[Any], None]) -> None:
        self.url = ""
        self.secret = ""
        self.replicas: list[str] = []  # http://host:port
        self.answers: list[int] = []  # every status that came back
        self.news = asyncio.Event()
        self._waiting = waiting
        self._confirm = confirm
        self._under_way: dict[object, asyncio.Task[None]] = {}
        self._turn = count()
        self._running: asyncio.Task[None] | None = None

    def start(self, url: str, secret: str) -> None:
        self.url, self.secret = url, secret
        self.news.set()
        if self._running is None:
            self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self.url = ""
        tasks = [*self._under_way.values(), *([self._running] if self._running else [])]
        self._running = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._under_way.clear()

    async def _run(self) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                for update in list(self._waiting()):
                    chat = _chat(update)
                    if chat not in self._under_way and len(self._under_way) < CONNECTIONS:
                        self._under_way[chat] = asyncio.create_task(self._deliver(session, chat, update))
                self.news.clear()
                await self.news.wait()

    async def _deliver(self, session: aiohttp.ClientSession, chat: object, update: Any) -> None:
        try:
            while not await self._once(session, update):
                await asyncio.sleep(AGAIN)
            self._confirm(update)
        finally:
            del self._under_way[chat]
            self.news.set()

    async def _once(self, session: aiohttp.ClientSession, update: Any) -> bool:
        if not self.replicas:
            return False
        address = self.replicas[next(self._turn) % len(self.replicas)] + urlsplit(self.url).path
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret}
        try:
            async with session.post(
                address, json=update, headers=headers, timeout=aiohttp.ClientTimeout(total=5)
            ) as answer:
                self.answers.append(answer.status)
                return answer.status == 200
        except (aiohttp.ClientError, OSError):
            return False


def _chat(update: Any) -> object:
    """What Telegram keeps in order."""
    if not isinstance(update, dict):
        return None
    message = update.get("message") or update.get("edited_message") or {}
    query = update.get("callback_query") or {}
    return (message or query.get("message") or {}).get("chat", {}).get("id")
