"""The page's server: its files, health, start and stop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.channels.preview import CannotListenError, preview_app, serve
from bot.channels.preview.server import FILES
from bot.content import Library, load
from bot.messages import Incoming, Reading, Text, Turn
from tests.conversation import NOW, Conversation, client, say
from tests.worlds import ROOT, small_world


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load(small_world(tmp_path_factory.mktemp("content")))


@pytest.fixture(scope="module")
def page(content: Library) -> Iterator[httpx.Client]:
    with client(Conversation(content)) as opened:
        yield opened


def test_health_says_whether_the_trained_matcher_is_in(content: Library) -> None:
    states = iter(["building: 40 %", "trained"])
    with client(Conversation(content), ready=lambda: next(states)) as page:
        assert page.get("/health/live").json() == {"live": True}
        first, second = (page.get("/health/ready") for _ in range(2))
    assert (first.status_code, first.json()["trained"], first.json()["matcher"]) == (200, False, "building: 40 %")
    assert second.json() == {"ready": True, "matcher": "trained", "trained": True}


def test_when_a_turn_cannot_be_made_the_page_is_told_and_the_next_one_works(content: Library) -> None:
    class Away(Conversation):
        async def turn(self, incoming: Incoming) -> tuple[Turn, Reading | None]:
            if incoming.what == Text("fail"):
                raise OSError("the secret path /var/db")
            return await super().turn(incoming)

    with client(Away(content)) as page:
        answered = page.post("/api/turn", json={"chat": "a", "text": "fail"})
        assert (answered.status_code, "/var/db" in answered.text) == (503, False)
        assert "Try again" in answered.json()["problems"][0]
        assert say(page, "a", text="how to appeal")["replies"]


@pytest.mark.parametrize(
    "path", ["/static/../server.py", "/static/%2e%2e/server.py", "/static/server.py", "/page.html", "//etc/passwd"]
)
def test_no_other_file_is_served(page: httpx.Client, path: str) -> None:
    answered = page.get(path)
    assert (answered.status_code, bool(answered.json()["problems"])) == (404, True)


def test_a_wrong_method_is_told(page: httpx.Client) -> None:
    answered = page.get("/api/turn")
    assert (answered.status_code, answered.headers["allow"], bool(answered.json()["problems"])) == (405, "POST", True)


def app_of(turn: Any) -> Any:
    return preview_app(turn, str, clock=lambda: NOW, languages=tuple, ready=lambda: "trained")


async def test_a_port_that_is_taken_gives_one_clear_sentence(content: Library) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListenError, match=rf"127\.0\.0\.1:{port}.*INFOPOINT_LISTEN"):
            await serve(app_of(Conversation(content).turn), "127.0.0.1", port, lambda _: None)


async def test_a_host_that_does_not_exist_gives_one_clear_sentence(content: Library) -> None:
    with pytest.raises(CannotListenError, match=r"INFOPOINT_LISTEN names the host no\.such\.invalid"):
        await serve(app_of(Conversation(content).turn), "no.such.invalid", 0, lambda _: None)


async def test_stopping_finishes_the_turn_under_way_and_frees_the_port(content: Library) -> None:
    began, may_end = asyncio.Event(), asyncio.Event()
    talk = Conversation(content)

    async def slow(incoming: Incoming) -> tuple[Turn, Reading | None]:
        began.set()
        await may_end.wait()
        return await talk.turn(incoming)

    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(app_of(slow), "127.0.0.1", 0, address.set_result))
    async with httpx.AsyncClient(base_url=await address, trust_env=False) as client:
        asking = asyncio.create_task(client.post("/api/turn", json={"chat": "a", "text": "how to appeal"}))
        await began.wait()
        serving.cancel()
        await asyncio.sleep(0.3)
        may_end.set()
        answered = await asking
    assert "How do I appeal?" in answered.text
    with pytest.raises(asyncio.CancelledError):
        await serving
    socket.create_server(("127.0.0.1", int((await address).rsplit(":", 1)[1]))).close()


def test_the_page_names_nothing_from_elsewhere() -> None:
    folder = ROOT / "bot/channels/preview"
    for name, _ in FILES.values():
        text = (folder / name).read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text and "https://" not in text and "//cdn" not in text, name
        assert "innerHTML" not in text, name
