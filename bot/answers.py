"""What somebody typed in answer to a question about a task, read as the report it makes."""

import re
from datetime import date

from bot.progress import Action, Complete, Drop, Evidence, Percent, Proof, Propose, Prove, Remark
from nlp.text import fold, normalize

_DAY = re.compile(r"\b\d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?\d{4})?\b|\b\d{4}-\d{2}-\d{2}\b")
LONGEST = 1000


def read(what: str, text: str, today: date) -> Action | str:
    """Return the action, or what to write instead."""
    said = normalize(text)[:LONGEST]
    match what:
        case "percent":
            number = re.fullmatch(r"\D{0,20}(\d{1,3})\s*%?\.?", said)
            return Percent(int(number[1])) if number else "Mình cần một số từ 0 đến 100, ví dụ 60."
        case "done":
            day = today if fold(said).strip(" .") == "hom nay" else day_in(said, today)
            return Complete(day) if day else "Mình chưa đọc được ngày. Nhắn như 15/6/2026, hoặc “hôm nay”."
        case "due":
            day = day_in(said, today)
            return Propose(day, _reason(said)) if day else "Mình chưa đọc được ngày. Nhắn như: 30/9/2026 chờ văn bản hướng dẫn."
        case "evidence":
            link = re.search(r"https?://\S+", said)
            return Prove(Evidence(Proof.LINK, link[0], said) if link else Evidence(Proof.DOCUMENT, said))
        case "cancel" | "moved":
            return Drop(said, moved=what == "moved")
        case _:
            return Remark(said)


def day_in(said: str, today: date) -> date | None:
    """Return the day a text names, of this year where it names none."""
    found = _DAY.search(said)
    if found is None:
        return None
    numbers = [int(part) for part in re.findall(r"\d+", found[0])]
    if len(numbers) == 2:
        numbers.append(today.year)
    day, month, year = numbers if numbers[0] <= 31 else numbers[::-1]
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _reason(said: str) -> str:
    rest = _DAY.sub(" ", said, count=1)
    return re.sub(r"(?i)^(?:\W|đến|ngày|vì|do|lý do|xin|lùi)+\s*(?=\S)|^\W+$", "", " ".join(rest.split())).strip()
