"""What changes while the bot runs, in SQLite or PostgreSQL: the only SQL of the project."""
