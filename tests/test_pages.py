"""Pages to host and to approve from: whole by themselves, in the reader's direction, and they load nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.content import load
from bot.dialogue.handout import handout, index
from bot.dialogue.review import review
from bot.dialogue.webpage import STYLE
from tests.worlds import library, small_world

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LOADING = {"script", "img", "link", "iframe", "form", "object", "embed", "video", "audio", "base", "input", "svg"}
VOID = {"meta", "br", "col"}


class Read(HTMLParser):
    """Tags that stay open, ids, links, and what would load something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if "href" in found else []
        if tag in LOADING or {"src", "style", "onclick"} & set(found):
            self.wrong.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"/{tag}")


def read(page: str) -> Read:
    """A page that is whole: tags close, every link within it leads somewhere, no id twice."""
    found = Read(page)
    assert found.wrong == [] and found.open == []
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)
    return found


@pytest.fixture(scope="module", params=["en", "ar", "ti", "fr"])
def real(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.param, handout(library(), request.param, NOW, others=True)


def test_a_page_is_whole_and_loads_nothing(real: tuple[str, str]) -> None:
    code, page = real
    read(page)
    assert "default-src 'none'; style-src 'sha256-" in page and "url(" not in STYLE and "@import" not in STYLE
    assert f'<html lang="{code}" dir="{library().languages[code].direction}">' in page


def test_every_card_and_every_answer_stands_on_it(real: tuple[str, str]) -> None:
    ids = set(read(real[1]).ids)
    for intent in library().intents.values():
        if intent.topic != "chat" and (intent.answer or intent.card):
            assert intent.id in ids and {f"{intent.id}-{case}" for case in intent.cases} <= ids


def test_cards_come_first_and_their_numbers_can_be_tapped(real: tuple[str, str]) -> None:
    page = real[1]
    crises = [page.index(f'id="{intent.id}"') for intent in library().intents.values() if intent.crisis]
    others = [
        page.index(f'id="{one.id}"') for one in library().intents.values() if not one.crisis and one.topic == "asylum"
    ]
    assert max(crises) < min(others)
    card = page[page.index('id="safety_emergency"') :]
    assert 'href="tel:112"' in card[: card.index("</article>")]


def test_no_braces_and_no_stars_are_left(real: tuple[str, str]) -> None:
    body = real[1].partition("<body")[2]
    assert not re.search(r"\{(contact|value):|\*\*|\]\(http", body)


def test_the_index_leads_to_every_language() -> None:
    assert set(read(index(library())).links) == {f"{code}.html" for code in library().languages}


def test_what_is_not_translated_stands_whole_in_its_own_language_and_direction(tmp_path: Path) -> None:
    page = handout(load(small_world(tmp_path)), "ar", NOW)
    assert '<article id="asylum_appeal" lang="en" dir="ltr">' in page
    assert '<article id="safety_emergency" lang="ar" dir="rtl" class="danger">' in page


def test_a_text_cannot_break_out_of_the_page(tmp_path: Path) -> None:
    world = small_world(tmp_path)
    path = world / "intents/asylum/asylum_work.yaml"
    evil = "<script>alert(1)</script> & <b"
    path.write_text(path.read_text("utf-8").replace("May I work?", evil).replace("after some time", evil), "utf-8")
    content = load(world)
    for page in (handout(content, "en", NOW), review(content, "fr")):
        read(page)
        assert "&lt;script&gt;alert(1)" in page


def test_a_withdrawn_answer_is_not_told_on_the_page_either(tmp_path: Path) -> None:
    world = small_world(tmp_path)
    (world / "intents/withdrawn.yaml").write_text(
        "intent:asylum_work: {since: 2026-11-01, by: Ana, why: changed}\n", "utf-8"
    )
    assert "some time" not in handout(load(world), "en", NOW)


def test_the_review_shows_source_and_draft_side_by_side_with_what_is_filled_in(tmp_path: Path) -> None:
    world = small_world(tmp_path)
    page = review(load(world), "fr")
    read(page)
    assert 'infopoint approve fr card:safety_emergency --by "YOUR NAME"' in page.replace("&quot;", '"')
    assert "You may work after some time." in page and "Vous pouvez travailler après un certain temps." in page
    assert '<span class="chip">30 days</span>' in page
    assert page.index("card:safety_emergency") < page.index("intent:asylum_appeal") < page.index("intent:asylum_work")


def test_only_what_waits_has_a_command(tmp_path: Path) -> None:
    page = review(load(small_world(tmp_path)), "ar")
    assert "approve ar soft" in page and "approve ar intent:asylum_work" not in page
    assert "not translated" in page


@pytest.mark.parametrize("code", ["ti", "ar", "de"])
def test_the_review_of_a_real_language_is_whole_and_has_every_text(code: str) -> None:
    ids = set(read(review(library(), code)).ids)
    assert {context for unit in library().units.values() for context, _ in unit.strings} <= ids
