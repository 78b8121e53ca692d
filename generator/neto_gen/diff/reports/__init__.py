"""The forms that a report can be printed in, each a function from the report to text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from neto_gen.diff.reports.github import to_github
from neto_gen.diff.reports.html import to_html
from neto_gen.diff.reports.json import to_json
from neto_gen.diff.reports.junit import to_junit
from neto_gen.diff.reports.markdown import to_markdown

if TYPE_CHECKING:
    from neto_gen.diff.reports.report import Report


class ReportFormat(Protocol):
    """Prints a report; with `most`, so many facts of it, the most severe ones."""

    def __call__(self, report: Report, most: int | None = None, /) -> str:
        """Return the report as a text."""
        ...


FORMATS: Final[dict[str, ReportFormat]] = {
    "json": lambda report, _=None: to_json(report),
    "markdown": to_markdown,
    "html": to_html,
    "github": to_github,
    "junit": lambda report, _=None: to_junit(report),
}
"""The formats for machines, which always get everything, and for other places; that for a terminal
and the page of HTML have options of their own."""
