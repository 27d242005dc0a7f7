"""The tables of people who follow procedures: what they follow and know, and which snapshot the bot answers from."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from bot.state.tables import Moment, metadata

follows = Table(
    "procedure_follows",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("code", String(24), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("digest", String(64), nullable=False, server_default=""),
    Index("procedure_follows_code", "code"),
)
"""Which person follows which procedure, told in which chat, and from which snapshot, by digest, he or she knows it: the one seen when
the follow began, or last told of. (An agency's tasks are followed by chats, in a table of their own.)"""

answered_from = Table(
    "answered_from",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", String(40), nullable=False),
)
"""One row: the version up to which all followers have been told."""
