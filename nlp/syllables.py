"""The shape of a Vietnamese syllable, and the words that an input method left half typed."""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from nlp.files import read_yaml
from nlp.text import fold

_ONSETS = frozenset({"", *"b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()})
_RIMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem ien ieng iep iet ieu im in
    inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong ooc oong op ot u ua uan
    uang uat uau uay uc ue uech uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh
    uyt uyu y yem yen yet yeu
    """.split()
)
_SPLIT = re.compile(r"^(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx]?)(.*)$")
_SHAPES = {
    "a": {"a": "â", "w": "ă", "6": "â", "8": "ă"},
    "e": {"e": "ê", "6": "ê"},
    "o": {"o": "ô", "w": "ơ", "6": "ô", "7": "ơ"},
    "u": {"w": "ư", "7": "ư"},
}
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_TONES = dict(zip("sfrxj12345", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT) * 2, strict=True))
_VOWELS = "aeiouyâăêôơư"
LOANWORDS = Path(__file__).parent / "data" / "loanwords.yaml"
LONGEST = 12
"""Letters and keys of the longest half-typed syllable (nghieengx …)."""
_LETTERS = re.compile(r"[a-z]+[1-9a-z]*")


@lru_cache(maxsize=50_000)
def is_syllable(folded: str) -> bool:
    """Whether a folded word has the shape of a Vietnamese syllable (its existence is not checked)."""
    split = _SPLIT.match(folded)
    if split is None:
        return False
    onset, rime = split.groups()
    if onset in _ONSETS and rime in _RIMES:
        return True
    return onset == "gi" and ("i" + rime in _RIMES or rime == "")


@cache
def _loanwords() -> frozenset[str]:
    read = read_yaml(LOANWORDS, tuple[str, ...])
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    return frozenset(read)


@lru_cache(maxsize=50_000)
def decode(word: str) -> str:
    """Return the accented word that Telex or VNI keys left in `word` stand for ("ddawng" → "đăng"), or `word` itself.

    Only a word that is no syllable as it stands, and becomes one, is decoded; words borrowed from other languages stay.
    """
    if not 3 <= len(word) <= LONGEST or not word.isascii() or not _LETTERS.fullmatch(word) or is_syllable(word) or word in _loanwords():
        return word
    decoded = _decode(word)
    return decoded if decoded and decoded != word and is_syllable(fold(decoded)) else word


def _decode(word: str) -> str | None:
    """Read the keys one by one: a shape key follows its letter; a tone key among the vowels counts only beside a shape key ("taxi")."""
    letters: list[str] = []
    tone, shaped = "", False
    for key in word:
        at = next((i for i in reversed(range(len(letters))) if key in _SHAPES.get(letters[i], {})), None)
        if (key == "d" and letters == ["d"]) or (key == "9" and letters[:1] == ["d"]):
            letters[0] = "đ"
        elif at is not None and (key.isdigit() or key == "w" or at == len(letters) - 1):
            _shape(letters, at, key)
            shaped = True
        elif key in _TONES and any(letter in _VOWELS for letter in letters):
            tone = _TONES[key]
        elif key.isdigit() or (tone and key in _VOWELS and not shaped):
            return None
        else:
            letters.append("ư" if key == "w" else key)
    return _place_tone("".join(letters), tone)


def _shape(letters: list[str], at: int, key: str) -> None:
    if key in "w7" and letters[at] == "o" and at and letters[at - 1] == "u":
        letters[at - 1] = "ư"
    letters[at] = _SHAPES[letters[at]][key]


def _place_tone(syllable: str, tone: str) -> str:
    if not tone:
        return syllable
    onset = re.match(r"^(qu|gi(?=[aeiouyâăêôơư])|[^aeiouyâăêôơư]*)", syllable)
    start = onset.end() if onset else 0
    vowels = re.match(r"[aeiouyâăêôơư]+", syllable[start:])
    if vowels is None:
        return syllable
    cluster, end = vowels.group(), start + vowels.end()
    marked = next((i for i, v in reversed(list(enumerate(cluster))) if v in "âăêôơư"), None)
    if marked is None:
        closed = end < len(syllable)
        marked = len(cluster) - 1 if closed or len(cluster) == 1 else len(cluster) - 2
    at = start + marked + 1
    return unicodedata.normalize("NFC", syllable[:at] + tone + syllable[at:])
