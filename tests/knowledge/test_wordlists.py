"""The data files beside the records."""

from pathlib import Path

import pytest

from knowledge import events, families, wordlists


def test_what_ships_has_no_fault() -> None:
    assert wordlists.faults() == ()


def test_every_fault_of_every_file_is_named_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("a:\n  title: A\n", encoding="utf-8")
    monkeypatch.setattr(events.load, "__defaults__", (broken,))
    monkeypatch.setattr(families.load, "__defaults__", (broken,))
    named = wordlists.faults()
    assert any("broken.yaml" in fault and "steps" in fault for fault in named)
    assert any("broken.yaml" in fault and "members" in fault for fault in named)
