"""Delivery to a webhook: one update at a time, again until it is taken."""

from __future__ import annotations

import asyncio

import aiohttp

from .errors import Json
from .updates import UpdateQueue

SECRET = "X-Telegram-Bot-Api-Secret-Token"


class WebhookSender:
    """The task that posts updates while a webhook is set."""

    def __init__(self, updates: UpdateQueue, retry_after: float, timeout: float) -> None:
        """Deliver from `updates`; wait `retry_after` seconds after a failure, `timeout` seconds for a reply."""
        self._updates = updates
        self._retry_after = retry_after
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End at once."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        async with aiohttp.ClientSession(timeout=self._timeout) as session:
            while True:
                webhook, update = await self._updates.next_for_webhook()
                if await self._deliver(session, webhook, update):
                    self._updates.forget(update)
                else:
                    self._updates.failures += 1
                    await asyncio.sleep(self._retry_after)

    async def _deliver(self, session: aiohttp.ClientSession, webhook: Json, update: Json) -> bool:
        headers = {SECRET: webhook["secret_token"]} if webhook["secret_token"] else {}
        try:
            async with session.post(webhook["url"], json=update, headers=headers, allow_redirects=False) as response:
                return 200 <= response.status < 300
        except (aiohttp.ClientError, TimeoutError):
            return False
