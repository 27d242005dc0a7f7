"""Repairs typing errors against a vocabulary; a word the vocabulary knows is touched only where it cannot stand."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from nlp.lexicon import Word
from nlp.syllables import is_syllable

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEAR = {
    key: "".join(
        _ROWS[r][c]
        for r in range(max(0, row - 1), min(3, row + 2))
        for c in range(max(0, column - 1), min(len(_ROWS[r]), column + 2))
        if (r, c) != (row, column)
    )
    for row, keys in enumerate(_ROWS)
    for column, key in enumerate(keys)
}
"""The keys around each key of the usual keyboard."""
SEEN = 4.0
"""What it is worth that a word was seen beside its neighbour."""
DOUBLED, BESIDE, LEFT_OUT, FAR = 1.5, 2.0, 2.5, 3.5
"""The costs of slips: a letter twice; two swapped, or the key beside; one too few or too many; any other."""
MOST = 24
"""How many words of the vocabulary a slip is compared with."""
_SHORTEST, _LONGEST = 3, 24
"""Letters of the words that are repaired; no word of the vocabulary is longer."""


@dataclass(frozen=True)
class Speller:
    """A vocabulary: how often each folded word occurs, and the pairs of neighbours seen."""

    counts: Mapping[str, int]
    pairs: frozenset[tuple[str, str]]
    _words: list[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay the words out for rapidfuzz, once."""
        object.__setattr__(self, "_words", sorted(w for w in self.counts if len(w) > 1 and w.isalpha()))
        object.__setattr__(self, "near", lru_cache(maxsize=4096)(self._near))

    def repair(self, sentence: Sequence[Word]) -> tuple[Word, ...]:
        """Return the sentence with unknown words replaced by their likeliest reading, or left as they are."""
        repaired: list[Word] = []
        for i, w in enumerate(sentence):
            before = repaired[-1].key if repaired else ""
            after = sentence[i + 1].key if i + 1 < len(sentence) else ""
            if self._known(w.key):
                repaired.append(self._at_home(w, before, after))
            else:
                repaired += self._parted(w.key) or [self._likeliest(w, before, after)]
        return tuple(repaired)

    def _at_home(self, written: Word, before: str, after: str) -> Word:
        """A known word stays, but where it was never seen beside either neighbour and one slip away is a word seen beside both."""
        key = written.key
        if not before or not after or len(key) < _SHORTEST or (before, key) in self.pairs or (key, after) in self.pairs:
            return written
        near = [c for c, slip in self._near_cached(key) if slip <= LEFT_OUT and (before, c) in self.pairs and (c, after) in self.pairs]
        return Word(near[0], near[0]) if len(near) == 1 else written

    def knows(self, key: str) -> bool:
        """Whether a word is in the vocabulary."""
        return key in self.counts

    def _known(self, key: str) -> bool:
        return key in self.counts or not _SHORTEST <= len(key) <= _LONGEST or not key.isalpha()

    def _parted(self, key: str) -> list[Word]:
        """Words run together ("khaisinh"), where the vocabulary has seen them side by side."""
        if is_syllable(key):
            return []
        for at in range(2, len(key) - 1):
            pair = key[:at], key[at:]
            if pair in self.pairs:
                return [Word(part, part) for part in pair]
        return []

    def _likeliest(self, written: Word, before: str, after: str) -> Word:
        best, best_score = written, 0.0
        for candidate, cost in self._near_cached(written.key):
            seen = ((before, candidate) in self.pairs) + ((candidate, after) in self.pairs)
            if not seen and is_syllable(written.key):
                continue  # It may well be a right word that the vocabulary lacks.
            score = SEEN * seen - cost + math.log1p(self.counts[candidate]) + 5
            if score > best_score:
                best, best_score = Word(candidate, candidate), score
        return best

    def _near_cached(self, key: str) -> list[tuple[str, float]]:
        near: list[tuple[str, float]] = self.__dict__["near"](key)
        return near

    def _near(self, key: str) -> list[tuple[str, float]]:
        """Return the words that `key` may be a slip of, with the cost of the slip."""
        furthest = 1 if len(key) < 6 else 2
        found = extract(key, self._words, scorer=OSA.distance, score_cutoff=furthest, limit=MOST)
        return [(candidate, cost(key, candidate, int(distance))) for candidate, distance, _ in found]


def cost(written: str, meant: str, distance: int) -> float:
    """Return how unlikely it is to write `written` for `meant`: fingers swap letters, double them and hit the key beside."""
    if distance != 1:
        return FAR * distance
    if len(written) == len(meant):
        a, b = next((a, b) for a, b in zip(written, meant, strict=True) if a != b)
        return BESIDE if sorted(written) == sorted(meant) or a in NEAR.get(b, "") else FAR
    longer = max(written, meant, key=len)
    doubled = len(written) > len(meant) and any(a == b for a, b in pairwise(longer))
    return DOUBLED if doubled else LEFT_OUT
