"""What handlers work with: the assistant, the state, the settings and the clock, held together."""

from collections.abc import Callable
from dataclasses import InitVar, dataclass, field
from datetime import date, datetime

from bot.lending import Lending
from bot.settings import Settings
from bot.state.store import Store
from bot.zone import VIETNAM as VIETNAM
from knowledge.assistant import Assistant


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts a handler needs; `now` is the clock, tests give their own. `first` is the assistant to begin with."""

    first: InitVar[Assistant]
    store: Store
    settings: Settings
    now: Callable[[], datetime]
    lending: Lending = field(init=False)

    def __post_init__(self, first: Assistant) -> None:
        """Begin with the first assistant."""
        object.__setattr__(self, "lending", Lending(first))

    @property
    def assistant(self) -> Assistant:
        """The assistant to answer with: within one update always the same, whole from one snapshot."""
        return self.lending.assistant

    def today(self) -> date:
        """The day in Vietnam."""
        return self.now().astimezone(VIETNAM).date()
