"""One change is one fact, however often what changed is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.diff.rules.checks import Verdict
from tests.diff.cases import HEAD, e, of, seq
from tests.diff.judges import compared
from tests.support import pair, run_in_new_python, write_files

if TYPE_CHECKING:
    from pathlib import Path


def code(most: int) -> str:
    """Return a type that changes."""
    return (
        '<xs:simpleType name="Code"><xs:restriction base="xs:string">'
        f'<xs:maxLength value="{most}"/></xs:restriction></xs:simpleType>'
    )


def test_thousand_elements(tmp_path: Path) -> None:
    """A simple type that a thousand elements have changes once."""
    fields = "".join(f'<xs:element name="F{n}" type="Code" minOccurs="0"/>' for n in range(1000))
    root = f'<xs:element name="X"><xs:complexType>{seq(fields)}</xs:complexType></xs:element>'
    old, new = (f"{HEAD}{root}{code(most)}</xs:schema>" for most in (9, 5))
    (fact,) = compared(tmp_path, old, new).facts
    assert (fact.id, fact.uses, str(fact.new_location)) == (
        "max-length-lowered",
        1000,
        f"new/X.xsd:1:{new.index('<xs:simpleType') + 1}",
    )
    assert fact.verdicts["request-xml"] is Verdict.BREAKING


def test_thousand_records(tmp_path: Path) -> None:
    """A complex type that a thousand elements have changes once."""
    uses = "".join(f'<xs:element name="R{n}" type="T" minOccurs="0"/>' for n in range(1000))
    old, new = (
        f'{HEAD}<xs:element name="X"><xs:complexType>{seq(uses)}</xs:complexType></xs:element>'
        f'<xs:complexType name="T">{seq(e("A"), more)}</xs:complexType></xs:schema>'
        for more in ("", e("B"))
    )
    (fact,) = compared(tmp_path, old, new).facts
    assert (fact.id, fact.path, fact.uses) == ("element-added-required", "X/R0/B", 1000)


def test_recursive(tmp_path: Path) -> None:
    """Types that hold themselves, and each other, are compared to the end, once."""
    old, new = (
        f'{HEAD}<xs:element name="X" type="T"/><xs:complexType name="T">'
        + seq(
            '<xs:element name="Child" type="T" minOccurs="0" maxOccurs="unbounded"/>',
            '<xs:element name="Other" type="U" minOccurs="0"/>',
        )
        + '</xs:complexType><xs:complexType name="U">'
        + seq('<xs:element name="Back" type="T" minOccurs="0"/>', of("Code", f"maxLength={most}"))
        + "</xs:complexType></xs:schema>"
        for most in (9, 5)
    )
    (fact,) = compared(tmp_path, old, new).facts
    assert (fact.id, fact.path) == ("max-length-lowered", "X/Other/Code")
    assert fact.witnesses["request-xml"].document.count("<Other") == 1


def test_roots_that_share(tmp_path: Path) -> None:
    """A fact names every root element that it is reached from."""
    old, new = (
        f'{HEAD}<xs:element name="X" type="T"/><xs:element name="Y" type="T"/>'
        f'<xs:complexType name="T">{seq(of("Code", f"maxLength={most}"))}</xs:complexType>'
        "</xs:schema>"
        for most in (9, 5)
    )
    (fact,) = compared(tmp_path, old, new).facts
    assert (fact.operations, fact.directions) == (("X", "Y"), ("request", "response"))


def test_the_report_is_the_same_with_every_seed_of_hashes(tmp_path: Path) -> None:
    """Two runs over the same schemas print the same, in whatever order sets come."""
    fields = {"old": ["A", "B?", "C*", "D?"], "new": ["A?", "C", "E", "F?"]}
    for side, names in fields.items():
        content = "".join(e(name) for name in names)
        write_files(tmp_path / side, pair("AddThing", content, content))
    printed = [
        run_in_new_python(
            *("diff", "old", "new", "--format", "json"),
            cwd=tmp_path,
            environment={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert "element-added-required" in printed[0]
    assert printed[0] == printed[1]
