"""An HTTP server inside the process: it says where it listens, leaves signals alone and stops in good order.

Knows nothing of what it serves.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager

import uvicorn
from starlette.requests import Request
from starlette.types import ASGIApp

STOP_SECONDS = 5
BODY_SECONDS = 10.0


class BodyError(Exception):
    """The body of a request cannot be taken. The message says why."""


async def read_body(request: Request, most: int) -> bytes:
    """Raises BodyError when it is longer than `most` bytes or too slow."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise BodyError(f"is longer than {most} bytes")
    except TimeoutError as error:
        raise BodyError(f"did not arrive within {BODY_SECONDS:.0f} seconds") from error
    return bytes(body)


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


async def serve(
    app: ASGIApp, host: str, port: int, ready_callback: Callable[[str], None], *, setting: str = "INFOPOINT_LISTEN"
) -> None:
    """Serve until cancelled; requests under way are finished first.

    `ready_callback` gets the address, with the real port when `port` was 0. Raises CannotListenError, which names the
    setting that the address comes from.
    """
    listener = await _listen(host, port, setting)
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


async def _listen(host: str, port: int, setting: str) -> socket.socket:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, _, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        return socket.create_server((address[0], port), family=family, backlog=128)
    except socket.gaierror as error:
        raise CannotListenError(f"{setting} names the host {host}, which this machine does not know.") from error
    except OSError as error:
        raise CannotListenError(
            f"Cannot listen on {host}:{port} ({error.strerror}): stop what uses it, or set {setting} to another "
            f"address, such as 127.0.0.1:{port + 1 if port < 65535 else 8080}."
        ) from error
