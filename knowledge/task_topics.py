"""What is left of a question once all else is read: the area, the output and the words meant; and what names nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from knowledge.task_board import Board
from knowledge.task_reading import AGENCY, Reading
from knowledge.task_vocabulary import vocabulary
from nlp.lexicon import Word

Mode: TypeAlias = Literal["area", "output", "words", "loose"]
Token: TypeAlias = tuple[int, int, Word]


@dataclass(frozen=True, slots=True)
class Topics:
    """Words, as they are looked for."""

    area: str = ""
    output: str = ""
    words: str = ""
    ignored: tuple[str, ...] = ()


def read_topics(reading: Reading, board: Board, *, told: bool = False) -> Topics:
    """Read what is left; `told`: of a question about a plan itself, whose words are looked for in what the plan tells."""
    modes = _modes(reading)
    tokens = reading.tokens()
    kept = [token for token, stop in zip(tokens, _stops(tokens, board), strict=True) if not stop or _is_ai(token, modes, reading)]
    meant: dict[Mode, list[Word]] = {"area": [], "output": [], "words": []}
    ignored: list[str] = []
    for mode, run in _runs(kept, modes, reading):
        words = _known(run, board)
        for word in words:
            topical = mode != "loose" and not word.surface.isdigit()
            if topical or (word.key in board.speller.counts and not _lone_number(word, run, board)):
                meant["words" if mode == "loose" or told else mode].append(word)
            else:
                ignored.append(word.surface)
    if not any(meant.values()) and ignored and not told and _asks_nothing_else(reading):
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
    return Topics(_joined(area), _joined(output), _joined(_same(words, board)), tuple(ignored))


def _joined(words: Sequence[Word]) -> str:
    return " ".join(word.surface for word in words)


def _is_ai(token: Token, modes: Sequence[tuple[int, Mode]], reading: Reading) -> bool:
    """Whether it is AI and not "ai" (who): in capitals, or right after "về"."""
    start, end, word = token
    if word.surface != "ai":
        return False
    return (reading.text[start:end] == "AI" and not reading.text.isupper()) or any(0 <= start - at <= 1 for at, _ in modes)


def _asks_nothing_else(reading: Reading) -> bool:
    return "|" not in reading.text and AGENCY not in reading.text


def _modes(reading: Reading) -> list[tuple[int, Mode]]:
    """Where the words of an area, an output or a topic begin."""
    modes: list[tuple[int, Mode]] = []
    for name in ("area", "output", "words"):
        mode: Mode = name
        while match := reading.take(vocabulary().marks[name], as_written=True):
            modes.append((match.end(), mode))
    return sorted(modes)


def _runs(tokens: Sequence[Token], modes: Sequence[tuple[int, Mode]], reading: Reading) -> Iterator[tuple[Mode, list[Token]]]:
    """Cut the words into runs by what they were said to be; a mark holds until something else was read."""
    run: list[Token] = []
    mode: Mode = "loose"
    for token in tokens:
        at = max((place for place in modes if place[0] <= token[0]), default=None)
        here: Mode = "loose"
        if at is not None:
            between = reading.text[at[0] : token[0]]
            here = at[1] if AGENCY not in between and "||" not in between else "loose"
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
    silent = [False] * len(words)
    for span in spans:
        for at in range(span.start, span.end):
            silent[at] = silent[at] or span.end - span.start > 1 or not _joined_to_neighbour(tokens, at, listed, board)
    return silent


def _joined_to_neighbour(tokens: Sequence[Token], at: int, listed: set[int], board: Board) -> bool:
    for left, right in ((at - 1, at), (at, at + 1)):
        if left < 0 or right >= len(tokens) or tokens[right][0] - tokens[left][1] != 1:
            continue
        other = left if right == at else right
        if other not in listed and board.all_words.is_compound((tokens[left][2], tokens[right][2]), 2):
            return True
    return False


def _known(run: Sequence[Token], board: Board) -> tuple[Word, ...]:
    """The words with their typing errors repaired."""
    return board.speller.repair([word for _, _, word in run])


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
