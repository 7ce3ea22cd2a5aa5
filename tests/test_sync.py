"""A translation moves only with exactly the same English, an edited source marks it, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import polib
import pytest

from bot.content import ContentError, load
from bot.content.models import Change
from bot.content.sync import sync
from tests.worlds import small_world

TODAY = date(2026, 11, 24)
TEXTS = {"yes": "Yes", "checked": "Seen on {date}"}
FRENCH = "locales/fr/LC_MESSAGES/answers.po"
WORK = "intents/asylum/asylum_work.yaml"
SITUATION = "intent:asylum_work:situation"


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return small_world(tmp_path)


def run(world: Path, *, kind: Change | None = None, today: date = TODAY) -> dict[str, Mapping[str, int]]:
    """Sync, write, and say what changed in which file."""
    changed = {}
    for file in sync(world, load(world), texts=TEXTS, today=today, kind=kind):
        if file.changed:
            file.path.parent.mkdir(parents=True, exist_ok=True)
            file.path.write_text(file.text, "utf-8")
            changed[file.path.relative_to(world).as_posix()] = file.counts
    return changed


def edit(world: Path, name: str, old: str, new: str) -> None:
    path = world / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def entry(world: Path, context: str, name: str = FRENCH) -> polib.POEntry:
    return next(e for e in polib.pofile(str(world / name)) if e.msgctxt == context and not e.obsolete)


# --------------------------------------------------------------------------- a new text


def test_every_language_gets_every_text_and_a_second_run_changes_no_byte(world: Path) -> None:
    changed = run(world)
    assert set(changed) == {f"locales/{c}/LC_MESSAGES/{n}.po" for c in ("fr", "ar") for n in ("answers", "interface")}
    contexts = {e.msgctxt for e in polib.pofile(str(world / FRENCH))}
    assert contexts == {context for unit in load(world).units.values() for context, _ in unit.strings}
    assert run(world) == {}
    assert run(world, kind="urgent", today=TODAY + timedelta(days=9)) == {}


def test_what_was_translated_is_still_shown_and_what_is_new_is_empty(world: Path) -> None:
    before = load(world).answer("asylum_work", "fr")
    run(world)
    assert load(world).answer("asylum_work", "fr") == before
    assert entry(world, "intent:asylum_appeal:title").msgstr == ""
    assert not load(world).has_interface("fr")


def test_translators_see_where_a_text_stands_and_what_it_is(world: Path) -> None:
    run(world)
    found = entry(world, "intent:asylum_appeal:button")
    assert found.occurrences == [("intents/asylum/asylum_appeal.yaml", "")]
    assert found.comment == "a button: at most 44 characters"
    assert "{contact:" not in found.msgid and entry(world, "ui:checked", FRENCH.replace("answers", "interface"))


# --------------------------------------------------------------------------- an edited source


@pytest.mark.parametrize(("kind", "told"), [(None, "minor"), ("normal", "normal"), ("urgent", "urgent")])
def test_an_edited_source_marks_its_translation(world: Path, kind: Change | None, told: str) -> None:
    run(world)
    edit(world, WORK, "after some time", "after four months")
    assert run(world, kind=kind) == {FRENCH: {"outdated": 1}, FRENCH.replace("/fr/", "/ar/"): {"added": 1}}
    found = entry(world, SITUATION)
    assert found.fuzzy and found.previous_msgid == "You may work after some time."
    assert found.msgid == "You may work after four months."
    assert found.comment == f"changed: 2026-11-24 {told}"
    assert load(world).translation("intent:asylum_work", "fr").change == told
    assert run(world) == {}


def test_no_kind_anywhere_means_urgent(world: Path) -> None:
    run(world)
    edit(world, WORK, "change: minor\n", "")
    edit(world, WORK, "after some time", "after four months")
    run(world)
    assert entry(world, SITUATION).comment == "changed: 2026-11-24 urgent"
    assert load(world).answer("asylum_work", "fr").notice


def test_the_most_severe_of_several_edits_counts_while_it_is_outdated(world: Path) -> None:
    run(world)
    edit(world, WORK, "after some time", "after four months")
    run(world, kind="urgent")
    edit(world, WORK, "after four months", "after 4 months")
    run(world, kind="minor", today=date(2026, 12, 1))
    found = entry(world, SITUATION)
    assert found.comment == "changed: 2026-12-01 urgent"
    assert found.previous_msgid == "You may work after some time.", "the English that the French was made from"


def test_an_edit_that_is_taken_back_makes_the_translation_fresh_again(world: Path) -> None:
    run(world)
    before = (world / FRENCH).read_text("utf-8")
    edit(world, WORK, "after some time", "after four months")
    run(world)
    edit(world, WORK, "after four months", "after some time")
    assert run(world)[FRENCH] == {"renewed": 1}
    assert load(world).answer("asylum_work", "fr").status == "draft"
    assert (world / FRENCH).read_text("utf-8") == before


def test_a_renewed_translation_loses_its_marks(world: Path) -> None:
    run(world)
    edit(world, WORK, "after some time", "after four months")
    run(world, kind="urgent")
    edit(world, FRENCH, "#, fuzzy\n", "")
    run(world)
    found = entry(world, SITUATION)
    assert (found.comment, found.previous_msgid, found.fuzzy) == ("", None, False)
    assert load(world).answer("asylum_work", "fr").status == "draft"


def test_a_translators_own_doubt_stays(world: Path) -> None:
    edit(world, FRENCH, 'msgctxt "intent:asylum_work:situation"', '#, fuzzy\nmsgctxt "intent:asylum_work:situation"')
    run(world)
    assert entry(world, SITUATION).fuzzy
    assert run(world) == {}


# --------------------------------------------------------------------------- moving


def steps(world: Path, *texts: str) -> None:
    """Give the French-speaking world's work answer these steps."""
    path = world / WORK
    lines = [line for line in path.read_text("utf-8").split("\n") if not line.startswith(("  steps:", "    - Step"))]
    at = lines.index("  situation: You may work after some time.")
    path.write_text(
        "\n".join([*lines[: at + 1], "  steps:", *(f"    - {text}" for text in texts), *lines[at + 1 :]]), "utf-8"
    )


