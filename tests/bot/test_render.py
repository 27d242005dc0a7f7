"""Answers made into messages: whatever the records hold, Telegram takes it, and nothing is told that no source says."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any, get_args

import pytest

from bot import render, render_menus
from bot.callbacks import LIMIT, Callback, Fields, OfField, Show, ShowEvent, ShowPlan, Tasks, pack, unpack
from bot.handlers.replying import keyboard
from bot.plain import plain
from bot.render import LABELS, Message
from bot.settings import Settings
from bot.state.store import Person
from knowledge import events
from knowledge.answering import Answer, Chain, Choices, Found, NotFound, Redirect
from knowledge.assistant import Assistant
from knowledge.records import (
    Channel,
    Detail,
    Document,
    Fee,
    FeeStatus,
    LegalBasis,
    Note,
    Places,
    Plan,
    Procedure,
    ProcessingTime,
    Source,
    Task,
    TimeUnit,
)
from knowledge.snapshot import Snapshot
from tests.conftest import procedure
from tests.fake_telegram.markup import Parsed, utf16
from tests.fake_telegram.params import Params
from tests.fake_telegram.strict import inline_keyboard, message_text

TODAY = date(2026, 11, 23)
FULL, BRIEF = Person(), Person(brief=True)
SETTINGS = Settings(hotline="1900 0000")
ASKED: tuple[tuple[str, ...], ...] = ((), *((aspect,) for aspect in LABELS), tuple(LABELS), ("general",))
FREE = re.compile(r"(?i)(?<![\d.,])0 đồng|miễn phí")


def sent(message: Message) -> list[Parsed]:
    """The parts as a strict Telegram shows them; it raises where it would refuse one."""
    parts = message.parts()
    assert parts
    shown = []
    for i, part in enumerate(parts):
        assert len(part.html.encode("utf-16-le")) // 2 <= 4096
        shown.append(message_text(Params({"text": part.html, "parse_mode": "HTML"}), escapes_required=True))
        markup = keyboard(part)
        inline_keyboard(markup.to_dict() if markup else None)
        assert part.buttons == (message.buttons if i == len(parts) - 1 else ())
    return shown


def text(message: Message) -> str:
    """All that is read of a message."""
    return "\n".join(part.text for part in sent(message))


def callbacks(message: Message) -> list[Callback]:
    """What the buttons ask for, in reading order."""
    return [button.to for row in message.buttons for button in row if not isinstance(button.to, str)]


def told(record: Procedure, *aspects: str, person: Person = FULL, today: date = TODAY) -> Message:
    """A procedure told."""
    return render.procedure(record, aspects, None, person, today)


def fee_lines(record: Procedure, today: date = TODAY) -> list[str]:
    """The lines under the heading of fees."""
    shown = text(told(record, "fee", person=BRIEF, today=today)).split("Phí, lệ phí\n", 1)[1]
    return shown.split("\n\n")[0].splitlines()


@pytest.fixture(scope="session")
def shipped(snapshot: Snapshot) -> list[Procedure]:
    """Every record that ships."""
    return list(snapshot)


def test_telegram_takes_every_shipped_procedure_however_it_is_asked(shipped: list[Procedure]) -> None:
    taken: set[str] = set()
    for record in shipped:
        for person in (FULL, BRIEF):
            for aspects in ASKED:
                message = told(record, *aspects, person=person)
                if message.html not in taken:
                    taken.add(message.html)
                    words = " ".join(part.text for part in sent(message)).split()
                    assert words == plain(message.html).split(), (record.code, aspects)
    assert len(taken) > 10 * len([r for r in shipped if r.detail is Detail.FULL])


def test_every_button_of_a_procedure_fits_and_asks_for_an_aspect_that_is_not_shown(shipped: list[Procedure]) -> None:
    for record in shipped:
        for aspects in ASKED:
            message = told(record, *aspects)
            for callback in callbacks(message):
                assert len(pack(callback).encode()) <= LIMIT
                assert unpack(pack(callback)) == callback
                if isinstance(callback, ShowEvent):
                    assert callback.name in events.of_procedure(record.code)
                    continue
                assert isinstance(callback, Show)
                assert callback.code == record.code
                assert callback.aspect in LABELS
                assert callback.aspect not in aspects


def test_every_aspect_of_a_full_record_is_on_the_page_or_a_button_away(shipped: list[Procedure]) -> None:
    for record in shipped:
        if record.detail is Detail.FULL:
            for person, aspects in ((FULL, ()), (FULL, ("legal",)), (BRIEF, ("fee",))):
                buttons = {callback.aspect for callback in callbacks(told(record, *aspects, person=person)) if isinstance(callback, Show)}
                shown = set(aspects) if person.brief else {*aspects, "documents", "time", "fee", "place"}
                assert buttons | shown == set(LABELS), record.code


HEADINGS = {
    "documents": "Giấy tờ cần có",
    "time": "Thời hạn giải quyết",
    "fee": "Phí, lệ phí",
    "place": "Nơi nộp",
    "steps": "Các bước",
    "online": "Làm qua mạng",
    "conditions": "Yêu cầu, điều kiện",
    "result": "Kết quả nhận được",
    "form": "Mẫu đơn, tờ khai",
    "legal": "Căn cứ pháp lý",
}


def headings(message: Message) -> list[str]:
    """The aspects told, in order."""
    bold = re.findall(r"<b>(.*?)</b>", message.html)
    return [aspect for heading in bold for aspect, name in HEADINGS.items() if heading == name]


@pytest.mark.parametrize("first", LABELS)
def test_what_was_asked_leads_and_brief_answers_hold_nothing_else(shipped: list[Procedure], first: str) -> None:
    for record in shipped:
        if record.detail is Detail.FULL:
            whole = headings(told(record, first))
            assert whole[0] == first, record.code
            assert set(whole) >= {"documents", "time", "fee", "place"}, record.code
            assert headings(told(record, first, person=BRIEF)) == [first], record.code


def test_two_things_asked_are_told_in_the_order_they_were_asked() -> None:
    assert headings(told(procedure(), "place", "fee"))[:2] == ["place", "fee"]
    assert headings(told(procedure(), "fee", "place"))[:2] == ["fee", "place"]


def test_every_answer_names_its_code_its_source_and_the_day_it_was_checked(shipped: list[Procedure]) -> None:
    for record in shipped:
        for person, aspects in ((FULL, ()), (BRIEF, ("fee",))):
            end = plain(told(record, *aspects, person=person).html).splitlines()[-1]
            assert f"Mã {record.code}. Nguồn: {record.source.name}" in end
            assert f"kiểm tra ngày {record.source.checked:%d/%m/%Y}" in end
            assert record.source.document in end


def test_of_a_catalogue_row_the_row_is_told_and_where_the_rest_is(shipped: list[Procedure]) -> None:
    row = procedure(detail=Detail.CATALOG, link="https://dichvucong.gov.vn/thu-tuc-hanh-chinh/1")
    for record in (row, replace(row, field="Khác", agency=""), *(record for record in shipped if record.detail is Detail.CATALOG)):
        for aspects in ASKED:
            message = told(record, *aspects)
            shown = text(message)
            for known in (record.name, record.field, record.agency or "chưa rõ", record.link, "xem đầy đủ tại trang của thủ tục trên Cổng"):
                assert known in shown, record.code
            assert headings(message) == []
            assert [c for c in callbacks(message) if not isinstance(c, ShowEvent)] == []
            assert "Nguồn không" not in shown


def hostile(value: str = "x") -> str:
    """A text that would break out of the markup if it were not escaped."""
    return f"""</b><a href="http://evil">{value}</a>&amp;&lt;'"<i>"""


