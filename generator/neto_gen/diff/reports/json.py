"""The report as JSON; docs/diff-report.schema.json says what is in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from neto_gen.diff.judge import version_step

if TYPE_CHECKING:
    from neto_gen.diff.reports.report import Report
    from neto_gen.diff.rules.facts import Fact


def to_json(report: Report) -> str:
    """Return the report as the text of a JSON object."""
    text = json.dumps(as_object(report), indent=2, ensure_ascii=False)
    return "\n".join(map(_printable, text.split("\n"))) + "\n"


def _printable(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in line)


def as_object(report: Report) -> dict[str, Any]:
    """Return the report as a JSON object."""
    deciding = {id(fact) for fact in version_step.deciding(report.facts, report.views)}
    return {
        "old": report.old,
        "new": report.new,
        "advice": report.advice,
        "notes": report.notes,
        "facts": [_fact(fact, decides=id(fact) in deciding) for fact in report.facts],
        "stale": [
            {"id": s.acceptance.id, "location": s.acceptance.location, "why": s.why}
            for s in report.stale
        ],
    }


def _fact(fact: Fact, *, decides: bool) -> dict[str, Any]:
    return {
        "id": fact.id,
        "path": fact.path,
        "location": None if fact.location is None else str(fact.location),
        "old_location": None if fact.old_location is None else str(fact.old_location),
        "new_location": None if fact.new_location is None else str(fact.new_location),
        "old": fact.old,
        "new": fact.new,
        "operations": list(fact.operations),
        "directions": list(fact.directions),
        "uses": fact.uses,
        "confidence": fact.confidence,
        "note": fact.note,
        "verdicts": {view: verdict.word for view, verdict in fact.verdicts.items()},
        "python": [
            {
                "change": change.kind,
                "name": change.name,
                "old": change.old,
                "new": change.new,
                "verdict": change.verdict.word,
                "text": str(change),
            }
            for change in fact.python_changes
        ],
        "witness": {
            view: {
                "document": witness.document,
                "accepted_by": witness.accepted_by,
                "rejected_by": witness.rejected_by,
                "reason": witness.reason,
            }
            for view, witness in fact.witnesses.items()
        },
        "hash": fact.fingerprint,
        "accepted": fact.accepted,
        "decides": decides,
    }
