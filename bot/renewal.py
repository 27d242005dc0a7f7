"""A running bot takes up what is published: another snapshot, or other rules of its province, without a restart."""

import asyncio
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.base import open_assistant, wanted
from bot.desk import Desk
from knowledge.assistant import Assistant
from knowledge.snapshot import SnapshotError

log = logging.getLogger(__name__)
PERIOD = 2.0
"""Seconds between two looks at what is published."""


async def watch(desk: Desk, known: Any, period: float = PERIOD) -> None:
    """Look every `period` seconds whether other knowledge is wanted than `known` (see base.wanted), and swap it in; until cancelled.

    What cannot be read is logged once and refused; the questions go on with what is live.
    """
    while True:
        await asyncio.sleep(period)
        try:
            asked = wanted(desk.settings)
            if asked == known:
                continue
            known = asked
            with _quick_turns():
                renewed = await asyncio.to_thread(open_assistant, desk.settings)
        except (SnapshotError, OSError) as error:
            _refused(error, desk)
        except Exception as error:  # The border: whatever is wrong with a snapshot, the bot answers on.
            log.exception("a bug met while a snapshot was made ready")
            _refused(error, desk)
        else:
            swapped(desk, renewed)


@contextmanager
def _quick_turns() -> Iterator[None]:
    """Let Python's threads take turns more often: an answer, which waits for its turn many times, waits a tenth as long each time."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 10)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def swapped(desk: Desk, renewed: Assistant) -> None:
    """Let the desk answer from another assistant, and say so."""
    before = desk.lending.assistant.snapshot.info.version
    desk.lending.swap(renewed)
    log.info("answering from snapshot %s now, no longer from %s", renewed.snapshot.info.version, before)


def _refused(error: Exception, desk: Desk) -> None:
    log.error("refused, still answering from snapshot %s: %s", desk.lending.assistant.snapshot.info.version, error)
