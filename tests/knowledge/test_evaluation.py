"""Figures of gold questions."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge import evaluation
from knowledge.assistant import Assistant
from knowledge.evaluation import Figure, Gold, Outcome, Said

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def said(outcome: Outcome, codes: str, expect: str = "answer", right: str = "A", sure: float = 0.5) -> Said:
    gold = Gold("1", "?", expect, tuple(right), aspects=("fee", "general"))
    return Said(gold, outcome, tuple(codes), ("fee", "time"), sure)


def shares(*rows: Said) -> dict[str, str]:
    return {f.name: f"{f.hits}/{f.total}" for f in evaluation.figures(rows)}


def test_answers_are_counted_by_what_they_do() -> None:
    found = shares(said("answer", "AB"), said("answer", "BA"), said("choose", "BCA"), said("none", "BA"), said("choose", "BCDEFA"))
    assert found["hit@1"] == "1/5"
    assert found["hit@3"] == "4/5"
    assert (found["right"], found["offered"], found["wrong"], found["refused"]) == ("1/5", "1/5", "1/5", "1/5")
    assert (found["aspect recall"], found["aspect precision"]) == ("2/2", "2/4")


def test_questions_that_no_procedure_answers_and_unclear_ones_have_figures_of_their_own() -> None:
    found = shares(
        said("none", "", "smalltalk", ""), said("choose", "A", "none", ""), said("choose", "BA", "clarify"), said("none", "", "clarify", "")
    )
    assert found == {
        "asked back": "1/1",
        "answered with one of them": "0/1",
        "answered wrongly": "0/1",
        "open: asked back": "1/1",
        "turned down": "1/2",
        "choices instead": "1/2",
        "answered though out of scope": "0/2",
    }


@pytest.mark.parametrize(("hits", "total", "low", "high"), [(0, 0, 0.0, 1.0), (10, 10, 0.722, 1.0), (50, 100, 0.404, 0.596)])
def test_the_interval_is_wilsons(hits: int, total: int, low: float, high: float) -> None:
    assert Figure("", hits, total).interval == pytest.approx((low, high), abs=0.001)


def test_a_calibrated_assistant_is_right_as_often_as_it_is_sure() -> None:
    rows = [said("answer", "A", sure=0.75)] * 3 + [said("answer", "B", sure=0.75)]
    (only,) = evaluation.reliability(rows)
    assert (only.confidence, only.right.share) == (0.75, 0.75)
    assert evaluation.calibration_error([only]) == 0.0
    assert evaluation.calibration_error(evaluation.reliability([said("answer", "B", sure=1.0)])) == 1.0


def test_wrong_lines_are_named_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "1", "question": "?", "expect": "answer"}\nnot json\n{"id": 2, "question": "?"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"gold\.jsonl:2: not JSON[\s\S]*gold\.jsonl:3: expect"):
        evaluation.read(path)


def test_a_question_is_asked_after_its_conversation(assistant: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    rows = [{"id": "1", "question": "hết bao nhiêu tiền", "conversation": ["làm hộ chiếu"], "expect": "answer", "codes": ["1.001456"]}]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (gold,) = evaluation.read(path)
    answered = evaluation.ask(assistant, gold, NOW)
    assert (answered.outcome, answered.rank, answered.aspects) == ("answer", 1, ("fee",))
