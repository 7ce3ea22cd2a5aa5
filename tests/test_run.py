"""`infopoint run` as a process of its own: quick to answer on Telegram, says where to look, stops cleanly."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.channels.telegram.intake import BAD_TOKEN
from tests.botapi import TOKEN, BotApi
from tests.worlds import ROOT

FIRST_ANSWER_SECONDS = 10.0


@asynccontextmanager
async def infopoint(folder: Path, api: BotApi, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    environment = kept | {
        "INFOPOINT_TELEGRAM_TOKEN": TOKEN,
        "INFOPOINT_TELEGRAM_API": api.url,
        "INFOPOINT_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/box.sqlite3",
        "INFOPOINT_LISTEN": "127.0.0.1:0",
        "INFOPOINT_ENCODER": "off",
        "XDG_DATA_HOME": str(folder),
        **settings,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run",
        cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_the_first_answer_comes_soon_and_a_signal_stops_cleanly(tmp_path: Path) -> None:
    async with BotApi() as api:
        ann = api.person(language="en")
        ann.say("help, I am in danger, call an ambulance")
        ann.say("/menu")
        began = time.monotonic()
        async with infopoint(tmp_path, api) as process:
            await ann.hears(2, seconds=FIRST_ANSWER_SECONDS)
            took = time.monotonic() - began
            assert "112" in ann.text and ann.screen[-1].buttons
            process.send_signal(signal.SIGTERM)
            out, err = await asyncio.wait_for(process.communicate(), 15)
        said = out.decode() + err.decode()
        assert process.returncode == 0, said
        assert "Preview page: http://127.0.0.1:" in said and "@infopoint_test_bot" in said
        assert took < FIRST_ANSWER_SECONDS
        assert TOKEN not in said and "Traceback" not in said


async def test_a_refused_token_is_a_sentence_and_an_exit_code(tmp_path: Path) -> None:
    async with BotApi(token="1:another") as api, infopoint(tmp_path, api) as process:
        out, err = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 3
        assert BAD_TOKEN in " ".join(err.decode().split())
        assert TOKEN not in out.decode() + err.decode() and "Traceback" not in err.decode()
