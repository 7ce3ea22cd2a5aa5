"""What the Telegram channel needs from the rest of the house; `app` hands it in.

The channel knows no database: these are the two durable boxes as it sees them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.messages import Arrival, Parcel


class Inbox(Protocol):
    async def put(self, arrivals: Sequence[Arrival]) -> None:
        """Keep a batch in one transaction; an update id that is already there is passed over.

        Only after this returns may the offset be confirmed. Raises when the store is away; then nothing is confirmed.
        """


class Outbox(Protocol):
    async def claim(self, limit: int) -> Sequence[Parcel]:
        """The next parcels to deliver: crisis before answers before bulk, at most one waiting parcel a chat."""

    async def delivered(self, parcel: Parcel, message_ids: Sequence[int]) -> None:
        """It is done: wipe the payload, remember the message ids for /hide."""

    async def postpone(self, parcel: Parcel, seconds: float) -> None:
        """Try again later (429, network); the chat's other parcels wait with it, other chats do not."""

    async def drop(self, parcel: Parcel, reason: str) -> None:
        """It will never be delivered (blocked, refused); wipe it."""

    async def wait(self, seconds: float) -> None:
        """Return when something new may be there, or after `seconds`."""
