"""Times as the tables have them: whole milliseconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def moment(value: int) -> datetime:
    return datetime.fromtimestamp(value / 1000, UTC)
