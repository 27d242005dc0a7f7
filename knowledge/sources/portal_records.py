"""The portal's wire rows made into records of the base: what each of its fields says of papers, times, fees and places."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

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
from knowledge.sources.portal_wire import Case, CatalogRow, DetailRow, FeeRow, Method, Named

PORTAL = "Cổng Dịch vụ công quốc gia"
_LINK = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/"
_TAG = re.compile(r"<[^>]+>")
_PROVINCE = re.compile(r"(?i)^(?:UBND|Ủy ban nhân dân)\s+(?:tỉnh|thành phố|tp\.?)\s+(.+)$")
_DONG = "Việt Nam Đồng"


def of_catalogue(row: CatalogRow, checked: date) -> Procedure:
    """Make the record of a row of the catalogue."""
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


def of_detail(row: DetailRow, checked: date) -> Procedure:
    """Make the record of a procedure told in full."""
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
    text, value, kind = _clean(row.description or ""), row.value or 0, _KINDS.get(row.type or "", FeeKind.FEE)
    if value and row.currencyName not in {None, "", _DONG}:
        sum_told = f"{value:g} {row.currencyName}".replace(".", ",")  # A record's amounts are đồng: others are told in words.
        told = f"{sum_told} ({text})" if text else sum_told
        return Fee(status=FeeStatus.SEE_TEXT, text=told, channel=channel, kind=kind)
    if value:
        amount = int(value)
        return Fee(status=FeeStatus.AMOUNT, amount=amount, text=text, valid_until=until_of(amount, text), channel=channel, kind=kind)
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
