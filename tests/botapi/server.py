"""The HTTP side: /bot<token>/<method>, long polling with Telegram's offsets, and faults on demand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from tests.botapi.about import About
from tests.botapi.chats import Chat, Shown
from tests.botapi.deliveries import Deliveries
from tests.botapi.faults import Fault, Faults, RefusalError
from tests.botapi.people import Group, Person

TOKEN = "123456789:TEST-token_that-looks-like-a-real-one"
OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
OLD_QUERY = "Bad Request: query is too old and response timeout expired or query ID is invalid"
Method = Callable[[dict[str, str]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    params: dict[str, str]
    at: float = 0.0  # seconds of the loop's clock


class BotApi(Faults, About):
    """Everything that Telegram knows about one bot. Start it with `async with`."""

    def __init__(self, *, token: str = TOKEN, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        Faults.__init__(self)
        About.__init__(self)
        self.token = token
        self.clock = clock
        self.me = {"id": 123456789, "is_bot": True, "first_name": "Infopoint", "username": "infopoint_test_bot"}
        self.chats: dict[int, Chat] = {}
        self.calls: list[Call] = []
        self.waiting: list[dict[str, Any]] = []  # updates that are not confirmed
        self.confirmed = 0  # the highest id that is
        self.webhook = Deliveries(lambda: self.waiting, self._confirm)
        self.queries: dict[str, bool] = {}  # presses, and whether they were acknowledged
        self.url = ""
        self._next_update = 1001
        self._allowed: list[str] | None = None
        self._poll: asyncio.Future[None] | None = None
        self._news = asyncio.Condition()

    async def __aenter__(self) -> BotApi:
        app = web.Application(client_max_size=2**22)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = "http://{}:{}".format(*self._runner.addresses[0][:2])
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.webhook.stop()
        await self._runner.cleanup()

    # ------------------------------------------------------------ people and what they do

    def person(self, *, language: str | None = "en", number: int | None = None) -> Person:
        number = number or 5000 + len(self.chats)
        user = {"id": number, "is_bot": False, "first_name": "Nobody", "last_name": "Special", "username": "nobody"}
        return Person(self, self._chat(number), user | ({"language_code": language} if language else {}))

    def group(self, *, number: int = -100500) -> Group:
        return Group(self, self._chat(number), {"id": 77, "is_bot": False, "first_name": "Somebody"}, "supergroup")

    def push(self, kind: str, content: dict[str, Any]) -> int:
        """An update for the bot, unless the bot said that it does not want this kind."""
        update_id, self._next_update = self._next_update, self._next_update + 1
        if not self._allowed or kind in self._allowed:
            self.push_raw({"update_id": update_id, kind: content})
        return update_id

    def push_raw(self, update: Any) -> None:
        """Anything at all, also what is no update."""
        self.waiting.append(update)
        self.webhook.news.set()
        asyncio.get_running_loop().create_task(self._tell())

    def new_query(self) -> str:
        query = f"query-{len(self.queries)}"
        self.queries[query] = False
        return query

    # ------------------------------------------------------------ what a test asks

    @property
    def seconds(self) -> int:
        return int(self.clock().timestamp())

    def called(self, method: str) -> list[dict[str, str]]:
        return [call.params for call in self.calls if call.method == method]

    async def until(self, holds: Callable[[], bool], *, seconds: float = 5.0) -> None:
        """Waits till it holds, looking whenever something happened here."""
        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(holds), seconds)
            except TimeoutError:
                raise AssertionError("waited in vain") from None

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    # ------------------------------------------------------------ HTTP

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _json(RefusalError(401, "Unauthorized"))
        is_json = request.content_type == "application/json"
        sent = json.loads(await request.read() or b"{}") if is_json else await request.post()
        params = {name: _as_text(value) for name, value in {**request.query, **sent}.items()}
        self.calls.append(Call(method, params, asyncio.get_running_loop().time()))
        chat = params.get("chat_id", "")
        fault = self.take(method, int(chat) if chat.lstrip("-").isdecimal() else None)
        await self._tell()
        if fault is not None and not fault.after and fault.kind != "hang":
            return _happen(fault, request)
        if fault is not None:
            await asyncio.sleep(fault.seconds)
        answer = await self._answer(method, params)
        await self._tell()
        return _happen(fault, request) if fault is not None and fault.after else _json(answer)

    async def _answer(self, method: str, params: dict[str, str]) -> Any:
        call: Method | None = getattr(self, f"_{method}", None)
        try:
            return RefusalError(404, "Not Found") if call is None else await call(params)
        except RefusalError as refusal:
            return refusal
        except (KeyError, ValueError) as error:
            return RefusalError(400, f"Bad Request: {error}")

    # ------------------------------------------------------------ methods

    async def _getMe(self, _: dict[str, str]) -> Any:  # noqa: N802 - named as Telegram's
        return self.me

    async def _getUpdates(self, params: dict[str, str]) -> Any:  # noqa: N802
        if self.webhook.url:
            raise RefusalError(409, WEBHOOK_SET)
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(RefusalError(409, OTHER_POLLER))
        mine = self._poll = asyncio.get_running_loop().create_future()
        if "allowed_updates" in params:
            self._allowed = json.loads(params["allowed_updates"])
        offset, limit = int(params.get("offset", 0)), int(params.get("limit", 100))
        if offset > 0:
            self.waiting = [one for one in self.waiting if _number(one) >= offset]
            self.confirmed = max(self.confirmed, offset - 1)
            await self._tell()
        arrived = asyncio.create_task(self.until(lambda: bool(self.waiting), seconds=float(params.get("timeout", 0))))
        try:
            await asyncio.wait({arrived, mine}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrived.cancel()
            mine.cancel()  # of no effect on one that the next poller ended
            await asyncio.gather(arrived, return_exceptions=True)
        if not mine.cancelled():
            mine.result()
        return self.waiting[:limit]

    async def _setWebhook(self, params: dict[str, str]) -> Any:  # noqa: N802
        if not params["url"].startswith("https://"):
            raise RefusalError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self._allowed = json.loads(params["allowed_updates"])
        self.webhook.start(params["url"], params.get("secret_token", ""))
        return True

    async def _deleteWebhook(self, _: dict[str, str]) -> Any:  # noqa: N802
        await self.webhook.stop()
        return True

    async def _getWebhookInfo(self, _: dict[str, str]) -> Any:  # noqa: N802
        waiting = len(self.waiting)
        return {"url": self.webhook.url, "has_custom_certificate": False, "pending_update_count": waiting}

    async def _sendMessage(self, params: dict[str, str]) -> Any:  # noqa: N802
        chat = self._known(params)
        return self._told(chat, chat.send(params, self.seconds))

    async def _editMessageText(self, params: dict[str, str]) -> Any:  # noqa: N802
        chat = self._known(params)
        return self._told(chat, chat.edit(params))

    async def _deleteMessage(self, params: dict[str, str]) -> Any:  # noqa: N802
        chat, number = self._known(params), int(params["message_id"])
        if chat.message(number) is None:
            raise RefusalError(400, "Bad Request: message to delete not found")
        chat.delete([number], self.seconds)
        return True

    async def _deleteMessages(self, params: dict[str, str]) -> Any:  # noqa: N802
        numbers = json.loads(params["message_ids"])
        if not 1 <= len(numbers) <= 100:
            raise RefusalError(400, "Bad Request: there must be 1 to 100 message identifiers")
        self._known(params).delete(numbers, self.seconds)
        return True

    async def _answerCallbackQuery(self, params: dict[str, str]) -> Any:  # noqa: N802
        if params["callback_query_id"] not in self.queries:
            raise RefusalError(400, OLD_QUERY)
        self.queries[params["callback_query_id"]] = True
        return True

    def _confirm(self, update: Any) -> None:
        self.waiting.remove(update)
        self.confirmed = max(self.confirmed, _number(update))
        asyncio.get_running_loop().create_task(self._tell())

    def _chat(self, number: int) -> Chat:
        return self.chats.setdefault(number, Chat(number))

    def _known(self, params: dict[str, str]) -> Chat:
        try:
            return self.chats[int(params["chat_id"])]
        except KeyError:
            raise RefusalError(400, "Bad Request: chat not found") from None

    def _told(self, chat: Chat, one: Shown) -> dict[str, Any]:
        kind = "private" if chat.private else "supergroup"
        return {"message_id": one.id, "date": one.at, "chat": {"id": chat.id, "type": kind}, "text": one.text}


def _number(update: Any) -> int:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else 0


def _as_text(value: object) -> str:
    """In a JSON body a value may be written as it is, or as a text of itself."""
    return value if isinstance(value, str) else json.dumps(value)


def _json(answer: Any) -> web.Response:
    if isinstance(answer, RefusalError):
        return web.json_response(answer.body, status=answer.code)
    return web.json_response({"ok": True, "result": answer})


def _happen(fault: Fault, request: web.Request) -> web.Response:
    if fault.kind == "reset" and request.transport is not None:
        request.transport.abort()
    if fault.kind == "garbage":
        return web.Response(body=fault.body, status=fault.status)
    return _json(fault.refusal)
