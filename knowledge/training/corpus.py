"""The training set: questions with their procedures, and questions that no procedure answers."""

import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge import layout, popularity
from knowledge.assistant import Assistant
from knowledge.intents import OUTSIDE
from nlp.files import read_yaml

DATA = Path(__file__).parents[1] / "data" / "training"
FOLDS = 4
"""Parts of the training set: what is learned from a question comes from an index and a classifier that never saw its part."""
NAMES = 2500
"""Questions made of official names of procedures that no example question tells of."""
NAME_WEIGHT, RARE_WEIGHT = 2.0, 0.5
LEFT_OUT = 0.3
"""The share of a name's words that somebody leaves out who names a matter from memory."""
OFTEN_WEIGHTS = {3: 3.0, 2: 2.0}
"""A procedure asked often stands for more of the questions that will be asked."""
MANY = 10
"""A procedure with so many example questions is one that people ask for."""
SEED = 20260718
_CASES = re.compile(r"[(,;:]| đối với | trong trường hợp | thực hiện | thuộc thẩm quyền ")
_FORMS = (
    "{}",
    "Thủ tục {} cần giấy tờ gì?",
    "{} mất bao lâu",
    "{} nộp ở đâu",
    "Hồ sơ {} gồm những gì?",
    "{} cần điều kiện gì?",
    "xin hỏi {} lệ phí bao nhiêu",
    "Công ty chúng tôi muốn {} thì hồ sơ gồm những gì và bao lâu có kết quả?",
    "đơn vị tôi cần {}, nộp hồ sơ ở cơ quan nào",
    "Doanh nghiệp xin {}",
    "điều kiện và trình tự {} như thế nào",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A question of the training set; `codes`: every procedure that answers it, the best first; none: no procedure does.

    `label`: the class it teaches the classifier; "" none.
    """

    question: str
    codes: tuple[str, ...]
    label: str
    weight: float = 1.0

    @property
    def fold(self) -> int:
        """The part of the training set it belongs to."""
        return part(self.question)


def part(question: str) -> int:
    """Return the part of the training set that a question belongs to; the same on every machine."""
    return zlib.crc32(question.encode()) % FOLDS


@dataclass(frozen=True, slots=True)
class Refused:
    """The data file's form: a question that no procedure answers."""

    question: str
    expect: str


def asked(assistant: Assistant) -> Iterator[Example]:
    """Yield the questions of the base's procedures; twins answer them as well."""
    often = popularity.often()
    index = assistant.finder.index
    group: dict[int, list[str]] = {}
    for card, twins in zip(index.cards, index.twins, strict=True):
        group.setdefault(twins, []).append(card.code)
    for procedure in assistant.snapshot:
        code = procedure.code
        codes = tuple(dict.fromkeys((code, *group[index.twins[index.at[code]]])))
        usual = 1.0 if len(procedure.questions) >= MANY else RARE_WEIGHT
        for question in procedure.questions:
            yield Example(question, codes, code, OFTEN_WEIGHTS.get(often.get(code, 0), usual))


def spoken(assistant: Assistant) -> Iterator[Example]:
    """Yield what else teaches the classifier: the procedures' names, and the examples of the redirects."""
    for procedure in assistant.snapshot:
        if procedure.questions:
            for name in (procedure.name, procedure.plain_name, *procedure.folk_names):
                if name:
                    yield Example(name, (procedure.code,), procedure.code)
    for name, entry in assistant.known.redirects.entries.items():
        for text in entry.examples:
            yield Example(text, (), OUTSIDE + (name if entry.kind == "event" else entry.kind))


@dataclass(frozen=True, slots=True)
class Several:
    """The data files' form: a question with the procedures that answer it, or that it leaves open."""

    question: str
    codes: tuple[str, ...]


def unclear(folder: Path = DATA) -> Iterator[Example]:
    """Yield questions that leave open which of several procedures is meant."""
    for row in read(folder / "clarify.yaml", tuple[Several, ...]):
        yield Example(row.question, row.codes, "")


def decided(folder: Path = DATA) -> Iterator[Example]:
    """Yield questions of the same matters that do not leave it open."""
    for row in read(folder / "decided.yaml", tuple[Several, ...]):
        yield Example(row.question, row.codes, row.codes[0])


def refused(folder: Path = DATA) -> Iterator[Example]:
    """Yield the training set's questions that no procedure answers."""
    for path in sorted(folder.glob("out_of_scope*.yaml")):
        for row in read(path, tuple[Refused, ...]):
            yield Example(row.question, (), OUTSIDE + row.expect)


def named(assistant: Assistant) -> list[Example]:
    """Make questions of official names, whole and half remembered, for matters that few people ask about but that must be found by name."""
    rng = random.Random(SEED)
    by_name: dict[tuple[str, ...], list[str]] = {}
    for card in assistant.finder.index.cards:
        by_name.setdefault(card.name, []).append(card.code)
    pool = [card for card in assistant.finder.index.cards if not card.everyday and not card.province]
    made = []
    for card in rng.sample(pool, min(NAMES, len(pool))):
        procedure = assistant.snapshot.procedure(card.code)
        if procedure is not None:
            recalled = rng.choice((_whole, _first_part, _with_gaps, _with_gaps))(layout.bare(procedure.name), rng)
            made.append(Example(rng.choice(_FORMS).format(recalled), tuple(by_name[card.name]), "", NAME_WEIGHT))
    return made


def _whole(name: str, _: random.Random) -> str:
    return name


def _first_part(name: str, _: random.Random) -> str:
    """A name up to where it begins to tell its cases."""
    return _CASES.split(name, maxsplit=1)[0].strip() or name


def _with_gaps(name: str, rng: random.Random) -> str:
    kept = [word for word in name.split() if rng.random() > LEFT_OUT]
    return " ".join(kept) or name


def read(path: Path, kind: Any) -> Any:
    """Read a data file of the training set; raise ValueError that lists every fault."""
    found = read_yaml(path, kind)
    if isinstance(found, list):
        raise ValueError("\n".join(map(str, found)))
    return found
