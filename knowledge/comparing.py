"""Comparing a record with the data it was written from, field by field: what agrees, what differs, and what the data leaves open."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from knowledge.records import Channel, Fee, FeeStatus, Procedure, ProcessingTime, TimeUnit
from knowledge.sources.crawls import LEGAL_NUMBER
from nlp.text import fold, normalize, words


class Field(StrEnum):
    """What of a record is compared."""

    NAME = "name"
    PAPERS = "papers"
    TIME = "time"
    FEE = "fee"
    LEGAL = "legal"
    LEVEL = "level"
    AGENCY = "agency"
    STATE = "state"
    LINK = "link"


class Verdict(StrEnum):
    """SILENT: the data says nothing of the field, and neither does the record. EXPLAINED: they differ, for a written reason."""

    AGREES = "agrees"
    SILENT = "silent"
    EXPLAINED = "explained"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Finding:
    """How one field of one record compares with one source of the data."""

    code: str
    field: Field
    verdict: Verdict
    ours: str
    theirs: str
    source: str
    reason: str = ""


def compare(ours: Procedure, sources: Mapping[str, Procedure]) -> Iterator[Finding]:
    """Compare every field with every source that tells of the procedure; what no source bears out differs from all of them."""
    told = _Told.of(sources.values())
    for source, theirs in sources.items():
        for field, verdict, left, right in (
            _papers(ours, theirs),
            _times(ours, theirs, told),
            _fees(ours, theirs, told),
            _legal(ours, theirs, told),
            _levels(ours, theirs),
            _agency(ours, theirs),
            _said(Field.LINK, ours.link == theirs.link, ours.link, theirs.link),
        ):
            yield Finding(ours.code, field, verdict, left, right, source)


def compare_names(ours: Procedure, sources: Mapping[str, Procedure]) -> Iterator[Finding]:
    """Compare the name alone: a crawl may have put another matter's text under the code."""
    for source, theirs in sources.items():
        yield Finding(ours.code, Field.NAME, _verdict(_name(ours.name) == _name(theirs.name)), ours.name, theirs.name, source)


def compare_state(ours: Procedure, row: Procedure | None, source: str) -> Iterator[Finding]:
    """Compare with the catalogue: listed and of the same name, or neither listed nor told as in force; and the link, where listed."""
    if row is None:
        listed = bool(ours.repealed_by)
        yield Finding(ours.code, Field.STATE, _verdict(listed), ours.repealed_by or "in force", "not in the catalogue", source)
        return
    same = _name(ours.name) == _name(row.name) and not ours.repealed_by
    yield Finding(ours.code, Field.STATE, _verdict(same), ours.repealed_by or ours.name, row.name, source)
    yield Finding(ours.code, Field.LINK, _verdict(ours.link == row.link), ours.link, row.link, source)


_Compared = tuple[Field, Verdict, str, str]
_WAIVED = re.compile(r"\bmien\b|khong (?:phai nop|thu)\b")


@dataclass(frozen=True, slots=True)
class _Told:
    """What all sources of a procedure tell together; `text` is folded, without punctuation."""

    text: str
    numbers: frozenset[str]
    times: tuple[ProcessingTime, ...]
    fees: tuple[Fee, ...]

    @classmethod
    def of(cls, records: Iterable[Procedure]) -> Self:
        known = list(records)
        raw = " ".join(map(_raw, known))
        return cls(
            " ".join(re.sub(r"[()/,:;–-]", " ", fold(normalize(raw))).split()),
            _numbers(normalize(raw)),
            tuple(t for p in known for t in p.times),
            tuple(f for p in known for f in p.fees),
        )


def _verdict(same: bool) -> Verdict:
    return Verdict.AGREES if same else Verdict.DIFFERS


def _said(field: Field, same: bool, ours: str, theirs: str) -> _Compared:
    return field, Verdict.SILENT if not ours and not theirs else _verdict(same), ours, theirs


def _papers(ours: Procedure, theirs: Procedure) -> _Compared:
    """Allow for lines split and merged: from the papers that the source counts in copies, each once, up to all its lines."""
    lines = {_name(d.name): (d.originals or 0) + (d.copies or 0) for d in theirs.documents}
    least, most, held = sum(map(bool, lines.values())) or min(1, len(lines)), len(theirs.documents), len(ours.documents)
    told = f"{least}–{most}" if least != most else f"{most}"
    return _said(Field.PAPERS, least <= held <= most, f"{held or ''}", told if most else "")


def _times(ours: Procedure, theirs: Procedure, told: _Told) -> _Compared:
    """Every counted time of the source is told, for its channel or for all; every time told is counted or named by some source."""
    missing = [t for t in theirs.times if t.amount and not any(_same_time(t, own) for own in ours.times)]
    invented = [t for t in ours.times if t.amount and not any(_same_time(o, t) for o in told.times) and not _named_time(t, told.text)]
    silent = any(t.amount is None for t in theirs.times) and not ours.times
    same = not missing and not invented and not silent
    return _said(Field.TIME, same, _told_times(ours.times), _told_times(theirs.times))


def _same_time(theirs: ProcessingTime, ours: ProcessingTime) -> bool:
    channel = Channel.ANY in {ours.channel, theirs.channel} or ours.channel is theirs.channel
    return channel and ours.amount == theirs.amount and ours.unit is theirs.unit


