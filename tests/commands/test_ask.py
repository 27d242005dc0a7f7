"""`motcua ask`: one question, or a file of them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.commands import ask as asking
from knowledge.assistant import Assistant
from knowledge.snapshot import Snapshot
from tests.commands.conftest import Motcua

KEYS = {"id", "outcome", "codes", "aspects", "confidence", "text"}
MARRIAGE, BIRTH, STAY = "1.000894", "1.001193", "1.004194"


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch, assistant: Assistant) -> None:
    """Every snapshot opened is the shipped one, whose assistant was made once for all tests."""
    monkeypatch.setenv("MOTCUA_KB", str(assistant.snapshot.path))
    monkeypatch.setattr(asking, "prepare", lambda snapshot: assistant)


def lines(*rows: Mapping[str, Any] | str) -> str:
    """JSON Lines of rows; a text stands as it is."""
    return "".join((row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n" for row in rows)


def answers(path: Path) -> list[dict[str, Any]]:
    """What a batch answered."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_question_is_answered_in_plain_words(motcua: Motcua) -> None:
    result = motcua("ask", "đăng ký kết hôn mất bao lâu")
    assert result.exit_code == 0
    assert result.stdout.startswith("Đăng ký kết hôn")
    assert f"Mã {MARRIAGE}." in result.stdout
    assert "<" not in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("asked", "outcome", "first", "aspects"),
    [
        ("đăng ký kết hôn mất bao lâu", "answer", MARRIAGE, ["time"]),
        ("dk tam tru het bao nhieu tien", "answer", STAY, ["fee"]),
        (f"thủ tục {BIRTH}", "answer", BIRTH, ["general"]),
        ("thời tiết hôm nay", "none", None, ["general"]),
        ("", "none", None, ["general"]),
    ],
)
def test_an_answer_as_data_has_every_key(motcua: Motcua, asked: str, outcome: str, first: str | None, aspects: list[str]) -> None:
    result = motcua("ask", "--json", asked)
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert set(data) == KEYS
    assert data["outcome"] == outcome
    assert first is None or data["codes"][0] == first
    assert len(data["codes"]) <= 10
    assert data["aspects"] == aspects
    assert 0 <= data["confidence"] <= 1
    assert data["text"]


def test_a_question_without_a_clear_answer_is_told_as_a_choice(
    motcua: Motcua, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    timid = replace(assistant, decision=replace(assistant.decision, answer_from=2.0, offer_from=0.0))
    monkeypatch.setattr(asking, "prepare", lambda snapshot: timid)
    data = json.loads(motcua("ask", "--json", "đăng ký kết hôn mất bao lâu").stdout)
    assert data["outcome"] == "choose"
    assert data["codes"][0] == MARRIAGE
    assert "Bạn muốn hỏi việc nào?" in data["text"]


def test_a_place_that_is_no_more_is_told_as_the_bot_tells_it(motcua: Motcua) -> None:
    alone = json.loads(motcua("ask", "--json", "xã Tam Đồng, huyện Mê Linh giờ thuộc xã nào").stdout)
    assert (alone["outcome"], alone["codes"]) == ("none", [])
    assert "Mê Linh" in alone["text"]
    beside = json.loads(motcua("ask", "--json", "đăng ký khai sinh ở phường Bến Nghé, quận 1 cần giấy tờ gì").stdout)
    assert beside["codes"][0] == BIRTH
    assert "Sài Gòn" in beside["text"]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("hỏi", "--batch", "in.jsonl", "--out", "out.jsonl"),
        ("--batch", "in.jsonl"),
        ("hỏi", "--out", "out.jsonl"),
        ("--out", "out.jsonl"),
    ],
    ids=["nothing", "both", "no out", "out without batch", "out alone"],
)
def test_a_question_or_a_batch_is_wanted_and_not_both(motcua: Motcua, home: Path, arguments: tuple[str, ...]) -> None:
    (home / "in.jsonl").write_text(lines({"id": "1", "question": "khai sinh"}), encoding="utf-8")
    result = motcua("ask", *arguments)
    assert result.exit_code == 2
    assert "--batch" in result.stderr
    assert result.stdout == ""
    assert not (home / "out.jsonl").exists()


def test_a_batch_keeps_its_order_skips_blank_lines_and_follows_conversations(motcua: Motcua, home: Path) -> None:
    said = lines(
        {"id": "b", "question": "đăng ký kết hôn mất bao lâu"},
        "",
        {"id": "a", "conversation": ["đăng ký tạm trú ở đâu"], "question": "thế còn phí?", "label": "ignored"},
        "   ",
        {"id": "c", "conversation": [], "question": "thế còn phí?"},
        {"id": "d", "conversation": None, "question": "thời tiết hôm nay\u2028ra sao"},
        {"id": "a", "conversation": ["đăng ký tạm trú ở đâu", "cảm ơn bạn"], "question": "mất mấy ngày"},
    )
    (home / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + said.replace("\n", "\r\n").encode())
    result = motcua("ask", "--batch", "in.jsonl", "--out", "out.jsonl")
    assert result.exit_code == 0, result.stderr
    told = answers(home / "out.jsonl")
    assert [row["id"] for row in told] == ["b", "a", "c", "d", "a"]
    assert [row["outcome"] for row in told] == ["answer", "answer", "none", "none", "answer"]
    assert [row["codes"][:1] for row in told if row["outcome"] == "answer"] == [[MARRIAGE], [STAY], [STAY]]
    assert told[1]["aspects"] == ["fee"]
    assert all(set(row) == KEYS for row in told)
    assert result.stdout == ""
    assert "5 answers in out.jsonl" in result.stderr


