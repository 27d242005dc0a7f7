"""What people type when they are asked."""

from datetime import date

import pytest

from bot.answers import read
from bot.progress import Action, Complete, Drop, Evidence, Percent, Proof, Propose, Prove, Remark
from tests.plans import TODAY


@pytest.mark.parametrize(
    ("what", "text", "action"),
    [
        ("percent", "60", Percent(60)),
        ("percent", " 60 % ", Percent(60)),
        ("percent", "khoảng 60%.", Percent(60)),
        ("percent", "150", Percent(150)),
        ("done", "15/6/2026", Complete(date(2026, 6, 15))),
        ("done", "xong ngày 15-6", Complete(date(2026, 6, 15))),
        ("done", "2026-06-15", Complete(date(2026, 6, 15))),
        ("done", "hom nay", Complete(TODAY)),
        ("done", "Hôm nay.", Complete(TODAY)),
        ("due", "30/9/2026 chờ văn bản hướng dẫn", Propose(date(2026, 9, 30), "chờ văn bản hướng dẫn")),
        ("due", "xin lùi đến ngày 30/9/2026 vì chờ kinh phí", Propose(date(2026, 9, 30), "chờ kinh phí")),
        ("due", "30/9/2026", Propose(date(2026, 9, 30), "")),
        ("evidence", "Quyết định 15/QĐ-SNV ngày 1/6/2026", Prove(Evidence(Proof.DOCUMENT, "Quyết định 15/QĐ-SNV ngày 1/6/2026"))),
        ("evidence", "xem https://a.vn/b", Prove(Evidence(Proof.LINK, "https://a.vn/b", "xem https://a.vn/b"))),
        ("comment", "đã gửi số liệu", Remark("đã gửi số liệu")),
        ("cancel", "theo QĐ 5", Drop("theo QĐ 5")),
        ("moved", "Sở Y tế", Drop("Sở Y tế", moved=True)),
    ],
)
def test_an_answer_is_read(what: str, text: str, action: Action) -> None:
    assert read(what, text, TODAY) == action


@pytest.mark.parametrize(
    ("what", "text"), [("percent", "gần xong"), ("percent", "5000"), ("done", "tuần trước"), ("done", "31/2/2026"), ("due", "sau Tết")]
)
def test_what_cannot_be_read_is_answered_with_an_example(what: str, text: str) -> None:
    said = read(what, text, TODAY)
    assert isinstance(said, str) and any(sign.isdigit() for sign in said)
