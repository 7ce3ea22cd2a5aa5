"""Figures for Prometheus. Nothing that tells of one person's turn: cards are not told from other turns, and a language
appears only once twenty questions were asked in it that day, as counts of the day.
"""

from __future__ import annotations

from collections import Counter as Sums
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.messages import Turn
from bot.ops.report import QUESTIONS, Count

MANY = 20  # questions of a day, from which a language is shown
TOLD = (*QUESTIONS, "rate_limited", "failed", "stale_button", "helpful", "command", "menu")
CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """Of one process; every one of them has its own registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        name: dict[str, Any] = {"namespace": "infopoint", "registry": self.registry}
        self.turns = Counter("turns", "Turns by outcome; everything about danger is other", ["outcome"], **name)
        buckets = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
        self.seconds = Histogram(
            "turn_seconds", "Seconds from taking an update up to its answer", buckets=buckets, **name
        )
        self.last_turn = Gauge("last_turn_timestamp_seconds", "When somebody was last answered", **name)
        self.updates = Gauge("inbox_waiting", "Updates that wait to be answered", **name)
        self.oldest = Gauge("inbox_age_seconds", "How long the oldest of them waits", **name)
        self.replies = Gauge("outbox_waiting", "Replies that wait to be delivered", **name)
        self.database = Gauge("database_up", "Whether the database answers", **name)
        self.telegram = Gauge("telegram_up", "Whether Telegram is being served", **name)
        self.trained = Gauge("trained", "Whether the trained matcher answers", **name)
        self.problems = Gauge("content_problems", "Problems that keep changed content from being taken over", **name)
        self.content = Gauge("content_info", "The content that is answered from", ["digest"], **name)
        self.day = Gauge("day_questions", "Questions of today where there are many", ["language", "outcome"], **name)

    def observe(self, turn: Turn, seconds: float, now: datetime) -> None:
        outcome = turn.events[0].name if turn.events else "other"
        self.turns.labels(outcome if outcome in TOLD else "other").inc()
        self.seconds.observe(seconds)
        self.last_turn.set(now.timestamp())

    def of_the_day(self, counts: Iterable[Count], day: str) -> None:
        """By language and outcome; in fives, so that no single question moves a figure."""
        found = [count for count in counts if count[0] == day and count[1] in QUESTIONS]
        languages: Sums[str] = Sums()
        cells: Sums[tuple[str, str]] = Sums()
        for _, name, _, language, _, n in found:
            languages[language] += n
            cells[language, name] += n
        self.day.clear()
        for (language, name), n in cells.items():
            if languages[language] >= MANY:
                self.day.labels(language, name).set(n // 5 * 5)

    def answering_from(self, digest: str, *, trained: bool) -> None:
        self.content.clear()
        self.content.labels(digest[:12]).set(1)
        self.trained.set(trained)

    def text(self) -> bytes:
        return generate_latest(self.registry)
