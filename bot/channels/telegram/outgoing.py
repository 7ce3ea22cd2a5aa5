"""One parcel to Telegram: a message, an edit, a deletion; and what to do when Telegram refuses its shape."""

from __future__ import annotations

import structlog
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.messages import Button, Reply, Send

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
ERASE_AT_ONCE = 100
UNCHANGED = "not modified"

log = structlog.get_logger(room="telegram")
Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | None


async def deliver(bot: Bot, chat: int, task: Send, *, late: bool) -> list[int]:
    """The ids of the messages that now stand in the chat. Raises what Telegram raises, except for a refused shape."""
    reply = task.reply
    if late and reply.late is not None:
        return await _send(bot, chat, reply.late, None, reply, silent=True)
    keyboard = _keyboard(reply)
    if task.replace is not None and not isinstance(keyboard, ReplyKeyboardMarkup):
        edited = await _edit(bot, chat, task.replace, reply, keyboard)
        if edited is not None:
            return edited
    return await _send(bot, chat, reply.html, keyboard, reply, silent=reply.silent)


async def erase(bot: Bot, chat: int, message_ids: tuple[int, ...]) -> None:
    """Delete what Telegram still allows; one refusal does not keep the others."""
    for n in range(0, len(message_ids), ERASE_AT_ONCE):
        part = message_ids[n : n + ERASE_AT_ONCE]
        try:
            await bot.delete_messages(chat, part)
        except BadRequest as error:
            log.info("not_deleted", reason=error.message, n=len(part))


async def _edit(
    bot: Bot, chat: int, message_id: int, reply: Reply, keyboard: InlineKeyboardMarkup | None
) -> list[int] | None:
    """None when the message cannot be edited any more: then a new one is sent."""
    try:
        await bot.edit_message_text(
            reply.html,
            chat,
            message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
            link_preview_options=NO_PREVIEW,
        )
    except BadRequest as error:
        return [message_id] if UNCHANGED in error.message.lower() else None
    return [message_id]


async def _send(bot: Bot, chat: int, html: str, keyboard: Keyboard, reply: Reply, *, silent: bool) -> list[int]:
    """With everything; if Telegram refuses its shape, without buttons and as plain text: an answer must arrive."""
    try:
        sent = await bot.send_message(
            chat,
            html,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
            link_preview_options=NO_PREVIEW,
            disable_notification=silent,
        )
    except BadRequest as error:
        if "chat not found" in error.message.lower():
            raise
        log.error("shape_refused", reason=error.message, language=reply.language)
        sent = await bot.send_message(chat, reply.text, link_preview_options=NO_PREVIEW, disable_notification=silent)
    return [sent.message_id]


def _keyboard(reply: Reply) -> Keyboard:
    if reply.ask_position is not None:
        ask = KeyboardButton(reply.ask_position, request_location=True)
        return ReplyKeyboardMarkup([[ask]], resize_keyboard=True, one_time_keyboard=True)
    rows = [[key for button in row if (key := _key(button)) is not None] for row in reply.buttons]
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None


def _key(button: Button) -> InlineKeyboardButton | None:
    """A phone has no button on Telegram, which refuses `tel:`; its number stands in the text."""
    if button.action is not None:
        return InlineKeyboardButton(button.label, callback_data=button.action)
    if button.url is not None:
        return InlineKeyboardButton(button.label, url=button.url)
    return None
