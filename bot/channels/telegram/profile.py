"""How the bot presents itself on Telegram: commands and descriptions, a language at a time, differences alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import RetryAfter, TelegramError

from bot.channels.telegram.waiting import seconds

PAUSE = 0.1  # seconds between two languages
ATTEMPTS = 3

log = structlog.get_logger(room="telegram")


@dataclass(frozen=True, slots=True)
class Presentation:
    """`language` is a two-letter code, or None for everybody else."""

    language: str | None
    commands: tuple[tuple[str, str], ...]  # (name, what it does)
    short: str  # at most 120 characters
    long: str  # at most 512


async def present(bot: Bot, presentations: Sequence[Presentation]) -> None:
    """Bring Telegram up to date. A failure is logged and does not stop the service."""
    for one in presentations:
        try:
            await _patiently(bot, one)
        except Exception as error:  # noqa: BLE001 - how the bot looks must not decide whether it answers
            log.warning("presentation_failed", language=one.language or "all", reason=_reason(error))
        await asyncio.sleep(PAUSE)


async def _patiently(bot: Bot, one: Presentation) -> None:
    for _ in range(ATTEMPTS - 1):
        try:
            await _one(bot, one)
        except RetryAfter as error:
            await asyncio.sleep(seconds(error))
        else:
            return
    await _one(bot, one)


async def _one(bot: Bot, one: Presentation) -> None:
    scope = BotCommandScopeAllPrivateChats()
    wanted = tuple(BotCommand(name, text) for name, text in one.commands)
    if await bot.get_my_commands(scope, one.language) != wanted:
        await bot.set_my_commands(wanted, scope, one.language)
    if (await bot.get_my_short_description(one.language)).short_description != one.short:
        await bot.set_my_short_description(one.short, one.language)
    if (await bot.get_my_description(one.language)).description != one.long:
        await bot.set_my_description(one.long, one.language)


def _reason(error: Exception) -> str:
    return error.message if isinstance(error, TelegramError) else type(error).__name__
