"""Schemas that say the same in other words have no changes between them."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from tests.diff.cases import HEAD, attr, choice, e, every, of, record, seq, text_with
from tests.diff.judges import compared

if TYPE_CHECKING:
    from pathlib import Path


def x(content: str, more: str = "") -> str:
    """Return a schema whose root has this content."""
    return (
        f'{HEAD}<xs:element name="X"><xs:complexType>{content}</xs:complexType></xs:element>'
        f"{more}</xs:schema>"
    )


TYPE = '<xs:simpleType name="T"><xs:restriction base="xs:string"><xs:maxLength value="5"/></xs:restriction></xs:simpleType>'
STEPS = TYPE.replace('value="5"', 'value="9"').replace('"T"', '"U"') + TYPE.replace(
    "xs:string", "U"
)
UNION = '<xs:simpleType><xs:union memberTypes="{}"/></xs:simpleType>'
SAME = {
    "a truth that is spelled in another way": (
        x(attr("a", 'fixed="1"', "boolean")),
        x(attr("a", 'fixed="true"', "boolean")),
        x(attr("a", 'fixed=" true "', "boolean")),
    ),
    "a default in other digits or space": (
        x(seq(e("A", "decimal", 'default="1.0"'), e("B", "token", 'default="a b"'))),
        x(seq(e("A", "decimal", 'default="01.00"'), e("B", "token", 'default=" a  b "'))),
    ),
    "bytes in other letters": (
        x(seq(of("A", "base=hexBinary enumeration=AB enumeration=cd"))),
        x(seq(of("A", "base=hexBinary enumeration=ab enumeration=CD"))),
    ),
    "a default of a list in other space": (
        x(seq(e("A", "NMTOKENS", 'default="a b"'))),
        x(seq(e("A", "NMTOKENS", 'default="a  b"'))),
    ),
    "the text of a record with a default": (
        x(seq(record("A", text_with(attr("b"), "int"), 'default="1"'))),
        x(seq(record("A", text_with(attr("b"), "int"), 'default="01"'))),
    ),
    "a member of a union that another one covers": (
        x(seq(of("A", UNION.format("xs:int xs:short")))),
        x(seq(of("A", UNION.format("xs:int")))),
        x(seq(of("A", UNION.format("xs:byte xs:int xs:short")))),
    ),
    "named or anonymous simple type": (
        x(seq(of("A", "maxLength=5"))),
        x(seq('<xs:element name="A" type="T"/>'), TYPE),
        x(seq('<xs:element name="A" type="T"/>'), STEPS),
        x(seq('<xs:element name="A"><xs:simpleType><xs:restriction base="T"/></xs:simpleType></xs:element>'), TYPE),
    ),
    "named, anonymous, extended or renamed complex type": (
        x(seq(f'<xs:element name="P"><xs:complexType>{seq(e("A"), e("B?"))}</xs:complexType></xs:element>')),
        x(seq('<xs:element name="P" type="T"/>'), f'<xs:complexType name="T">{seq(e("A"), e("B?"))}</xs:complexType>'),
        x(seq('<xs:element name="P" type="V"/>'), f'<xs:complexType name="V">{seq(e("A"), e("B?"))}</xs:complexType>'),
        x(
            seq('<xs:element name="P" type="T"/>'),
            f'<xs:complexType name="S" abstract="true">{seq(e("A"))}</xs:complexType><xs:complexType name="T"><xs:complexContent>'
            f'<xs:extension base="S">{seq(e("B?"))}</xs:extension></xs:complexContent></xs:complexType>',
        ),
    ),
    "group or its particles": (
        x(seq(e("A"), e("B"))),
        x('<xs:group ref="G"/>', f'<xs:group name="G">{seq(e("A"), e("B"))}</xs:group>'),
        x(seq('<xs:group ref="G"/>'), f'<xs:group name="G">{seq(e("A"), e("B"))}</xs:group>'),
        x(seq(e("A"), seq(e("B")))),
        x(seq(seq(e("A")), e("B", more='minOccurs="1" maxOccurs="1"'))),
        x(seq(choice(e("A")), e("B"))),
    ),
    "attribute group or attributes": (
        x(seq(e("A")) + attr("b") + attr("c")),
        x(seq(e("A")) + attr("c") + attr("b")),
        x(seq(e("A")) + '<xs:attributeGroup ref="G"/>', f'<xs:attributeGroup name="G">{attr("b")}{attr("c")}</xs:attributeGroup>'),
    ),
    "choice in choice": (
        x(choice(e("A"), e("B"), e("C"))),
        x(choice(e("A"), choice(e("B"), e("C")))),
        x(choice(e("C"), e("B"), e("A"))),
    ),
    "members of all in another order": (
        x(every(e("A"), e("B?"))),
        x(every(e("B?"), e("A"))),
    ),
    "facets restated, bounds and presets spelled differently": (
        x(seq(of("A", "base=int minExclusive=0 maxInclusive=9"), e("B", "decimal", 'default="1.0"'))),
        x(seq(of("A", "base=int minInclusive=1 maxExclusive=10"), e("B", "decimal", 'default="1.00"'))),
        x(seq(of("A", "base=short minInclusive=1 maxInclusive=9 totalDigits=9").replace('<xs:totalDigits value="9"/>', ""), e("B", "decimal", 'default="1"'))),
    ),
    "values in another order, and twice": (
        x(seq(of("A", "enumeration=a enumeration=b"))),
        x(seq(of("A", "enumeration=b enumeration=a"))),
    ),
    "patterns that match the same": (
        x(seq(of("A", "pattern=a|b"))),
        x(seq(of("A", "pattern=[ab]"))),
        x(seq(of("A", "pattern=a pattern=b"))),
    ),
    "prefixes, comments, attribute order, entities, documentation, version": (
        x(seq(e("A"))),
        x(seq('<!-- why -->  <xs:element type="xs:string" name="&#65;"/>')),
        x(seq(e("A"))).replace("xs:", "s:").replace("xmlns:xs=", "xmlns:s="),
        x(seq(e("A"))).replace("<xs:schema ", '<xs:schema version="2" id="i" '),
        "\ufeff" + x(seq(e("A"))).replace(">", ">\r\n"),
        x(seq('<xs:element name="A" type="xs:string"><xs:annotation><xs:documentation>It.</xs:documentation></xs:annotation></xs:element>')),
    ),
    "unused types, and other order of declarations": (
        x(seq('<xs:element name="A" type="T"/>'), TYPE),
        x(seq('<xs:element name="A" type="T"/>'), TYPE + TYPE.replace('"T"', '"Unused"')),
        x(seq('<xs:element name="A" type="T"/>'), TYPE).replace(HEAD, HEAD + TYPE, 1)[: -len(TYPE + "</xs:schema>")]
        + "</xs:schema>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SAME)
def test_silent(kind: str, tmp_path: Path) -> None:
    """The same contract in other words is no change, in either direction."""
    for number, (one, other) in enumerate(permutations(SAME[kind], 2)):
        found = [(f.id, f.old, f.new) for f in compared(tmp_path / str(number), one, other).facts]
        assert found == [], (one, other)
