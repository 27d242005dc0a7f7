"""The gate that every call passes: answers first, and only who must wait waits."""

import asyncio
import time
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.gate import BROADCAST, SHORT, Gate
from bot.notifications.pace import Limits, Pace


class Wire:
    """What goes out, in order."""

    def __init__(self) -> None:
        self.out: list[str] = []

    async def call(self, what: str) -> str:
        self.out.append(what)
        return what


async def answer(gate: Gate, wire: Wire, what: str, chat: int, endpoint: str = "sendMessage") -> Any:
    return await gate.process_request(wire.call, (what,), {}, endpoint, {"chat_id": chat}, None)


async def broadcast(gate: Gate, wire: Wire, chat: int) -> None:
    assert await gate.turn(chat) == 0
    gate.flying(chat, begins=True)
    await gate.process_request(wire.call, (f"b{chat}",), {}, "sendMessage", {"chat_id": chat}, BROADCAST)
    gate.flying(chat, begins=False)


async def test_an_answer_passes_a_long_line_of_a_broadcast_and_the_line_keeps_its_order() -> None:
    gate, wire = Gate(Pace(Limits().faster(4))), Wire()
    line = [asyncio.create_task(broadcast(gate, wire, chat)) for chat in range(1, 41)]
    while len(wire.out) < 10:  # noqa: ASYNC110 - it only lets the others run.
        await asyncio.sleep(0)
    await answer(gate, wire, "answer", 1000)
    assert wire.out.index("answer") <= 11
    await asyncio.gather(*line)
    assert [what for what in wire.out if what != "answer"] == [f"b{chat}" for chat in range(1, 41)]


async def test_a_chat_that_must_wait_long_is_put_back_and_holds_up_nobody() -> None:
    gate, wire = Gate(), Wire()
    gate.pace.refused(-1, 20, asyncio.get_running_loop().time())
    assert await gate.turn(-1) > SHORT
    await broadcast(gate, wire, 2)
    assert wire.out == ["b2"]


async def test_a_429_is_learnt_from_and_told_on_and_an_answer_that_would_wait_for_minutes_is_refused() -> None:
    gate, wire = Gate(), Wire()

    async def flooded() -> None:
        raise RetryAfter(300)

    with pytest.raises(RetryAfter):
        await gate.process_request(flooded, (), {}, "sendMessage", {"chat_id": 5}, None)
    with pytest.raises(RetryAfter):
        await answer(gate, wire, "late", 5)
    await answer(gate, wire, "other", 6)
    assert wire.out == ["other"]


async def test_what_is_no_message_passes_at_once() -> None:
    gate, wire = Gate(), Wire()
    for i in range(100):
        await answer(gate, wire, str(i), 1, "answerCallbackQuery")
    assert len(wire.out) == 100


async def test_where_a_message_hangs_the_others_go_on() -> None:
    gate, wire = Gate(), Wire()
    assert await gate.turn(1) == 0
    gate.flying("hanging", begins=True)
    async with asyncio.timeout(2):
        await broadcast(gate, wire, 2)
        await broadcast(gate, wire, 3)
    assert wire.out == ["b2", "b3"]


async def test_an_answer_that_waits_for_its_own_chat_holds_up_no_broadcast_and_no_other_answer() -> None:
    gate, wire = Gate(), Wire()
    gate.pace.refused(5, 30, time.monotonic())
    waiting = asyncio.create_task(answer(gate, wire, "waiting", 5))
    await asyncio.sleep(0)
    async with asyncio.timeout(2):
        await broadcast(gate, wire, 2)
        await answer(gate, wire, "other", 6)
    assert wire.out == ["b2", "other"]
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