def evil_record() -> Procedure:
    """A record whose every text is hostile, each in its own way."""
    return procedure(
        name=hostile("name"),
        plain_name=hostile("plain_name"),
        field=hostile("field"),
        agency=hostile("agency"),
        province=hostile("province"),
        repealed_by=hostile("repealed_by"),
        link="https://dichvucong.gov.vn/?a=1&b=<2>",
        documents=(Document(name=hostile("paper"), case=hostile("paper case"), form=hostile("form"), originals=1),),
        times=(ProcessingTime(text=hostile("time"), case=hostile("time case")),),
        fees=(
            Fee(status=FeeStatus.SEE_TEXT, text=hostile("fee"), case=hostile("fee case")),
            Fee(status=FeeStatus.AMOUNT, amount=1000, per=hostile("per"), text=hostile("fee text")),
            Fee(status=FeeStatus.ZERO, text=hostile("zero text"), case=hostile("zero case")),
        ),
        places=Places(counter=hostile("counter"), online=hostile("online"), post=hostile("post")),
        steps=(hostile("step"),),
        results=(hostile("result"),),
        conditions=(hostile("condition"),),
        legal=(LegalBasis(number=hostile("number"), title=hostile("title")),),
        source=Source(name=hostile("source"), document=hostile("source document"), checked=TODAY),
    )


