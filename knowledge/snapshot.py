"""One immutable, versioned build of the knowledge base: an SQLite file that readers share and a build replaces whole."""

import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import sqlite_utils
from pydantic import TypeAdapter, ValidationError

from knowledge import fulltext
from knowledge.merging import merge as merge
from knowledge.merging import named as named
from knowledge.records import Detail, Plan, Procedure

R = TypeVar("R")
FORMAT = 1
"""Raised when readers of an older build could not read a newer one, or the other way round."""
LAYOUT = 2
"""Raised when a build holds more than before, which older readers need not know of: 2 has the full-text index."""


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
        db.table("procedures").enable_fts(fulltext.COLUMNS, tokenize=fulltext.TOKENIZE)
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


_COLUMNS = ("code", "name", "title", "field", "agency", "levels", "province", "detail", "checked", "link", "record", "text", "folded")


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
        **fulltext.columns(procedure),
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
        self.procedure = lru_cache(maxsize=2048)(self._procedure)
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

    def _query(self, sql: str, *given: str | int) -> list[dict[str, Any]]:
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

    def search(self, words: str, limit: int) -> list[tuple[str, str]]:
        """Return (code, title) of procedures that hold all the words, with marks or without, the likeliest first."""
        if not (query := fulltext.query(words)):
            return []
        if not self._query("select 1 from sqlite_master where name = 'procedures_fts'"):
            raise SnapshotError(f"{self.path}: built before there was full-text search: build or import it again")
        sql = (
            "select p.code, p.title from procedures_fts join procedures p on p.rowid = procedures_fts.rowid where procedures_fts match ?"
            " order by bm25(procedures_fts, 8.0, 8.0, 1.0, 2.0), p.code limit ?"
        )
        return [(row["code"], row["title"]) for row in self._query(sql, query, limit)]

    def verify(self) -> None:
        """Read everything; raise SnapshotError where a record cannot be read, or the records are not those the digest was made of."""
        records = [row["record"] for row in self._query("select record from procedures order by code")]
        plans = [row["record"] for row in self._query("select record from plans order by number")]
        for record in records:
            self._read(_procedures(), record)
        for record in plans:
            self._read(_plans(), record)
        if _digest(records + plans) != self.info.digest:
            raise SnapshotError(f"{self.path}: its records are not those it was built with: build or import it again")
        if not records:
            raise SnapshotError(f"{self.path}: it holds no procedure")

    def close(self) -> None:
        """Close the file."""
        self.procedure.cache_clear()  # It and the snapshot hold each other, where the collector no longer looks (see assistant.prepare).
        self._db.close()
