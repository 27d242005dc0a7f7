"""Everything that is told unasked goes through the outbox: copies with words of their own, and no claims beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Let a delivery have something of its own to tell; keep what a follower knows beside the follow."""
    op.add_column("deliveries", sa.Column("about", sa.Text, nullable=False, server_default=""))
    op.add_column("procedure_follows", sa.Column("digest", sa.String(64), nullable=False, server_default=""))
    op.execute(
        "UPDATE procedure_follows SET digest = coalesce((SELECT max(n.digest) FROM follow_notices n WHERE n.user_id ="
        " procedure_follows.user_id AND n.chat_id = procedure_follows.chat_id AND n.code = procedure_follows.code), '')"
    )
    op.drop_table("follow_notices")
    op.drop_column("answered_from", "next")


def downgrade() -> None:
    """Go back."""
    op.add_column("answered_from", sa.Column("next", sa.String(40), nullable=False, server_default=""))
    op.create_table(
        "follow_notices",
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(24), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
    )
    op.execute("INSERT INTO follow_notices SELECT user_id, chat_id, code, digest FROM procedure_follows WHERE digest <> ''")
    op.drop_column("procedure_follows", "digest")
    op.drop_column("deliveries", "about")
