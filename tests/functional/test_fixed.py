"""Values that the schema gives: what stands where nothing is said, and what can only be one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.support import XS, build_and_import

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = rf"""
<xs:schema {XS}>
<xs:simpleType name="Numbers"><xs:list itemType="xs:int"/></xs:simpleType>
<xs:simpleType name="Days"><xs:list itemType="xs:date"/></xs:simpleType>
<xs:simpleType name="Any"><xs:union memberTypes="xs:int xs:date Numbers xs:token"/></xs:simpleType>
<xs:simpleType name="Short"><xs:restriction base="xs:double"><xs:pattern value="\d\.\dE\d"/></xs:restriction></xs:simpleType>
<xs:element name="NAME"><xs:complexType><xs:sequence>
<xs:element name="Numbers" type="Numbers" default="1 2" minOccurs="0"/>
<xs:element name="Always" type="Numbers" fixed="007 +1" minOccurs="0"/>
<xs:element name="Days" type="Days" default="2026-01-31 2026-02-28Z" minOccurs="0"/>
<xs:element name="Any" type="Any" default="2026-01-31" minOccurs="0" maxOccurs="3"/>
<xs:element name="Padded" type="Any" fixed="007" minOccurs="0"/>
<xs:element name="Flagged" fixed="1.0" minOccurs="0"><xs:simpleType>
<xs:union memberTypes="xs:boolean xs:double"/></xs:simpleType></xs:element>
<xs:element name="Short" type="Short" fixed="1.5E3" minOccurs="0"/>
<xs:element name="Flag" type="xs:boolean" fixed="1" minOccurs="0"/>
<xs:element name="Count" type="xs:int" fixed="+1" minOccurs="0"/>
<xs:element name="Not" type="xs:double" fixed="NaN" minOccurs="0"/>
</xs:sequence><xs:attribute name="several" type="Numbers" default="3 4"/>
<xs:attribute name="day" type="xs:date" fixed="2026-01-31Z"/></xs:complexType></xs:element>
</xs:schema>
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the root of a client of that schema."""
    files = {f"{name}.xsd": SCHEMA.replace("NAME", name) for name in ("Thing", "ThingResponse")}
    return build_and_import(tmp_path_factory.mktemp("fixed"), files, dialect="xsd").thing.Thing


def is_valid(text: bytes) -> bool:
    """Tell whether libxml2 calls a document valid."""
    schema = etree.XMLSchema(etree.fromstring(SCHEMA.replace("NAME", "Thing")))
    return bool(schema.validate(etree.fromstring(text)))


def test_what_is_empty_has_the_value_of_the_schema(root: Any) -> None:
    """A list or a value of several types that is empty, or not there, is what its schema says."""
    record = root.from_xml("<Thing><Numbers/><Days/><Any/><Any>7</Any></Thing>", strict=True)
    assert (record.numbers, record.several) == ([1, 2], [3, 4])
    assert [str(day) for day in record.days] == ["2026-01-31", "2026-02-28Z"]
    assert record.any == [date(2026, 1, 31), 7]
    assert is_valid(record.to_xml())
    assert root.from_json(record.to_json(), strict=True) == record


def test_a_list_of_the_schema_is_of_one_record_alone(root: Any) -> None:
    """Who adds to a list that a record has from its schema changes no other record."""
    text = "<Thing><Numbers/></Thing>"
    record = root.from_xml(text)
    record.numbers.append(3)
    record.several.append(5)
    assert (root.from_xml(text).numbers, root.from_xml(text).several) == ([1, 2], [3, 4])


@pytest.mark.parametrize(
    "content",
    [
        "<Always/>",
        "<Always>007 +1</Always>",
        "<Padded>007</Padded>",
        "<Short>1.5E3</Short><Flag>1</Flag><Count>+1</Count><Not>NaN</Not>",
        "<Short/><Flag/><Count/><Not/>",
    ],
)
def test_a_fixed_value_is_written_as_the_schema_spells_it(root: Any, content: str) -> None:
    """What can only be one value is accepted, and written in a way that every validator accepts."""
    record = root.from_xml(f"<Thing>{content}</Thing>", strict=True)
    written = record.to_xml()
    assert is_valid(written)
    assert root.from_xml(written, strict=True).to_xml() == written
    assert root.from_json(record.to_json(), strict=True).to_xml() == written


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<Thing><Always>7</Always></Thing>", "Thing.Always: [7] is not [7, 1], the only value"),
        ("<Thing><Padded>8</Padded></Thing>", "Thing.Padded: 8 is not 7, the only value"),
        ("<Thing><Flagged>1</Flagged></Thing>", "Thing.Flagged: True is not 1.0, the only value"),
        ("<Thing><Short>1.5E2</Short></Thing>", "Thing.Short: 150.0 is not 1500.0, the only value"),
        ('<Thing day="2026-01-31"/>', "is not Date('2026-01-31Z'), the only value it can have"),
    ],
)
def test_another_value_than_the_fixed_one_is_refused(root: Any, text: str, problem: str) -> None:
    """A value beside the only one is told, also in a list, and of a date with its time zone."""
    assert not is_valid(text.encode())
    with pytest.raises(Exception, match="the only value") as caught:
        root.from_xml(text, strict=True)
    assert problem in str(caught.value)
    with pytest.raises(Exception, match="the only value"):
        root.from_xml(text).to_xml()


REQUIRED = f"""
<xs:schema {XS}><xs:element name="NAME"><xs:complexType>
<xs:attribute name="version" type="xs:string" use="required" fixed="2.0"/></xs:complexType></xs:element></xs:schema>
"""


def test_a_required_attribute_must_be_there_even_if_its_value_is_fixed(tmp_path: Path) -> None:
    """Strict reading refuses a document without it; other reading knows its value, and writes it."""
    files = {f"{name}.xsd": REQUIRED.replace("NAME", name) for name in ("Thing", "ThingResponse")}
    root = build_and_import(tmp_path, files, dialect="xsd").thing.Thing
    record = root.from_xml("<Thing/>")
    assert record.version == "2.0"
    assert root.from_xml(record.to_xml(), strict=True) == record
    assert root.from_json(record.to_json(), strict=True) == record
    for read, text in ((root.from_xml, "<Thing/>"), (root.from_json, "{}")):
        with pytest.raises(Exception, match="@version: is required, but missing"):
            read(text, strict=True)
