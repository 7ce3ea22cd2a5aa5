"""A conversation for tests of channels: the real core over any library, sessions in memory, a plain reading of texts.

The reading knows training phrases alone: nearly the same is an answer, somewhat alike is "did you mean".
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

import httpx
from rapidfuzz import fuzz

from bot.channels.preview import preview_app, serve
from bot.content import Library
from bot.dialogue import respond
from bot.messages import Candidate, Decision, Incoming, LanguageGuess, Reading, Session, Text, Triage, Turn

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SAME, ALIKE = 90.0, 62.0


class Understands(Protocol):
    def read(self, text: str, *, hint: str | None = None) -> Reading: ...


class Phrases:
    """Reads a text by its likeness to the training phrases of a library."""

    def __init__(self, library: Library) -> None:
        self.crises = {intent.id for intent in library.intents.values() if intent.crisis}
        self.phrases = [
            (phrase, language, intent.id, case)
            for intent in library.intents.values()
            for case, group in ((None, intent.phrases), *((one.id, one.phrases) for one in intent.cases.values()))
            for language, phrases in group.items()
            for phrase in phrases
        ]

    def read(self, text: str, *, hint: str | None = None) -> Reading:
        found = [(fuzz.ratio(text.lower(), one[0].lower()), *one) for one in self.phrases]
        best = sorted(found, key=lambda one: (-one[0], one[1]))[:3]
        candidates = tuple(Candidate(one[3], one[0] / 100, one[1], one[4], one[2]) for one in best)
        score = best[0][0]
        decision = Decision("answer" if score >= SAME else "suggest" if score >= ALIKE else "unknown", candidates)
        triage = Triage("none")
        if score >= SAME and best[0][3] in self.crises:
            triage = Triage("hard", best[0][3], best[0][4], score / 100, best[0][1])
        arabic = re.search("[\u0600-\u06ff]", text)
        language = "ar" if arabic else best[0][2] if score >= SAME else None
        return Reading(text, triage, LanguageGuess(language, sure=language is not None), decision)


class Conversation:
    """What a channel is handed instead of the shell: `turn`, with sessions in memory."""

    def __init__(self, library: Library, understanding: Understands | None = None) -> None:
        self.library = library
        self.understanding = understanding or Phrases(library)
        self.sessions: dict[str, Session] = {}
        self.heard: list[Incoming] = []

    async def turn(self, incoming: Incoming) -> tuple[Turn, Reading | None]:
        self.heard.append(incoming)
        what = incoming.what
        reading = self.understanding.read(what.text, hint=incoming.hint) if isinstance(what, Text) else None
        turn = respond(incoming, reading, self.sessions.get(incoming.chat, Session()), self.library, NOW)
        self.sessions[incoming.chat] = turn.session
        return turn, reading


@contextmanager
def served(talk: Conversation, *, ready: Callable[[], str] = lambda: "trained") -> Iterator[str]:
    """The preview page in a thread of its own, on a free port; gives its address."""
    started = threading.Event()
    address: list[str] = []
    loop = asyncio.new_event_loop()

    def listening(url: str) -> None:
        address.append(url)
        started.set()

    app = preview_app(
        talk.turn,
        lambda chat: f"key of {chat}",
        clock=lambda: NOW,
        languages=lambda: tuple(talk.library.languages.values()),
        ready=ready,
    )
    task = loop.create_task(serve(app, "127.0.0.1", 0, listening))

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(asyncio.wait([task]))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        assert started.wait(10), "the page did not start"
        yield address[0]
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)


@contextmanager
def client(talk: Conversation, *, ready: Callable[[], str] = lambda: "trained") -> Iterator[httpx.Client]:
    """An HTTP client of a served page; proxies of the environment are passed over."""
    with served(talk, ready=ready) as address, httpx.Client(base_url=address, trust_env=False) as page:
        yield page


def say(page: httpx.Client, chat: str, **what: Any) -> dict[str, Any]:
    """One turn over HTTP that must succeed."""
    answered = page.post("/api/turn", json={"chat": chat, **what})
    assert answered.status_code == 200, answered.text
    return dict(answered.json())
