"""Every way in which content can be wrong is found, with its code, at its line; what is right is left alone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content import yamlfile
from bot.content.checks import FAMILIES, Surroundings, check
from bot.content.checks.contacts import is_phone
from bot.content.checks.lint import FILE, first_word, read_lint
from bot.content.checks.sources import is_url
from bot.content.checks.translations import numbers
from bot.content.fields import Report
from bot.content.glossary import read_glossary
from bot.dialogue.wording import TEXTS
from bot.matching.text import fold
from bot.messages import Problem
from tests.worlds import ROOT, library, small_world

TODAY = date(2026, 11, 24)
BROKEN = ROOT / "tests" / "broken"
AROUND = Surroundings(fold, {"yes": "Yes", "checked": "Seen on {date}"}, ("legal_aid", "emergency"))
CODES = {code: told for family in FAMILIES for code, told in family.table.items()}


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return small_world(tmp_path)


def found(world: Path) -> list[Problem]:
    return check(world, today=TODAY, around=AROUND)


def apply(world: Path, edit: dict[str, str]) -> None:
    path = world / edit["file"]
    path.parent.mkdir(parents=True, exist_ok=True)
    if "delete" in edit:
        path.unlink()
        return
    if "text" in edit:
        text = edit["text"]
    elif "append" in edit:
        text = path.read_text("utf-8") + edit["append"] * int(edit.get("times", "1"))
    else:
        text = path.read_text("utf-8")
        assert edit["old"] in text, f"the small world has no longer {edit['old']!r}"
        text = text.replace(edit["old"], edit["new"], 1)
    path.write_bytes(text.encode(edit.get("encoding", "utf-8")))


def sample(code: str) -> dict[str, Any]:
    whole: dict[str, Any] = yaml.safe_load((BROKEN / f"{code}.yaml").read_text("utf-8"))
    return whole


def test_the_small_world_is_clean(world: Path) -> None:
    assert [str(problem) for problem in found(world)] == []


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_broken_sample_is_found_at_its_line_and_nothing_else_is(code: str, world: Path) -> None:
    broken = sample(code)
    for edit in broken["edits"]:
        apply(world, edit)
    problems = found(world)
    assert {problem.code for problem in problems} == {code}
    assert sorted({f"{problem.file}:{problem.line}" for problem in problems}) == broken["at"]
    assert {problem.level for problem in problems} == {CODES[code].level}
    assert all(problem.message and problem.remedy for problem in problems)


def test_every_sample_is_of_a_known_code() -> None:
    assert {path.stem for path in BROKEN.glob("*.yaml")} == set(CODES)


def test_no_reader_reports_a_code_that_is_not_documented() -> None:
    """The checks cannot (their codes are looked up); the readers name theirs in the source."""
    said = set()
    for path in (ROOT / "bot" / "content").glob("*.py"):
        text = path.read_text("utf-8")
        said |= set(re.findall(r'(?:report\.add|Problem|_problem|_report)\(\s*"([a-z0-9-]+)"', text))
    assert said and said <= set(CODES)


def test_the_document_lists_every_code_with_its_level_and_remedy() -> None:
    document = (ROOT / "docs" / "checks.md").read_text("utf-8")
    for family in FAMILIES:
        assert f"## {family.family}" in document
        for code, told in family.table.items():
            assert f"| `{code}` | {told.level} | {told.what} | {told.remedy} |" in document
    assert set(re.findall(r"^\| `([a-z0-9-]+)` \|", document, re.MULTILINE)) == set(CODES)


def test_all_problems_are_told_at_once_in_the_order_of_files_and_lines(world: Path) -> None:
    for code in ("unknown-intent", "hours", "overdue", "town-position"):
        for edit in sample(code)["edits"]:
            apply(world, edit)
    problems = found(world)
    assert [problem.code for problem in problems] == ["unknown-intent", "overdue", "hours", "town-position"]


def test_a_problem_can_be_clicked_in_an_editor(world: Path) -> None:
    for edit in sample("unknown-intent")["edits"]:
        apply(world, edit)
    assert str(found(world)[0]) == (
        "intents/asylum/asylum_appeal.yaml:12:24 unknown-intent "
        "`asylum_boarder` is not in the catalogue - correct the id"
    )


def test_what_cannot_be_read_hides_nothing_that_is_wrong_elsewhere(world: Path) -> None:
    for code in ("yaml-syntax", "hours"):
        for edit in sample(code)["edits"]:
            apply(world, edit)
    assert {problem.code for problem in found(world)} == {"yaml-syntax", "hours"}


# --------------------------------------------------------------------------- safety lines in other languages

FRENCH = "locales/fr/LC_MESSAGES/answers.po"


def translated(context: str, source: str, text: str) -> dict[str, str]:
    return {"file": FRENCH, "append": f'\nmsgctxt "{context}"\nmsgid "{source}"\nmsgstr "{text}"\n'}


def test_a_verdict_is_found_in_a_translation(world: Path) -> None:
    apply(world, translated("intent:asylum_appeal:who", "The court decides.", "La MEILLEURE  option : le juge décide."))
    assert [(p.code, p.file) for p in found(world)] == [("forbidden-words", FRENCH)]


def test_a_translated_return_text_must_say_that_one_may_change_ones_mind(world: Path) -> None:
    small_answer = {
        "title": ("What is it?", "Qu'est-ce ?"),
        "button": ("What it is", "Ce que c'est"),
        "situation": ("You can change your mind.", "Vous pouvez y penser."),
    }
    for edit in sample("return-advice")["edits"]:
        apply(world, edit)
    path = world / "intents/return/return_what.yaml"
    text = path.read_text("utf-8").replace("contacts: [be-112]", "contacts: [be-lawyers]")
    text = text.replace("What is voluntary return?", "What is it?").replace("Voluntary return", "What it is")
    path.write_text(text.replace("Talk first. You can", "You can"), "utf-8")
    for field, (source, text) in small_answer.items():
        apply(world, translated(f"intent:return_what:{field}", source, text))
    assert [(p.code, p.file) for p in found(world)] == [("return-change-mind", FRENCH)]


def test_the_first_line_of_a_translated_card_must_be_neutral(world: Path) -> None:
    apply(world, {"file": FRENCH, "old": "Voici des numéros utiles.", "new": "Prévention du suicide."})
    assert [problem.code for problem in found(world)] == ["card-lead"]


def test_an_interface_text_keeps_its_references(world: Path) -> None:
    text = 'msgid ""\nmsgstr ""\n\nmsgctxt "ui:checked"\nmsgid "Seen on {date}"\nmsgstr "Vu le {jour}"\n'
    apply(world, {"file": "locales/fr/LC_MESSAGES/interface.po", "text": text})
    assert {problem.code for problem in found(world)} == {"translation-placeholder", "markup-braces"}


def test_numbers_in_other_digits_are_the_same_numbers(world: Path) -> None:
    assert numbers("المادة ٩ و ۱۲") == numbers("articles 9 and 12") == {"9", "12"}
    assert numbers("{value:days_30} https://a.example/2024") == frozenset()


# --------------------------------------------------------------------------- small judgements


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("+3225198494", "BE"),
        ("112", "BE"),
        ("1813", "BE"),
        ("1712", "BE"),
        ("107", "BE"),
        ("116000", "BE"),
        ("112", "LU"),
    ],
)
def test_numbers_that_can_be_dialled_are_accepted(number: str, country: str) -> None:
    assert is_phone(number, country)


@pytest.mark.parametrize(
    ("number", "country"),
    [("+32251984940", "BE"), ("02 519 84 94", "BE"), ("55555", "BE"), ("١١٢", "BE")],
)
def test_numbers_that_cannot_be_dialled_are_refused(number: str, country: str) -> None:
    assert not is_phone(number, country)


@pytest.mark.parametrize("url", ["https://a.example/x?y=1#z", "http://www.mineursenexil.be/fr/"])
def test_addresses(url: str) -> None:
    assert is_url(url)


@pytest.mark.parametrize("url", ["www.a.example", "https://", "ftp://a.example", "https://a b.example", "https://[x"])
def test_what_is_no_address(url: str) -> None:
    assert not is_url(url)


@pytest.mark.parametrize(
    ("text", "words", "hit"),
    [
        ("Nobody is suicidal here", ("suicid*",), "suicid*"),
        ("grape juice", ("rape*",), None),
        ("CALM  DOWN!", ("calm down",), "calm down"),
        ("calmly down", ("calm down",), None),
        ("بالانتحار", ("*انتحار*",), "*انتحار*"),
        ("first rights, then return", ("return", "rights"), "rights"),
    ],
)
def test_words_are_found_whole_unless_a_star_says_otherwise(text: str, words: tuple[str, ...], hit: str | None) -> None:
    found = first_word(text, words, fold)
    assert (found[0] if found else None) == hit


# --------------------------------------------------------------------------- figures in prose


def situation(world: Path, text: str, *, allowed: str = "") -> list[str]:
    """The codes for the small world with this situation, and figures allowed in its context."""
    apply(world, {"file": "intents/asylum/asylum_appeal.yaml", "old": "Call a lawyer today.", "new": text})
    if allowed:
        edit = {"file": "intents/lint.yaml", "old": "after: [annex,", "new": f'texts: ["{allowed}"], after: [annex,'}
        apply(world, edit)
    return [problem.code for problem in found(world)]


@pytest.mark.parametrize(
    "text",
    [
        "Call within ten days.",
        "Call within Thirty working days.",
        "It takes two weeks.",
        "You need 350 euro.",
        "It ends in March 2027.",
        "It ends on 12 June 2026.",
    ],
)
def test_a_figure_in_prose_is_found_in_digits_and_in_words(world: Path, text: str) -> None:
    assert situation(world, text) == ["bare-figure"]


@pytest.mark.parametrize(
    "text",
    [
        "The law of 1980 is meant.",
        "It was so in 2024.",
        "Show annex 26 or 35.",
        "You are 18 or older.",
        "Article 9bis helps, one lawyer too.",
        "Read [this](https://law.example/2030/45).",
    ],
)
def test_years_gone_by_and_names_of_papers_and_laws_are_no_figures(world: Path, text: str) -> None:
    assert situation(world, text) == []


def test_staff_may_allow_a_figure_in_one_text_and_only_there(world: Path) -> None:
    assert situation(world, "Call within ten days.", allowed="intent:asylum_appeal:step:") == []
    (world / "intents/lint.yaml").write_text(
        (world / "intents/lint.yaml").read_text("utf-8").replace("asylum_appeal:step", "asylum_appeal:who"), "utf-8"
    )
    assert [problem.code for problem in found(world)] == ["bare-figure"]


# --------------------------------------------------------------------------- glossaries


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("appeal: {use: recours, avoyd: [appel]}\n", "unknown-key"),
        ("appeal: {avoid: [appel]}\n", "missing-key"),
        ("appeal: recours\n", "not-a-mapping"),
        ("appeal: [recours\n", "yaml-syntax"),
    ],
)
def test_a_glossary_that_cannot_be_read_is_told_with_its_place(world: Path, text: str, code: str) -> None:
    apply(world, {"file": "locales/fr/glossary.yaml", "text": text})
    problems = found(world)
    assert [problem.code for problem in problems] == [code] and problems[0].file == "locales/fr/glossary.yaml"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("danger: {use: péril, avoid: [danger]}\n", {"glossary-avoid"}),
        ("danger: {use: danger, avoid: [immédiat]}\n", set()),  # the word to use stands there too
        ("danger: {use: périls (danger), avoid: [danger]}\n", set()),
        ("lawyer: {use: avocat, avoid: [danger]}\n", set()),  # the English speaks of something else
        ("danger: {use: péril, avoid: [dange]}\n", set()),  # another word
    ],
)
def test_an_avoided_word_counts_only_for_its_term(world: Path, text: str, codes: set[str]) -> None:
    apply(world, {"file": "locales/fr/glossary.yaml", "text": text})
    assert {problem.code for problem in found(world)} == codes


# --------------------------------------------------------------------------- the real content


def test_every_language_has_a_word_for_every_term_that_matters() -> None:
    tree, _ = yamlfile.read(ROOT / FILE, FILE)
    assert tree is not None
    terms = read_lint(tree, Report()).glossary
    assert len(terms) > 20
    for code in set(library().languages) - {"en"}:
        glossary, problems = read_glossary(ROOT, code)
        assert not problems and set(terms) <= set(glossary), code


def test_every_language_has_a_budget_for_how_hard_its_texts_may_be() -> None:
    tree, _ = yamlfile.read(ROOT / FILE, FILE)
    assert tree is not None
    budgets = read_lint(tree, Report()).readability
    assert set(budgets) == set(library().languages)
    assert all(budget.sentence for code, budget in budgets.items() if code in ("ar", "fa", "ps", "ti", "am"))


def test_we_speak_sixteen_languages_and_have_words_to_check_each_by() -> None:
    spoken = {"en", "fr", "nl", "de", "ar", "fa", "ps", "tr", "es", "pt", "ru", "uk", "sq", "so", "ti", "am"}
    tree, problems = yamlfile.read(ROOT / FILE, FILE)
    assert tree is not None and not problems
    lint = read_lint(tree, Report())
    assert set(library().languages) == spoken == set(lint.languages)
    for words in lint.languages.values():
        assert words.change_mind and words.forbidden and words.forbidden_in_danger and words.names_danger


def test_the_interface_says_nothing_that_we_never_say() -> None:
    tree, _ = yamlfile.read(ROOT / FILE, FILE)
    assert tree is not None
    words = read_lint(tree, Report()).of("en")
    never = (*words.forbidden, *words.forbidden_in_danger)
    assert {key: hit for key, text in TEXTS.items() if (hit := first_word(text, never, fold))} == {}


def test_an_end_of_any_guide_that_speaks_of_return_says_rights_first_and_the_change_of_mind(world: Path) -> None:
    guide = (world / "intents/guides/return_check.yaml").read_text("utf-8")
    other = guide.replace("id: return_check", "id: after", 1)
    other = other.replace("situation: Fedasil decides., steps: [Call.], who: You can change your mind.", "{}")
    for said, codes in (
        ("situation: You can go back., who: A court decides.", {"return-before-rights", "return-change-mind"}),
        ("situation: Ask a lawyer. You can go back., who: A court decides.", {"return-change-mind"}),
        ("situation: Ask a lawyer. You can go back and change your mind., who: A court decides.", set()),
    ):
        (world / "intents/guides/after.yaml").write_text(other.replace("{{}}", "{" + said + "}"), "utf-8")
        assert {problem.code for problem in found(world)} == codes
