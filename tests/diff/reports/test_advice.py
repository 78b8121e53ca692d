"""What a changelog says is to be done about each change that breaks somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.diff.reports.advice import what_to_do
from neto_gen.diff.rules.checks import Verdict
from tests.diff.compare.test_operations import compared, side
from tests.support import pair

if TYPE_CHECKING:
    from neto_gen.diff.rules.facts import Fact


def text(name: str, most: int, least: int = 0) -> str:
    """Return an element with a text of so many characters."""
    return (
        f'<xs:element name="{name}" minOccurs="{least}"><xs:simpleType><xs:restriction '
        f'base="xs:string"><xs:maxLength value="{most}"/></xs:restriction></xs:simpleType></xs:element>'
    )


def facts(old: str, new: str, *, response: bool = False) -> list[Fact]:
    """Return the breaking facts when the fields of a message change."""
    before, after = (
        side(shown, pair("AddThing", "" if response else text, text if response else ""))
        for shown, text in (("old", old), ("new", new))
    )
    report = compared(before, after)
    breaks = [fact for fact in report.facts if fact.worst is Verdict.BREAKING]
    return [fact for fact in breaks if fact.id != "json-token-changed"]


KEPT = text("Kept", 9)


@pytest.mark.parametrize(
    ("old", "new", "advice"),
    [
        (
            text("CustomerReference", 9),
            text("CustomerReferences", 9),
            "replace <add_thing.AddThing.customer_reference> with <customer_references>",
        ),
        (text("Gone", 9), "", "replace <add_thing.AddThing.gone>, which was removed"),
        ("", text("Come", 9, 1), "give <add_thing.AddThing.come>, which is required"),
        (text("Size", 9), text("Size", 5), "send at most <5> characters in <AddThing/Size>"),
        (
            '<xs:element name="Size" type="xs:string" minOccurs="0"/>',
            '<xs:element name="Size" type="xs:int" minOccurs="0"/>',
            "use <int | None> for <add_thing.AddThing.size>, which was <str | None>",
        ),
    ],
)
def test_advice(old: str, new: str, advice: str) -> None:
    """What to do is said with the names of the package, or else with what may be sent."""
    (fact,) = facts(KEPT + old, KEPT + new)
    assert what_to_do(fact, "<{}>".format) == advice


def test_advice_for_who_reads() -> None:
    """Of a response, it is said how a field is read."""
    old, new = (
        f'{KEPT}<xs:element name="Size" type="xs:{name}" minOccurs="0"/>'
        for name in ("int", "string")
    )
    (fact,) = facts(old, new, response=True)
    advice = what_to_do(fact, "<{}>".format)
    assert advice.startswith("read <add_thing.")
    assert advice.endswith("as <str | None>, which was <int | None>")
