"""The report as annotations of a workflow on GitHub, within what a step may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.diff.reports.markdown import to_markdown
from neto_gen.diff.reports.words import change_of, names_of, summary_of
from neto_gen.diff.rules.checks import Verdict
from neto_gen.problems import printable

if TYPE_CHECKING:
    from neto_gen.diff.reports.report import Report
    from neto_gen.diff.rules.facts import Fact

# https://docs.github.com/actions: annotations of a kind for a step, and bytes of a summary.
_MOST_ANNOTATIONS = 10
_MOST_BYTES = 1024 * 1024
_KINDS = {Verdict.BREAKING: "error", Verdict.RISK: "warning", Verdict.SAFE: "notice"}


def to_github(report: Report) -> str:
    """Annotations, the most severe first; what does not fit is counted."""
    lines: list[str] = []
    for verdict, kind in _KINDS.items():
        facts = [fact for fact in report.open_facts if fact.worst is verdict]
        fitting = facts if len(facts) <= _MOST_ANNOTATIONS else facts[: _MOST_ANNOTATIONS - 1]
        lines += [_annotation(kind, fact) for fact in fitting]
        left = len(facts) - len(fitting)
        if left:
            lines.append(f"::{kind} title=neto-gen diff::and {left} more {verdict.word} changes")
    lines.append(_data(summary_of(report)))
    return "\n".join(lines) + "\n"


def step_summary(report: Report) -> str:
    """The report for the summary of a step, cut where it would be too long."""
    text = to_markdown(report)
    if len(text.encode()) <= _MOST_BYTES:
        return text
    end = "\n\nThe rest does not fit: see the log of the step.\n"
    room = _MOST_BYTES - len(end.encode())
    cut = text.encode()[:room].decode(errors="ignore")
    return cut[: cut.rfind("\n")] + end


def _annotation(kind: str, fact: Fact) -> str:
    place = ""
    if fact.new_location is not None:
        where = fact.new_location
        place = f"file={_property(where.file)},line={where.line},col={where.column},"
    title = _property(f"{fact.worst.word}: {fact.id}")
    words = "%0A".join(map(_data, [f"{fact.path}: {change_of(fact)}", *names_of(fact)]))
    return f"::{kind} {place}title={title}::{words}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
