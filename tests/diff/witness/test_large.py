"""Comparisons of schemas whose documents are too large to be made."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from neto_gen.diff.rules.checks import Verdict
from neto_gen.diff.witness import search
from tests.contract.resolve.test_size import typed
from tests.diff.compare.test_operations import compared, side
from tests.support import pair, root, schema

if TYPE_CHECKING:
    from collections.abc import Callable


def report_of(old: str, new: str) -> tuple[list[str], set[str | None], Verdict]:
    """Return the checks that found something, their notes, and the most severe verdict."""
    report = compared(
        side("old", {**pair("AddThing"), "AddThing.xsd": old}),
        side("new", {**pair("AddThing"), "AddThing.xsd": new}),
    )
    notes = {fact.note for fact in report.facts}
    worst = max((fact.worst for fact in report.facts), default=Verdict.NONE)
    return [fact.id for fact in report.facts], notes, worst


def test_a_smallest_document_that_is_too_large() -> None:
    """What breaks is breaking also where no document can be made that shows it, and says so."""
    found, notes, worst = report_of(typed(40, "ab"), typed(40, "cb"))
    assert "element-removed-required" in found
    assert notes == {None, "documents that show it are too large to look for"}
    assert worst is Verdict.BREAKING


@pytest.mark.parametrize("levels", [249])
def test_a_document_that_is_too_deep(levels: int) -> None:
    """A change at the end of a long way down is found, whether or not a document can show it."""
    old = typed(levels, "a")
    last = f'<xs:complexType name="t{levels}"><xs:sequence>'
    new = old.replace(
        f"{last.removesuffix('<xs:sequence>')}<xs:sequence/>",
        f'{last}<xs:element name="Z" type="xs:string"/></xs:sequence>',
    )
    found, _, worst = report_of(old, new)
    assert "content-became-nonempty" in found or "element-added-required" in found
    assert worst is Verdict.BREAKING


def calls(work: Callable[[], object]) -> int:
    """Return how many functions are called: a measure of time without a clock."""
    count = 0

    def note(_frame: object, _event: str, _argument: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def chained(length: int, attributes: str, head: str = "") -> str:
    """Return a schema with elements each of which may stand in the place of the one before."""
    members = "".join(
        f'<xs:element name="H{number}" substitutionGroup="H{number - 1}" {attributes}/>'
        for number in range(1, length)
    )
    first = f'<xs:element name="H0" {head or attributes}/>'
    field = '<xs:element ref="H0" minOccurs="0"/>'
    return schema(first + members + root("AddThing", field))


@pytest.mark.parametrize(
    ("attributes", "head"),
    [
        ("", 'type="xs:string"'),
        ("", ""),
        ('type="xs:string"', ""),
        ('abstract="true"', 'type="xs:string" abstract="true"'),
    ],
)
@pytest.mark.parametrize("change", ["another head", "one more", "half as many"])
def test_a_long_chain_of_substitutes(
    attributes: str, head: str, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chain that is four times as long is compared with four times as much work."""
    monkeypatch.setattr(search, "_MOST_PLACES_OF_ALL", 1000)
    counts: list[int] = []
    for length in (30, 120):
        new = {
            "another head": chained(length, attributes, head.replace("string", "int")),
            "one more": chained(length + 1, attributes, head),
            "half as many": chained(length // 2, attributes, head),
        }[change]
        old = chained(length, attributes, head)
        counts.append(calls(lambda old=old, new=new: report_of(old, new)))  # type: ignore[misc]
    assert counts[1] < 6 * counts[0]


def test_many_changes_of_a_large_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks is breaking also where there are too many changes to look for each, and says so."""
    old, new = chained(50, "", 'type="xs:string"'), chained(50, "", 'type="xs:int"')
    found, notes, worst = report_of(old, new)
    assert (len(found), notes, worst) == (100, {None}, Verdict.BREAKING)
    monkeypatch.setattr(search, "_MOST_PLACES_OF_ALL", 1000)
    less = report_of(old, new)
    assert less[0] == found
    assert less[1] == {None, "documents that show it are too large to look for"}
    assert less[2] is Verdict.BREAKING
