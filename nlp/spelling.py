"""Repairs typing errors against a vocabulary; a word the vocabulary knows is never touched."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from nlp.lexicon import Word
from nlp.syllables import is_syllable

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
        if all(self._known(w.key) for w in sentence):
            return tuple(sentence)
        repaired: list[Word] = []
        for i, w in enumerate(sentence):
            if self._known(w.key):
                repaired.append(w)
                continue
            before = repaired[-1].key if repaired else ""
            after = sentence[i + 1].key if i + 1 < len(sentence) else ""
            repaired += self._parted(w.key) or [self._likeliest(w, before, after)]
        return tuple(repaired)

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
        for candidate, distance in self._near_cached(written.key):
            seen = ((before, candidate) in self.pairs) + ((candidate, after) in self.pairs)
            if not seen and is_syllable(written.key):
                continue  # It may well be a right word that the vocabulary lacks.
            score = 4 * seen - 3 * distance + math.log1p(self.counts[candidate]) + 5
            if score > best_score:
                best, best_score = Word(candidate, candidate), score
        return best

    def _near_cached(self, key: str) -> list[tuple[str, int]]:
        near: list[tuple[str, int]] = self.__dict__["near"](key)
        return near

    def _near(self, key: str) -> list[tuple[str, int]]:
        furthest = 1 if len(key) < 6 else 2
        found = extract(key, self._words, scorer=OSA.distance, score_cutoff=furthest, limit=12)
        return [(candidate, int(distance)) for candidate, distance, _ in found]
