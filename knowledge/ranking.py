"""The model that weighs features: data, not code; a command trains it (see training)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.features import FEATURES
from nlp.files import read_yaml

PATH = Path(__file__).parent / "data" / "ranking.yaml"


@dataclass(frozen=True, slots=True)
class Model:
    """A weight a feature, in the order of FEATURES."""

    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ModelFile:
    """The model as it is written: weights by feature, and where they come from."""

    trained_on: str
    weights: dict[str, float]


def load(path: Path = PATH) -> Model:
    """Read the model; raise ValueError where it does not have just the features of this program."""
    read = read_yaml(path, ModelFile)
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    if set(read.weights) != set(FEATURES):
        raise ValueError(f"{path}: other features than the program's: train again with 'motcua kb train'")
    return Model(tuple(read.weights[name] for name in FEATURES))


@cache
def shipped() -> Model:
    """Return the model that ships, read once."""
    return load()
