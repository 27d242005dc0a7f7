"""Procedures that are one matter at several offices, levels or provinces: for a question that does not say where, any of them is right."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from nlp.files import read_yaml

PATH = Path(__file__).parent / "data" / "twins.yaml"


def groups(named: Iterable[tuple[str, str]], path: Path = PATH) -> dict[str, int]:
    """Number the groups of twins: procedures, given as (code, official name), that bear one name or stand together in the data file.

    Raises ValueError that lists every fault of the file.
    """
    read = read_yaml(path, tuple[tuple[str, ...], ...])
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    parent: dict[str, str] = {}
    by_name: dict[str, str] = {}
    for code, name in named:
        _join(parent, code, by_name.setdefault(name, code))
    for together in read:
        known = [code for code in together if code in parent]
        for code in known[1:]:
            _join(parent, code, known[0])
    numbers: dict[str, int] = {}
    return {code: numbers.setdefault(_root(parent, code), len(numbers)) for code in parent}


def _root(parent: Mapping[str, str], code: str) -> str:
    while parent[code] != code:
        code = parent[code]
    return code


def _join(parent: dict[str, str], code: str, other: str) -> None:
    parent.setdefault(code, code)
    parent.setdefault(other, other)
    parent[_root(parent, code)] = _root(parent, other)
