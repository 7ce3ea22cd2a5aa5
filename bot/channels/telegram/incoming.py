"""From a raw update to what the house needs, and nothing else: names, usernames and phone numbers never enter.

An update that cannot be read is set aside with its number; if its chat can be told, the sender gets an honest line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from telegram import Bot, CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.messages import Arrival, Command, Incoming, Other, Position, Press, Text, What

INCOMING: TypeAdapter[Incoming] = TypeAdapter(Incoming)
ALLOWED_UPDATES = ["message", "edited_message", "callback_query"]
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
_KINDS = (
    ("voice", "voice"),
    ("audio", "voice"),
    ("video_note", "voice"),
    ("photo", "photo"),
    ("video", "photo"),
    ("animation", "photo"),
    ("document", "document"),
    ("sticker", "sticker"),
    ("contact", "contact"),
    ("poll", "poll"),
)


class NoUpdateIdError(Exception):
    """What came is no update at all."""


def to_arrival(raw: Any, bot: Bot, chat_key: Callable[[str], str]) -> Arrival | None:
    """The row to keep for one raw update; None for what is decided to pass unanswered (channels, groups at large).

    Raises NoUpdateIdError only when there is no update id: then there is nothing to remember it by.
    """
    update_id = _dig(raw, "update_id")
    if not isinstance(update_id, int):
        raise NoUpdateIdError("an update without an id")
    try:
        update = Update.de_json(raw, bot)
        found = _what(update, bot)
    except Exception:  # noqa: BLE001 - anything may be wrong inside a foreign object; it must not stop the batch
        return _poisoned(raw, update_id, chat_key)
    if found is None:
        return None
    message, what, hint = found
    key = chat_key(str(message.chat.id))
    own = None if isinstance(what, Press) else message.message_id
    at = datetime.now(UTC) if isinstance(what, Press) else (message.edit_date or message.date)
    incoming = Incoming(chat=key, what=what, at=at.astimezone(UTC), hint=hint, message_id=own)
    return Arrival(update_id, key, str(message.chat.id), INCOMING.dump_json(incoming).decode())


def decode(arrival: Arrival) -> Incoming:
    """Back from a row of the inbox. ValueError when another version wrote it."""
    try:
        return INCOMING.validate_json(arrival.payload)
    except ValidationError as error:
        raise ValueError("an inbox row that cannot be read") from error


def _what(update: Update, bot: Bot) -> tuple[Message, What, str | None] | None:
    if update.callback_query is not None:
        return _press(update.callback_query)
    message = update.message or update.edited_message
    if message is None or (message.from_user is not None and message.from_user.is_bot):
        return None
    hint = message.from_user.language_code if message.from_user else None
    text = message.text or message.caption
    if message.chat.type != ChatType.PRIVATE:
        addressed = _addressed(message, text or "", bot)
        if addressed is None:
            return None
        text = addressed
    return message, _content(message, text, edited=update.edited_message is not None), hint


def _press(query: CallbackQuery) -> tuple[Message, What, str | None] | None:
    message = query.message
    if not isinstance(message, Message):  # too old for Telegram to show: the chat is still known
        return None
    return message, Press(query.data or "", message.message_id), query.from_user.language_code


def _content(message: Message, text: str | None, *, edited: bool) -> What:
    kind = next((kind for name, kind in _KINDS if getattr(message, name)), None)
    if message.location is not None:
        if message.location.live_period or edited:
            return Other("live_location")
        return Position(message.location.latitude, message.location.longitude)
    if not text:
        return Other(kind or "other")
    command = _COMMAND.fullmatch(text.strip())
    if command is not None and kind is None and not edited:
        return Command(command[1].lower(), (command[3] or "").strip()[:128])
    return Text(text, caption_of=kind, edited=edited)


def _addressed(message: Message, text: str, bot: Bot) -> str | None:
    """In a group: the text without the bot's name, or None when somebody else is meant."""
    name = bot.username
    command = _COMMAND.fullmatch(text.strip())
    if command is not None:
        return text if (command[2] or "").lower() == name.lower() else None
    if f"@{name}".lower() in text.lower():
        return re.sub(f"@{re.escape(name)}", "", text, flags=re.IGNORECASE).strip()
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot.id:
        return text
    return None


def _poisoned(raw: dict[str, Any], update_id: int, chat_key: Callable[[str], str]) -> Arrival:
    """Set aside; when a private chat can be told its sender gets the line for what cannot be read."""
    chat = _dig(raw, "message", "chat") or _dig(raw, "callback_query", "message", "chat")
    address = chat.get("id") if isinstance(chat, dict) and chat.get("type") == "private" else None
    if not isinstance(address, int):
        return Arrival(update_id, "", "", "")
    key = chat_key(str(address))
    incoming = Incoming(chat=key, what=Other("unreadable"), at=datetime.now(UTC))
    return Arrival(update_id, key, str(address), INCOMING.dump_json(incoming).decode())


def _dig(raw: Any, *names: str) -> Any:
    for name in names:
        raw = raw.get(name) if isinstance(raw, dict) else None
    return raw
