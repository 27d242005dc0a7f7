"""The assistant as lent to questions: each keeps the one it began with, however often another takes its place meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from knowledge.assistant import Assistant


@dataclass(eq=False, slots=True)
class _Copy:
    """An assistant with the number of questions that use it."""

    assistant: Assistant
    owner: "Lending"
    users: int = 0


_IN_HAND: ContextVar[_Copy | None] = ContextVar("assistant in hand", default=None)


class Lending:
    """Holds the live assistant; one that was replaced is closed when its last question is answered. Used by one event loop alone."""

    def __init__(self, assistant: Assistant) -> None:
        """`assistant` is lent until another takes its place; its snapshot is closed here."""
        self._live = _Copy(assistant, self)

    @property
    def assistant(self) -> Assistant:
        """The assistant of the question at hand; outside of a question, the live one."""
        copy = _IN_HAND.get()
        return (copy if copy is not None and copy.owner is self else self._live).assistant

    @contextmanager
    def one_question(self) -> Iterator[Assistant]:
        """Lend the live assistant: whatever runs within this block, and tasks it waits for, sees no other."""
        copy = self._live
        copy.users += 1
        token = _IN_HAND.set(copy)
        try:
            yield copy.assistant
        finally:
            _IN_HAND.reset(token)
            copy.users -= 1
            self._close_if_done(copy)

    def swap(self, assistant: Assistant) -> None:
        """Let questions that begin from now on have `assistant`."""
        old, self._live = self._live, _Copy(assistant, self)
        self._close_if_done(old)

    def _close_if_done(self, copy: _Copy) -> None:
        if copy is not self._live and not copy.users:
            copy.assistant.snapshot.close()

    def close(self) -> None:
        """Close the live one, at the end."""
        self._live.assistant.snapshot.close()
