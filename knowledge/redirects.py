"""What no procedure answers by itself: small talk, emergencies, other authorities, events of life, terms; known by cues and examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from knowledge import events, glossary
from knowledge.index import Floats, Phrases, phrases
from knowledge.intents import LOWEST, OUTSIDE
from knowledge.terms import terms_of
from nlp.analysis import Analysis, analyze
from nlp.files import Problem, read_yaml
from nlp.lexicon import Lexicon, PhraseTable

PATH = Path(__file__).parent / "data" / "redirects"
AKIN = 0.25
"""The likeness below which the first entry of a kind, which stands for the whole kind, is meant."""
ALIKE = 0.5
"""The likeness to one of its examples from which a redirect is meant, whatever kind the question's other words hint at."""
Kind = Literal[
    "smalltalk", "emergency", "dossier_lookup", "statistics", "office_contact", "portal_help", "other_authority", "none", "event", "term"
]


@dataclass(frozen=True, slots=True)
class RedirectFile:
    """One entry of the data file; `answer` may hold {hotline} and {portal}; `decides`: a cue of it settles the matter by itself."""

    kind: Kind
    answer: str
    cues: tuple[str, ...]
    examples: tuple[str, ...]
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """How much a question is like redirect `name`: likeness 0 to 1, and whether a cue of it was said."""

    name: str
    kind: Kind
    likeness: float
    cued: bool


@dataclass(frozen=True, slots=True)
class Redirects:
    """The redirects, ready to compare with; `kinds`: the places of the names of each class ("~none")."""

    entries: dict[str, RedirectFile]
    names: tuple[str, ...]
    kinds: dict[str, list[int]]
    cues: PhraseTable[str]
    examples: Phrases

    def spoken(self) -> tuple[str, ...]:
        """Return every cue and example."""
        return tuple(text for entry in self.entries.values() for text in (*entry.cues, *entry.examples))

    def likeness(self, analysis: Analysis) -> Floats:
        """Return how like the question is to each redirect, 0 to 1; shape (redirects,)."""
        return self.examples.best(self.examples.likeness(_terms(analysis)))

    def sign(self, analysis: Analysis, likeness: Floats) -> Sign | None:
        """Return the redirect the question is most like, or None."""
        cued = next((span.payload for span in self.cues.find(analysis.sentence)), None)
        best = self.names.index(cued) if cued is not None else int(likeness.argmax())
        if cued is None and likeness[best] <= 0:
            return None
        return self._signed(best, likeness, cued is not None)

    def meant(self, sign: Sign | None, likeness: Floats, kind: str) -> Sign | None:
        """Return the redirect for a question that no procedure answers: the one it is surely like, else the best of its `kind`."""
        if sign is not None and (sign.cued or sign.likeness >= ALIKE):
            return sign
        nearest = self.nearest(likeness, kind)
        if nearest is None or nearest.likeness >= AKIN:
            return nearest or sign
        first = self.names[self.kinds[kind][0]]
        return Sign(first, nearest.kind, nearest.likeness, cued=False)

    def nearest(self, likeness: Floats, kind: str) -> Sign | None:
        """Return the entry of a kind, given as its class ("~none"), that the question is most like; None where there is none of it."""
        own = self.kinds.get(kind)
        return self._signed(max(own, key=lambda i: float(likeness[i])), likeness, cued=False) if own else None

    def likeliest(self, margins: Mapping[str, float], likeness: Floats, kind: str) -> Sign | None:
        """Return the entry of a kind that the classifier finds likeliest, the more like one where it knows no entries of it."""
        best = max(self.kinds.get(kind, ()), key=lambda i: (margins.get(OUTSIDE + self.names[i], LOWEST), float(likeness[i])), default=None)
        return None if best is None else self._signed(best, likeness, cued=False)

    def _signed(self, at: int, likeness: Floats, cued: bool) -> Sign:
        return Sign(self.names[at], self.entries[self.names[at]].kind, float(likeness[at]), cued)


def load(lexicon: Lexicon, folder: Path = PATH) -> Redirects:
    """Read every `*.yaml` of the folder, the events and the terms; raise ValueError that lists every fault."""
    entries: dict[str, RedirectFile] = {}
    faults: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        match read_yaml(path, dict[str, RedirectFile]):
            case dict() as read:
                faults += [Problem(str(path), f"{name}: stands in another file too") for name in read.keys() & entries.keys()]
                entries |= read
            case problems:
                faults += problems
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    for name, event in events.load().items():
        entries[f"event {name}"] = RedirectFile("event", event.title, (), event.said)
    for name, term in glossary.load().items():
        entries[f"term {name}"] = RedirectFile("term", term.told, (), term.questions)
    names = tuple(entries)
    kinds: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        kinds.setdefault(OUTSIDE + entries[name].kind, []).append(i)
    return Redirects(
        entries=entries,
        names=names,
        kinds=kinds,
        cues=PhraseTable.of((cue, name) for name, entry in entries.items() for cue in entry.cues),
        examples=phrases(
            (i, _terms(analyze(example, lexicon, segmented=False))) for i, name in enumerate(names) for example in entries[name].examples
        ),
    )


def _terms(analysis: Analysis) -> dict[str, float]:
    """Every word counts here: small talk is made of the words that carry no topic."""
    return terms_of([w.key for w in analysis.sentence])
