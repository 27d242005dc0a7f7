"""Alembic's migrations of the live state, for SQLite and PostgreSQL alike."""
