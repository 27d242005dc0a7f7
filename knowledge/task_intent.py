"""Whether a free text is about the tasks of plans: told only where it is clear, so that no citizen's question is taken away."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import with_config

from knowledge.agencies import find_agencies
from knowledge.records import STRICT, Text
from nlp.files import read_yaml
from nlp.text import fold, normalize

PATH = Path(__file__).parent / "data" / "task_intent.yaml"
LONGEST = 300
"""Letters of a look-up; what is longer is a story, and stories are citizens'."""


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class IntentFile:
    """The form of the data file."""

    clear: tuple[Text, ...]
    worded: tuple[Text, ...]
    status: tuple[Text, ...]
    period: tuple[Text, ...]
    citizen: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Patterns:
    clear: re.Pattern[str]
    worded: re.Pattern[str]
    citizen: re.Pattern[str]


@cache
def _patterns(path: Path = PATH) -> _Patterns:
    """Read the patterns; ValueError names file, line and field of what is wrong."""
    read = read_yaml(path, IntentFile)
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    status, period = (f"(?:{'|'.join(said)})" for said in (read.status, read.period))
    worded = "|".join(read.worded).replace("{status}", status).replace("{period}", period)
    return _Patterns(
        re.compile(rf"(?<!\w)(?:{'|'.join(read.clear)})"),
        re.compile(rf"(?<!\w)(?:{worded})"),
        re.compile(rf"(?<!\w)(?:{'|'.join(read.citizen)})(?!\w)"),
    )


def of_citizens(text: str) -> bool:
    """Whether a text speaks of a citizen's own affairs: papers, fees, "của tôi"."""
    return bool(_patterns().citizen.search(_folded(normalize(text))))


def _folded(text: str) -> str:
    return " ".join(fold(text).replace(",", " ").replace("?", " ").split())


def about_tasks(text: str) -> bool:
    """Whether `text` asks about tasks or plans of administrative reform, and surely about nothing of a citizen's own."""
    clean = normalize(text)
    if not clean or len(clean) > LONGEST:
        return False
    for mention in reversed(find_agencies(clean)):
        clean = f"{clean[: mention.start]}@{clean[mention.end :]}"
    folded, patterns = _folded(clean), _patterns()
    if patterns.clear.search(folded):
        return True
    return bool(patterns.worded.search(folded)) and not patterns.citizen.search(folded)
