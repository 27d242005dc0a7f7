"""The queue of updates and the long poll that empties it."""

from __future__ import annotations

import asyncio
from copy import deepcopy
from dataclasses import dataclass, field

from .errors import ApiError, Json

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
CONFLICT_WEBHOOK_SET = "Conflict: terminated by setWebhook request"
CONFLICT_WEBHOOK = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass
class UpdateQueue:
    """Updates not yet confirmed, in order."""

    pending: list[Json] = field(default_factory=list)
    allowed: frozenset[str] = frozenset()
    webhook: Json | None = None
    last_id: int = 100_000_000
    closed: bool = False
    failures: int = 0
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _waiter: asyncio.Future[str] | None = None

    @property
    def waiting(self) -> bool:
        """Whether a poll is waiting for updates."""
        return self._waiter is not None

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for this kind of update."""
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def put(self, kind: str, payload: Json, copies: int = 1) -> int | None:
        """Queue an update (or drop one that the bot does not want) and wake the poller."""
        if not self.wants(kind):
            return None
        self.last_id += 1
        self.pending += [{"update_id": self.last_id, kind: deepcopy(payload)} for _ in range(copies)]
        self._arrived.set()
        self._wake("updates")
        return self.last_id

    async def poll(self, offset: int, limit: int, timeout: float, allowed: list[str] | None) -> list[Json]:
        """Answer getUpdates: wait until something is there, somebody else polls, or the time is over."""
        if self.webhook:
            raise ApiError(409, CONFLICT_WEBHOOK)
        self._wake("conflict")
        if allowed is not None:
            self.allowed = frozenset(allowed)
        self._confirm(offset)
        if not self.pending and timeout > 0 and not self.closed:
            await self._wait(timeout)
        return self.pending[: limit if 0 < limit <= 100 else 100]

    def set_webhook(self, webhook: Json | None) -> None:
        """Set or remove the webhook; a waiting poll is ended."""
        self.webhook = webhook
        self.failures = 0
        self._arrived.set()
        if webhook:
            self._wake("webhook")

    async def next_for_webhook(self) -> tuple[Json, Json]:
        """Wait for a webhook and an update to deliver to it."""
        while not (self.webhook and self.pending):
            self._arrived.clear()
            await self._arrived.wait()
        return self.webhook, self.pending[0]

    def forget(self, update: Json) -> None:
        """Drop an update that the webhook took."""
        self.pending = [kept for kept in self.pending if kept is not update]

    def close(self) -> None:
        """Release a waiting poll for good."""
        self.closed = True
        self._wake("closed")

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.pending = self.pending[offset:]
        else:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]

    def _wake(self, reason: str) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(reason)

    async def _wait(self, timeout: float) -> None:
        waiter: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiter = waiter
        reason = "timeout"
        try:
            async with asyncio.timeout(timeout):
                reason = await waiter
        except TimeoutError:
            pass
        finally:
            if self._waiter is waiter:
                self._waiter = None
        if reason in {"conflict", "webhook"}:
            raise ApiError(409, CONFLICT if reason == "conflict" else CONFLICT_WEBHOOK_SET)
