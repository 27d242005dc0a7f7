"""What a plan says of itself: aims, targets, areas, legal footing, issuer, day and number, told for a question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.records import Plan
from knowledge.task_questions import WHOLE, PlanQuestion
from knowledge.task_vocabulary import vocabulary
from knowledge.tasks import names_plan
from nlp.lexicon import Word, fits, split
from nlp.segment import LONGEST, compounds

PARTS = ("", "aims", "targets", "areas", "legal", "issuer", "issued", "number")


@dataclass(frozen=True, slots=True)
class Told:
    """What one plan says: `items` of the part asked, out of `total`."""

    plan: Plan
    items: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """What the plans say; `emptied_by`: the filter (plan, words or part) that left nothing."""

    part: str
    told: tuple[Told, ...]
    emptied_by: tuple[str, ...] = ()


def answer(question: PlanQuestion, plans: Sequence[Plan]) -> PlanAnswer:
    """Answer a question about plans; of several plans, those that have what is asked."""
    meant = [plan for plan in plans if not question.plan or names_plan(question.plan, plan)]
    if not meant:
        return PlanAnswer(question.part, (), ("plan",) if question.plan else ())
    told = [Told(plan, items, len(items)) for plan in meant if (items := tuple(_items(plan, question.part)))]
    if not told:
        return PlanAnswer(question.part, (), ("part",))
    if not question.words or question.part in WHOLE:
        return PlanAnswer(question.part, tuple(told))
    kept = _about(told, [tuple(w) for w in _sayings(split(question.words))])
    return PlanAnswer(question.part, tuple(kept), () if kept else ("words",))


def _about(told: Sequence[Told], sayings: Sequence[Sequence[Word]]) -> list[Told]:
    """The items that say the words one after the other; where there are none, those that hold all the words."""
    for holds in (_says, _holds):
        kept = [Told(t.plan, items, t.total) for t in told if (items := tuple(i for i in t.items if holds(i, sayings)))]
        if kept:
            return kept
    return []


def _items(plan: Plan, part: str) -> Iterator[str]:
    match part:
        case "aims" | "targets" | "areas":
            yield from getattr(plan, part)
        case "legal":
            for basis in plan.legal:
                issued = f" ngày {basis.issued:%d/%m/%Y}" if basis.issued else ""
                yield f"{basis.number}{issued}{f': {basis.title}' if basis.title else ''}"
        case "issuer":
            yield plan.issuer
        case "issued":
            yield f"{plan.issued:%d/%m/%Y}"
        case "number":
            yield plan.number
        case _:
            yield plan.title


def _sayings(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """The words, and the same with other words for parts of them."""
    yield tuple(words)
    for phrase, others in vocabulary().same:
        keys = [word.key for word in phrase]
        for at in range(len(words) - len(keys) + 1):
            if [word.key for word in words[at : at + len(keys)]] == keys:
                for other in others:
                    yield (*words[:at], *other, *words[at + len(keys) :])


def _says(item: str, sayings: Sequence[Sequence[Word]]) -> bool:
    held = split(item)
    return any(_stands(words, held) for words in sayings)


def _holds(item: str, sayings: Sequence[Sequence[Word]]) -> bool:
    """Whether an item holds all words of one saying, the syllables of a word of the language side by side."""
    held = split(item)
    return any(all(_stands(term, held) for term in _terms(words)) for words in sayings)


def _terms(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    at = 0
    while at < len(words):
        keys = tuple(word.key for word in words[at : at + LONGEST])
        length = next((n for n in range(len(keys), 1, -1) if keys[:n] in compounds()), 1)
        yield words[at : at + length]
        at += length


def _stands(term: Sequence[Word], held: Sequence[Word]) -> bool:
    return any(all(fits(word, other) for word, other in zip(term, held[at:], strict=False)) for at in range(len(held) - len(term) + 1))