def test_a_batch_and_a_single_question_answer_alike(motcua: Motcua, home: Path) -> None:
    asked = "dang ky khai sinh cho con can gi"
    (home / "in.jsonl").write_text(lines({"id": "", "question": asked}), encoding="utf-8")
    assert motcua("ask", "--batch", "in.jsonl", "--out", "out.jsonl").exit_code == 0
    assert answers(home / "out.jsonl") == [json.loads(motcua("ask", "--json", asked).stdout)]


WRONG = {
    "cut off": '{"id": "1", "question": "khai si',
    "no question": {"id": "1"},
    "no id": {"question": "khai sinh"},
    "a number for an id": {"id": 1, "question": "khai sinh"},
    "a question that is no text": {"id": "1", "question": None},
    "a turn that is no text": {"id": "1", "question": "a", "conversation": ["b", 3]},
    "a conversation that is a text": {"id": "1", "question": "a", "conversation": "khai sinh"},
    "a conversation that is a number": {"id": "1", "question": "a", "conversation": 3},
    "a list": "[1, 2]",
    "a bare text": '"khai sinh"',
    "null": "null",
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_wrong_lines_are_named_by_number_and_nothing_is_written(motcua: Motcua, home: Path, wrong: Mapping[str, Any] | str) -> None:
    good = {"id": "1", "question": "khai sinh"}
    (home / "in.jsonl").write_text(lines(good, "", wrong, good, wrong), encoding="utf-8")
    (home / "out.jsonl").write_text("kept\n", encoding="utf-8")
    result = motcua("ask", "--batch", "in.jsonl", "--out", "out.jsonl")
    assert result.exit_code == 2
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == ["in.jsonl:3", "in.jsonl:5"]
    assert (home / "out.jsonl").read_text(encoding="utf-8") == "kept\n"
    assert sorted(path.name for path in home.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_a_file_in_another_encoding_is_named_with_what_to_do(motcua: Motcua, home: Path) -> None:
    (home / "in.jsonl").write_bytes('{"id": "1", "question": "đăng"}\n'.encode("cp1258"))
    result = motcua("ask", "--batch", "in.jsonl", "--out", "out.jsonl")
    assert result.exit_code == 2
    assert "in.jsonl" in result.stderr
    assert "UTF-8" in result.stderr
    assert not (home / "out.jsonl").exists()


def test_a_batch_broken_off_midway_leaves_the_old_answers_and_no_half_file(
    motcua: Motcua, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "in.jsonl").write_text(lines(*({"id": str(n), "question": f"khai sinh {n}"} for n in range(5))), encoding="utf-8")
    (home / "out.jsonl").write_text("kept\n", encoding="utf-8")
    reply = Assistant.reply

    def stopped(self: Assistant, text: str, *rest: Any) -> Any:
        if text == "khai sinh 3":
            raise KeyboardInterrupt
        return reply(self, text, *rest)

    monkeypatch.setattr(Assistant, "reply", stopped)
    assert motcua("ask", "--batch", "in.jsonl", "--out", "out.jsonl").exit_code == 130
    assert (home / "out.jsonl").read_text(encoding="utf-8") == "kept\n"
    assert sorted(path.name for path in home.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_answers_to_a_folder_that_is_not_there_are_refused_without_a_traceback(motcua: Motcua, home: Path) -> None:
    (home / "in.jsonl").write_text(lines({"id": "1", "question": "khai sinh"}), encoding="utf-8")
    result = motcua("ask", "--batch", "in.jsonl", "--out", "nowhere/out.jsonl")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr


def test_an_empty_batch_gives_an_empty_file(motcua: Motcua, home: Path) -> None:
    (home / "in.jsonl").write_text("\n\n", encoding="utf-8")
    assert motcua("ask", "--batch", "in.jsonl", "--out", "out.jsonl").exit_code == 0
    assert (home / "out.jsonl").read_bytes() == b""


def test_the_province_that_is_set_is_the_one_answered_for(
    motcua: Motcua, monkeypatch: pytest.MonkeyPatch, assistant: Assistant, snapshot: Snapshot
) -> None:
    asked: list[str] = []
    reply = Assistant.reply

    def noting(self: Assistant, text: str, context: Any, now: Any, province: str = "") -> Any:
        asked.append(province)
        return reply(self, text, context, now, province)

    monkeypatch.setattr(Assistant, "reply", noting)
    monkeypatch.setenv("PROVINCE", "Đắk Lắk")
    assert motcua("ask", "đăng ký kết hôn").exit_code == 0
    assert asked == ["Đắk Lắk"]
