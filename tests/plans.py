"""Plans for tests: small ones by hand, large ones by count."""

from datetime import date, timedelta
from typing import Any

from bot.access import Role
from bot.progress import Actor
from knowledge.records import Plan, Source, Task
from nlp import periods
from nlp.dates import parse

TODAY = date(2026, 11, 23)
NUMBER = "12/KH-UBND"


def task(no: str = "1", description: str = "Rà soát thủ tục hành chính", due: str = "15/12/2026", **changes: Any) -> Task:
    """A task led by Sở Nội vụ, with `changes`."""
    given: dict[str, Any] = {"no": no, "description": description, "lead": ("Sở Nội vụ",), "due": due, "due_period": parse(due)}
    return Task(**given | changes)


def plan(*tasks: Task, number: str = NUMBER, **changes: Any) -> Plan:
    """A plan of 2026."""
    given: dict[str, Any] = {
        "number": number,
        "title": "Kế hoạch cải cách hành chính năm 2026",
        "issuer": "Ủy ban nhân dân",
        "issued": date(2026, 1, 5),
        "year": 2026,
        "source": Source(name="Tệp phu_luc.xlsx", checked=TODAY),
        "tasks": tasks,
    }
    return Plan(**given | changes)


def large(count: int = 10_000, agencies: int = 60) -> Plan:
    """A plan of many tasks over many agencies and six areas, due through the year."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    return plan(
        *(
            task(
                str(n),
                f"Nhiệm vụ số {n} về cải cách hành chính, thực hiện theo kế hoạch được giao và báo cáo kết quả",
                f"{days[n % 365]:%d/%m/%Y}",
                due_period=periods.day(days[n % 365]),
                area=f"Lĩnh vực {n % 6}",
                output="Báo cáo",
                lead=(f"Phòng chuyên môn {n % agencies}",),
                partners=("Sở Nội vụ", "Các sở, ban, ngành"),
            )
            for n in range(count)
        )
    )


NGA = Actor(1001, Role.OFFICIAL, "Sở Nội vụ", "Nga")
MINH = Actor(1002, Role.OFFICIAL, "Sở Nội vụ", "Minh")
HOA = Actor(1003, Role.OFFICIAL, "Sở Y tế", "Hoa")
AN = Actor(9001, Role.ADMIN, "", "An")
LAN = Actor(5, Role.CITIZEN, "", "Lan")
