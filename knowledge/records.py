"""The records of the knowledge base: what is known, and where each fact comes from."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, StringConstraints, with_config

from nlp.periods import Period

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^\d\.\d{6,9}(-\w+)?$")]
Link = Annotated[str, StringConstraints(pattern=r"^(https://\S+)?$")]

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True, revalidate_instances="always")
"""A key that no record knows is a typing mistake, not a new fact."""


class Channel(StrEnum):
    """How a dossier is handed in; ANY is said of all of them alike."""

    ANY = "any"
    DIRECT = "direct"
    ONLINE = "online"
    POST = "post"


class TimeUnit(StrEnum):
    """OTHER: the source gives no countable unit, only words."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    OTHER = "other"


class FeeStatus(StrEnum):
    """What the source says of a fee; only ZERO may ever be told as free."""

    AMOUNT = "amount"
    ZERO = "zero"
    SEE_TEXT = "see_text"
    NOT_STATED = "not_stated"


class FeeKind(StrEnum):
    """phí, lệ phí and giá, the three the law on fees tells apart."""

    FEE = "fee"
    SERVICE_FEE = "service_fee"
    PRICE = "price"


class Level(StrEnum):
    """The level of the administration that settles the matter since 1 July 2025."""

    COMMUNE = "commune"
    PROVINCE = "province"
    MINISTRY = "ministry"
    OTHER = "other"


class OnlineLevel(StrEnum):
    """How far the matter can be done online; UNKNOWN where no source says."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"
    UNKNOWN = "unknown"


UNFILED = "Chưa xếp lĩnh vực"
"""The field of a procedure whose source names none."""


class Detail(StrEnum):
    """How much of a procedure is known: all of it, or its catalogue row alone."""

    FULL = "full"
    CATALOG = "catalog"


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper of the dossier. None originals or copies: the source does not count them; an empty `case`: always needed."""

    name: Text
    originals: int | None = None
    copies: int | None = None
    case: OptionalText = ""
    handling: Literal["submit", "present"] = "submit"
    form: OptionalText = ""


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessingTime:
    """How long the office has, in `amount` × `unit`; `text` says what a number cannot."""

    channel: Channel = Channel.ANY
    amount: float | None = None
    unit: TimeUnit = TimeUnit.OTHER
    text: OptionalText = ""
    case: OptionalText = ""

    def __post_init__(self) -> None:
        """Raise ValueError for a time that says nothing."""
        if self.amount is None and not self.text:
            raise ValueError("a time needs an amount with its unit, or a text")
        if self.amount is not None and self.unit is TimeUnit.OTHER and not self.text:
            raise ValueError("an amount needs a unit (hour, day, working_day, month) or a text that explains it")


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What is paid, `amount` in đồng per `per`; in force from `valid_from` to `valid_until`, both included, when known."""

    status: FeeStatus
    channel: Channel = Channel.ANY
    kind: FeeKind = FeeKind.FEE
    amount: int | None = None
    per: OptionalText = ""
    text: OptionalText = ""
    case: OptionalText = ""
    valid_from: date | None = None
    valid_until: date | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a status and an amount that contradict each other."""
        if self.status is FeeStatus.AMOUNT and (self.amount is None or self.amount <= 0):
            raise ValueError("status 'amount' needs an amount above zero, in đồng")
        if self.status is not FeeStatus.AMOUNT and self.amount is not None:
            raise ValueError(f"status '{self.status}' has no amount: leave it out")
        if self.status is FeeStatus.SEE_TEXT and not self.text:
            raise ValueError("status 'see_text' needs the text")

    def in_force(self, today: date) -> bool:
        """Whether the fee applies on `today`."""
        return (self.valid_from is None or self.valid_from <= today) and (self.valid_until is None or today <= self.valid_until)


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """A legal document: its number as printed, its title, and its date of issue when known."""

    number: Text
    title: OptionalText = ""
    issued: date | None = None


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What people ask beyond the form: a question, a short answer, and the source that bears it out."""

    question: Text
    answer: Text
    source: Text


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a dossier is handed in, by channel; empty: the source names no place."""

    counter: OptionalText = ""
    online: OptionalText = ""
    post: OptionalText = ""


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a record's facts come from, and the day they were last checked against it."""

    name: Text
    checked: date
    document: OptionalText = ""
    url: Link = ""
    issued: date | None = None


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    repeated = sorted({v for v in values if [w.casefold() for w in values].count(v.casefold()) > 1})
    if repeated:
        raise ValueError(f"said twice: {', '.join(repeated)}")
    return values


Phrases = Annotated[tuple[Text, ...], AfterValidator(_unique)]


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """An administrative procedure. What no source states is empty, and is told as unknown."""

    code: Code
    name: Text
    field: Text
    agency: OptionalText
    levels: tuple[Level, ...]
    source: Source
    link: Link = ""
    plain_name: OptionalText = ""
    folk_names: Phrases = ()
    questions: Phrases = ()
    province: OptionalText = ""
    subjects: tuple[Text, ...] = ()
    documents: tuple[Document, ...] = ()
    dossier_sets: int | None = None
    times: tuple[ProcessingTime, ...] = ()
    fees: tuple[Fee, ...] = ()
    places: Places = Places()
    online_level: OnlineLevel = OnlineLevel.UNKNOWN
    steps: tuple[Text, ...] = ()
    results: tuple[Text, ...] = ()
    conditions: tuple[Text, ...] = ()
    legal: tuple[LegalBasis, ...] = ()
    notes: tuple[Note, ...] = ()
    repealed_by: OptionalText = ""
    detail: Detail = Detail.FULL

    @property
    def title(self) -> str:
        """The name people know it by, else the official one."""
        return self.plain_name or self.name


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What people call a procedure and how they ask for it: of our own writing, for finding it."""

    plain_name: OptionalText = ""
    folk_names: Phrases = ()
    questions: Phrases = ()


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task of a plan, with its place there; agencies and the due date stand as the plan words them. No `due_period`: not read yet."""

    no: Text
    description: Text
    area: OptionalText = ""
    output: OptionalText = ""
    lead: tuple[Text, ...] = ()
    partners: tuple[Text, ...] = ()
    due: OptionalText = ""
    due_period: Period | None = None
    place: OptionalText = ""


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan of administrative reform: its aims, targets, areas and tasks."""

    number: Text
    title: Text
    issuer: Text
    issued: date
    source: Source
    year: int | None = None
    aims: tuple[Text, ...] = ()
    targets: tuple[Text, ...] = ()
    areas: tuple[Text, ...] = ()
    tasks: tuple[Task, ...] = ()
    legal: tuple[LegalBasis, ...] = ()
