"""What works beside the poller: the postman, the herald and the scribe."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot

from bot.desk import Desk
from bot.gate import Gate
from bot.notifications.herald import Herald
from bot.notifications.postman import Manner, Postman
from bot.notifications.scribe import Scribe


@asynccontextmanager
async def delivering(bot: Bot, desk: Desk, gate: Gate, manner: Manner | None = None, every: float = 3.0) -> AsyncIterator[None]:
    """Deliver and report while the block runs; at its end what is in flight is brought to its end."""
    workers = (
        Postman(bot, desk.store, gate, desk.now, manner or Manner(retry_doubts=desk.settings.retry_unconfirmed)),
        Scribe(desk.store, desk.settings, desk.now),
        Herald(bot, desk.store, desk.settings, desk.now, every),
    )
    tasks = [asyncio.create_task(worker.run()) for worker in workers]
    try:
        yield
    finally:
        for worker in workers:
            worker.stop()
        await asyncio.gather(*tasks)
