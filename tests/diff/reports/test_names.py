"""Reports say what becomes of the names of the generated package."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from neto_gen.diff.reports import FORMATS
from neto_gen.diff.reports.changelog import to_changelog
from neto_gen.diff.reports.report import Release, make_report
from neto_gen.diff.reports.text import to_text
from neto_gen.diff.reports.words import names_by_module
from neto_gen.diff.rules.checks import Verdict
from neto_gen.diff.rules.policy import policy_of
from neto_gen.diff.sides.side import read_side
from neto_gen.sources import MemoryFolder
from tests.diff.cases import e, of, record, seq
from tests.support import NETO, pair

if TYPE_CHECKING:
    from neto_gen.diff.reports.report import Report

OPTIONAL = 'minOccurs="0"'
OLD = (
    e("Name?"),
    e("CustomerRef7?"),
    e("Colour?"),
    e("Count", "int"),
    of("Status", "enumeration=Recontacting enumeration=Completed", OPTIONAL),
    record("Specific", seq(e("Name?")), OPTIONAL),
    record("Group", seq(e("Price?")), OPTIONAL),
)
NEW = (
    e("Name"),
    e("Color?"),
    e("Count*", "int"),
    of("Status", "enumeration=Completed enumeration=Shelved", OPTIONAL),
    record("Specific", seq(e("Name")), OPTIONAL),
    record("Group", seq(e("Price?"), e("Name?")), OPTIONAL),
)
NAMES = {
    "add_item.AddItem.name: str | None → str": "breaking",
    "add_item.AddItem.customer_ref7 removed": "breaking",
    "add_item.AddItem.colour renamed to color": "breaking",
    "add_item.AddItem.count: int → list[int]": "risk",
    "add_item.Status.RECONTACTING removed": "breaking",
    "add_item.Status.SHELVED added": "safe",
    "add_item.Specific.name: str | None → str": "breaking",
    "add_item.Group.name: str | None added": "safe",
}


@pytest.fixture(scope="module")
def report() -> Report:
    """Return the report of a request that changes in eight ways."""
    sides = []
    for shown, parts in (("old", OLD), ("new", NEW)):
        files = pair("AddItem", "".join(parts))
        folder = MemoryFolder(shown, {name: text.encode() for name, text in files.items()})
        sides.append(read_side(shown, folder, folder.operations()))
    return make_report(sides[0], sides[1], policy_of(NETO), NETO)


def test_names_with_their_verdicts(report: Report) -> None:
    """Each change has the name that it has in code, and the verdict of that place alone."""
    found = {str(c): c.verdict.word for fact in report.facts for c in fact.python_changes}
    assert found == NAMES
    by_path = {fact.path: fact.verdicts["python"].word for fact in report.facts}
    assert by_path["AddItem/Group/Name"] == "safe"
    assert by_path["AddItem/Specific/Name"] == "breaking"


def test_a_value_beside_one_that_is_removed(report: Report) -> None:
    """A new value breaks nobody, also where another one is gone."""
    added = next(fact for fact in report.facts if fact.id == "enum-value-added")
    assert added.verdicts["python"] is Verdict.SAFE
    removed = next(fact for fact in report.facts if fact.id == "enum-value-removed")
    assert removed.verdicts["python"] is Verdict.BREAKING


@pytest.mark.parametrize("form", [*FORMATS, "text", "changelog"])
def test_every_form(form: str, report: Report) -> None:
    """Every form of a report has the names that code must change."""
    if form == "text":
        shown = to_text(report, style=lambda text, **_: text)
    elif form == "changelog":
        shown = to_changelog([Release("2.0.0", None, report)])
    else:
        shown = FORMATS[form](report)
    plain = shown.replace("\\|", "|").replace("&gt;", ">").replace("%0A", "\n")
    missing = [n for n, verdict in NAMES.items() if verdict == "breaking" and n not in plain]
    assert missing == []


def test_json_has_the_parts(report: Report) -> None:
    """As JSON, a name has its parts as fields, too."""
    facts = json.loads(FORMATS["json"](report))["facts"]
    found = next(fact for fact in facts if fact["path"] == "AddItem/Name")
    assert found["python"] == [
        {
            "change": "changed",
            "name": "add_item.AddItem.name",
            "old": "str | None",
            "new": "str",
            "verdict": "breaking",
            "text": "add_item.AddItem.name: str | None → str",
        }
    ]


def test_names_for_a_search(report: Report) -> None:
    """What breaks is listed by module, for somebody who looks for it in his code."""
    assert names_by_module(report.facts) == [
        (
            "add_item",
            sorted(
                name.removeprefix("add_item.")
                for name, verdict in NAMES.items()
                if verdict == "breaking"
            ),
        )
    ]


def test_the_words_of_a_rename() -> None:
    """What is certain has no confidence, and the table for people says what a change does to whom."""
    sides = []
    for shown, name in (("old", "Username?"), ("new", "UserName?")):
        files = pair("AddItem", e(name))
        folder = MemoryFolder(shown, {path: text.encode() for path, text in files.items()})
        sides.append(read_side(shown, folder, folder.operations()))
    found = make_report(sides[0], sides[1], policy_of(NETO), NETO)
    shown = FORMATS["markdown"](found)
    assert "| where | what | effect | Python |" in shown
    assert "| element renamed case only: Username → UserName | breaks request xml+json" in shown
