"""What changes from one snapshot to another: records added, removed and changed, field by field."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from knowledge.records import Plan, Procedure
from knowledge.snapshot import Snapshot

Record: TypeAlias = Procedure | Plan


@dataclass(frozen=True, slots=True)
class Changed:
    """One record that both hold, and the names of the fields that differ."""

    before: Record
    after: Record
    fields: tuple[str, ...]

    @property
    def rechecked(self) -> bool:
        """Whether it was only looked at again: nothing but its source's dates differ."""
        return self.fields == ("source",)

    def values(self, field: str) -> tuple[Any, Any]:
        """Return a field's value before and after."""
        return getattr(self.before, field), getattr(self.after, field)


@dataclass(frozen=True, slots=True)
class Diff:
    """All that differs, ordered by code (plans by number, after the procedures)."""

    added: tuple[Record, ...]
    removed: tuple[Record, ...]
    changed: tuple[Changed, ...]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.removed or self.changed)

    def by_field(self) -> Counter[str]:
        """Count the changed records by field; those only looked at again are left out."""
        return Counter(name for change in self.changed if not change.rechecked for name in change.fields)


def key(record: Record) -> str:
    """Return what a record is known by: a procedure's code, a plan's number."""
    return record.code if isinstance(record, Procedure) else record.number


def compare(old: Snapshot, new: Snapshot) -> Diff:
    """Return what `new` changes of `old`."""
    if old.info.digest == new.info.digest:
        return Diff((), (), ())
    procedures, plans = between(old, new), between(old.plans(), new.plans())
    return Diff(procedures.added + plans.added, procedures.removed + plans.removed, procedures.changed + plans.changed)


def between(old: Iterable[Record], new: Iterable[Record]) -> Diff:
    """Return what differs between some records and others."""
    before, after = {key(r): r for r in old}, {key(r): r for r in new}
    changed = []
    for name in sorted(before.keys() & after.keys()):
        one, other = before[name], after[name]
        if one != other:
            differing = tuple(f.name for f in fields(one) if getattr(one, f.name) != getattr(other, f.name))
            changed.append(Changed(one, other, differing))
    return Diff(
        tuple(after[name] for name in sorted(after.keys() - before.keys())),
        tuple(before[name] for name in sorted(before.keys() - after.keys())),
        tuple(changed),
    )
