"""Notices: chats that receive them, announcements, deliveries, receipts, rights and the audit."""

import sqlalchemy as sa
from alembic import op

from bot.state.tables import Moment

revision = "0003"
down_revision = "0002"

_Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables of notices."""
    _make_chats()
    _make_announcements()
    _make_deliveries()
    _make_people()


def _make_chats() -> None:
    op.create_table(
        "chats",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("title", sa.String(256), nullable=False, server_default=""),
        sa.Column("agency", sa.String(40), nullable=False, server_default=""),
        sa.Column("area", sa.String(40), nullable=False, server_default=""),
        sa.Column("thread_id", sa.BigInteger, nullable=True),
        sa.Column("quiet_from", sa.Integer, nullable=True),
        sa.Column("quiet_to", sa.Integer, nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("migrated_to", sa.BigInteger, nullable=True),
        sa.Column("added_by", sa.BigInteger, nullable=True),
        sa.Column("introduced", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("since", Moment, nullable=False),
    )
    op.create_index("chats_state", "chats", ["state"])
    op.create_table(
        "chat_topics",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("topic", sa.String(40), primary_key=True),
    )
    op.create_index("chat_topics_topic", "chat_topics", ["topic"])


def _make_announcements() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", _Number, primary_key=True, autoincrement=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("silent", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("pin", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("ack", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("at", Moment, nullable=True),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("approver", sa.String(64), nullable=False, server_default=""),
        sa.Column("created", Moment, nullable=False),
        sa.Column("started", Moment, nullable=True),
        sa.Column("finished", Moment, nullable=True),
        sa.Column("origin", sa.String(256), nullable=True, unique=True),
        sa.Column("report_chat", sa.BigInteger, nullable=True),
        sa.Column("report_message", sa.BigInteger, nullable=True),
        sa.Column("report_text", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("announcements_state", "announcements", ["state"])


def _make_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", _Number, primary_key=True, autoincrement=True),
        sa.Column("announcement", _Number, sa.ForeignKey("announcements.id"), nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("thread_id", sa.BigInteger, nullable=True),
        sa.Column("task", sa.String(12), nullable=False),
        sa.Column("then", sa.String(12), nullable=False, server_default=""),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("due", Moment, nullable=False),
        sa.Column("deadline", Moment, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("doubts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("crashes", sa.Integer, nullable=False, server_default="0"),
        sa.Column("moves", sa.Integer, nullable=False, server_default="0"),
        sa.Column("messages", sa.Text, nullable=False, server_default=""),
        sa.Column("reason", sa.String(300), nullable=False, server_default=""),
        sa.Column("lease", sa.String(32), nullable=False, server_default=""),
        sa.Column("leased_until", Moment, nullable=True),
        sa.Column("sent_at", Moment, nullable=True),
        sa.UniqueConstraint("announcement", "chat_id", name="deliveries_once"),
    )
    op.create_index("deliveries_due", "deliveries", ["announcement", "state", "due", "id"])
    op.create_index("deliveries_leased", "deliveries", ["state", "leased_until"])


def _make_people() -> None:
    op.create_table(
        "acknowledgements",
        sa.Column("announcement", _Number, sa.ForeignKey("announcements.id"), primary_key=True),
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "announcers",
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("audience", sa.String(80), primary_key=True),
    )
    op.create_table(
        "composing",
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("announcement", sa.BigInteger, nullable=True),
        sa.Column("album", sa.String(64), nullable=False, server_default=""),
    )
    op.create_table(
        "audit",
        sa.Column("id", _Number, primary_key=True, autoincrement=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("announcement", sa.BigInteger, nullable=True),
        sa.Column("detail", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("audit_announcement", "audit", ["announcement"])


def downgrade() -> None:
    """Drop them."""
    for table in ("audit", "composing", "announcers", "acknowledgements", "deliveries", "announcements", "chat_topics", "chats"):
        op.drop_table(table)
