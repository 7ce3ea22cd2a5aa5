"""Times as the tables have them: whole milliseconds since 1970, UTC; and a clock that is set back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

SLIP = timedelta(seconds=2)  # what the machine's time service corrects while nobody notices


def millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def moment(value: int) -> datetime:
    return datetime.fromtimestamp(value / 1000, UTC)


class SetBack:
    """Call it from time to time: true once, when the clock shows an earlier time than at the last call."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._latest = clock()

    def __call__(self) -> bool:
        now, before = self._clock(), self._latest
        self._latest = now
        return now < before - SLIP
