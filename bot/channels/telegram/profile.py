"""How the bot presents itself on Telegram: commands and descriptions, a language at a time, differences alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import RetryAfter, TelegramError

log = structlog.get_logger(room="telegram")
PAUSE = 0.1


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
            await _one(bot, one)
        except RetryAfter as error:
            wait = error.retry_after
            await asyncio.sleep(wait if isinstance(wait, int | float) else wait.total_seconds())
        except TelegramError as error:
            log.warning("presentation_failed", language=one.language or "all", reason=type(error).__name__)
        await asyncio.sleep(PAUSE)


async def _one(bot: Bot, one: Presentation) -> None:
    scope = BotCommandScopeAllPrivateChats()
    wanted = tuple(BotCommand(name, text) for name, text in one.commands)
    if await bot.get_my_commands(scope, one.language) != wanted:
        await bot.set_my_commands(wanted, scope, one.language)
    if (await bot.get_my_short_description(one.language)).short_description != one.short:
        await bot.set_my_short_description(one.short, one.language)
    if (await bot.get_my_description(one.language)).description != one.long:
        await bot.set_my_description(one.long, one.language)
