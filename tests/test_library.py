"""What the library says of an answer, in which language, and how honest it is about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import ContentError, Library, load
from tests.worlds import small_world

FRENCH = "locales/fr/LC_MESSAGES/answers.po"


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return small_world(tmp_path)


def edit(world: Path, name: str, old: str, new: str) -> Library:
    path = world / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return load(world)


def test_a_whole_translation_is_a_draft_until_somebody_approves_it(world: Path) -> None:
    local = load(world).answer("asylum_work", "fr")
    assert (local.language, local.status) == ("fr", "draft")
    assert local.title == "Puis-je travailler ?"


def test_a_missing_translation_falls_back_whole_and_says_so(world: Path) -> None:
    local = load(world).answer("asylum_appeal", "fr")
    assert (local.language, local.wanted, local.status) == ("en", "fr", "missing")
    assert local.answer is not None and local.answer.steps == ("Call a lawyer today.", "Keep the envelope.")


def test_half_a_translation_is_never_shown_beside_english(world: Path) -> None:
    library = edit(world, FRENCH, 'msgstr "Travailler"', 'msgstr ""')
    assert library.answer("asylum_work", "fr").title == "May I work?"


@pytest.mark.parametrize(
    ("change", "notice", "newer"), [("minor", False, False), ("normal", False, True), ("urgent", True, False)]
)
def test_an_edited_source_makes_the_translation_outdated(world: Path, change: str, notice: bool, newer: bool) -> None:
    edit(world, "intents/asylum/asylum_work.yaml", "after some time", "after four months")
    library = edit(world, "intents/asylum/asylum_work.yaml", "change: minor", f"change: {change}")
    local = library.answer("asylum_work", "fr")
    assert (local.status, local.language) == ("outdated", "fr")
    assert (local.notice, local.newer) == (notice, newer)


def test_a_source_edited_without_saying_how_much_hides_the_old_translation(world: Path) -> None:
    edit(world, "intents/asylum/asylum_work.yaml", "after some time", "after four months")
    assert edit(world, "intents/asylum/asylum_work.yaml", "change: minor\n", "").answer("asylum_work", "fr").notice


def test_a_translation_that_lost_a_placeholder_is_not_shown(world: Path) -> None:
    source = "You may work after {value:appeal_days}."
    edit(world, "intents/asylum/asylum_work.yaml", "You may work after some time.", source)
    library = edit(world, FRENCH, "You may work after some time.", source)
    assert library.answer("asylum_work", "fr").language == "en"


def test_values_are_said_with_the_plural_of_the_language(world: Path) -> None:
    library = load(world)
    assert library.value_text("appeal_days", "en") == "30 days"
    assert library.value_text("appeal_days", "fr") == "30 jours"
    assert edit(world, "intents/values.yaml", '"30"', '"1"').value_text("appeal_days", "fr") == "1 jour"


def test_a_contact_of_low_confidence_is_never_handed_out(world: Path) -> None:
    library = load(world)
    assert [c.id for c in library.for_need("legal_aid")] == ["be-lawyers"]
    assert library.resolve(("be-rumour",)) == ()


def test_an_office_that_enforces_is_never_first(world: Path) -> None:
    library = edit(world, "intents/contacts.yaml", "be-112: {names", 'be-112: {enforcement: "yes", names')
    assert [c.id for c in library.resolve(("be-112", "be-lawyers"))] == ["be-lawyers", "be-112"]


def test_a_card_shows_its_last_text_in_the_language_even_when_outdated(world: Path) -> None:
    po = world / "locales/ar/LC_MESSAGES/answers.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    strings = load(world).units["card:safety_emergency"].strings
    entries = [f'msgctxt "{context}"\nmsgid "{text}"\nmsgstr "ع {n}"\n' for n, (context, text) in enumerate(strings)]
    po.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' + "\n".join(entries), "utf-8")
    library = edit(world, "intents/safety/safety_emergency.yaml", "Help exists.", "Help is there.")
    card = library.card("safety_emergency", "ar")
    assert card.language == "ar" and card.card.close.startswith("ع")
    assert card.card.groups["BE"][0].contacts == ("be-112",)
    assert not card.approved


def test_everything_wrong_is_told_at_once_with_its_place(world: Path) -> None:
    appeal = world / "intents/asylum/asylum_appeal.yaml"
    appeal.write_text(appeal.read_text("utf-8").replace("risk: high", "risk: hihg\nrisk: high\nrelatd: [x]"), "utf-8")
    (world / "intents/values.yaml").write_text("appeal_days: {value: 30, unit: dayz}\n", "utf-8")
    with pytest.raises(ContentError) as caught:
        load(world)
    told = [str(problem) for problem in caught.value.problems]
    assert any(t.startswith("intents/asylum/asylum_appeal.yaml:15:1 yaml-double-key") for t in told)
    assert any("unknown-key `relatd`" in t and "did you mean `related`?" in t for t in told)
    assert any("`dayz` is not allowed - did you mean `days`?" in t for t in told)
    assert any("`means` is missing" in t for t in told)


def test_the_digest_changes_with_every_byte(world: Path) -> None:
    before = load(world).digest
    assert edit(world, "intents/values.yaml", '"30"', '"31"').digest != before


def test_a_withdrawn_answer_shows_the_notice_in_every_language(world: Path) -> None:
    text = 'intent:asylum_work: {since: "2026-11-20", by: Ana, why: the law changed}\n'
    (world / "intents/withdrawn.yaml").write_text(text, "utf-8")
    library = load(world)
    assert all(library.answer("asylum_work", code).notice for code in ("en", "fr", "ar"))
