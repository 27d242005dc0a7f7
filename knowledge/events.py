"""Events of life, each with the chain of procedures that follow from it, in the order a person does them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, StringConstraints, with_config

from knowledge.records import Code, OptionalText, Phrases, Text
from nlp.files import read_yaml

PATH = Path(__file__).parent / "data" / "events.yaml"


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Step:
    """A procedure of a chain: `why` it is done; `when`, with the source that says so; the procedures it `replaces`."""

    code: Code
    why: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    when: OptionalText = ""
    source: OptionalText = ""
    replaces: tuple[Code, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError for a date that nothing bears out."""
        if self.when and not self.source:
            raise ValueError("'when' needs the source that says so")


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Event:
    """An event: how people tell it without naming a procedure, what can be done in one go, and the steps."""

    title: Text
    said: Phrases
    steps: tuple[Step, ...]
    intro: OptionalText = ""


def load(path: Path = PATH) -> dict[str, Event]:
    """Read the events; raise ValueError that lists every fault."""
    read = read_yaml(path, dict[str, Event])
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    return read


@cache
def shipped() -> dict[str, Event]:
    """Return the events that ship, read once."""
    return load()


@cache
def of_procedure(code: str) -> tuple[str, ...]:
    """Return the names of the events that a procedure is a step of; first the one where it comes earliest, to which it belongs most."""
    at = {name: steps.index(code) for name, event in shipped().items() if code in (steps := [step.code for step in event.steps])}
    return tuple(sorted(at, key=at.__getitem__))
