"""What works beside the poller: the postman, the herald, and the sources of notices that come by themselves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from telegram import Bot

from bot.desk import Desk
from bot.gate import Gate
from bot.notifications.following import Following
from bot.notifications.herald import Herald
from bot.notifications.postman import Manner, Postman
from bot.notifications.reminding import Reminding
from bot.notifications.scribe import Scribe
from bot.notifications.working import repeatedly


@dataclass(frozen=True, slots=True)
class Hours:
    """Seconds between two looks of each; None: it never looks."""

    herald: float | None = 3.0
    scribe: float | None = 30.0
    reminding: float | None = 60.0
    following: float | None = 2.0


@asynccontextmanager
async def delivering(bot: Bot, desk: Desk, gate: Gate, manner: Manner | None = None, hours: Hours | None = None) -> AsyncIterator[None]:
    """Deliver, report and remind while the block runs; at its end what is in flight is brought to its end."""
    hours, stop, reminding = hours or Hours(), asyncio.Event(), Reminding(desk)
    manner = manner or Manner(retry_doubts=desk.settings.retry_unconfirmed)
    looks = (
        ("the herald", Herald(bot, desk).look, hours.herald),
        ("the scribe", Scribe(desk.store, desk.settings, desk.now).look, hours.scribe),
        ("reminding", reminding.look, hours.reminding),
        ("following", Following(desk).look, hours.following),
    )
    work = [repeatedly(look, every, stop, name) for name, look, every in looks if every is not None]
    postman = Postman(bot, desk.store, gate, desk.now, manner, reminding.words, stop)
    tasks = [asyncio.create_task(one) for one in (postman.run(), *work)]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)
