"""Strict reading of documents that have to be valid by their schema."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from tests.support import XS, build_and_import

NIL = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"'
SCHEMA = rf"""
<xs:schema {XS} targetNamespace="urn:t" xmlns="urn:t" elementFormDefault="qualified">
<xs:simpleType name="Few"><xs:restriction base="xs:int"><xs:maxInclusive value="5"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Code"><xs:restriction base="xs:string"><xs:pattern value="[A-Z]{{2}}"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Word"><xs:restriction base="xs:string"><xs:enumeration value=""/>
<xs:enumeration value="x"/></xs:restriction></xs:simpleType>
<xs:element name="NAME"><xs:complexType><xs:sequence>
<xs:element name="Few" type="Few" minOccurs="0" maxOccurs="2"/>
<xs:element name="Code" type="Code" minOccurs="0"/>
<xs:element name="Word" type="Word" minOccurs="0"/>
<xs:element name="Flag" type="xs:boolean" minOccurs="0"/>
<xs:element name="When" type="xs:dateTime" minOccurs="0"/>
<xs:element name="Days" minOccurs="0"><xs:simpleType><xs:list itemType="xs:date"/></xs:simpleType></xs:element>
<xs:element name="Hex" type="xs:hexBinary" minOccurs="0"/>
<xs:element name="Short" minOccurs="0"><xs:simpleType><xs:restriction base="xs:int"><xs:pattern value="\d{{1,2}}"/>
</xs:restriction></xs:simpleType></xs:element>
<xs:element name="Local" minOccurs="0"><xs:simpleType><xs:restriction base="xs:dateTime"><xs:pattern value="[^Z]*"/>
</xs:restriction></xs:simpleType></xs:element>
<xs:element name="Yearly" type="xs:gMonthDay" minOccurs="0"/>
<xs:element name="Bytes" type="xs:base64Binary" minOccurs="0"/>
<xs:element name="Always" type="xs:int" fixed="1" nillable="true" minOccurs="0"/>
<xs:element name="Any" minOccurs="0"><xs:complexType><xs:choice><xs:element name="Words" type="xs:NMTOKENS"/>
<xs:element name="Word" type="xs:token"/></xs:choice></xs:complexType></xs:element>
<xs:element name="Empty" minOccurs="0"><xs:complexType><xs:attribute name="a" type="xs:int"/></xs:complexType></xs:element>
<xs:element name="All" minOccurs="0"><xs:complexType><xs:all><xs:element name="A" type="xs:int"/>
<xs:element name="B" type="xs:int" minOccurs="0"/></xs:all></xs:complexType></xs:element>
<xs:element name="Either" minOccurs="0"><xs:complexType><xs:sequence><xs:choice><xs:element name="A" type="xs:int"/>
<xs:element name="B" type="xs:int"/></xs:choice><xs:element name="C" type="xs:int" minOccurs="0"/>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="Many" minOccurs="0"><xs:complexType><xs:choice maxOccurs="unbounded"><xs:element name="A" type="xs:int"/>
<xs:element name="B" type="xs:int"/></xs:choice></xs:complexType></xs:element>
<xs:element name="NoGroup" minOccurs="0"><xs:complexType><xs:sequence><xs:group ref="None"/></xs:sequence></xs:complexType></xs:element>
<xs:element name="NoPoint" minOccurs="0"><xs:complexType><xs:sequence><xs:element ref="Point" minOccurs="0"/></xs:sequence>
<xs:attribute name="a" type="xs:int"/></xs:complexType></xs:element>
<xs:element name="Added" type="Added" minOccurs="0"/>
<xs:element name="Text" minOccurs="0" maxOccurs="3"><xs:complexType><xs:simpleContent><xs:extension base="xs:string">
<xs:attribute name="lang"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
<xs:element name="Said" minOccurs="0" maxOccurs="2"><xs:complexType mixed="true"><xs:attribute name="by"/></xs:complexType>
</xs:element>
<xs:element name="Kind" minOccurs="0"><xs:complexType><xs:simpleContent><xs:extension base="xs:QName">
<xs:attribute name="a"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
</xs:sequence><xs:attribute name="id" type="xs:int"/></xs:complexType></xs:element>
<xs:group name="None"><xs:sequence/></xs:group>
<xs:element name="Point" abstract="true"/>
<xs:complexType name="Base"><xs:sequence/></xs:complexType>
<xs:complexType name="Added"><xs:complexContent><xs:extension base="Base"><xs:sequence/></xs:extension></xs:complexContent>
</xs:complexType>
</xs:schema>
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a client of that schema."""
    files = {f"{name}.xsd": SCHEMA.replace("NAME", name) for name in ("Thing", "ThingResponse")}
    return build_and_import(tmp_path_factory.mktemp("valid"), files, dialect="xsd")


def document(content: str) -> str:
    """Return a document with these elements."""
    return f'<Thing xmlns="urn:t">{content}</Thing>'


def is_valid(text: str) -> bool:
    """Tell whether libxml2 calls a document valid."""
    schema = etree.XMLSchema(etree.fromstring(SCHEMA.replace("NAME", "Thing")))
    return bool(schema.validate(etree.fromstring(text)))


@pytest.mark.parametrize(
    "content",
    [
        "<Few> 5\n</Few><Few>+1</Few>",
        "<Word/><Flag>1</Flag>",
        '<NoGroup>\n</NoGroup><NoPoint a="1"> </NoPoint>',  # of elements, of which there are none
        "<Flag> true </Flag>",
        "<When>2026-01-31T10:00:00.25+02:00</When>",
        "<Days/>",
        "<Days> 2026-01-31 \n 2026-02-28+01:00</Days>",
        "<Hex>0aFF</Hex>",
        "<Short> 02 </Short><Local>2026-01-31T10:00:00-00:00</Local><Yearly>--02-29</Yearly>",
        "<Bytes>\nQU JD QQ = =\n</Bytes><Always/>",
        "<Any><Words>a  b c</Words></Any>",
        "<Empty/>",
        '<Text/><Text lang="de"/><Text>a</Text>',
        '<Empty a=" 1 "></Empty>',
        "<All><B>1</B><A>2</A></All>",
        "\n<Either>\n<B>1</B><C>2</C></Either><!-- a --><Many><B>1</B><A>1</A><B>2</B></Many>",
        "<Said/><Said></Said>",
        '<Kind xmlns:k="urn:k">k:a</Kind>',
    ],
)
def test_what_is_valid_is_accepted(package: Any, content: str) -> None:
    """What XML Schema leaves open, such as space around numbers and the order in xs:all, is no deviation."""
    text = document(content)
    assert is_valid(text)
    read = package.thing.Thing.from_xml(text, strict=True)
    assert read == package.thing.Thing.from_xml(text)
    assert package.thing.Thing.from_json(read.to_json(), strict=True) == read


def test_encodings_are_accepted(package: Any) -> None:
    """A valid document may have a byte-order mark, and any encoding that it says it has."""
    text = document("<Code>AB</Code>")
    for body in (
        f"\ufeff{text}".encode(),
        text.encode("utf-16"),
        f'<?xml version="1.0" encoding="ISO-8859-1"?>{text}'.encode("latin-1"),
    ):
        assert package.thing.Thing.from_xml(body, strict=True).code == "AB"
    with pytest.raises(package.ResponseError, match="the document begins with a byte-order mark"):
        package.thing.Thing.from_json("\ufeff{}", strict=True)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("<Few>1</Few><Few>6</Few>", "Thing.Few[1]: 6 is more than 5"),
        (
            "<Few>1</Few>" * 3,
            "Thing: Few is not allowed there, but Code or Word or Flag or When or Days or another is",
        ),
        ("<Few/>", "Thing.Few[0]: is empty, and an integer is expected"),
        ("<Few>1.0</Few>", "Thing.Few[0]: '1.0' is not written as an integer"),
        ("<Few>\u00a01</Few>", "Thing.Few[0]: '\\xa01' is not written as an integer"),
        ("<Code>ab</Code>", "Thing.Code: 'ab' does not match [A-Z]{2}"),
        ("<Word>y</Word>", "Thing.Word: 'y' is not one of '', 'x'"),
        ("<Flag>True</Flag>", "Thing.Flag: 'True' is not written as a boolean"),
        ("<When>2026-01-31T10:00:00+0200</When>", "+0200' is not written as a date with a time"),
        ("<When>2026-01-31</When>", "'2026-01-31' is not written as a date with a time"),
        (
            "<Days>2026-01-31 2026-13-01</Days>",
            "Thing.Days[1]: '2026-13-01' is not written as a date",
        ),
        ("<When>0000-01-31T10:00:00Z</When>", "Z' is not written as a date with a time"),
        ("<Short>002</Short>", "Thing.Short: '002' does not match \\d{1,2}"),
        ("<Local>2026-01-31T10:00:00Z</Local>", "'2026-01-31T10:00:00Z' does not match [^Z]*"),
        ("<Yearly>--02-30</Yearly>", "Thing.Yearly: '--02-30' is not of the type gMonthDay"),
        ("<Bytes>QUI=QUI=</Bytes>", "Thing.Bytes: 'QUI=QUI=' is not written as base 64"),
        ("<Bytes>QR==</Bytes>", "Thing.Bytes: 'QR==' is not written as base 64"),
        (f"<Always {NIL}/>", "Thing.Always: is nil, but has a fixed value"),
        ("<Hex>0a 0b</Hex>", "Thing.Hex: '0a 0b' is not written as bytes in hexadecimal"),
        ("<Empty> </Empty>", "Thing.Empty: ' ' is not allowed: it must be empty"),
        ("<Added> </Added>", "Thing.Added: ' ' is not allowed: it must be empty"),
        ("<NoPoint>x</NoPoint>", "Thing.NoPoint: 'x' is not allowed: it may only contain elements"),
        ("<NoGroup><Few>1</Few></NoGroup>", "Thing.NoGroup.Few: is not in the schema"),
        (
            "<All>text<A>1</A></All>",
            "Thing.All: 'text' is not allowed: it may only contain elements",
        ),
        ("<All><B>1</B></All>", "Thing.All: A is required, but missing"),
        ("<Either><A>1</A><B>1</B></Either>", "Thing.Either: B is not allowed there, but C is"),
        (
            "<Either><C>1</C><A>1</A></Either>",
            "Thing.Either: C is not allowed there, but A or B is",
        ),
        ("<Many/>", "Thing.Many: A or B is required"),
        ("<Many><A>1</A><D/></Many>", "Thing.Many.D: is not in the schema"),
        ('<Flag a="1">true</Flag>', "Thing.Flag.@a: is not in the schema"),
        ('<Empty b="1"/>', "Thing.Empty.@b: is not in the schema"),
        (
            '<Flag xmlns="urn:u">1</Flag>',
            "Flag: is in the namespace 'urn:u', and the namespace 'urn:t' is",
        ),
        (
            '<Flag xmlns="">1</Flag>',
            "Flag: is in no namespace, and the namespace 'urn:t' is expected",
        ),
        ("<Flag>1</Flag><Code>AB</Code>", "Thing: Code is not allowed there"),
        ("<Kind/>", "Thing.Kind.#text: is empty, and a name is expected"),
    ],
)
def test_what_is_not_valid_is_told(package: Any, content: str, problem: str) -> None:
    """Whatever does not fit the schema is told with its place: structure, types, and what limits values."""
    text = document(content)
    assert not is_valid(text)
    with pytest.raises(package.ResponseError) as caught:
        package.thing.Thing.from_xml(text, strict=True)
    assert problem in str(caught.value)


def test_the_root_has_its_namespace(package: Any) -> None:
    """The root of a document is in the namespace of its schema."""
    with pytest.raises(package.ResponseError, match="Thing: is in no namespace, and the namespace"):
        package.thing.Thing.from_xml("<Thing/>", strict=True)
