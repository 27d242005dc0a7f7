"""How a record stands: whether it is old or repealed and by what, and which rule of the province goes before it."""

import re
from dataclasses import dataclass
from datetime import date

from bot.state.store import Person
from knowledge.freshness import is_stale
from knowledge.local import Local, Rule
from knowledge.records import Procedure, Source
from knowledge.snapshot import Snapshot

STALE_DAYS = 180
_CODE = re.compile(r"\d\.\d{6,9}(?:-\w+)?")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is told of a procedure besides its record."""

    stale_days: int = STALE_DAYS
    successors: tuple[Procedure, ...] = ()
    province: str = ""
    rule: Rule | None = None

    @property
    def ruled(self) -> tuple[str, ...]:
        """The aspects that the province rules on."""
        return self.rule.aspects if self.rule else ()

    @property
    def about(self) -> str:
        """What the province rules on, in words."""
        return ", ".join({"fee": "phí", "place": "nơi nộp"}[aspect] for aspect in self.ruled)

    def stale(self, source: Source, today: date) -> bool:
        """Whether a source was last checked too long ago."""
        return is_stale(source.checked, today, self.stale_days)

    def repealed_by(self, p: Procedure) -> str:
        """Return what took the procedure's place, codes that are known with their titles."""
        titles = {s.code: f"{s.title} (mã {s.code})" for s in self.successors}
        return _CODE.sub(lambda found: titles.get(found[0], found[0]), p.repealed_by)


PLAIN = Standing()


def standing(p: Procedure, snapshot: Snapshot, local: Local, person: Person, stale_days: int) -> Standing:
    """Look up how a procedure stands for a person."""
    successors = (snapshot.procedure(code) for code in dict.fromkeys(_CODE.findall(p.repealed_by)) if code != p.code)
    return Standing(stale_days, tuple(s for s in successors if s), local.province, local.of(p.code, person.province))