_UNIT_NAMES = {TimeUnit.WORKING_DAY: "ngay lam viec", TimeUnit.DAY: "ngay", TimeUnit.MONTH: "thang", TimeUnit.HOUR: "gio"}


def _named_time(time: ProcessingTime, text: str) -> bool:
    unit = _UNIT_NAMES.get(time.unit)
    if unit is None or time.amount is None:
        return True
    return bool(re.search(rf"(?<!\d)0*{time.amount:g}(?: \w+)?(?: \w+)? {unit}\b(?! lam viec)", text))


def _told_times(times: tuple[ProcessingTime, ...]) -> str:
    return "; ".join(dict.fromkeys(f"{t.channel.value} {f'{t.amount:g} {t.unit.value}' if t.amount else t.text[:60]}" for t in times))


def _fees(ours: Procedure, theirs: Procedure, told: _Told) -> _Compared:
    """Every sum of the source is told, every sum told stands in a source; free only where one says 0, or names a waiver of that case."""
    own = {(f.channel, f.amount) for f in ours.fees if f.amount}
    missing = [f for f in theirs.fees if f.amount and not own & {(f.channel, f.amount), (Channel.ANY, f.amount)}]
    invented = [a for _, a in own if a and a not in {f.amount for f in told.fees} and not _named_sum(a, told.text)]
    same = not missing and not invented and _same_status(ours.fees, theirs.fees, told)
    return Field.FEE, _silent(same, ours.fees, theirs.fees), _told_fees(ours.fees), _told_fees(theirs.fees)


def _silent(same: bool, ours: tuple[Fee, ...], theirs: tuple[Fee, ...]) -> Verdict:
    unstated = all(f.status is FeeStatus.NOT_STATED for f in ours)
    return Verdict.SILENT if same and unstated and not theirs else _verdict(same)


def _same_status(ours: tuple[Fee, ...], theirs: tuple[Fee, ...], told: _Told) -> bool:
    own, said, anywhere = ({f.status for f in fees} - {FeeStatus.NOT_STATED} for fees in (ours, theirs, told.fees))
    free = FeeStatus.ZERO not in own or FeeStatus.ZERO in anywhere or (_all_cased(ours) and bool(_WAIVED.search(told.text)))
    kept = FeeStatus.ZERO not in said or FeeStatus.ZERO in own or len(said) > 1
    return free and kept and bool(own) == bool(anywhere)


def _all_cased(fees: tuple[Fee, ...]) -> bool:
    return all(f.case for f in fees if f.status is FeeStatus.ZERO)


def _named_sum(amount: int, text: str) -> bool:
    return bool(re.search(rf"(?<![\d.]){amount:,}(?![\d.]\d)".replace(",", r"[. ]?"), text))


def _told_fees(fees: tuple[Fee, ...]) -> str:
    return "; ".join(dict.fromkeys(f"{f.channel.value} {f.amount or f.status.value}" for f in fees))


def _legal(ours: Procedure, theirs: Procedure, told: _Told) -> _Compared:
    """Every number of the source is held, and every number held stands in some source; a number cut off in the source is its beginning."""
    own, said = (_numbers(" ".join(b.number for b in p.legal)) for p in (ours, theirs))
    missing = sorted(n for n in said if not any(held.startswith(n) for held in own))
    invented = sorted(n for n in own if not any(n.startswith(other) for other in told.numbers))
    left = f"{len(own)}" + (f", in no source: {', '.join(invented)}" if invented else "")
    right = f"{len(said)}" + (f", not held: {', '.join(missing)}" if missing else "")
    return _said(Field.LEGAL, not missing and not invented, left if own else "", right if said else "")


def _numbers(text: str) -> frozenset[str]:
    """The numbers of legal documents in a text; a resolution of the National Assembly is written with NQ and without."""
    return frozenset(n.replace("/NQ-QH", "/QH") for n in LEGAL_NUMBER.findall(text))


def _levels(ours: Procedure, theirs: Procedure) -> _Compared:
    left, right = (", ".join(sorted(level.value for level in p.levels)) for p in (ours, theirs))
    return _said(Field.LEVEL, left == right or not right, left, right)


_LONG = {
    "ubnd": "uy ban nhan dan",
    "tp": "thanh pho",
    "bhxh": "bao hiem xa hoi",
    "qlxnc": "quan ly xuat nhap canh",
    "csgt": "canh sat giao thong",
}


def _agency(ours: Procedure, theirs: Procedure) -> _Compared:
    """One of the two names is made of the other's words."""
    left, right = (_agency_words(p.agency) for p in (ours, theirs))
    return _said(Field.AGENCY, left <= right or right <= left, ours.agency, theirs.agency[:120])


def _agency_words(name: str) -> set[str]:
    return {w for word in words(fold(normalize(name))) for w in _LONG.get(word, word).split()} - {
        "va",
        "hoac",
        "cac",
        "cap",
        "tinh",
        "thanh",
        "pho",
    }


def _name(text: str) -> str:
    return " ".join(words(normalize(text)))


def _raw(record: Procedure) -> str:
    parts = [*record.steps, *record.conditions, *record.results, record.places.counter, record.places.post]
    parts += [f"{d.case} {d.name} {d.form}" for d in record.documents]
    parts += [t.text for t in record.times] + [f.text for f in record.fees] + [f"{b.number} {b.title}" for b in record.legal]
    return " ".join(parts)
