"""What operators see: metrics without a person, health that is honest, a token that is needed, renewed content."""

from __future__ import annotations

import asyncio
import json
import re
import time
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.app import Infopoint
from bot.channels.preview import Figures, gate, health_app
from bot.channels.preview.gate import Gate, new_token
from bot.cli import app as verbs
from bot.cli import reload, wiring
from bot.cli.check import surroundings
from bot.cli.watch import Watch
from bot.content import load
from bot.content.checks import check
from bot.messages import Event, Incoming, Session, Text, Turn
from bot.ops.metrics import CONTENT_TYPE, Metrics
from bot.ops.redact import redact_event
from bot.ops.turns import TurnLog
from bot.settings import Settings
from bot.store import StoreAwayError
from tests.conversation import NOW, Phrases
from tests.service import Clock, open_store, world
from tests.worlds import ROOT, small_world

TOKEN, HASH = new_token()


def turn(name: str, language: str | None = "fr", intent: str | None = "asylum_work") -> Turn:
    return Turn((), Session(), (Event(name, intent, language, 0.9),))


# ------------------------------------------------------------ one line a turn


class Lines:
    def __init__(self) -> None:
        self.found: list[dict[str, object]] = []

    def info(self, event: str, **values: object) -> None:
        self.found.append({"event": event, **values})


def test_a_line_tells_the_decision_and_a_language_only_among_many() -> None:
    lines = Lines()
    log = TurnLog(lines, "replica-1")  # type: ignore[arg-type]
    for _ in range(21):
        log.line(turn("answered"), seconds=0.0123, content="a" * 64, today=NOW.date())
    log.line(turn("answered", "ti"), seconds=0.1, content="a" * 64, today=NOW.date())
    first, *_, last_fr, ti = lines.found
    assert first["language"] is None and ti["language"] is None, "nobody is one of a few"
    expected = {"decision": "answered", "intent": "asylum_work", "language": "fr", "confidence": "high", "ms": 12.3}
    assert {name: last_fr[name] for name in expected} == expected
    assert (last_fr["replica"], last_fr["content"]) == ("replica-1", "a" * 12)
    assert first["turn"] != last_fr["turn"]


@pytest.mark.parametrize("name", ["crisis_card", "soft_card"])
def test_a_card_leaves_no_line(name: str) -> None:
    lines = Lines()
    TurnLog(lines).line(turn(name), seconds=0.1, content="", today=NOW.date())  # type: ignore[arg-type]
    assert lines.found == []


PERSONAL = st.one_of(
    st.integers(10_000_000, 10**12),
    st.from_regex(r"[a-z]{3,9}\.[a-z]{3,9}@[a-z]{3,9}\.(be|example)", fullmatch=True),
    st.from_regex(r"\+32 4[0-9]{2} [0-9]{2} [0-9]{2} [0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{9}:[A-Za-z0-9_-]{35}", fullmatch=True),
)


@given(PERSONAL, st.sampled_from(["value", "list", "dict", "inside"]))
def test_redaction_is_the_last_line_of_defence(secret: int | str, where: str) -> None:
    values = {"value": secret, "list": [1, secret], "dict": {"a": {"b": secret}}, "inside": f"it was {secret} then"}
    event = {"event": "oops", "timestamp": "2026-11-24T10:00:00Z", "given": values[where]}
    kept = json.dumps(redact_event(None, "info", event))
    assert str(secret) not in kept and "2026-11-24T10:00:00Z" in kept


@given(st.text(min_size=3), st.sampled_from(["text", "chat", "address", "payload", "username"]))
def test_what_is_named_as_a_persons_is_never_written(words: str, name: str) -> None:
    assert redact_event(None, "info", {"event": "x", name: words})[name] == "[redacted]"


# ------------------------------------------------------------ metrics


def test_danger_and_rare_languages_are_not_to_be_seen() -> None:
    metrics = Metrics()
    for name in ("answered", "crisis_card", "soft_card", "hide", "forget"):
        metrics.observe(turn(name), 0.02, NOW)
    day = NOW.date().isoformat()
    metrics.of_the_day([(day, "answered", "x", "fr", "", 33), (day, "unknown", "", "ti", "", 19)], day)
    text = metrics.text().decode()
    assert 'infopoint_turns_total{outcome="answered"} 1.0' in text
    assert 'infopoint_turns_total{outcome="other"} 4.0' in text
    assert 'infopoint_day_questions{language="fr",outcome="answered"} 30.0' in text
    assert "ti" not in [line.split('language="')[1][:2] for line in text.splitlines() if 'language="' in line]
    assert "card" not in text and "asylum_work" not in text


