"""What is found inside an element that has moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.diff.reports.report import make_report
from neto_gen.diff.rules.checks import Verdict
from neto_gen.diff.rules.policy import policy_of
from neto_gen.diff.sides.side import read_side
from neto_gen.sources import MemoryFolder
from tests.diff.cases import e, of, record, seq
from tests.support import NETO, pair

if TYPE_CHECKING:
    from neto_gen.diff.rules.facts import Fact
    from neto_gen.diff.sides.side import Side


def facts(old: str, new: str) -> dict[tuple[str, str], Fact]:
    """Return the facts between two contents of a request, by kind and place."""
    sides: list[Side] = []
    for shown, content in (("old", old), ("new", new)):
        files = pair("AddItem", content, e("Done"))
        folder = MemoryFolder(shown, {name: text.encode() for name, text in files.items()})
        sides.append(read_side(shown, folder, folder.operations()))
    report = make_report(sides[0], sides[1], policy_of(NETO), NETO)
    return {(fact.id, fact.path): fact for fact in report.facts}


OLD = record("Box", seq(of("Note", "maxLength=20", 'minOccurs="0"') + e("Size?")))
NEW = record("Box", seq(of("Note", "maxLength=10", 'minOccurs="0"') + e("Size")))


@pytest.mark.parametrize(
    ("old", "new", "moved", "place"),
    [
        (e("A?") + OLD, e("A?") + record("Wrap", seq(NEW)), "element-wrapped", "Wrap/Box"),
        (e("A?") + record("Wrap", seq(OLD)), e("A?") + NEW, "element-unwrapped", "Box"),
        (
            record("One", seq(e("A?") + OLD)) + record("Two", seq(e("B?"))),
            record("One", seq(e("A?"))) + record("Two", seq(e("B?") + NEW)),
            "element-moved",
            "Two/Box",
        ),
    ],
)
def test_what_changes_inside(old: str, new: str, moved: str, place: str) -> None:
    """An element that has moved is compared with what it was, with documents of it alone."""
    found = facts(old, new)
    changed = {check: fact for (check, path), fact in found.items() if f"{place}/" in path}
    assert {*changed} == {"max-length-lowered", "became-required"}
    assert any(check == moved for check, _ in found)
    for fact in changed.values():
        assert fact.path.startswith(f"AddItem/{place}/")
        assert fact.verdicts["request-xml"] is fact.verdicts["request-json"] is Verdict.BREAKING
        assert fact.witnesses["request-xml"].document.startswith("<Box")
    assert "at most 10" in changed["max-length-lowered"].witnesses["request-xml"].reason
    assert changed["became-required"].witnesses["request-json"].reason == "Box: Size is missing"
    names = map(str, changed["became-required"].python_changes)
    assert [*names] == ["add_item.Box.size: str | None → str"]


def test_an_element_that_is_itself_another() -> None:
    """What changes about the element that has moved is found as well, whatever it holds."""
    box = of("Box", "maxLength=3", 'nillable="true"')
    found = facts(record("Wrap", seq(box)) + e("Z?"), of("Box", "maxLength=3") + e("Z?"))
    assert {check for check, _ in found} == {"element-unwrapped", "nillable-removed"}
    (nil,) = (fact for (check, _), fact in found.items() if check == "nillable-removed")
    assert nil.witnesses["request-xml"].reason == "Box: xsi:nil is not allowed"


def test_an_element_that_only_moved() -> None:
    """Of an element that holds what it held, nothing else is said."""
    found = facts(e("A?") + OLD, e("A?") + record("Wrap", seq(OLD)))
    assert [*found] == [("element-wrapped", "AddItem/Box")]
