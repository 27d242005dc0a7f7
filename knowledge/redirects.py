"""What no procedure answers: small talk, emergencies, other authorities; recognised by cues and by likeness to examples."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from knowledge.index import Phrases, phrases
from knowledge.terms import terms_of
from nlp.analysis import Analysis, analyze
from nlp.files import read_yaml
from nlp.lexicon import Lexicon, PhraseTable

PATH = Path(__file__).parent / "data" / "redirects.yaml"
Kind = Literal["smalltalk", "emergency", "dossier_lookup", "statistics", "office_contact", "portal_help", "other_authority", "none"]


@dataclass(frozen=True, slots=True)
class RedirectFile:
    """One entry of the data file; `answer` may hold {hotline} and {portal}."""

    kind: Kind
    answer: str
    cues: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """How much a question is like redirect `name`: likeness 0 to 1, and whether a cue of it was said."""

    name: str
    kind: Kind
    likeness: float
    cued: bool


@dataclass(frozen=True, slots=True)
class Redirects:
    """The redirects, ready to compare with."""

    entries: dict[str, RedirectFile]
    names: tuple[str, ...]
    cues: PhraseTable[str]
    examples: Phrases

    def spoken(self) -> tuple[str, ...]:
        """Return every cue and example."""
        return tuple(text for entry in self.entries.values() for text in (*entry.cues, *entry.examples))

    def sign(self, analysis: Analysis) -> Sign | None:
        """Return the redirect the question is most like, or None."""
        cued = next((span.payload for span in self.cues.find(analysis.sentence)), None)
        terms = _terms(analysis)
        likeness = self.examples.best(self.examples.likeness(terms))
        best = self.names.index(cued) if cued is not None else int(likeness.argmax())
        if cued is None and likeness[best] <= 0:
            return None
        return Sign(self.names[best], self.entries[self.names[best]].kind, float(likeness[best]), cued is not None)


def load(lexicon: Lexicon, path: Path = PATH) -> Redirects:
    """Read the redirects; raise ValueError that lists every fault."""
    read = read_yaml(path, dict[str, RedirectFile])
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    names = tuple(read)
    return Redirects(
        entries=read,
        names=names,
        cues=PhraseTable.of((cue, name) for name, entry in read.items() for cue in entry.cues),
        examples=phrases(
            (i, _terms(analyze(example, lexicon, segmented=False))) for i, name in enumerate(names) for example in read[name].examples
        ),
    )


def _terms(analysis: Analysis) -> dict[str, float]:
    """Every word counts here: small talk is made of the words that carry no topic."""
    return terms_of([w.key for w in analysis.sentence])
