"""What a document says of the types of its elements, where the schema leaves that open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.support import build_and_import, pair

if TYPE_CHECKING:
    from pathlib import Path

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
XS = "http://www.w3.org/2001/XMLSchema"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
MONEY = (
    '<xs:complexType name="Money"><xs:simpleContent><xs:extension base="xs:decimal">'
    '<xs:attribute name="currency"/></xs:extension></xs:simpleContent></xs:complexType></xs:schema>'
)


def built(folder: Path, fields: str) -> Any:
    """Return the module of an operation whose request has these fields."""
    files = {
        name: text.replace("</xs:schema>", MONEY).replace(' xmlns="NetoAPI"', "")
        for name, text in pair("AddThing", request=fields).items()
    }
    files = {n: t.replace('targetNamespace="NetoAPI"', "") for n, t in files.items()}
    return build_and_import(folder, files, dialect="xsd").add_thing


@pytest.mark.parametrize(
    "field",
    [
        '<xs:element name="Value" type="xs:anySimpleType"/>',
        '<xs:element name="Value"/>',
        '<xs:any processContents="skip"/>',
    ],
)
def test_the_type_of_a_value_of_any_type_is_kept(tmp_path: Path, field: str) -> None:
    """Where any type may stand, the one that the document names goes out again, under any prefix."""
    thing = built(tmp_path, field).AddThing
    document = (
        f'<AddThing {XSI} xmlns:any="{XS}"><Value xsi:type="any:decimal">12.50</Value></AddThing>'
    )
    for record in (thing.from_xml(document), thing.from_json(thing.from_xml(document).to_json())):
        (value,) = etree.fromstring(record.to_xml())
        prefix, _, local = value.get(TYPE, "").partition(":")
        assert (value.text, value.nsmap[prefix], local) == ("12.50", XS, "decimal")


def test_a_value_of_any_simple_type_is_a_text(tmp_path: Path) -> None:
    """Where a document names no type, such a value is its text, as it came."""
    thing = built(tmp_path, '<xs:element name="Value" type="xs:anySimpleType"/>').AddThing
    record = thing.from_xml("<AddThing><Value>12.50</Value></AddThing>")
    assert record.value == "12.50"
    assert record.to_json() == b'{"Value":"12.50"}'


def test_attributes_of_a_simple_element_are_not_lost(tmp_path: Path) -> None:
    """An element of a simple type that names another type keeps that, with the attributes of that type."""
    field = '<xs:element name="Price" type="xs:decimal" minOccurs="0"/>'
    thing = built(tmp_path, field).AddThing
    document = f'<AddThing {XSI}><Price xsi:type="Money" currency="EUR">5.00</Price></AddThing>'
    record = thing.from_xml(document)
    assert str(record.price) == "5.00"
    assert record.extra == {"Price": {"@xsi:type": "Money", "@currency": "EUR"}}
    assert 'xsi:type="Money" currency="EUR">5.00<' in record.to_xml().decode()
    for simple in ('xsi:type="Money"', 'xsi:nil="false"'):
        plain = document.replace('xsi:type="Money" currency="EUR"', simple)
        assert str(thing.from_xml(plain).price) == "5.00"


def test_an_empty_element_that_repeats_is_the_default(tmp_path: Path) -> None:
    """What is there and empty holds the default, repeated or not, and nil stays nil."""
    fields = "".join(
        f'<xs:element name="{name}" type="xs:{type_}" minOccurs="0" maxOccurs="9" {more}/>'
        for name, type_, more in (
            ("Number", "int", 'default="7"'),
            ("Text", "string", 'default="zz"'),
            ("Nil", "int", 'default="7" nillable="true"'),
            ("Fixed", "string", 'fixed="12"'),
        )
    )
    thing = built(tmp_path, fields).AddThing
    record = thing.from_xml(
        f"<AddThing {XSI}><Number/><Number>3</Number><Text/><Text>x</Text>"
        '<Nil/><Nil xsi:nil="true"/><Nil>3</Nil><Fixed/><Fixed>12</Fixed></AddThing>'
    )
    assert record.number == [7, 3]
    assert record.text == ["zz", "x"]
    assert record.nil == [7, None, 3]
    assert record.fixed == ["12", "12"]
    assert thing.from_xml(record.to_xml()) == record
    assert thing.from_json(record.to_json()) == record


def test_defaults_of_what_may_hold_elements(tmp_path: Path) -> None:
    """An element of any type, or of mixed content, is its default where it is there and empty."""
    mixed = (
        '<xs:complexType mixed="true"><xs:sequence minOccurs="0"><xs:element name="b"/>'
        "</xs:sequence></xs:complexType>"
    )
    fields = (
        '<xs:element name="Free" default="a" minOccurs="0"/>'
        '<xs:element name="Always" fixed="b" minOccurs="0" maxOccurs="2"/>'
        f'<xs:element name="Mixed" default="c" minOccurs="0">{mixed}</xs:element>'
    )
    thing = built(tmp_path, fields).AddThing
    record = thing.from_xml("<AddThing><Free/><Always/><Mixed/></AddThing>")
    assert (record.free, record.always, record.mixed.content) == ("a", ["b"], ["c"])
    assert thing.from_xml(record.to_xml()) == record
    assert thing.from_json(record.to_json()) == record
    other = thing.from_xml("<AddThing><Free>x</Free><Mixed>y<b/></Mixed></AddThing>")
    assert (other.free, other.mixed.content[0]) == ("x", "y")
