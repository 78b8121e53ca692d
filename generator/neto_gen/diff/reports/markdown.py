"""The report for a pull request or for release notes, and the section of a changelog."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neto_gen.diff.reports.words import (
    change_of,
    names_by_module,
    names_of,
    shortened,
    summary_of,
    views_of,
)
from neto_gen.diff.rules.checks import Verdict
from neto_gen.problems import printable_lines

if TYPE_CHECKING:
    from neto_gen.diff.reports.report import Report
    from neto_gen.diff.rules.facts import Fact

_TITLES = {
    Verdict.BREAKING: "Breaking",
    Verdict.RISK: "Check whether these concern you",
    Verdict.SAFE: "New and compatible",
    Verdict.NONE: "Without effect on any document",
}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|&~!@])")


def to_markdown(report: Report) -> str:
    """The report with a table for each operation, and the witnesses folded away."""
    lines = [f"## Schema changes: {_plain(report.old)} → {_plain(report.new)}", ""]
    lines += [f"{_plain(summary_of(report)).capitalize()}.", ""]
    for title, facts in report.groups():
        lines += [f"### {_plain(title) or 'Package'}", ""]
        lines += ["| | where | what | breaks |", "|---|---|---|---|"]
        for fact in facts:
            names = "".join(f"<br>{_cell(name)}" for name in names_of(fact))
            breaks = ", ".join(views_of(fact, Verdict.BREAKING)) or "—"
            mark = f"{fact.worst.word}{' (accepted)' if fact.accepted is not None else ''}"
            lines.append(
                f"| {mark} | {_cell(fact.path)} | {_plain(change_of(fact))}{names} | {breaks} |"
            )
        lines.append("")
        lines += _witnesses(facts)
    modules = names_by_module(report)
    if modules:
        lines += ["### What breaks code, by module", ""]
        for module, several in modules:
            lines += [f"- {_code(module)}", *(f"  - {_code(name)}" for name in several)]
        lines.append("")
    lines += [f"- {_plain(note)}" for note in report.notes]
    return "\n".join(lines).rstrip() + "\n"


def to_changelog(reports: list[tuple[str, Report]]) -> str:
    """Sections for a CHANGELOG: one for each report, under its title."""
    lines: list[str] = []
    for title, report in reports:
        lines += [f"## {_plain(title)}", ""]
        if not report.facts:
            lines += ["No change of the schemas.", ""]
            continue
        lines += [f"Advised version step: {report.advice}.", ""]
        for verdict, heading in _TITLES.items():
            facts = [fact for fact in report.facts if fact.worst is verdict]
            if facts:
                lines += [f"### {heading}", ""]
                for fact in facts:
                    lines.append(f"- {_code(fact.path)}: {_plain(change_of(fact))}")
                    lines += [f"  - {_code(name)}" for name in names_of(fact)]
                lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _witnesses(facts: list[Fact]) -> list[str]:
    shown = [fact for fact in facts if fact.witnesses]
    if not shown:
        return []
    lines = ["<details><summary>Documents that show it</summary>", ""]
    for fact in shown:
        view, witness = next(iter(fact.witnesses.items()))
        form = view.rpartition("-")[2]
        fence = "`" * max(3, _longest_run(witness.shown) + 1)
        lines += [
            f"{_code(fact.path)}: {witness.accepted_by} accepts, {witness.rejected_by} rejects",
            "",
            f"{fence}{form}",
            printable_lines(witness.shown),
            fence,
            "",
        ]
    return [*lines, "</details>", ""]


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _plain(text: str) -> str:
    """Text of a schema that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", shortened(text))


def _code(text: str) -> str:
    """Text of a schema as code."""
    text = shortened(text)
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _cell(text: str) -> str:
    """Text of a schema as code in a table."""
    return _code(text).replace("|", "\\|")
