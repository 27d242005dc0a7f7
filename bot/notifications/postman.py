"""The postman: claims deliveries with a lease, sends them at the gate's pace, settles them; started again, it goes on by itself."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import TelegramError

from bot.gate import Gate
from bot.notifications.announcement import Announcement, Content
from bot.notifications.outbox import Delivery, Failed, Needless, Outcome, RetryAfter, Sent, State, Task
from bot.notifications.sending import attempt, weight
from bot.notifications.working import repeatedly, rest
from bot.state.store import Store

log = logging.getLogger(__name__)
Words = Callable[[Delivery], Awaitable[Content | Outcome]]
"""Words a copy that has something of its own to tell, when it is sent; or says what becomes of it unsent."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a postman works; spans in seconds. The lease outlasts a try by far: `patience` for the reply, and the wait at the gate."""

    patience: float = 20.0
    lease: float = 90.0
    idle: float = 1.0
    most: int = 16
    retry_doubts: bool = False


class Postman:
    """Works until stopped; several on one database do no harm."""

    def __init__(
        self,
        bot: Bot,
        store: Store,
        gate: Gate,
        now: Callable[[], datetime],
        manner: Manner | None = None,
        words: Words | None = None,
        stop: asyncio.Event | None = None,
    ) -> None:
        """`bot`: made with `gate` as its rate limiter. `stop`: ends the work when set."""
        self._bot, self._store, self._gate, self._now = bot, store, gate, now
        self._manner, self._words = manner or Manner(), words
        self._stop = stop or asyncio.Event()
        self._away = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._notices: dict[int, Announcement] = {}

    def stop(self) -> None:
        """Ask the postman to end after the deliveries at hand."""
        self._stop.set()

    async def run(self) -> None:
        """Deliver until stopped; what is in flight then is brought to its end."""
        await repeatedly(self._round, 0, self._stop, "the postman")
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _round(self) -> None:
        """Top up the work at hand, then wait for some of it to end."""
        if self._away:  # No connection: knocking thirty times a second brings none about.
            self._away = False
            await rest(self._manner.idle, self._stop)
        room = self._manner.most - len(self._tasks)
        fresh = []
        if room >= self._manner.most // 2:
            fresh = await self._claim(room)
        for held in fresh:
            task = asyncio.create_task(self._deliver(held))
            self._tasks.add(task)
            task.add_done_callback(self._done)
        if self._tasks:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED, timeout=self._manner.idle)
        if not fresh and len(self._tasks) < self._manner.most // 2:
            await self._quiet()

    def _done(self, task: "asyncio.Task[None]") -> None:
        """A try that broke is left to its lease: when that has run out, the delivery is taken up again."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a delivery broke; it is tried again when its lease has run out", exc_info=error)

    async def _claim(self, room: int) -> list[Delivery]:
        now = self._now()
        fresh = await self._store.outbox.claim(now, timedelta(seconds=self._manner.lease), room)
        for number in {held.announcement for held in fresh}:
            notice = await self._store.notices.get(number)
            if notice is not None:
                self._notices[number] = notice
        return fresh

    async def _quiet(self) -> None:
        """Nothing is due: look after what died, close what is finished, and wait for the next to fall due."""
        now = self._now()
        if await self._store.outbox.revive(now):
            return
        await self._store.outbox.finish(now)
        due = await self._store.outbox.next_due()
        await rest(min(self._manner.idle, max(0.02, (due - now).total_seconds())) if due else self._manner.idle, self._stop)

    async def _deliver(self, held: Delivery) -> None:
        notice = self._notices[held.announcement]
        if held.about and held.task is Task.SEND:
            said = await self._words(held) if self._words else Needless()
            if not isinstance(said, Content):
                await self._settle(held, said)
                return
            notice = replace(notice, content=said)
        wait = await self._gate.turn(held.chat, weight(held, notice)) if not self._stop.is_set() else 0.1
        if wait:
            await self._settle(held, RetryAfter(wait))
            return
        self._gate.flying(held, begins=True)
        try:
            outcome, content = await attempt(self._bot, held, notice, self._manner.patience)
            self._away = isinstance(outcome, Failed) and outcome.away
            settled = await self._settle(held, outcome)
            if content is not None:
                await self._store.notices.uploaded(notice.id, notice.revision, content)
        finally:
            self._gate.flying(held, begins=False)
        if notice.pin and settled and settled.state is State.DONE and held.task is Task.SEND and isinstance(outcome, Sent):
            await self._pin(settled)

    async def _settle(self, held: Delivery, outcome: Outcome) -> Delivery | None:
        again = self._manner.retry_doubts or self._notices[held.announcement].personal  # Nobody would decide on a reminder.
        settled = await self._store.outbox.settle(held, outcome, self._now(), retry_doubts=again)
        if settled is None:
            log.warning("delivery %d was settled by another postman", held.id)
        elif settled.state in (State.REJECTED, State.UNCONFIRMED):
            log.info("delivery %d of announcement %d: %s: %s", held.id, held.announcement, settled.state, settled.reason)
        return settled

    async def _pin(self, settled: Delivery) -> None:
        """Pin what was sent; where we may not, the notice is there all the same."""
        try:
            await self._bot.pin_chat_message(settled.chat, settled.messages[-1], disable_notification=True)
        except TelegramError as error:
            log.info("announcement %d could not be pinned in one chat: %s", settled.announcement, error.message)
