"""What all reports say in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neto_gen.diff.rules.checks import Verdict
from neto_gen.diff.rules.facts import REQUEST, RESPONSE, VIEWS
from neto_gen.problems import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from neto_gen.diff.reports.report import Report
    from neto_gen.diff.rules.facts import Fact

HEADINGS: Final = {
    Verdict.BREAKING: "Breaking",
    Verdict.RISK: "Check whether these concern you",
    Verdict.SAFE: "New and compatible",
    Verdict.NONE: "Without effect on any document",
}
_LONGEST = 120
_MOST_NAMES = 10


def change_of(fact: Fact) -> str:
    """What changed, on one line."""
    parts = [fact.check.title]
    change = shortened(fact.change)
    if change:
        parts.append(change)
    if fact.confidence is not None and fact.confidence < 1:
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


def names_by_module(facts: Iterable[Fact]) -> list[tuple[str, list[str]]]:
    """What is no longer right in code, by the modules of the generated package, sorted."""
    found: dict[str, dict[str, None]] = {}
    for fact in facts:
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


def whom(fact: Fact) -> str:
    """Whom a change breaks, and in which views it is a risk; or where it is safe."""
    words = {Verdict.BREAKING: "breaks", Verdict.RISK: "risk in"}
    found = [
        f"{word} {_in_short(views)}" for v, word in words.items() if (views := views_of(fact, v))
    ]
    if not found and fact.worst is Verdict.SAFE:
        found = [f"safe in {_in_short(views_of(fact, Verdict.SAFE))}"]
    return "; ".join(found)


def _in_short(views: list[str]) -> str:
    if len(views) == len(VIEWS):
        return "all views"
    short: list[str] = []
    for direction in (REQUEST, RESPONSE):
        wires = [view.rpartition("-")[2] for view in views if view.startswith(direction)]
        if wires:
            short.append(f"{direction} {'+'.join(wires)}")
    return ", ".join(short + (["python"] if "python" in views else []))


def reached_from(fact: Fact) -> str:
    """The operations that a change is in, where its path does not say so."""
    if len(fact.operations) == 1 and fact.path.startswith(fact.operations[0]):
        return ""
    return title_of(fact.operations)


_MOST_OPERATIONS = 3


def title_of(operations: Sequence[str]) -> str:
    """What reports call the operations that a fact is reached from."""
    if len(operations) > _MOST_OPERATIONS:
        more = len(operations) - _MOST_OPERATIONS
        return f"{', '.join(operations[:_MOST_OPERATIONS])} and {more} more"
    return ", ".join(operations)


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
