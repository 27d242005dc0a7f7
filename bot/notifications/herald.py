"""The herald: keeps live reports up to date, and asks a second person where one is needed."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from bot import render_notices
from bot.handlers.replying import keyboard
from bot.handlers.who import administrators_of
from bot.notifications.announcement import Announcement, Stage, directory
from bot.notifications.sending import preview
from bot.settings import Settings
from bot.state.store import Store

log = logging.getLogger(__name__)
ASKED = "asked"


class Herald:
    """Works until stopped."""

    def __init__(self, bot: Bot, store: Store, settings: Settings, now: Callable[[], datetime], every: float = 3.0) -> None:
        """The administrators of `settings` approve; `every`: seconds between two looks."""
        self._bot, self._store, self._settings, self._now, self._every = bot, store, settings, now, every
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Ask the herald to end."""
        self._stop.set()

    async def run(self) -> None:
        """Look, tell, rest, until stopped."""
        while not self._stop.is_set():
            try:
                await self.look()
            except Exception:  # The border of a loop that must go on.
                log.exception("the herald stumbled; going on")
            try:
                await asyncio.wait_for(self._stop.wait(), self._every)
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Bring every live report up to date and ask for the approvals that are wanted."""
        for notice, said in await self._store.notices.told():
            if notice.stage is Stage.AWAITING and said != ASKED:
                await self._ask(notice)
            elif notice.report is not None and notice.stage is not Stage.AWAITING:
                await self._tell(notice, notice.report, said)

    async def _tell(self, notice: Announcement, place: tuple[int, int], said: str) -> None:
        page = render_notices.report(notice, await self._store.reports.tally(notice.id), directory(), self._now())
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
        """Show a notice to those who may approve it, as it will look; noted first, so that nobody is asked twice."""
        await self._store.notices.reported(notice.id, notice.stage, None, ASKED)
        count = await self._store.notices.reach(notice.audience)
        page = render_notices.approve(notice, directory(), count)
        for admin in sorted(await administrators_of(self._store, self._settings)):
            if notice.author == f"user:{admin}":
                continue
            try:
                await preview(self._bot, notice, admin)
                await self._bot.send_message(admin, page.html, parse_mode=ParseMode.HTML, reply_markup=keyboard(page))
            except TelegramError as error:
                log.warning("administrator %d could not be asked: %s", admin, error.message)
