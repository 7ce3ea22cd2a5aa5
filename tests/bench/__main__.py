"""One run: reading content, a decision, a reply, a whole turn on SQLite; then what understanding costs in detail."""

from __future__ import annotations

import asyncio
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import make_url

from bot.app import Infopoint
from bot.content import Library, load
from bot.dialogue import respond
from bot.matching import Understanding
from bot.messages import Incoming, Session, Text
from bot.store import Store
from tests.bench import matching_speed
from tests.worlds import ROOT

MESSAGES = ROOT / "tests/messages"
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
TURNS = 300


def texts() -> list[str]:
    """The test messages of every language that has some, in file order."""
    files = sorted(path for path in MESSAGES.glob("*.tsv") if not path.name.startswith("crisis_"))
    return [line.split("\t")[0] for path in files for line in path.read_text("utf-8").splitlines() if line.strip()]


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def spread(samples: list[float]) -> tuple[str, str, str]:
    """p50, p95 and p99 in milliseconds."""
    cuts = statistics.quantiles(samples, n=100)
    return tuple(f"{cuts[place] * 1000:.2f} ms" for place in (49, 94, 98))  # type: ignore[return-value]  # three of them


def decisions(understanding: Understanding) -> list[float]:
    return [timed(lambda text=text: understanding.read(text)) for text in texts()]  # type: ignore[misc]  # bound at once


def replies(library: Library, understanding: Understanding) -> list[float]:
    read = [(text, understanding.read(text)) for text in texts()]
    return [
        timed(lambda t=t, r=r: respond(Incoming("bench", Text(t), NOW), r, Session(language="en"), library, NOW))  # type: ignore[misc]  # bound at once
        for t, r in read
    ]


async def turns(library: Library, understanding: Understanding) -> list[float]:
    """Whole turns of one chat after another: session read, reply made, session and counts written, committed."""
    samples = []
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(make_url(f"sqlite+aiosqlite:///{Path(folder) / 'bench.sqlite3'}"), "x" * 40)
        app = Infopoint(library, understanding, store)
        for number, text in enumerate(texts()[:TURNS]):
            began = time.perf_counter()
            await app.turn(Incoming(f"chat{number}", Text(text), datetime.now(UTC)))
            samples.append(time.perf_counter() - began)
        await store.close()
    return samples


def main() -> None:
    table = Table("what", "p50 or once", "p95", "p99", title="by words alone, one process")
    library = load(ROOT)
    table.add_row("read the content", f"{timed(lambda: load(ROOT)):.2f} s")
    table.add_row("quick understanding (first start)", f"{timed(lambda: Understanding.quick(library)):.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        table.add_row("trained, cold", f"{timed(lambda: Understanding.train(library, cache=cache)):.1f} s")
        table.add_row("trained, from the cache", f"{timed(lambda: Understanding.train(library, cache=cache)):.1f} s")
        understanding = Understanding.train(library, cache=cache)
    table.add_row("understand a message", *spread(decisions(understanding)))
    table.add_row("make the reply", *spread(replies(library, understanding)))
    table.add_row("a whole turn on SQLite", *spread(asyncio.run(turns(library, understanding))))
    table.add_row("resident memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    Console().print(table)
    matching_speed.main()


if __name__ == "__main__":
    main()
