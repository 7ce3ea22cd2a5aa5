"""The documents speak of the real thing: tests, verbs, words of make and files that they name exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli import app
from tests.worlds import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#]+)")
VERB = re.compile(r"(?:`|bin/)infopoint ([a-z-]+)")
WORD = re.compile(r"`make ([a-z-]+)")


@pytest.mark.parametrize(("file", "name"), NAMED_TEST.findall((ROOT / "docs/behaviours.md").read_text("utf-8")))
def test_every_promise_names_a_test_that_exists(file: str, name: str) -> None:
    path = ROOT / file
    assert path.is_file(), file
    assert re.search(rf"def {name}\(", path.read_text("utf-8")), name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_verbs_and_words_of_make_exist(document: Path) -> None:
    text = document.read_text("utf-8")
    missing = [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    assert not missing, missing
    verbs = {command.name for command in app.registered_commands} | {group.name for group in app.registered_groups}
    assert set(VERB.findall(text)) <= verbs, set(VERB.findall(text)) - verbs
    words = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(WORD.findall(text)) <= words, set(WORD.findall(text)) - words


def test_every_verb_is_documented() -> None:
    documents = "\n".join(document.read_text("utf-8") for document in DOCUMENTS)
    silent = [c.name for c in app.registered_commands if not re.search(rf"infopoint {c.name}\b", documents)]
    assert not silent, f"no document speaks of {silent}"
