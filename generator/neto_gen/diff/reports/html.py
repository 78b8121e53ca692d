"""The report as one page of HTML that needs nothing else: filters, and readable on a phone."""

from __future__ import annotations

import html
import json
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
_STYLE = """\
:root { color-scheme: light dark; --back: #ffffff; --card: #f3f3f3; --text: #1c1c1c;
  --quiet: #595959; --line: #767676; --breaking: #b3261e; --risk: #805000; --safe: #1e6b2a;
  --none: #595959; }
@media (prefers-color-scheme: dark) {
:root { --back: #121212; --card: #212121; --text: #ececec;
  --quiet: #b4b4b4; --line: #8c8c8c; --breaking: #ff8a80; --risk: #ffb74d; --safe: #81c784;
  --none: #b4b4b4; }
}
* { box-sizing: border-box; }
body { font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 70rem;
  color: var(--text); background: var(--back); }
h1 { font-size: 1.3rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; overflow-wrap: anywhere; margin: 1.2rem 0 .4rem; }
form { display: flex; flex-wrap: wrap; gap: .75rem; padding: .5rem 0; position: sticky; top: 0;
  background: var(--back); border-bottom: 1px solid var(--line); }
label { flex: 1 1 8rem; font-size: .85rem; }
select { display: block; width: 100%; font: inherit; padding: .35rem; color: var(--text);
  background: var(--back); border: 1px solid var(--line); border-radius: .2rem; }
:focus-visible { outline: 2px solid var(--text); outline-offset: 2px; }
ul { list-style: none; padding: 0; margin: 0; }
li.fact { border-left: .3rem solid var(--none); padding: .5rem .75rem; margin: .5rem 0;
  background: var(--card); overflow-wrap: anywhere; }
li.breaking { border-color: var(--breaking); }
li.risk { border-color: var(--risk); }
li.safe { border-color: var(--safe); }
b.breaking { color: var(--breaking); } b.risk { color: var(--risk); } b.safe { color: var(--safe); }
b.none { color: var(--none); }
small, dt { color: var(--quiet); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: .5rem 0; }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; font-size: .85rem; }
td { padding: .1rem .6rem .1rem 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--back); padding: .5rem;
  font-size: .8rem; }
[hidden] { display: none; }
@media (max-width: 30rem) {
dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } form { position: static; }
}
"""
_SCRIPT = """\
"use strict";
const field = (id) => document.getElementById(id);
const facts = [...document.querySelectorAll("li.fact")];
const words = new Map([...document.querySelectorAll("section")].map(
  (section) => [section.dataset.group, section.querySelector("h2").textContent]));
function group() {
  const byOperation = field("group").value === "operation";
  const groups = new Map();
  for (const fact of facts) {
    const key = byOperation ? fact.dataset.title : fact.dataset.worst;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(fact);
  }
  field("facts").replaceChildren(...[...groups].map(([key, several]) => {
    const section = document.createElement("section");
    const heading = document.createElement("h2");
    const list = document.createElement("ul");
    heading.textContent = byOperation ? key || "The package" : words.get(key);
    list.append(...several);
    section.append(heading, list);
    return section;
  }));
}
function filter() {
  const view = field("view").value, severity = field("severity").value;
  const operation = field("operation").value;
  let shown = 0;
  for (const fact of facts) {
    const verdict = view ? fact.getAttribute("data-" + view) : fact.dataset.worst;
    const fits = (severity ? verdict === severity : !view || verdict !== "none")
      && (!operation || JSON.parse(fact.dataset.operations).includes(operation));
    fact.hidden = !fits;
    shown += fits;
  }
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector("li.fact:not([hidden])");
  }
  field("shown").textContent = shown;
}
field("group").addEventListener("change", () => { group(); filter(); });
for (const id of ["view", "severity", "operation"]) field(id).addEventListener("change", filter);
filter();
"""
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
script-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1>Schema changes: {title}</h1>
<p>{summary}</p>
<dl>{about}</dl>
<details><summary>What the views mean</summary><dl>{explained}</dl></details>
{notes}
<form>
<label>Group by<select id="group"><option value="severity">severity</option>
<option value="operation">operation</option></select></label>
<label>View<select id="view"><option value="">all views</option>{views}</select></label>
<label>Severity<select id="severity"><option value="">all</option>
<option value="breaking">breaking</option><option value="risk">risk</option>
<option value="safe">safe</option><option value="none">none</option></select></label>
<label>Operation<select id="operation"><option value="">all operations</option>{operations}</select>
</label>
</form>
<p role="status"><span id="shown">{count}</span> of {count} shown{more}</p>
<div id="facts">
{facts}
</div>
</main>
<script>
{script}</script>
</body>
</html>
"""


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
    return _PAGE.format(
        style=_STYLE,
        script=_SCRIPT,
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
