"""Sections of a changelog, for people who use the generated package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.diff.reports.advice import what_to_do
from neto_gen.diff.reports.markdown import code, plain
from neto_gen.diff.reports.report import heading_of
from neto_gen.diff.reports.words import HEADINGS, change_of, names_of, reached_from
from neto_gen.diff.rules.checks import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neto_gen.diff.reports.report import Release


def to_changelog(sections: Iterable[Release]) -> str:
    """Return the changelog in Markdown, without sections that have no changes."""
    return "\n".join(_section(section) for section in sections if section.report.facts)


def _section(section: Release) -> str:
    report = section.report
    lines = [
        f"## {heading_of(plain(section.title), section.day)}",
        "",
        f"Advised version step: {report.advice}.",
    ]
    for verdict, facts in report.by_severity():
        lines += ["", f"### {HEADINGS[verdict]}", ""]
        for fact in facts:
            reached = reached_from(fact)
            where = f"{code(fact.path)} (in {plain(reached)})" if reached else code(fact.path)
            lines.append(f"- {where}: {plain(change_of(fact))}")
            lines += [f"  - {code(name)}" for name in names_of(fact)]
            if verdict is Verdict.BREAKING:
                lines.append(f"  - What to do: {what_to_do(fact, code)}")
    return "\n".join(lines) + "\n"