def test_hostile_text_is_shown_as_it_stands_and_never_as_markup() -> None:
    record = evil_record()
    message = told(record, *LABELS)
    (parsed,) = sent(message)
    hidden = {"field"}  # A full answer does not tell the field.
    for wanted in re.findall(r">([a-z_ ]+)</a>", repr(record)):
        assert wanted in hidden or hostile(wanted) in parsed.text, wanted
    assert {entity["type"] for entity in parsed.entities} <= {"bold", "italic", "underline"}
    assert "text_link" not in str(parsed.entities)
    (row,) = sent(told(replace(record, detail=Detail.CATALOG)))
    assert hostile("field") in row.text


def test_hostile_text_in_lists_plans_notes_and_settings_is_shown_as_it_stands(assistant: Assistant) -> None:
    record = evil_record()
    plan = Plan(
        number=hostile("number"),
        title=hostile("title"),
        issuer=hostile("issuer"),
        issued=TODAY,
        source=record.source,
        aims=(hostile("aim"),),
        targets=(hostile("target"),),
        areas=(hostile("area"),),
        tasks=(Task(no=hostile("no"), description=hostile("description"), lead=(hostile("lead"),), due=hostile("due")),),
    )
    note = Note(question=f"Trong bao nhiêu ngày {hostile('note')}", answer=hostile("reply"), source=hostile("note source"))
    analysis = assistant.analyze("trong bao nhiêu ngày note a href http evil i b amp lt")
    noted = render.procedure(replace(record, notes=(note,)), (), analysis, FULL, TODAY)
    settings = Settings(hotline=hostile("hotline"))
    for message, values in (
        (render.choices([record, procedure("1.000002")], ()), ["plain_name"]),
        (render_menus.field_page(hostile("field"), 0, [("1.000001", hostile())], 0), ["field"]),
        (render_menus.field_list([(hostile("field"), 3)], 0), []),
        (render_menus.plan_list([plan]), ["number", "title"]),
        (render_menus.plan(plan, 0, ""), ["number", "title", "issuer", "source", "source document"]),
        (render_menus.plan(plan, 0, "aims"), ["aim"]),
        (render_menus.plan(plan, 0, "targets"), ["target"]),
        (render_menus.plan(plan, 0, "areas"), ["area"]),
        (render_menus.plan(plan, 0, "tasks"), ["no", "description", "lead", "due"]),
        (noted, ["note", "reply", "note source"]),
        (render.say(hostile("said")), ["said"]),
        (render_menus.settings_page(Person(hostile("province"))), ["province"]),
        (render_menus.help_page([("start", hostile("help"))], settings), ["help", "hotline"]),
        (render.told(NotFound(unclear=False), None, assistant, settings, FULL, TODAY), ["hotline"]),
    ):
        shown = text(message)
        for value in values:
            assert hostile(value) in shown, value


def test_a_giant_record_comes_in_parts_that_hold_it_all_the_buttons_under_the_last() -> None:
    record = procedure(
        documents=tuple(Document(name=f"Giấy 👶 số {n} & <bản sao> " + "dài " * 30, case=f"Trường hợp {n % 3}") for n in range(120)),
        steps=("một bước không xuống dòng " * 700,),
        conditions=("khôngcókhoảngtrắng<" * 600,),
    )
    message = told(record, *LABELS)
    shown = sent(message)
    assert len(shown) > 5
    whole = "".join("".join(part.text.split()) for part in shown)
    assert whole == "".join(plain(message.html).split())


