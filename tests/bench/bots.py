"""The bots that are measured, each a process: `python -m tests.bench.bots NAME URL [DATABASE CACHE]`."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from sqlalchemy.engine import make_url
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

TOKEN = "1:bench-bench-bench-bench-bench"
SECRET = "a secret for measurements, long enough"


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(update.message.text or "")


def plain(url: str) -> None:
    """The smallest python-telegram-bot echo bot, on its defaults."""
    app = Application.builder().token(TOKEN).base_url(f"{url}/bot").build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.run_polling()


def aiohttp(url: str) -> None:
    """The same with our request class, 32 updates side by side and uvloop."""
    from bot.channels.telegram.request import AiohttpRequest

    asyncio.set_event_loop(uvloop.new_event_loop())
    builder = Application.builder().token(TOKEN).base_url(f"{url}/bot").concurrent_updates(32)
    app = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest(connections=4)).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.run_polling()


def infopoint(url: str, database: str, cache: str) -> None:
    """The whole of Infopoint without Telegram's limits: inbox, session, matching by words, outbox, send."""
    uvloop.run(_infopoint(url, database, Path(cache)))


async def _infopoint(url: str, database: str, cache: Path) -> None:
    from bot.app import Infopoint, Lanes
    from bot.channels.telegram import TelegramChannel, decode
    from bot.content import load
    from bot.matching import Understanding
    from bot.ops import log
    from bot.store import Store
    from tests.service import AT_ONCE
    from tests.worlds import ROOT

    log.set_up("json")
    library = load(Path(os.environ.get("INFOPOINT_CONTENT", ROOT)))
    understanding = Understanding.train(library, cache=cache)
    store = await Store.open(make_url(database), SECRET)
    app = Infopoint(library, understanding, store)
    channel = TelegramChannel(
        TOKEN,
        url,
        inbox=store,
        outbox=store,
        chat_key=lambda address: store.vault.chat_key("telegram", address),
        presentations=(),
        clock=lambda: datetime.now(UTC),
        pace=AT_ONCE,
    )
    await channel.run(Lanes(app, decode), lambda _: None)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    globals()[sys.argv[1]](*sys.argv[2:])
