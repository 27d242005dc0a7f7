"""A folder of recorded data: the portal's details and catalogue and the crawls, read for the procedures asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.records import Procedure
from knowledge.sources import crawls, portal
from knowledge.sources.crawls import CRAWLS
from nlp.files import Problem

CATALOGUE = "catalog.jsonl"
DETAILS = "portal-api"


@dataclass(frozen=True, slots=True)
class Data:
    """What a folder holds: for each code, its details by source, and its row of the catalogue."""

    details: dict[str, dict[str, Procedure]]
    catalogue: dict[str, Procedure]
    problems: tuple[Problem, ...]


def load(folder: Path, codes: Iterable[str]) -> Data:
    """Read what `folder` holds of `codes`; raise ValueError where one of its three parts is absent."""
    absent = [part for part in (DETAILS, CATALOGUE, CRAWLS) if not (folder / part).exists()]
    if absent:
        raise ValueError(f"{folder}: no {', '.join(absent)} there; give the folder that holds {DETAILS}/, {CATALOGUE} and {CRAWLS}")
    wanted = frozenset(codes)
    paths = [path for path in portal.files([folder / DETAILS]) if path.stem in wanted]
    details, rows, crawled = _portal(paths), _portal([folder / CATALOGUE]), crawls.load(folder / CRAWLS, wanted)
    by_code: dict[str, dict[str, Procedure]] = {}
    for source, records in ((DETAILS, details.procedures), (CRAWLS, crawled.procedures)):
        for record in records:
            by_code.setdefault(record.code, {})[source] = record
    problems = (*details.problems, *rows.problems, *crawled.problems)
    return Data(by_code, {row.code: row for row in rows.procedures}, problems)


def _portal(paths: list[Path]) -> portal.Imported:
    """Read files of the portal as one; the day of checking is of no account here."""
    parts = list(portal.load(paths, lambda _: date.min))
    return portal.Imported(tuple(p for part in parts for p in part.procedures), tuple(p for part in parts for p in part.problems))
