"""The data files that answering needs beside the records, read once over, so that a fault is named when a base is built."""

from collections.abc import Callable

from knowledge import confidence, conversation, events, families, followup, glossary, intents, popularity, ranking, redirects, twins
from nlp import lexicon


def faults() -> tuple[str, ...]:
    """Return what is wrong with any of them, each fault with its file, line and field."""
    words = lexicon.shipped
    readers: tuple[Callable[[], object], ...] = (
        words,
        conversation.tables,
        lambda: redirects.load(words()),
        lambda: families.load(words()),
        events.load,
        glossary.load,
        lambda: twins.groups(()),
        popularity.often,
        ranking.load,
        confidence.load,
        followup.shipped,
        intents.load,
    )
    found: dict[str, None] = {}
    for read in readers:
        try:
            read()
        except ValueError as error:
            found |= dict.fromkeys(str(error).splitlines())
    return tuple(found)
