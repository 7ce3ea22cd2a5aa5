"""Who may talk to the page, and how little the page may load."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from bot.channels.preview.server import FILES
from bot.content import load
from tests.conversation import Conversation, client
from tests.worlds import small_world


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Conversation:
    return Conversation(load(small_world(tmp_path_factory.mktemp("content"))))


@pytest.fixture(scope="module")
def page(talk: Conversation) -> Iterator[httpx.Client]:
    with client(talk) as opened:
        yield opened


def host_of(page: httpx.Client) -> str:
    return f"127.0.0.1:{page.base_url.port}"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "10.0.0.1", "a b"]
)
@pytest.mark.parametrize("path", ["/", "/health/live", "/static/page.js"])
def test_a_name_that_was_pointed_at_this_machine_is_refused(page: httpx.Client, host: str, path: str) -> None:
    answered = page.get(path, headers={"Host": host})
    assert answered.status_code == 400
    assert "localhost" in (
        answered.json()["problems"][0] if "json" in answered.headers["content-type"] else "localhost"
    )


@pytest.mark.parametrize(
    "host", ["localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}", "LOCALHOST:{port}", "localhost:9000"]
)
def test_the_names_of_this_machine_are_welcome(page: httpx.Client, host: str) -> None:
    assert page.get("/", headers={"Host": host.format(port=page.base_url.port)}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost", "http://[", "file://"]
)
def test_another_websites_script_is_refused(page: httpx.Client, talk: Conversation, origin: str) -> None:
    before = len(talk.heard)
    answered = page.post("/api/turn", json={"chat": "a", "text": "x"}, headers={"Origin": origin})
    assert (answered.status_code, len(talk.heard)) == (403, before)


def test_the_pages_own_script_is_welcome(page: httpx.Client) -> None:
    answered = page.post(
        "/api/turn", json={"chat": "a", "command": "/menu"}, headers={"Origin": f"http://{host_of(page)}"}
    )
    assert answered.status_code == 200


@pytest.mark.parametrize("path", [*FILES, "/api/page", "/health/ready", "/nothing", "/api/turn"])
def test_every_response_says_how_little_the_page_may_load(page: httpx.Client, path: str) -> None:
    headers = page.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none';")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers
