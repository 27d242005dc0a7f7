"""People's settings, conversations, and the updates received."""

import sqlalchemy as sa
from alembic import op

from bot.state.tables import Moment

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "people",
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("province", sa.String(40), nullable=False, server_default=""),
        sa.Column("brief", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "conversations",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("context", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "updates",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("payload", sa.Text, nullable=True),
        sa.Column("received", Moment, nullable=False),
    )
    op.create_index("updates_received", "updates", ["received"])


def downgrade() -> None:
    """Drop them."""
    for table in ("updates", "conversations", "people"):
        op.drop_table(table)
