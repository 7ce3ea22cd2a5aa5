"""Updates that Telegram delivers over HTTPS: only with our secret, only so long, answered with 200 when they are kept.

TLS is the proxy's in front. Any number of replicas may listen behind one address. The webhook stays registered when a
process stops: meanwhile Telegram keeps what comes, or another replica takes it.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.channels.serving import BodyError, read_body, serve
from bot.channels.telegram.incoming import ALLOWED_UPDATES
from bot.channels.telegram.intake import BAD_TOKEN, ChannelStoppedError
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.waiting import UNREACHABLE, Backoff, seconds

BODY_BYTES = 1024 * 1024  # a message of 4,096 characters with everything around it takes a tenth of it
CONNECTIONS = 40
LOOK_SECONDS = 60.0
HEADER = "X-Telegram-Bot-Api-Secret-Token"

log = structlog.get_logger(room="telegram")


@dataclass(frozen=True, slots=True)
class WebhookAt:
    """The public address, where this process listens behind it, and the secret that Telegram sends along."""

    url: str
    host: str
    port: int
    secret: str = field(repr=False)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"


class Webhook:
    def __init__(self, bot: Bot, reception: Reception, at: WebhookAt) -> None:
        self._bot = bot
        self._reception = reception
        self._at = at
        self._secret = at.secret.encode()
        self._last_error: object = None
        self.app = Starlette(routes=[Route(at.path, self._receive, methods=["POST"])])
        self.address = ""  # where it listens, once it does

    async def run(self) -> None:
        """Until cancelled. Raises ChannelStoppedError when Telegram refuses the token or the address."""
        listening = asyncio.Event()

        def ready(address: str) -> None:
            self.address = address
            listening.set()

        serving = asyncio.create_task(
            serve(self.app, self._at.host, self._at.port, ready, setting="INFOPOINT_WEBHOOK_LISTEN")
        )
        watching = asyncio.create_task(self._watch(listening))
        try:
            done, _ = await asyncio.wait((serving, watching), return_when=asyncio.FIRST_COMPLETED)
            done.pop().result()
        finally:
            for task in (watching, serving):
                task.cancel()
            await asyncio.gather(watching, serving, return_exceptions=True)

    # ---------------------------------------------------------------- Telegram's side

    async def _watch(self, listening: asyncio.Event) -> None:
        """Register once we listen, then look from time to time how Telegram fares with us."""
        await listening.wait()
        await self._patiently_register()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                info = await self._bot.get_webhook_info()
            except TelegramError as error:
                log.warning("telegram_away", message=UNREACHABLE, reason=type(error).__name__)
                continue
            if info.url != self._at.url:
                log.warning("webhook_moved", message="Somebody removed or moved the webhook; I register it again.")
                await self._patiently_register()
            self._tell_trouble(info)

    async def _patiently_register(self) -> None:
        backoff = Backoff()
        while True:
            try:
                await self._bot.set_webhook(
                    self._at.url,
                    secret_token=self._at.secret,
                    allowed_updates=ALLOWED_UPDATES,
                    max_connections=CONNECTIONS,
                )
                return
            except InvalidToken:
                raise ChannelStoppedError(BAD_TOKEN) from None
            except BadRequest as error:
                raise ChannelStoppedError(
                    f"Telegram refused INFOPOINT_WEBHOOK_URL ({error.message}): it must be an https:// address that "
                    "the internet reaches, on port 443, 80, 88 or 8443."
                ) from None
            except RetryAfter as error:
                await asyncio.sleep(seconds(error))
            except TelegramError as error:
                await backoff.wait(log, "telegram_away", UNREACHABLE, reason=type(error).__name__)

    def _tell_trouble(self, info: WebhookInfo) -> None:
        """Each trouble once, in Telegram's own words about the connection."""
        if info.last_error_date is not None and info.last_error_date != self._last_error:
            self._last_error = info.last_error_date
            log.warning("webhook_trouble", reason=info.last_error_message, waiting=info.pending_update_count)

    # ---------------------------------------------------------------- our side

    async def _receive(self, request: Request) -> Response:
        """Strangers learn nothing, and nothing of theirs is read. What cannot be kept now Telegram brings again."""
        if not self._is_telegram(request):
            return Response(status_code=403)
        try:
            raw = json.loads(await read_body(request, BODY_BYTES))
        except BodyError as error:
            log.error("delivery_refused", reason=str(error))
            return Response(status_code=413)
        except (ValueError, RecursionError):
            log.error("delivery_refused", reason="no JSON")
            return Response(status_code=400)
        try:
            await self._reception.keep([raw])
        except OSError as error:
            log.error("store_away", error=type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    def _is_telegram(self, request: Request) -> bool:
        """Compared in the same time whatever is wrong; one header, not several."""
        given = request.headers.getlist(HEADER)
        told = given[0].encode() if len(given) == 1 else b""
        return hmac.compare_digest(told, self._secret)
