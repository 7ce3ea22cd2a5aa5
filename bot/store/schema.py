"""The tables. Columns that hold anything of a person are sealed bytes; `chat` is always a keyed hash.

Times are whole milliseconds since 1970, UTC. `migrations/` brings a database to this shape.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, text

metadata = MetaData()
_ID = BigInteger().with_variant(Integer, "sqlite")
_WAITS, _ANSWERS, _BULK = text("state = 'waiting'"), text("priority < 2"), text("priority = 2")

sessions = Table(
    "sessions",
    metadata,
    Column("chat", String(64), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("inactive_at", BigInteger),  # since when the person blocks the bot; whoever writes again is active
)

# A done row keeps its update id for 48 h, so that a repeated update is passed over, and nothing else.
inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", String(8), nullable=False),  # waiting | done | dead
    Column("chat", String(64), nullable=False, default=""),
    Column("address", LargeBinary),
    Column("payload", LargeBinary),
    Column("attempts", Integer, nullable=False, default=0),
    Column("arrived_at", BigInteger, nullable=False),
    Column("run_at", BigInteger, nullable=False),
    Index("inbox_waiting", "chat", "update_id", sqlite_where=_WAITS, postgresql_where=_WAITS),
)

# A delivered row is deleted. Within a chat rows leave in order of id; an id is never given twice.
outbox = Table(
    "outbox",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("chat", String(64), nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("priority", Integer, nullable=False),  # 0 crisis, 1 answer, 2 bulk
    Column("attempts", Integer, nullable=False, default=0),
    Column("written_at", BigInteger, nullable=False),
    Column("run_at", BigInteger, nullable=False),
    Column("taken_at", BigInteger),  # since when it is in a sender's hands, where that must stand in the row
    Index("outbox_answers", "chat", "id", sqlite_where=_ANSWERS, postgresql_where=_ANSWERS),
    Index("outbox_bulk", "chat", "id", sqlite_where=_BULK, postgresql_where=_BULK),
    Index("outbox_chat", "chat"),
    sqlite_autoincrement=True,
)

# Message ids of the last 48 h, both sides', for the hide button.
messages = Table(
    "messages",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("chat", String(64), nullable=False),
    Column("message", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("messages_chat", "chat"),
)

# Unanswered questions whose authors let us keep them: redacted, sealed, without chat and without time. The id is a
# keyed hash of the rest, so that one pressed twice is one; the rows lie in order of it, which tells nothing.
kept_questions = Table(
    "kept_questions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("day", String(10), nullable=False),
    Column("language", String(8), nullable=False),
    Column("nearest", String(64), nullable=False),
    Column("text", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# Daily counts, never a line a turn.
journal = Table(
    "journal",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("name", String(32), primary_key=True),
    Column("intent", String(64), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("detail", String(64), primary_key=True),
    Column("n", Integer, nullable=False),
)
