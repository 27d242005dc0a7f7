"""One immutable, versioned build of the knowledge base: an SQLite file that readers share and a build replaces whole."""

import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import sqlite_utils
from pydantic import TypeAdapter, ValidationError

from knowledge.records import UNFILED, Detail, Naming, Plan, Procedure

R = TypeVar("R")
FORMAT = 1
"""Raised when readers of an older build could not read a newer one, or the other way round."""


class SnapshotError(Exception):
    """The file is no snapshot this program can read; the message says what to do."""


@cache
def _procedures() -> TypeAdapter[Procedure]:
    return TypeAdapter(Procedure)


@cache
def _plans() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)


@dataclass(frozen=True, slots=True)
class Info:
    """What a snapshot says of itself; `digest` depends on the records alone, so equal digests mean equal knowledge."""

    version: str
    digest: str
    built: datetime
    builder: str
    procedures: int
    detailed: int
    plans: int


def merge(*layers: Iterable[Procedure]) -> tuple[Procedure, ...]:
    """Make one record a code: an earlier layer leads, and within a layer a full record leads over a catalogue row."""
    merged: dict[str, Procedure] = {}
    for layer in layers:
        own: dict[str, Procedure] = {}
        for procedure in layer:
            known = own.get(procedure.code)
            leading = known is None or (known.detail is Detail.CATALOG and procedure.detail is Detail.FULL)
            own[procedure.code] = _with_gaps_filled(procedure, known) if leading or known is None else _with_gaps_filled(known, procedure)
        for code, procedure in own.items():
            if code not in merged or (merged[code].detail is Detail.CATALOG and procedure.detail is Detail.FULL):
                merged[code] = procedure
    return tuple(merged[code] for code in sorted(merged))


def named(procedures: Iterable[Procedure], names: Mapping[str, Naming]) -> tuple[Procedure, ...]:
    """Give procedures that have no names of their own the names people call them by, and all of them the questions people ask."""
    return tuple(_named(p, names[p.code]) if p.code in names else p for p in procedures)


def _named(procedure: Procedure, given: Naming) -> Procedure:
    asked = {q.casefold() for q in procedure.questions}
    questions = (*procedure.questions, *(q for q in given.questions if q.casefold() not in asked))
    if procedure.folk_names:
        return replace(procedure, questions=questions)
    return replace(procedure, plain_name=given.plain_name, folk_names=given.folk_names, questions=questions)


def _with_gaps_filled(procedure: Procedure, other: Procedure | None) -> Procedure:
    """Fill what a record leaves open with what another of the same procedure says."""
    if other is None:
        return procedure
    open_ones = [name for name in ("agency", "province", "subjects", "levels") if not getattr(procedure, name)]
    open_ones += ["field"] if procedure.field in {"", UNFILED} else []
    return replace(procedure, **{name: getattr(other, name) for name in open_ones})


