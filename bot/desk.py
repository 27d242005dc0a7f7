"""What handlers work with: the assistant, the state, the settings and the clock, held together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.settings import Settings
from bot.state.store import Store
from knowledge.assistant import Assistant

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts a handler needs; `now` is the clock, tests give their own."""

    assistant: Assistant
    store: Store
    settings: Settings
    now: Callable[[], datetime]

    def today(self) -> date:
        """The day in Vietnam."""
        return self.now().astimezone(VIETNAM).date()