def test_alerts_and_dashboard_ask_for_figures_that_exist() -> None:
    metrics = Metrics()
    metrics.observe(turn("answered"), 0.1, NOW)
    metrics.answering_from("abc", trained=True)
    metrics.of_the_day([(NOW.date().isoformat(), "answered", "", "fr", "", 99)], NOW.date().isoformat())
    known = {line.split("{")[0].split(" ")[0] for line in metrics.text().decode().splitlines() if line[0] != "#"}
    dashboard = json.loads((ROOT / "ops/grafana.json").read_text("utf-8"))
    rules = yaml.safe_load((ROOT / "ops/alerts.yml").read_text("utf-8"))
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    asked += [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    for expression in asked:
        for name in set(metric_names(expression)):
            assert name in known, expression
    assert len(asked) >= 12


def metric_names(expression: str) -> list[str]:
    return re.findall(r"infopoint_[a-z_]+", expression)


# ------------------------------------------------------------ health, and who may see the figures


async def client(listen: str, token_hash: str | None, app: Infopoint, watch: Watch) -> httpx.AsyncClient:
    figures = Figures(watch.ready, watch.metrics, Gate(listen, token_hash), CONTENT_TYPE)
    served = health_app(ready=lambda: "trained", listen=listen, figures=figures)
    return httpx.AsyncClient(transport=httpx.ASGITransport(served), base_url="http://127.0.0.1")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "FIRST_WAIT", 0.05)


async def test_figures_and_health_of_a_running_service(tmp_path: Path) -> None:
    store = await open_store(tmp_path, Clock())
    app = Infopoint(world(), Phrases(world()), store, clock=Clock())
    watch = Watch(app, "connecting")
    async with await client("127.0.0.1", None, app, watch) as page:
        assert (await page.get("/health/ready")).status_code == 503, "Telegram is not there yet"
        watch.telegram = "serving"
        await app.turn(Incoming("chat", Text("how to appeal"), app.clock()))
        ready = await page.get("/health/ready")
        assert (ready.status_code, ready.json()["database"]) == (200, True)
        text = (await page.get("/metrics")).text
        assert "infopoint_database_up 1.0" in text and 'turns_total{outcome="answered"} 1.0' in text

        async def away() -> tuple[int, int]:
            raise StoreAwayError("gone")

        store.waiting = away  # type: ignore[method-assign]
        assert (await page.get("/health/ready")).json()["database"] is False
        assert (await page.get("/health/live")).status_code == 200, "alive all the same: a restart would not help"
        assert "infopoint_database_up 0.0" in (await page.get("/metrics")).text
    await store.close()


async def test_from_elsewhere_the_token_is_needed_and_guessing_becomes_slower(tmp_path: Path, quick: None) -> None:
    store = await open_store(tmp_path, Clock())
    app = Infopoint(world(), Phrases(world()), store, clock=Clock())
    watch = Watch(app)
    async with await client("0.0.0.0", None, app, watch) as page:
        assert (await page.get("/metrics")).status_code == 403, "not open to everybody by oversight"
    async with await client("0.0.0.0", HASH, app, watch) as page:
        assert (await page.get("/metrics")).status_code == 401
        right = {"Authorization": f"Bearer {TOKEN}", "Host": "bot:8080"}
        assert (await page.get("/metrics", headers=right)).status_code == 200
        assert (await page.get("/metrics", headers={"Host": "evil.example"})).status_code == 400
        waits = []
        for n in range(3):
            begun = time.monotonic()
            assert (await page.get("/metrics", headers={"Authorization": f"Bearer guess{n}"})).status_code == 401
            waits.append(time.monotonic() - begun)
        assert waits[0] >= 0.05 and waits[2] >= 0.2
        assert (await page.get("/metrics", headers=right)).status_code == 200
    await store.close()


