"""Procedures that people follow, what they were told of them, and the snapshot that the bot answers from."""

import sqlalchemy as sa
from alembic import op

from bot.state.tables import Moment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "procedure_follows",
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(24), primary_key=True),
        sa.Column("since", Moment, nullable=False),
    )
    op.create_index("procedure_follows_code", "procedure_follows", ["code"])
    op.create_table(
        "follow_notices",
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(24), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
    )
    op.create_table(
        "answered_from",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("next", sa.String(40), nullable=False, server_default=""),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("answered_from", "follow_notices", "procedure_follows"):
        op.drop_table(table)
