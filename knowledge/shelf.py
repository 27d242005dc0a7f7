"""Published snapshots: immutable files named by version, a pointer to the live one, and the log of what was live when."""

import json
import os
import re
import shutil
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from knowledge.snapshot import Info, Snapshot, SnapshotError

SHIPPED = "shipped"
"""Where nothing is published the shipped records are live; rolling back past the first version returns to them."""
_VERSION = re.compile(r"\d{8}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of the log: `version` became live at `at` in place of `before`."""

    at: datetime
    action: Literal["publish", "rollback"]
    version: str
    before: str


@dataclass(frozen=True)
class Shelf:
    """A folder of published snapshots. Writers swap whole files, so readers need no lock."""

    folder: Path

    @property
    def _pointer(self) -> Path:
        return self.folder / "current"

    def path(self, version: str) -> Path:
        """Where the file of a version stands; raise SnapshotError for what is no version's name."""
        if not _VERSION.fullmatch(version):
            raise SnapshotError(f"{version!r} is no version: they look like 20261123-0a1b2c3d ('motcua kb history' lists them)")
        return self.folder / f"{version}.db"

    def live(self) -> str:
        """Return the live version, SHIPPED where nothing is published; raise SnapshotError for a pointer that says nothing."""
        try:
            version = self._pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return SHIPPED
        except (OSError, UnicodeDecodeError) as error:
            raise SnapshotError(f"{self._pointer}: cannot be read ({error}): return to a version with 'motcua kb rollback'") from error
        if not _VERSION.fullmatch(version):
            raise SnapshotError(f"{self._pointer}: names no version: return to one with 'motcua kb rollback --to VERSION'")
        return version

    def open(self) -> Snapshot | None:
        """Open the live snapshot; None where nothing is published."""
        version = self.live()
        if version == SHIPPED:
            return None
        try:
            return Snapshot(self.path(version))
        except SnapshotError as error:
            raise SnapshotError(f"{error}\nor return to an earlier one with 'motcua kb rollback'") from error

    def publish(self, candidate: Path, now: datetime) -> Info:
        """Copy a snapshot onto the shelf, read the copy whole, and make it live; raise SnapshotError and change nothing for a bad one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".candidate.", dir=self.folder)
        copy = Path(name)
        try:
            with os.fdopen(handle, "wb") as target, _readable(candidate).open("rb") as source:
                shutil.copyfileobj(source, target, 1 << 20)
                target.flush()
                os.fsync(target.fileno())
            info = verified(copy, candidate)
            self._place(copy, info)
        finally:
            copy.unlink(missing_ok=True)
        self._go_live(info.version, "publish", now)
        return info

    def _place(self, copy: Path, info: Info) -> None:
        """Put a verified file in its place, unless the same knowledge already stands there whole."""
        place = self.path(info.version)
        try:
            held = verified(place)
        except SnapshotError:
            held = None
        if held is None:
            copy.chmod(0o444)
            copy.replace(place)
        elif held.digest != info.digest:
            raise SnapshotError(f"{place}: another snapshot bears this version: build the candidate again tomorrow")

    def rollback(self, version: str | None, now: datetime) -> str:
        """Make `version`, or the one before the live one, live again, and return it; raise SnapshotError where that cannot be."""
        to = version or self.before()
        if to != SHIPPED:
            verified(self.path(to))
        self._go_live(to, "rollback", now)
        return to

    def before(self) -> str:
        """Return the version to go back to; raise SnapshotError where there is none."""
        line = self._line()
        if len(line) < 2:
            raise SnapshotError("Nothing was published before: the shipped records are live.")
        return line[-2]

    def _line(self) -> list[str]:
        """Return what was live and not gone back from, the live one last."""
        line = [SHIPPED]
        for event in self.history():
            below = line[:-1]
            if event.action == "rollback" and event.version in below:
                line = line[: len(below) - below[::-1].index(event.version)]
            elif event.version != line[-1]:
                line.append(event.version)
        try:
            live = self.live()
        except SnapshotError:
            return line if len(line) > 1 else [SHIPPED, ""]  # The live one is lost: the way back is still known.
        return line if line[-1] == live else [*line, live]

    def history(self) -> list[Event]:
        """Return the log, the oldest first; a line cut off by a crash is passed over."""
        try:
            lines = (self.folder / "history.jsonl").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [event for line in lines if (event := _event(line))]

    def versions(self) -> list[str]:
        """Return the versions on the shelf, the newest date first."""
        return sorted((p.stem for p in self.folder.glob("*.db") if _VERSION.fullmatch(p.stem)), reverse=True)

    def _go_live(self, version: str, action: Literal["publish", "rollback"], now: datetime) -> None:
        try:
            before = self.live()
        except SnapshotError:
            before = ""
        if version == SHIPPED:
            self._pointer.unlink(missing_ok=True)
        else:
            handle, name = tempfile.mkstemp(prefix=".current.", dir=self.folder)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(f"{version}\n")
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(self._pointer)
        event = asdict(Event(now, action, version, before)) | {"at": now.isoformat()}
        with (self.folder / "history.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(event) + "\n")


def _readable(path: Path) -> Path:
    if not path.is_file():
        raise SnapshotError(f"{path}: no such snapshot: build one with 'motcua kb build --out {path}'")
    return path


def verified(path: Path, told_of: Path | None = None) -> Info:
    """Read a snapshot whole and return what it says of itself; raise SnapshotError, about `told_of` where given, for a bad one."""
    try:
        snapshot = Snapshot(path)
        try:
            snapshot.verify()
        finally:
            snapshot.close()
    except SnapshotError as error:
        raise SnapshotError(str(error).replace(str(path), str(told_of or path))) from error
    return snapshot.info


def _event(line: str) -> Event | None:
    try:
        said = json.loads(line)
        return Event(datetime.fromisoformat(said["at"]), said["action"], said["version"], said["before"])
    except (ValueError, KeyError, TypeError):
        return None
