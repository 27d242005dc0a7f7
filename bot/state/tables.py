"""The tables of the live state."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Dialect, Index, MetaData, String, Table, Text, TypeDecorator, false

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """An instant, kept in UTC and given back with its zone (SQLite alone would forget it)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Write in UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read as UTC."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


people = Table(
    "people",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("province", String(40), nullable=False, server_default=""),
    Column("brief", Boolean, nullable=False, server_default=false()),
)

conversations = Table(
    "conversations",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("context", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

updates = Table(
    "updates",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("payload", Text, nullable=True),
    Column("received", Moment, nullable=False),
    Index("updates_received", "received"),
)
"""Telegram's updates, stored before Telegram is told that we have them; the payload is erased when the update is handled."""
