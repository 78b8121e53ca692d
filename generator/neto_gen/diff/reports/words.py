"""What all reports say in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.diff.rules.checks import Verdict
from neto_gen.problems import printable

if TYPE_CHECKING:
    from neto_gen.diff.reports.report import Report
    from neto_gen.diff.rules.facts import Fact

_LONGEST = 120
_MOST_NAMES = 10


def change_of(fact: Fact) -> str:
    """What changed, on one line."""
    parts = [fact.check.title]
    change = shortened(fact.change)
    if change:
        parts.append(change)
    if fact.confidence is not None:
        parts.append(f"confidence {fact.confidence:.0%}")
    if fact.uses > 1:
        parts.append(f"{fact.uses:,} uses")
    return ": ".join([parts[0], ", ".join(parts[1:])]) if parts[1:] else parts[0]


def names_of(fact: Fact) -> list[str]:
    """What the change does to names of the generated package, each on one line."""
    return [shortened(str(change)) for change in fact.python_changes[:_MOST_NAMES]] + (
        [f"and {len(fact.python_changes) - _MOST_NAMES:,} more names"]
        if len(fact.python_changes) > _MOST_NAMES
        else []
    )


def names_by_module(report: Report) -> list[tuple[str, list[str]]]:
    """What is no longer right in code, by the modules of the generated package, sorted."""
    found: dict[str, dict[str, None]] = {}
    for fact in report.facts:
        for change in fact.python_changes:
            if change.verdict is Verdict.BREAKING:
                module, _, name = str(change).partition(".")
                found.setdefault(module, {})[shortened(name)] = None
    return [(module, sorted(names)) for module, names in sorted(found.items()) if any(names)]


def shortened(text: str) -> str:
    """A text of a schema on one line that is not too long, with nothing a terminal would obey."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def views_of(fact: Fact, verdict: Verdict) -> list[str]:
    """The views that have this verdict."""
    return [view for view, found in fact.verdicts.items() if found is verdict]


def summary_of(report: Report) -> str:
    """How many facts there are of each kind, and what they ask for."""
    if not report.facts:
        return "no change"
    counts = [
        f"{report.count(verdict)} {verdict.word}"
        for verdict in (Verdict.BREAKING, Verdict.RISK, Verdict.SAFE, Verdict.NONE)
        if report.count(verdict)
    ]
    accepted = sum(fact.accepted is not None for fact in report.facts)
    counts += [f"{accepted} accepted"] if accepted else []
    return f"{', '.join(counts)}; advised version step: {report.advice}"
