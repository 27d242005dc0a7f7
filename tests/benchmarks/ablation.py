"""What each part of ranking earns: fitted again without it, on the same weighed examples, and asked the gold questions.

python -m tests.benchmarks.ablation SNAPSHOT GOLD.jsonl…   (takes as long as motcua kb train, and a minute)
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from knowledge import evaluation
from knowledge.features import SIGNS
from knowledge.snapshot import Snapshot
from knowledge.training import learning

PARTS: dict[str, tuple[str, ...]] = {
    "nothing (all parts)": (),
    "classifier": ("intent", "intent_first"),
    "likeness to phrases": ("like_best", "like_name"),
    "words known": ("question_known",),
    "coverage of the name": ("question_in_name", "name_in_question"),
    "accents": ("accents",),
    "actions and traits": ("action_same", "action_other", "action_missing", "trait_same", "trait_missing", *(f"unsaid_{s}" for s in SIGNS)),
    "provinces": ("other_province", "own_province"),
    "people ask about it": ("everyday",),
    "how often": ("often",),
}


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    if len(arguments) < 2:
        sys.exit(__doc__)
    held = learning.hold_out(Snapshot(Path(arguments[0])))
    gold = [g for path in arguments[1:] for g in evaluation.read(Path(path)) if g.expect == "answer" and not g.conversation]
    suites = sorted({g.suite for g in gold})
    table = Table("without", "held out", *(f"{s} Hit@{k}" for s in suites for k in (1, 3)), title=f"{len(gold)} gold questions")
    for name, left_out in PARTS.items():
        model = learning.rank(held, left_out)
        finder = replace(held.assistant.finder, model=model)
        weights = np.array(model.weights, np.float32)
        blind = [s for s in held.seen if s.example.codes and s.example.label]
        right = sum(bool(s.right[int(np.argmax(s.weighed.features @ weights))]) for s in blind) / len(blind)
        cells = []
        for suite in suites:
            ranks = []
            for g in gold:
                if g.suite == suite:
                    codes = [m.code for m in finder.find(held.assistant.analyze(g.question)).matches]
                    ranks.append(next((i for i, code in enumerate(codes, 1) if code in g.codes), 99))
            cells += [f"{sum(r <= k for r in ranks) / len(ranks):.3f}" for k in (1, 3)]
        table.add_row(name, f"{right:.3f}", *cells)
    Console(width=120).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
