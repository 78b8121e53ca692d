"""The report as annotations of a workflow on GitHub, within what a step may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.ci.annotations import from_workspace
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
    lines.append(_data(summary_of(report)))
    return "\n".join(lines) + "\n"


def _annotation(kind: str, fact: Fact) -> str:
    place = ""
    if fact.new_location is not None:
        where = fact.new_location
        place = (
            f"file={_property(from_workspace(where.file))},line={where.line},col={where.column},"
        )
    title = _property(f"{fact.worst.word}: {fact.id}")
    words = "%0A".join(map(_data, [f"{fact.path}: {change_of(fact)}", *names_of(fact)]))
    return f"::{kind} {place}title={title}::{words}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
