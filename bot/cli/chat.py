"""infopoint chat: the same conversation in this terminal. Nothing of it is kept."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine import make_url

from bot.app import Infopoint
from bot.channels.console import converse
from bot.cli import wiring
from bot.content import Library
from bot.matching import Understanding
from bot.ops import log as logs
from bot.settings import Settings
from bot.store import Store

SECRET = "a conversation in a terminal that is thrown away"  # noqa: S105 - protects a file that lives as long as the chat


def chat(
    language: Annotated[str | None, typer.Option(help="the language that the client announces, such as ar")] = None,
    quick: Annotated[bool, typer.Option(help="do not wait for training: answer with the quick matcher")] = False,
) -> None:
    """Talk with Infopoint in this terminal. Type a number to press a button, Ctrl-D to leave."""
    settings = wiring.settings_or_exit()
    logs.set_up(settings.log_format, quiet=True)
    library = wiring.library_or_exit(settings.content)
    asyncio.run(_chat(settings, library, language=language, quick=quick))


async def _chat(settings: Settings, library: Library, *, language: str | None, quick: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(make_url(f"sqlite+aiosqlite:///{Path(folder) / 'chat.sqlite3'}"), SECRET)
        app = Infopoint(library, await asyncio.to_thread(Understanding.quick, library), store)
        training = None if quick else asyncio.create_task(wiring.train_and_swap(app, settings))
        await converse(app.turn, lambda name: store.vault.chat_key("console", name), app.clock, language=language)
        if training is not None:
            training.cancel()
        await store.close()
