"""Buttons as Telegram takes them: under a message, or in the place of the phone's own keyboard.

What Telegram would refuse is left out before it is sent: the text above must arrive in any case.
"""

from __future__ import annotations

from typing import Any

import structlog

from bot.messages import Button

CALLBACK_BYTES = 64
MOST = 100
WEB = ("http://", "https://")
Keyboard = dict[str, Any]  # as it travels
REMOVED: Keyboard = {"remove_keyboard": True}
INLINE = "inline_keyboard"

log = structlog.get_logger(room="telegram")


def inline(rows: tuple[tuple[Button, ...], ...]) -> Keyboard | None:
    """None when no button is left."""
    kept: list[list[dict[str, str]]] = []
    for row in rows:
        room = MOST - sum(map(len, kept))
        keys = [key for button in row if (key := _key(button)) is not None][:room]
        if keys:
            kept.append(keys)
    return {INLINE: kept} if kept else None


def position(label: str) -> Keyboard:
    """The phone's keyboard becomes one big button that sends the place. Private chats only."""
    key = {"text": label, "request_location": True}
    return {"keyboard": [[key]], "resize_keyboard": True, "one_time_keyboard": True}


def _key(button: Button) -> dict[str, str] | None:
    match button:
        case Button(action=str(action)) if len(action.encode("utf-8", "replace")) <= CALLBACK_BYTES:
            return {"text": button.label, "callback_data": action}
        case Button(url=str(url)) if url.startswith(WEB):
            return {"text": button.label, "url": url}
        case Button(phone=str()):
            return None  # Telegram refuses `tel:`; the number stands in the text
        case _:
            log.error("button_refused", hint="a payload over 64 bytes, or an address that is not of the web")
            return None
