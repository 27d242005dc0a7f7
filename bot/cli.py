"""The command `motcua`."""

import signal

import click

from bot.commands.announce import announce
from bot.commands.ask import ask
from bot.commands.kb import kb
from bot.commands.outbox import outbox
from bot.commands.plan import plan
from bot.commands.talk import chat, run


@click.group()
def main() -> None:
    """A one-stop counter for Vietnamese public administration, in Telegram."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `motcua chat | head` ends quietly, as other programs do.


for command in (chat, run, ask, kb, plan, announce, outbox):
    main.add_command(command)
