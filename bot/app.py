"""The shell round the core: one turn on one screen, and the lanes that work through what arrived.

Holds the live library and the live understanding, which are swapped whole. Knows no channel: a channel hands in what
it needs to turn an inbox row into an `Incoming`.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from bot.content import Library
from bot.dialogue import apology, respond, text_in
from bot.messages import Arrival, House, Incoming, Press, Reading, Session, Turn
from bot.ops.log import get_log
from bot.ops.metrics import Metrics
from bot.ops.turns import TurnLog
from bot.store import Step, Store, StoreAwayError

REMEMBERED = 512  # readings of texts, in memory alone
LANES = 96  # chats answered at the same time
IDLE_SECONDS = 1.0
AGAIN_SECONDS = 1.0

log = get_log("app")


class Understands(Protocol):
    """What the shell needs of `matching.understand`: a pure reading of one text."""

    def read(self, text: str, *, hint: str | None = None) -> Reading: ...


class Infopoint:
    """One running Infopoint. `library` and `understanding` may be swapped between two turns."""

    def __init__(
        self,
        library: Library,
        understanding: Understands,
        store: Store,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        house: House | None = None,
    ) -> None:
        self.library = library
        self.house = house or House()
        self.understanding = understanding
        self.store = store
        self.clock = clock
        self.metrics = Metrics()
        self._turns = TurnLog(log)
        self.trained = False  # whether the trained matcher is in, or the quick one still answers
        self._known: OrderedDict[tuple[Understands, str, str | None], Reading] = OrderedDict()

    def swap(self, library: Library, understanding: Understands) -> None:
        """From the next turn on; a turn under way keeps what it began with."""
        self.library, self.understanding, self.trained = library, understanding, True
        self._known.clear()

    async def read(self, incoming: Incoming) -> Reading | None:
        """What a text means: slow, without session or lock, off the event loop. None when there is no text.

        What many people write ("hello") is read once; the way to a thread and back costs more than all the rest.
        """
        text = text_in(incoming)
        if text is None:
            return None
        key = (self.understanding, text, incoming.hint)
        known = self._known.get(key)
        if known is None:
            known = await asyncio.to_thread(self.understanding.read, text, hint=incoming.hint)
            self._known[key] = known
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return known

    async def turn(self, incoming: Incoming) -> tuple[Turn, Reading | None]:
        """A whole step for a channel that takes the replies itself (the page, the terminal)."""
        started = time.perf_counter()
        reading = await self.read(incoming)
        step = await self.store.take(
            incoming.chat, lambda step: step.finish(self.answer(incoming, reading, step.session))
        )
        assert step.turn is not None
        self.tell(step.turn, started)
        return step.turn, reading

    def tell(self, turn: Turn, started: float) -> None:
        """What operators see of a turn: a line of the log and figures, never whose it was."""
        seconds, now = time.perf_counter() - started, self.clock()
        self._turns.line(turn, seconds=seconds, content=self.library.digest, today=now.date())
        self.metrics.observe(turn, seconds, now)

    def answer(self, incoming: Incoming, reading: Reading | None, session: Session) -> Turn:
        """`respond` with a floor under it: whatever goes wrong inside, the person gets an honest line with 112."""
        now = self.clock()
        try:
            return respond(incoming, reading, session, self.library, now, house=self.house)
        except Exception as error:  # noqa: BLE001 - a person in danger must not meet silence because of our bug
            log.error("respond_failed", error=type(error).__name__, where=where(error))
            return apology(incoming, session, self.library, now)


class Lanes:
    """Works through the inbox: chats side by side, each chat in order, every step one transaction."""

    def __init__(self, app: Infopoint, decode: Callable[[Arrival], Incoming]) -> None:
        self._app = app
        self._decode = decode  # raises ValueError on a payload that cannot be read
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._stopping = False

    def stop(self) -> None:
        """Answer what has arrived, then end."""
        self._stopping = True
        self._app.store.wake()

    async def run(self) -> None:
        """Until `stop`. A store that is away is waited for, and nothing is lost. Cancelled, it lets go at once."""
        try:
            while True:
                found = await self._look()
                for arrival in found:
                    self._busy[arrival.chat] = asyncio.create_task(self._lane(arrival))
                if not found:
                    if self._stopping and not self._busy:
                        return
                    await self._app.store.wait_for_arrivals(IDLE_SECONDS)
        finally:
            tasks = list(self._busy.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _look(self) -> list[Arrival]:
        try:
            return await self._app.store.next_arrivals(sorted(self._busy), LANES - len(self._busy))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the inbox, the lanes must outlive it
            log.error("store_away", error=type(error).__name__, where=where(error))
            await asyncio.sleep(AGAIN_SECONDS)
            return []

    async def _lane(self, arrival: Arrival) -> None:
        try:
            await self._step_or_set_aside(arrival)
        except Exception as error:  # noqa: BLE001 - the row is still there and is taken up again in a moment
            log.error("store_away", error=type(error).__name__, where=where(error))
            await asyncio.sleep(AGAIN_SECONDS)
        finally:
            del self._busy[arrival.chat]
            self._app.store.wake()

    async def _step_or_set_aside(self, arrival: Arrival) -> None:
        try:
            await self._step(arrival)
        except StoreAwayError:
            raise  # not the fault of this update: it is no attempt
        except Exception as error:  # noqa: BLE001 - one poisoned update must not stop the others
            log.error("step_failed", error=type(error).__name__, where=where(error))
            if not await self._app.store.try_again(arrival.update_id, AGAIN_SECONDS):
                await self._give_up(arrival)

    async def _step(self, arrival: Arrival) -> None:
        started = time.perf_counter()
        incoming = self._decode(arrival)
        reading = await self._app.read(incoming)
        pressed = incoming.what.message_id if isinstance(incoming.what, Press) else None

        def decide(step: Step) -> None:
            if step.fresh:
                turn = self._app.answer(incoming, reading, step.session)
                step.finish(turn, address=arrival.address, replace=pressed, message_id=incoming.message_id)

        step = await self._app.store.take(arrival.chat, decide, update_id=arrival.update_id)
        if step.turn is not None:
            self._app.tell(step.turn, started)

    async def _give_up(self, arrival: Arrival) -> None:
        """Set aside, with an apology to the person, once."""
        async with self._app.store.step(arrival.chat, update_id=arrival.update_id) as step:
            if step.fresh:
                step.give_up(self._apology(step.session), address=arrival.address)
        log.error("set_aside", outcome="failed")

    def _apology(self, session: Session) -> Turn | None:
        try:
            return apology(None, session, self._app.library, self._app.clock())
        except Exception as error:  # noqa: BLE001 - without it the person is not told, but can go on writing
            log.error("apology_failed", error=type(error).__name__, where=where(error))
            return None


def where(error: BaseException) -> str:
    """File and line of an error, never its words: they may quote what a person wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
