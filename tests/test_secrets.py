"""What must not be in the repository: secrets, registries of one place, questions we are measured by, sentences of others."""

import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.records import Procedure
from knowledge.snapshot import Snapshot

ROOT = Path(__file__).parents[1]
TOKEN = re.compile(r"(?<![0-9A-Za-z])[0-9]{6,12}:[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])")
REGISTRY = re.compile(
    r"(?i)\b(?:[\w-]+\.)*[\w-]*(?:pypi|pythonhosted|artifactory|jfrog|nexus|devpi|registry|goproxy|gemfury)[\w-]*(?:\.[a-z][\w-]*)+(?=[:/])"
    r"|(?:extra-)?index-url\s*[= ]\s*\S|PIP_(?:EXTRA_)?INDEX_URL"
)
RUN = 13


def tracked() -> list[Path]:
    """Every file that git tracks or would take."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no git, or no checkout: nothing is tracked")
    listed = subprocess.run(
        [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def found(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands in tracked files, by file and line; what stands there is not shown."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path != Path(__file__)
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").split("\n"), 1)
        if pattern.search(line)
    ]


def test_no_tracked_file_holds_what_looks_like_a_bot_token() -> None:
    assert TOKEN.search("TELEGRAM_BOT_TOKEN=123456789:" + "Ab-_5" * 7)
    assert found(TOKEN) == []


def test_no_tracked_file_names_a_package_registry() -> None:
    for line in ("https://pypi.corp.example/simple/", "--index-url = https://a", "http://nexus.lan:8081/x", "PIP_INDEX_URL=x"):
        assert REGISTRY.search(line), line
    assert found(REGISTRY) == []


def level(text: str) -> str:
    """A text in lower case and single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


def words(text: str) -> list[str]:
    """The words of a text, in lower case and without punctuation."""
    return re.findall(r"\w+", level(text))


def test_no_question_we_are_measured_by_stands_in_the_data_that_ships(shared: Path) -> None:
    rows = (json.loads(line) for line in (shared / "questions" / "dev.jsonl").read_text(encoding="utf-8").splitlines())
    questions = {asked.rstrip("?!.… ") for row in rows if len(words(asked := level(row["question"]))) >= 8}
    assert len(questions) > 100
    copied = []
    for path in (path for folder in ("knowledge", "nlp") for path in (ROOT / folder / "data").rglob("*.yaml")):
        held = level(path.read_text(encoding="utf-8"))
        copied += [f"{path.relative_to(ROOT)}: {question}" for question in questions if question in held]
    assert copied == []


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every RUN words in a row."""
    said = words(text)
    return (tuple(said[i : i + RUN]) for i in range(len(said) - RUN + 1))


def sentences(record: Procedure) -> Iterator[str]:
    """What a record says in its own words: all but its names and the titles of laws."""
    for paper in record.documents:
        yield from (paper.name, paper.case, paper.form)
    for time in record.times:
        yield from (time.text, time.case)
    for fee in record.fees:
        yield from (fee.text, fee.case, fee.per)
    for note in record.notes:
        yield from (note.question, note.answer)
    yield from (record.places.counter, record.places.online, record.places.post)
    yield from (*record.steps, *record.results, *record.conditions)


def texts(row: dict[str, object]) -> Iterator[str]:
    """The sentences of a crawled procedure."""
    for name in ("documents", "steps", "requirements", "channels", "channel_details"):
        yield from strings(row[name])


def strings(value: object) -> Iterator[str]:
    """Every text within a value."""
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from strings(item)
        case dict():
            for item in value.values():
                yield from strings(item)


def test_no_shipped_record_says_what_the_portal_says_in_the_same_words(shared: Path, snapshot: Snapshot) -> None:
    lines = (shared / "procedures" / "procedures.jsonl").read_text(encoding="utf-8").splitlines()
    rows = {row["code"]: row for row in map(json.loads, lines)}
    copied, compared = [], 0
    for record in snapshot:
        if record.code in rows:
            row = rows[record.code]
            names = {run for name in (record.name, row["name"], *strings(row["legal_basis"])) for run in runs(name)}
            names |= {run for law in record.legal for run in runs(law.title)}
            theirs = {run for text in texts(row) for run in runs(text)} - names
            compared += bool(theirs)
            same = (next((run for run in runs(sentence) if run in theirs), None) for sentence in sentences(record))
            copied += [f"{record.code}: {' '.join(run)}" for run in same if run]
    assert compared > 100
    assert copied == []
