"""YAML read into typed values, every fault with its file, line and field."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from pydantic import ConfigDict, with_config

from nlp.files import Problem, read_yaml


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True)
class Row:
    name: str
    count: int = 0
    when: date | None = None
    parts: tuple[str, ...] = ()
    inner: tuple["Row", ...] = ()


def read(tmp_path: Path, text: str | bytes) -> Row | list[Problem]:
    path = tmp_path / "row.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_yaml(path, Row)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("name: Hồ sơ", Row("Hồ sơ")),
        ("name: no", Row("no")),
        ("name: 1.10", Row("1.10")),
        ("name: 2026-07-18\nwhen: 2026-07-18", Row("2026-07-18", when=date(2026, 7, 18))),
        ("name: a\ncount: 3", Row("a", 3)),
        ("name: a\nwhen:\ncount: ~", Row("a")),
        ("name: a\nparts: [x, yes, '3']", Row("a", parts=("x", "yes", "3"))),
        ("name: a\ninner:\n  - name: b\n  - {name: c}", Row("a", inner=(Row("b"), Row("c")))),
        ("\ufeffname: a", Row("a")),
        ("name: |\n  hai\n  dòng\n", Row("hai\ndòng\n")),
    ],
)
def test_a_scalar_is_read_as_the_text_it_is_written_as(tmp_path: Path, text: str, row: Row) -> None:
    assert read(tmp_path, text) == row


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("name: a\ncount: ba", ":2", "count: Input should be a valid integer"),
        ("name: a\ncount: ba", ":2", "(found 'ba')"),
        ("count: 1", ":1", "name: "),
        ("name: a\nnmae: b", ":2", "nmae: "),
        ("name: a\nname: b", ":2", "name: written twice"),
        ("name: a\n\n\nwhen: 31/12/2026", ":4", "when: "),
        ("name: a\nparts:\n  - x\n  - {y: z}", ":4", "parts.1: "),
        ("name: a\ninner:\n  - name: b\n  - name: c\n    count: z", ":5", "inner.1.count: "),
        ("name: a\ninner:\n  - name: b\n  - count: 1", ":4", "inner.1.name: "),
        ("- a", ":1", "record: "),
        ("name: [a", ":2", "not YAML: "),
        ("name: a\n\tcount: 1", ":2", "not YAML: "),
        ("name: a\n---\nname: b", ":2", "not YAML: "),
        ("name: a\x07", "", "not YAML: "),
        ("", "", "the file is empty"),
        ("# nothing\n", "", "the file is empty"),
        (b"name: \xd0\xcf", "", "not UTF-8 (byte 6)"),
    ],
)
def test_a_fault_is_named_by_file_line_and_field(tmp_path: Path, text: str | bytes, place: str, message: str) -> None:
    problems = read(tmp_path, text)
    assert isinstance(problems, list)
    assert any(p.place == f"{tmp_path / 'row.yaml'}{place}" and message in p.message for p in problems), problems


def test_every_fault_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    problems = read(tmp_path, "count: x\nwhen: y\nextra: z\n")
    assert isinstance(problems, list)
    assert {p.message.split(":")[0] for p in problems} == {"name", "count", "when", "extra"}


def test_a_problem_reads_as_its_place_and_message() -> None:
    assert str(Problem("a.yaml:3", "name: missing")) == "a.yaml:3: name: missing"
