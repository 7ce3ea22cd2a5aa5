"""Telegram's limits on what a bot may send, and the words it refuses with."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.botapi.faults import RefusalError
from tests.botapi.markup import plain

MESSAGE_UNITS, BUTTONS, CALLBACK_BYTES = 4096, 100, 64
KEPT_SECONDS = 48 * 3600  # how long a bot may delete a message
WEB = ("http://", "https://", "tg://")


def text_of(params: dict[str, str]) -> str:
    """The text as it is shown. Raises RefusalError."""
    raw = params.get("text", "")
    shown = (plain(raw) if params.get("parse_mode") == "HTML" else raw).strip()
    if not shown:
        raise RefusalError(400, "Bad Request: message text is empty")
    if len(shown.encode("utf-16-le", "surrogatepass")) // 2 > MESSAGE_UNITS:
        raise RefusalError(400, "Bad Request: message is too long")
    return shown


def markup_of(params: dict[str, str], *, private: bool) -> dict[str, Any]:
    """The reply markup, checked. Raises RefusalError."""
    try:
        markup = json.loads(params.get("reply_markup") or "{}")
    except ValueError:
        raise RefusalError(400, "Bad Request: can't parse reply keyboard markup JSON object") from None
    rows = markup.get("inline_keyboard", [])
    if sum(map(len, rows)) > BUTTONS:
        raise RefusalError(400, "Bad Request: reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)
    for row in markup.get("keyboard", []):
        if any(key.get("request_location") for key in row) and not private:
            raise RefusalError(400, "Bad Request: location can be requested in private chats only")
    return dict(markup)


def _check_button(button: dict[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise RefusalError(400, 'Bad Request: can\'t parse inline keyboard button: Field "text" must be non-empty')
    url, payload = button.get("url"), button.get("callback_data")
    if url is not None:
        if not str(url).startswith(WEB):
            raise RefusalError(
                400, f"Bad Request: inline keyboard button URL '{url}' is invalid: Unsupported URL protocol"
            )
    elif payload is None:
        raise RefusalError(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed")
    elif not 1 <= len(str(payload).encode()) <= CALLBACK_BYTES:
        raise RefusalError(400, "Bad Request: BUTTON_DATA_INVALID")


def language_of(params: dict[str, str]) -> str:
    code = params.get("language_code", "")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise RefusalError(400, "Bad Request: invalid language code specified")
    return code


def commands_of(params: dict[str, str]) -> list[dict[str, str]]:
    commands = json.loads(params.get("commands", "[]"))
    if len(commands) > 100:
        raise RefusalError(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not re.fullmatch("[a-z0-9_]{1,32}", one["command"]):
            raise RefusalError(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(one["description"]) <= 256:
            raise RefusalError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    return list(commands)


def about_of(params: dict[str, str], field: str, limit: int) -> str:
    text = params.get(field, "")
    if len(text) > limit:
        raise RefusalError(400, f"Bad Request: {field.upper()}_TOO_LONG")
    return text
