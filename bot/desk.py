"""What handlers work with: the assistant, the state, the settings and the clock, held together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.settings import Settings
from bot.state.store import Store
from bot.zone import VIETNAM as VIETNAM
from knowledge.assistant import Assistant


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
