"""Reminding, at work: reads the state, asks the law what is due, puts it into the outbox; after a stop it catches up at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from bot import holding
from bot.book import Book, Held
from bot.desk import Desk
from bot.handlers.who import administrators
from bot.notifications.announcement import Content, after_quiet
from bot.notifications.messages import content
from bot.notifications.outbox import Delivery, Needless, Outcome, RetryAfter
from bot.notifications.reminders import Chat, Digest, Quiet, Reminder, Side, Watched, due_digests, due_reminders
from bot.render import Message
from bot.render_reminders import News, message
from bot.state.reminders import DEFAULT_QUIET, Memory, unpack
from bot.state.reminders import News as Due
from bot.zone import VIETNAM
from knowledge.responsibility import concerns
from knowledge.tasks_status import State

AHEAD = timedelta(days=30)
"""Tasks due later need not be looked at: the first stage is a week before, and holidays are shorter than the rest."""
Followers = Mapping[str, Mapping[int, frozenset[Side]]]
"""Agency → chat → sides."""


class Reminding:
    """Looks what is due, and words it when it is sent."""

    def __init__(self, desk: Desk) -> None:
        """Nothing has been looked at yet."""
        self._desk = desk
        self._seen: object = None

    async def look(self) -> int:
        """Put into the outbox what is due now, one copy a chat; return how many."""
        book, now = await self._now()
        memory = await self._desk.store.reminders.memory()
        seen = (now.date(), now.hour, now.minute // 30, book, memory)
        if seen == self._seen:
            return 0
        due = await self._due(book, memory, now)
        title = Content(f"Nhắc hạn và danh sách nhiệm vụ ngày {now:%d/%m/%Y}")
        posted = await self._desk.store.reminders.post(due, title, self._desk.now()) if due else 0
        self._seen = None if due else seen
        return posted

    async def words(self, held: Delivery) -> Content | Outcome:
        """Word a copy as things stand now: no task that is finished by then, or gone; in quiet hours it waits for their end."""
        keys, lists = unpack(held.about)
        book, now = await self._now()
        quiet = (await self._desk.store.reminders.chat(held.chat)).quiet
        if quiet and now in quiet:
            return RetryAfter((after_quiet(now, (quiet.start, quiet.end), VIETNAM) - now).total_seconds())
        mine = _followed(held.chat, book, await self._desk.store.reminders.follows(), now.date()) if lists else ()
        admin = held.chat in await administrators(self._desk)
        told = _worded(keys, lists, mine, book, now.date(), admin=admin)
        return content(told) if told else Needless()

    async def _now(self) -> tuple[Book, datetime]:
        with self._desk.lending.one_question():
            return await holding.book(self._desk), self._desk.now().astimezone(VIETNAM)

    async def _due(self, book: Book, memory: Memory, now: datetime) -> list[Due]:
        admins = await administrators(self._desk)
        chats = {chat: memory.chats.get(chat, Chat(chat, DEFAULT_QUIET)) for chat in (*memory.chats, *admins)}
        quiet: dict[int, Quiet] = {chat: held.quiet for chat, held in chats.items() if held.quiet}
        due: dict[int, tuple[list[Reminder], list[tuple[Digest, date]]]] = defaultdict(lambda: ([], []))
        for reminder in due_reminders(watched(book, memory, admins, now.date()), memory.told, now, quiet):
            due[reminder.chat][0].append(reminder)
        following = {chat for followers in memory.follows.values() for chat in followers} | admins
        for chat, kind, day in due_digests((chats[chat] for chat in sorted(following)), memory.digests, now):
            due[chat][1].append((kind, day))
        made = []
        for chat, (reminders, lists) in due.items():
            keys, kinds = tuple(r.key for r in reminders), frozenset(kind for kind, _ in lists)
            mine = _followed(chat, book, memory.follows, now.date()) if kinds else ()
            speaks = _worded(keys, kinds, mine, book, now.date(), admin=chat in admins) is not None
            made.append(Due(chat, tuple(reminders), tuple(lists), speaks))
        return made


def _worded(keys: Iterable[str], lists: frozenset[Digest], mine: tuple[Held, ...], book: Book, day: date, *, admin: bool) -> Message | None:
    """Word what a chat is told: of these tasks those still open, and lists of its own ones, an administrator's Friday list of all."""
    open_ones = (held for key in keys if (held := book.tasks.get(key)) and book.record(key).status is State.OPEN)
    late = tuple(book.tasks.values()) if admin else mine
    return message(News(tuple(open_ones), mine if Digest.DAILY in lists else None, late if Digest.WEEKLY in lists else None, day), book)


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


def _followed(chat: int, book: Book, follows: Followers, day: date) -> tuple[Held, ...]:
    found: dict[str, Held] = {}
    for agency, chats in follows.items():
        if sides := chats.get(chat):
            led, helped = book.of_agency(agency, day)
            found |= {held.key: held for held in (*(led if sides & LEADS else ()), *(helped if sides & HELPS else ()))}
    return tuple(found.values())
