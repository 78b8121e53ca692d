"""The report for people at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.diff.judge.verdicts import usual_verdicts
from neto_gen.diff.reports.words import (
    HEADINGS,
    change_of,
    names_by_module,
    names_of,
    reached_from,
    shortened,
    summary_of,
    whom,
)
from neto_gen.diff.rules.checks import CHECKS, Check, Effect, Guard, Verdict
from neto_gen.diff.rules.policy import Policy
from neto_gen.problems import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from neto_gen.diff.reports.report import Report
    from neto_gen.diff.rules.facts import Fact

    Style = Callable[..., str]

_COLOURS = {
    Verdict.BREAKING: "red",
    Verdict.RISK: "yellow",
    Verdict.SAFE: "green",
    Verdict.NONE: "bright_black",
}
_WIDTH = 8


def to_text(report: Report, style: Style, *, explain: bool = False, most: int | None = None) -> str:
    """Return the report with one line for each fact; `style` colours a text, as `click.style` does.

    With `explain` each fact has its reasons and its witnesses below it. With `most`, only so many
    facts are shown, the most severe ones.
    """
    lines = [f"{printable(report.old)} → {printable(report.new)}: {summary_of(report)}"]
    shown: list[Fact] = []
    for verdict, facts in report.by_severity(most):
        lines += ["", style(HEADINGS[verdict], bold=True)]
        shown += facts
        for fact in facts:
            lines.append(_line(fact, style))
            lines += [f"{'':{_WIDTH}}    {name}" for name in names_of(fact)]
            if explain:
                lines += _explained(fact, style)
    more = len(report.facts) - len(shown)
    if more:
        lines += ["", f"… and {more:,} more"]
    names = names_by_module(shown)
    if names:
        lines += ["", style("What breaks code, by module", bold=True)]
        for module, several in names:
            lines += [f"  {module}", *(f"    {name}" for name in several)]
    if report.notes:
        lines += ["", *(f"note: {printable(note)}" for note in report.notes)]
    for stale in report.stale:
        entry = stale.acceptance
        lines.append(
            f"stale acceptance: {printable(entry.id)} at {printable(entry.location)}: "
            f"{printable(stale.why)}"
        )
    return "\n".join(lines) + "\n"


def _line(fact: Fact, style: Style) -> str:
    worst = fact.worst
    word = style(f"{worst.word:{_WIDTH}}", fg=_COLOURS[worst], bold=worst is Verdict.BREAKING)
    reached = reached_from(fact)
    parts = [
        f"  {word}",
        printable(fact.path),
        change_of(fact) + (" (accepted)" if fact.accepted is not None else ""),
        *([f"[{words}]"] if (words := whom(fact)) else []),
        *([f"in {printable(reached)}"] if reached else []),
    ]
    if fact.location is not None:
        parts.append(style(printable(str(fact.location)), fg="bright_black"))
    return "  ".join(parts)


def _explained(fact: Fact, style: Style) -> list[str]:
    check = fact.check
    lines = [f"      {fact.id}: {check.why}"]
    verdicts = ", ".join(f"{view} {verdict.word}" for view, verdict in fact.verdicts.items())
    lines.append(f"      effect: {fact.effect.value} (XML); {fact.json_effect.value} (JSON)")
    if check.guard is not Guard.NONE:
        lines.append(f"      guard: {check.guard.value}")
    lines.append(f"      verdicts: {verdicts}")
    if fact.note:
        lines.append(f"      note: {printable(fact.note)}")
    if fact.accepted is not None:
        lines.append(f"      accepted: {printable(fact.accepted)}")
    for view, witness in fact.witnesses.items():
        lines.append(
            f"      {view}: {witness.accepted_by} accepts and {witness.rejected_by} rejects"
            f" ({shortened(witness.reason)})"
        )
        lines += [
            style(f"        {printable(line)}", fg="bright_black")
            for line in witness.shown.splitlines()
        ]
    return lines


def list_of_checks() -> str:
    """Return a line for each check: its id, its effect on XML and on JSON, and why."""
    width = max(map(len, CHECKS))
    lines = [
        f"{check.id:{width}}  {'silent' if check.silent else check.xml.name.lower():7}  "
        f"{'' if check.silent else check.json.name.lower():7}  {check.why}"
        for check in CHECKS.values()
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def explained(check: Check) -> str:
    """Return the explanation of one check."""
    lines = [check.id, f"  {check.title}: {check.why}"]
    if check.silent:
        return "\n".join([*lines, "  It is never reported by itself."]) + "\n"

    lines += [f"  XML: {check.xml.value}", f"  JSON: {check.json.value}"]
    if check.guard is not Guard.NONE:
        lines.append(f"  guard: {check.guard.value}")
    for name, policy in (
        ("tolerant", Policy()),
        ("strict", Policy(strict_reader=True, strict_json_server=True)),
    ):
        verdicts = usual_verdicts(check, policy)
        shown = ", ".join(f"{view} {verdict.word}" for view, verdict in verdicts.items())
        lines.append(f"  {name}: {shown}")
    if Effect.BOTH in {check.xml, check.json} or Effect.NARROW in {check.xml, check.json}:
        lines.append(
            "  A break on the wire is proved by a document; without a document it is a risk."
        )
    return "\n".join(lines) + "\n"
