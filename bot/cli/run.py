"""infopoint run: the preview page, and Telegram when there is a token. One process, one command."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Coroutine
from typing import Any

import typer

from bot.app import Infopoint, Lanes
from bot.channels.preview import CannotListenError, Figures, health_app, preview_app, serve
from bot.channels.preview.gate import Gate
from bot.channels.telegram import ChannelStoppedError, Presentation, TelegramChannel, WebhookAt, decode
from bot.cli import wiring
from bot.cli.background import in_background
from bot.cli.reload import reload_on_change
from bot.cli.watch import Watch
from bot.content import Library
from bot.dialogue.presentation import present
from bot.matching import Understanding
from bot.ops import log as logs
from bot.ops.metrics import CONTENT_TYPE
from bot.settings import Settings

PURGE_SECONDS = 3600.0
FAILED = 3
log = logs.get_log("start")


def run(
    delete_webhook: bool = typer.Option(
        False, "--delete-webhook", help="Remove the webhook that Telegram has for this bot, then fetch updates."
    ),
) -> None:
    """Start Infopoint: the preview page, and Telegram when INFOPOINT_TELEGRAM_TOKEN is set."""
    settings = wiring.settings_or_exit()
    logs.set_up(settings.log_format)
    wiring.controller_or_exit(settings)
    library = wiring.library_or_exit(settings.content)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        code = runner.run(_serve(settings, library, delete_webhook=delete_webhook))
    raise typer.Exit(code)


def _loop_factory() -> Any:
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


async def _serve(settings: Settings, library: Library, *, delete_webhook: bool) -> int:
    """Until a signal or a fatal problem; hands back the exit code."""
    stopping = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    store = await wiring.open_store(settings)
    quick = await in_background(lambda: Understanding.quick(library))
    app = Infopoint(library, quick, store, house=wiring.house(settings))
    watch = Watch(app, "off" if settings.telegram_token is None else "connecting")
    parts = [asyncio.create_task(part) for part in _parts(app, settings, watch, delete_webhook=delete_webhook)]
    training = asyncio.create_task(wiring.train_and_swap(app, settings))
    parts.append(asyncio.create_task(reload_on_change(app, settings, watch, after=training)))
    training.add_done_callback(_tell_failure)
    stop = asyncio.create_task(stopping.wait())
    await asyncio.wait([stop, *parts], return_when=asyncio.FIRST_COMPLETED)
    ended = [part for part in parts if part.done()]
    for task in (stop, training, *parts):
        task.cancel()
    await asyncio.gather(stop, training, *parts, return_exceptions=True)
    await store.close()
    return max(map(_verdict, ended), default=0)


def _parts(
    app: Infopoint, settings: Settings, watch: Watch, *, delete_webhook: bool
) -> list[Coroutine[Any, Any, None]]:
    """The page is for staff beside a bot that fetches; where Telegram delivers, only the health of it is shown."""
    page = _page(app, settings, watch) if settings.webhook_url is None else _health(app, settings, watch)
    parts = [page, _housekeeping(app)]
    if settings.telegram_token is None:
        log.info("no_telegram", hint="INFOPOINT_TELEGRAM_TOKEN is not set: the page alone is served")
    else:
        token = settings.telegram_token.get_secret_value()
        parts.append(_telegram(app, settings, token, watch=watch, delete_webhook=delete_webhook))
    return parts


async def _page(app: Infopoint, settings: Settings, watch: Watch) -> None:
    host, port = settings.address

    def started(address: str) -> None:
        typer.echo(f"Infopoint is ready. Preview page: {address}")

    page = preview_app(
        app.turn,
        lambda chat: app.store.vault.chat_key("preview", chat),
        clock=app.clock,
        languages=lambda: list(app.library.languages.values()),
        ready=lambda: _matcher(app),
        listen=host,
        figures=_figures(settings, watch),
    )
    await serve(page, host, port, started)


async def _health(app: Infopoint, settings: Settings, watch: Watch) -> None:
    host, port = settings.address

    def started(address: str) -> None:
        typer.echo(f"Infopoint is ready. Health: {address}/health/ready")

    health = health_app(ready=lambda: _matcher(app), listen=host, figures=_figures(settings, watch))
    await serve(health, host, port, started)


def _figures(settings: Settings, watch: Watch) -> Figures:
    gate = Gate(settings.address[0], settings.admin_token_hash)
    return Figures(watch.ready, watch.metrics, gate, CONTENT_TYPE)


def _matcher(app: Infopoint) -> str:
    return "trained" if app.trained else "quick"


def _webhook(app: Infopoint, settings: Settings) -> WebhookAt | None:
    if settings.webhook_url is None:
        return None
    return WebhookAt(settings.webhook_url, *settings.webhook_address, app.store.vault.webhook_secret)


async def _telegram(app: Infopoint, settings: Settings, token: str, *, watch: Watch, delete_webhook: bool) -> None:
    def started(name: str) -> None:
        watch.telegram = "serving"
        typer.echo(f"Infopoint answers on Telegram as @{name}.")

    channel = TelegramChannel(
        token,
        settings.telegram_api,
        inbox=app.store,
        outbox=app.store,
        chat_key=lambda address: app.store.vault.chat_key("telegram", address),
        presentations=presentations(app.library),
        clock=app.clock,
        webhook=_webhook(app, settings),
        delete_webhook=delete_webhook,
    )
    await channel.run(Lanes(app, decode), started)


def presentations(library: Library) -> list[Presentation]:
    """Commands and descriptions a language; the one without a language is for everybody else."""
    spoken = [code for code in library.languages if library.has_interface(code)]
    return [Presentation(None, *present(library, "en")), *(Presentation(c, *present(library, c)) for c in spoken)]


async def _housekeeping(app: Infopoint) -> None:
    while True:
        try:
            await app.store.purge()
        except OSError as error:
            log.error("not_purged", error=type(error).__name__, next_try_s=PURGE_SECONDS)
        await asyncio.sleep(PURGE_SECONDS)


def _verdict(part: asyncio.Task[None]) -> int:
    """Why a part stopped, in one sentence for the operator."""
    error = None if part.cancelled() else part.exception()
    if isinstance(error, ChannelStoppedError | CannotListenError):
        wiring.errors.print(str(error), highlight=False, markup=False)
        return FAILED
    if error is not None:
        raise error
    return 0


def _tell_failure(training: asyncio.Task[None]) -> None:
    """Without the trained matcher the quick one goes on answering; the operator must know."""
    if not training.cancelled() and (error := training.exception()) is not None:
        log.error("training_failed", error=type(error).__name__, message=str(error))
