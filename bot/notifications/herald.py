"""The herald: keeps live reports up to date, and asks a second person where one is needed."""

import logging

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from bot import render_notices
from bot.desk import Desk
from bot.handlers.replying import keyboard
from bot.handlers.who import administrators, written_by
from bot.notifications.announcement import Announcement, Stage, directory
from bot.notifications.messages import inform
from bot.render import Message

log = logging.getLogger(__name__)
AUTHOR = "auto:herald"


class Herald:
    """Tells what became of notices."""

    def __init__(self, bot: Bot, desk: Desk) -> None:
        """The administrators approve."""
        self._bot, self._desk, self._store = bot, desk, desk.store

    async def look(self) -> None:
        """Bring every live report up to date and ask for the approvals that are wanted."""
        for notice, said in await self._store.notices.told():
            if notice.stage is Stage.AWAITING:
                await self._ask(notice)
            elif notice.report is not None:
                await self._tell(notice, notice.report, said)

    async def _tell(self, notice: Announcement, place: tuple[int, int], said: str) -> None:
        page = render_notices.report(notice, await self._store.reports.tally(notice.id, self._desk.now()), directory(), self._desk.now())
        text = f"{notice.stage}\n{page.html}"
        if text == said:
            return
        try:
            await self._bot.edit_message_text(
                page.html, chat_id=place[0], message_id=place[1], parse_mode=ParseMode.HTML, reply_markup=keyboard(page)
            )
        except (BadRequest, Forbidden) as error:
            if "not modified" not in error.message.lower():
                await self._store.notices.reported(notice.id, notice.stage, None, text)
                return
        except TelegramError as error:
            log.info("a report could not be told: %s", error.message)
            return
        await self._store.notices.reported(notice.id, notice.stage, place, text)

    async def _ask(self, notice: Announcement) -> None:
        """Ask everybody who may approve it, once; where there is nobody else, say so to who wrote it."""
        author = int(notice.author.removeprefix("user:")) if notice.author.startswith("user:") else None
        asked = await administrators(self._desk) - {author}
        page = render_notices.approve(notice, directory(), await written_by(self._bot, notice.author))
        for admin in sorted(asked):
            await self._post(notice, admin, page)
        if not asked and author is not None:
            await self._post(notice, author, render_notices.nobody_approves(notice))

    async def _post(self, notice: Announcement, chat: int, page: Message) -> None:
        await inform(self._desk, [chat], page, AUTHOR, f"approve:{notice.id}:{notice.revision}:{chat}")
