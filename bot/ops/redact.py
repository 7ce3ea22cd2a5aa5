"""The last line of defence: whatever reaches a log loses tokens, addresses, phone numbers, e-mails and long numbers.

Nothing personal should be logged in the first place; this is for the day when somebody makes a mistake.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{20,}"), "[token]"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[e-mail]"),
    (re.compile(r"(?<![\w.])\+?\d[\d \-/().]{6,}\d(?![\w.])"), "[number]"),
    (re.compile(r"(?<![\w.:-])\d{5,}(?![\w.:-])"), "[number]"),
)


def redact(text: str) -> str:
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


def redact_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor. Times are ours and stay."""
    for key, value in event.items():
        if isinstance(value, str) and key != "timestamp":
            event[key] = redact(value)
    return event
