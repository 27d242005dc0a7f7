"""The shape of a Vietnamese syllable, and the words that an input method left half typed."""

import re
import unicodedata
from functools import lru_cache

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


@lru_cache(maxsize=50_000)
def decode(word: str) -> str:
    """Return the accented word that Telex or VNI keys left in `word` stand for ("ddawng" → "đăng"), or `word` itself.

    Only a word that is no syllable as it stands, and becomes one, is decoded.
    """
    if not word.isascii() or not _LETTERS.fullmatch(word) or is_syllable(word) or len(word) < 3:
        return word
    decoded = _decode(word)
    return decoded if decoded and decoded != word and is_syllable(fold(decoded)) else word


def _decode(word: str) -> str | None:
    letters: list[str] = []
    tone = ""
    for key in word:
        last = next((i for i in range(len(letters) - 1, -1, -1) if key in _SHAPES.get(letters[i], {})), None)
        if key in "d9" and "d" in letters[:1] and (key == "9" or letters == ["d"]):
            letters[0] = "đ"
        elif last is not None and (key.isdigit() or key == "w" or last == len(letters) - 1 or key == letters[last]):
            _shape(letters, last, key)
        elif key in _TONES and any(letter in "aeiouyâăêôơư" for letter in letters):
            tone = _TONES[key]
        elif key == "w":
            letters.append("ư")
        elif key.isdigit():
            return None
        else:
            letters.append(key)
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
