"""Telegram, the terminal, the clock, the databases and the command line."""
