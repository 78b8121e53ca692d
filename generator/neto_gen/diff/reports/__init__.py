"""The forms that a report can be printed in, each a function from the report to text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neto_gen.diff.reports.github import to_github
from neto_gen.diff.reports.html import to_html
from neto_gen.diff.reports.json import to_json
from neto_gen.diff.reports.junit import to_junit
from neto_gen.diff.reports.markdown import to_markdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from neto_gen.diff.reports.report import Report

FORMATS: Final[dict[str, Callable[[Report], str]]] = {
    "json": to_json,
    "markdown": to_markdown,
    "html": to_html,
    "github": to_github,
    "junit": to_junit,
}
"""The formats for machines and for other places; that for a terminal has options of its own."""
