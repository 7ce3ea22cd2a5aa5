"""Two lanes in the outbox, bulk apart from answers, and what is in a sender's hands; indices that fit the questions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WAITS, ANSWERS, BULK = sa.text("state = 'waiting'"), sa.text("priority < 2"), sa.text("priority = 2")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("taken_at", sa.BigInteger))
    op.drop_index("inbox_waiting", "inbox")
    op.create_index("inbox_waiting", "inbox", ["chat", "update_id"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.drop_index("outbox_order", "outbox")
    op.create_index("outbox_answers", "outbox", ["chat", "id"], sqlite_where=ANSWERS, postgresql_where=ANSWERS)
    op.create_index("outbox_bulk", "outbox", ["chat", "id"], sqlite_where=BULK, postgresql_where=BULK)


def downgrade() -> None:
    op.drop_index("outbox_bulk", "outbox")
    op.drop_index("outbox_answers", "outbox")
    op.create_index("outbox_order", "outbox", ["priority", "id"])
    op.drop_index("inbox_waiting", "inbox")
    op.create_index("inbox_waiting", "inbox", ["state", "update_id"])
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("taken_at")
