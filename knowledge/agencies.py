"""Agencies: told apart in a cell, found in a question, renamed by date, and groups of them expanded to members."""

import re
from dataclasses import dataclass
from datetime import date

from knowledge.agency_cells import split_agencies
from knowledge.agency_register import Agency, Level, Register, load, syllables
from nlp.text import fold, normalize

__all__ = [
    "Agency",
    "Level",
    "Mention",
    "canonical",
    "find_agencies",
    "levels_of",
    "members",
    "predecessors",
    "split_agencies",
    "today_name",
]


@dataclass(frozen=True, slots=True)
class Mention:
    """An agency that a text names, by its name in the register, and the place of its words: from `start` to before `end`."""

    name: str
    start: int
    end: int


_TOKEN = re.compile(r"[^\W_]+(?:\s?&\s?[^\W_]+)*|[A-ZĐ]+(?:-[A-ZĐ&]+)+")
_PLACE = frozenset({"tinh", "thanh", "pho", "tp"})


def find_agencies(text: str) -> tuple[Mention, ...]:
    """Return the agencies named in `text` (normalised), the longest names first; accents and case do not matter.

    Full names, abbreviations ("Sở KH&CN", "SNV", "stc") and spellings of the register are known.
    """
    register = load()
    tokens = [
        (fold(match[0]).replace("&", "").replace(" ", "").replace("-", ""), match.start(), match.end()) for match in _TOKEN.finditer(text)
    ]
    found: list[Mention] = []
    index = 0
    while index < len(tokens):
        length = _longest(tokens, index, register)
        if length:
            name = register.spellings[tuple(token for token, _, _ in tokens[index : index + length])]
            found.append(Mention(name, tokens[index][1], tokens[index + length - 1][2]))
        index += length or 1
    return tuple(found)


def _longest(tokens: list[tuple[str, int, int]], index: int, register: Register) -> int:
    for length in range(min(register.longest, len(tokens) - index), 0, -1):
        if tuple(token for token, _, _ in tokens[index : index + length]) in register.spellings:
            return length
    return 0


def canonical(name: str) -> str | None:
    """Return the register's name of an agency as written, a province's name after it left aside; None for one it does not hold."""
    register = load()
    words = syllables(name)
    if exact := register.spellings.get(words):
        return exact
    found = find_agencies(normalize(name))
    if found and found[0].start == 0:
        rest = syllables(name[found[0].end :])
        if (
            not rest
            or rest[0] in _PLACE
            or (register.agencies[found[0].name].level is Level.DEPARTMENT and len(rest) <= 4 and "thuoc" not in rest)
        ):
            return found[0].name
    return None


def today_name(agency: str, on: date) -> str:
    """Return what an agency is called on a day: the one that took over its work, or itself.

    An agency that the register does not hold keeps its name. Ask with the day of today: what a plan calls its agencies stays as written.
    """
    register = load()
    name = canonical(agency)
    if name is None:
        return agency
    while (rename := register.renames.get(name)) and on >= rename.on:
        name = rename.new
    return name


def predecessors(agency: str, on: date) -> tuple[str, ...]:
    """Return the agencies whose work `agency` took over by the day `on`: tasks of older plans that are its own today."""
    name = canonical(agency) or agency
    return tuple(rename.old for rename in load().renames.values() if rename.new == name and rename.on <= on)


_GROUP = re.compile(
    r"(?:cac|tat ca|toan the|toan bo|moi|nhung|mot so)\b|(?:ubnd|uy ban nhan dan) (?:\d+ )?"
    r"(?:cac|cap|xa|phuong|tinh|dac khu|thanh pho truc thuoc)\b"
    r"|(?:bo|so|co quan ngang bo|co quan thuoc chinh phu) (?:ban|nganh|co quan|bo)\b"
)


def levels_of(group: str) -> frozenset[Level]:
    """Return the levels that a group's words stand for ("các sở, ban, ngành" → department); empty for what is no group."""
    words = " ".join(syllables(group))
    if not _GROUP.match(words) or (words.startswith(("ubnd tinh", "uy ban nhan dan tinh")) and "thanh pho" not in words):
        return frozenset()
    local, rest = "dia phuong" in words, words.replace("dia phuong", "")
    said = {level for told in load().groups for word in told.words if re.search(rf"\b{word}\b", rest) for level in told.levels}
    if not local:
        return frozenset(said)
    if Level.MINISTRY in said:  # Of a national plan: the provinces.
        return frozenset(said | {Level.PROVINCE})
    if Level.DEPARTMENT in said:  # Of a province's: the communes.
        return frozenset(said | {Level.COMMUNE})
    return frozenset(said | {Level.PROVINCE, Level.COMMUNE})


def members(group: str, on: date) -> tuple[str, ...]:
    """Return the agencies that a group means on a day: those of its levels that still bear their name; empty for what is no group."""
    register, wanted = load(), levels_of(group)
    return tuple(
        agency.name
        for agency in register.agencies.values()
        if agency.level in wanted and not ((rename := register.renames.get(agency.name)) and rename.on <= on)
    )