def build(path: Path, procedures: Sequence[Procedure], plans: Sequence[Plan], builder: str, now: datetime) -> Info:
    """Write the snapshot beside `path` and swap it in atomically; readers of the old file keep it, and a failed build leaves no trace."""
    rows = [_row(p) for p in sorted(procedures, key=lambda p: p.code)]
    plan_rows = [
        {"number": p.number, "title": p.title, "record": _plans().dump_json(p).decode()} for p in sorted(plans, key=lambda p: p.number)
    ]
    digest = _digest([r["record"] for r in rows] + [r["record"] for r in plan_rows])
    info = Info(
        version=f"{now.astimezone(UTC):%Y%m%d}-{digest[:8]}",
        digest=digest,
        built=now,
        builder=builder,
        procedures=len(rows),
        detailed=sum(r["detail"] == Detail.FULL for r in rows),
        plans=len(plan_rows),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        _write(Path(name), rows, plan_rows, info)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return info


def _write(path: Path, rows: list[dict[str, Any]], plan_rows: list[dict[str, Any]], info: Info) -> None:
    db = sqlite_utils.Database(path)
    try:
        db.table("procedures").create(dict.fromkeys(_COLUMNS, str), pk="code", not_null={"code", "name", "record"})
        db.table("procedures").insert_all(rows)
        db.table("plans").create({"number": str, "title": str, "record": str}, pk="number")
        db.table("plans").insert_all(plan_rows)
        meta = {
            "format": str(FORMAT),
            "version": info.version,
            "digest": info.digest,
            "built": info.built.isoformat(),
            "builder": info.builder,
            "procedures": str(info.procedures),
            "detailed": str(info.detailed),
            "plans": str(info.plans),
        }
        db.table("meta").insert_all([{"key": k, "value": v} for k, v in meta.items()], pk="key")
    finally:
        db.close()


_COLUMNS = ("code", "name", "title", "field", "agency", "levels", "province", "detail", "checked", "link", "record")


def _row(procedure: Procedure) -> dict[str, Any]:
    return {
        "code": procedure.code,
        "name": procedure.name,
        "title": procedure.title,
        "field": procedure.field,
        "agency": procedure.agency,
        "levels": ",".join(procedure.levels),
        "province": procedure.province,
        "detail": procedure.detail,
        "checked": procedure.source.checked.isoformat(),
        "link": procedure.link,
        "record": _procedures().dump_json(procedure, exclude_defaults=True).decode(),
    }


def _digest(records: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for record in records:
        digest.update(json.dumps(json.loads(record), sort_keys=True, ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()


class Snapshot:
    """An open snapshot. Records are read when asked for; the file may be replaced meanwhile without harm."""

    def __init__(self, path: Path) -> None:
        """Open the file; raise SnapshotError where there is none or it is of another format."""
        if not path.is_file():
            raise SnapshotError(f"{path}: no such snapshot: build one with 'motcua kb build --out {path}'")
        self.path = path
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        self._db = sqlite_utils.Database(connection)
        try:
            self.info = self._info({row["key"]: row["value"] for row in self._query("select key, value from meta")})
        except SnapshotError:
            self.close()
            raise
        except (KeyError, ValueError) as error:
            self.close()
            raise self._broken(error) from error
        self.procedure = lru_cache(maxsize=2048)(self._procedure)

    def _info(self, meta: dict[str, str]) -> Info:
        if int(meta["format"]) != FORMAT:
            raise SnapshotError(
                f"{self.path}: format {meta['format']}, but this program reads {FORMAT}: build it again with 'motcua kb build'"
            )
        return Info(
            version=meta["version"],
            digest=meta["digest"],
            built=datetime.fromisoformat(meta["built"]),
            builder=meta["builder"],
            procedures=int(meta["procedures"]),
            detailed=int(meta["detailed"]),
            plans=int(meta["plans"]),
        )

    def _query(self, sql: str, *given: str) -> list[dict[str, Any]]:
        try:
            return list(self._db.query(sql, given))
        except sqlite3.DatabaseError as error:
            raise self._broken(error) from error

    def _read(self, adapter: TypeAdapter[R], record: str) -> R:
        try:
            return adapter.validate_json(record)
        except ValidationError as error:
            raise self._broken(error) from error

    def _broken(self, error: Exception) -> SnapshotError:
        return SnapshotError(f"{self.path}: not a snapshot ({error}): build it again with 'motcua kb build --out {self.path}'")

    def __iter__(self) -> Iterator[Procedure]:
        """Yield every procedure, ordered by code."""
        for row in self._query("select record from procedures order by code"):
            yield self._read(_procedures(), row["record"])

    def _procedure(self, code: str) -> Procedure | None:
        rows = self._query("select record from procedures where code = ?", code)
        return self._read(_procedures(), rows[0]["record"]) if rows else None

    def plans(self) -> tuple[Plan, ...]:
        """Return the plans, the newest first."""
        plans = [self._read(_plans(), row["record"]) for row in self._query("select record from plans")]
        return tuple(sorted(plans, key=lambda p: p.issued, reverse=True))

    def fields(self) -> list[tuple[str, int]]:
        """Return each field with its count of procedures in full, the largest first."""
        sql = "select field, count(*) n from procedures where detail = 'full' group by field order by n desc, field"
        return [(row["field"], row["n"]) for row in self._query(sql)]

    def of_field(self, field: str) -> list[tuple[str, str]]:
        """Return (code, title) of the procedures in full of a field, by title."""
        sql = "select code, title from procedures where detail = 'full' and field = ? order by title, code"
        return [(row["code"], row["title"]) for row in self._query(sql, field)]

    def close(self) -> None:
        """Close the file."""
        self._db.close()
