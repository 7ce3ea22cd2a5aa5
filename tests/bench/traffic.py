"""Updates a second through the whole path, beside the smallest echo bots, against the same double, in one run.

Each bot has one process, the double another one. Figures of one machine at one time mean little; the ratios hold.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from tests.worlds import ROOT

UPDATES, CHATS = 5000, 1000


@dataclass(frozen=True)
class Bot:
    title: str
    command: tuple[str, ...]  # of `tests.bench.bots`; {url} is the double's address
    replicas: int = 1


def measure(bot: Bot, texts: Sequence[str], *, updates: int = UPDATES, rate: float = 0.0) -> dict[str, Any]:
    """Figures of the double, and the bot's greatest resident memory in MB."""
    told = {"texts": list(texts), "updates": updates, "chats": CHATS, "rate": rate}
    with _python("-m", "tests.bench.double") as double:
        assert double.stdin is not None and double.stdout is not None
        double.stdin.write(json.dumps(told) + "\n")
        double.stdin.flush()
        url = json.loads(double.stdout.readline())["url"]
        command = ["-m", "tests.bench.bots", *(part.format(url=url) for part in bot.command)]
        with ExitStack() as running:
            bots = [running.enter_context(_python(*command)) for _ in range(bot.replicas)]
            double.stdout.readline()
            before = sum(_worked(one.pid) for one in bots)
            figures: dict[str, Any] = json.loads(double.stdout.readline())
            figures["cpu"] = (sum(_worked(one.pid) for one in bots) - before) / updates
            figures["mb"] = _peak(bots[0].pid)
    return figures


@contextmanager
def _python(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=kept, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _worked(pid: int) -> float:
    """Seconds of processor time so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def table(texts: Sequence[str], cache: Path) -> Table:
    """`cache` holds a trained matcher of the content as it is."""
    shown = Table("bot", "updates/s", "ratio", "sends", "p99 at half load", "MB", title=f"{UPDATES} updates at once")
    first = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for bot in _bots(Path(folder), cache):
            full = measure(bot, texts)
            first = first or full["per_second"]
            half = measure(bot, texts, updates=2000, rate=full["per_second"] / 2)
            p99 = f"{half['p99'] * 1000:.0f} ms" if "p99" in half else "-"
            ratio = f"{full['per_second'] / first:.2f}"
            shown.add_row(bot.title, f"{full['per_second']:.0f}", ratio, f"{full['sends']}", p99, f"{full['mb']:.0f}")
    return shown


def _bots(folder: Path, cache: Path) -> Iterator[Bot]:
    yield Bot("python-telegram-bot echo, defaults", ("plain", "{url}"))
    yield Bot("the same on our request class, 32 at a time", ("aiohttp", "{url}"))
    sqlite = f"sqlite+aiosqlite:///{folder}/bench.sqlite3"
    yield Bot("Infopoint on SQLite", ("infopoint", "{url}", sqlite, str(cache)))
