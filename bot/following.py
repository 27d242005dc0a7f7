"""Telling followers what changes when the bot goes over to another snapshot: each once, over restarts and with several replicas."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from telegram import Bot

from bot import changes
from bot.base import open_version
from bot.desk import Desk
from bot.render import Message
from bot.sending import Outcome, Send, Sender
from bot.settings import Settings
from bot.state.follows import Follow, Passage
from knowledge.diff import between

log = logging.getLogger(__name__)
PERIOD = 2.0
"""Seconds between two looks at which snapshot is answered from."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What the followers of each changed procedure are told; `digest` is the newer snapshot's."""

    digest: str
    notices: tuple[tuple[str, Message], ...]


@asynccontextmanager
async def telling(bot: Bot, desk: Desk, period: float = PERIOD) -> AsyncIterator[None]:
    """Tell followers while the block runs; at its end the notice under way is brought to its end."""
    sender = Sender(bot)
    task = asyncio.create_task(_tell_on(desk, sender, period))
    try:
        yield
    finally:
        sender.stop()
        await task


async def _tell_on(desk: Desk, sender: Sender, period: float) -> None:
    told = ""
    while not sender.stopped:
        live = desk.lending.assistant.snapshot.info.version
        if live != told:
            try:
                if await catch_up(desk, live, sender.send):
                    told = live
            except Exception:  # The border: whatever is wrong here, answering goes on, and the next look tries again.
                log.exception("followers could not be told")
        await sender.rest(period)


async def catch_up(desk: Desk, live: str, send: Send) -> bool:
    """Tell all who follow what changed from the version last told of to `live`; False where it was stopped on the way."""
    kept = desk.store.follows
    while passage := await kept.passage(live):
        found = await asyncio.to_thread(_changes, desk.settings, passage, await kept.codes())
        for code, notice in found.notices if found else ():
            for follow in await kept.of_code(code):
                if not await _tell(desk, follow, found.digest if found else "", passage, notice, send):
                    return False
        await kept.arrive(passage)
    return True


async def _tell(desk: Desk, follow: Follow, digest: str, passage: Passage, notice: Message, send: Send) -> bool:
    """Tell one follower, once: who dies between the claim and the sending leaves that one untold, and nobody told twice."""
    kept = desk.store.follows
    if not await kept.claim(follow, digest, passage):
        return True
    match await send(follow.chat_id, notice):
        case Outcome.STOPPED:
            await kept.release(follow, digest)
            return False
        case Outcome.GONE:
            await kept.end_chat(follow.chat_id)
    return True


def _changes(settings: Settings, passage: Passage, codes: Sequence[str]) -> Changes | None:
    """Compare the followed procedures of two versions; None, and said in the log, where one of them is kept no longer."""
    old, new = open_version(settings, passage.before), open_version(settings, passage.after)
    try:
        if old is None or new is None:
            log.warning("snapshot %s or %s is kept no longer: followers are not told what changed", passage.before, passage.after)
            return None
        before, after = ([record for code in codes if (record := held.procedure(code))] for held in (old, new))
        return Changes(new.info.digest, tuple(changes.notices(between(before, after))))
    finally:
        for held in (old, new):
            if held is not None:
                held.close()
