"""What the commands on snapshots share: which one is meant, and what is told of it."""

from pathlib import Path

import click

from bot.base import open_shipped, open_snapshot, shelf
from bot.commands.shared import settings
from knowledge.shelf import SHIPPED
from knowledge.snapshot import Info, Snapshot

KB = click.option(
    "--kb", type=click.Path(path_type=Path, dir_okay=False), help="The snapshot; default: MOTCUA_KB, else the published one, else ours."
)


def opened(path: Path | None) -> Snapshot:
    """Open the snapshot of the option, else the live one."""
    return Snapshot(path) if path else open_snapshot(settings())


def meant(name: str) -> Snapshot:
    """Open a file, a published version, the live snapshot ("current") or the one of the shipped records ("shipped")."""
    held = settings()
    if name == "current":
        return open_snapshot(held)
    if name == SHIPPED:
        return open_shipped(held)
    on_shelf = shelf(held).folder / f"{name}.db"
    return Snapshot(on_shelf if not Path(name).exists() and on_shelf.is_file() else Path(name))


def told(info: Info) -> str:
    """Say what a snapshot holds."""
    return f"version {info.version}: {info.procedures} procedures ({info.detailed} in full), {info.plans} plans"
