"""What the portal answered, kept as files so that a run broken off at any moment goes on where it was.

CACHE/portal.json                      whose answers these are
CACHE/runs/0007/run.json               the day a run began, and its limit
CACHE/runs/0007/list/00001.json        the pages of the list, as answered
CACHE/runs/0007/details/ID.DIGEST.json a detail, as answered, with the digest of the row it was asked for
CACHE/runs/0007/done.json              written last: how many procedures were listed
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self

from filelock import FileLock, Timeout

from knowledge.sources.portal_answers import Row

STALE = timedelta(days=3)
"""A list older than this is read anew rather than gone on with; the details already read stay good."""


class CacheError(ValueError):
    """The cache cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A detail in the cache: the run that read it, on which day, and for which row."""

    path: Path
    run: int
    day: date
    digest: str


@dataclass(frozen=True, slots=True)
class Run:
    """One reading of the portal; all its files lie in `folder`."""

    number: int
    folder: Path
    day: date
    limit: int | None

    def pages(self) -> list[str]:
        """Return the pages of the list kept so far, in order."""
        return [path.read_text(encoding="utf-8") for path in sorted((self.folder / "list").glob("*.json"))]

    def keep_page(self, number: int, text: str) -> None:
        """Keep a page of the list."""
        write(self.folder / "list" / f"{number:05}.json", text)

    def keep_detail(self, row: Row, text: str) -> None:
        """Keep a detail."""
        write(self.folder / "details" / f"{row.id}.{row.digest}.json", text)

    def finish(self, listed: int) -> None:
        """Mark that all was read and the candidate written."""
        write(self.folder / "done.json", json.dumps({"listed": listed}))


class Cache:
    """The folder, held by one process at a time."""

    def __init__(self, folder: Path, url: str) -> None:
        """Take the folder, or raise CacheError: another sync works in it, or it holds another portal's answers."""
        self.folder = folder
        (folder / "runs").mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(folder / "lock")
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise CacheError(f"{folder}: another 'motcua kb sync' is at work here; wait for its end, or name another --cache") from error
        try:
            self._claim(url)
        except BaseException:
            self.close()
            raise

    def _claim(self, url: str) -> None:
        path = self.folder / "portal.json"
        held = _read(path)
        if held is None or not any(self.folder.glob("runs/*/list/*.json")):  # A mistyped address claims no folder for ever.
            write(path, json.dumps({"url": url}))
        elif held.get("url") != url:
            raise CacheError(f"{path}: holds answers of {held.get('url')}, not of {url}: name another --cache")

    def __enter__(self) -> Self:
        """Use it as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the folder go."""
        self.close()

    def close(self) -> None:
        """Let the folder go."""
        self._lock.release()

    def runs(self) -> list[Run]:
        """Return the runs begun, the oldest first."""
        found = []
        for folder in sorted((self.folder / "runs").iterdir()):
            told = _read(folder / "run.json")
            if folder.name.isdigit() and told is not None:
                try:
                    found.append(Run(int(folder.name), folder, date.fromisoformat(told["day"]), told["limit"]))
                except (KeyError, TypeError, ValueError) as error:
                    raise CacheError(f"{folder / 'run.json'}: damaged: remove {folder}, or name another --cache") from error
        return found

    def begin(self, today: date, limit: int | None) -> Run:
        """Go on with a run that was broken off, or begin a new one."""
        runs = self.runs()
        if runs and not (runs[-1].folder / "done.json").exists() and runs[-1].limit == limit and today - runs[-1].day <= STALE:
            return runs[-1]
        number = runs[-1].number + 1 if runs else 1
        run = Run(number, self.folder / "runs" / f"{number:04}", today, limit)
        write(run.folder / "run.json", json.dumps({"day": today.isoformat(), "limit": limit}))
        return run

    def details(self) -> dict[str, Kept]:
        """Return the latest detail of each id."""
        found: dict[str, Kept] = {}
        for run in self.runs():
            for path in sorted((run.folder / "details").glob("*.json")):
                name, _, digest = path.stem.rpartition(".")
                found[name] = Kept(path, run.number, run.day, digest)
        return found

    def listed_before(self, run: Run) -> int | None:
        """Return how many procedures the last whole list before `run` had; None: there was none."""
        whole = [r for r in self.runs() if r.number < run.number and r.limit is None]
        counts = [told["listed"] for r in whole if (told := _read(r.folder / "done.json"))]
        return counts[-1] if counts else None

    def tidy(self, kept: Iterable[Kept]) -> None:
        """Remove the details that later ones have replaced, and what a killed run left half written."""
        current = {detail.path for detail in kept}
        for path in self.folder.rglob(".*.part"):
            path.unlink()
        for run in self.runs():
            for path in (run.folder / "details").glob("*.json"):
                if path not in current:
                    path.unlink()


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all, even if the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise CacheError(f"{path}: damaged ({error}): remove it, or name another --cache") from error
    if not isinstance(told, dict):
        raise CacheError(f"{path}: damaged: remove it, or name another --cache")
    return told
