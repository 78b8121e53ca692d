"""What is found of single members: defaults, renames, and how often they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.diff.rules.checks import Verdict
from tests.diff.cases import HEAD, attr, choice, e, every, record, seq
from tests.diff.judges import compared

if TYPE_CHECKING:
    from pathlib import Path

    from neto_gen.diff.rules.facts import Fact


def facts(folder: Path, old: str, new: str, more: tuple[str, str] = ("", "")) -> dict[str, Fact]:
    """Return the facts between two contents of a root, by id."""
    before, after = (
        f"{HEAD}{record('X', content)}{rest}</xs:schema>"
        for content, rest in zip((old, new), more, strict=True)
    )
    found = compared(folder, before, after).facts
    assert len({fact.id for fact in found}) == len(found)
    return {fact.id: fact for fact in found}


@pytest.mark.parametrize(
    ("check", "old", "new"),
    [
        ("default-removed", 'default="4"', ""),
        ("fixed-removed", 'fixed="4"', ""),
    ],
)
def test_an_element_that_may_no_longer_be_empty(
    check: str, old: str, new: str, tmp_path: Path
) -> None:
    """Without its default, an empty element is no number: it breaks who sends one."""
    found = facts(tmp_path, seq(e("A?", "int", old)), seq(e("A?", "int", new)))
    assert {*found} == {check}
    assert found[check].verdicts["request-xml"] is Verdict.BREAKING
    assert "<A" in found[check].witnesses["request-xml"].document


def test_an_element_that_may_still_be_empty(tmp_path: Path) -> None:
    """Where a text may be empty, or a fixed value takes the place of a default, nothing is refused."""
    default = facts(tmp_path / "1", seq(e("A", more='default="x"')), seq(e("A")))
    assert default["default-removed"].verdicts["request-xml"] is Verdict.RISK
    both = facts(
        tmp_path / "2",
        seq(e("A", "int", 'default="1"')),
        seq(e("A", "int", 'fixed="1"')),
    )
    assert both["default-removed"].verdicts["request-xml"] is Verdict.RISK


def test_an_attribute_without_its_default(tmp_path: Path) -> None:
    """A default of an attribute fills one that is absent, so that without it nothing is refused."""
    found = facts(tmp_path, attr("a", 'default="1"', "int"), attr("a", "", "int"))
    assert found["default-removed"].verdicts["request-xml"] is Verdict.RISK


def test_an_attribute_that_is_renamed_with_another_type(tmp_path: Path) -> None:
    """An attribute with nearly the same name is a rename, as an element is, also with another type."""
    for name, old, new in (
        ("1", attr("currencyCode"), attr("currency_code", "", "token")),
        ("2", seq(e("currencyCode")), seq(e("currency_code", "token"))),
    ):
        kind = "attribute" if name == "1" else "element"
        found = facts(tmp_path / name, old, new)
        assert {*found} == {f"{kind}-renamed", "type-narrowed"}


ABSTRACT = (
    '<xs:complexType name="Base" abstract="true"><xs:sequence><xs:element name="A" type="xs:string"/>'
    "</xs:sequence></xs:complexType>"
)
DERIVED = (
    '<xs:complexType name="{}"><xs:complexContent><xs:extension base="Base"><xs:sequence>'
    '<xs:element name="{}" type="xs:string" minOccurs="{}"/></xs:sequence></xs:extension>'
    "</xs:complexContent></xs:complexType>"
)


def test_a_derived_type_that_is_renamed(tmp_path: Path) -> None:
    """It is one rename, however many elements may have the type, and what is in it is compared."""
    content = seq('<xs:element name="E" type="Base"/>', '<xs:element name="F" type="Base"/>')
    found = facts(
        tmp_path,
        content,
        content,
        (
            ABSTRACT + DERIVED.format("CardPayment", "B", 0),
            ABSTRACT + DERIVED.format("PaymentByCard", "B", 1),
        ),
    )
    assert {*found} == {"derived-type-renamed", "became-required"}
    assert found["derived-type-renamed"].change == "CardPayment → PaymentByCard"
    assert found["derived-type-renamed"].uses == 2


def test_a_derived_type_that_is_another_one(tmp_path: Path) -> None:
    """A type that holds something else is no rename."""
    content = seq('<xs:element name="E" type="Base"/>')
    old, new = DERIVED.format("CardPayment", "Number", 1), DERIVED.format("Cash", "Till", 1)
    found = facts(tmp_path, content, content, (ABSTRACT + old, ABSTRACT + new))
    assert {*found} == {"derived-type-removed", "derived-type-added"}


def test_a_sequence_that_becomes_a_repeated_choice(tmp_path: Path) -> None:
    """It is said which members became lists, and which were certain to come; and so on the way back."""
    old = seq(e("A"), e("B?"), e("C*"))
    new = choice(e("A"), e("B"), e("C"), occurs='maxOccurs="unbounded"')
    there = facts(tmp_path / "1", old, new)
    assert {*there} == {"sequence-to-repeated-choice"}
    assert there["sequence-to-repeated-choice"].note == (
        "became lists: A, B; no longer certain to come: A; readers can no longer rely on the order"
    )
    back = facts(tmp_path / "2", new, old)
    assert back["repeated-choice-to-sequence"].note == (
        "became single: A, B; certain to come now: A"
    )


def test_order_alone(tmp_path: Path) -> None:
    """Lists that may stand in any order are in JSON one list of the content, whose order counts."""
    old = seq(e("A*"), e("B*"))
    new = choice(e("A"), e("B"), occurs='minOccurs="0" maxOccurs="unbounded"')
    verdicts = facts(tmp_path, new, old)["repeated-choice-to-sequence"].verdicts
    assert verdicts["request-xml"] is verdicts["request-json"] is Verdict.BREAKING


def test_a_member_that_is_required_in_another_model(tmp_path: Path) -> None:
    """That order is free breaks nobody who sends, and readers are told that it is not certain."""
    found = facts(tmp_path, seq(e("A?"), e("B?")), every(e("A"), e("B?")))
    assert found["sequence-to-all"].note == "readers can no longer rely on the order"
    assert {check: fact.verdicts["request-xml"] for check, fact in found.items()} == {
        "sequence-to-all": Verdict.SAFE,
        "became-required": Verdict.BREAKING,
    }
