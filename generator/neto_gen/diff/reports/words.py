"""Phrase the texts that all reports share."""

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
    """Return what changed, in one line."""
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
    """Return the change's effects on names of the generated package, a line each."""
    return [shortened(str(change)) for change in fact.python_changes[:_MOST_NAMES]] + (
        [f"and {len(fact.python_changes) - _MOST_NAMES:,} more names"]
        if len(fact.python_changes) > _MOST_NAMES
        else []
    )


def names_by_module(facts: Iterable[Fact]) -> list[tuple[str, list[str]]]:
    """Return the names that break code, by module of the generated package, sorted."""
    found: dict[str, dict[str, None]] = {}
    for fact in facts:
        for change in fact.python_changes:
            if change.verdict is Verdict.BREAKING:
                module, _, name = str(change).partition(".")
                found.setdefault(module, {})[shortened(name)] = None
    return [(module, sorted(names)) for module, names in sorted(found.items()) if any(names)]


def shortened(text: str) -> str:
    """Return a schema's text in one line of limited length, without control characters."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def views_of(fact: Fact, verdict: Verdict) -> list[str]:
    """Return the views with this verdict."""
    return [view for view, found in fact.verdicts.items() if found is verdict]


def whom(fact: Fact) -> str:
    """Return which views a change breaks or puts at risk; or where it is safe."""
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
    """Return the operations of a change, or "" if its path shows them."""
    if len(fact.operations) == 1 and fact.path.startswith(fact.operations[0]):
        return ""
    return title_of(fact.operations)


_MOST_OPERATIONS = 3


def title_of(operations: Sequence[str]) -> str:
    """Return the title for the operations of a fact."""
    if len(operations) > _MOST_OPERATIONS:
        more = len(operations) - _MOST_OPERATIONS
        return f"{', '.join(operations[:_MOST_OPERATIONS])} and {more} more"
    return ", ".join(operations)


def summary_of(report: Report) -> str:
    """Return the number of facts of each kind, and the advised step."""
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
