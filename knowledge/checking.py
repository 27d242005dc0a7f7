"""Checking the shipped records against the data: every field compared, every difference with its written reason or without."""

from collections.abc import Iterable
from dataclasses import replace

from knowledge.comparing import Field, Finding, Verdict, compare, compare_names, compare_state
from knowledge.records import Code, Detail, Procedure, Text
from knowledge.sources.recorded import CATALOGUE, Data

Reasons = dict[Code, dict[Field, Text]]
"""For each code, the written reason why a field differs."""


def check(records: Iterable[Procedure], data: Data, reasons: Reasons) -> list[Finding]:
    """Compare all records with the data; of one that only names a procedure there is but its name and state to compare."""
    findings: list[Finding] = []
    for ours in records:
        findings += compare_state(ours, data.catalogue.get(ours.code), CATALOGUE)
        sources = data.details.get(ours.code, {})
        findings += compare_names(ours, sources)
        if ours.detail is Detail.FULL:
            findings += compare(ours, sources)
    return explained(findings, reasons)


def explained(findings: list[Finding], reasons: Reasons) -> list[Finding]:
    """Give each difference its written reason, if there is one."""
    return [
        replace(f, verdict=Verdict.EXPLAINED, reason=reason)
        if f.verdict is Verdict.DIFFERS and (reason := reasons.get(f.code, {}).get(f.field))
        else f
        for f in findings
    ]


def outdated(findings: list[Finding], reasons: Reasons) -> list[tuple[str, Field]]:
    """List the code and field of every reason that explains no difference any more."""
    used = {(f.code, f.field) for f in findings if f.verdict is Verdict.EXPLAINED}
    return [(code, field) for code, fields in reasons.items() for field in fields if (code, field) not in used]
