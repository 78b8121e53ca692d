"""The report as one page of HTML that needs nothing else: filters, and readable on a phone."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from neto_gen import __version__
from neto_gen.diff.reports.words import HEADINGS, change_of, names_of, summary_of, title_of
from neto_gen.diff.rules.facts import VIEWS
from neto_gen.problems import printable

if TYPE_CHECKING:
    import datetime as dt

    from neto_gen.diff.reports.report import Report
    from neto_gen.diff.rules.facts import Fact

_LONGEST_LIST = 500
EXPLAINED: Final = {
    "request-xml": "an old caller sends XML, and a server with the new schemas receives it",
    "request-json": "an old caller sends JSON, and a server with the new schemas receives it",
    "response-xml": "a server with the new schemas sends XML, and an old caller reads it",
    "response-json": "a server with the new schemas sends JSON, and an old caller reads it",
    "python": "code that was written for the old package uses the new one",
}
"""What each view is about."""
_FILES = Path(__file__).parent


def to_html(report: Report, most: int | None = None, *, day: dt.date | None = None) -> str:
    """Return the HTML page; `day` is the day of the comparison, `most` limits the facts."""
    groups = report.by_severity(most)
    shown = [fact for _, facts in groups for fact in facts]
    names = dict.fromkeys(name for fact in shown for name in fact.operations)
    about = {
        "Old": report.old,
        "New": report.new,
        "Compared on": None if day is None else f"{day:%d %B %Y}".lstrip("0"),
        "Advised version step": report.advice,
        "Made by": f"neto-gen {__version__}",
    }
    more = len(report.facts) - len(shown)
    template, style, script = (
        (_FILES / f"page.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")
    )
    return template.format(
        style=style,
        script=script,
        title=_text(f"{report.old} → {report.new}"),
        summary=_text(summary_of(report)),
        about=_described({key: text for key, text in about.items() if text is not None}),
        explained=_described(EXPLAINED),
        notes="".join(f"<p><small>{_text(note)}</small></p>" for note in report.notes),
        views="".join(f'<option value="{view}">{view}</option>' for view in VIEWS),
        operations="".join(
            f'<option value="{_text(name)}">{_text(name)}</option>'
            for name in sorted(names)[:_LONGEST_LIST]
        ),
        count=len(shown),
        more=f"; and {more:,} more" if more else "",
        facts="\n".join(
            f'<section data-group="{verdict.word}"><h2>{HEADINGS[verdict]}</h2><ul>\n'
            + "\n".join(map(_fact, facts))
            + "\n</ul></section>"
            for verdict, facts in groups
        ),
    )


def _described(words: dict[str, str]) -> str:
    return "".join(f"<dt>{_text(key)}</dt><dd>{_text(text)}</dd>" for key, text in words.items())


def _fact(fact: Fact) -> str:
    data = " ".join(f'data-{view}="{verdict.word}"' for view, verdict in fact.verdicts.items())
    worst = fact.worst.word
    operations = _json_list(fact.operations)
    title = _text(title_of(fact.operations))
    rows = "".join(
        f'<tr><td>{view}</td><td><b class="{verdict.word}">{verdict.word}</b></td></tr>'
        for view, verdict in fact.verdicts.items()
    )
    accepted = f" <small>accepted: {_text(fact.accepted)}</small>" if fact.accepted else ""
    places = " → ".join(
        _text(str(place)) for place in (fact.old_location, fact.new_location) if place is not None
    )
    note = f"<p>{_text(fact.note)}</p>" if fact.note else ""
    names = "".join(f"<br><code>{_text(name)}</code>" for name in names_of(fact))
    witnesses = "".join(
        f"<p>{view}: {w.accepted_by} accepts, {w.rejected_by} rejects: {_text(w.reason)}</p>"
        f"<pre>{_lines(w.shown)}</pre>"
        for view, w in fact.witnesses.items()
    )
    return (
        f'<li class="fact {worst}" data-worst="{worst}" data-operations="{operations}" '
        f'data-title="{title}" {data}>'
        f'<b class="{worst}">{worst}</b> <code>{_text(fact.path)}</code> '
        f"{_text(change_of(fact))}{accepted}{names}<br><small>{title}"
        f" {places}</small><details><summary>{_text(fact.id)}: why</summary>"
        f"<p>{_text(fact.check.why)}</p>{note}<table>{rows}</table>{witnesses}</details></li>"
    )


def _json_list(names: tuple[str, ...]) -> str:
    return html.escape(json.dumps([*map(printable, names)], ensure_ascii=False), quote=True)


def _text(text: str) -> str:
    return html.escape(printable(text), quote=True)


def _lines(text: str) -> str:
    return "\n".join(_text(line) for line in text.split("\n"))
