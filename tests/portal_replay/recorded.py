"""What the replayed portal knows: the recorded list and details, or a few of our own making."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]


@dataclass
class Recorded:
    """Rows of the list in the portal's order, and the details, as text, by id."""

    rows: list[Json]
    details: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, procedures: Path, details: int | None = None, others: int | None = None) -> Recorded:
        """The recorded files; or of them the first rows: so many with details, and so many of the others."""
        rows = [json.loads(line) for line in (procedures / "catalog.jsonl").read_text(encoding="utf-8").splitlines()]
        known = {path.stem: path for path in (procedures / "portal-api").glob("*.json")}
        with_details = [row for row in rows if row["code"] in known][:details]
        others_of_them = [row for row in rows if row["code"] not in known][:others]
        chosen = {row["id"] for row in with_details + others_of_them}
        texts = {row["id"]: known[row["code"]].read_text(encoding="utf-8") for row in with_details}
        return cls([row for row in rows if row["id"] in chosen], texts)


def row(number: int, **changes: Any) -> Json:
    """A row of the list, of our own making."""
    given = {
        "id": f"00000000-0000-7000-8000-{number:012}",
        "name": f"Đăng ký nuôi rùa số {number}",
        "code": f"9.{number:06}",
        "codeNotation": f"9.{number:06}",
        "categories": ["Chăn nuôi"],
        "categoryIds": ["c1"],
        "departments": ["Sở Rùa"],
        "departmentPromulgate": "Bộ Rùa",
        "formalityTargetType": ["Công dân Việt Nam"],
        "state": "ACTIVE",
        "type": "STANDARD",
    }
    return given | changes


def detail(of: Json, **changes: Any) -> Json:
    """The detail that goes with a row."""
    method = {
        "submissionMethod": "DIRECT",
        "processingTime": 7,
        "processingTimeUnit": "WORKING_DAY",
        "description": "",
        "fees": [{"type": "FEE", "value": 8000, "description": ""}],
    }
    papers = [{"name": f"Đơn số {of['code']}", "originalQty": 1, "copyQty": 0}]
    return {
        "id": of["id"],
        "code": of["code"],
        "name": of["name"],
        "state": of["state"],
        "type": of["type"],
        "executingAgencies": "Sở Rùa",
        "categoriesDetails": [{"name": "Chăn nuôi"}],
        "executionSteps": [{"name": "", "description": "- Nộp đơn.\n- Nhận giấy."}],
        "executionMethods": [method],
        "executionCases": [{"name": "", "profileComponents": papers}],
        "isProvince": True,
    } | changes


def answer(data: Any, code: str = "OK") -> str:
    """An answer's text."""
    return json.dumps({"code": code, "data": data, "message": code}, ensure_ascii=False)


def made(count: int, details: int | None = None) -> Recorded:
    """So many procedures of our own making, the first `details` of them (all: None) with a detail."""
    rows = [row(number) for number in range(1, count + 1)]
    return Recorded(rows, {r["id"]: answer(detail(r)) for r in rows[:details]})
