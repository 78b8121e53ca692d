"""Eight changes at once, as a release of this API may bring them, and what is said of each."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from neto_gen.dialect import dialect_named
from neto_gen.diff.reports.markdown import to_markdown
from neto_gen.diff.reports.report import make_report
from neto_gen.diff.reports.text import to_text
from neto_gen.diff.rules.checks import Verdict
from neto_gen.diff.rules.policy import policy_of
from tests.diff.compare.test_operations import side
from tests.diff.judges import Validators

if TYPE_CHECKING:
    from collections.abc import Callable

    from neto_gen.diff.reports.report import Report
    from neto_gen.diff.rules.facts import Fact

SCHEMAS = Path(__file__).parents[3] / "schemas"
FILES = {
    path.name: path.read_text(encoding="utf-8")
    for name in ("AddItem", "AddCustomerLog")
    for path in SCHEMAS.glob(f"{name}*.xsd")
    if path.stem in {name, f"{name}Response"}
}
ITEM, LOG = "AddItem.xsd", "AddCustomerLog.xsd"
# What a comment of the platform may have.
COMMENT = 65_000


def replaced(old: str, new: str) -> Callable[[str], str]:
    """Return a change of the text of a schema, which has to be there."""

    def change(text: str) -> str:
        found, count = re.subn(old, new, text, count=1, flags=re.DOTALL)
        assert count == 1, old
        return found

    return change


CHANGES = {
    "rename": (ITEM, replaced('name="SearchKeywords"', 'name="SearchKeyword"')),
    "removal": (ITEM, replaced(r'<xs:element name="RestockQty"[^>]*/>', "")),
    "two lengths": (ITEM, replaced(r'(name="ParentSKU".*?maxLength value=")25', r"\g<1>15")),
    "the other length": (LOG, replaced(r'(name="Username".*?maxLength value=")25', r"\g<1>20")),
    "values": (LOG, replaced('value="Recontacting"', 'value="Escalated"')),
    "type": (
        ITEM,
        replaced('name="SortOrder1" type="xs:integer"', 'name="SortOrder1" type="xs:date"'),
    ),
    "required": (ITEM, replaced('(name="RRP" type="xs:decimal") minOccurs="0"', r"\1")),
    "new field": (
        ITEM,
        replaced(
            '(<xs:element name="SortOrder2")',
            r'<xs:element name="Tint" type="xs:string" minOccurs="0"/>\1',
        ),
    ),
    "list": (ITEM, replaced('(name="DefaultPrice"[^>]*)/>', r'\1 maxOccurs="unbounded"/>')),
}


def changed(*names: str) -> dict[str, str]:
    """Return the schemas with some of the changes."""
    files = dict(FILES)
    for name in names:
        file, change = CHANGES[name]
        files[file] = change(files[file])
    return files


@cache
def report_of(*names: str) -> Report:
    """Return the report of some of the changes."""
    dialect = dialect_named("neto")
    return make_report(
        side("old", FILES), side("new", changed(*names)), policy_of(dialect), dialect
    )


@cache
def validators(file: str, *names: str) -> Validators:
    """Return two validators of a schema with some of the changes."""
    return Validators(changed(*names)[file])


@pytest.fixture(scope="module")
def together() -> Report:
    """Return the report of all changes."""
    return report_of(*CHANGES)


def fact_at(report: Report, check: str, name: str) -> Fact:
    """Return the fact of a kind about a field."""
    (fact,) = (f for f in report.facts if f.id == check and f.path.endswith(f"/{name}"))
    return fact


@pytest.mark.parametrize("name", [*CHANGES])
def test_what_each_document_shows(together: Report, name: str) -> None:
    """A document that shows a change is accepted as soon as that change alone is undone."""
    file = CHANGES[name][0]
    others = [other for other in CHANGES if other != name]
    old, new, without = validators(file), validators(file, *CHANGES), validators(file, *others)
    alone = {(f.id, f.path) for f in report_of(name).facts}
    shown = [
        fact.witnesses["request-xml"]
        for fact in together.facts
        if (fact.id, fact.path) in alone and "request-xml" in fact.witnesses
    ]
    assert len(shown) == (name not in {"new field", "list"})
    for witness in shown:
        assert not witness.beside
        assert old.accept(witness.document) == (True, True)
        assert new.accept(witness.document) == (False, False)
        assert without.accept(witness.document) == (True, True)


@pytest.mark.parametrize("name", [*CHANGES])
def test_the_wires_are_those_of_each_change_alone(together: Report, name: str) -> None:
    """Whether a change breaks a wire does not depend on what else has changed."""
    alone = report_of(name)
    assert alone.facts
    for fact in alone.facts:
        (same,) = (f for f in together.facts if (f.id, f.path) == (fact.id, fact.path))
        for view in ("request-xml", "request-json", "response-xml", "response-json"):
            assert same.verdicts[view] is fact.verdicts[view], (fact.id, view)


def test_reasons(together: Report) -> None:
    """A reason says what is wrong with the field that changed, in numbers where there are some."""
    item, log = "AddItem/Item", "AddCustomerLog/CustomerLogs/CustomerLog"
    assert {
        fact.witnesses["request-xml"].reason
        for fact in together.facts
        if "request-xml" in fact.witnesses
    } == {
        f"{item}/SearchKeywords: not known; it is SearchKeyword",
        f"{item}/RestockQty: not known there",
        f"{item}/ParentSKU: 16 characters, where at most 15 are allowed",
        f"{log}/Username: 21 characters, where at most 20 are allowed",
        f'{log}/Status: "Recontacting" is none of the values',
        f'{item}/SortOrder1: "1" is not a valid date',
        f"{item}: RRP is missing",
    }


def test_the_smallest_documents(together: Report) -> None:
    """A document holds what it shows and what it must have; of a long value the length is told."""
    fact = fact_at(together, "max-length-lowered", "Username")
    lines = fact.witnesses["request-xml"].shown.splitlines()
    assert [line.strip() for line in lines] == [
        '<AddCustomerLog xmlns="NetoAPI">',
        '<CustomerLogs xmlns="">',
        "<CustomerLog>",
        "<Username>aaa…</Username>  (21 characters)",
        "</CustomerLog>",
        "</CustomerLogs>",
        "</AddCustomerLog>",
    ]
    fact = fact_at(together, "became-required", "RRP")
    root = etree.parse(io.BytesIO(fact.witnesses["request-xml"].document.encode())).getroot()
    assert [element.tag.rpartition("}")[2] for element in root.iter()] == ["AddItem", "Item", "SKU"]


def test_json_is_what_a_client_sends(together: Report) -> None:
    """A document in JSON is what a client of today sends: texts, and a list where several may be."""
    fact = fact_at(together, "max-length-lowered", "ParentSKU")
    assert fact.witnesses["request-json"].document == (
        '{"Item":[{"SKU":"text","ParentSKU":"aaaaaaaaaaaaaaaa","RRP":"1"}]}'
    )
    assert fact_at(together, "became-list", "DefaultPrice").verdicts["request-json"] is Verdict.SAFE


def test_what_one_pastes(together: Report) -> None:
    """The report fits a comment, and no line of what is shown is longer than a screen is wide."""
    assert len(to_markdown(together)) < COMMENT
    text = to_text(together, lambda text, **_: text, explain=True)
    shown = [line for line in text.splitlines() if line.startswith(" " * 8)]
    assert shown
    assert max(map(len, shown)) < 120
    assert "aaaa" not in text
