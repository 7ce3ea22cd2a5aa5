"""What staff are told about the format is true: the commented example loads, the schemas say what the readers read."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from bot.cli.check import surroundings
from bot.content import yamlfile
from bot.content.checks import check
from bot.content.checks.lint import read_lint
from bot.content.datafiles import read_contacts, read_languages, read_topics, read_values
from bot.content.fields import Report
from bot.content.guidefile import read_guide
from bot.content.intentfile import read_intent
from bot.content.loader import read
from bot.content.models import ALWAYS
from bot.content.schema import files, schemas
from tests.worlds import ROOT, library

TODAY = date(2026, 11, 24)
DOCUMENT = (ROOT / "docs" / "content.md").read_text("utf-8")
EXAMPLE, CARD, OPTION = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)


GUIDE = """\
id: x
title: x
button: x
start: place
review_by: "2027-02-28"
nodes:
  place: {ask: Where?, options: {brussels: {label: Brussels, to: need}, flanders: {label: Flanders, to: need}}}
  situation: {end: {situation: x}}
  need:
    ask: What?
    options:
"""


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real content, in English alone, with the documented example in the place of its intent."""
    folder = tmp_path_factory.mktemp("content")
    shutil.copytree(ROOT / "intents", folder / "intents")
    (folder / "locales").mkdir()
    (folder / "intents/asylum/asylum_work.yaml").write_text(EXAMPLE, "utf-8")
    return folder


def test_the_documented_example_is_read_whole(content: Path) -> None:
    found, problems = read(content)
    assert found is not None and not problems
    intent = found.intents["asylum_work"]
    assert intent.answer is not None and len(intent.answer.steps) == 3 and intent.answer.who
    assert set(intent.cases) == {"trainee"} and intent.minors and intent.sources and intent.phrases["fr"]


def test_the_documented_example_passes_every_check(content: Path) -> None:
    problems = check(content, today=TODAY, around=surroundings())
    mine = [str(p) for p in problems if p.file == "intents/asylum/asylum_work.yaml" and p.level == "error"]
    assert mine == []


def test_the_documented_example_shows_every_key_of_an_intent() -> None:
    shown = set(re.findall(r"^([a-z_]+):", EXAMPLE + CARD, re.MULTILINE))
    assert shown | {"severity", "opens"} == set(schemas(())["intent.json"]["properties"])


def test_the_documented_card_is_read() -> None:
    head = "id: x\ntitle: x\nbutton: x\nreview_by: '2027-02-28'\n"
    tree, problems = yamlfile.parse(head + CARD, "card.yaml")
    assert tree is not None and not problems
    report = Report()
    card = read_intent(tree, report, topic="safety", crisis=True).card
    assert not report.problems
    assert card is not None and card.police and card.groups["LU"] and set(card.say) == {"fr", "nl"}


def test_the_documented_option_of_a_guide_is_read() -> None:
    tree, problems = yamlfile.parse(GUIDE + indent(OPTION, "      "), "guide.yaml")
    assert tree is not None and not problems
    report = Report()
    option = read_guide(tree, report).nodes["need"].options[0]
    assert not report.problems
    assert option.contacts["brussels"] == ("be-samusocial", "be-hub") and set(option.contacts) > {ALWAYS, "flanders"}


# --------------------------------------------------------------------------- schemas


def test_the_schemas_in_the_repository_are_not_stale() -> None:
    for name, text in files(library().catalogue).items():
        assert (ROOT / name).read_text("utf-8") == text, "run `infopoint schema`"


def intent(tree: yamlfile.Tree, report: Report) -> object:
    return read_intent(tree, report, topic="asylum", crisis=False)


def guide(tree: yamlfile.Tree, report: Report) -> object:
    return read_guide(tree, report)


READERS: dict[str, Callable[[yamlfile.Tree, Report], object]] = {
    "intent.json": intent,
    "guide.json": guide,
    "catalogue.json": read_topics,
    "contacts.json": read_contacts,
    "values.json": read_values,
    "languages.json": read_languages,
    "lint.json": read_lint,
}


def filled(schema: Mapping[str, Any], *, only: frozenset[str] | None = None) -> Any:
    """Something that a schema allows, with every key that it knows."""
    if "anyOf" in schema:
        return filled(schema["anyOf"][-1])
    kind = schema["type"]
    if kind == "array":
        return [filled(schema["items"])]
    if kind == "object" and "properties" in schema:
        return {key: filled(inner) for key, inner in schema["properties"].items()}
    if kind == "object":
        return {"be": filled(schema["additionalProperties"])}
    if "enum" in schema:
        return schema["enum"][0]
    return "2026-11-24" if "pattern" in schema else "50"


def objects(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "properties" in schema:
        yield schema
    for inner in (*schema.get("properties", {}).values(), schema.get("items"), schema.get("additionalProperties")):
        if isinstance(inner, Mapping):
            yield from objects(inner)


def told(name: str, value: object) -> list[str]:
    tree, problems = yamlfile.parse(json.dumps(value), name)
    assert tree is not None and not problems
    report = Report()
    READERS[name](tree, report)
    return [str(problem) for problem in report.problems]


@pytest.mark.parametrize("name", sorted(READERS))
def test_what_a_schema_allows_the_reader_knows(name: str) -> None:
    unknown = [
        line for line in told(name, filled(schemas(["be"])[name])) if " unknown-key " in line or "wrong-value" in line
    ]
    assert unknown == []


@pytest.mark.parametrize("name", sorted(READERS))
def test_what_the_reader_knows_the_schema_allows(name: str) -> None:
    """The reader lists its keys when it meets one that it does not know."""
    schema = json.loads(json.dumps(schemas(["be"])[name]))
    for shape in objects(schema):
        shape["properties"]["zzzzzzzz"] = {"type": "string"}
    for line in told(name, filled(schema)):
        if "zzzzzzzz" in line:
            keys = line.partition("use one of: ")[2].split(", ")
            assert any(set(keys) == set(shape["properties"]) - {"zzzzzzzz"} for shape in objects(schema)), line


@pytest.mark.parametrize("name", sorted(READERS))
def test_what_a_schema_requires_the_reader_misses(name: str) -> None:
    schema = schemas(["be"])[name]
    missed = {line.split("`")[1] for line in told(name, _emptied(filled(schema))) if " missing-key " in line}
    required = {key for shape in objects(schema) for key in shape.get("required", ())}
    assert required <= missed | {"names", "nodes", "confidence"}


def _emptied(value: Any) -> Any:
    """Objects keep their inner objects and lose their texts."""
    if isinstance(value, dict):
        return {key: _emptied(inner) for key, inner in value.items() if isinstance(inner, dict | list)}
    if isinstance(value, list):
        return [_emptied(inner) for inner in value if isinstance(inner, dict | list)]
    return value
