"""Every address that people are sent to is looked at, a dead one told with its place. Only a local server is asked."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import web
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.content import load
from bot.content.links import links
from bot.ops.reach import reach
from tests.worlds import library, small_world


class Site:
    """A web server with a page for every way in which a page can answer."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.now, self.most = 0, 0
        self.base = ""

    def app(self) -> web.Application:
        made = web.Application()
        made.router.add_route("*", "/{name}", self.answer)
        return made

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(f"{request.method} {request.path}")
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.02)
        self.now -= 1
        match request.match_info["name"]:
            case "moved":
                raise web.HTTPMovedPermanently("/fine")
            case "circle":
                raise web.HTTPFound("/circle")
            case "no-head":
                return web.Response(status=405 if request.method == "HEAD" else 200)
            case "slow":
                await asyncio.sleep(5)
                return web.Response()
            case name:
                return web.Response(status=int(name) if name.isdecimal() else 200)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    found = Site()
    runner = web.AppRunner(found.app(), shutdown_timeout=0)
    await runner.setup()
    server = web.TCPSite(runner, "127.0.0.1", 0)
    await server.start()
    found.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield found
    await runner.cleanup()


@pytest.mark.parametrize(
    ("page", "answer"),
    [
        ("fine", "ok"),
        ("moved", "ok"),
        ("no-head", "ok"),
        ("404", "failed"),
        ("410", "failed"),
        ("500", "failed"),
        ("circle", "failed"),
        ("403", "refused"),
        ("429", "refused"),
        ("slow", "away"),
    ],
)
async def test_what_a_page_answers(site: Site, page: str, answer: str) -> None:
    url = f"{site.base}/{page}"
    assert (await reach([url], pause=0, seconds=0.5))[url].answer == answer


async def test_a_host_is_asked_one_page_at_a_time_and_each_once(site: Site) -> None:
    pages = [f"{site.base}/{name}" for name in ("a", "b", "c", "d")]
    found = await reach([*pages, *pages], pause=0)
    assert list(found) == pages and site.most == 1
    assert site.asked == ["HEAD /a", "HEAD /b", "HEAD /c", "HEAD /d"]


async def test_a_host_that_nobody_answers_for_is_asked_once() -> None:
    pages = [f"http://127.0.0.1:9/{n}" for n in range(50)]
    found = await reach(pages, pause=1)
    assert [one.answer for one in found.values()] == ["away"] * 50


# --------------------------------------------------------------------------- the verb


@pytest.fixture
def served() -> Iterator[Site]:
    """The same site in a thread of its own: the verb runs its own loop."""
    found, loop, ready = Site(), asyncio.new_event_loop(), threading.Event()

    async def begin() -> None:
        runner = web.AppRunner(found.app(), shutdown_timeout=0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        found.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        ready.set()

    loop.create_task(begin())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    assert ready.wait(5)
    yield found
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    content = small_world(tmp_path / "content")
    monkeypatch.setenv("INFOPOINT_CONTENT", str(content))
    monkeypatch.chdir(tmp_path)
    return content


def aim(world: Path, base: str, **pages: str) -> None:
    """All addresses of the small world at the local site; `pages` by the made-up host that they stand for."""
    hosts = ("112", "law", "r", "work", "return")
    for path in world.rglob("*.yaml"):
        text = path.read_text("utf-8").replace("law.example/appeal", "law.example")
        for host in hosts:
            text = text.replace(f"https://{host}.example", f"{base}/{pages.get(f'_{host}', 'fine')}")
        path.write_text(text, "utf-8")


def say(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def test_all_is_well(world: Path, served: Site) -> None:
    aim(world, served.base)
    assert "1 pages were asked; 0 failed, 0 to look at." in say("links").output


def test_a_dead_page_is_told_with_its_place(world: Path, served: Site) -> None:
    aim(world, served.base, _work="404", _return="403")
    found = json.loads(say("links", "--json", code=1).stdout)
    assert [(one["target"].rpartition("/")[2], one["answer"]) for one in found] == [
        ("403", "refused"),
        ("404", "failed"),
    ]
    assert found[1]["places"] == ["intents/asylum/asylum_work.yaml:1"]
    assert "1 failed, 1 to look at." in say("links", code=1).output


def test_a_page_that_refuses_programs_is_no_failure(world: Path, served: Site) -> None:
    aim(world, served.base, _work="403")
    assert "look at it: 403" in say("links").output


def test_without_a_network_only_the_writing_is_checked(world: Path) -> None:
    aim(world, "http://127.0.0.1:9")
    result = say("links")
    assert "no network" in " ".join(result.output.split()) and "no page was asked" in result.output


@pytest.mark.parametrize(
    ("old", "new", "target"),
    [
        ('phone: "+3225198494"', 'phone: "+32251"', "+32251"),
        ("note: Bring", "email: nobody, note: Bring", "nobody"),
        ("note: Bring", "url: www.law.example, note: Bring", "www.law.example"),
    ],
)
def test_what_is_written_wrongly_fails_offline_too(world: Path, old: str, new: str, target: str) -> None:
    path = world / "intents/contacts.yaml"
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    found = json.loads(say("links", "--offline", "--json", code=1).stdout)
    assert [one["target"] for one in found] == [target] and found[0]["places"][0].startswith("intents/contacts.yaml:")


def test_addresses_within_texts_and_translations_are_looked_at(world: Path) -> None:
    path = world / "locales/fr/LC_MESSAGES/answers.po"
    path.write_text(path.read_text("utf-8").replace("Puis-je travailler ?", "[ici](https://fr.example/x)"), "utf-8")
    found = next(link for link in links(load(world)) if link.target == "https://fr.example/x")
    assert found.places[0].startswith("locales/fr/LC_MESSAGES/answers.po:")


def test_contacts_that_are_not_shown_are_not_asked(world: Path) -> None:
    assert "+3225198495" not in {link.target for link in links(load(world))}


def test_the_addresses_of_the_real_content_are_well_written() -> None:
    found = links(library())
    assert len(found) > 300 and [link.target for link in found if not link.well_written] == []