def french_step(world: Path, number: int) -> str:
    return str(entry(world, f"intent:asylum_work:step:{number}").msgstr)


def test_a_new_first_step_pushes_the_others_on_without_losing_them(world: Path) -> None:
    steps(world, "Step A.", "Step B.")
    run(world)
    edit(world, FRENCH, 'msgid "Step A."\nmsgstr ""', 'msgid "Step A."\nmsgstr "Pas A."')
    edit(world, FRENCH, 'msgid "Step B."\nmsgstr ""', 'msgid "Step B."\nmsgstr "Pas B."')
    steps(world, "Step N.", "Step A.", "Step B.")
    assert run(world)[FRENCH] == {"added": 1, "moved": 2}
    assert [french_step(world, n) for n in range(3)] == ["", "Pas A.", "Pas B."]
    assert run(world) == {}


def test_a_removed_step_takes_its_translation_along(world: Path) -> None:
    steps(world, "Step A.", "Step B.")
    run(world)
    edit(world, FRENCH, 'msgid "Step A."\nmsgstr ""', 'msgid "Step A."\nmsgstr "Pas A."')
    edit(world, FRENCH, 'msgid "Step B."\nmsgstr ""', 'msgid "Step B."\nmsgstr "Pas B."')
    steps(world, "Step B.")
    run(world)
    assert french_step(world, 0) == "Pas B."
    obsolete = polib.pofile(str(world / FRENCH)).obsolete_entries()
    assert [e.msgstr for e in obsolete] == [], "it has found its place; A was pushed out by it"
    assert run(world) == {}


def test_a_renamed_case_keeps_its_translation(world: Path) -> None:
    run(world)
    edit(world, FRENCH, 'msgid "My boss does not pay"\nmsgstr ""', 'msgid "My boss does not pay"\nmsgstr "Pas payé"')
    edit(world, WORK, "  unpaid:\n", "  wages:\n")
    edit(world, "intents/catalogue.yaml", "cases: [unpaid]", "cases: [wages]")
    run(world)
    assert entry(world, "intent:asylum_work:wages:title").msgstr == "Pas payé"


def test_nothing_moves_by_similarity(world: Path) -> None:
    run(world)
    edit(world, WORK, "id: asylum_work\ntitle: May I work?", "id: asylum_work\ntitle: Work.")
    edit(world, "intents/asylum/asylum_appeal.yaml", "title: How do I appeal?", "title: May I work!")
    run(world)
    assert entry(world, "intent:asylum_appeal:title").msgstr == ""
    assert entry(world, "intent:asylum_work:title").fuzzy


def test_what_nobody_wants_any_more_stays_as_obsolete_and_comes_back(world: Path) -> None:
    run(world)
    before = load(world).answer("asylum_work", "fr")
    kept = (world / WORK).read_text("utf-8")
    (world / WORK).unlink()
    run(world)
    assert {e.msgstr for e in polib.pofile(str(world / FRENCH)).obsolete_entries()} >= {"Puis-je travailler ?"}
    assert run(world) == {}
    (world / WORK).write_text(kept, "utf-8")
    run(world)
    assert load(world).answer("asylum_work", "fr") == before
    assert not polib.pofile(str(world / FRENCH)).obsolete_entries()


# --------------------------------------------------------------------------- the translators' file


def test_the_translators_own_layout_is_left_alone(world: Path) -> None:
    run(world)
    text = (world / FRENCH).read_text("utf-8")
    folded = 'msgstr ""\n"Vous pouvez travailler "\n"après un certain temps."'
    text = text.replace('msgstr "Vous pouvez travailler après un certain temps."', folded)
    text = text.replace('msgctxt "intent:asylum_work:title"', '#  Luc: ask Ana\nmsgctxt "intent:asylum_work:title"')
    (world / FRENCH).write_text(text, "utf-8")
    edit(world, "intents/asylum/asylum_appeal.yaml", "Keep the envelope.", "Keep the letter.")
    run(world)
    assert (world / FRENCH).read_text("utf-8") == text.replace("Keep the envelope.", "Keep the letter.")


def test_new_texts_stand_behind_the_one_that_they_follow(world: Path) -> None:
    run(world)
    edit(
        world,
        "intents/asylum/asylum_appeal.yaml",
        "    - Keep the envelope.\n",
        "    - Keep the envelope.\n    - Wait.\n",
    )
    run(world)
    order = [e.msgctxt for e in polib.pofile(str(world / FRENCH))]
    at = order.index("intent:asylum_appeal:step:2")
    assert order[at - 1] == "intent:asylum_appeal:step:1"


def test_a_broken_file_is_never_overwritten(world: Path) -> None:
    run(world)
    library = load(world)
    edit(world, FRENCH, 'msgstr "Travailler"', "msgstr Travailler")
    with pytest.raises(ContentError, match="po-syntax"):
        sync(world, library, texts=TEXTS, today=TODAY)
