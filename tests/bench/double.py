"""The least Bot API that bots can be measured against: a backlog of updates, polled or delivered; sends are counted.

A process of its own: `python -m tests.bench.double`, told by one line of JSON on standard input, answering with lines
of JSON on standard output. It knows nothing of the bots.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

import uvloop
from aiohttp import web

SILENCE = 2.0  # seconds without a message after which a run is over
ME = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
SENT = {"message_id": 7, "date": 1_795_000_000, "chat": {"id": 5, "type": "private"}, "text": "x"}


class Double:
    """`rate` 0 is everything at once."""

    def __init__(self, texts: list[str], *, updates: int, chats: int, rate: float) -> None:
        self.updates = [_update(n, texts[n % len(texts)], 5000 + n % chats) for n in range(updates)]
        self.rate = rate
        self.began = 0.0
        self.asked = asyncio.Event()
        self.offset = 1
        self.sent: list[float] = []
        self.heard: dict[int, list[float]] = {}  # chat -> when it heard something

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        method = request.path.rpartition("/")[2]
        if method == "getUpdates":
            return _json(await self._get_updates(request))
        if method == "getMe":
            return _json(ME)
        if method in ("sendMessage", "editMessageText"):
            fields = await _fields(request)
            now = time.perf_counter()
            self.sent.append(now)
            self.heard.setdefault(int(str(fields["chat_id"])), []).append(now)
            return _json(SENT)
        return _json([] if method.startswith("getMy") and method.endswith("Commands") else {})

    async def _get_updates(self, request: web.BaseRequest) -> list[dict[str, Any]]:
        fields = await _fields(request)
        self.offset = max(self.offset, int(str(fields.get("offset", 1))))
        if not self.began:
            self.began = time.perf_counter()
            self.asked.set()
        until = time.perf_counter() + min(float(str(fields.get("timeout", 0))), 1.0)
        while True:
            there = len(self.updates)
            if self.rate:
                there = min(there, int((time.perf_counter() - self.began) * self.rate))
            batch = self.updates[self.offset - 1 : min(there, self.offset - 1 + int(str(fields.get("limit", 100))))]
            if batch or time.perf_counter() >= until:
                return batch
            await asyncio.sleep(0.002)

    async def over(self) -> None:
        """When everything was fetched and nothing has been sent for a while."""
        while not self.sent or self.offset <= len(self.updates) or time.perf_counter() - self.sent[-1] < SILENCE:
            await asyncio.sleep(0.05)

    def figures(self) -> dict[str, float]:
        spent = self.sent[-1] - self.began
        late = sorted(self._latencies())
        figures = {"seconds": spent, "per_second": len(self.updates) / spent, "sends": len(self.sent)}
        if late:
            figures |= {"p50": late[len(late) // 2], "p99": late[int(len(late) * 0.99)]}
        return figures

    def _latencies(self) -> list[float]:
        """Between an update's turn to arrive and its chat's message; where there was a rate and one message each."""
        if not self.rate or len(self.sent) != len(self.updates):
            return []
        asked: dict[int, list[float]] = {}
        for n, update in enumerate(self.updates):
            asked.setdefault(update["message"]["chat"]["id"], []).append(self.began + (n + 1) / self.rate)
        return [h - a for chat, times in asked.items() for a, h in zip(times, self.heard[chat], strict=False)]


def _update(n: int, text: str, chat: int) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "N", "language_code": "en"}
    message = {
        "message_id": n + 1,
        "date": int(time.time()),
        "chat": {"id": chat, "type": "private", "first_name": "N"},
    }
    return {"update_id": n + 1, "message": message | {"from": person, "text": text}}


async def _fields(request: web.BaseRequest) -> dict[str, Any]:
    body = await request.read()
    if request.content_type == "application/json" and body:
        return {**request.query, **json.loads(body)}
    return {**request.query, **await request.post()}


def _json(result: object) -> web.Response:
    return web.Response(body=json.dumps({"ok": True, "result": result}).encode(), content_type="application/json")


async def main() -> None:
    told = json.loads(sys.stdin.readline())
    double = Double(told["texts"], updates=told["updates"], chats=told["chats"], rate=told["rate"])
    runner = web.ServerRunner(web.Server(double.serve))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(json.dumps({"url": "http://{}:{}".format(*runner.addresses[0][:2])}), flush=True)
    await double.asked.wait()
    print("{}", flush=True)
    await double.over()
    print(json.dumps(double.figures()), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
