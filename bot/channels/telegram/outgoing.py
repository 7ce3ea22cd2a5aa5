"""One parcel to Telegram: a message, an edit, a deletion; and what to do when Telegram refuses its shape."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram import keyboards
from bot.channels.telegram.keyboards import INLINE, REMOVED, Keyboard
from bot.channels.telegram.method import NO_PREVIEW, call, send_message
from bot.dialogue.limits import MESSAGE_UNITS, split, units
from bot.dialogue.markup import to_text
from bot.messages import Reply, Send

ERASE_AT_ONCE = 100
UNCHANGED, NO_CHAT = "not modified", "chat not found"
SIGN = "📍"  # stands for a moment, while the position keyboard is taken away

log = structlog.get_logger(room="telegram")


async def deliver(bot: Bot, chat: int, task: Send) -> list[int]:
    """The ids of the messages that now stand in the chat. Raises what Telegram raises, except for a refused shape.

    A message carries one keyboard. So the one that asks for the position hangs on a message of its own when the reply
    has buttons, and so does the note that takes it away again.
    """
    reply, keys = task.reply, keyboards.inline(task.reply.buttons)
    ask = keyboards.position(reply.ask_position) if reply.ask_position and chat > 0 else None
    alone = keys is None and task.replace is None
    if task.unask and not alone:
        await _take_keyboard_away(bot, chat)
    first: Keyboard | None = keys or ask or (REMOVED if task.unask and alone else None)
    placed = await _place(bot, chat, task, first)
    if ask is not None and first is not ask:
        placed += await _ask_position(bot, chat, reply, ask)
    return placed


async def deliver_late(bot: Bot, chat: int, html: str) -> list[int]:
    """The neutral line instead of a reply that is too old, without a sound. What was said is not shown any more."""
    return await _send(bot, chat, html, to_text(html), keyboard=None, silent=True)


async def erase(bot: Bot, chat: int, message_ids: Sequence[int]) -> None:
    """Delete what Telegram still allows: a refusal of many is tried again in halves, until it is about one alone."""
    for n in range(0, len(message_ids), ERASE_AT_ONCE):
        part = message_ids[n : n + ERASE_AT_ONCE]
        try:
            await bot.delete_messages(chat, part)
        except BadRequest as error:
            if len(part) > 1:
                half = len(part) // 2
                await erase(bot, chat, part[:half])
                await erase(bot, chat, part[half:])
            else:
                log.info("not_deleted", reason=error.message)


async def _place(bot: Bot, chat: int, task: Send, keyboard: Keyboard | None) -> list[int]:
    """In the place of the message whose button was pressed, or as a new one."""
    reply = task.reply
    if task.replace is not None and (keyboard is None or INLINE in keyboard):
        edited = await _edit(bot, chat, task.replace, reply, keyboard)
        if edited:
            return [task.replace]
    answers = task.answers if reply.quotes else None
    return await _send(bot, chat, reply.html, reply.text, keyboard=keyboard, silent=reply.silent, answers=answers)


async def _edit(bot: Bot, chat: int, message_id: int, reply: Reply, keyboard: Keyboard | None) -> bool:
    """False when the message cannot be edited any more: then a new one is sent."""
    try:
        await call(
            bot,
            "editMessageText",
            chat_id=chat,
            message_id=message_id,
            text=reply.html,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
            link_preview_options=NO_PREVIEW,
        )
    except BadRequest as error:
        return UNCHANGED in error.message.lower()
    return True


async def _send(
    bot: Bot,
    chat: int,
    html: str,
    text: str,
    *,
    keyboard: Keyboard | None,
    silent: bool,
    answers: int | None = None,
) -> list[int]:
    """As it is meant; if Telegram refuses its shape, as plain text, then without buttons: an answer must arrive.

    `answers` is the person's message that it stands under; if that one is gone it comes without.
    """
    above = None if answers is None else {"message_id": answers, "allow_sending_without_reply": True}
    for mode, keys in ((ParseMode.HTML, keyboard), (None, keyboard), (None, None)):
        pieces = [html] if mode else _pieces(text)
        sent: list[int] = []
        try:
            for piece in pieces:
                one = await send_message(
                    bot,
                    chat,
                    piece,
                    parse_mode=mode,
                    reply_markup=keys if piece is pieces[-1] else None,
                    link_preview_options=NO_PREVIEW,
                    disable_notification=silent,
                    reply_parameters=above,
                )
                sent.append(one)
            return sent
        except BadRequest as error:
            refused = error
            if NO_CHAT in error.message.lower():
                break
            log.error("shape_refused", reason=error.message)
            await erase(bot, chat, sent)
    raise refused


def _pieces(text: str) -> list[str]:
    """Plain text within the limit, whatever it is: at line ends, or hard where there is no line end."""
    size = MESSAGE_UNITS // 2  # a character is two units at most
    pieces: list[str] = []
    for piece in split(text):
        fits = units(piece) <= MESSAGE_UNITS
        pieces += [piece] if fits else [piece[n : n + size] for n in range(0, len(piece), size)]
    return pieces


async def _ask_position(bot: Bot, chat: int, reply: Reply, keyboard: Keyboard) -> list[int]:
    """A convenience: the reply itself says that a town can be written instead, and it is there already."""
    assert reply.ask_position is not None
    try:
        return [await send_message(bot, chat, reply.ask_position, reply_markup=keyboard, disable_notification=True)]
    except TelegramError as error:
        log.warning("position_not_asked", reason=type(error).__name__)
        return []


async def _take_keyboard_away(bot: Bot, chat: int) -> None:
    """Telegram removes a keyboard only with a message. A courtesy: the answer comes after it in any case."""
    try:
        note = await send_message(bot, chat, SIGN, reply_markup=REMOVED, disable_notification=True)
        await bot.delete_message(chat, note)
    except TelegramError as error:
        log.warning("keyboard_not_removed", reason=type(error).__name__)
