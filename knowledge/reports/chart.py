"""A report as a picture: how the tasks of each agency and area stand. Drawn by matplotlib, which is loaded only then."""

import io
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from knowledge.reports.counting import Report, Row, Tally
from knowledge.reports.words import counted_from

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN = 12
"""Agencies shown, those with the most tasks; the rest are summed up in one bar."""
PARTS = (
    ("on_time", "Hoàn thành đúng hạn", "#2e7d32"),
    ("late", "Hoàn thành quá hạn", "#9ccc65"),
    ("running", "Đang thực hiện, trong hạn", "#90caf9"),
    ("overdue", "Quá hạn, chưa xong", "#d84315"),
    ("cancelled", "Hủy, chuyển", "#bdbdbd"),
)


def draw(report: Report) -> bytes:
    """Return the picture as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    groups = [("Theo cơ quan chủ trì", _few(report.agencies)), ("Theo lĩnh vực", _few(report.areas))]
    heights = [max(1, len(rows)) for _, rows in groups]
    figure = Figure(figsize=(10, 2.4 + 0.52 * sum(heights)), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(f"Tình hình thực hiện nhiệm vụ cải cách hành chính – {report.span.name}\n{counted_from(report)}", fontsize=13)
    axes = figure.subplots(2, 1, height_ratios=[h + 1 for h in heights])
    for axis, (name, rows) in zip(axes, groups, strict=True):
        _bars(axis, name, rows)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, fontsize=9, frameon=False)
    made = io.BytesIO()
    figure.savefig(made, format="png")
    return made.getvalue()


def _bars(axis: "Axes", name: str, rows: Sequence[Row]) -> None:
    from matplotlib.ticker import MaxNLocator

    places = range(len(rows))
    begins = [0] * len(rows)
    for field, label, colour in PARTS:
        values = [getattr(row.own, field) + getattr(row.government, field) for row in rows]
        axis.barh(places, values, left=begins, color=colour, label=label, height=0.7)
        for place, begin, value in zip(places, begins, values, strict=True):
            if value and value >= max(row.total for row in rows) / 45:
                axis.text(begin + value / 2, place, str(value), ha="center", va="center", fontsize=8)
        begins = [begin + value for begin, value in zip(begins, values, strict=True)]
    axis.set_yticks(places, ["\n".join(textwrap.wrap(row.name, 34, max_lines=2, placeholder="…")) for row in rows], fontsize=9)
    axis.invert_yaxis()
    axis.set_title(name, loc="left", fontsize=11)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axis.spines[["top", "right"]].set_visible(False)
    axis.set_xlim(0, max((row.total for row in rows), default=1) * 1.03 or 1)


def _few(rows: Sequence[Row]) -> list[Row]:
    if len(rows) <= SHOWN:
        return list(rows)
    rest = rows[SHOWN - 1 :]
    own, government = Tally(), Tally()
    for row in rest:
        own, government = _plus(own, row.own), _plus(government, row.government)
    return [*rows[: SHOWN - 1], Row(f"{len(rest)} mục khác", own, government)]


def _plus(one: Tally, other: Tally) -> Tally:
    return Tally(*(getattr(one, name) + getattr(other, name) for name in Tally.__slots__))
