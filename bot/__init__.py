"""Telegram, the terminal, the clock, the databases and the command line."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "true")  # The library warns at each 429 until spans of time are asked for as such.
