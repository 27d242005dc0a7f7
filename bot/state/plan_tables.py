"""The tables of imported plans, of their progress, of officials, and of the reminders they were sent."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, false, true

from bot.state.tables import Moment, metadata

Number = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database gives: only its plain INTEGER counts by itself in SQLite."""

plan_stamp = Table(
    "plan_stamp",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("plans", BigInteger, nullable=False),
    Column("progress", BigInteger, nullable=False),
)
"""One row that counts the changes: who has read the plans knows by it whether they are still so. Its lock puts writers in a row."""

plans = Table(
    "plans",
    metadata,
    Column("number", String(120), primary_key=True),
    Column("head", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", BigInteger, nullable=False),
)
"""Imported plans; `head`: the plan without its tasks, as JSON."""

plan_tasks = Table(
    "plan_tasks",
    metadata,
    Column("key", String(16), primary_key=True),
    Column("plan", String(120), ForeignKey("plans.number"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("record", Text, nullable=False),
    Column("removed", Moment, nullable=True),
    Index("plan_tasks_plan", "plan"),
)
"""A task that a later import no longer has stays, removed: its progress and audit are history."""

task_progress = Table(
    "task_progress",
    metadata,
    Column("key", String(16), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("record", Text, nullable=False),
    Column("stamp", BigInteger, nullable=False),
    Index("task_progress_stamp", "stamp"),
)
"""Of imported and of shipped tasks alike; who never reported has no row and version 0."""

task_changes = Table(
    "task_changes",
    metadata,
    Column("id", Number, primary_key=True),
    Column("key", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("user_id", BigInteger, nullable=True),
    Column("who", String(200), nullable=False),
    Column("action", String(40), nullable=False),
    Column("note", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("undone", Boolean, nullable=False, server_default=false()),
    Index("task_changes_key", "key", "id"),
)
"""The audit: `version` is the record's after the change, `before` the record before it; a remark has the version it was made at."""

plan_drafts = Table(
    "plan_drafts",
    metadata,
    Column("id", Number, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("draft", Text, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
"""Plans read from files that officials sent, until they are approved; no number is given twice: an old button finds nothing."""

members = Table(
    "members",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("role", Integer, nullable=False),
    Column("agency", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("at", Moment, nullable=False),
)
"""Officials and administrators who came by an invitation."""

invitations = Table(
    "invitations",
    metadata,
    Column("id", Number, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("role", Integer, nullable=False),
    Column("agency", String(200), nullable=False),
    Column("made_by", BigInteger, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("used_by", BigInteger, nullable=True),
    Column("used", Moment, nullable=True),
    Column("revoked", Moment, nullable=True),
)
"""The link itself is not kept, only its digest."""

follows = Table(
    "follows",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency", String(200), primary_key=True),
    Column("side", String(10), primary_key=True),
)
"""Which chats hear of an agency's tasks: of those it leads, those it helps with, or both as an observer."""

watchers = Table(
    "watchers",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("quiet_from", Integer, nullable=True),
    Column("quiet_to", Integer, nullable=True),
    Column("digest", Boolean, nullable=False, server_default=true()),
)
"""How a chat wants to be reminded; quiet hours are hours of the day in Vietnam."""

reminders_told = Table(
    "reminders_told",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String(16), primary_key=True),
    Column("due", Date, primary_key=True),
    Column("stage", Integer, nullable=False),
)
"""The furthest stage a chat was told of, of a task due on a day."""

digests_told = Table(
    "digests_told",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(10), primary_key=True),
    Column("day", Date, nullable=False),
)

prompts = Table(
    "prompts",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("what", String(20), nullable=False),
    Column("subject", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)
"""What the bot has asked somebody in a chat, to be answered by the next text there."""
