"""BM25 and likeness against a slow computation from the textbook."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.index import K1, B, bm25, phrases, rarity, sheets, summed
from knowledge.terms import terms_of

TERMS = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 4).map(float), max_size=5)
QUERIES = st.dictionaries(st.sampled_from("abcdefxy"), st.floats(0.0, 2.0), max_size=6)


@pytest.mark.parametrize(
    ("keys", "terms"),
    [
        ([], {}),
        (["a"], {"a": 1.0}),
        (["a", "b"], {"a": 1.0, "b": 1.0, "a_b": 1.0}),
        (["a", "b", "a", "b"], {"a": 2.0, "b": 2.0, "a_b": 2.0, "b_a": 1.0}),
    ],
)
def test_terms_are_words_and_pairs_of_neighbours(keys: list[str], terms: dict[str, float]) -> None:
    assert terms_of(keys) == terms


def textbook(documents: Sequence[Mapping[str, float]], query: Mapping[str, float]) -> list[float]:
    """BM25 (Robertson and Zaragoza 2009), document by document; the average is over documents that hold something."""
    lengths = [sum(d.values()) for d in documents]
    held = [n for n in lengths if n]
    average = sum(held) / len(held) if held else 1.0
    scores = []
    for document, size in zip(documents, lengths, strict=True):
        score = 0.0
        for term, weight in query.items():
            n = sum(term in d for d in documents)
            f = document.get(term, 0.0)
            rarity = math.log(1 + (len(documents) - n + 0.5) / (n + 0.5))
            score += weight * rarity * f * (K1 + 1) / (f + K1 * (1 - B + B * size / average)) if f else 0.0
        scores.append(score)
    return scores


@settings(deadline=None, max_examples=150)
@given(st.lists(TERMS, min_size=1, max_size=8), QUERIES)
def test_bm25_is_the_textbooks(documents: list[dict[str, float]], query: dict[str, float]) -> None:
    scores = bm25(documents).score(query)
    assert scores.shape == (len(documents),)
    assert scores.tolist() == pytest.approx(textbook(documents, query), rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("documents", [[], [{}], [{}, {}]])
def test_bm25_of_nothing_scores_nothing(documents: list[dict[str, float]]) -> None:
    assert bm25(documents).score({"a": 1.0}).tolist() == [0.0] * len(documents)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(TERMS, TERMS), min_size=1, max_size=8), QUERIES, st.floats(0.0, 3.0))
def test_indexes_summed_score_the_sum(
    documents: list[tuple[dict[str, float], dict[str, float]]], query: dict[str, float], k: float
) -> None:
    one, other = (bm25(column) for column in zip(*documents, strict=True))
    expected = one.score(query) + k * other.score(query)
    assert summed([(one, 1.0), (other, k)]).score(query).tolist() == pytest.approx(expected.tolist(), rel=1e-4, abs=1e-4)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(TERMS, min_size=1, max_size=3), min_size=1, max_size=6), st.lists(QUERIES, min_size=1, max_size=3), st.data())
def test_by_owner_the_texts_score_as_in_their_index(
    owned: list[list[dict[str, float]]], asked: list[dict[str, float]], data: st.DataObject
) -> None:
    by_term = bm25([text for texts in owned for text in texts])
    starts = np.cumsum([0, *map(len, owned)])
    owners = data.draw(st.lists(st.integers(0, len(owned) - 1), min_size=1, unique=True))
    scores, begins = sheets(by_term, starts[:-1], 0.0).score(owners, asked)
    whole = np.maximum.reduce([by_term.score(one) for one in asked])
    assert scores.tolist() == pytest.approx([x for i in owners for x in whole[starts[i] : starts[i + 1]].tolist()], rel=1e-4, abs=1e-5)
    assert begins.tolist() == np.cumsum([0, *(len(owned[i]) for i in owners[:-1])]).tolist()


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    dot = sum(w * other.get(t, 0.0) for t, w in one.items())
    norms = math.sqrt(sum(w * w for w in one.values())) * math.sqrt(sum(w * w for w in other.values()))
    return dot / norms if norms else 0.0


@settings(deadline=None, max_examples=150)
@given(st.lists(TERMS, min_size=1, max_size=8), QUERIES)
def test_likeness_is_the_cosine_of_tf_idf(held: list[dict[str, float]], query: dict[str, float]) -> None:
    frequency = Counter(term for terms in held for term in terms)

    def weighed(terms: Mapping[str, float]) -> dict[str, float]:
        return {t: n * math.log(1 + (len(held) - frequency[t] + 0.5) / (frequency[t] + 0.5)) for t, n in terms.items()}

    likeness = phrases((i, terms) for i, terms in enumerate(held)).likeness(query)
    slow = [cosine(weighed(terms), weighed(query)) for terms in held]
    assert likeness.tolist() == pytest.approx(slow, rel=1e-3, abs=1e-3)


@settings(deadline=None, max_examples=100)
@given(st.lists(TERMS.filter(bool), min_size=1, max_size=8))
def test_a_phrase_is_most_like_itself(held: list[dict[str, float]]) -> None:
    index = phrases(enumerate(held))
    for i, terms in enumerate(held):
        likeness = index.likeness(terms)
        assert likeness[i] == pytest.approx(1.0, abs=1e-4)
        assert likeness.max() <= 1.0 + 1e-4


@settings(deadline=None, max_examples=100)
@given(st.lists(st.lists(TERMS, min_size=1, max_size=4), min_size=1, max_size=5), QUERIES)
def test_the_best_likeness_of_each_owner_is_the_largest_of_its_phrases(
    owned: list[list[dict[str, float]]], query: dict[str, float]
) -> None:
    index = phrases((owner, terms) for owner, held in enumerate(owned) for terms in held)
    likeness = index.likeness(query)
    ends = np.cumsum([len(held) for held in owned])
    slow = [float(likeness[end - len(held) : end].max()) for end, held in zip(ends, owned, strict=True)]
    assert index.best(likeness).tolist() == slow


@settings(deadline=None, max_examples=100)
@given(st.lists(TERMS, max_size=8))
def test_a_rarer_term_weighs_more_and_none_weighs_nothing(held: list[dict[str, float]]) -> None:
    weights, unknown = rarity(held)
    frequency = Counter(term for terms in held for term in terms)
    assert weights == pytest.approx({t: math.log(1 + (len(held) - n + 0.5) / (n + 0.5)) for t, n in frequency.items()}, rel=1e-4)
    assert all(0 < weight < unknown for weight in weights.values())
