"""The tables of notices: chats that receive them, announcements, their deliveries, receipts, rights and the audit."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, false

from bot.state.tables import Moment, metadata

_Number = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database gives; SQLite does so for INTEGER alone."""

chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False),
    Column("title", String(256), nullable=False, server_default=""),
    Column("agency", String(40), nullable=False, server_default=""),
    Column("area", String(40), nullable=False, server_default=""),
    Column("thread_id", BigInteger, nullable=True),
    Column("quiet_from", Integer, nullable=True),
    Column("quiet_to", Integer, nullable=True),
    Column("state", String(12), nullable=False),
    Column("migrated_to", BigInteger, nullable=True),
    Column("added_by", BigInteger, nullable=True),
    Column("introduced", Boolean, nullable=False, server_default=false()),
    Column("since", Moment, nullable=False),
    Index("chats_state", "state"),
)
"""Chats that receive notices. `thread_id` none: General, or no topics. Quiet hours are Vietnam's, the last one outside."""

chat_topics = Table(
    "chat_topics",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("topic", String(40), primary_key=True),
    Index("chat_topics_topic", "topic"),
)

announcements = Table(
    "announcements",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("state", String(12), nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("content", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("silent", Boolean, nullable=False, server_default=false()),
    Column("pin", Boolean, nullable=False, server_default=false()),
    Column("ack", Boolean, nullable=False, server_default=false()),
    Column("at", Moment, nullable=True),
    Column("author", String(64), nullable=False),
    Column("approver", String(64), nullable=False, server_default=""),
    Column("created", Moment, nullable=False),
    Column("started", Moment, nullable=True),
    Column("finished", Moment, nullable=True),
    Column("origin", String(256), nullable=True, unique=True),
    Column("report_chat", BigInteger, nullable=True),
    Column("report_message", BigInteger, nullable=True),
    Column("report_text", Text, nullable=False, server_default=""),
    Index("announcements_state", "state"),
)
"""`author` and `approver`: "user:ID" or "cli:NAME"; `origin` names what made it by itself (a feed's entry, a schedule's day): once each."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("announcement", _Number, ForeignKey("announcements.id"), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=True),
    Column("task", String(12), nullable=False),
    Column("then", String(12), nullable=False, server_default=""),
    Column("state", String(12), nullable=False),
    Column("due", Moment, nullable=False),
    Column("deadline", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("doubts", Integer, nullable=False, server_default="0"),
    Column("crashes", Integer, nullable=False, server_default="0"),
    Column("moves", Integer, nullable=False, server_default="0"),
    Column("messages", Text, nullable=False, server_default=""),
    Column("reason", String(300), nullable=False, server_default=""),
    Column("lease", String(32), nullable=False, server_default=""),
    Column("leased_until", Moment, nullable=True),
    Column("sent_at", Moment, nullable=True),
    Column("about", Text, nullable=False, server_default=""),
    UniqueConstraint("announcement", "chat_id", name="deliveries_once"),
    Index("deliveries_due", "announcement", "state", "due", "id"),
    Index("deliveries_leased", "state", "leased_until"),
)
"""One row a chat; `then`: what is to be done once the send in flight is settled; `messages`: their ids, separated by spaces;
`about`: what this copy alone tells of, worded when it is sent."""

acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("announcement", _Number, ForeignKey("announcements.id"), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(128), nullable=False),
    Column("at", Moment, nullable=False),
)

announcers = Table(
    "announcers",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("audience", String(80), primary_key=True),
)
"""Officials who may announce, and to whom: "all" or one audience a row."""

composing = Table(
    "composing",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("what", String(20), nullable=False),
    Column("announcement", BigInteger, nullable=True),
    Column("album", String(64), nullable=False, server_default=""),
)
"""What the next message of a person in the private chat is for; `album`: the one whose further pictures are still arriving."""

audit = Table(
    "audit",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("who", String(64), nullable=False),
    Column("what", String(40), nullable=False),
    Column("announcement", BigInteger, nullable=True),
    Column("detail", Text, nullable=False, server_default=""),
    Index("audit_announcement", "announcement"),
)
