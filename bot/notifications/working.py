"""How what works beside the poller works: it looks, rests and looks again, until stopped."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)
STUMBLED = 1.0
"""Seconds of rest, at least, after a look that broke."""


async def repeatedly(look: Callable[[], Awaitable[object]], every: float, stop: asyncio.Event, what: str) -> None:
    """Look every so many seconds until stopped; a look that breaks is logged under the name `what`, and the next may go well."""
    while not stop.is_set():
        pause = every
        try:
            await look()
        except Exception:  # The border of a loop that must go on: the database may be away for a moment.
            log.exception("%s stumbled; going on", what)
            pause = max(every, STUMBLED)
        await rest(pause, stop)


async def rest(seconds: float, stop: asyncio.Event) -> None:
    """Wait so many seconds, or until stopped."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
