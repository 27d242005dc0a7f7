"""What is browsed made into Messages: lists of events, fields, plans and provinces, and the pages about the bot itself."""

from collections.abc import Sequence

from bot.callbacks import Callback, Erase, Events, Fields, OfField, Provinces, SetBrief, SetProvince, Show, ShowEvent, ShowPlan, Tasks
from bot.desk import VIETNAM
from bot.render import PAGE, Button, Message, fill, hotline, short, turning
from bot.settings import PROVINCES, Settings
from bot.state.store import Person
from bot.task_buttons import pack_query
from knowledge import events
from knowledge.records import Plan
from knowledge.snapshot import Info
from knowledge.tasks import TaskQuery

PLAN_PARTS = {"aims": "Mục tiêu", "targets": "Chỉ tiêu", "areas": "Lĩnh vực", "tasks": "Nhiệm vụ"}


def event_list(page: int) -> Message:
    """List the events of life, a page of them."""
    rows = [(Button(e.title, ShowEvent(name)),) for name, e in events.shipped().items()]
    pages = -(-len(rows) // PAGE)
    page = min(max(page, 0), pages - 1)
    return Message(fill("events", page=page + 1, pages=pages), (*rows[page * PAGE : (page + 1) * PAGE], *turning(page, pages, Events)))


def field_list(fields: Sequence[tuple[str, int]], page: int) -> Message:
    """List the fields, a page of them."""
    pages = max(1, -(-len(fields) // PAGE))
    page = min(max(page, 0), pages - 1)
    rows = [(Button(f"{short(name, 48)} ({n})", OfField(i)),) for i, (name, n) in list(enumerate(fields))[page * PAGE : (page + 1) * PAGE]]
    turn = turning(page, pages, lambda to: Fields(to))
    return Message(fill("fields", page=page + 1, pages=pages), (*rows, *turn))


def field_page(field: str, number: int, procedures: Sequence[tuple[str, str]], page: int) -> Message:
    """List the procedures of a field, a page of them."""
    pages = max(1, -(-len(procedures) // PAGE))
    page = min(max(page, 0), pages - 1)
    rows = [(Button(short(title), Show(code)),) for code, title in procedures[page * PAGE : (page + 1) * PAGE]]
    turn = turning(page, pages, lambda to: OfField(number, to))
    html = fill("field", field=field, count=len(procedures), page=page + 1, pages=pages)
    return Message(html, (*rows, *turn, (Button("Các lĩnh vực", Fields()),)))


def plan_list(plans: Sequence[Plan]) -> Message:
    """List the plans held."""
    return Message(fill("plans", plans=plans), tuple((Button(f"{p.number}", ShowPlan(i)),) for i, p in enumerate(plans)))


def plan(held: Plan, number: int, part: str) -> Message:
    """Tell a part of a plan ("" for its outline)."""
    others = [Button(label, _plan_part(held, number, name)) for name, label in PLAN_PARTS.items() if name != part and getattr(held, name)]
    return Message(fill("plan", plan=held, part=part), (tuple(others),) if others else ())


def _plan_part(held: Plan, number: int, name: str) -> Callback:
    """A part of a plan; tasks too many for a message are listed by pages."""
    if name == "tasks" and len(held.tasks) > PAGE and (packed := pack_query(TaskQuery(plan=held.number))):
        return Tasks(packed)
    return ShowPlan(number, name)


def start() -> Message:
    """Greet, and say what can be asked."""
    return Message(fill("start"), ((Button("Xem theo lĩnh vực", Fields()),),))


def help_page(commands: Sequence[tuple[str, str]], settings: Settings) -> Message:
    """Tell how it is used."""
    return Message(fill("help", commands=commands, hotline=hotline(settings), portal=settings.portal_url))


def version(info: Info, rules: int, province: str) -> Message:
    """Tell which snapshot is answered from, and how many rules of the province go before it."""
    return Message(fill("version", info=info, built=info.built.astimezone(VIETNAM), rules=rules, province=province))


def privacy() -> Message:
    """Tell what is kept of a person, and offer to erase it."""
    return Message(fill("privacy"), ((Button("Xóa dữ liệu của tôi", Erase()),),))


def erase(*, done: bool) -> Message:
    """Ask once more, or say that it is done."""
    return Message(fill("erase", done=done), () if done else ((Button("Vâng, xóa hết", Erase(1)),),))


def settings_page(person: Person) -> Message:
    """Tell and change what a person has set."""
    other = Button("Trả lời đầy đủ", SetBrief(0)) if person.brief else Button("Trả lời ngắn", SetBrief(1))
    return Message(fill("settings", person=person), ((Button("Chọn tỉnh, thành phố", Provinces()), other),))


def provinces() -> Message:
    """List the provinces."""
    buttons = [Button(name, SetProvince(i)) for i, name in enumerate(PROVINCES)]
    rows = [tuple(buttons[i : i + 3]) for i in range(0, len(buttons), 3)]
    return Message(fill("provinces"), (*rows, (Button("Không chọn", SetProvince(-1)),)))
