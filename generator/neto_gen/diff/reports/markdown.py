"""The report for a pull request or for release notes, in a length that fits a comment."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

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
from neto_gen.problems import printable_lines

if TYPE_CHECKING:
    from neto_gen.diff.reports.report import Report
    from neto_gen.diff.rules.facts import Fact

LONGEST: Final = 65_000
"""The characters that a comment on GitHub may have, and a few less."""
_MOST_ROWS = 1000  # more do not fit, however short they are
_MOST_NOTES = 10
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|&~!@])")


def to_markdown(report: Report, most: int | None = None) -> str:
    """Return the report with a table for each severity, and the witnesses folded.

    Without `most`, it has as many facts as fit a comment, the most severe ones; if not all do, the
    witnesses are left out, too.
    """
    summary = summary_of(report)
    if most is not None:
        return _page(report, summary, most)
    count = min(len(report.facts), _MOST_ROWS)
    text = _page(report, summary, count)
    if len(text) <= LONGEST and count == len(report.facts):
        return text
    fitting = bisect_right(
        range(count + 1),
        LONGEST,
        key=lambda number: len(_page(report, summary, number, documents=False)),
    )
    return _page(report, summary, max(fitting - 1, 0), documents=False)


def _page(report: Report, summary: str, most: int, *, documents: bool = True) -> str:
    lines = [f"## Schema changes: {plain(report.old)} → {plain(report.new)}", ""]
    lines += [f"{plain(summary).capitalize()}.", ""]
    shown: list[Fact] = []
    for verdict, facts in report.by_severity(most):
        shown += facts
        lines += [f"### {HEADINGS[verdict]}", ""]
        lines += ["| where | what | effect | Python |", "|---|---|---|---|"]
        lines += [_row(fact) for fact in facts]
        lines.append("")
        lines += _witnesses(facts) if documents else []
    more = len(report.facts) - len(shown)
    if more:
        lines += [f"… and {more:,} more, see the artifact", ""]
    modules = names_by_module(shown)
    if modules:
        lines += ["### What breaks code, by module", ""]
        for module, several in modules:
            lines += [f"- {code(module)}", *(f"  - {code(name)}" for name in several)]
        lines.append("")
    lines += [f"- {plain(note)}" for note in report.notes[:_MOST_NOTES]]
    if len(report.notes) > _MOST_NOTES:
        lines.append(f"- and {len(report.notes) - _MOST_NOTES:,} more notes")
    return "\n".join(lines).rstrip() + "\n"


def _row(fact: Fact) -> str:
    """Return the row of one fact: where it is, what it is, and which Python names break."""
    reached = reached_from(fact)
    where = [_cell(fact.path), *([f"in {plain(reached)}"] if reached else [])]
    what = plain(change_of(fact)) + (" (accepted)" if fact.accepted is not None else "")
    names = "<br>".join(map(_cell, names_of(fact)))
    return f"| {'<br>'.join(where)} | {what} | {whom(fact) or '—'} | {names or '—'} |"


def _witnesses(facts: list[Fact]) -> list[str]:
    shown = [fact for fact in facts if fact.witnesses]
    if not shown:
        return []
    lines = ["<details><summary>Documents that show it</summary>", ""]
    for fact in shown:
        view, witness = next(iter(fact.witnesses.items()))
        wire = view.rpartition("-")[2]
        fence = "`" * max(3, _longest_run(witness.shown) + 1)
        lines += [
            f"{code(fact.path)}: {witness.accepted_by} accepts, {witness.rejected_by} rejects",
            "",
            f"{fence}{wire}",
            printable_lines(witness.shown),
            fence,
            "",
        ]
    return [*lines, "</details>", ""]


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def plain(text: str) -> str:
    """Return a schema's text escaped for Markdown."""
    return _SPECIAL.sub(r"\\\1", shortened(text))


def code(text: str) -> str:
    """Return a schema's text as code."""
    text = shortened(text)
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _cell(text: str) -> str:
    """Return a schema's text as code for a table."""
    return code(text).replace("|", "\\|")
