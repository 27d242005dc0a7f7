"""The whole of learning: parts held out in turn, so that what is weighed was never seen; then everything learned from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge import confidence, followup, layout
from knowledge import intents as intents_file
from knowledge import ranking as ranking_file
from knowledge.assistant import Assistant, Models, prepare
from knowledge.confidence import Decision
from knowledge.features import FEATURES
from knowledge.followup import Following
from knowledge.index import Postings
from knowledge.intents import Intents
from knowledge.layout import Texts
from knowledge.ranking import Model
from knowledge.search import Finder, Weighed
from knowledge.snapshot import Snapshot
from knowledge.training import classifier, corpus, fitting, following
from knowledge.training.corpus import FOLDS, Example
from knowledge.training.fitting import Rivals
from nlp.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned: the classifier's arrays, the model of ranking, the weights of deciding, and following up."""

    intents: dict[str, np.ndarray]
    model: Model
    decision: dict[str, dict[str, float]]
    following: following.Learned


@dataclass(frozen=True, slots=True)
class Seen:
    """An example as it was weighed by an assistant that never saw it."""

    example: Example
    analysis: Analysis
    weighed: Weighed
    right: np.ndarray


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What was weighed blindly, and an assistant with the classifier of all, its ranking still to be fitted.

    `blind`: the finder that never saw the examples of the last part.
    """

    assistant: Assistant
    intents: dict[str, np.ndarray]
    examples: Sequence[Example]
    seen: Sequence[Seen]
    blind: Finder


def learn(snapshot: Snapshot) -> Learned:
    """Learn everything from a snapshot; deterministic."""
    held = hold_out(snapshot)
    model = rank(held)
    final = replace(held.assistant, finder=replace(held.assistant.finder, model=model))
    decision = _decision(final, held.seen, list(_weighed(final, list(corpus.unclear()))))
    final = replace(final, decision=replace(confidence.load(), **decision))  # type: ignore[arg-type]  # Its three models, by name.
    blind = replace(final, finder=replace(held.blind, model=model))
    return Learned(held.intents, model, decision, following.learn(final, blind, held.examples))


def rank(held: HeldOut, silent: Sequence[str] = ()) -> Model:
    """Fit the ranking to what was held out, the features `silent` left out."""
    heard = np.array([name not in silent for name in FEATURES], np.float32)
    found = [s for s in held.seen if s.right.any()]
    counts = [s.example.weight * (1.0 if s.example.label else NAMED) for s in found]
    weights = fitting.likeliest([Rivals(s.weighed.features * heard, s.right, n) for s, n in zip(found, counts, strict=True)])
    return Model(tuple(weight * told for weight, told in zip(weights, heard.tolist(), strict=True)))


def hold_out(snapshot: Snapshot) -> HeldOut:
    """Weigh the examples of some parts with an index and a classifier that never saw their part; then learn the classifier of all."""
    assistant = prepare(snapshot, models=_NOTHING)
    examples, outside, spoken = [*corpus.asked(assistant), *corpus.decided()], list(corpus.refused()), list(corpus.spoken(assistant))
    texts = layout.read(snapshot, assistant.lexicon)
    taught = {e.question: assistant.analyze(e.question) for e in (*examples, *outside, *spoken)}

    def rows(*parts: Sequence[Example]) -> list[tuple[Analysis, str]]:
        return [(taught[e.question], e.label) for part in parts for e in part]

    seen: list[Seen] = []
    for fold in range(FOLDS - WEIGHED, FOLDS):
        mine = [e for e in (*examples, *outside) if e.fold == fold]
        others = [e for e in (*examples, *outside) if e.fold != fold]
        finder = _without(assistant, texts, mine, rows(others, spoken))
        seen += _weighed(replace(assistant, finder=finder), mine)
    everything = classifier.fit(rows(examples, outside, spoken))
    final = replace(assistant, finder=replace(assistant.finder, intents=intents_file.unpack(everything)))
    seen += _weighed(final, corpus.named(assistant))
    return HeldOut(final, everything, examples, seen, finder)


WEIGHED = 2
"""Parts whose examples are weighed: some ten thousand questions for some sixty weights. All parts take two minutes more, and move the
figures by less than a hundredth, some up and some down."""
UNCLEAR_WEIGHT = 5.0
"""Unclear questions are few in the training set beside their share of what is asked."""
NAMED = 2.5
"""How much more a name teaches ranking than deciding: most procedures are known by nothing else."""
_NO_CLASSES = Intents(
    (), {}, Postings({}, np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32), 0), np.zeros(0, np.float32)
)
_NOTHING = Models(
    Model((0.0,) * len(FEATURES)), _NO_CLASSES, Decision(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, {}, {}, {}), Following((), _NO_CLASSES)
)
"""What is known before anything was learned."""


def _without(assistant: Assistant, texts: Sequence[Texts], mine: Sequence[Example], rows: Sequence[tuple[Analysis, str]]) -> Finder:
    """Make a finder that never saw the examples `mine`."""
    hidden: dict[str, set[str]] = {}
    for example in mine:
        hidden.setdefault(example.label, set()).add(example.question)
    left = [t.without(hidden.get(t.procedure.code, ())) for t in texts]
    index = layout.build(left, assistant.lexicon, assistant.known.spoken())
    return Finder(index, assistant.finder.model, classifier.classifier(rows))


def _weighed(assistant: Assistant, examples: Sequence[Example]) -> Iterator[Seen]:
    for example in examples:
        analysis = assistant.analyze(example.question)
        weighed = assistant.finder.weigh(analysis)
        if weighed.places:
            codes = set(example.codes)
            right = np.array([assistant.finder.index.cards[i].code in codes for i in weighed.places], bool)
            yield Seen(example, analysis, weighed, right)


def _decision(assistant: Assistant, seen: Sequence[Seen], unclear: Sequence[Seen]) -> dict[str, dict[str, float]]:
    """Fit the models of deciding."""
    inputs, right = [], []
    for s in (*seen, *unclear):
        finding = assistant.finder.ranked(s.weighed)
        inputs.append(confidence.signals(s.analysis, finding, assistant.known.compare(s.analysis, finding), assistant.finder))
        right.append(finding.matches[0].code in s.example.codes)
    weights = [s.example.weight for s in (*seen, *unclear)]
    outside = [not s.example.codes for s in (*seen, *unclear)]
    several = [False] * len(seen) + [True] * len(unclear)
    few = [UNCLEAR_WEIGHT if s else w for s, w in zip(several, weights, strict=True)]
    return {
        "right": fitting.logistic(inputs, right, weights),
        "outside": fitting.logistic(inputs, outside, weights),
        "unclear": fitting.logistic(inputs, several, few),
    }


def write(learned: Learned, trained_on: str) -> None:
    """Write the data files; the bands of the decision stay as they are."""
    np.savez_compressed(intents_file.PATH, allow_pickle=False, **learned.intents)
    np.savez_compressed(followup.TURNS_PATH, allow_pickle=False, **learned.following.turns)
    lines = [f"  {name}: {weight:.4f}" for name, weight in zip(FEATURES, learned.model.weights, strict=True)]
    head = "# The weights of ranking, trained: motcua kb train. Do not edit by hand.\n"
    ranking_file.PATH.write_text("\n".join((head + f"trained_on: {trained_on}", "weights:", *lines)) + "\n", encoding="utf-8")
    bands, _, _ = confidence.PATH.read_text(encoding="utf-8").partition("right:")
    models = [f"{name}:\n" + "".join(f"  {s}: {w:.4f}\n" for s, w in weights.items()) for name, weights in learned.decision.items()]
    confidence.PATH.write_text(bands + "".join(models), encoding="utf-8")
    lines = [f"{name}: {weight:.4f}" for name, weight in zip(followup.WEIGHTS, learned.following.weights, strict=True)]
    head = "# What a question means that comes after another, trained: motcua kb train. Do not edit by hand.\n"
    followup.PATH.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