UNKNOWN = {
    "documents": "Nguồn không liệt kê giấy tờ",
    "time": "Nguồn không nêu thời hạn",
    "fee": "Nguồn không nêu phí",
    "place": "Nguồn không nêu nơi nộp",
    "steps": "Nguồn không nêu các bước",
    "online": "Nguồn không nói rõ có nộp qua mạng được không",
    "conditions": "Nguồn không nêu điều kiện",
    "result": "Nguồn không nêu kết quả",
    "form": "Nguồn không nêu mẫu",
    "legal": "Nguồn không nêu căn cứ",
}


@pytest.mark.parametrize("aspect", LABELS)
def test_what_no_source_states_is_said_to_be_unknown(aspect: str) -> None:
    shown = text(told(procedure(agency=""), aspect, person=BRIEF))
    assert UNKNOWN[aspect] in shown
    assert FREE.search(shown) is None


def test_what_shipped_records_do_not_state_is_said_to_be_unknown(shipped: list[Procedure]) -> None:
    held = {"documents": "documents", "time": "times", "fee": "fees", "steps": "steps", "conditions": "conditions", "result": "results"}
    for record in shipped:
        if record.detail is Detail.FULL:
            for aspect, name in held.items():
                if not getattr(record, name):
                    assert UNKNOWN[aspect] in text(told(record, aspect, person=BRIEF)), (record.code, aspect)


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize(
    "fee",
    [
        {"status": FeeStatus.NOT_STATED},
        {"status": FeeStatus.NOT_STATED, "case": "Cấp lại"},
        {"status": FeeStatus.SEE_TEXT, "text": "Theo Thông tư 244/2016/TT-BTC"},
        {"status": FeeStatus.SEE_TEXT, "text": "Theo nghị quyết của tỉnh", "case": "Cấp lại"},
        {"status": FeeStatus.SEE_TEXT, "text": "Giảm đến hết ngày 31/12/2025."},
    ],
)
def test_a_fee_that_is_not_stated_is_never_told_as_free(channel: Channel, fee: dict[str, Any]) -> None:
    lines = fee_lines(procedure(fees=(Fee(channel=channel, **fee),)))
    assert len(lines) == 1
    assert FREE.search(lines[0]) is None
    assert fee["status"] is FeeStatus.SEE_TEXT or "hỏi nơi nộp" in lines[0]


def test_only_a_fee_of_zero_is_told_as_0_dong() -> None:
    assert fee_lines(procedure(fees=(Fee(status=FeeStatus.ZERO),))) == ["• 0 đồng"]
    lines = fee_lines(procedure(fees=(Fee(status=FeeStatus.AMOUNT, amount=1_150_000), Fee(status=FeeStatus.AMOUNT, amount=10))))
    assert lines == ["• 1.150.000 đồng (phí)", "• 10 đồng (phí)"]
    assert FREE.search("\n".join(lines)) is None


def test_no_shipped_record_without_a_zero_fee_is_told_as_free_unless_the_line_doubts_it(shipped: list[Procedure]) -> None:
    for record in shipped:
        zero = any(fee.status is FeeStatus.ZERO and fee.in_force(TODAY) for fee in record.fees)
        if record.detail is Detail.FULL and not zero:
            for line in fee_lines(record):
                assert FREE.search(line) is None or "hỏi lại" in line or "nhưng" in line, (record.code, line)


