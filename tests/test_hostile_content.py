"""Broken and hostile files: refused with the reason and the place, never a crash, never half-read, never executed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import yamlfile
from bot.content.catalogue import read_po
from bot.content.checks import Surroundings, check
from bot.content.fields import Report
from bot.content.guidefile import read_guide
from bot.content.intentfile import read_intent
from bot.matching.text import fold
from tests.worlds import FILES, small_world

TODAY = date(2026, 11, 24)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
YAMLISH = st.text(st.sampled_from("ab:{}[],&*!|>-?#%@`\"' \n\t\\0é中\u202e\x85"), max_size=80)
TREES = st.recursive(
    TEXT | st.none() | st.booleans() | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)
LAUGHS = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"


def codes(text: str) -> set[str]:
    tree, problems = yamlfile.parse(text, "x.yaml")
    assert all(problem.file == "x.yaml" and problem.line >= 1 and problem.remedy for problem in problems)
    assert tree is not None or problems
    return {problem.code for problem in problems}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (LAUGHS, "yaml-alias"),
        ("a: !!python/object/apply:os.system [echo]\n", "yaml-tag"),
        ("a: !!binary aGFsbG8=\n", "yaml-tag"),
        ("a: 1\na: 2\n", "yaml-double-key"),
        ("? {x: y}\n: z\n", "yaml-key"),
        ("[" * 2000, "yaml-syntax"),
        ("a: " + "[" * 50 + "]" * 50, "yaml-depth"),
        ("a: b\x00c\n", "yaml-syntax"),
        ("a: \x07\n", "yaml-syntax"),
        ("a: b\n---\nc: d\n", "yaml-syntax"),
        ("%YAML 9.9\n---\na: b\n", "yaml-syntax"),
        ("", "file-empty"),
        ("# nothing\n", "file-empty"),
    ],
)
def test_tricks_are_refused_by_name(text: str, code: str) -> None:
    assert codes(text) == {code}


def test_words_that_yaml_would_turn_into_something_else_stay_words() -> None:
    tree, problems = yamlfile.parse("no: 18:00\nyes: 3.10\non: 1e3\nnull: ~\n0x1: 2026-11-24\n", "x.yaml")
    assert not problems and isinstance(tree, yamlfile.Mapping)
    assert list(tree.pairs) == ["no", "yes", "on", "null", "0x1"]
    assert [s.text for s in yamlfile.scalars(tree)] == ["18:00", "3.10", "1e3", "~", "2026-11-24"]


@QUICK
@given(TEXT | YAMLISH)
def test_any_text_is_a_tree_or_a_problem(text: str) -> None:
    codes(text)


@QUICK
@given(st.binary(max_size=200))
def test_any_bytes_are_a_tree_or_a_problem(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)
    tree, problems = yamlfile.read(path, "x.yaml")
    assert tree is not None or problems


@QUICK
@given(TREES)
def test_any_shape_is_read_as_an_intent_or_a_guide_or_told(value: object) -> None:
    tree, _ = yamlfile.parse(yaml.safe_dump(value, allow_unicode=True), "x.yaml")
    if tree is None:
        return
    for reader in (lambda t, r: read_intent(t, r, topic="asylum", crisis=False), read_guide):
        report = Report()
        reader(tree, report)
        assert report.problems, "none of these is an intent or a guide"
        assert all(problem.line >= 1 for problem in report.problems)


@QUICK
@given(st.sampled_from(sorted(name for name in FILES if name.startswith("intents/"))), st.data())
def test_a_file_that_lost_or_doubled_a_piece_never_crashes_the_check(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    text = FILES[name]
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(len(text), begin + 40)))
    extra = data.draw(YAMLISH)
    world = small_world(tmp_path_factory.mktemp("world"))
    (world / name).write_text(text[:begin] + extra + text[end:], "utf-8")
    for problem in check(world, today=TODAY, around=Surroundings(fold, {}, ())):
        assert problem.file and problem.line >= 1 and problem.column >= 1 and problem.message and problem.remedy


# --------------------------------------------------------------------------- .po

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
ENTRY = 'msgctxt "a"\nmsgid "b"\nmsgstr "c"\n'
PO_LINES = [
    'msgctxt "a"',
    'msgid "b"',
    'msgstr "c"',
    'msgstr[0] "c"',
    'msgid_plural "d"',
    "#, fuzzy",
    '#| msgid "e"',
    '"f"',
    "",
    "#. changed: 2026-99-99 urgent",
    "#~ msgid",
    "msgstr x",
    'msgstr "',
    '"\\',
    "#",
    "#~| ",
    "\ufeff",
    '"\\x"',
    "domain",
]
POISH = st.lists(
    st.sampled_from(PO_LINES),
    max_size=12,
).map("\n".join)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD + ENTRY.replace('"c"', "c"), 6),
        (HEAD + ENTRY.replace('"c"', '"c'), 6),
        (HEAD + ENTRY.replace('"c"', '"c\\"'), 6),
        (HEAD + ENTRY.replace('"c"', '"c" d'), 6),
        (HEAD + ENTRY + "\n" + ENTRY, 8),
        (HEAD + 'msgsrt "x"\n', 4),
    ],
)
def test_a_broken_po_file_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "answers.po"
    path.write_text(text, "utf-8")
    entries, problems = read_po(path, "answers.po")
    assert not entries and [(p.code, p.line) for p in problems] == [("po-syntax", line)]


def test_a_po_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.po"
    path.write_bytes((HEAD + ENTRY.replace("c", "é")).encode("latin-1"))
    assert [p.code for p in read_po(path, "answers.po")[1]] == ["po-syntax"]


def test_a_broken_date_of_a_change_is_no_date(tmp_path: Path) -> None:
    path = tmp_path / "answers.po"
    path.write_text(HEAD + "#. changed: 2026-99-99 urgent\n#, fuzzy\n" + ENTRY, "utf-8")
    entries, problems = read_po(path, "answers.po")
    assert not problems and entries["a"].changed_on is None and entries["a"].changed == "urgent"


@QUICK
@given(POISH | TEXT)
def test_any_po_file_is_read_or_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "answers.po"
    path.write_text(text, "utf-8", newline="")
    entries, problems = read_po(path, "answers.po")
    assert not (entries and problems)
    assert all(problem.code == "po-syntax" and problem.line >= 1 for problem in problems)


@QUICK
@given(st.binary(max_size=120))
def test_any_bytes_as_a_po_file_are_read_or_told(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "answers.po"
    path.write_bytes(raw)
    entries, problems = read_po(path, "answers.po")
    assert not (entries and problems)
