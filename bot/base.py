"""Which knowledge base the settings mean, and opening it: a file that is forced, else the published one, else the shipped records."""

import hashlib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from bot.settings import Settings
from knowledge import local, snapshot
from knowledge.assistant import Assistant, prepare
from knowledge.local import Local
from knowledge.shelf import Shelf
from knowledge.snapshot import Snapshot, SnapshotError
from knowledge.sources import shipped

Wanted: TypeAlias = tuple[str, str]


def shelf(settings: Settings) -> Shelf:
    """Return the shelf of published snapshots."""
    return Shelf(settings.motcua_home / "kb")


def wanted(settings: Settings) -> Wanted:
    """Return what is to be answered from, and a mark of the province's rules; cheap, to be compared with what is open."""
    base = str(settings.motcua_kb) if settings.motcua_kb else shelf(settings).live()
    return base, local.fingerprint(settings.local_rules)


def open_snapshot(settings: Settings) -> Snapshot:
    """Open the snapshot the settings mean; raise SnapshotError. The shipped records' is built when they have changed."""
    if settings.motcua_kb:
        return Snapshot(settings.motcua_kb)
    return shelf(settings).open() or open_shipped(settings)


def open_shipped(settings: Settings) -> Snapshot:
    """Open the snapshot of the shipped records, built when they have changed."""
    path = settings.motcua_home / f"kb-{_fingerprint(shipped.DATA)}.db"
    if not path.is_file():
        build_shipped(path)
    return Snapshot(path)


def open_version(settings: Settings, version: str) -> Snapshot | None:
    """Open the snapshot of a version, published or shipped, now or before; None where it is kept no longer."""
    forced = (settings.motcua_kb,) if settings.motcua_kb else ()
    for path in (*forced, shelf(settings).folder / f"{version}.db", *sorted(settings.motcua_home.glob("kb-*.db"))):
        with suppress(SnapshotError):
            held = Snapshot(path)
            if held.info.version == version:
                return held
            held.close()
    return None


def open_rules(settings: Settings) -> Local:
    """Read the province's rules; raise SnapshotError that lists every fault."""
    rules, problems = local.load(settings.local_rules, settings.province)
    if problems:
        raise SnapshotError("\n".join(map(str, problems)))
    return rules


def open_assistant(settings: Settings) -> Assistant:
    """Open what the settings mean and make it ready; a few seconds. Raises SnapshotError."""
    rules = open_rules(settings)
    held = open_snapshot(settings)
    try:
        held.plans()
        return prepare(held, rules)
    except BaseException:
        held.close()
        raise


def build_shipped(path: Path) -> snapshot.Info:
    """Build the snapshot of the shipped records; raise SnapshotError that lists every fault."""
    procedures, plans, (names, faults) = shipped.load_procedures(), shipped.load_plans(), shipped.load_names()
    problems = (*procedures.problems, *plans.problems, *faults)
    if problems:
        raise SnapshotError("\n".join(map(str, problems)))
    return snapshot.build(path, snapshot.named(procedures.records, names), plans.records, "motcua kb build", datetime.now(UTC))


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256(f"{snapshot.FORMAT} {snapshot.LAYOUT}".encode())
    for part in ("procedures", "plans", "names", "questions"):
        for path in sorted((folder / part).rglob("*.yaml")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
