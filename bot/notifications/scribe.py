"""The scribe: looks at the schedule and the feed now and then, and puts what is new into the outbox."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx

from bot.notifications.announcement import audience, directory
from bot.notifications.automatic import Prepared, due, fetch, news, read_schedule
from bot.settings import Settings
from bot.state.store import Store

log = logging.getLogger(__name__)
AUTHOR = "auto:{}"
FIRST = "feed:first"
FETCH_EVERY = timedelta(minutes=15)


class Scribe:
    """Writes what the settings name."""

    def __init__(self, store: Store, settings: Settings, now: Callable[[], datetime]) -> None:
        """Nothing has been fetched yet."""
        self._store, self._settings, self._now = store, settings, now
        self._fetched: datetime | None = None

    async def look(self) -> None:
        """Post what is due by the schedule, and what is new in the feed."""
        path, now = self._settings.schedule_file, self._now()
        if path is not None:
            try:
                await self.post(due(read_schedule(path), now))
            except (OSError, ValueError) as error:
                log.error("SCHEDULE_FILE: %s", error)
        if self._settings.feed_url and (self._fetched is None or now - self._fetched >= FETCH_EVERY):
            self._fetched = now
            await self._look_at_feed(self._settings.feed_url)

    async def _look_at_feed(self, url: str) -> None:
        try:
            items = news(await fetch(url), audience(self._settings.feed_audience, directory()), approve=self._settings.feed_approval)
        except (httpx.HTTPError, ValueError) as error:
            log.warning("the feed cannot be read: %s", error)
            return
        if items and await self._store.notices.skip([FIRST], self._now()):
            await self._store.notices.skip([item.origin for item in items], self._now())  # What was there before us is no news.
            return
        await self.post(items)

    async def post(self, ready: list[Prepared]) -> None:
        """Put notices into the outbox, each once by its origin; those to be approved wait for a person."""
        for notice in ready:
            by, now = AUTHOR.format(notice.origin.partition(":")[0]), self._now()
            await self._store.notices.post(notice.content, notice.audience, by, now, second=notice.approve, origin=notice.origin)
