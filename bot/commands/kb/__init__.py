"""`motcua kb`: snapshots of the knowledge base, made, looked into, compared and published."""

import click

from bot.commands.kb.build import build, import_, train
from bot.commands.kb.evaluate import evaluate
from bot.commands.kb.look import info, local, search, show, stale
from bot.commands.kb.office import export, template
from bot.commands.kb.publish import diff, history, publish, rollback
from bot.commands.kb.sync import sync


@click.group()
def kb() -> None:
    """Snapshots of the knowledge base."""


for command in (
    build,
    import_,
    sync,
    show,
    info,
    search,
    stale,
    local,
    template,
    export,
    diff,
    publish,
    rollback,
    history,
    train,
    evaluate,
):
    kb.add_command(command)
