"""`infopoint run` as a process of its own: quick to answer on Telegram, says where to look, stops cleanly."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.channels.telegram.intake import BAD_TOKEN
from tests.botapi import TOKEN, BotApi
from tests.worlds import ROOT, small_world

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


async def test_a_conversation_and_a_clean_stop(tmp_path: Path) -> None:
    content = str(small_world(tmp_path / "content"))
    async with BotApi() as api:
        ann = api.person(language="en")
        async with infopoint(tmp_path, api, INFOPOINT_CONTENT=content) as process:
            ann.say("how to appeal")
            await ann.hears(seconds=30)
            ann.press_payload("1:ask:asylum_appeal")
            await ann.hears()
            said = await stopped(process)
        assert "30 days" in ann.text and ann.screen[-1].buttons
        assert "Preview page: http://127.0.0.1:" in said and "@infopoint_test_bot" in said


async def test_the_first_answer_comes_soon_and_a_stop_does_not_wait_for_the_training(tmp_path: Path) -> None:
    """With the real content: what is trained in the background takes a minute."""
    async with BotApi() as api:
        ann = api.person(language="en")
        ann.say("call an ambulance my friend is bleeding")
        async with infopoint(tmp_path, api) as process:
            await ann.hears(seconds=60)
            worked = seconds_worked(process.pid)
            await stopped(process)
        assert "112" in ann.text
        assert worked < FIRST_ANSWER_SECONDS, f"{worked:.1f} s"


def seconds_worked(pid: int) -> float:
    """What the process itself has worked, which no other load on the machine changes."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def stopped(process: asyncio.subprocess.Process) -> str:
    """Everything that the process said; it ended well and soon after the signal."""
    process.send_signal(signal.SIGTERM)
    out, err = await asyncio.wait_for(process.communicate(), 12)
    said = out.decode() + err.decode()
    assert process.returncode == 0, said
    assert TOKEN not in said and "Traceback" not in said, said
    return said


async def test_a_refused_token_is_a_sentence_and_an_exit_code(tmp_path: Path) -> None:
    content = str(small_world(tmp_path / "content"))
    async with BotApi(token="1:another") as api, infopoint(tmp_path, api, INFOPOINT_CONTENT=content) as process:
        out, err = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 3
        assert BAD_TOKEN in " ".join(err.decode().split())
        assert TOKEN not in out.decode() + err.decode() and "Traceback" not in err.decode()


async def test_a_database_that_cannot_be_used_is_a_sentence_and_an_exit_code(tmp_path: Path) -> None:
    settings = {
        "INFOPOINT_CONTENT": str(small_world(tmp_path / "content")),
        "INFOPOINT_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}",
        "INFOPOINT_SECRET": "a secret for tests that is long enough",
    }
    async with BotApi() as api, infopoint(tmp_path, api, **settings) as process:
        _, err = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 3
        assert "INFOPOINT_DATABASE_URL cannot be used" in err.decode() and "Traceback" not in err.decode()
