"""The Bot API's methods that a message needs, with their values as they travel.

python-telegram-bot makes an object of every part of a question and of its answer, which takes longer than the sending.
Its request stays, and with it its errors.
"""

from __future__ import annotations

from typing import Any

from telegram import Bot
from telegram.request import RequestData

NO_PREVIEW = {"is_disabled": True}


class _Values(RequestData):
    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__()
        self._values = values

    @property
    def json_parameters(self) -> dict[str, Any]:
        return self._values


async def call(bot: Bot, method: str, **values: Any) -> Any:
    """The result as Telegram gives it. None is left out. Raises TelegramError."""
    told = {name: value for name, value in values.items() if value is not None}
    return await bot.request.post(f"{bot.base_url}/{method}", _Values(told))


async def send_message(bot: Bot, chat: int, text: str, **values: Any) -> int:
    """The id of the new message."""
    sent = await call(bot, "sendMessage", chat_id=chat, text=text, **values)
    return int(sent["message_id"])
