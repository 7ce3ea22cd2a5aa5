"""python-telegram-bot's HTTP over aiohttp: its own pool takes two thirds of a bot's time.

The bot's token stands in every URL and people's words in every body, so errors carry neither.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 64
SECONDS = 20.0
JSON = {
    "Content-Type": "application/json"
}  # a form would be quoted byte by byte, three for each letter of most scripts


class AiohttpRequest(BaseRequest):
    """One connection pool. `read_timeout` in seconds; a long poll passes its own."""

    def __init__(self, *, read_timeout: float = SECONDS, connections: int = CONNECTIONS) -> None:
        self._read_timeout = read_timeout
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = None,
        write_timeout: ODVInput[float] = None,
        connect_timeout: ODVInput[float] = None,
        pool_timeout: ODVInput[float] = None,
    ) -> tuple[int, bytes]:
        """Raises TimedOut and NetworkError, without a cause: aiohttp's own errors quote the URL."""
        if self._session is None:
            raise NetworkError("the connection pool is not open")
        seconds = read_timeout if isinstance(read_timeout, int | float) else self._read_timeout
        timeout = aiohttp.ClientTimeout(total=seconds, connect=SECONDS)
        data = json.dumps(request_data.json_parameters).encode() if request_data else None
        try:
            async with self._session.request(
                method,
                url,
                data=data,
                headers=JSON if data else None,
                timeout=timeout,
                proxy=_proxy_of(url),
                allow_redirects=False,
            ) as response:
                status, body = response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None
        if not 200 <= status <= 299:
            _answer(body)  # a proxy's error page is trouble on the way, not Telegram's "no"
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As the library's own, but a broken answer is not written into the log: people's words may stand in it."""
        answer = _answer(payload)
        if answer["ok"] and "result" not in answer:
            raise NetworkError("an answer without a result")
        return answer


def _proxy_of(url: str) -> str | None:
    """As the environment has it, asked once a server: aiohttp's own way goes through a thread at every request."""
    scheme, _, rest = url.partition("://")
    return _proxy(scheme, rest.partition("/")[0])


@lru_cache(maxsize=16)
def _proxy(scheme: str, host: str) -> str | None:
    return None if proxy_bypass(host) else getproxies().get(scheme)


def _answer(payload: bytes) -> dict[str, Any]:
    """What Telegram said. NetworkError when somebody else spoke."""
    try:
        answer = json.loads(payload.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise NetworkError("an answer that is no JSON") from None
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        raise NetworkError("an answer that is not Telegram's")
    return answer
