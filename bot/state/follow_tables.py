"""The tables of people who follow procedures: what they follow, what they were last told, and which snapshot the bot answers from."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from bot.state.tables import Moment, metadata

follows = Table(
    "procedure_follows",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("code", String(24), primary_key=True),
    Column("since", Moment, nullable=False),
    Index("procedure_follows_code", "code"),
)
"""Which person follows which procedure, told in which chat. (An agency's tasks are followed by chats, in a table of their own.)"""

follow_notices = Table(
    "follow_notices",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("code", String(24), primary_key=True),
    Column("digest", String(64), primary_key=True),
)
"""The snapshot, by digest, that a follower last knew the procedure from: seen when the follow began, or claimed to be told."""

answered_from = Table(
    "answered_from",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", String(40), nullable=False),
    Column("next", String(40), nullable=False, server_default=""),
)
"""One row: the version whose followers have all been told, and the one they are being told of ("" for none)."""
