"""Where the parts meet: the knowledge base, the state and the Application are made here and nowhere else."""

import hashlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from telegram import BotCommand, BotCommandScopeAllPrivateChats
from telegram.ext import Application, ApplicationBuilder, BaseUpdateProcessor
from telegram.request import BaseRequest, HTTPXRequest

from bot import routes
from bot.access import Role
from bot.desk import Desk
from bot.gate import Gate
from bot.settings import Settings
from bot.state.store import open_store
from knowledge import assistant, snapshot
from knowledge.snapshot import Snapshot, SnapshotError
from knowledge.sources import shipped

log = logging.getLogger(__name__)
App = Application[Any, Any, Any, Any, Any, Any]


def open_snapshot(settings: Settings) -> Snapshot:
    """Open the snapshot the settings name; else the one of the shipped records, built when they have changed. Raises SnapshotError."""
    if settings.motcua_kb:
        return Snapshot(settings.motcua_kb)
    path = settings.motcua_home / f"kb-{_fingerprint(shipped.DATA)}.db"
    if not path.is_file():
        build_shipped(path)
    return Snapshot(path)


def build_shipped(path: Path) -> snapshot.Info:
    """Build the snapshot of the shipped records; raise SnapshotError that lists every fault."""
    procedures, plans = shipped.load_procedures(), shipped.load_plans()
    problems = (*procedures.problems, *plans.problems)
    if problems:
        raise SnapshotError("\n".join(map(str, problems)))
    return snapshot.build(path, procedures.records, plans.records, "motcua kb build", datetime.now(UTC))


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256(str(snapshot.FORMAT).encode())
    for part in ("procedures", "plans"):
        for path in sorted((folder / part).rglob("*.yaml")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


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
async def open_desk(settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> AsyncIterator[Desk]:
    """Open the knowledge base and the state."""
    held = open_snapshot(settings)
    store = await open_store(settings.database)
    try:
        yield Desk(assistant.prepare(held), store, settings, now)
    finally:
        await store.close()
        held.close()


def application(
    desk: Desk, token: str, request: BaseRequest | None = None, updates: BaseRequest | None = None, gate: Gate | None = None
) -> App:
    """Make the Application over a wire: HTTP to the Bot API, or the `request` given (the terminal's); each call passes the `gate` given."""
    builder = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{desk.settings.telegram_api_url}/bot")
        .base_file_url(f"{desk.settings.telegram_api_url}/file/bot")
        .request(request or HTTPXRequest(connection_pool_size=32))
        .get_updates_request(updates or request or HTTPXRequest(connection_pool_size=2))
        .updater(None)
        .concurrent_updates(_AtOnce(64))
    )
    made: App = (builder if gate is None else builder.rate_limiter(gate)).build()
    made.bot_data["desk"] = desk
    routes.install(made)
    return made


async def announce_commands(app: App) -> None:
    """Tell Telegram the menu."""
    menu = [BotCommand(c.name, c.help) for c in routes.COMMANDS if c.role is Role.CITIZEN]
    await app.bot.set_my_commands(menu)
    await app.bot.set_my_commands(menu, scope=BotCommandScopeAllPrivateChats())
