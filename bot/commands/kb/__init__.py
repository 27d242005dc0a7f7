"""`motcua kb`: snapshots of the knowledge base, made, looked into, compared and published."""

import click

from bot.commands.kb.build import build, import_, train
from bot.commands.kb.check import check
from bot.commands.kb.evaluate import evaluate
from bot.commands.kb.look import info, local, search, show, stale
from bot.commands.kb.office import export, template
from bot.commands.kb.publish import diff, history, publish, rollback
from bot.commands.kb.sync import sync


@click.group()
def kb() -> None:
    """Snapshots of the knowledge base."""


_MAKE = (build, import_, sync, template, export)
_LOOK = (show, info, search, stale, local, check, evaluate, train)
_PUBLISH = (diff, publish, rollback, history)
for command in (*_MAKE, *_LOOK, *_PUBLISH):
    kb.add_command(command)
