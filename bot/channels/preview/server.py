"""The preview page over HTTP: five fixed routes, one file each for structure, looks and behaviour, and an honest stop.

The page speaks the JSON of `api`; who may speak it is decided by `guard`. The shell hands in what makes a turn.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib.resources import files

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from bot.channels.preview.api import BadRequestError, page_json, read_request, to_incoming, to_json
from bot.channels.preview.guard import Guard, refused
from bot.content.models import Language
from bot.messages import Incoming, Reading, Turn

BODY_BYTES = 64 * 1024
BODY_SECONDS = 10.0
STOP_SECONDS = 5
FILES = {
    "/": ("page.html", "text/html"),
    "/static/page.css": ("page.css", "text/css"),
    "/static/page.js": ("page.js", "text/javascript"),
    "/static/bubbles.js": ("bubbles.js", "text/javascript"),
    "/static/why.js": ("why.js", "text/javascript"),
    "/static/icon.svg": ("icon.svg", "image/svg+xml"),
}

log = structlog.get_logger(room="preview")
TakeTurn = Callable[[Incoming], Awaitable[tuple[Turn, Reading | None]]]


def preview_app(
    turn: TakeTurn,
    chat_key: Callable[[str], str],
    *,
    clock: Callable[[], datetime],
    languages: Callable[[], Sequence[Language]],
    ready: Callable[[], str],
    listen: str = "127.0.0.1",
) -> Starlette:
    """The page and its API.

    `ready` says "trained" when the trained matcher answers, else in a few words what is under way. `listen` is the host
    that the server listens on; the page answers under it and under the names of this machine alone.
    """

    async def take_turn(request: Request) -> Response:
        try:
            asked = read_request(await _body(request))
        except BadRequestError as error:
            return refused(400, *error.problems)
        # The prefix keeps a page's chat apart from every chat of the phone: nobody can type another's number here.
        incoming = to_incoming(asked, chat_key(f"page:{asked.chat}"), clock())
        try:
            made, reading = await turn(incoming)
        except Exception as error:  # noqa: BLE001 - whatever is away, the page gets a sentence and the server goes on
            log.error("turn_failed", error=type(error).__name__)
            return refused(503, "Infopoint could not answer just now; nothing was kept. Try again in a moment.")
        return JSONResponse(to_json(made, reading))

    async def page(_: Request) -> Response:
        return JSONResponse(page_json(languages()))

    async def live(_: Request) -> Response:
        return JSONResponse({"live": True})

    async def is_ready(_: Request) -> Response:
        matcher = ready()
        return JSONResponse({"ready": True, "matcher": matcher, "trained": matcher == "trained"})

    routes: list[BaseRoute] = [_file(path, *file) for path, file in FILES.items()]
    routes += [
        Route("/api/turn", take_turn, methods=["POST"]),
        Route("/api/page", page),
        Route("/health/live", live),
        Route("/health/ready", is_ready),
    ]
    guard = Middleware(Guard, listen=listen)
    return Starlette(routes=routes, middleware=[guard], exception_handlers={HTTPException: _http_problem})


def _file(path: str, name: str, media_type: str) -> Route:
    """Read once: a route serves this file and can serve no other."""
    content = (files("bot.channels.preview") / name).read_bytes()

    async def serve_file(_: Request) -> Response:
        return Response(content, media_type=media_type)

    return Route(path, serve_file)


async def _http_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = refused(error.status_code, f"{error.detail}; see docs/preview-api.md for what is here")
    response.headers.update(error.headers or {})
    return response


async def _body(request: Request) -> bytes:
    """The body of a JSON request. Raises BadRequestError when it is something else, too long or too slow."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise BadRequestError(["Content-Type: must be application/json"])
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > BODY_BYTES:
                    raise BadRequestError([f"body: is longer than {BODY_BYTES} bytes"])
    except TimeoutError as error:
        raise BadRequestError([f"body: did not arrive within {BODY_SECONDS:.0f} seconds"]) from error
    return bytes(body)


# --------------------------------------------------------------------------- running it


class CannotListenError(Exception):
    """The address cannot be listened on; the message says why and what to do."""


class _Server(uvicorn.Server):
    """Leaves signals to the process, and says when it listens."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._listening()


async def serve(app: ASGIApp, host: str, port: int, ready_callback: Callable[[str], None]) -> None:
    """Serve until cancelled; requests under way are finished first.

    `ready_callback` gets the address, with the real port when `port` was 0. Raises CannotListenError.
    """
    listener = await _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    server = _Server(config, lambda: ready_callback(address))
    running = asyncio.create_task(server.serve([listener]))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        server.should_exit = True
        await running
        raise
    finally:
        listener.close()


async def _listen(host: str, port: int) -> socket.socket:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, _, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        return socket.create_server((address[0], port), family=family, backlog=128)
    except socket.gaierror as error:
        raise CannotListenError(f"INFOPOINT_LISTEN names the host {host}, which this machine does not know.") from error
    except OSError as error:
        raise CannotListenError(
            f"Cannot listen on {host}:{port} ({error.strerror}): stop what uses it, or set INFOPOINT_LISTEN to another "
            f"address, such as 127.0.0.1:{port + 1 if port < 65535 else 8080}."
        ) from error
