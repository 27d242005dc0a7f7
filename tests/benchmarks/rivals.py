"""How well ours finds beside the usual ways: BM25 over words, fuzzy matching of names, SQLite's full-text search; all in one run.

python -m tests.benchmarks.rivals SNAPSHOT GOLD.jsonl…
"""

import re
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table
from underthesea import word_tokenize

from knowledge import evaluation
from knowledge.assistant import prepare
from knowledge.evaluation import Gold
from knowledge.snapshot import Snapshot

KEPT = 10
Find = Callable[[str], Sequence[str]]


def words(text: str) -> list[str]:
    """Words as underthesea parts them."""
    return [token.replace(" ", "_") for token in word_tokenize(text.lower())]


def bm25_over_words(codes: Sequence[str], texts: Sequence[str]) -> Find:
    """Plain BM25 (bm25s) over underthesea's words."""
    index = bm25s.BM25()
    index.index([words(text) for text in texts], show_progress=False)

    def find(question: str) -> Sequence[str]:
        found, _ = index.retrieve([words(question)], k=KEPT, show_progress=False)
        return [codes[i] for i in found[0]]

    return find


def fuzzy(codes: Sequence[str], names: Sequence[str]) -> Find:
    """rapidfuzz over all names, by the ratio that forgives order and additions."""

    def find(question: str) -> Sequence[str]:
        return [codes[i] for _, _, i in process.extract(question, names, scorer=fuzz.token_set_ratio, limit=KEPT)]

    return find


def full_text(codes: Sequence[str], texts: Sequence[str]) -> Find:
    """SQLite FTS5 without diacritics, any word of the question, ranked by its BM25."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(text, tokenize='unicode61 remove_diacritics 2')")
    db.executemany("INSERT INTO t VALUES (?)", ((text.replace("đ", "d").replace("Đ", "D"),) for text in texts))

    def find(question: str) -> Sequence[str]:
        asked = " OR ".join(f'"{w}"' for w in re.findall(r"\w+", question.replace("đ", "d").replace("Đ", "D")))
        rows = db.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?", (asked or '""', KEPT))
        return [codes[row - 1] for (row,) in rows]

    return find


def row(name: str, find: Find, gold: Sequence[Gold]) -> list[str]:
    """Ask every question; return the name, Hit@1, 3 and 5, MRR and the median milliseconds."""
    ranks, taken = [], []
    for g in gold:
        began = time.perf_counter()
        codes = find(g.question)
        taken.append(1000 * (time.perf_counter() - began))
        ranks.append(next((i for i, code in enumerate(codes, 1) if code in g.codes), 0))
    hits = [sum(0 < r <= k for r in ranks) / len(ranks) for k in (1, 3, 5)]
    mrr = sum(1 / r for r in ranks if r) / len(ranks)
    return [name, *(f"{h:.3f}" for h in hits), f"{mrr:.3f}", f"{statistics.median(taken):.2f}"]


def main(arguments: Sequence[str]) -> None:
    """Print the table of each gold file."""
    if len(arguments) < 2:
        sys.exit(__doc__)
    snapshot = Snapshot(Path(arguments[0]))
    records = list(snapshot)
    codes, names = [p.code for p in records], [p.name for p in records]
    spoken = [" . ".join((p.name, p.plain_name, *p.folk_names, *p.questions)) for p in records]
    assistant = prepare(snapshot)
    rivals: dict[str, Find] = {
        "BM25 (bm25s, underthesea words), names": bm25_over_words(codes, names),
        "BM25 (bm25s, underthesea words), names and questions": bm25_over_words(codes, spoken),
        "rapidfuzz process.extract, names": fuzzy(codes, names),
        "SQLite FTS5 remove_diacritics, names": full_text(codes, names),
        "SQLite FTS5 remove_diacritics, names and questions": full_text(codes, spoken),
        "motcua": lambda question: [m.code for m in assistant.finder.find(assistant.analyze(question)).matches],
    }
    for path in map(Path, arguments[1:]):
        rows = [g for g in evaluation.read(path) if g.expect == "answer" and not g.conversation]
        for suite in sorted({g.suite for g in rows}):
            own = [g for g in rows if g.suite == suite]
            table = Table("", "Hit@1", "Hit@3", "Hit@5", "MRR", "ms", title=f"{path.name}, {suite}: {len(own)} questions")
            for name, find in rivals.items():
                table.add_row(*row(name, find, own))
            Console(width=110).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
