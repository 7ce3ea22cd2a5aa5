"""The preview page over HTTP: five fixed routes, one file each for structure, looks and behaviour.

The page speaks the JSON of `api`; who may speak it is decided by `guard`. The shell hands in what makes a turn.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.preview.api import BadRequestError, page_json, read_request, to_incoming, to_json
from bot.channels.preview.gate import Gate
from bot.channels.preview.guard import Guard, refused
from bot.channels.serving import BodyError, read_body
from bot.content.models import Language
from bot.messages import Incoming, Reading, Turn

BODY_BYTES = 64 * 1024
FILES = {
    "/": ("page.html", "text/html"),
    "/static/page.css": ("page.css", "text/css"),
    "/static/page.js": ("page.js", "text/javascript"),
    "/static/bubbles.js": ("bubbles.js", "text/javascript"),
    "/static/why.js": ("why.js", "text/javascript"),
    "/static/icon.svg": ("icon.svg", "image/svg+xml"),
}

log = structlog.get_logger(room="preview")


@dataclass(frozen=True, slots=True)
class Figures:
    """What an operator may see: `ready` says what works, `metrics` gives the figures to whom `gate` lets in."""

    ready: Callable[[], Awaitable[dict[str, Any]]]
    metrics: Callable[[], Awaitable[bytes]]
    gate: Gate
    media_type: str


TakeTurn = Callable[[Incoming], Awaitable[tuple[Turn, Reading | None]]]


def preview_app(
    turn: TakeTurn,
    chat_key: Callable[[str], str],
    *,
    clock: Callable[[], datetime],
    languages: Callable[[], Sequence[Language]],
    ready: Callable[[], str],
    listen: str = "127.0.0.1",
    figures: Figures | None = None,
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

    routes: list[BaseRoute] = [_file(path, *file) for path, file in FILES.items()]
    routes += [
        Route("/api/turn", take_turn, methods=["POST"]),
        Route("/api/page", page),
        *_health(ready, figures),
    ]
    return _guarded(routes, listen)


def health_app(*, ready: Callable[[], str], listen: str = "127.0.0.1", figures: Figures | None = None) -> Starlette:
    """Without the page: for a service whose people are all on the phone."""
    return _guarded(_health(ready, figures), listen)


def _guarded(routes: Sequence[BaseRoute], listen: str) -> Starlette:
    guard = Middleware(Guard, listen=listen)
    return Starlette(routes=routes, middleware=[guard], exception_handlers={HTTPException: _http_problem})


def _health(ready: Callable[[], str], figures: Figures | None) -> list[BaseRoute]:
    async def live(_: Request) -> Response:
        return JSONResponse({"live": True})

    async def is_ready(_: Request) -> Response:
        if figures is not None:
            state = await figures.ready()
            return JSONResponse(state, 200 if state["ready"] else 503)
        matcher = ready()
        return JSONResponse({"ready": True, "matcher": matcher, "trained": matcher == "trained"})

    async def metrics(request: Request) -> Response:
        assert figures is not None
        refusal = await figures.gate.refusal(request)
        return refusal or Response(await figures.metrics(), media_type=figures.media_type)

    routes: list[BaseRoute] = [Route("/health/live", live), Route("/health/ready", is_ready)]
    return [*routes, Route("/metrics", metrics)] if figures is not None else routes


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
    try:
        return await read_body(request, BODY_BYTES)
    except BodyError as error:
        raise BadRequestError([f"body: {error}"]) from error
