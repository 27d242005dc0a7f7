"""A cell that names several agencies cut into their names, as they are written."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from knowledge.agency_register import load, syllables
from nlp.text import normalize

_SHORT = r"S[A-ZĐ]{2,6}|B[A-ZĐ]{2,6}"


@cache
def _head() -> re.Pattern[str]:
    """How a name begins: a head of the register, or an abbreviation that stands alone."""
    register = load()
    heads = (*register.heads, *map(str.upper, register.heads), *register.lower_heads)
    known = "|".join(sorted(heads, key=len, reverse=True)).replace(" ", r"\s+")
    return re.compile(rf"(?:{known})(?!\w)|(?:{_SHORT})(?=\s*(?:[,;/&(]|và\b|$))")


_BULLET = re.compile(
    r"(?:^|(?<=[\s;,.:]))(?:[•●*▪►+]|\(?\d{1,2}[.)/]|\([a-zđ]\)|[a-zđ]\))\s+(?=\S)|(?:^|(?<=[;,.:\n]))\s*[-–+•●]\s*(?=[^\W\d_])|\(\d{1,2}\)\s*"
)
_WHOLE = re.compile(
    r"(?i)(?:đoàn )?(?:đại biểu quốc hội|đbqh)\s*(?:và|&|-|,)\s*(?:hđnd|hội đồng nhân dân)"
    r"|(?:hđnd|hội đồng nhân dân)\s*(?:và|&|-)\s*(?:ubnd|ủy ban nhân dân)"
    r"|các (?:cục|vụ|sở|bộ|phòng|trường|ban)\s*:[^;]*"
)
_SEPARATOR = re.compile(r"\s*[;；]\s*|\s*[,/]\s*|\s+(?:và|cùng|&|-|–)\s+|\s*\.\s+|\s*\n\s*")
_OPEN_END = re.compile(r"(?i)(?:^|\s)(?:các|và|của|với|cho|cùng|thuộc|tại|một số|liên|ngang|trực|[-–,:(])$")
_OUTER = " \t.,;:-–+•*"
_EMPTY = re.compile(r"(?i)[\W_]*|x|không(?: có)?")


@lru_cache(maxsize=4096)
def split_agencies(cell: str) -> tuple[str, ...]:
    """Return the agencies that a cell names, in order and as written; names that hold "và" or a comma stay whole.

    A cut is made at ";" and at bullets; at ",", "và", "/", a line's end or a full stop where the name of another agency begins; and
    without any sign where a known agency is followed by another.
    """
    lines = "\n".join(normalize(line) for line in cell.splitlines())
    names: list[str] = []
    for part in _BULLET.split(lines):
        for piece in _pieces(part):
            for name in _glued(piece):
                names += _shared_head(_trimmed(name))
    return tuple(dict.fromkeys(name for raw in names if not _EMPTY.fullmatch(name := _trimmed(raw))))


def _trimmed(name: str) -> str:
    flat = " ".join(name.split()).strip(_OUTER)
    flat = re.sub(r"^(?:và|cùng)\s+", "", flat)
    return flat if flat.count("(") == flat.count(")") else flat.strip("()").strip(_OUTER)


def _pieces(text: str) -> Iterator[str]:
    whole = [match.span() for match in _WHOLE.finditer(text)]
    begin = 0
    for match in _SEPARATOR.finditer(text):
        inside = any(start < match.end() and match.start() < end for start, end in whole)
        if inside or _depth(text, match.start()) or not _cuts(text, begin, match):
            continue
        yield text[begin : match.start()]
        begin = match.end()
    yield text[begin:]


def _depth(text: str, end: int) -> bool:
    return text.count("(", 0, end) > text.count(")", 0, end) and ")" in text[end:]


def _cuts(text: str, begin: int, match: re.Match[str]) -> bool:
    sign = match[0].strip()
    if sign in (";", "；"):
        return True
    if not _head().match(text, match.end()):
        return False
    left = text[begin : match.start()].strip()
    if not left or _OPEN_END.search(left):
        return False
    return sign != "" or bool(left)


def _glued(piece: str) -> Iterator[str]:
    """Cut where nothing stands between a known agency, or a group, and the next: "Sở Tài chính Sở Nội vụ"."""
    flat = " ".join(piece.split())
    longest = _known_start(syllables(flat))
    for match in re.finditer(r"(?<=[^\s:(,;])\s(?=[A-ZĐ])", flat):
        left = flat[: match.start()]
        if _head().match(flat, match.end()) and not _OPEN_END.search(left) and _complete(left, longest):
            yield left
            yield from _glued(flat[match.end() :])
            return
    yield flat


_SHARED = re.compile(r"(?i)(?:các )?(sở|bộ)\s*:?\s+(.+)")


def _shared_head(name: str) -> tuple[str, ...]:
    """Give each field its head where one is said for all: "Các Sở: Nội vụ, Tài chính"."""
    match = _SHARED.fullmatch(name)
    if not match or syllables(name) in load().spellings:
        return (name,)
    fields = load().fields
    parts = [part.strip() for part in re.split(r"\s*(?:[,;]|\bvà\b)\s*", match[2])]
    rejoined: list[str] = []
    while parts:
        taken = next((n for n in range(min(3, len(parts)), 0, -1) if syllables(" ".join(parts[:n]).replace("  ", " ")) in fields), 0)
        both = next((n for n in (3, 2) if len(parts) >= n and syllables(f"{' '.join(parts[: n - 1])} và {parts[n - 1]}") in fields), 0)
        if not (taken or both):
            return (name,)
        step = max(taken, both)
        field = fields[
            syllables(f"{' '.join(parts[: step - 1])} và {parts[step - 1]}" if both == step and step > 1 else " ".join(parts[:step]))
        ]
        rejoined.append(f"{match[1].capitalize()} {field}")
        del parts[:step]
    return tuple(rejoined) if len(rejoined) > 1 else (name,)


_GROUP = re.compile(r"(?i)(?:các|ubnd|ủy ban nhân dân)\b.*(?:ngành|phường|xã|đặc khu|địa phương|tỉnh|thành phố|liên quan|đoàn thể)")


def _known_start(words: tuple[str, ...]) -> int:
    """How many syllables the longest known name has that the text begins with."""
    register = load()
    return next((n for n in range(min(len(words), register.longest), 0, -1) if words[:n] in register.spellings), 0)


def _complete(name: str, longest: int) -> bool:
    """Whether a name is whole: known and not the beginning of a longer known one, or a group."""
    words = syllables(name)
    known = words in load().spellings or (words[-1:] in (("tinh",), ("xa",)) and words[:-1] in load().spellings)
    return (known and len(words) >= longest) or bool(_GROUP.fullmatch(name))
