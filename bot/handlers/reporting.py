"""/baocao: a report of a span as a workbook, a paper or a picture, and the calendar of one's tasks."""

import asyncio
from datetime import date

from telegram import InputFile, Update

from bot import holding, render
from bot.callbacks import Statistics
from bot.handlers.replying import Context, desk, patiently, reply, turn
from bot.handlers.who import actor
from bot.render import Button, Message, fill
from bot.reporting import as_bytes, calendar_of, report_of
from knowledge.reports.counting import Report
from knowledge.reports.paper import summary
from knowledge.reports.spans import ReportSpan, offered, read_span
from knowledge.reports.words import counted_from

FORMS = {"png": "Biểu đồ", "xlsx": "Bảng Excel", "docx": "Bản Word"}
CALENDAR = "ics"
HOW = "Gõ như: /baocao quý 2, /baocao 6 tháng 2026, /baocao 9 tháng, /baocao năm 2026."


async def baocao(update: Update, context: Context) -> None:
    """/baocao: the spans to choose from; with a span, its figures."""
    here, said = desk(context), " ".join(context.args or ())
    if not said:
        await reply(update, context, _choose(here.today()))
    elif span := read_span(said, here.today()):
        await reply(update, context, await _figures(context, span))
    else:
        await reply(update, context, render.say(f"Mình chưa hiểu kỳ báo cáo “{said[:60]}”. {HOW}"))


def _choose(today: date) -> Message:
    spans = [Button(span.name.capitalize(), Statistics(span.code)) for span in offered(today)]
    rows = [tuple(spans[i : i + 2]) for i in range(0, len(spans), 2)]
    return Message(fill("say", text=f"Báo cáo kỳ nào? {HOW}"), (*rows, (Button("Lịch việc của tôi (.ics)", Statistics("", CALENDAR)),)))


async def _figures(context: Context, span: ReportSpan) -> Message:
    report = await _report(context, span)
    html = fill("figures", name=span.name, counted=counted_from(report), lines=summary(report), plans=[p.number for p in report.plans])
    return Message(html, (tuple(Button(label, Statistics(span.code, form)) for form, label in FORMS.items()),))


async def _report(context: Context, span: ReportSpan) -> Report:
    here = desk(context)
    book = await holding.book(here)
    return await asyncio.to_thread(report_of, book, span, here.today(), here.settings.office)


async def pressed(update: Update, context: Context, pressed: Statistics) -> None:
    """Tell a span's figures, or send its report as a file."""
    here = desk(context)
    if pressed.form == CALENDAR:
        agency = (await actor(update, context)).agency
        made = calendar_of(await holding.book(here), agency, here.today(), here.now())
        await _send(
            update, context, made, "viec.ics", f"Lịch việc{f' của {agency}' if agency else ''}: mở tệp để thêm vào lịch điện thoại."
        )
        return
    span = read_span(pressed.period, here.today())
    if span is None or pressed.form not in {"", *FORMS}:
        await turn(update, context, _choose(here.today()))
    elif not pressed.form:
        await turn(update, context, await _figures(context, span))
    else:
        made = await asyncio.to_thread(as_bytes, await _report(context, span), pressed.form)
        await _send(update, context, made, f"baocao-{span.code}.{pressed.form}", f"Báo cáo {span.name}")


async def _send(update: Update, context: Context, made: bytes, name: str, caption: str) -> None:
    chat, message = update.effective_chat, update.effective_message
    if chat is None:
        return
    topic = message.message_thread_id if message and message.is_topic_message else None
    send = context.bot.send_photo if name.endswith(".png") else context.bot.send_document
    await patiently(send, chat.id, InputFile(made, filename=name), caption=caption, message_thread_id=topic)
