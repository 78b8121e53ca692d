"""Format output for GitHub Actions: annotations in the log, and the summary of a step."""

from __future__ import annotations

import os
import re
from pathlib import Path

from neto_gen.ci.annotations import annotate
from neto_gen.problems import (
    ExitCode,
    Failure,
    Location,
    Problem,
    first_lines,
    printable,
    printable_lines,
    reason,
    shortened,
)

_PLACE = re.compile(r"(.+?):(\d+)(?::(\d+))?")


def annotate_problem(problem: Problem, level: str = "error") -> str:
    """Return the annotation of a problem at its location."""
    message = printable(shortened(problem.what))
    if problem.hint:
        message += f"\n{printable(shortened(problem.hint))}"
    where = problem.where
    if isinstance(where, Location):
        return annotate(level, message, where.file, line=where.line, col=where.column)
    match = _PLACE.fullmatch(where or "")
    if match is not None:
        return annotate(level, message, match[1], line=int(match[2]))
    return annotate(level, message, where)


def add_summary(text: str) -> None:
    """Add Markdown to the summary of the step, when this is one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        try:
            with Path(path).open("a", encoding="utf-8") as summary:
                summary.write(text)
        except (OSError, ValueError) as error:
            what = f"the summary of the step cannot be written: {reason(error)}"
            raise Failure(ExitCode.USAGE, Problem(what, path)) from None


def summarize(title: str, groups: dict[str, list[str]], diff: str = "") -> str:
    """Return a Markdown summary of files by what happens to them, with a diff."""
    lines = [f"### {printable(title)}", ""]
    rows = [(group, path) for group, paths in groups.items() for path in paths]
    if rows:
        lines += ["| | file |", "| --- | --- |"]
        lines += [
            f"| {group} | `{printable(path).replace('|', chr(92) + '|')}` |" for group, path in rows
        ]
        lines.append("")
    if diff:
        diff = printable_lines(first_lines(diff))
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", diff) or [""]))
        lines += [f"{fence}diff", diff.rstrip("\n"), fence, ""]
    return "\n".join(lines) + "\n"
