"""What a report's sheet and paper say alike: titles, rows of figures, remarks."""

from knowledge.reports.counting import Line, Report, Row, Tally
from knowledge.tasks_status import LABELS
from nlp.dates import render

BLANK = "…………………………"
"""Where a form leaves room to write."""
INDICATORS_HEAD = ("TT", "Chỉ tiêu thống kê", "Đơn vị tính", "Kết quả", "Ghi chú")
ROWS_HEAD = (
    "TT",
    "{}",
    "Nhiệm vụ theo kế hoạch",
    "Đã hoàn thành",
    "Tỷ lệ (%)",
    "Đúng hạn",
    "Quá hạn (đã xong)",
    "Quá hạn, chưa xong",
    "Chính phủ giao: tổng số",
    "Chính phủ giao: đúng hạn",
    "Chính phủ giao: xong nhưng quá hạn",
    "Chính phủ giao: quá hạn, chưa xong",
)
TASKS_HEAD = (
    "TT",
    "Kế hoạch",
    "Mục",
    "Lĩnh vực",
    "Nhiệm vụ",
    "Sản phẩm",
    "Chủ trì",
    "Phối hợp",
    "Thời hạn (nguyên văn)",
    "Hạn cuối",
    "Trạng thái",
    "Tiến độ (%)",
    "Ngày hoàn thành",
)
STATUS = TASKS_HEAD.index("Trạng thái")


def title(report: Report) -> str:
    """Return the report's title."""
    return f"KẾT QUẢ THỰC HIỆN KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH {report.span.name.upper()}"


def counted_from(report: Report) -> str:
    """Tell which days the sums cover."""
    return f"Số liệu lũy kế từ ngày {report.span.begins:%d/%m/%Y} đến ngày {report.as_of:%d/%m/%Y}"


def percent(tally: Tally) -> float | None:
    """Return the share done, to two places."""
    return None if tally.percent is None else round(tally.percent, 2)


def indicators(report: Report) -> list[tuple[str, str, str, int | float | None, str]]:
    """Return the rows of the form: own tasks of the plans, then those the Government gave."""
    own, given = report.whole.own, report.whole.government
    within = f"trong kỳ: {own.in_span}"
    return [
        ("I", "Thực hiện kế hoạch cải cách hành chính", "", None, ""),
        ("1", "Số nhiệm vụ đề ra trong kế hoạch", "Nhiệm vụ", own.total, f"trong đó hủy, chuyển: {own.cancelled}" if own.cancelled else ""),
        ("2", "Số nhiệm vụ đã hoàn thành (lũy kế)", "Nhiệm vụ", own.done, within),
        ("2.1", "Hoàn thành đúng hạn", "Nhiệm vụ", own.on_time, ""),
        ("2.2", "Hoàn thành nhưng quá hạn", "Nhiệm vụ", own.late, ""),
        ("3", "Tỷ lệ hoàn thành kế hoạch", "%", percent(own), "không tính nhiệm vụ hủy, chuyển" if own.cancelled else ""),
        ("4", "Số nhiệm vụ đang thực hiện, trong hạn", "Nhiệm vụ", own.running, ""),
        ("5", "Số nhiệm vụ quá hạn chưa hoàn thành", "Nhiệm vụ", own.overdue, ""),
        ("II", "Thực hiện nhiệm vụ Chính phủ, Thủ tướng Chính phủ giao", "", None, ""),
        ("1", "Tổng số nhiệm vụ được giao", "Nhiệm vụ", given.total, f"trong đó hủy, chuyển: {given.cancelled}" if given.cancelled else ""),
        ("2", "Số nhiệm vụ đã hoàn thành đúng hạn", "Nhiệm vụ", given.on_time, ""),
        ("3", "Số nhiệm vụ đã hoàn thành nhưng quá hạn", "Nhiệm vụ", given.late, ""),
        ("4", "Số nhiệm vụ quá hạn chưa hoàn thành", "Nhiệm vụ", given.overdue, ""),
        ("5", "Số nhiệm vụ đang thực hiện, trong hạn", "Nhiệm vụ", given.running, ""),
    ]


def figures(number: int | None, row: Row) -> tuple[int | float | str | None, ...]:
    """Return the figures of an agency or area under ROWS_HEAD."""
    own, given = row.own, row.government
    return (
        number, row.name, own.total, own.done, percent(own), own.on_time, own.late, own.overdue,
        given.total, given.on_time, given.late, given.overdue,
    )  # fmt: skip


def task_row(number: int, line: Line) -> tuple[object, ...]:
    """Return a task under TASKS_HEAD."""
    task, progress = line.entry.task, line.entry.progress
    due = task.due or (render(task.due_period) if task.due_period else "")
    return (
        number, line.entry.plan.number, task.no, task.area, task.description, task.output, "; ".join(task.lead), "; ".join(task.partners),
        due, line.due, LABELS[line.status], progress.percent, progress.done,
    )  # fmt: skip


def counting_note(report: Report) -> str:
    """Tell what people must know to read the sums by agency."""
    return "Nhiệm vụ do nhiều cơ quan cùng chủ trì được tính cho từng cơ quan, nên tổng theo cơ quan có thể lớn hơn tổng chung."
