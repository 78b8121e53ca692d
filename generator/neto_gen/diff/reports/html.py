"""The report as one page of HTML that needs nothing else: filters, and readable on a phone."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from neto_gen.diff.reports.report import title_of
from neto_gen.diff.reports.words import change_of, names_of, summary_of
from neto_gen.diff.rules.facts import VIEWS
from neto_gen.problems import printable

if TYPE_CHECKING:
    from neto_gen.diff.reports.report import Report
    from neto_gen.diff.rules.facts import Fact

_LONGEST_LIST = 500
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
:root {{ color-scheme: light dark; --breaking: #c62828; --risk: #b26a00; --safe: #2e7d32;
  --none: #757575; --line: #8884; }}
* {{ box-sizing: border-box; }}
body {{ font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 70rem; }}
h1 {{ font-size: 1.3rem; overflow-wrap: anywhere; }}
form {{ display: flex; flex-wrap: wrap; gap: .75rem; padding: .5rem 0; position: sticky; top: 0;
  background: Canvas; border-bottom: 1px solid var(--line); }}
label {{ flex: 1 1 9rem; font-size: .85rem; }}
select {{ display: block; width: 100%; font: inherit; padding: .35rem; }}
ul {{ list-style: none; padding: 0; }}
li {{ border-left: .3rem solid var(--none); padding: .5rem .75rem; margin: .5rem 0;
  background: #8881; overflow-wrap: anywhere; }}
li.breaking {{ border-color: var(--breaking); }}
li.risk {{ border-color: var(--risk); }}
li.safe {{ border-color: var(--safe); }}
b.breaking {{ color: var(--breaking); }} b.risk {{ color: var(--risk); }}
b.safe {{ color: var(--safe); }}
small {{ color: GrayText; }}
table {{ border-collapse: collapse; font-size: .85rem; }}
td {{ padding: .1rem .6rem .1rem 0; }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; background: #8881; padding: .5rem;
  font-size: .8rem; }}
[hidden] {{ display: none; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{summary}</p>
{notes}
<form>
<label>View<select id="view"><option value="">all views</option>{views}</select></label>
<label>Severity<select id="severity"><option value="">all</option>
<option value="breaking">breaking</option><option value="risk">risk</option>
<option value="safe">safe</option><option value="none">none</option></select></label>
<label>Operation<select id="operation"><option value="">all operations</option>{operations}</select>
</label>
</form>
<p><span id="shown">{count}</span> of {count} shown</p>
<ul id="facts">
{facts}
</ul>
<script>
"use strict";
const field = (id) => document.getElementById(id);
const facts = [...document.querySelectorAll("#facts > li")];
function filter() {{
  const view = field("view").value, severity = field("severity").value;
  const operation = field("operation").value;
  let shown = 0;
  for (const fact of facts) {{
    const verdict = view ? fact.getAttribute("data-" + view) : fact.dataset.worst;
    const fits = (severity ? verdict === severity : !view || verdict !== "none")
      && (!operation || JSON.parse(fact.dataset.operations).includes(operation));
    fact.hidden = !fits;
    shown += fits;
  }}
  field("shown").textContent = shown;
}}
for (const id of ["view", "severity", "operation"]) field(id).addEventListener("change", filter);
filter();
</script>
</body>
</html>
"""


def to_html(report: Report) -> str:
    """The page."""
    names = dict.fromkeys(name for fact in report.facts for name in fact.operations)
    notes = "".join(f"<p><small>{_text(note)}</small></p>" for note in report.notes)
    return _PAGE.format(
        title=_text(f"{report.old} → {report.new}"),
        summary=_text(summary_of(report)),
        notes=notes,
        views="".join(f'<option value="{view}">{view}</option>' for view in VIEWS),
        operations="".join(
            f'<option value="{_text(name)}">{_text(name)}</option>'
            for name in sorted(names)[:_LONGEST_LIST]
        ),
        count=len(report.facts),
        facts="\n".join(map(_fact, report.facts)),
    )


def _fact(fact: Fact) -> str:
    data = " ".join(f'data-{view}="{verdict.word}"' for view, verdict in fact.verdicts.items())
    worst = fact.worst.word
    operations = _json_list(fact.operations)
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
        f'<li class="{worst}" data-worst="{worst}" data-operations="{operations}" {data}>'
        f'<b class="{worst}">{worst}</b> <code>{_text(fact.path)}</code> '
        f"{_text(change_of(fact))}{accepted}{names}<br><small>{_text(title_of(fact.operations))}"
        f" {places}</small><details><summary>{_text(fact.id)}: why</summary>"
        f"<p>{_text(fact.check.why)}</p>{note}<table>{rows}</table>{witnesses}</details></li>"
    )


def _json_list(names: tuple[str, ...]) -> str:
    import json  # noqa: PLC0415

    return html.escape(json.dumps([*map(printable, names)], ensure_ascii=False), quote=True)


def _text(text: str) -> str:
    return html.escape(printable(text), quote=True)


def _lines(text: str) -> str:
    return "\n".join(_text(line) for line in text.split("\n"))
