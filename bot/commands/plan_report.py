"""`motcua plan report`: the report of a quarter, six months, nine months or a year, as XLSX, DOCX or PNG."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from bot.commands.plan_store import opened
from bot.commands.shared import awaited, fail, settings, told
from bot.reporting import FORMS, report_of, write
from bot.settings import Settings
from bot.zone import VIETNAM
from knowledge.reports.paper import summary
from knowledge.reports.spans import ReportSpan, read_span
from knowledge.reports.words import counted_from

PERIODS = "'quý 2/2026', '6 tháng 2026', '9 tháng 2026', 'năm 2026', or 2026Q2, 2026H1, 2026M9, 2026Y."


@click.command(name="report")
@click.option("--period", required=True, metavar="TEXT", help=PERIODS)
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="FILE.xlsx, FILE.docx or FILE.png.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Count as on this day.")
@told
def report(period: str, out: Path, today: datetime | None) -> None:
    """Write the report that offices file."""
    day = today.date() if today else datetime.now(UTC).astimezone(VIETNAM).date()
    span = read_span(period, day)
    if span is None:
        fail(f"--period {period}: hãy viết như 'quý 2/2026', '6 tháng 2026', '9 tháng 2026', 'năm 2026' hoặc 2026Q2.")
    if out.suffix.lower().lstrip(".") not in FORMS:
        fail(f"--out {out}: tệp phải có đuôi {', '.join(f'.{form}' for form in FORMS)}.")
    if not out.resolve().parent.is_dir():
        fail(f"--out {out}: không có thư mục {out.parent}: hãy tạo trước.")
    awaited(_write(settings(), span, out, day))


async def _write(held: Settings, span: ReportSpan, out: Path, today: date) -> None:
    async with opened(held) as (_, book):
        made = report_of(book, span, today, held.office)
    write(made, out)
    click.echo(f"Báo cáo {span.name}. {counted_from(made)}.")
    for line in summary(made):
        click.echo(line)
    click.echo(f"Đã ghi {out}")
