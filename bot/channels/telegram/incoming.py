"""From a raw update to what the house needs, and nothing else: names, usernames and phone numbers never enter.

An update that cannot be read is set aside with its number; if its chat can be told, the sender gets an honest line.
Knows no network and keeps nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from telegram import Bot, CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.dialogue import kept
from bot.messages import Arrival, Command, Incoming, Other, Position, Press, Text, What

INCOMING: TypeAdapter[Incoming] = TypeAdapter(Incoming)
ALLOWED_UPDATES = ["message", "edited_message", "callback_query"]
GREATEST_ID = 2**63 - 1  # of the database's column
ARGUMENT_CHARACTERS = 128
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
# Notes that Telegram itself writes into a private chat; nobody said anything. An answer would be noise, and to
# somebody who just set messages to delete themselves a noise at the wrong moment.
_NOTES = ("pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed")
Found = tuple[int, Incoming]  # the chat's real id, and what happened in it


class NoUpdateIdError(Exception):
    """What came is no update at all."""


def to_arrival(raw: Any, bot: Bot, *, chat_key: Callable[[str], str], now: datetime) -> Arrival | None:
    """The row to keep for one raw update; None for what is decided to pass unanswered (channels, groups at large).

    Raises NoUpdateIdError only when there is no update id: then there is nothing to remember it by.
    """
    update_id = update_id_of(raw)
    try:
        found = _read(Update.de_json(raw, bot), bot, chat_key, now)
        return None if found is None else _arrival(update_id, *found)
    except Exception:  # noqa: BLE001 - anything may be wrong inside a foreign object; it must not stop the batch
        return _poisoned(raw, update_id, chat_key, now)


def update_id_of(raw: Any) -> int:
    update_id = raw.get("update_id") if isinstance(raw, dict) else None
    if type(update_id) is not int or not 0 <= update_id <= GREATEST_ID:
        raise NoUpdateIdError("an update without an id")
    return update_id


def decode(arrival: Arrival) -> Incoming:
    """Back from a row of the inbox. ValueError when another version wrote it."""
    try:
        return INCOMING.validate_json(arrival.payload)
    except ValidationError:
        raise ValueError("an inbox row that cannot be read") from None


def _arrival(update_id: int, address: int, incoming: Incoming) -> Arrival:
    """What is kept is read back first: a row that nobody can read must not enter the inbox."""
    if type(address) is not int:
        raise TypeError("a chat without a number")
    payload = INCOMING.dump_json(incoming, warnings="none").decode()  # its warnings would quote people
    arrival = Arrival(update_id, incoming.chat, str(address), payload)
    decode(arrival)
    return arrival


def _read(update: Update, bot: Bot, chat_key: Callable[[str], str], now: datetime) -> Found | None:
    if update.callback_query is not None:
        return _press(update.callback_query, chat_key, now)
    message = update.message or update.edited_message
    if message is None or (message.from_user is not None and message.from_user.is_bot):
        return None
    what = _what(message, bot, edited=update.edited_message is not None)
    if what is None:
        return None
    hint = message.from_user.language_code if message.from_user else None
    at = (message.edit_date or message.date).astimezone(UTC)
    return message.chat.id, Incoming(chat_key(str(message.chat.id)), what, at, hint, message.message_id)


def _press(query: CallbackQuery, chat_key: Callable[[str], str], now: datetime) -> Found | None:
    """A message that is too old for Telegram to hand over still names its chat; it cannot be edited any more."""
    message = query.message
    if message is None:  # a button in somebody else's chat, which we never send
        return None
    shown = message.message_id if message.is_accessible else None
    press = Press(_whole(query.data or ""), shown)
    press = replace(press, about=_question_above(query) if kept.asks(press) else None)
    return message.chat.id, Incoming(chat_key(str(message.chat.id)), press, now, query.from_user.language_code)


def _question_above(query: CallbackQuery) -> str | None:
    """What the message with the button answers, if the one who presses wrote it; None when it was deleted."""
    above = query.message.reply_to_message if isinstance(query.message, Message) else None
    if above is None or above.from_user is None or above.from_user.id != query.from_user.id:
        return None
    return _whole(above.text or above.caption or "") or None


def _what(message: Message, bot: Bot, *, edited: bool) -> What | None:
    text = _whole(message.text or message.caption or "")
    if message.chat.type != ChatType.PRIVATE:
        addressed = _addressed(message, text, bot)
        if addressed is None:
            return None
        text = addressed
    if edited and not text:
        return None  # a live location that moves, a picture exchanged: answered when it first came
    return None if any(getattr(message, note) for note in _NOTES) else _content(message, text, edited=edited)


def _content(message: Message, text: str, *, edited: bool) -> What:
    if message.location is not None:
        if message.location.live_period:
            return Other("live_location")
        return Position(message.location.latitude, message.location.longitude)
    kind = next((kind for name, kind in _KINDS if getattr(message, name)), None)
    if not text:
        return Other(kind or "other")
    command = _COMMAND.fullmatch(text.strip())
    if command is not None and kind is None and not edited:
        return Command(command[1].lower(), (command[3] or "").strip()[:ARGUMENT_CHARACTERS])
    return Text(text, caption_of=kind, edited=edited)


def _addressed(message: Message, text: str, bot: Bot) -> str | None:
    """In a group: the text without the bot's name, or None when somebody else is meant."""
    command = _COMMAND.fullmatch(text.strip())
    if command is not None and command[2]:
        return text if command[2].lower() == bot.username.lower() else None
    without, named = re.subn(rf"@{re.escape(bot.username)}\b", "", text, flags=re.IGNORECASE)
    if named:
        return without.strip()
    replied = message.reply_to_message
    is_ours = replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
    return text if is_ours else None


def _whole(text: str) -> str:
    """Half a surrogate pair can be written into JSON, but not into UTF-8."""
    return text.encode("utf-8", "replace").decode()


def _poisoned(raw: dict[str, Any], update_id: int, chat_key: Callable[[str], str], now: datetime) -> Arrival:
    """Set aside; when a private chat can be told, its sender gets the line for what cannot be read."""
    places = (("message", "chat"), ("edited_message", "chat"), ("callback_query", "message", "chat"))
    chat = next((chat for names in places if isinstance(chat := _dig(raw, *names), dict)), {})
    address = chat.get("id") if chat.get("type") == "private" else None
    if type(address) is not int:
        return Arrival(update_id, "", "", "")
    return _arrival(update_id, address, Incoming(chat_key(str(address)), Other("unreadable"), now))


def _dig(raw: Any, *names: str) -> Any:
    for name in names:
        raw = raw.get(name) if isinstance(raw, dict) else None
    return raw
