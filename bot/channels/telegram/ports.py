"""What the Telegram channel needs from the rest of the house; `app` hands it in.

The channel knows no database: these are the two durable boxes as it sees them, and whoever works between them. A box
that is away raises an OSError; then nothing was kept, and trying again is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from bot.messages import Arrival, Parcel


class Inbox(Protocol):
    async def put(self, arrivals: Sequence[Arrival]) -> None:
        """Keep a batch in one transaction; an update id that is already there is passed over.

        Only after this returns may the offset be confirmed, or a delivery be answered with 200.
        """

    async def leads(self, duty: Literal["fetching"]) -> bool:
        """Whether this replica is the one that fetches updates for all; the duty is taken when nobody has it."""


class Work(Protocol):
    """Takes from the inbox, answers into the outbox."""

    async def run(self) -> None:
        """Until `stop`; then what is in the inbox is answered first."""

    def stop(self) -> None: ...


class Outbox(Protocol):
    async def claim(self, limit: int) -> Sequence[Parcel]:
        """The next parcels to deliver: crisis before answers before bulk, at most one under way a chat."""

    async def delivered(self, parcel: Parcel, shown: Sequence[int], *, rest: float = 0.0) -> None:
        """It is done: wipe it, remember the ids of the messages shown for /hide.

        The chat's next parcel waits `rest` seconds.
        """

    async def postpone(self, parcel: Parcel, seconds: float) -> None:
        """Try again later (429, network); the chat's other parcels wait with it, other chats do not."""

    async def drop(self, parcel: Parcel) -> None:
        """It will never be delivered (Telegram refuses it); wipe it."""

    async def abandon(self, parcel: Parcel) -> None:
        """The chat does not want us any more (403): wipe all that waits for it, mark it inactive."""

    async def wait(self, seconds: float) -> None:
        """Return when something new may have been there since the last `claim`, or after `seconds`."""

    def wake(self) -> None:
        """Let `wait` return now."""
