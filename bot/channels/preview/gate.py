"""Who may see the figures: anybody on this machine, and from elsewhere whoever has the token.

Only a slow hash of the token is known here (argon2id). Wrong tokens are tried one after the other, each with a longer
wait than the one before; whoever has the right one does not wait for them.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.channels.preview.guard import THIS_MACHINE, refused

FIRST_WAIT, LONGEST_WAIT = 0.25, 8.0  # seconds
QUEUE = 8  # wrong tokens that may wait at once; more are sent away unread


def new_token() -> tuple[str, str]:
    """A token, to be given to who reads the figures, and its hash, to be set here."""
    token = secrets.token_urlsafe(32)
    return token, PasswordHasher().hash(token)


class Gate:
    """`listen` is the host that the server listens on: one of this machine's own names lets nobody else in."""

    def __init__(self, listen: str, token_hash: str | None) -> None:
        self._at_home = listen.strip("[]").lower() in THIS_MACHINE
        self._hash = token_hash
        self._known = b""  # a fast digest of the right token, once it was seen: in memory alone
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._failures = 0

    async def refusal(self, request: Request) -> JSONResponse | None:
        """None for whoever may come in."""
        if self._hash is None:
            if self._at_home:
                return None
            return refused(
                403, "set INFOPOINT_ADMIN_TOKEN_HASH (`infopoint admin-token` makes one), or listen on 127.0.0.1"
            )
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token and await self._is_right(token):
            return None
        response = refused(401, "Authorization: the admin token is needed, as `Bearer <token>`")
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    async def _is_right(self, token: str) -> bool:
        digest = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        if self._known and hmac.compare_digest(digest, self._known):
            return True
        if self._waiting >= QUEUE:
            return False
        self._waiting += 1
        try:
            async with self._turn:
                return await self._tried(token, digest)
        finally:
            self._waiting -= 1

    async def _tried(self, token: str, digest: bytes) -> bool:
        if await asyncio.to_thread(self._matches, token):
            self._known, self._failures = digest, 0
            return True
        await asyncio.sleep(min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(self._failures, 10)))
        self._failures += 1
        return False

    def _matches(self, token: str) -> bool:
        try:
            return PasswordHasher().verify(self._hash or "", token)
        except (VerificationError, InvalidHashError):
            return False
