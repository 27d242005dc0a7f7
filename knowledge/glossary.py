"""Terms of the administration, each with a short answer and its source."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ConfigDict, with_config

from knowledge.records import Phrases, Text
from nlp.files import read_yaml

PATH = Path(__file__).parent / "data" / "terms.yaml"


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Term:
    """A term: how people call it and ask for it, the answer, and where that comes from."""

    title: Text
    names: Phrases
    questions: Phrases
    answer: Text
    source: Text
    checked: date

    @property
    def told(self) -> str:
        """The whole answer."""
        return f"{self.title}: {self.answer}\n\nNguồn: {self.source}; kiểm tra ngày {self.checked:%d/%m/%Y}."


def load(path: Path = PATH) -> dict[str, Term]:
    """Read the terms; raise ValueError that lists every fault."""
    read = read_yaml(path, dict[str, Term])
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    return read
