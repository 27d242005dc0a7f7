"""How often people ask for a procedure: an estimate of our own, by code."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.files import read_yaml

PATH = Path(__file__).parent / "data" / "popularity.yaml"
MOST = 3
"""How often a procedure is asked that is asked often."""


@dataclass(frozen=True, slots=True)
class Popularity:
    """The data file's form: codes asked often, and those asked sometimes."""

    often: tuple[str, ...]
    sometimes: tuple[str, ...]


@cache
def often(path: Path = PATH) -> dict[str, int]:
    """Return how often a procedure is asked, by code: MOST often, 2 sometimes; raise ValueError that lists every fault."""
    read = read_yaml(path, Popularity)
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    return dict.fromkeys(read.sometimes, 2) | dict.fromkeys(read.often, MOST)
