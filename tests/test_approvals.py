"""A person stands for exactly these words, never for their own; a withdrawn answer is gone at once, a card never is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.content import Library, load
from bot.content.approvals import Edit, RefusedError, approve, withdraw
from bot.content.newlanguage import language_entry
from tests.worlds import small_world

TODAY = date(2026, 11, 24)
FRENCH = "locales/fr/LC_MESSAGES/answers.po"


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return small_world(tmp_path)


def written(edit: Edit) -> Edit:
    edit.path.parent.mkdir(parents=True, exist_ok=True)
    edit.path.write_text(edit.text, "utf-8")
    return edit


def approved(world: Path, *units: str, by: str = "Ana", author: str = "Luc", language: str = "fr") -> Library:
    written(approve(world, load(world), language=language, units=units, by=by, author=author, on=TODAY))
    return load(world)


def replace(world: Path, name: str, old: str, new: str) -> None:
    path = world / name
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_an_approved_answer_says_so(world: Path) -> None:
    assert approved(world, "intent:asylum_work").answer("asylum_work", "fr").status == "approved"


@pytest.mark.parametrize(
    ("name", "old", "new", "status"),
    [
        (FRENCH, "Travailler", "Le travail", "draft"),
        ("intents/asylum/asylum_work.yaml", "May I work?", "Can I work?", "outdated"),
    ],
)
def test_an_approval_holds_for_exactly_these_words(world: Path, name: str, old: str, new: str, status: str) -> None:
    approved(world, "intent:asylum_work")
    replace(world, name, old, new)
    assert load(world).answer("asylum_work", "fr").status == status


def test_a_second_approval_leaves_the_first_alone_and_files_merge_line_by_line(world: Path) -> None:
    approved(world, "intent:asylum_work")
    library = approved(world, "soft", by="Zoë O'Neill: legal")
    assert library.answer("asylum_work", "fr").status == "approved"
    assert library.translation("soft", "fr").status == "approved"
    lines = (world / "locales/fr/approvals.yaml").read_text("utf-8").splitlines()
    assert [line.partition(": ")[0] for line in lines[1:]] == ["intent:asylum_work", "soft"]
    assert library.locales["fr"].approvals["soft"].by == "Zoë O'Neill: legal"


def test_a_crisis_is_approved_by_its_intent(world: Path) -> None:
    assert approved(world, "safety_emergency").card("safety_emergency", "fr").approved


@pytest.mark.parametrize(
    ("units", "by", "author", "why"),
    [
        (["intent:asylum_work"], "Luc", "luc", "another person"),
        (["intent:asylum_work"], "Luc", "Luc <luc@law.example>", "another person"),
        (["intent:asylum_work"], " ", "Luc", "--by NAME"),
        (["intent:asylum_work"], "Ana", "", "--author NAME"),
        (["intent:asylum_wrok"], "Ana", "Luc", "did you mean `asylum_work`"),
        (["intent:asylum_appeal"], "Ana", "Luc", "not wholly translated into fr: intent:asylum_appeal:title"),
        (["asylum_work"], "Ana", "Luc", "intent:asylum_work:unpaid is not wholly translated"),
    ],
)
def test_what_nobody_may_approve_is_refused_with_the_reason(
    world: Path, units: list[str], by: str, author: str, why: str
) -> None:
    with pytest.raises(RefusedError, match=why):
        approve(world, load(world), language="fr", units=units, by=by, author=author, on=TODAY)


def test_the_last_translator_of_the_file_counts_as_the_author(world: Path) -> None:
    replace(world, FRENCH, 'UTF-8\\n"', 'UTF-8\\n"\n"Last-Translator: Luc <luc@law.example>\\n"')
    with pytest.raises(RefusedError, match="Luc translated this"):
        approve(world, load(world), language="fr", units=["soft"], by="Luc", author="", on=TODAY)
    assert approved(world, "soft", author="").translation("soft", "fr").status == "approved"


def test_an_outdated_translation_is_not_approved(world: Path) -> None:
    replace(world, "intents/asylum/asylum_work.yaml", "May I work?", "Can I work?")
    with pytest.raises(RefusedError, match="outdated in fr"):
        approved(world, "intent:asylum_work")


@pytest.mark.parametrize("language", ["en", "xx"])
def test_only_a_language_of_ours_is_approved(world: Path, language: str) -> None:
    with pytest.raises(RefusedError, match="no language to translate into"):
        approved(world, "soft", language=language)


# --------------------------------------------------------------------------- withdrawing


def test_a_withdrawn_answer_and_its_cases_show_the_notice_at_once(world: Path) -> None:
    edit = written(withdraw(world, load(world), intent="asylum_work", by="Ana", why="the law changed", on=TODAY))
    assert edit.units == ("intent:asylum_work", "intent:asylum_work:unpaid")
    library = load(world)
    for case in (None, "unpaid"):
        local = library.answer("asylum_work", "fr", case=case)
        assert local.notice and local.changed_on == TODAY
    assert not library.answer("asylum_appeal", "en").notice


def test_a_single_case_can_be_withdrawn(world: Path) -> None:
    written(withdraw(world, load(world), intent="intent:asylum_work:unpaid", by="Ana", why="wrong", on=TODAY))
    library = load(world)
    assert library.answer("asylum_work", "en", case="unpaid").notice
    assert not library.answer("asylum_work", "en").notice


def test_withdrawing_again_keeps_the_first_day_and_reason(world: Path) -> None:
    for day, why in ((TODAY, "first"), (date(2026, 12, 24), "second")):
        edit = written(withdraw(world, load(world), intent="asylum_appeal", by="Ana", why=why, on=day))
    assert "first" in edit.text and "second" not in edit.text
    assert load(world).withdrawn == {"intent:asylum_appeal": TODAY}


@pytest.mark.parametrize(
    ("intent", "by", "why", "told"),
    [
        ("safety_emergency", "Ana", "wrong", "never withdrawn"),
        ("asylum_wrok", "Ana", "wrong", "did you mean"),
        ("asylum_work", "", "wrong", "a name and a reason"),
        ("asylum_work", "Ana", "", "a name and a reason"),
    ],
)
def test_what_cannot_be_withdrawn_is_refused_with_the_reason(
    world: Path, intent: str, by: str, why: str, told: str
) -> None:
    with pytest.raises(RefusedError, match=told):
        withdraw(world, load(world), intent=intent, by=by, why=why, on=TODAY)


# --------------------------------------------------------------------------- a new language


@pytest.mark.parametrize(
    ("code", "endonym", "direction"), [("bn", "বাংলা", "ltr"), ("ur", "اردو", "rtl"), ("ckb", "کوردی", "rtl")]
)
def test_a_new_language_begins_with_what_babel_knows(world: Path, code: str, endonym: str, direction: str) -> None:
    path = world / "intents/languages.yaml"
    path.write_text(path.read_text("utf-8") + language_entry(load(world), code), "utf-8")
    library = load(world)
    added = library.languages[code]
    assert added.endonym.startswith(endonym) and added.direction == direction
    assert library.value_text("appeal_days", code)
    assert library.answer("asylum_work", code).language == "en"


@pytest.mark.parametrize(
    ("code", "told"),
    [("fr", "already"), ("ku", "other_languages.yaml"), ("zz", "Babel"), ("../x", "Babel"), ("", "Babel")],
)
def test_a_language_that_cannot_be_added_is_refused_with_the_reason(world: Path, code: str, told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        language_entry(load(world), code)
