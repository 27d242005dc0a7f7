"""The pace: never over Telegram's limits, hardly under them, and answers first."""

import random
from collections import Counter, deque

from hypothesis import given
from hypothesis import strategies as st

from bot.notifications.outbox import Scope
from bot.notifications.pace import RESERVE, Limits, Pace


def broadcast(pace: Pace, chats: list[int], now: float = 0.0) -> list[tuple[float, int]]:
    """Send one message to each of `chats`, each as soon as it may go."""
    sent = []
    for chat in chats:
        while (wait := max(pace.turn_wait(now), pace.chat_wait(chat, now))) > 0:
            now += wait + 1e-9
        pace.took(chat, now, answer=False)
        sent.append((now, chat))
    return sent


def most_within(times: list[float], span: float) -> int:
    window: deque[float] = deque()
    most = 0
    for at in times:
        window.append(at)
        while window[0] <= at - span:
            window.popleft()
        most = max(most, len(window))
    return most


def test_ten_thousand_chats_take_hardly_longer_than_the_limit_itself() -> None:
    sent = broadcast(Pace(), list(range(1, 10_001)))
    assert sent[-1][0] <= 1.05 * 10_000 / 30
    assert most_within([at for at, _ in sent], 1.0) <= 30 - RESERVE


@given(st.lists(st.integers(-3, 5), min_size=1, max_size=120))
def test_no_chat_and_no_group_and_not_all_together_get_more_than_the_limits_allow(chats: list[int]) -> None:
    sent = broadcast(Pace(), chats)
    assert most_within([at for at, _ in sent], 1.0) <= 30
    for chat in set(chats):
        times = [at for at, to in sent if to == chat]
        assert most_within(times, 1.0) <= 1
        assert chat >= 0 or most_within(times, 60.0) <= 20


def test_an_answer_finds_room_at_any_moment_of_a_broadcast_and_the_limit_holds_all_the_same() -> None:
    chance, pace, now = random.Random(6), Pace(), 0.0
    times: list[float] = []
    waits: list[float] = []
    asks = iter(sorted(chance.uniform(0, 60) for _ in range(120)))
    next_ask = next(asks)
    for chat in range(1, 1500):
        while (wait := pace.turn_wait(now)) > 0 or next_ask <= now:
            if next_ask <= now + wait:
                now = max(now, next_ask)
                waited = pace.answer_wait(10_000 + len(waits), now)
                now += waited
                waits.append(waited)
                pace.took(10_000 + len(waits), now, answer=True)
                times.append(now)
                next_ask = next(asks, 1e9)
            else:
                now += wait + 1e-9
        pace.took(chat, now, answer=False)
        times.append(now)
    assert most_within(times, 1.0) <= 30
    assert sorted(waits)[int(0.95 * len(waits))] == 0


def test_a_short_burst_of_answers_passes_and_a_long_one_is_slowed() -> None:
    pace = Pace()
    for _ in range(3):
        assert pace.answer_wait(1, 0.0) == 0
        pace.took(1, 0.0, answer=True)
    assert pace.answer_wait(1, 0.0) > 2
    assert pace.answer_wait(2, 0.0) == 0


def test_a_429_halts_its_chat_and_a_second_chats_halts_all() -> None:
    pace = Pace()
    assert pace.refused(-1, 20, 0.0) is Scope.CHAT
    assert pace.chat_wait(-1, 5.0) == 15
    assert pace.turn_wait(5.0) == 0
    assert pace.answer_wait(2, 5.0) == 0
    assert pace.refused(-2, 8, 100.0) is Scope.CHAT
    assert pace.refused(-3, 8, 100.5) is Scope.ALL
    assert pace.answer_wait(2, 101.0) == pace.turn_wait(101.0) == 7.5


def test_one_message_is_in_flight_where_telegram_is_quick_and_several_where_it_is_slow_and_a_stall_changes_little() -> None:
    pace = Pace(most=16)
    for _ in range(50):
        pace.replied(0.01)
    assert pace.in_flight() == 1
    pace.replied(5.0)
    assert pace.in_flight() == 1
    for _ in range(300):
        pace.replied(0.2)
    assert pace.in_flight() == 6
    for _ in range(300):
        pace.replied(9.0)
    assert pace.in_flight() == 16
    alone = Pace()
    for _ in range(300):
        alone.replied(9.0)
    assert alone.in_flight() == 1


def test_time_that_runs_faster_changes_nothing_else() -> None:
    chats = random.Random(1).choices(range(-3, 30), k=200)
    slow, fast = broadcast(Pace(), chats), broadcast(Pace(Limits().faster(10)), chats)
    assert all(abs(a / 10 - b) < 1e-3 for (a, _), (b, _) in zip(slow, fast, strict=True))
    assert Counter(c for _, c in slow) == Counter(chats)


def test_a_group_gets_twenty_a_minute_and_a_person_one_a_second() -> None:
    group, person = broadcast(Pace(), [-1] * 50), broadcast(Pace(), [1] * 50)
    assert most_within([at for at, _ in group], 60.0) == 20
    assert person[-1][0] < 1.05 * 49
