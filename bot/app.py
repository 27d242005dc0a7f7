"""Where the parts meet: the knowledge base, the state and the Application are made here and nowhere else."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from telegram import BotCommand, BotCommandScopeAllPrivateChats
from telegram.ext import Application, ApplicationBuilder, BaseUpdateProcessor
from telegram.request import BaseRequest, HTTPXRequest

from bot import renewal, routes
from bot.access import Role
from bot.base import build_shipped as build_shipped
from bot.base import open_assistant, wanted
from bot.base import open_snapshot as open_snapshot
from bot.desk import Desk
from bot.gate import Gate
from bot.settings import Settings
from bot.state.store import open_store

App = Application[Any, Any, Any, Any, Any, Any]


class _AtOnce(BaseUpdateProcessor):
    """Updates of different chats are handled side by side; the caller keeps those of one chat in order."""

    async def do_process_update(self, update: object, coroutine: Any) -> None:
        """Run the handler."""
        await coroutine

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""


@asynccontextmanager
async def open_desk(
    settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC), period: float = renewal.PERIOD
) -> AsyncIterator[Desk]:
    """Open the knowledge base and the state; every `period` seconds, look whether another base is published, and go over to it."""
    known = wanted(settings)
    desk = Desk(open_assistant(settings), await open_store(settings.database), settings, now)
    watching = asyncio.create_task(renewal.watch(desk, known, period))
    try:
        yield desk
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await desk.store.close()
        desk.lending.close()


AT_ONCE = 64
"""Updates in hand at once: more would wait for the state's few connections until those give up. The rest wait at the door."""


class _Serving(Application[Any, Any, Any, Any, Any, Any]):
    """Handles every update from the door to the end with one assistant, even where another takes its place meanwhile."""

    async def process_update(self, update: object) -> None:
        """Handle an update."""
        desk: Desk = self.bot_data["desk"]
        async with self.bot_data["door"]:
            with desk.lending.one_question():
                await super().process_update(update)


def application(
    desk: Desk, token: str, request: BaseRequest | None = None, updates: BaseRequest | None = None, gate: Gate | None = None
) -> App:
    """Make the Application over a wire: HTTP to the Bot API, or the `request` given (the terminal's); each call passes the `gate` given."""
    builder = (
        ApplicationBuilder()
        .application_class(_Serving)
        .token(token)
        .base_url(f"{desk.settings.telegram_api_url}/bot")
        .base_file_url(f"{desk.settings.telegram_api_url}/file/bot")
        .request(request or HTTPXRequest(connection_pool_size=32))
        .get_updates_request(updates or request or HTTPXRequest(connection_pool_size=2))
        .updater(None)
        .concurrent_updates(_AtOnce(AT_ONCE))
    )
    made: App = (builder if gate is None else builder.rate_limiter(gate)).build()
    made.bot_data.update(desk=desk, door=asyncio.Semaphore(AT_ONCE))
    routes.install(made)
    return made


async def announce_commands(app: App) -> None:
    """Tell Telegram the menu."""
    menu = [BotCommand(c.name, c.help) for c in routes.COMMANDS if c.role is Role.CITIZEN]
    await app.bot.set_my_commands(menu)
    await app.bot.set_my_commands(menu, scope=BotCommandScopeAllPrivateChats())
