"""Whatever staff and translators do one after the other: no translation ever stands under other English."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.pofile import read
from bot.content.sync import Wanted, merge

TODAY = date(2026, 11, 24)
SOURCES = st.sampled_from(["Yes", "No", "Call.", "Call a lawyer.", 'She said "go"\\n.', "{value:days}", "é 中 ع"])
WANTED = st.dictionaries(st.sampled_from([f"intent:a:step:{n}" for n in range(6)]), SOURCES)


@settings(max_examples=60, deadline=None)
@given(st.lists(WANTED, min_size=1, max_size=5), st.integers(0, 2**16))
def test_any_history_of_edits_is_idempotent_and_never_mixes_translations(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[str, str]], seed: int
) -> None:
    path = tmp_path_factory.mktemp("po") / "answers.po"
    rng = random.Random(seed)
    for day, wanted in enumerate(history):
        wants = tuple(Wanted(context, source, "normal", "intents/a.yaml") for context, source in sorted(wanted.items()))
        today = TODAY + timedelta(days=day)
        po = read(path, "answers.po", "fr")
        merge(po, wants, today=today)
        path.write_text(po.text(), "utf-8")
        again = read(path, "answers.po", "fr")
        assert merge(again, wants, today=today + timedelta(days=1)) == {}
        assert again.text() == path.read_text("utf-8")
        assert sorted(e.msgctxt or "" for e in polib.pofile(str(path)) if not e.obsolete) == sorted(wanted)
        for block in again.blocks:
            text = block.entry
            if text.msgstr and not text.obsolete and not text.fuzzy:
                assert text.msgstr == f"fr<{text.msgid}>", "a translation stands only where its own English does"
            elif not text.obsolete and not text.msgstr and rng.random() < 0.7:
                text.msgstr = f"fr<{text.msgid}>"
        path.write_text(again.text(), "utf-8")