def test_the_verb_makes_a_token_that_opens() -> None:
    said = CliRunner().invoke(verbs, ["admin-token"]).stdout
    digest = said.split("INFOPOINT_ADMIN_TOKEN_HASH='")[1].split("'")[0]
    assert Settings(admin_token_hash=digest).admin_token_hash == digest
    assert Gate("0.0.0.0", digest)._matches(said.split("\n")[1].strip())


# ------------------------------------------------------------ reading the log


def test_logs_are_filtered(tmp_path: Path) -> None:
    lines = [
        {
            "event": "turn",
            "level": "info",
            "timestamp": "2026-11-24T10:00:00Z",
            "language": "fr",
            "decision": "answered",
        },
        {
            "event": "turn",
            "level": "info",
            "timestamp": "2026-11-24T12:00:00Z",
            "language": "nl",
            "decision": "unknown",
        },
        {"event": "store_away", "level": "error", "timestamp": "2026-11-24T13:00:00Z", "said": "+32 478 12 34 56"},
    ]
    file = tmp_path / "log"
    file.write_text("no json\n" + "\n".join(map(json.dumps, lines)), "utf-8")

    def found(*options: str) -> list[str]:
        return CliRunner().invoke(verbs, ["logs", str(file), *options]).stdout.splitlines()

    assert len(found()) == 3
    assert found("--language", "fr") == ["2026-11-24T10:00:00 info     turn decision=answered language=fr"]
    assert len(found("--decision", "unknown")) == 1 and found("--intent", "x") == []
    assert len(found("--since", "2026-11-24T11:00:00")) == 2
    (error,) = found("--level", "warning")
    assert "store_away" in error and "478" not in error
    assert CliRunner().invoke(verbs, ["logs"], input=json.dumps(lines[0]) + "\n").stdout.count("turn") == 1


# ------------------------------------------------------------ content that is changed


@pytest.fixture
async def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Infopoint:
    """The small world has things to mend of its own: what is wrong beyond them counts."""
    content = small_world(tmp_path / "content")
    known = {(one.code, one.file) for one in check(content, today=NOW.date(), around=surroundings())}
    new = lambda *args, **more: [one for one in check(*args, **more) if (one.code, one.file) not in known]  # noqa: E731
    monkeypatch.setattr(reload, "check", new)
    monkeypatch.setattr(wiring, "trained", lambda library, settings: Phrases(library))
    store = await open_store(tmp_path, Clock())
    library = load(content)
    return Infopoint(library, Phrases(library), store, clock=Clock())


def _settings(tmp_path: Path) -> Settings:
    return SimpleNamespace(content=tmp_path / "content")  # type: ignore[return-value]


async def test_a_clean_change_is_answered_from_and_a_broken_one_is_not(tmp_path: Path, served: Infopoint) -> None:
    watch = Watch(served)
    file = tmp_path / "content/intents/asylum/asylum_work.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("You may work after some time.", "You may work after four months."), "utf-8")
    assert await reload.take_over(served, _settings(tmp_path), watch)
    new = served.library
    said, _ = await served.turn(Incoming("a", Text("can i work"), served.clock()))
    assert "four months" in said.replies[0].text
    file.write_text(text.replace("answer:", "answer: ["), "utf-8")
    assert not await reload.take_over(served, _settings(tmp_path), watch)
    assert served.library is new and watch.problems and "asylum_work.yaml" in watch.problems[0]
    assert (await watch.ready())["content_problems"] == len(watch.problems)
    said, _ = await served.turn(Incoming("b", Text("can i work"), served.clock()))
    assert "four months" in said.replies[0].text, "people go on being answered"
    file.write_text(text, "utf-8")
    assert await reload.take_over(served, _settings(tmp_path), watch)
    assert watch.problems == []
    await served.store.close()


async def test_a_saved_file_is_noticed(tmp_path: Path, served: Infopoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reload, "QUIET_MILLISECONDS", 100)
    before, trained = served.library, asyncio.create_task(asyncio.sleep(0))
    watching = asyncio.create_task(reload.reload_on_change(served, _settings(tmp_path), Watch(served), after=trained))
    file = tmp_path / "content/intents/asylum/asylum_work.yaml"
    text = file.read_text("utf-8")
    async with asyncio.timeout(8):
        n = 0
        while served.library is before:
            n += 1
            file.write_text(text.replace("some time", f"{n} months of waiting"), "utf-8")
            await asyncio.sleep(0.5)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    await served.store.close()