def test_an_ended_relief_is_not_told_as_todays_fee_while_one_in_force_is() -> None:
    whole = Fee(status=FeeStatus.AMOUNT, amount=135_000)
    relief = Fee(status=FeeStatus.AMOUNT, amount=115_000, valid_from=date(2026, 1, 1), valid_until=date(2026, 11, 23))
    record = procedure(fees=(whole, relief))
    on_the_last_day = "\n".join(fee_lines(record, date(2026, 11, 23)))
    assert "135.000 đồng" in on_the_last_day
    assert "115.000 đồng" in on_the_last_day
    the_day_after = "\n".join(fee_lines(record, date(2026, 11, 24)))
    assert "135.000 đồng" in the_day_after
    assert "115.000" not in the_day_after
    assert "đến 23/11/2026 đã hết hạn" in the_day_after
    before_it_began = "\n".join(fee_lines(record, date(2025, 12, 31)))
    assert "115.000" not in before_it_began
    assert "hết hạn" not in before_it_began


def test_where_every_fee_has_ended_todays_is_said_to_be_unknown() -> None:
    ended = Fee(status=FeeStatus.ZERO, valid_until=TODAY - timedelta(days=1))
    (line,) = fee_lines(procedure(fees=(ended,)))
    assert "hết hạn" in line
    assert "hỏi nơi nộp" in line
    assert FREE.search(line) is None


@pytest.mark.parametrize("status", [FeeStatus.AMOUNT, FeeStatus.ZERO, FeeStatus.SEE_TEXT])
def test_a_relief_that_only_the_words_tell_is_left_out_once_it_has_ended(status: FeeStatus) -> None:
    words = "Thu theo Thông tư 229. Nộp trực tuyến còn 115.000 đồng đến hết ngày 31/12/2025."
    amount = 135_000 if status is FeeStatus.AMOUNT else None
    record = procedure(fees=(Fee(status=status, text=words, amount=amount),))
    assert "115.000" in "\n".join(fee_lines(record, date(2025, 12, 31)))
    after = "\n".join(fee_lines(record, date(2026, 1, 1)))
    assert "115.000" not in after
    assert "Thông tư 229" in after


def test_of_shipped_fees_those_in_force_are_told_and_those_that_ended_are_not(shipped: list[Procedure]) -> None:
    ended = 0
    for record in shipped:
        for today in (TODAY, date(2025, 12, 31), date(2027, 1, 1)):
            if record.detail is Detail.FULL and record.fees:
                shown = "\n".join(fee_lines(record, today))
                amounts = {f.amount for f in record.fees if f.amount and f.in_force(today)}
                for amount in amounts:
                    assert f"• {_written(amount)} đồng" in shown or f": {_written(amount)} đồng" in shown, (record.code, amount)
                for amount in {f.amount for f in record.fees if f.amount and not f.in_force(today)} - amounts:
                    assert f" {_written(amount)} đồng" not in shown, (record.code, amount)
                    ended += 1
    assert ended


