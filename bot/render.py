"""An Answer made into Messages: the only place where text becomes HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot import telling
from bot.callbacks import Callback, Events, Fields, Show, ShowEvent
from bot.settings import Settings
from bot.splitting import split
from bot.standing import PLAIN, Standing, standing
from bot.state.store import Person
from knowledge import events
from knowledge.answering import Answer, Chain, Choices, Found, NotFound, Redirect
from knowledge.assistant import Assistant, Reply
from knowledge.families import Family
from knowledge.local import laid_over
from knowledge.records import Detail, Procedure
from nlp.analysis import Analysis

CARD = ("documents", "time", "fee", "place")
LABELS = {
    "documents": "Giấy tờ",
    "time": "Thời hạn",
    "fee": "Phí",
    "place": "Nơi nộp",
    "steps": "Các bước",
    "online": "Qua mạng",
    "conditions": "Điều kiện",
    "result": "Kết quả",
    "form": "Mẫu đơn",
    "legal": "Căn cứ pháp lý",
}
PAGE = 8
"""Rows of a list on one page."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button: words, and what pressing it asks for or the page it opens."""

    label: str
    to: Callback | str


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: HTML and rows of buttons. It may be longer than one message of Telegram."""

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()

    def parts(self) -> list["Message"]:
        """Cut into messages that Telegram takes; the buttons go under the last."""
        cut = split(self.html)
        return [Message(part, self.buttons if i == len(cut) - 1 else ()) for i, part in enumerate(cut)]


@cache
def _environment() -> Environment:
    return Environment(loader=PackageLoader("bot"), autoescape=True, undefined=StrictUndefined, lstrip_blocks=True)


def fill(template: str, **values: Any) -> str:
    """Fill a template; values are escaped."""
    lines = _environment().get_template(f"{template}.html").render(**values).strip().split("\n")
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1]):
            kept.append(line.rstrip() if line.strip() else "")
    return "\n".join(kept)


def hotline(settings: Settings) -> str:
    """Whom to ask when the assistant does not know."""
    return f"tổng đài {settings.hotline}" if settings.hotline else "bộ phận một cửa nơi bạn ở"


def answer(reply: Reply, assistant: Assistant, settings: Settings, person: Person, today: date) -> Message:
    """Tell an Answer."""
    return told(reply.answer, reply.analysis, assistant, settings, person, today)


def told(said: Answer, analysis: Analysis | None, assistant: Assistant, settings: Settings, person: Person, today: date) -> Message:
    """Tell an Answer; `analysis`, where there is one, lets notes answer what was asked beyond the form."""
    match said:
        case Found(code, aspects, also, near, family):
            record = assistant.snapshot.procedure(code)
            others = [r for c in also if (r := assistant.snapshot.procedure(c))]
            if record is None:
                return say("Thủ tục này không còn trong cơ sở dữ liệu.")
            how = standing(record, assistant.snapshot, assistant.local, person, settings.kb_stale_days)
            perhaps = [r for c in near if (r := assistant.snapshot.procedure(c))]
            return procedure(record, aspects, analysis, person, today, others, how, perhaps, assistant.known.families.entries.get(family))
        case Choices(codes, aspects, family):
            options = [r for c in codes if (r := assistant.snapshot.procedure(c))]
            return choices(options, aspects, assistant.known.families.entries.get(family))
        case Chain(name):
            return event(name, assistant)
        case NotFound(unclear):
            html = fill("not_found", unclear=unclear, portal=settings.portal_url, hotline=hotline(settings))
            return Message(html, ((Button("Xem theo lĩnh vực", Fields()), Button("Mở Cổng Dịch vụ công", settings.portal_url)),))
        case Redirect(name):
            text = assistant.known.redirects.entries[name].answer
            return say(text.format(hotline=hotline(settings), portal=settings.portal_url))


def say(text: str) -> Message:
    """Say a plain sentence."""
    return Message(fill("say", text=text))


def procedure(
    p: Procedure,
    aspects: Sequence[str],
    analysis: Analysis | None,
    person: Person,
    today: date,
    also: Sequence[Procedure] = (),
    how: Standing = PLAIN,
    near: Sequence[Procedure] = (),
    family: Family | None = None,
) -> Message:
    """Tell a procedure: the aspects asked first, then the rest of the card; `also`: others asked too; `near`: others meant perhaps."""
    p = laid_over(p, how.rule) if how.rule else p
    lead = [a for a in aspects if a in LABELS]
    rest = [] if person.brief and lead else [a for a in CARD if a not in lead]
    html = fill(
        "procedure",
        p=p,
        how=how,
        today=today,
        also=[r.title for r in also],
        ask=family.ask if family and near else "",
        lead=lead,
        rest=rest,
        brief=person.brief and bool(lead),
        notes=telling.notes(p, analysis),
        documents=telling.documents(p),
        forms=telling.documents(p, forms_only=True),
        times=telling.times(p),
        fees=telling.fees(p, today),
        places=telling.places(p),
        online=telling.online(p),
        legal=telling.legal(p.legal),
    )
    others = tuple((Button(short(f"Tiếp: {r.title}"), Show(r.code, lead[0] if lead else "")),) for r in also)
    happening = tuple(
        (Button(short(f"Cả chuỗi việc: {events.shipped()[name].title}"), ShowEvent(name)),) for name in events.of_procedure(p.code)[:1]
    )
    perhaps = tuple((Button(short(f"Ý bạn là: {r.title}?"), Show(r.code, lead[0] if lead else "")),) for r in near)
    successors = tuple((Button(short(f"Thủ tục thay thế: {s.title}"), Show(s.code, lead[0] if lead else "")),) for s in how.successors)
    return Message(html, (*successors, *others, *_aspect_buttons(p, lead, rest), *perhaps, *happening))


def _aspect_buttons(p: Procedure, lead: Sequence[str], rest: Sequence[str]) -> tuple[tuple[Button, ...], ...]:
    shown = {*lead, *rest}
    others = [] if p.detail is Detail.CATALOG else [Button(label, Show(p.code, a)) for a, label in LABELS.items() if a not in shown]
    rows = [tuple(others[i : i + 3]) for i in range(0, len(others), 3)]
    link = ((Button("Mở trên Cổng Dịch vụ công", p.link),),) if p.link else ()
    return (*rows, *link)


def choices(options: Sequence[Procedure], aspects: Sequence[str], family: Family | None = None) -> Message:
    """Offer procedures to choose from, by the question of their family if they are one; a choice keeps the aspect that was asked."""
    labels = {m.code: m.label for m in family.members} if family else {}
    rows = [(p.title, p.name, p.province or (p.agency if len(p.agency) < 60 else "")) for p in options]
    aspect = aspects[0] if aspects else ""
    buttons = tuple((Button(f"{i}. {short(labels.get(p.code, p.title))}", Show(p.code, aspect)),) for i, p in enumerate(options, 1))
    return Message(fill("choices", options=rows, ask=family.ask if family else ""), buttons)


def event(name: str, assistant: Assistant) -> Message:
    """Tell an event of life: its chain of procedures, a button each."""
    told = events.shipped()[name]
    steps = [(i, step, assistant.snapshot.procedure(step.code)) for i, step in enumerate(told.steps, 1)]
    buttons = tuple((Button(short(f"{i}. {record.title}"), Show(record.code)),) for i, _, record in steps if record)
    return Message(fill("chain", event=told), (*buttons, (Button("Việc khác trong đời", Events()),)))


def short(title: str, limit: int = 60) -> str:
    """Cut a text at a word, to at most `limit` signs."""
    return title if len(title) <= limit else title[: limit - 1].rsplit(" ", 1)[0] + "…"


def turning(page: int, pages: int, to: Any) -> tuple[tuple[Button, ...], ...]:
    """Return the row of buttons that turns pages; none for a single page."""
    back = (Button("Trang trước", to(page - 1)),) if page else ()
    ahead = (Button("Trang sau", to(page + 1)),) if page + 1 < pages else ()
    return ((*back, *ahead),) if back or ahead else ()
