"""Long work beside the event loop that does not hold up the end of the process, as the loop's own threads would."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

T = TypeVar("T")


async def in_background(work: Callable[[], T]) -> T:
    """The result of `work`, or what it raises. When nobody waits any more it is left to end with the process."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def settle(set_outcome: Callable[[], None]) -> None:
        if not outcome.done():
            set_outcome()

    def run() -> None:
        try:
            set_outcome = partial(outcome.set_result, work())
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            set_outcome = partial(outcome.set_exception, error)
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, set_outcome)

    threading.Thread(target=run, name="training", daemon=True).start()
    return await outcome