def _written(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def test_a_time_and_a_place_are_told_as_the_record_holds_them() -> None:
    record = procedure(
        times=(ProcessingTime(amount=2, unit=TimeUnit.WORKING_DAY), ProcessingTime(text="Ngay khi nhận đủ hồ sơ", case="Cấp lại")),
        places=Places(counter="Công an xã", online="VNeID"),
    )
    shown = text(told(record))
    for line in ("• 2 ngày làm việc", "• Cấp lại: Ngay khi nhận đủ hồ sơ", "• Trực tiếp: Công an xã", "• Trực tuyến: VNeID"):
        assert line in shown.splitlines()


def test_a_repealed_procedure_and_one_of_a_province_say_so() -> None:
    shown = text(told(procedure(repealed_by="1.000002", province="Đắk Lắk")))
    assert "Thủ tục này đã bãi bỏ, thay bằng: 1.000002." in shown
    assert "Thủ tục riêng của Đắk Lắk." in shown
    usual = text(told(procedure()))
    assert "bãi bỏ" not in usual
    assert "Thủ tục riêng" not in usual


def test_the_portals_page_is_one_press_away_where_there_is_one() -> None:
    link = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/1"
    assert [button.to for row in told(procedure(link=link)).buttons for button in row][-1] == link
    assert all(not isinstance(button.to, str) for row in told(procedure()).buttons for button in row)


def chosen(records: Sequence[Procedure], sizes: Iterable[int] = (2, 3, 4, 5)) -> Iterator[tuple[Procedure, ...]]:
    """Offers of every size, every record in some."""
    for size in sizes:
        for begin in range(0, len(records) - size, size):
            yield tuple(records[begin : begin + size])


@pytest.mark.parametrize("aspects", [(), ("fee",), ("documents", "time"), ("conditions",)])
def test_choices_are_numbered_and_keep_the_aspect_in_their_buttons(shipped: list[Procedure], aspects: tuple[str, ...]) -> None:
    for options in chosen(shipped):
        message = render.choices(options, aspects)
        shown = text(message)
        assert f"Có {len(options)} thủ tục" in shown
        assert callbacks(message) == [Show(option.code, aspects[0] if aspects else "") for option in options]
        labels = [button.label for row in message.buttons for button in row]
        for number, (label, option) in enumerate(zip(labels, options, strict=True), 1):
            assert label.startswith(f"{number}. {option.title[:20]}")
            assert utf16(label) <= 64
            assert f"\n{number}. {option.title}" in shown


def test_an_offer_from_the_base_leaves_out_what_is_no_longer_there(assistant: Assistant) -> None:
    said = Choices(("1.001193", "0.000000", "1.004194"), ("fee",))
    message = render.told(said, None, assistant, SETTINGS, FULL, TODAY)
    assert callbacks(message) == [Show("1.001193", "fee"), Show("1.004194", "fee")]
    gone = text(render.told(Found("0.000000", ()), None, assistant, SETTINGS, FULL, TODAY))
    assert "không còn" in gone


def answers(assistant: Assistant) -> Iterator[Answer]:
    """An answer of every kind; every redirect that ships."""
    codes = [record.code for record in assistant.snapshot][:40]
    yield from (Found(code, ("fee",)) for code in codes)
    yield from (Choices(pair, ()) for pair in combinations(codes[:5], 2))
    yield from (NotFound(unclear=True), NotFound(unclear=False))
    yield from (Chain(name, tuple(step.code for step in event.steps)) for name, event in events.shipped().items())
    yield from (Redirect(name, entry.kind) for name, entry in assistant.known.redirects.entries.items())


def test_every_kind_of_answer_is_told_with_nothing_left_to_fill_in(assistant: Assistant) -> None:
    seen = set()
    for said in answers(assistant):
        shown = text(render.told(said, None, assistant, SETTINGS, FULL, TODAY))
        assert not re.search(r"[{}]", shown), shown
        seen.add(type(said))
    assert seen == set(get_args(Answer))


@pytest.mark.parametrize(("hotline", "named"), [("1900 0000", "tổng đài 1900 0000"), ("", "bộ phận một cửa")])
def test_whom_to_ask_is_named_where_we_do_not_know(assistant: Assistant, hotline: str, named: str) -> None:
    settings = Settings(hotline=hotline)
    assert named in text(render.told(NotFound(unclear=False), None, assistant, settings, FULL, TODAY))
    assert named in text(render_menus.help_page([("start", "bắt đầu")], settings))


def test_every_shipped_plan_is_told_whole_part_by_part(snapshot: Snapshot) -> None:
    plans = snapshot.plans()
    assert plans
    for number, plan in enumerate(plans):
        outline = render_menus.plan(plan, number, "")
        assert plan.number in text(outline)
        assert plan.title in text(outline)
        parts = [callback.part for callback in callbacks(outline) if isinstance(callback, ShowPlan)]
        listed = [callback for callback in callbacks(outline) if isinstance(callback, Tasks)]
        assert [*parts, *("tasks" for _ in listed)] == [part for part in ("aims", "targets", "areas", "tasks") if getattr(plan, part)]
        assert bool(listed) == (len(plan.tasks) > render.PAGE)
        for part in (*parts, *("tasks" for _ in listed)):
            message = render_menus.plan(plan, number, part)
            shown = text(message).replace("\n", " ")
            for item in getattr(plan, part):
                for said in (item.description, *item.lead, item.due) if isinstance(item, Task) else (item,):
                    assert said in shown, said
            assert ShowPlan(number, part) not in callbacks(message)
            assert {callback.plan for callback in callbacks(message) if isinstance(callback, ShowPlan)} == {number}
            assert f"kiểm tra ngày {plan.source.checked:%d/%m/%Y}" in shown
    assert callbacks(render_menus.plan_list(plans)) == [ShowPlan(number) for number in range(len(plans))]
    assert "Chưa có kế hoạch" in text(render_menus.plan_list(()))


def test_a_plan_of_one_part_and_one_of_none_are_told_too() -> None:
    bare = Plan(number="1/KH", title="Kế hoạch", issuer="UBND", issued=TODAY, source=Source(name="Nguồn", checked=TODAY))
    assert render_menus.plan(bare, 0, "").buttons == ()
    assert "0 nhiệm vụ" in text(render_menus.plan(bare, 0, "nonsense"))
    assert callbacks(render_menus.plan(replace(bare, aims=("a",)), 0, "")) == [ShowPlan(0, "aims")]


def test_turning_the_pages_of_fields_reaches_every_field_and_every_procedure_in_full(snapshot: Snapshot) -> None:
    held = snapshot.fields()
    reached = walked([render_menus.field_list(held, page) for page in range(-(-len(held) // render.PAGE))])
    assert [callback.field for callback in reached if isinstance(callback, OfField)] == list(range(len(held)))
    found: list[str] = []
    for number, (name, count) in enumerate(held):
        listed = snapshot.of_field(name)
        assert len(listed) == count
        pages = walked([render_menus.field_page(name, number, listed, page) for page in range(-(-count // render.PAGE))], OfField(number))
        codes = [callback.code for callback in pages if isinstance(callback, Show)]
        assert codes == [code for code, _ in listed]
        found += codes
    assert sorted(found) == sorted(record.code for record in snapshot if record.detail is Detail.FULL)


def walked(pages: Sequence[Message], first: Callback | None = None) -> list[Callback]:
    """What the rows of all pages lead to; each page's turning leads to its neighbours and no further."""
    start: Any = first or Fields()
    rows: list[Callback] = []
    for number, page in enumerate(pages):
        assert f"trang {number + 1}/{len(pages)}" in text(page)
        turns = {button.label: button.to for row in page.buttons for button in row if button.label in {"Trang trước", "Trang sau"}}
        assert turns.get("Trang trước") == (replace(start, page=number - 1) if number else None)
        assert turns.get("Trang sau") == (replace(start, page=number + 1) if number + 1 < len(pages) else None)
        own = [c for c in callbacks(page) if c not in turns.values() and (first is None or c != Fields())]
        assert 1 <= len(own) <= render.PAGE
        rows += own
    return rows


@pytest.mark.parametrize("page", [-5, 99])
def test_a_page_that_is_not_there_is_the_nearest_one(page: int) -> None:
    held = [(f"Lĩnh vực {n}", n) for n in range(20)]
    nearest = 0 if page < 0 else 2
    assert render_menus.field_list(held, page) == render_menus.field_list(held, nearest)
    listed = [(f"1.0000{n:02}", "Tên") for n in range(20)]
    assert render_menus.field_page("a", 0, listed, page) == render_menus.field_page("a", 0, listed, nearest)
    assert "trang 1/1" in text(render_menus.field_list([], page))
    assert "trang 1/1" in text(render_menus.field_page("a", 0, [], page))


def test_the_fixed_pages_are_taken_too() -> None:
    for message in (
        render_menus.start(),
        render_menus.privacy(),
        render_menus.erase(done=False),
        render_menus.erase(done=True),
        render_menus.provinces(),
    ):
        sent(message)
    for person in (FULL, BRIEF, Person("Đắk Lắk")):
        sent(render_menus.settings_page(person))
    assert len(callbacks(render_menus.provinces())) == 35


def test_the_hostile_record_holds_every_text_that_is_told() -> None:
    """A new field of the record belongs into `evil_record`, or among those that an answer does not tell as text."""
    untold = {"code", "levels", "folk_names", "questions", "subjects", "notes", "detail", "online_level", "dossier_sets"}
    record = evil_record()
    held = {f.name for f in fields(record) if getattr(record, f.name) not in ((), "", None)}
    assert {f.name for f in fields(Procedure)} == held | untold
