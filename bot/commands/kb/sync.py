"""`motcua kb sync`: the portal read into a candidate snapshot, and a summary of what it would change."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bot.app import open_snapshot
from bot.commands.shared import errors, fail, settings, told
from bot.desk import VIETNAM
from bot.portal.cache import Cache, Run
from bot.portal.patience import Patience
from bot.portal.planning import Listed, Mode, Order
from bot.portal.sync import Fetched, Portal, Records, Refused, Tell, fetch, records
from bot.portal.wire import Address, Wire
from bot.settings import Settings
from knowledge import snapshot
from knowledge.records import Procedure
from knowledge.review import Changes, Difference, changes, review
from knowledge.snapshot import Info, Snapshot
from knowledge.sources import shipped
from nlp.files import Problem

SHOWN = 20
"""So many changed or new procedures are named one by one; more are counted, and `--json` has them all."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a sync brought."""

    candidate: Path
    info: Info
    base: Info
    listed: int
    whole: bool
    asked: int
    detailed: int
    absent: tuple[str, ...]
    changes: Changes
    review: tuple[Difference, ...]
    problems: tuple[Problem, ...]


@click.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The candidate; default: candidate.db under MOTCUA_HOME.")
@click.option(
    "--cache",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where answers are kept; default: portal/ under MOTCUA_HOME.",
)
@click.option("--base-url", help="Another address of the API; default: PORTAL_API_URL.")
@click.option(
    "--details",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.CHANGED.value,
    show_default=True,
    help="Which details to read: all, those new, changed or old, or none.",
)
@click.option("--max-age", type=click.IntRange(min=1), default=30, show_default=True, help="After so many days a detail is read again.")
@click.option("--limit", type=click.IntRange(min=1), help="A trial: only the first LIMIT procedures of the list.")
@click.option("--json", "as_json", is_flag=True, help="The summary as data.")
@told
def sync(
    out: Path | None, folder: Path | None, base_url: str | None, details: str, max_age: int, limit: int | None, *, as_json: bool
) -> None:
    """Read the national portal's public API into a candidate snapshot, the shipped records leading.

    One request at a time, with pauses (PORTAL_* settings). What is read is kept: a sync that was broken off goes on when it is
    started again. The snapshot that is answered from is not touched.
    """
    given = settings()
    home = given.motcua_home
    url = (base_url or given.portal_api_url).rstrip("/")
    if not url.startswith(("http://", "https://")):
        fail(f"--base-url {url}: must begin with http:// or https://")
    order = Order(Mode(details), limit, timedelta(days=max_age), given.portal_page_size)
    live = open_snapshot(given)
    try:
        candidate = _candidate(out or home / "candidate.db", live)
        with Cache(folder or home / "portal", url) as cache:
            summary = _sync(given, url, cache, order, live, candidate)
    finally:
        live.close()
    for problem in summary.problems:
        errors.print(str(problem), markup=False)
    click.echo(json.dumps(_data(summary), ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(summary)))
    sys.exit(1 if summary.problems else 0)


def _candidate(out: Path, live: Snapshot) -> Path:
    """Refuse to write over what is answered from, by whatever name."""
    if out.exists() and out.samefile(live.path):
        fail(f"--out {out}: the bot answers from this snapshot; name another file, look at the candidate, then publish it.")
    return out


def _sync(given: Settings, url: str, cache: Cache, order: Order, live: Snapshot, out: Path) -> Summary:
    own, plans, (names, faults) = shipped.load_procedures(), shipped.load_plans(), shipped.load_names()
    if own.problems or plans.problems or faults:
        fail("\n".join(map(str, (*own.problems, *plans.problems, *faults))))
    run = cache.begin(datetime.now(VIETNAM).date(), order.limit)
    with _progress() as tell:
        fetched = _fetch(given, url, cache, run, order, tell)
        read = records(fetched.listed.rows, kept := cache.details(), run, tell)
    before = {p.code: p for p in live}
    theirs = snapshot.merge(read.procedures, _unread(fetched.listed, read, before.values()))
    merged = snapshot.named(snapshot.merge(own.records, theirs), names)
    info = snapshot.build(out, merged, plans.records, "motcua kb sync", datetime.now(UTC))
    run.finish(len(fetched.listed.rows))
    cache.tidy(kept[row.id] for row, _ in fetched.listed.rows if row.id in kept) if fetched.listed.whole else None
    return _summary(out, info, live.info, fetched, read, changes(before.values(), merged), own.records, run)


