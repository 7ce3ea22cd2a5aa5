"""The Bot API's methods that a message needs, with their values as they travel.

python-telegram-bot makes an object of every part of a question and of its answer, which takes longer than the sending.
Its request stays, and with it its errors.
"""

from __future__ import annotations

from typing import Any

from telegram import Bot
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

NO_PREVIEW = {"is_disabled": True}


async def call(bot: Bot, method: str, **values: Any) -> Any:
    """The result as Telegram gives it. None is left out. Raises TelegramError."""
    told = RequestData([RequestParameter(name, value, None) for name, value in values.items() if value is not None])
    return await bot.request.post(f"{bot.base_url}/{method}", told)


async def send_message(bot: Bot, chat: int, text: str, **values: Any) -> int:
    """The id of the new message."""
    sent = await call(bot, "sendMessage", chat_id=chat, text=text, **values)
    return int(sent["message_id"])
