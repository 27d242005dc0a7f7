"""`motcua ask --explain`: how a question was understood and why it was answered so; the tool to mend a bad answer with."""

from datetime import datetime

from rich.console import Console
from rich.table import Table

from knowledge import confidence
from knowledge.assistant import Assistant, Reply
from knowledge.confidence import SIGNALS
from nlp.analysis import Analysis, analyze
from nlp.lexicon import Word

SHOWN = 5
"""Candidates that are shown with their features."""
STRONGEST = 8
"""Features of each candidate that are shown, those that weigh most."""


def show(assistant: Assistant, question: str, now: datetime, province: str) -> None:
    """Print the explanation of one answer."""
    console = Console(highlight=False)
    reply = assistant.reply(question, None, now, province)
    console.print(_understood(assistant, question, reply.analysis))
    console.print(_candidates(assistant, reply))
    console.print(_decided(assistant, reply))


def _words(words: tuple[Word, ...]) -> str:
    return " ".join(w.surface for w in words)


def _rows(title: str, rows: list[tuple[str, str]]) -> Table:
    table = Table("", "", title=title, show_header=False, title_justify="left")
    for name, value in rows:
        table.add_row(name, value or "–")
    return table


def _understood(assistant: Assistant, question: str, analysis: Analysis) -> Table:
    written = analyze(question, assistant.lexicon, segmented=False)
    repaired = [f"{a.surface} → {b.surface}" for a, b in zip(written.sentence, analysis.sentence, strict=False) if a != b]
    return _rows(
        "Hiểu câu hỏi (nlp/data)",
        [
            ("chuẩn hóa", analysis.text),
            ("từ", _words(analysis.sentence)),
            ("sửa lỗi gõ", ", ".join(repaired) if len(written.sentence) == len(analysis.sentence) else "có từ viết liền được tách"),
            ("chủ đề", _words(analysis.topic)),
            ("cách nói khác", "; ".join(map(_words, analysis.alternatives))),
            ("hỏi về", ", ".join(analysis.aspects)),
            ("dấu hiệu", ", ".join(sorted(analysis.signs))),
            ("mã", ", ".join(analysis.codes)),
        ],
    )


def _candidates(assistant: Assistant, reply: Reply) -> Table:
    table = Table("mã", "thủ tục", "điểm", "vì (đặc trưng × trọng số)", title="Ứng viên", title_justify="left")
    for match in reply.finding.matches[:SHOWN]:
        record = assistant.snapshot.procedure(match.code)
        reasons = ", ".join(f"{name} {value:+.2f}" for name, value in match.reasons(assistant.finder.model)[:STRONGEST] if value)
        table.add_row(match.code, record.title if record else "", f"{match.score:.2f}", reasons)
    return table


def _decided(assistant: Assistant, reply: Reply) -> Table:
    compared = assistant.known.compare(reply.analysis, reply.finding)
    sign = compared.sign
    rows = [("kết luận", f"{type(reply.answer).__name__} {reply.answer}"), ("độ chắc", f"{reply.confidence:.3f}")]
    if reply.finding.matches:
        values = confidence.signals(reply.analysis, reply.finding, compared, assistant.finder)
        for name, weights in (
            ("vì", assistant.decision.right),
            ("ngoài phạm vi vì", assistant.decision.outside),
            ("chưa rõ việc vì", assistant.decision.unclear),
        ):
            rows.append((name, ", ".join(f"{n} {weights[n] * v:+.2f}" for n, v in zip(SIGNALS, values, strict=True))))
    rows.append(("ngưỡng", f"trả lời từ {assistant.decision.answer_from}, cho chọn từ {assistant.decision.offer_from}"))
    rows.append(("ngoài thủ tục", f"{sign.name} ({sign.likeness:.2f}{', có từ báo hiệu' if sign.cued else ''})" if sign else ""))
    return _rows("Quyết định (knowledge/data/decision.yaml)", rows)