def _unread(listed: Listed, read: Records, before: Iterable[Procedure]) -> list[Procedure]:
    """What is answered today of rows that were not or could not be read: kept, for only absence from a whole list means gone."""
    held = {p.code for p in read.procedures}
    return [p for p in before if p.code not in held and (listed.codes is None or p.code in listed.codes)]


def _fetch(given: Settings, url: str, cache: Cache, run: Run, order: Order, tell: Tell) -> Fetched:
    patience = Patience(pause=given.portal_pause, first=given.portal_backoff, cap=given.portal_backoff_cap)
    try:
        with Wire(Address(url, given.portal_user_agent, given.portal_timeout)) as wire:
            fetched = fetch(Portal(wire, patience), cache, run, order, tell)
    except KeyboardInterrupt:
        errors.print(f"Stopped. What was read is kept in {cache.folder}: the same command goes on from there.", markup=False)
        raise
    if isinstance(fetched, Refused):
        fail(f"{url}: {fetched.reason}.\nNo candidate was written. What was read is kept in {cache.folder}: try again later.")
    return fetched


def _summary(
    out: Path, info: Info, base: Info, fetched: Fetched, read: Records, changed: Changes, own: tuple[Procedure, ...], run: Run
) -> Summary:
    return Summary(
        candidate=out,
        info=info,
        base=base,
        listed=len(fetched.listed.rows),
        whole=fetched.listed.whole,
        asked=fetched.asked,
        detailed=read.detailed,
        absent=read.absent,
        changes=changed,
        review=review(own, snapshot.merge(read.procedures), run.day, fetched.listed.codes),
        problems=(*fetched.problems, *read.problems),
    )


def _lines(s: Summary) -> Iterator[str]:
    part = "" if s.whole else " (a trial: the list was not read to its end)"
    yield f"List: {s.listed:,} procedures{part}; details: {s.asked:,} asked for, {s.detailed:,} held, {len(s.absent):,} the portal lacks"
    new, changed, gone = s.changes.new, s.changes.changed, s.changes.gone
    yield f"Against version {s.base.version}: {len(new):,} new, {len(changed):,} changed, {len(gone):,} gone"
    yield from _named("new", list(new))
    yield from _named("changed", [f"{code}: {', '.join(fields)}" for code, fields in changed])
    yield from (f"  gone: {code}" for code in gone)
    yield f"To review, the shipped records leading: {len(s.review):,} differences"
    yield from (f"  {difference}" for difference in s.review)
    if s.problems:
        yield f"Problems: {len(s.problems):,} (above)"
    yield f"{s.candidate}: version {s.info.version}: {s.info.procedures:,} procedures ({s.info.detailed:,} in full), {s.info.plans} plans"


def _named(what: str, lines: list[str]) -> Iterator[str]:
    if len(lines) <= SHOWN:
        yield from (f"  {what}: {line}" for line in lines)
    else:
        yield f"  {what}: too many to name here; --json names them all"


def _data(s: Summary) -> dict[str, Any]:
    return {
        "candidate": {"path": str(s.candidate), "version": s.info.version, "digest": s.info.digest, "procedures": s.info.procedures},
        "against": {"version": s.base.version, "digest": s.base.digest},
        "listed": s.listed,
        "whole": s.whole,
        "asked": s.asked,
        "detailed": s.detailed,
        "absent": s.absent,
        "new": s.changes.new,
        "changed": [{"code": code, "fields": fields} for code, fields in s.changes.changed],
        "gone": s.changes.gone,
        "review": [{"place": d.place, **asdict(d)} for d in s.review],
        "problems": [asdict(p) for p in s.problems],
    }


_STAGES = {"list": "Danh mục", "details": "Chi tiết", "records": "Ghép"}


@contextmanager
def _progress() -> Iterator[Tell]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, disable=not sys.stderr.isatty()) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(_STAGES[stage], total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield tell
