"""Who may talk to the page: the browser on this machine, and nobody who was sent here by another website.

The Host header is checked against DNS rebinding (a stranger's name that suddenly points at this machine), the Origin
header against other websites' scripts. Every response says how little the page may load. Knows no conversation.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
MACHINES = frozenset({"/metrics"})  # read by machines, which know this one by another name
_HOST = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9._-]+))(?::[0-9]{1,5})?")

# Everything comes from this server; nothing may frame the page, and no form, plugin or base address may leave it.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Cache-Control": "no-store",
}


def refused(status: int, *problems: str) -> JSONResponse:
    """The shape of every refusal of this server."""
    return JSONResponse({"problems": list(problems)}, status)


class Guard:
    """ASGI middleware. `listen` is the host that the server listens on."""

    def __init__(self, app: ASGIApp, listen: str) -> None:
        self._app = app
        self._names = THIS_MACHINE | {listen.strip("[]").lower()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        answer = self._refusal(scope) or self._app
        await answer(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        headers = Headers(scope=scope)
        hosts, origin = headers.getlist("host"), headers.get("origin")
        if scope["path"] in MACHINES and "authorization" in headers and origin is None:
            return None  # no browser sends a token by itself, so no stranger's page can
        if len(hosts) != 1 or not self._is_ours(hosts[0], scope):
            known = ", ".join(sorted(self._names))
            return refused(400, f"Host: this page answers under its own address only; open it as one of: {known}")
        if origin is not None and not _same(origin, hosts[0]):
            return refused(403, "Origin: another website may not use this page; open the page itself")
        return None

    def _is_ours(self, host: str, scope: Scope) -> bool:
        """The port is not compared: rebinding changes names, and a container's published port is another one."""
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = (found["v6"] or found["name"]).lower()
        arrived_at = (scope.get("server") or ("", None))[0]  # an address is no name and cannot be rebound
        return name in self._names or name == arrived_at


def _same(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()
