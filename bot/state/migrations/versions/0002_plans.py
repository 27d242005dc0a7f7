"""Imported plans, their progress and its audit, officials with their invitations, and the reminders they were sent."""

import sqlalchemy as sa
from alembic import op

from bot.state.tables import Moment

revision = "0002"
down_revision = "0001"

_Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _make_plans()
    _make_people()
    _make_memory()


def _make_plans() -> None:
    op.create_table(
        "plan_stamp",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("plans", sa.BigInteger, nullable=False),
        sa.Column("progress", sa.BigInteger, nullable=False),
    )
    op.execute("INSERT INTO plan_stamp (id, plans, progress) VALUES (1, 0, 0)")
    op.create_table(
        "plans",
        sa.Column("number", sa.String(120), primary_key=True),
        sa.Column("head", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("by", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "plan_tasks",
        sa.Column("key", sa.String(16), primary_key=True),
        sa.Column("plan", sa.String(120), sa.ForeignKey("plans.number"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("removed", Moment, nullable=True),
    )
    op.create_index("plan_tasks_plan", "plan_tasks", ["plan"])
    op.create_table(
        "task_progress",
        sa.Column("key", sa.String(16), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("stamp", sa.BigInteger, nullable=False),
    )
    op.create_index("task_progress_stamp", "task_progress", ["stamp"])
    op.create_table(
        "task_changes",
        sa.Column("id", _Number, primary_key=True),
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=True),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_index("task_changes_key", "task_changes", ["key", "id"])
    op.create_table(
        "plan_drafts",
        sa.Column("id", _Number, primary_key=True),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("draft", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sqlite_autoincrement=True,
    )


def _make_people() -> None:
    op.create_table(
        "members",
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("role", sa.Integer, nullable=False),
        sa.Column("agency", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "invitations",
        sa.Column("id", _Number, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("role", sa.Integer, nullable=False),
        sa.Column("agency", sa.String(200), nullable=False),
        sa.Column("made_by", sa.BigInteger, nullable=False),
        sa.Column("expires", Moment, nullable=False),
        sa.Column("used_by", sa.BigInteger, nullable=True),
        sa.Column("used", Moment, nullable=True),
        sa.Column("revoked", Moment, nullable=True),
    )
    op.create_table(
        "follows",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("agency", sa.String(200), primary_key=True),
        sa.Column("side", sa.String(10), primary_key=True),
    )
    op.create_table(
        "watchers",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("quiet_from", sa.Integer, nullable=True),
        sa.Column("quiet_to", sa.Integer, nullable=True),
        sa.Column("digest", sa.Boolean, nullable=False, server_default=sa.true()),
    )


def _make_memory() -> None:
    op.create_table(
        "reminders_told",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(16), primary_key=True),
        sa.Column("due", sa.Date, primary_key=True),
        sa.Column("stage", sa.Integer, nullable=False),
    )
    op.create_table(
        "digests_told",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
    )
    op.create_table(
        "prompts",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for table in (
        "prompts",
        "digests_told",
        "reminders_told",
        "watchers",
        "follows",
        "invitations",
        "members",
        "plan_drafts",
        "task_changes",
        "task_progress",
        "plan_tasks",
        "plans",
        "plan_stamp",
    ):
        op.drop_table(table)
