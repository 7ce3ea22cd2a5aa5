"""One conversation on every channel: the same transcript gives the same texts and buttons, in the same order.

The shell's own turn is the measure. The phone (over HTTP, the double), the page's API and the terminal are held to it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.app import Infopoint
from bot.channels.console import converse
from bot.channels.preview import preview_app
from bot.content import Library
from bot.dialogue.transcript import TranscriptError, parse
from bot.messages import Press, Reply, What
from bot.store import Store
from tests.agreement import MARKS, Channel, Measure, Page, Phone
from tests.botapi.markup import plain
from tests.conversation import Phrases
from tests.service import Clock, live, open_store, world
from tests.worlds import ROOT, library

PAUSE = re.compile(r"~ (\d+) (min|h|days)")
LATER = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "days": timedelta(days=1)}

OURS = {
    "a guide, a town and a way back": """
hint: fr
> /start
> how to appeal
> [🇧🇪 Belgium]
> can i work
> [👎 It did not]
> /return
> /start guide-return_check
> [Belgium]
> how to appeal
> [▶ Go on with the questions]
> no
> /contacts
> [⚖️ A free lawyer]
> [📍 Near me]
> Brussels
> [📍 Near me]
> @50.85,4.35
> @48.85,2.35
> /privacy
> [🗑 Erase everything]
> [Yes, erase everything]
> puis-je travailler
""",
    "danger, right to left, and everything else": """
