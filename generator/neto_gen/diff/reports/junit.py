"""The report as JUnit XML: a test case for each fact, failed when it breaks somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from neto_gen.diff.reports.words import change_of, names_of, views_of
from neto_gen.diff.rules.checks import Verdict
from neto_gen.problems import printable

if TYPE_CHECKING:
    from neto_gen.diff.reports.report import Report


def to_junit(report: Report) -> str:
    """Return a suite for each group of operations; without facts, one case that passes."""
    root = ET.Element("testsuites", name=f"{printable(report.old)} → {printable(report.new)}")
    for title, facts in report.groups():
        failures = {id(f) for f in facts if f.worst is Verdict.BREAKING and f.accepted is None}
        suite = ET.SubElement(
            root,
            "testsuite",
            name=printable(title) or "package",
            tests=str(len(facts)),
            failures=str(len(failures)),
        )
        for fact in facts:
            name = printable(f"{fact.path}: {fact.id}: {change_of(fact)}")
            case = ET.SubElement(suite, "testcase", name=name, classname=printable(title))
            if id(fact) in failures:
                message = f"breaks {', '.join(views_of(fact, Verdict.BREAKING))}"
                failure = ET.SubElement(case, "failure", message=message, type=fact.id)
                parts = [fact.check.why, *names_of(fact)]
                parts += [
                    f"{v}: {printable(w.reason)}\n{w.shown}" for v, w in fact.witnesses.items()
                ]
                failure.text = "\n\n".join(
                    "\n".join(map(printable, part.splitlines())) for part in parts
                )
    if not report.facts:
        suite = ET.SubElement(root, "testsuite", name="schemas", tests="1", failures="0")
        ET.SubElement(suite, "testcase", name="no change", classname="schemas")
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
