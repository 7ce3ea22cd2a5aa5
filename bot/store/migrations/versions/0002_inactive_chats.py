"""Since when a chat blocks the bot; ids of the outbox that are never given twice.

A reply may be under way while its row is erased (/forget). SQLite would give its id to the next row, which would then
be taken for the one that was delivered.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("inactive_at", sa.BigInteger))
    if _is_sqlite():
        with op.batch_alter_table("outbox", recreate="always", table_kwargs={"sqlite_autoincrement": True}):
            pass


def downgrade() -> None:
    if _is_sqlite():
        with op.batch_alter_table("outbox", recreate="always"):
            pass
    with op.batch_alter_table("sessions") as sessions:
        sessions.drop_column("inactive_at")


def _is_sqlite() -> bool:
    """PostgreSQL's sequences never give a number twice."""
    return op.get_bind().dialect.name == "sqlite"
