"""Staff's verbs as staff use them: what is printed, what is written, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.content import load
from tests.worlds import small_world

FRENCH = "locales/fr/LC_MESSAGES/answers.po"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    content = small_world(tmp_path)
    monkeypatch.setenv("INFOPOINT_CONTENT", str(content))
    monkeypatch.chdir(tmp_path)  # no .env of a developer's checkout
    return content


def say(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def test_check_is_silent_about_clean_content(world: Path) -> None:
    assert say("check").output == "0 errors, 0 warnings\n"


def test_check_tells_everything_and_fails(world: Path) -> None:
    path = world / "intents/asylum/asylum_appeal.yaml"
    path.write_text(
        path.read_text("utf-8").replace("asylum_border]", "asylum_boarder]").replace("risk: high", "risk: hgh"), "utf-8"
    )
    lines = say("check", code=1).output.splitlines()
    assert lines[0].startswith("intents/asylum/asylum_appeal.yaml:12:24 unknown-intent `asylum_boarder`")
    assert (
        lines[1].startswith("intents/asylum/asylum_appeal.yaml:14:1 wrong-value") and "did you mean `high`?" in lines[1]
    )
    assert lines[-1] == "2 errors, 0 warnings"


def test_an_overdue_review_is_told_and_does_not_fail(world: Path) -> None:
    path = world / "intents/asylum/asylum_work.yaml"
    path.write_text(path.read_text("utf-8").replace("2027-11-30", "2026-01-01"), "utf-8")
    assert "overdue" in say("check").output
    assert say("check", "--errors").output == "0 errors, 1 warnings\n"


def test_coverage_as_json_keeps_its_contract(world: Path) -> None:
    found = json.loads(say("coverage", "--json").stdout)
    assert set(found) == {"languages"} and set(found["languages"]) == {"en", "fr", "ar"}
    ids = {"asylum_appeal", "asylum_work", "asylum_border", "safety_emergency"}
    for part in found["languages"].values():
        assert set(part) == {"phrases", "answers"}
        assert set(part["phrases"]) == set(part["answers"]) == ids
    english, french = found["languages"]["en"], found["languages"]["fr"]
    assert english["phrases"]["asylum_work"] == 4, "with those of its case"
    assert english["answers"] == dict.fromkeys(ids - {"asylum_border"}, "approved") | {"asylum_border": "missing"}
    assert french["answers"]["safety_emergency"] == "draft"
    assert french["answers"]["asylum_work"] == "missing", "its case is not translated"


def test_coverage_for_people_names_languages_and_topics(world: Path) -> None:
    shown = say("coverage").output
    assert "Français" in shown and "asylum" in shown and "4 intents" in shown


def test_sync_writes_once(world: Path) -> None:
    first = say("sync").output
    assert f"{FRENCH}: " in first and first.endswith("4 of 4 files changed.\n")
    assert say("sync", "--kind", "urgent").output == "0 of 4 files changed.\n"


def test_sync_refuses_a_kind_that_does_not_exist(world: Path) -> None:
    assert "huge" in say("sync", "--kind", "huge", code=2).output


def test_sync_writes_nothing_when_a_file_is_broken(world: Path) -> None:
    path = world / FRENCH
    path.write_text(path.read_text("utf-8").replace('msgstr "Travailler"', "msgstr Travailler"), "utf-8")
    before = path.read_text("utf-8")
    assert "po-syntax" in say("sync", code=1).output
    assert path.read_text("utf-8") == before
    assert not (world / "locales/fr/LC_MESSAGES/interface.po").exists()


def test_approve_then_coverage_shows_it(world: Path) -> None:
    said = say("approve", "fr", "safety_emergency", "soft", "--by", "Ana", "--author", "Luc").output
    assert said == "approved card:safety_emergency in fr\napproved soft in fr\n"
    assert json.loads(say("coverage", "--json").stdout)["languages"]["fr"]["answers"]["safety_emergency"] == "approved"


def test_approving_ones_own_is_one_clear_sentence(world: Path) -> None:
    result = say("approve", "fr", "soft", "--by", "Luc", "--author", "Luc", code=1)
    assert result.output == "Luc translated this: another person has to approve it\n"


def test_withdraw_takes_an_answer_away(world: Path) -> None:
    say("withdraw", "asylum_appeal", "--by", "Ana", "--why", "the law changed")
    assert load(world).answer("asylum_appeal", "ar").notice
    assert say("check").output == "0 errors, 0 warnings\n"


def test_withdraw_needs_a_reason(world: Path) -> None:
    say("withdraw", "asylum_appeal", "--by", "Ana", code=2)
    assert not (world / "intents/withdrawn.yaml").exists()


def test_a_language_is_added_whole_and_check_says_what_it_still_needs(world: Path) -> None:
    comment = "# kept\n"
    path = world / "intents/languages.yaml"
    path.write_text(comment + path.read_text("utf-8"), "utf-8")
    assert "locales/bn/LC_MESSAGES/answers.po" in say("language", "add", "bn").output
    assert path.read_text("utf-8").startswith(comment)
    checked = say("check").output
    assert "0 errors" in checked and "lint-language no words for `bn`" in checked
    assert "card-untranslated card:safety_emergency is missing in bn" in checked
    assert "locales/bn" not in say("sync").output, "nothing is left to do for it"
    say("language", "add", "bn", code=1)


def test_schemas_are_written_where_editors_look(world: Path) -> None:
    assert "wrote intents/.schema/intent.json" in say("schema").output
    schema = json.loads((world / "intents/.schema/intent.json").read_text("utf-8"))
    assert schema["properties"]["related"]["items"]["enum"] == sorted(load(world).catalogue)
    assert say("check").output == "0 errors, 0 warnings\n"


def test_stale_names_crisis_contacts_first(world: Path) -> None:
    path = world / "intents/asylum/asylum_work.yaml"
    path.write_text(path.read_text("utf-8").replace("2027-11-30", "2020-01-01"), "utf-8")
    lines = say("stale").output.splitlines()
    assert lines[0] == "intents/contacts.yaml:1: crisis contact: be-112 (112), never confirmed"
    assert lines[1] == "intents/asylum/asylum_work.yaml:1: overdue: asylum_work, due 2020-01-01"
    assert lines[-1] == f"{len(lines) - 1} things to look at."


@pytest.mark.parametrize("verb", ["coverage", "sync", "stale", "schema"])
def test_broken_content_ends_every_verb_with_all_problems(world: Path, verb: str) -> None:
    (world / "intents/values.yaml").write_text("a: [\n", "utf-8")
    (world / "intents/places.yaml").write_text("a: b\n", "utf-8")
    told = say(verb, code=1).output
    assert "intents/values.yaml:2:1 yaml-syntax" in told and "intents/places.yaml:1:4 not-a-mapping" in told


def test_a_content_folder_that_is_none_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFOPOINT_CONTENT", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert "INFOPOINT_CONTENT" in say("check", code=2).output


def test_every_verb_says_what_it_does() -> None:
    shown = say("--help").output
    for verb in (
        "check",
        "coverage",
        "sync",
        "approve",
        "withdraw",
        "language",
        "schema",
        "stale",
        "try",
        "chat",
        "test",
    ):
        assert verb in shown
