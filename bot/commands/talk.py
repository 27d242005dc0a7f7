"""`motcua chat` and `motcua run`: the bot on a terminal and on Telegram."""

import asyncio
import logging
import signal
import sys

import click
from telegram.error import Conflict, InvalidToken, NetworkError

from bot.app import App, announce_commands, application, open_desk
from bot.commands.shared import awaited, fail, settings, told
from bot.gate import Gate
from bot.notifications.pace import Pace
from bot.notifications.service import delivering
from bot.polling import Poller
from bot.settings import Settings
from bot.terminal import Terminal

HELLO = "motcua: hỏi về thủ tục hành chính. Gõ câu hỏi, số của nút, hoặc /help. Thoát: Ctrl-D."

RETRY = 5.0
"""Seconds between two tries to reach Telegram at start."""


@click.command()
@click.option("--once", metavar="TEXT", help="Say one thing, print the answer and exit.")
@told
def chat(once: str | None) -> None:
    """Talk to the bot here: the same handlers and database as on Telegram, no token, no network."""
    awaited(_chat(settings(), once))


async def _chat(held: Settings, once: str | None) -> None:
    async with open_desk(held) as desk, Terminal(desk, lambda text: click.echo(text + "\n")) as terminal:
        if once is not None:
            await terminal.say(once)
            return
        click.echo(HELLO + "\n")
        while (line := await asyncio.to_thread(_read)) is not None:
            await terminal.say(line)


async def reach(app: App, poller: Poller) -> None:
    """Introduce ourselves to Telegram, as often as it takes: at start the network may not be there yet."""
    while not poller.stopped:
        try:
            await app.initialize()
            await announce_commands(app)
            return
        except InvalidToken:
            raise
        except NetworkError as error:
            logging.getLogger(__name__).warning("Telegram cannot be reached (%s); trying again", error)
            await poller.rest(RETRY)


def _read() -> str | None:
    if sys.stdin.isatty():
        click.echo("> ", nl=False)
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None


@click.command()
@told
def run() -> None:
    """Serve Telegram by long polling, until stopped."""
    held = settings(token_needed=True)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # It would log the token with each address.
    awaited(_serve(held))


async def _serve(held: Settings) -> None:
    if held.telegram_bot_token is None:
        fail("TELEGRAM_BOT_TOKEN: missing")
    async with open_desk(held) as desk:
        gate = Gate(Pace(most=held.messages_in_flight))
        app = application(desk, held.telegram_bot_token.get_secret_value(), gate=gate)
        poller = Poller(app, desk)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, poller.stop)
        try:
            await reach(app, poller)
            if not poller.stopped:
                logging.getLogger(__name__).info("serving @%s from snapshot %s", app.bot.username, desk.assistant.snapshot.info.version)
                async with delivering(app.bot, desk, gate):
                    await poller.run()
        except InvalidToken:
            fail("TELEGRAM_BOT_TOKEN: Telegram refuses it: copy it again from @BotFather into .env")
        except Conflict:
            fail("Another program is polling with this token: stop it first, or make a second bot for tests.")
        finally:
            await app.shutdown()
