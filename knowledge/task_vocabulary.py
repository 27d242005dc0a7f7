"""The words officials ask with, read from `data/task_words.yaml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import with_config

from knowledge.records import STRICT, Text
from knowledge.tasks_status import Status
from nlp.files import read_yaml
from nlp.lexicon import PhraseTable, Word, split

DATA = Path(__file__).parent / "data" / "task_words.yaml"
Patterns = tuple[Text, ...]


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class StatusWords:
    """Patterns, and the states they mean."""

    words: Patterns
    means: tuple[Status, ...]


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class WordsFile:
    """The form of the data file."""

    short: Mapping[Text, Text]
    same: Mapping[Text, tuple[Text, ...]]
    status: tuple[StatusWords, ...]
    due_words: Patterns
    at_hand: Patterns
    undated: Patterns
    recurring: Patterns
    asks: Mapping[Text, Patterns]
    roles: Mapping[Text, Patterns]
    marks: Mapping[Text, Patterns]
    own: Patterns
    parts: Mapping[Text, Patterns]
    about_plan: Patterns
    stop: Patterns
    keep: Patterns


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tables ready to use; each pattern matches whole words of folded text."""

    short: Mapping[str, str]
    same: tuple[tuple[tuple[Word, ...], tuple[tuple[Word, ...], ...]], ...]
    status: tuple[tuple[re.Pattern[str], frozenset[Status]], ...]
    due_words: re.Pattern[str]
    at_hand: re.Pattern[str]
    undated: re.Pattern[str]
    recurring: re.Pattern[str]
    asks: Mapping[str, re.Pattern[str]]
    roles: Mapping[str, re.Pattern[str]]
    marks: Mapping[str, re.Pattern[str]]
    own: re.Pattern[str]
    parts: Mapping[str, re.Pattern[str]]
    about_plan: re.Pattern[str]
    stop: PhraseTable[bool]
    keep: PhraseTable[bool]


def _pattern(words: Patterns) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")


@cache
def vocabulary(path: Path = DATA) -> Vocabulary:
    """Read the vocabulary; ValueError names file, line and field of what is wrong."""
    read = read_yaml(path, WordsFile)
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))

    def tables(named: Mapping[str, Patterns]) -> dict[str, re.Pattern[str]]:
        return {name: _pattern(words) for name, words in named.items()}

    return Vocabulary(
        dict(read.short),
        tuple((split(said), tuple(map(split, others))) for said, others in read.same.items()),
        tuple((_pattern(row.words), frozenset(row.means)) for row in read.status),
        _pattern(read.due_words),
        _pattern(read.at_hand),
        _pattern(read.undated),
        _pattern(read.recurring),
        tables(read.asks),
        tables(read.roles),
        tables(read.marks),
        _pattern(read.own),
        tables(read.parts),
        _pattern(read.about_plan),
        PhraseTable.of((phrase, True) for phrase in read.stop),
        PhraseTable.of((phrase, True) for phrase in read.keep),
    )
