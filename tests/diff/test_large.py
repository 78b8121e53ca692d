"""Comparisons of schemas whose documents are too large to be made."""

from __future__ import annotations

import pytest

from neto_gen.diff.checks import Verdict
from tests.contract.test_size import typed
from tests.diff.test_operations import compared, side
from tests.support import pair


def report_of(old: str, new: str) -> tuple[list[str], set[str | None], Verdict]:
    """The checks that found something, their notes, and the most severe verdict."""
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
