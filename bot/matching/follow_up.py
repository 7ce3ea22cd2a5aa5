"""The last topic as a prior on the candidates of a follow-up, never as a filter."""

from __future__ import annotations

from bot.messages import Decision, Reading


def lean(reading: Reading, last_intent: str | None) -> Decision:
    return reading.decision
