"""What admins see: sums that are right, nothing below five, a page that loads nothing; gaps grouped by meaning."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.gaps import group_lines
from bot.matching.features import Floats
from bot.matching.grouping import grouped
from bot.messages import Event, Kept, Session, Turn
from bot.ops.report import Count, misses, report
from bot.ops.report_page import page, text
from bot.store import Store
from tests.service import SECRET
from tests.worlds import small_world

COUNTS: list[Count] = [
    ("2026-11-20", "answered", "asylum_work", "fr", "", 12),
    ("2026-11-21", "answered", "asylum_work", "ti", "", 3),
    ("2026-11-21", "unknown", "asylum_work", "ti", "", 7),
    ("2026-11-21", "helpful", "asylum_work", "fr", "yes", 6),
    ("2026-11-21", "helpful", "asylum_work", "fr", "no", 2),
    ("2026-11-21", "crisis_card", "safety_emergency", "fr", "", 8),
    ("2026-11-21", "conversation", "", "fr", "", 30),
    ("2026-10-01", "answered", "asylum_work", "fr", "", 1000),
]
MADE = report(COUNTS, since="2026-11-01", until="2026-11-30", topics={"asylum_work": "asylum"}, stale=["overdue: <x>"])


def _rows(title: str) -> dict[str, tuple[int | None, ...]]:
    return dict(next(table for table in MADE.tables if table.title == title).rows)


def test_sums_are_right_and_small_numbers_are_not_shown() -> None:
    assert _rows("Topics") == {"asylum": (15,)}
    assert _rows("Languages") == {"fr": (12, 0, 0), "ti": (None, 0, 7)}
    assert _rows("Helpful") == {"asylum_work": (6, None)}
    assert _rows("Crisis cards a day") == {"2026-11-21": (8, 0)}
    assert _rows("Conversations a day") == {"2026-11-21": (30,)}
    assert dict(misses(COUNTS, since="2026-11-01").rows) == {"ti asylum_work": (7,)}


@given(
    st.lists(st.tuples(st.sampled_from(["answered", "unknown", "helpful", "soft_card"]), st.integers(1, 9)), max_size=9)
)
def test_no_number_below_five_is_ever_in_it(found: list[tuple[str, int]]) -> None:
    counts: list[Count] = [("2026-11-21", name, f"i{n}", f"l{n}", "yes", n) for name, n in found]
    made = report(counts, since="2026-11-01", until="2026-11-30", topics={})
    numbers = [number for table in made.tables for _, row in table.rows for number in row]
    assert all(number is None or number == 0 or number >= 5 for number in numbers)


def test_the_page_loads_nothing_and_escapes() -> None:
    made = page(MADE)
    assert "default-src 'none'" in made and "<svg" in made and "overdue: &lt;x&gt;" in made
    assert not re.search(r"(src|href)=|<script|https?://|style=", made)
    assert "12" in text(MADE) and "< 5" in text(MADE)


class Directions:
    """Texts that begin alike mean the same."""

    def vectors(self, texts: object) -> Floats:
        return np.asarray([[float(one[0] == "a"), float(one[0] == "b"), 0.1] for one in texts], np.float32)  # type: ignore[attr-defined]


def test_questions_are_grouped_by_meaning_or_else_by_words() -> None:
    texts = ["apple", "bus", "aunt", "boat", "axe"]
    assert grouped(texts, Directions()) == [[0, 2, 4], [1, 3]]
    assert grouped(["how do i vote", "do i vote how", "boats"]) == [[0, 1], [2]]
    assert grouped([]) == []


def test_a_group_is_a_line_to_paste() -> None:
    lines = group_lines([Kept('say "yes": how', "en", "x"), Kept("b", "en", "x"), Kept("ሰላም", "ti")])
    assert lines[0] == "3 x near x"
    assert yaml.safe_load("\n".join(lines[1:])) == {"en": ["b", 'say "yes": how'], "ti": ["ሰላም"]}


@pytest.fixture
def operated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database in which something happened, and the settings to find it."""
    url = f"sqlite+aiosqlite:///{tmp_path}/box.sqlite3"
    settings = {"DATABASE_URL": url, "SECRET": SECRET, "CONTENT": str(small_world(tmp_path)), "ENCODER": "off"}
    for name, value in settings.items():
        monkeypatch.setenv(f"INFOPOINT_{name}", value)
    monkeypatch.chdir(tmp_path)

    async def fill() -> None:
        store = await Store.open(make_url(url), SECRET)
        turn = Turn((), Session(), (Event("unknown", "asylum_work", "en"),), keep=Kept("how do boats work", "en"))
        for n in range(6):
            await store.take(f"chat{n}", lambda step: step.finish(turn))
        await store.close()

    asyncio.run(fill())
    return tmp_path


def test_the_verbs_read_the_database(operated: Path) -> None:
    runner = CliRunner()
    found = json.loads(runner.invoke(app, ["report", "--json"]).stdout)
    assert found["tables"]["Questions"] == [{"": "unknown", "questions": 6}]
    assert found["tables"]["Conversations a day"][0]["conversations"] == 6
    assert runner.invoke(app, ["report", "--html", "page.html"]).exit_code == 0
    assert "<svg" in (operated / "page.html").read_text("utf-8")
    said = runner.invoke(app, ["gaps", "--no-encoder"]).stdout
    assert "1 kept questions in 1 groups" in said and 'en: ["how do boats work"]' in said
    assert re.search(r"en asylum_work +6", said)


def test_broken_content_is_told_in_the_report(operated: Path) -> None:
    (operated / "intents" / "values.yaml").write_text("a: [", "utf-8")
    found = json.loads(CliRunner().invoke(app, ["report", "--json"]).stdout)
    assert any("values.yaml" in problem for problem in found["problems"])