hint: ar
> /start lang-ar
> how to appeal
> help fire
> (edit) help fire
> (voice)
> (photo)
> (sticker)
> [payload 1:lang:en]
> /emergency
> help fire
> [🙈 Hide this chat]
> xyzzy
> xyzzy again and again
> [payload 9:no:such]
> <b>&amp; {value:appeal_days} "quoted"
~ 25 h
> /menu
> [🛂 Asylum]
> [← All topics]
> /nonsense
> 👍
""",
}


# --------------------------------------------------------------------------- side by side


async def side_by_side(transcript: str, measure: Measure, channel: Channel, clock: Clock) -> float:
    """Plays every line on both; which part of the lines could be compared."""
    compared = 0
    for block in parse(transcript):
        if not block.line.startswith("> "):
            _pass_time(block.line, clock)
            continue
        try:
            what = measure.what(block.line[2:])
        except TranscriptError:
            continue  # a button of another reading than ours
        got = await channel.play(what)
        if got is not None:
            assert got == await measure.play(what), f"line {block.number}: {block.line}"
            compared += 1
            clock.wait(seconds=20)
    return compared / sum(block.line.startswith("> ") for block in parse(transcript))


def _pass_time(line: str, clock: Clock) -> None:
    if found := PAUSE.fullmatch(line):
        clock.shift += int(found[1]) * LATER[found[2]]
    elif line.startswith("now: "):
        clock.shift += datetime.fromisoformat(line.removeprefix("now: ").strip()).replace(tzinfo=UTC) - clock()


def hint_of(transcript: str) -> str | None:
    found = re.search(r"^hint: (\S+)$", transcript, re.MULTILINE)
    return found[1] if found else None


REAL = sorted(path.name for path in (ROOT / "tests/transcripts").glob("*.txt"))
EVERY = [pytest.param(text, world, id=name) for name, text in OURS.items()] + [
    pytest.param((ROOT / "tests/transcripts" / name).read_text("utf-8"), library, id=name) for name in REAL
]


@contextlib.asynccontextmanager
async def measured(folder: Path, known: Library, clock: Clock, hint: str | None) -> AsyncIterator[Measure]:
    (folder / "measure").mkdir()
    store: Store = await open_store(folder / "measure", clock)
    yield Measure(Infopoint(known, Phrases(known), store, clock=clock), clock, hint)
    await store.close()


@pytest.mark.parametrize(("transcript", "content"), EVERY)
async def test_the_phone_says_the_same(tmp_path: Path, transcript: str, content: Any) -> None:
    hint = hint_of(transcript)
    async with live(tmp_path, library=content()) as bot, measured(tmp_path, content(), bot.clock, hint) as measure:
        part = await side_by_side(transcript, measure, Phone(bot, bot.api.person(language=hint)), bot.clock)
        assert part == 1 or content is not world, "the phone can do everything"


@pytest.mark.parametrize(("transcript", "content"), EVERY)
async def test_the_page_says_the_same(tmp_path: Path, transcript: str, content: Any) -> None:
    hint, clock = hint_of(transcript), Clock()
    store = await open_store(tmp_path, clock)
    app = Infopoint(content(), Phrases(content()), store, clock=clock)
    page = preview_app(
        app.turn,
        lambda chat: store.vault.chat_key("preview", chat),
        clock=clock,
        languages=lambda: list(app.library.languages.values()),
        ready=lambda: "trained",
    )
    transport = httpx.ASGITransport(app=page)
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
        measured(tmp_path, content(), clock, hint) as measure,
    ):
        part = await side_by_side(transcript, measure, Page(client, hint), clock)
        assert part > (0.5 if content is world else 0), "a page has no voice, no pictures, no edits"
    await store.close()


# --------------------------------------------------------------------------- the terminal


@pytest.mark.parametrize(("transcript", "content"), EVERY)
async def test_the_terminal_says_the_same(
    tmp_path: Path, transcript: str, content: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    hint, clock = hint_of(transcript), Clock()
    async with measured(tmp_path, content(), clock, hint) as measure:
        script = await _script(transcript, measure, clock)
        store, again = await open_store(tmp_path, clock), Clock()
        app = Infopoint(content(), Phrases(content()), store, clock=again)
        capsys.readouterr()
        await converse(app.turn, str, again, language=hint, script=_paced(script, again))
        await store.close()
    blocks = re.split(r"^Infopoint$", capsys.readouterr().out, flags=re.MULTILINE)[1:]
    replies = [reply for _, turn in measure.turns for reply in turn]
    assert len(blocks) == len(replies) > 0
    for block, reply in zip(blocks, replies, strict=True):
        labels = re.findall(r"^  \[\d+\] (.*?)(?:  (?:https?://|\+?\d)\S*)?$", MARKS.sub("", block), flags=re.MULTILINE)
        assert labels == [MARKS.sub("", button.label) for row in reply.buttons for button in row]
        assert _follows(_words(reply.html), MARKS.sub("", block).split()), reply.text


async def _script(transcript: str, measure: Measure, clock: Clock) -> list[str]:
    """What would be typed: a button by its number in the last turn that had any. Other lines cannot be typed."""
    script: list[str] = []
    for block in parse(transcript):
        if not block.line.startswith("> ") or block.line.startswith("> ("):
            continue
        with contextlib.suppress(TranscriptError, StopIteration):
            what = measure.what(block.line[2:])
            script.append(str(_number(what, measure.turns)) if isinstance(what, Press) else block.line[2:])
            await measure.play(what)
            clock.wait(seconds=20)
    return script


def _number(press: Press, turns: Sequence[tuple[What, tuple[Reply, ...]]]) -> int:
    """StopIteration when it is not there any more."""
    every = ([button for reply in replies for row in reply.buttons for button in row] for _, replies in reversed(turns))
    last = next(buttons for buttons in every if buttons)
    return next(n for n, button in enumerate(last, 1) if button.action == press.payload)


def _paced(script: Sequence[str], clock: Clock) -> Any:
    for line in script:
        yield line
        clock.wait(seconds=20)


def _words(html: str) -> list[str]:
    """Without links: the terminal writes their addresses out."""
    return MARKS.sub("", plain(re.sub("<a .*?</a>", " ", html))).split()


def _follows(words: list[str], among: list[str]) -> bool:
    rest = iter(among)
    return all(word in rest for word in words)
