"""The national portal's own JSON: details of a procedure and rows of the catalogue, read into records and Problems."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from knowledge.fees import until_of
from knowledge.records import (
    UNFILED,
    Channel,
    Detail,
    Document,
    Fee,
    FeeKind,
    FeeStatus,
    LegalBasis,
    Level,
    OnlineLevel,
    Places,
    Procedure,
    ProcessingTime,
    Source,
    TimeUnit,
)
from knowledge.sources.portal_wire import Answer, Case, CatalogRow, DetailRow, FeeRow, Method, Named
from nlp.files import Problem

PORTAL = "Cổng Dịch vụ công quốc gia"
_LINK = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/"
_TAG = re.compile(r"<[^>]+>")
_PROVINCE = re.compile(r"(?i)^(?:UBND|Ủy ban nhân dân)\s+(?:tỉnh|thành phố|tp\.?)\s+(.+)$")


@dataclass(frozen=True, slots=True)
class Imported:
    """What a folder or file gave."""

    procedures: tuple[Procedure, ...]
    problems: tuple[Problem, ...]


def files(paths: Iterable[Path]) -> list[Path]:
    """List the `.json` and `.jsonl` files that `paths` (files and folders) hold, in order."""
    found: list[Path] = []
    for path in paths:
        found += sorted(p for p in path.rglob("*") if p.suffix in {".json", ".jsonl"}) if path.is_dir() else [path]
    return found


def load(paths: Iterable[Path], checked: Callable[[Path], date]) -> Iterator[Imported]:
    """Read each file (details: one JSON answer; catalogue: JSON Lines); a broken one gives Problems and nothing else is lost."""
    for path in paths:
        yield _catalogue(path, checked(path)) if path.suffix == ".jsonl" else _detail(path, checked(path))


def _detail(path: Path, checked: date) -> Imported:
    text = _text(path)
    return Imported((), (text,)) if isinstance(text, Problem) else read_detail(text, str(path), checked)


def read_detail(text: str, place: str, checked: date) -> Imported:
    """Read one answer to get-formality-by-citizen; what is wrong with it is told with its `place`."""
    answer = _parse(text, place, Answer)
    if isinstance(answer, tuple):
        return Imported((), answer)
    if answer.code != "OK":
        return Imported((), (Problem(place, f"code: the portal answered {answer.code!r}, not OK"),))
    return _record(partial(_procedure, answer.data, checked), place)


def read_row(row: CatalogRow, place: str, checked: date) -> Imported:
    """Make the record of one row of the catalogue."""
    return _record(partial(_catalog_procedure, row, checked), place)


def _catalogue(path: Path, checked: date) -> Imported:
    text = _text(path)
    if isinstance(text, Problem):
        return Imported((), (text,))
    procedures: list[Procedure] = []
    problems: list[Problem] = []
    seen: Counter[str] = Counter()
    if not text.strip():
        return Imported((), (Problem(str(path), "the file is empty"),))
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        row = _parse(line, f"{path}:{number}", CatalogRow)
        if isinstance(row, CatalogRow):
            seen[row.code] += 1
            if seen[row.code] > 1:  # Two provinces have given one code to two matters: both are kept apart.
                row.code += f"-{seen[row.code]}"
        made = Imported((), row) if isinstance(row, tuple) else read_row(row, f"{path}:{number}", checked)
        procedures += made.procedures
        problems += made.problems
    return Imported(tuple(procedures), tuple(problems))


def _text(path: Path) -> str | Problem:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        return Problem(str(path), f"not UTF-8 (byte {error.start}; perhaps Windows-1258): save it as UTF-8")
    except OSError as error:
        return Problem(str(path), f"cannot be read: {error.strerror}")


def _parse(text: str, place: str, model: type[Any]) -> Any:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        return (Problem(place, f"not JSON, or cut off (line {error.lineno}, column {error.colno}): {error.msg}"),)
    except RecursionError:
        return (Problem(place, "not JSON that makes sense: nested too deep"),)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        return tuple(
            Problem(place, f"{'.'.join(map(str, fault['loc'])) or 'answer'}: {fault['msg']}") for fault in error.errors(include_url=False)
        )


@cache
def _checked() -> TypeAdapter[Procedure]:
    return TypeAdapter(Procedure)


def _record(make: Callable[[], Procedure], place: str) -> Imported:
    try:
        return Imported((_checked().validate_python(make()),), ())
    except ValidationError as error:
        return Imported((), tuple(Problem(place, f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}") for fault in error.errors()))
    except (ValueError, OverflowError, OSError) as error:
        return Imported((), (Problem(place, str(error)),))


def _catalog_procedure(row: CatalogRow, checked: date) -> Procedure:
    return Procedure(
        code=row.code,
        name=_clean(row.name),
        field=", ".join(row.categories) or UNFILED,
        agency=", ".join(d for d in dict.fromkeys(row.departments) if d),
        levels=_catalog_levels(row),
        province=_province(row.departmentPromulgate, row.type),
        subjects=tuple(row.formalityTargetType),
        link=_LINK + row.id,
        source=Source(name=f"Danh mục {PORTAL}", checked=checked, url=_LINK + row.id),
        detail=Detail.CATALOG,
    )


def _catalog_levels(row: CatalogRow) -> tuple[Level, ...]:
    """The level as the departments' names tell it; none where they do not."""
    text = " ".join(d.lower() for d in row.departments if d)
    signs = {Level.COMMUNE: ("cấp xã", " xã"), Level.PROVINCE: ("cấp tỉnh", "sở ", "tỉnh"), Level.MINISTRY: ("bộ ", "cục ", "tổng cục")}
    return tuple(level for level, marks in signs.items() if any(mark in f" {text} " for mark in marks))


