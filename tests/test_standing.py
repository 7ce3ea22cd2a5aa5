"""Staff see what waits for them, the most urgent first, and what people see today."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app, wiring
from bot.content import load
from bot.content.standing import Seen, standings
from bot.content.waiting import waiting
from bot.messages import Event, Session, Turn
from bot.settings import read_settings
from bot.store.step import Step
from tests.worlds import library, small_world

FRENCH = "locales/fr/LC_MESSAGES/answers.po"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    content = small_world(tmp_path / "content")
    monkeypatch.setenv("INFOPOINT_CONTENT", str(content))
    monkeypatch.setenv("INFOPOINT_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'counts.sqlite3'}")
    monkeypatch.chdir(tmp_path)
    return content


def say(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def edit(world: Path, name: str, old: str, new: str) -> None:
    text = (world / name).read_text("utf-8")
    assert old in text
    (world / name).write_text(text.replace(old, new), "utf-8")


# --------------------------------------------------------------------------- what waits


def test_what_is_shown_in_danger_comes_before_all_and_every_command_works(world: Path) -> None:
    found = json.loads(say("approvals", "--json").stdout)
    urgent = [one["urgency"] for one in found]
    assert urgent == sorted(urgent, key=["danger", "high", "normal", "small"].index)
    assert {(one["language"], one["unit"]) for one in found} == {
        (code, unit) for code in ("fr", "ar") for unit in ("card:safety_emergency", "soft")
    } | {("fr", "intent:asylum_work")}
    for one in found:
        words = one["command"].replace('"', "").split()
        say(*words[1:], "--author", "Luc")
    assert say("approvals").output.strip() == "Nothing waits for a person."


def test_one_language_is_enough(world: Path) -> None:
    output = say("approvals", "--language", "ar").output
    assert "infopoint approve ar soft" in output and "approve fr" not in output and "2 texts wait" in output
    assert "no language" in say("approvals", "--language", "en", code=2).output


def test_of_the_same_risk_what_is_asked_most_comes_first() -> None:
    plain = [one.unit for one in waiting(library(), languages=("fr",)) if one.urgency == "normal"]
    last = plain[-1]
    asked = {(last.split(":")[1], "fr"): 7, (plain[3].split(":")[1], "ar"): 99}
    found = [one for one in waiting(library(), languages=("fr",), asked=asked) if one.urgency == "normal"]
    assert found[0].unit.split(":")[1] == last.split(":")[1] and found[0].asked == 7
    assert sorted(one.unit for one in found) == sorted(plain)


def test_how_often_it_was_asked_comes_from_the_daily_counts(world: Path) -> None:
    async def ask() -> None:
        store = await wiring.open_store(read_settings())

        def decide(step: Step) -> None:
            event = Event("answered", intent="asylum_work", language="fr")
            step.finish(Turn((), Session(), (event, event)))

        await store.take("chat", decide)
        await store.close()

    asyncio.run(ask())
    found = {one["unit"]: one["asked"] for one in json.loads(say("approvals", "--language", "fr", "--json").stdout)}
    assert found["intent:asylum_work"] == 2 and found["soft"] == 0


def test_looking_makes_no_database(world: Path) -> None:
    say("approvals")
    assert not (world.parent / "counts.sqlite3").exists()


# --------------------------------------------------------------------------- what people see


def seen(world: Path, intent: str, language: str) -> tuple[Seen, str]:
    return next((one.seen, one.shown) for one in standings(load(world), [language]) if one.intent == intent)


def test_every_intent_of_the_catalogue_stands_in_the_table_once(world: Path) -> None:
    found = json.loads(say("status", "--json").stdout)
    keys = [(one["intent"], one["language"]) for one in found]
    assert len(keys) == len(set(keys)) == 2 * len(load(world).catalogue)
    assert say("status", "--language", "fr").output.splitlines()[-1] == "1 draft, 2 other language, 1 not written"


def test_what_people_see_in_every_state_of_a_translation(world: Path) -> None:
    assert seen(world, "safety_emergency", "fr") == ("draft", "fr")
    assert seen(world, "asylum_border", "fr") == ("not written", "")
    assert seen(world, "asylum_appeal", "fr") == ("other language", "en")
    say("approve", "fr", "card:safety_emergency", "--by", "Ana", "--author", "Luc")
    assert seen(world, "safety_emergency", "fr") == ("approved", "fr")
    edit(world, "intents/safety/safety_emergency.yaml", "close: Help exists.", "close: Help is there.")
    assert seen(world, "safety_emergency", "fr") == ("older", "fr")


def test_an_intent_is_as_good_as_the_worst_of_its_cases(world: Path) -> None:
    assert seen(world, "asylum_work", "fr") == ("other language", "en")  # its case is not translated


@pytest.mark.parametrize(("change", "expected"), [("minor", "older"), ("normal", "older"), ("urgent", "notice")])
def test_an_older_text_is_shown_or_hidden_as_its_change_says(world: Path, change: str, expected: Seen) -> None:
    edit(world, "intents/asylum/asylum_work.yaml", "change: minor", f"change: {change}")
    path = world / "intents/asylum/asylum_work.yaml"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("cases:")] + text[text.index("sources:") :], "utf-8")
    edit(world, "intents/asylum/asylum_work.yaml", "You may work", "You can work")
    assert seen(world, "asylum_work", "fr") == (expected, "fr")


def test_a_withdrawn_answer_is_seen_nowhere(world: Path) -> None:
    say("withdraw", "asylum_appeal", "--by", "Ana", "--why", "changed")
    assert [seen(world, "asylum_appeal", code)[0] for code in ("en", "fr", "ar")] == ["withdrawn"] * 3
