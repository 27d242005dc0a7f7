"""Several sources' records of the same procedures made into one record a code."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from knowledge.records import UNFILED, Detail, Naming, Procedure


def merge(*layers: Iterable[Procedure]) -> tuple[Procedure, ...]:
    """Make one record a code: an earlier layer leads, and within a layer a full record leads over a catalogue row."""
    merged: dict[str, Procedure] = {}
    for layer in layers:
        own: dict[str, Procedure] = {}
        for procedure in layer:
            known = own.get(procedure.code)
            leading = known is None or (known.detail is Detail.CATALOG and procedure.detail is Detail.FULL)
            own[procedure.code] = _with_gaps_filled(procedure, known) if leading or known is None else _with_gaps_filled(known, procedure)
        for code, procedure in own.items():
            if code not in merged or (merged[code].detail is Detail.CATALOG and procedure.detail is Detail.FULL):
                merged[code] = procedure
    return tuple(merged[code] for code in sorted(merged))


def named(procedures: Iterable[Procedure], names: Mapping[str, Naming]) -> tuple[Procedure, ...]:
    """Give procedures that have no names of their own the names people call them by."""
    return tuple(
        replace(p, plain_name=n.plain_name, folk_names=n.folk_names, questions=n.questions)
        if (n := names.get(p.code)) and not p.folk_names
        else p
        for p in procedures
    )


def _with_gaps_filled(procedure: Procedure, other: Procedure | None) -> Procedure:
    """Fill what a record leaves open with what another of the same procedure says."""
    if other is None:
        return procedure
    open_ones = [name for name in ("agency", "province", "subjects", "levels") if not getattr(procedure, name)]
    open_ones += ["field"] if procedure.field in {"", UNFILED} else []
    return replace(procedure, **{name: getattr(other, name) for name in open_ones})