def _procedure(row: DetailRow, checked: date) -> Procedure:
    decision = row.procedureProposal.proposalNumber if row.procedureProposal else None
    updated = datetime.fromtimestamp(row.updatedAt / 1000, UTC).date() if row.updatedAt else None
    return Procedure(
        code=row.code,
        name=_clean(row.name),
        field=", ".join(_names(row.categoriesDetails)) or (row.category and row.category.name) or UNFILED,
        agency=_clean(row.executingAgencies or ", ".join(_names(row.departmentsExecuting))),
        levels=tuple(
            level
            for level, is_it in (
                (Level.COMMUNE, row.isWard),
                (Level.PROVINCE, row.isProvince),
                (Level.MINISTRY, row.isMinistry),
                (Level.OTHER, row.isOtherAgency),
            )
            if is_it
        ),
        province=_province(row.departmentPromulgateName, row.type),
        subjects=_names(row.subjectTypesDetails),
        documents=tuple(d for case in row.executionCases for d in _documents(case)),
        times=tuple(dict.fromkeys(t for m in row.executionMethods if (t := _time(m)))),
        fees=tuple(dict.fromkeys(f for m in row.executionMethods for f in _fees(m))),
        places=_places(row),
        online_level=OnlineLevel.FULL if row.isFullProcess else OnlineLevel.UNKNOWN,
        steps=tuple(s for step in row.executionSteps for s in _lines(step.description or step.name)),
        results=_names(row.resultsDetails),
        conditions=_lines(row.requirementsAndConditions),
        legal=tuple(
            dict.fromkeys(LegalBasis(number=_clean(b.code), title=_clean(b.name or "")) for b in row.legalBasisesDetails if b.code)
        ),
        link=_LINK + row.id,
        source=Source(
            name=PORTAL, checked=checked, url=_LINK + row.id, document=f"Quyết định {_clean(decision)}" if decision else "", issued=updated
        ),
    )


def _documents(case: Case) -> Iterator[Document]:
    for paper in case.profileComponents:
        name = _clean(paper.name or "").lstrip("-+* ")
        if name:
            counted = bool(paper.originalQty or paper.copyQty)
            yield Document(
                name=name,
                originals=paper.originalQty if counted else None,
                copies=paper.copyQty if counted else None,
                case=_clean(case.name or "").strip("-+*: "),
            )


_CHANNELS = {"DIRECT": Channel.DIRECT, "ONLINE": Channel.ONLINE, "POSTAL": Channel.POST}
_UNITS = {"WORKING_DAY": TimeUnit.WORKING_DAY, "DAY": TimeUnit.DAY, "HOUR": TimeUnit.HOUR, "MONTH": TimeUnit.MONTH}
_KINDS = {"SERVICE_FEE": FeeKind.SERVICE_FEE, "PRICE_LEVEL": FeeKind.PRICE}


def _channel(method: Method) -> Channel:
    return _CHANNELS.get(method.submissionMethod, Channel.ANY)


def _time(method: Method) -> ProcessingTime | None:
    """A number without a unit (OTHER) is no time: only the words beside it are kept."""
    unit = _UNITS.get(method.processingTimeUnit or "")
    text = _clean(method.description or "")
    if unit and (amount := _number(method.processingTime)):
        return ProcessingTime(channel=_channel(method), amount=amount, unit=unit)
    return ProcessingTime(channel=_channel(method), text=text) if text else None


def _number(written: int | float | str | None) -> float | None:
    try:
        return float(written or 0) or None
    except ValueError:
        return None


def _fees(method: Method) -> Iterator[Fee]:
    for row in method.fees:
        fee = _fee(row, _channel(method))
        if fee is not None:
            yield fee


def _fee(row: FeeRow, channel: Channel) -> Fee | None:
    """A 0 beside words is no "free": the words are the fee; nothing at all says nothing."""
    text, value, kind = _clean(row.description or ""), int(row.value or 0), _KINDS.get(row.type or "", FeeKind.FEE)
    if value:
        return Fee(status=FeeStatus.AMOUNT, amount=value, text=text, valid_until=until_of(value, text), channel=channel, kind=kind)
    if text:
        return Fee(status=FeeStatus.SEE_TEXT, text=text, channel=channel, kind=kind)
    return Fee(status=FeeStatus.ZERO, text="Cổng ghi 0 đồng", channel=channel, kind=kind) if row.value == 0 else None


def _places(row: DetailRow) -> Places:
    notes: dict[Channel, str] = {}
    for method in row.executionMethods:
        notes.setdefault(_channel(method), _clean(method.description or ""))
    counter = _clean(row.dossierReceivingAddresses or "") or notes.get(Channel.DIRECT, "")
    return Places(
        counter=counter, online=PORTAL if Channel.ONLINE in notes else "", post="Qua dịch vụ bưu chính" if Channel.POST in notes else ""
    )


def _province(promulgated_by: str | None, kind: str | None) -> str:
    """The province whose own procedure it is; empty for a national one."""
    found = _PROVINCE.match(promulgated_by or "")
    return found.group(1).strip() if found and kind != "STANDARD" else ""


def _names(rows: list[Named]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_clean(r.name) for r in rows if r.name and _clean(r.name)))


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line for raw in _TAG.sub("\n", text or "").splitlines() if (line := _clean(raw).lstrip("-+* ")))


def _clean(text: str) -> str:
    return " ".join(_TAG.sub(" ", text).split())
