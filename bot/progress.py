"""What is reported of a task: who may say it, what it changes, and how it is taken back. Pure decisions; the state stores them."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias, assert_never

from bot.access import Role, allowed
from knowledge.records import Task
from knowledge.responsibility import helps, leads
from knowledge.tasks_status import Progress, State


class Proof(StrEnum):
    """What bears a report out."""

    DOCUMENT = "document"
    LINK = "link"
    FILE = "file"


PHOTO = "ảnh"
"""The name of a photo: Telegram gives it none, and takes its id by another call than a file's."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document's number, a link, or a file that Telegram keeps (`value` is its id, `name` the file's)."""

    kind: Proof
    value: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """All that is held of a task's progress; `version` counts the changes, `proposed` is a later day asked for and not settled."""

    version: int = 0
    status: State = State.OPEN
    percent: int = 0
    done: date | None = None
    due: date | None = None
    proposed: date | None = None
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()

    @property
    def progress(self) -> Progress:
        """What decides how the task stands."""
        return Progress(self.status, self.percent, self.done, self.due)


FRESH = Record()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts."""

    user_id: int
    role: Role
    agency: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Percent:
    """So much is done; 100 is completion today."""

    value: int


@dataclass(frozen=True, slots=True)
class Complete:
    """Finished on a day."""

    on: date


@dataclass(frozen=True, slots=True)
class Prove:
    """Evidence."""

    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Propose:
    """A later day, with the reason; an administrator's own word settles it."""

    due: date
    reason: str


@dataclass(frozen=True, slots=True)
class Settle:
    """An administrator agrees to the day proposed, or does not."""

    agreed: bool


@dataclass(frozen=True, slots=True)
class Drop:
    """Cancelled, or moved to another plan or agency."""

    reason: str
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Reopen:
    """Not finished after all, or no longer cancelled."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark; it changes nothing."""

    text: str


Action: TypeAlias = Percent | Complete | Prove | Propose | Settle | Drop | Reopen | Remark
WORDS = {
    Percent: "cập nhật tiến độ",
    Complete: "báo hoàn thành",
    Prove: "bổ sung minh chứng",
    Propose: "đề nghị lùi hạn",
    Settle: "trả lời đề nghị lùi hạn",
    Drop: "hủy hoặc chuyển",
    Reopen: "mở lại",
    Remark: "ghi chú",
}
UNDO = "hoàn tác"


@dataclass(frozen=True, slots=True)
class Changed:
    """What the record becomes, and the words that go into the audit."""

    record: Record
    action: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Not done, and why."""

    message: str


def may_report(actor: Actor, task: Task, today: date) -> bool:
    """Whether somebody may report on a task: an administrator, or an official of an agency that leads it."""
    return actor.role is Role.ADMIN or (allowed(actor.role, Role.OFFICIAL) and leads(task, actor.agency, today))


def may_comment(actor: Actor, task: Task, today: date) -> bool:
    """Whether somebody may comment: who may report, and officials of partners."""
    return may_report(actor, task, today) or (allowed(actor.role, Role.OFFICIAL) and helps(task, actor.agency, today))


def needs(action: Action, actor: Actor, task: Task, today: date) -> str:
    """Return why somebody may not do this, or ""."""
    match action:
        case Remark():
            return "" if may_comment(actor, task, today) else "Chỉ cơ quan chủ trì, phối hợp và người quản trị ghi chú được."
        case Settle() | Drop():
            return "" if actor.role is Role.ADMIN else "Việc này dành cho người quản trị."
        case _:
            return "" if may_report(actor, task, today) else "Chỉ cơ quan chủ trì và người quản trị cập nhật được nhiệm vụ này."


def decide(record: Record, action: Action, actor: Actor, task: Task, today: date) -> Changed | Refused:
    """Return what an action makes of a record, its version one higher (of a comment: the same)."""
    if why := needs(action, actor, task, today):
        return Refused(why)
    done = _done(record, action, actor, today)
    if isinstance(done, Refused) or isinstance(action, Remark):
        return done
    return replace(done, record=replace(done.record, version=record.version + 1))


def _done(record: Record, action: Action, actor: Actor, today: date) -> Changed | Refused:
    word = WORDS[type(action)]
    closed = record.status is not State.OPEN
    match action:
        case Remark(text):
            return Changed(record, word, text) if text else Refused("Ghi chú chưa có chữ nào.")
        case Reopen():
            return (
                Changed(replace(record, status=State.OPEN, done=None, percent=min(record.percent, 99)), word)
                if closed
                else Refused("Nhiệm vụ này đang thực hiện, không cần mở lại.")
            )
        case Prove(evidence):
            added = (*record.evidence, evidence)
            return Changed(replace(record, evidence=added), word, evidence.name or evidence.value)
        case Percent() | Complete() | Propose() | Drop() if closed:
            return Refused("Nhiệm vụ này đã kết thúc. Nếu cần sửa, hãy bấm “Mở lại” trước.")
        case Percent(value):
            return _percent(record, value, today)
        case Complete(on):
            return _complete(record, on, today)
        case Propose(due, reason):
            return _proposed(record, due, reason, actor, today)
        case Settle(agreed):
            return _settled(record, agreed)
        case Drop(reason, moved):
            state = State.MOVED if moved else State.CANCELLED
            return Changed(replace(record, status=state), word, reason) if reason else Refused("Xin cho biết lý do hủy hoặc nơi nhận.")
        case never:
            assert_never(never)


def _percent(record: Record, value: int, today: date) -> Changed | Refused:
    if not 0 <= value <= 100:
        return Refused("Tiến độ là một số từ 0 đến 100.")
    if value == 100:
        return _complete(record, today, today)
    return Changed(replace(record, percent=value), WORDS[Percent], f"{record.percent}% → {value}%")


def _complete(record: Record, on: date, today: date) -> Changed | Refused:
    if on > today:
        return Refused(f"Ngày hoàn thành {on:%d/%m/%Y} chưa tới.")
    return Changed(replace(record, status=State.DONE, percent=100, done=on), WORDS[Complete], f"{on:%d/%m/%Y}")


def _proposed(record: Record, due: date, reason: str, actor: Actor, today: date) -> Changed | Refused:
    if due < today:
        return Refused(f"Hạn mới {due:%d/%m/%Y} đã qua.")
    if not reason:
        return Refused("Xin cho biết lý do lùi hạn.")
    note = f"{due:%d/%m/%Y}: {reason}"
    if actor.role is Role.ADMIN:
        return Changed(replace(record, due=due, proposed=None, reason=reason), WORDS[Propose], note)
    return Changed(replace(record, proposed=due, reason=reason), WORDS[Propose], note)


def _settled(record: Record, agreed: bool) -> Changed | Refused:
    if record.proposed is None:
        return Refused("Không còn đề nghị lùi hạn nào chờ trả lời.")
    note = f"{record.proposed:%d/%m/%Y}: {'đồng ý' if agreed else 'không đồng ý'}"
    return Changed(replace(record, due=record.proposed if agreed else record.due, proposed=None), WORDS[Settle], note)


def undone(record: Record, before: Record) -> Record:
    """Return the record as it was before a change, as a new version."""
    return replace(before, version=record.version + 1)
