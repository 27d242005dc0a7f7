"""Followers of procedures are told what changes when the bot goes over to another snapshot: each once, over restarts and replicas."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from bot import changes
from bot.base import open_version, wanted
from bot.desk import Desk
from bot.notifications.announcement import Content
from bot.notifications.messages import content
from bot.settings import Settings
from knowledge.diff import between

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Changes:
    """What the followers of each changed procedure are told; `digest` is the newer snapshot's."""

    digest: str = ""
    notices: tuple[tuple[str, Content], ...] = ()


class Following:
    """Looks which snapshot is answered from."""

    def __init__(self, desk: Desk) -> None:
        """Nothing has been looked at yet."""
        self._desk, self._told = desk, ""

    async def look(self) -> None:
        """Put into the outbox what changed from the version last told of to the one that is live, where there is one."""
        live, kept = self._desk.lending.assistant.snapshot.info.version, self._desk.store.follows
        if live == self._told or _overtaken(self._desk.settings, live):
            return
        before = await kept.told_until(live)
        if before != live:
            found = await asyncio.to_thread(_changes, self._desk.settings, before, live, await kept.codes())
            await kept.advance(before, live, found.digest, found.notices, self._desk.now())
        else:
            self._told = live


def _overtaken(settings: Settings, live: str) -> bool:
    """Whether something else is published by now: who answers from that tells of it, and nobody of the way back to ours."""
    return not settings.motcua_kb and wanted(settings)[0] not in ("", live)


def _changes(settings: Settings, before: str, after: str, codes: Sequence[str]) -> Changes:
    """Compare the followed procedures of two versions; nothing, and said in the log, where one of them is kept no longer."""
    old, new = open_version(settings, before), open_version(settings, after)
    try:
        if old is None or new is None:
            log.warning("snapshot %s or %s is kept no longer: followers are not told what changed", before, after)
            return Changes()
        was, now = ([record for code in codes if (record := held.procedure(code))] for held in (old, new))
        return Changes(new.info.digest, tuple((code, content(notice)) for code, notice in changes.notices(between(was, now))))
    finally:
        for held in (old, new):
            if held is not None:
                held.close()
