"""What is left of a question once all else is read: the area, the output and the words meant; and what names nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from knowledge.task_board import Board
from knowledge.task_reading import AGENCY, Reading
from knowledge.task_vocabulary import vocabulary
from nlp.lexicon import Word
from nlp.segment import compounds

Mode: TypeAlias = Literal["area", "output", "words", "loose"]
Token: TypeAlias = tuple[int, int, Word]


@dataclass(frozen=True, slots=True)
class Topics:
    """Words, as they are looked for."""

    area: str = ""
    output: str = ""
    words: str = ""
    ignored: tuple[str, ...] = ()


def read_topics(reading: Reading, board: Board, *, told: bool = False, alone: bool = False) -> Topics:
    """Read what is left.

    `told`: of a question about a plan itself, whose words are looked for in what the plan tells; `alone`: no other filter was read,
    so that words that no task holds are looked for too, rather than left out with everything found.
    """
    marks, kept = _marked(reading, board)
    meant: dict[Mode, list[Word]] = {"area": [], "output": [], "words": []}
    ignored: list[str] = []
    for mode, run in _runs(kept, marks, reading):
        words = _known(run, board)
        for word in words:
            topical = mode != "loose" and not word.surface.isdigit()
            if topical or (word.key in board.speller.counts and not _lone_number(word, run, board)):
                meant["words" if mode == "loose" or told else mode].append(word)
            else:
                ignored.append(word.surface)
    if alone and not any(meant.values()) and ignored and not told:
        meant["words"], ignored = [word for _, _, word in kept], []
    if told:
        return Topics(words=_joined(meant["words"]), ignored=tuple(ignored))
    return _topics(meant, ignored, board)


def _topics(meant: dict[Mode, list[Word]], ignored: list[str], board: Board) -> Topics:
    area, output, words = meant["area"], meant["output"], meant["words"]
    if area and not board.areas.all_of(area).any():
        words, area = [*area, *words], []
    if output and not board.outputs.all_of(output).any():
        output = _same(output, board)
        if not board.outputs.all_of(output).any() and board.all_words.all_of(output).any():  # "ban hành quy định về phí"
            words, output = [*output, *words], []
    return Topics(_joined(area), _joined(output), _joined(_same(words, board)), tuple(ignored))


def _joined(words: Sequence[Word]) -> str:
    return " ".join(word.surface for word in words)


@dataclass(frozen=True, slots=True)
class _Mark:
    """Words that say what the following are: where they end, and how they were written from where."""

    start: int
    end: int
    mode: Mode
    text: str


def _marked(reading: Reading, board: Board) -> tuple[list[_Mark], list[Token]]:
    """Return the marks, and the words left that name something; a mark that nothing follows is none, and its words are left."""
    marks = _marks(reading)
    kept = _kept(reading, marks, board)
    governing = {_governs(marks, token[0], reading) for token in kept}
    empty = [mark for mark in marks if mark not in governing]
    if not empty:
        return marks, kept
    for mark in empty:
        reading.put_back(mark.start, mark.text)
    marks = [mark for mark in marks if mark in governing]
    return marks, _kept(reading, marks, board)


def _kept(reading: Reading, marks: Sequence[_Mark], board: Board) -> list[Token]:
    tokens = reading.tokens()
    return [token for token, stop in zip(tokens, _stops(tokens, board), strict=True) if not stop or _is_ai(token, marks, reading)]


def _is_ai(token: Token, marks: Sequence[_Mark], reading: Reading) -> bool:
    """Whether it is AI and not "ai" (who): in capitals, or right after "về"."""
    start, end, word = token
    if word.surface != "ai":
        return False
    return (reading.text[start:end] == "AI" and not reading.text.isupper()) or any(0 <= start - mark.end <= 1 for mark in marks)


def _marks(reading: Reading) -> list[_Mark]:
    """Where the words of an area, an output or a topic begin."""
    marks: list[_Mark] = []
    for name in ("area", "output", "words"):
        mode: Mode = name
        written = reading.text
        while match := reading.take(vocabulary().marks[name], as_written=True):
            marks.append(_Mark(match.start(), match.end(), mode, written[match.start() : match.end()]))
    return sorted(marks, key=lambda mark: mark.end)


def _governs(marks: Sequence[_Mark], at: int, reading: Reading) -> _Mark | None:
    """The mark that holds for what begins at a place: the last before, unless something else was read in between."""
    mark = next((mark for mark in reversed(marks) if mark.end <= at), None)
    if mark is None:
        return None
    between = reading.text[mark.end : at]
    return mark if AGENCY not in between and "||" not in between else None


def _runs(tokens: Sequence[Token], marks: Sequence[_Mark], reading: Reading) -> Iterator[tuple[Mode, list[Token]]]:
    """Cut the words into runs by what they were said to be; a mark holds until something else was read."""
    run: list[Token] = []
    mode: Mode = "loose"
    for token in tokens:
        mark = _governs(marks, token[0], reading)
        here: Mode = mark.mode if mark else "loose"
        if run and here != mode:
            yield mode, run
            run = []
        mode = here
        run.append(token)
    if run:
        yield mode, run


def _stops(tokens: Sequence[Token], board: Board) -> list[bool]:
    """Which words name nothing; one is kept where it makes a word with a neighbour that names something: "cơ sở", "chia se"."""
    words = [word for _, _, word in tokens]
    spans = list(vocabulary().stop.find_all(words))
    listed = {at for span in spans for at in range(span.start, span.end)}
    kept = {at for span in vocabulary().keep.find_all(words) for at in range(span.start, span.end)}
    silent = [False] * len(words)
    for span in spans:
        for at in {*range(span.start, span.end)} - kept:
            silent[at] = silent[at] or span.end - span.start > 1 or not _joined_to_neighbour(tokens, at, listed, board)
    return silent


def _joined_to_neighbour(tokens: Sequence[Token], at: int, listed: set[int], board: Board) -> bool:
    """Whether a listed word and the one beside it are a word that some task holds, or begin one that none holds ("văn phòng")."""
    words = board.all_words
    for left, right in ((at - 1, at), (at, at + 1)):
        other = left if right == at else right
        if not _adjoin(tokens, left, right) or other in listed:
            continue
        pair = tokens[left][2], tokens[right][2]
        further = _adjoin(tokens, right, right + 1) and words.is_compound((tokens[right][2], tokens[right + 1][2]), 2)
        if words.is_compound(pair, 2) or (left == at and not further and (pair[0].key, pair[1].key) in compounds()):
            return True
    return False


def _adjoin(tokens: Sequence[Token], left: int, right: int) -> bool:
    return left >= 0 and right < len(tokens) and tokens[right][0] - tokens[left][1] == 1


def _known(run: Sequence[Token], board: Board) -> tuple[Word, ...]:
    """The words with their typing errors repaired; two that make a word of the language are none ("nông nghiệp")."""
    words = [word for _, _, word in run]
    repaired = board.speller.repair(words)
    if len(repaired) != len(words):  # Some were run together.
        return repaired
    right = {at + n for at, (left, other) in enumerate(pairwise(words)) if (left.key, other.key) in compounds() for n in (0, 1)}
    return tuple(word if at in right else mended for at, (word, mended) in enumerate(zip(words, repaired, strict=True)))


def _lone_number(word: Word, run: Sequence[Token], board: Board) -> bool:
    """A number that belongs to no word beside it: it may be anything ("Đề án 06" is a term)."""
    if not word.surface.isdigit():
        return False
    words = [other for _, _, other in run]
    at = words.index(word) if word in words else -1
    return at <= 0 or not board.all_words.bound(words[at - 1], word)


def _same(words: Sequence[Word], board: Board) -> list[Word]:
    """Say otherwise what no task says so."""
    said = list(words)
    for phrase, others in vocabulary().same:
        keys = [word.key for word in phrase]
        for at in range(len(said) - len(keys) + 1):
            if [word.key for word in said[at : at + len(keys)]] != keys or board.all_words.phrase(said[at : at + len(keys)]).any():
                continue
            other = next((o for o in others if board.all_words.phrase(o).any()), None)
            if other:
                said[at : at + len(keys)] = other
                break
    return said
