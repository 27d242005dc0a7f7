"""Long polling that loses nothing: an update is stored before Telegram is told we have it, and done again after a crash."""

import asyncio
import json
import logging
from collections.abc import Awaitable

from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.app import App
from bot.desk import Desk

log = logging.getLogger(__name__)
WANTED = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
PATIENCE = 30.0
"""The longest pause between two tries while Telegram cannot be reached, in seconds."""


class Poller:
    """Fetches updates until stopped; those of one chat are handled in order, those of different chats side by side."""

    def __init__(self, app: App, desk: Desk, timeout: int = 25) -> None:
        """`timeout`: how long one request to Telegram waits for news, in seconds."""
        self._app, self._desk, self._timeout = app, desk, timeout
        self._stop = asyncio.Event()
        self._last: dict[int, asyncio.Task[None]] = {}

    def stop(self) -> None:
        """Ask the poller to end after the updates at hand."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether the poller was asked to end."""
        return self._stop.is_set()

    async def run(self) -> None:
        """Fetch and handle until stopped; raises InvalidToken, and Conflict when another program polls with our token."""
        for update_id, payload in await self._desk.store.unhandled(self._desk.now()):
            self._handle(update_id, Update.de_json(json.loads(payload), self._app.bot))
        await self._desk.store.sweep(self._desk.now())
        offset, pause = 0, 1.0
        while not self._stop.is_set():
            try:
                updates = await self._until_stopped(self._app.bot.get_updates(offset, timeout=self._timeout, allowed_updates=WANTED))
            except (InvalidToken, Conflict):
                raise
            except RetryAfter as error:
                await self.rest(float(error.retry_after if isinstance(error.retry_after, int) else error.retry_after.total_seconds()))
            except (NetworkError, TelegramError) as error:
                log.warning("Telegram cannot be reached (%s); trying again in %.0f s", type(error).__name__, pause)
                await self.rest(pause)
                pause = min(PATIENCE, pause * 2)
            else:
                pause = 1.0
                offset = await self._take(updates or (), offset)
        await asyncio.gather(*self._last.values(), return_exceptions=True)

    async def _take(self, updates: tuple[Update, ...], offset: int) -> int:
        if not updates:
            return offset
        arrived = [(u.update_id, json.dumps(u.to_dict(), ensure_ascii=False)) for u in updates]
        fresh = set(await self._desk.store.receive(arrived, self._desk.now()))
        for update_id, update in {u.update_id: u for u in updates}.items():
            if update_id in fresh:
                self._handle(update_id, update)
        return updates[-1].update_id + 1

    def _handle(self, update_id: int, update: Update | None) -> None:
        """Begin on an update as soon as the one before it in the same chat is done."""
        chat = update.effective_chat.id if update and update.effective_chat else 0
        task = asyncio.create_task(self._process(update_id, update, self._last.get(chat)))
        self._last[chat] = task
        task.add_done_callback(lambda done: self._last.pop(chat) if self._last.get(chat) is done else None)

    async def _process(self, update_id: int, update: Update | None, before: "asyncio.Task[None] | None") -> None:
        if before is not None:
            await asyncio.wait({before})
        if update is not None:
            await self._app.process_update(update)
        await self._desk.store.handled(update_id)

    async def _until_stopped(self, work: Awaitable[tuple[Update, ...]]) -> tuple[Update, ...] | None:
        fetch, stop = asyncio.ensure_future(work), asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({fetch, stop}, return_when=asyncio.FIRST_COMPLETED)
            return fetch.result() if fetch.done() else None
        finally:
            for task in (fetch, stop):
                task.cancel()
            await asyncio.gather(fetch, stop, return_exceptions=True)

    async def rest(self, seconds: float) -> None:
        """Wait, or less when asked to stop."""
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return
