"""The report as annotations of a workflow on GitHub, within what a step may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.ci.annotations import annotate, escaped
from neto_gen.diff.reports.words import change_of, names_of, summary_of
from neto_gen.diff.rules.checks import Verdict
from neto_gen.problems import printable

if TYPE_CHECKING:
    from neto_gen.diff.reports.report import Report
    from neto_gen.diff.rules.facts import Fact

# https://docs.github.com/actions: annotations of a kind for a step.
_MOST_ANNOTATIONS = 10
_KINDS = {Verdict.BREAKING: "error", Verdict.RISK: "warning", Verdict.SAFE: "notice"}


def to_github(report: Report, most: int | None = None) -> str:
    """Return annotations for GitHub, the most severe first, and a count of those that do not fit."""
    lines: list[str] = []
    shown = {id(f) for _, facts in report.by_severity(most) for f in facts}
    for verdict, kind in _KINDS.items():
        facts = [f for f in report.open_facts if f.worst is verdict and id(f) in shown]
        fitting = facts if len(facts) <= _MOST_ANNOTATIONS else facts[: _MOST_ANNOTATIONS - 1]
        lines += [_annotation(kind, fact) for fact in fitting]
        left = len(facts) - len(fitting)
        if left:
            lines.append(f"::{kind} title=neto-gen diff::and {left} more {verdict.word} changes")
    more = len(report.facts) - len(shown)
    if more:
        lines.append(f"… and {more:,} more, see the artifact")
    lines.append(escaped(printable(summary_of(report))))
    return "\n".join(lines) + "\n"


def _annotation(kind: str, fact: Fact) -> str:
    title = f"{fact.worst.word}: {fact.id}"
    lines = [f"{fact.path}: {change_of(fact)}", *names_of(fact)]
    words, where = "\n".join(map(printable, lines)), fact.new_location
    if where is None:
        return annotate(kind, words, title=title)
    place = {"line": where.line, "col": where.column}
    return annotate(kind, words, printable(where.file), **place, title=title)
