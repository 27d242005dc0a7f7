"""Reminding, at work: reads the state, asks the law what is due, sends it, once a minute; after a stop it catches up at once."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime, timedelta

from telegram.error import BadRequest, Forbidden, TelegramError

from bot import holding
from bot.book import Book, Held
from bot.desk import Desk
from bot.handlers.who import administrators
from bot.notifications.direct import Send
from bot.notifications.reminders import Chat, Digest, Quiet, Reminder, Side, Watched, due_digests, due_reminders
from bot.render_reminders import News, message
from bot.state.reminders import DEFAULT_QUIET, Claim, Memory
from bot.zone import VIETNAM
from knowledge.responsibility import concerns
from knowledge.tasks_status import State

log = logging.getLogger(__name__)
PERIOD = 60.0
"""Seconds between two looks."""
AHEAD = timedelta(days=30)
"""Tasks due later need not be looked at: the first stage is a week before, and holidays are shorter than the rest."""
Followers = Mapping[int, frozenset[Side]]


class Reminding:
    """Reminds until stopped."""

    def __init__(self, desk: Desk, send: Send, period: float = PERIOD) -> None:
        """`send` is the door by which messages go out."""
        self._desk, self._send, self._period = desk, send, period
        self._seen: object = None
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Ask to end after the message at hand."""
        self._stop.set()

    async def run(self) -> None:
        """Look and send, again and again; what goes wrong is logged and tried again at the next look."""
        while not self._stop.is_set():
            try:
                await self.tick()
            except Exception:  # The border: whatever is wrong with one look, the next may go well.
                log.exception("reminding failed; trying again in %.0f s", self._period)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), self._period)

    async def tick(self) -> int:
        """Send what is due now; return how many messages went out."""
        with self._desk.lending.one_question():
            book = await holding.book(self._desk)
        now = self._desk.now().astimezone(VIETNAM)
        memory = await self._desk.store.reminders.memory()
        seen = (now.date(), now.hour, now.minute // 30, book, memory)
        if seen == self._seen:
            return 0
        news, failed = await self._due(book, memory, now), False
        sent = 0
        for chat, (reminders, lists) in news.items():
            if self._stop.is_set():
                return sent
            match await self._tell(chat, reminders, lists, book, memory, now.date()):
                case True:
                    sent += 1
                case None:
                    failed = True
        self._seen = None if sent or failed else seen
        return sent

    async def _due(self, book: Book, memory: Memory, now: datetime) -> dict[int, tuple[list[Reminder], list[tuple[int, Digest, date]]]]:
        admins = await administrators(self._desk)
        chats = {chat: memory.chats.get(chat, Chat(chat, DEFAULT_QUIET)) for chat in (*memory.chats, *admins)}
        quiet: dict[int, Quiet] = {chat: held.quiet for chat, held in chats.items() if held.quiet}
        due: dict[int, tuple[list[Reminder], list[tuple[int, Digest, date]]]] = defaultdict(lambda: ([], []))
        for reminder in due_reminders(watched(book, memory, admins, now.date()), memory.told, now, quiet):
            due[reminder.chat][0].append(reminder)
        following = {chat for followers in memory.follows.values() for chat in followers} | admins
        for digest in due_digests((chats[chat] for chat in sorted(following)), memory.digests, now):
            due[digest[0]][1].append(digest)
        return due

    async def _tell(
        self, chat: int, reminders: list[Reminder], lists: list[tuple[int, Digest, date]], book: Book, memory: Memory, day: date
    ) -> bool | None:
        """Send one message: True; False where there is nothing to say or nobody to say it to; None where it is to be tried again."""
        claim = await self._desk.store.reminders.claim(reminders, lists)
        made = message(_news(chat, claim, book, memory, day, chat in await administrators(self._desk)), book)
        if made is None:
            return False
        try:
            await self._send(chat, made)
        except Forbidden:
            await self._desk.store.reminders.retire(chat)
            return False
        except BadRequest:
            log.exception("a reminder to a chat was refused; it is not tried again")
            return False
        except TelegramError as error:
            log.warning("a reminder did not go out (%s); trying again", type(error).__name__)
            await self._desk.store.reminders.release(claim)
            return None
        return True


def watched(book: Book, memory: Memory, admins: Iterable[int], today: date) -> list[Watched]:
    """Return the tasks that are near or past their day, each with the chats that follow it."""
    meant: dict[str, tuple[str, ...]] = {}

    def agencies(written: str) -> tuple[str, ...]:
        if written not in meant:
            meant[written] = tuple(agency for agency in memory.follows if concerns(written, agency, today))
        return meant[written]

    made = []
    escalated = frozenset({Side.ESCALATION})
    for held in book.tasks.values():
        due, record = book.due(held), book.record(held.key)
        if due is None or due > today + AHEAD or record.status is not State.OPEN:
            continue
        chats: dict[int, frozenset[Side]] = dict.fromkeys(admins, escalated)
        for sides, written in ((LEADS, held.task.lead), (HELPS, held.task.partners)):
            for agency in {agency for part in written for agency in agencies(part)}:
                for chat, followed in memory.follows[agency].items():
                    if heard := followed & sides:
                        chats[chat] = chats.get(chat, frozenset()) | heard
        made.append(Watched(held.key, due, True, chats))
    return made


LEADS, HELPS = frozenset({Side.LEAD, Side.OBSERVER}), frozenset({Side.PARTNER})


def _news(chat: int, claim: Claim, book: Book, memory: Memory, day: date, admin: bool) -> News:
    kinds = {kind for _, kind, _ in claim.digests}
    mine = _followed(chat, book, memory, day) if kinds else ()
    late = tuple(book.tasks.values()) if admin else mine
    return News(
        tuple(book.tasks[r.key] for r in claim.reminders),
        mine if Digest.DAILY in kinds else None,
        late if Digest.WEEKLY in kinds else None,
        day,
    )


def _followed(chat: int, book: Book, memory: Memory, day: date) -> tuple[Held, ...]:
    found: dict[str, Held] = {}
    for agency, chats in memory.follows.items():
        if sides := chats.get(chat):
            led, helped = book.of_agency(agency, day)
            found |= {held.key: held for held in (*(led if sides & LEADS else ()), *(helped if sides & HELPS else ()))}
    return tuple(found.values())


@asynccontextmanager
async def reminding(desk: Desk, send: Send, period: float = PERIOD) -> AsyncIterator[None]:
    """Remind while the block runs."""
    worker = Reminding(desk, send, period)
    task = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        worker.stop()
        await task
