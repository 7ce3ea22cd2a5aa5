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


PERSONAL = frozenset(
    (
        "text",
        "html",
        "chat",
        "chat_id",
        "address",
        "payload",
        "user",
        "username",
        "first_name",
        "last_name",
        "phone",
        "about",
    )
)
LONG = 1_000_000  # a number from here on may be an id of Telegram's


def redact(text: str) -> str:
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


def redact_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor. Times are ours and stay; what has a name of a person's thing loses all of its value."""
    for key in list(event):
        if key in PERSONAL:
            event[key] = "[redacted]"
        elif key != "timestamp":
            event[key] = _redacted(event[key])
    return event


def _redacted(value: Any) -> Any:
    match value:
        case bool() | float() | None:
            return value
        case int():
            return value if abs(value) < LONG else "[number]"
        case dict():
            return {redact(str(key)): "[redacted]" if key in PERSONAL else _redacted(one) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_redacted(one) for one in value]
        case _:
            return redact(str(value))
