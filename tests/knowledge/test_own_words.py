"""What ships is told in our own words: no long run of words is shared with the data's texts, names and titles aside."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.sources.shipped import DATA
from nlp.text import fold

RUN = 13
"""One word more than may be shared."""
NAMES = frozenset(
    {
        "code",
        "name",
        "field",
        "agency",
        "executingAgencies",
        "legal_basis",
        "link",
        "plain_name",
        "url",
        "number",
        "title",
        "province",
        "old",
        "new",
    }
)
"""Keys under which names and titles stand, of ours and of the data; what they hold is no sentence."""
DETAIL_NAMES = ("categoriesDetails", "departmentsExecuting", "legalBasisesDetails", "procedureProposal", "resultsDetails")
Run = tuple[str, ...]


def texts(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text of a nested value, with the keys that lead to it."""
    match value:
        case dict():
            for key, held in value.items():
                yield from texts(held, (*path, str(key)))
        case list():
            for number, held in enumerate(value):
                yield from texts(held, (*path, str(number)))
        case str():
            yield path, value


def runs(text: str) -> Iterator[Run]:
    """The runs of words, without marks: where a mark stands ("hoà", "hòa") makes no other sentence."""
    found = re.findall(r"\w+", fold(re.sub(r"<[^>]+>", " ", text)))
    return zip(*(found[start:] for start in range(RUN)), strict=False)


def is_name(path: tuple[str, ...]) -> bool:
    """A procedure's own name is one; that of a paper is a text."""
    return path[-1] in NAMES - {"name"} or path == ("name",) or path[0] in ("legal", "legal_basis") or path[0] in DETAIL_NAMES


def data_texts(procedures: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    for path in sorted((procedures / "portal-api").glob("*.json")):
        yield from texts(json.loads(path.read_text(encoding="utf-8"))["data"])
    with (procedures / "procedures.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield from texts(json.loads(line))


def shared_runs(own: dict[Run, set[str]], given: Iterator[tuple[tuple[str, ...], str]]) -> dict[str, str]:
    """Where our texts share a run with those given, and which; a run that is part of a name or title counts for nothing."""
    found: set[Run] = set()
    named: set[Run] = set()
    for path, text in given:
        if len(text) > 2 * RUN:
            (named if is_name(path) else found).update(own.keys() & set(runs(text)))
    return {place: " ".join(run) for run in found - named for place in own[run]}


def own_runs(files: list[Path]) -> dict[Run, set[str]]:
    own: dict[Run, set[str]] = {}
    for path in files:
        for keys, text in texts(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)):
            if not is_name(keys):
                for run in runs(text):
                    own.setdefault(run, set()).add(f"{path.name}: {'.'.join(keys)}")
    return own


def told_files() -> list[Path]:
    """The records, events, terms, names, questions and redirects; not the plans, which quote their document."""
    return [path for path in sorted(DATA.rglob("*.yaml")) if path.parent.name not in {"plans", "training"}]


def test_no_sentence_shares_more_than_twelve_words_with_the_data(shared: Path) -> None:
    assert shared_runs(own_runs(told_files()), data_texts(shared / "procedures")) == {}


@pytest.mark.parametrize(
    ("given", "is_shared"),
    [
        ({"steps": "Bước 1: một hai ba bốn năm sáu bảy tám chín mười mười một."}, False),
        ({"steps": "Xin đọc: một, hai, ba, bốn, năm, sáu, bảy, tám, chín, mười, mười một, mười hai!"}, True),
        ({"name": "một hai ba bốn năm sáu bảy tám chín mười mười một mười hai"}, False),
        ({"documents": [{"name": "<b>Một</b> hai ba bốn năm sáu bảy tám chín mười mười một mười hai"}]}, True),
    ],
)
def test_a_shared_run_of_words_is_found(tmp_path: Path, given: dict[str, Any], is_shared: bool) -> None:
    path = tmp_path / "1.000001.yaml"
    path.write_text("steps:\n  - Một hai ba bốn năm sáu bảy tám chín mười mười một mười hai.\n", encoding="utf-8")
    found = shared_runs(own_runs([path]), texts(given))
    assert bool(found) is is_shared
    assert set(found) <= {"1.000001.yaml: steps.0"}
