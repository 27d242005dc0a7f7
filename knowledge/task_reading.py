"""A question about tasks taken apart: what was read of it is marked as taken, and what is left over is seen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.agencies import find_agencies, levels_of
from knowledge.task_board import Board
from knowledge.task_vocabulary import vocabulary
from nlp.lexicon import Word, word
from nlp.syllables import decode
from nlp.text import fold, normalize

AGENCY = "@"
_TOKEN = re.compile(r"\d+(?:/\d{4})?[/-][^\W\d]{2,}[\w/-]*|\d+(?:[./]\d+)*|[^\W_]+")
_GLUED = re.compile(r"(?i)\b(nv|q|quý|quy|t|tháng|thang)(\d{1,2})\b")


@dataclass
class Reading:
    """The question's text; `folded` has a place for each of its letters, and what is taken is blanked out in both."""

    text: str
    folded: str
    agencies: list[str] = field(default_factory=list)
    """In order; each stands as @ in the text."""

    @classmethod
    def of(cls, said: str, board: Board) -> "Reading":
        """Begin to read: abbreviations are written out, agencies become signs."""
        clean = _GLUED.sub(lambda m: f"{'nhiệm vụ' if m[1].lower() == 'nv' else m[1]} {m[2]}", normalize(said).replace(AGENCY, " "))
        clean = " ".join(
            decode(token) if token.isascii() and token.islower() and token not in board.speller.counts else token
            for token in clean.split(" ")
        )
        named: list[tuple[int, int, str]] = [(m.start, m.end, m.name) for m in find_agencies(clean)]
        named += _groups(clean, named)
        named += _others(clean, board, named)
        text, at, agencies = "", 0, []
        for start, end, name in sorted(named):
            text += f"{_written_out(clean[at:start])}{AGENCY}"
            at = end
            agencies.append(name)
        text = normalize(text + _written_out(clean[at:]))
        folded = fold(text)
        if len(folded) != len(text):  # A letter from elsewhere whose small form is longer.
            text = folded
        return cls(text, folded, agencies)

    def take(self, pattern: re.Pattern[str], *, as_written: bool = False) -> re.Match[str] | None:
        """Find a pattern in what is left and take it: in folded letters and as written, or only `as_written`."""
        tried = (pattern.search(text) for text in ((self.text.lower(),) if as_written else (self.text.lower(), self.folded)))
        match = min((m for m in tried if m), key=lambda m: (m.start(), -m.end()), default=None)
        if match and match.end() > match.start():
            self.blank(match.start(), match.end())
            return match
        return None

    def blank(self, start: int, end: int) -> None:
        """Take a stretch of text; an agency's sign within stays."""
        for at in range(start, end):
            if self.text[at] != AGENCY:
                self.text = f"{self.text[:at]}|{self.text[at + 1 :]}"
                self.folded = f"{self.folded[:at]}|{self.folded[at + 1 :]}"

    def own(self) -> tuple[str, ...]:
        """Take the words for one's own agency, of which nobody knows here whose it is, and return them."""
        found: list[str] = []
        written = self.text
        while match := self.take(vocabulary().own):
            found.append(written[match.start() : match.end()])
        return tuple(found)

    def places(self) -> list[int]:
        """Return where the agencies stand."""
        return [match.start() for match in re.finditer(AGENCY, self.folded)]

    def forget(self, start: int) -> str:
        """Take the first agency that stands at `start` or later, and return it."""
        number, place = next((n, at) for n, at in enumerate(self.places()) if at >= start)
        for name in ("text", "folded"):
            held = getattr(self, name)
            setattr(self, name, f"{held[:place]}|{held[place + 1 :]}")
        return self.agencies.pop(number)

    def put_back(self, start: int, text: str) -> None:
        """Leave text again that was taken from `start` on."""
        for name, given in (("text", text), ("folded", fold(text))):
            held = getattr(self, name)
            setattr(self, name, f"{held[:start]}{given}{held[start + len(text) :]}")

    def tokens(self) -> list[tuple[int, int, Word]]:
        """Return the words left, each with its place."""
        return [(m.start(), m.end(), word(m[0].lower())) for m in _TOKEN.finditer(self.text)]


_GROUP = re.compile(
    r"(?<!\w)(?:cac|tat ca cac|toan bo cac|moi) (?:so|bo|ubnd|uy ban nhan dan|xa|phuong|tinh|dia phuong|doan the|nganh)(?!\w)"
    r"(?:(?:\s*,\s*|\s+va\s+|\s+)(?:ban|nganh|bo|dia phuong|doan the|"
    r"co quan ngang bo|xa|phuong|dac khu|cap xa|tinh|thanh pho|co quan thuoc chinh phu)(?!\w))*"
    r"|(?<!\w)(?:(?<=cua )|(?<=viec )|(?<=nhiem vu )|(?<=den )|(?<=voi )|(?<=cho )|(?<=do )|(?<=o )|^)"
    r"(?:cap xa|xa,? phuong(?:,? (?:va )?dac khu)?)(?!\w)"
)


def _groups(text: str, named: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Groups of agencies: "các sở, ban, ngành"; one that swallows an agency of the register stays that agency."""
    folded = fold(text)
    found = [(m.start(), m.end(), text[m.start() : m.end()]) for m in _GROUP.finditer(folded)]
    apart = [g for g in found if not any(start < g[1] and g[0] < end for start, end, _ in named)]
    return [(start, end, name if levels_of(name) else f"các {name}") for start, end, name in apart]


def _others(text: str, board: Board, named: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Agencies that the plans name and the register does not hold."""
    tokens = [(m.start(), m.end(), fold(m[0])) for m in re.finditer(r"\w+", text)]
    found: list[tuple[int, int, str]] = []
    for words, name in sorted(board.others.items(), key=lambda item: -len(item[0])):
        for at in range(len(tokens) - len(words) + 1):
            start, end = tokens[at][0], tokens[at + len(words) - 1][1]
            if tuple(t for _, _, t in tokens[at : at + len(words)]) == words and not any(
                s < end and start < e for s, e, _ in named + found
            ):
                found.append((start, end, name))
    return found


def _written_out(text: str) -> str:
    """The text with abbreviations written out, but not those of a number: "12/KH-UBND"."""
    short: Mapping[str, str] = vocabulary().short

    def out(match: re.Match[str]) -> str:
        kept = match[0].isupper() and match[0].lower() in ("k", "j")
        return match[0] if kept else short.get(match[0].lower(), match[0])

    return re.sub(r"(?<![/\w])[^\W_]+", out, text)


def names_own(text: str) -> bool:
    """Whether a text says "của tôi", "đơn vị mình"."""
    return vocabulary().own.search(fold(normalize(text))) is not None


def in_place_of_own(text: str, agency: str) -> str:
    """Return a text with an agency in place of "của tôi", "đơn vị mình"."""
    clean = normalize(text)
    for match in reversed(list(vocabulary().own.finditer(fold(clean)))):
        head = "của " if match[0].startswith("cua ") else ""
        clean = f"{clean[: match.start()]}{head}{agency}{clean[match.end() :]}"
    return clean
