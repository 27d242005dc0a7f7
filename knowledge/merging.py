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
    """Give procedures that have no names of their own the names people call them by, and all of them the questions people ask."""
    return tuple(_named(p, names[p.code]) if p.code in names else p for p in procedures)


def _named(procedure: Procedure, given: Naming) -> Procedure:
    asked = {q.casefold() for q in procedure.questions}
    questions = (*procedure.questions, *(q for q in given.questions if q.casefold() not in asked))
    if procedure.folk_names:
        return replace(procedure, questions=questions)
    return replace(procedure, plain_name=given.plain_name, folk_names=given.folk_names, questions=questions)


def _with_gaps_filled(procedure: Procedure, other: Procedure | None) -> Procedure:
    """Fill what a record leaves open with what another of the same procedure says."""
    if other is None:
        return procedure
    open_ones = [name for name in ("agency", "province", "subjects", "levels") if not getattr(procedure, name)]
    open_ones += ["field"] if procedure.field in {"", UNFILED} else []
    return replace(procedure, **{name: getattr(other, name) for name in open_ones})
