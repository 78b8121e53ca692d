"""Attributes and elements that a schema does not declare anywhere, in the dialect `xsd`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.oracle.trees import differences
from tests.support import XS, build_and_import

if TYPE_CHECKING:
    from types import ModuleType

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
LOCATION = 'xsi:schemaLocation="urn:t t.xsd"'
LOCATION_NAME = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"


def schema(root: str, more: str) -> str:
    """Return a schema with records, texts and mixed content, and no place for anything else."""
    return f"""<xs:schema {XS} xmlns="urn:t" targetNamespace="urn:t" elementFormDefault="qualified">
<xs:element name="{root}"><xs:complexType><xs:sequence>
<xs:element name="number" type="xs:int" minOccurs="0"/>
<xs:element name="text" type="xs:string" minOccurs="0" maxOccurs="9"/>
<xs:element name="nil" type="xs:int" nillable="true" minOccurs="0"/>
<xs:element name="line" minOccurs="0" maxOccurs="9"><xs:complexType><xs:sequence>
  <xs:element name="sku" type="xs:string" minOccurs="0"/></xs:sequence><xs:attribute name="id"/><xs:attribute name="count" type="xs:int"/>
</xs:complexType></xs:element>
<xs:element name="mixed" minOccurs="0"><xs:complexType mixed="true">
  <xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element name="b" type="xs:string"/>
  <xs:element name="i" type="xs:string"/></xs:choice></xs:complexType></xs:element>
<xs:element name="price" minOccurs="0"><xs:complexType><xs:simpleContent><xs:extension base="xs:decimal">
  <xs:attribute name="currency"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
<xs:element name="base" type="Base" minOccurs="0"/>
<xs:element name="hex" type="xs:hexBinary" minOccurs="0" maxOccurs="9"/><xs:element name="base64" type="xs:base64Binary" minOccurs="0"/>
<xs:element name="either" minOccurs="0"><xs:simpleType><xs:union memberTypes="xs:hexBinary xs:int"/></xs:simpleType></xs:element>{more}
</xs:sequence></xs:complexType></xs:element>
<xs:complexType name="Base"><xs:sequence/></xs:complexType>
<xs:complexType name="Large"><xs:complexContent><xs:extension base="Base"><xs:sequence>
  <xs:element name="size" type="xs:int"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
</xs:schema>"""


# With a default namespace, and with prefixes, since names in values could not tell them from a default.
@pytest.fixture(scope="module", params=["", '<xs:element name="q" type="xs:QName" minOccurs="0"/>'])
def package(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> ModuleType:
    """Return a client of that schema."""
    names = ("Thing", "ThingResponse")
    files = {f"{name}.xsd": schema(name, request.param) for name in names}
    return build_and_import(tmp_path_factory.mktemp("undeclared"), files, dialect="xsd")


def kept(package: Any, document: str) -> Any:
    """Return the record of a document, which goes through XML and JSON without loss."""
    thing = package.thing.Thing
    record = thing.from_xml(document)
    from_json = thing.from_json(record.to_json())
    assert from_json == record
    for written in (record.to_xml(), from_json.to_xml()):
        assert not [*differences(etree.fromstring(document), etree.fromstring(written))], written
        assert thing.from_xml(written) == record
    return record


@pytest.mark.parametrize(
    "content",
    [
        '><number unit="m">5</number>',
        '><number unit="m" xml:lang="de">five</number>',
        '><text unit="m">5</text><text>6</text><text xml:lang="de"/>',
        f"><text {XSI} {LOCATION}>5</text>",
        f'><nil {XSI} xsi:nil="true" why="so"/>',
        '><line href="#1" id="2"><sku>1</sku></line><line xml:id="z"/>',
        '><line count="many" k="1"/>',
        '><mixed k="1">a<i k="2">b</i>c<b>d</b></mixed>',
        '><price currency="EUR" tax="no">5.00</price>',
        f'><base {XSI} xsi:type="Large" k="1"><size k="2">3</size></base>',
        ' href="x" xmlns:mc="urn:mc" mc:Ignorable="a b" xml:lang="en" xml:base="http://a">',
        '><other k="1">a<b/>c<b/></other><other/>',
        '><other><b>1</b><b>2</b><c xmlns=""><d/></c></other>',
        '><o:other xmlns:o="urn:o" o:k="1"><o:b/><o:c/><o:b/><number/></o:other>',
        '><line><w xmlns="urn:o">1</w><w xmlns="urn:p">2</w><w xmlns="">3</w><w>4</w></line>',
        f"><line {XSI} {LOCATION}/>",
    ],
)
def test_what_is_not_declared_is_kept(package: ModuleType, content: str) -> None:
    """Attributes and elements that no schema declares are read and written, and refused by strict reading."""
    document = f'<Thing xmlns="urn:t"{content}</Thing>'
    kept(package, document)
    thing: Any = package.__getattr__("thing").Thing
    if LOCATION not in content:
        with pytest.raises(
            package.ResponseError, match=r"is not in the schema|is not nillable|five|many"
        ):
            thing.from_xml(document, strict=True)


def test_where_a_schema_lies_is_kept(package: ModuleType) -> None:
    """The places of schemas that a document names stay where they are, and strict reading accepts them."""
    document = (
        f'<Thing xmlns="urn:t" {XSI} {LOCATION} xsi:noNamespaceSchemaLocation="t.xsd">'
        f"<number {LOCATION}>1</number><line {LOCATION}><sku>1</sku></line></Thing>"
    )
    record = kept(package, document)
    assert record.extra["@xsi:schemaLocation"] == "urn:t t.xsd"
    assert record.number == 1
    written = etree.fromstring(record.to_xml())
    for element in (written, written[0], written[1]):
        assert element.get(LOCATION_NAME) == "urn:t t.xsd"
    assert type(record).from_xml(document, strict=True) == record


def test_what_extra_says_of_attributes(package: ModuleType) -> None:
    """Attributes of records are in their own `extra`, and those of texts in that of the record around them."""
    record = kept(
        package,
        '<Thing xmlns="urn:t" xmlns:o="urn:o" o:k="1"><text>a</text><text k="2">b</text><line k="3"/></Thing>',
    )
    assert record.extra == {"@{urn:o}k": "1", "text": [None, {"@k": "2"}]}
    assert record.text == ["a", "b"]
    assert record.line[0].extra == {"@k": "3"}
    assert record.problems == []


def test_attributes_in_extra_can_be_sent(package: ModuleType) -> None:
    """A record made in Python can have any attributes, but none that it has a field for, and no bad names."""
    module: Any = package.__getattr__("thing")
    line = module.Line(
        id="1", extra={"@href": 'a"<', "@{urn:o}k": "2", "new": {"@x": "3", "#text": "4"}}
    )
    record = module.Thing(line=[line])
    (written,) = etree.fromstring(record.to_xml())
    assert dict(written.attrib) == {"id": "1", "href": 'a"<', "{urn:o}k": "2"}
    assert (written[0].get("x"), written[0].text) == ("3", "4")
    for name, problem in (
        ("@id", r"Thing\.line\[0\]\.extra\.@id: stands in a field of the record, too"),
        ("@a b", r"Thing\.line\[0\]\.extra: '@a b' is not the name of an element"),
        ("@xmlns:a", r"Thing\.line\[0\]\.extra: '@xmlns:a' is not the name of an element"),
    ):
        wrong = module.Thing(line=[module.Line(id="1", extra={name: "2"})])
        with pytest.raises(package.RequestError, match=problem):
            wrong.to_xml()
        with pytest.raises(package.RequestError):
            wrong.to_xml(checked=False)


def test_a_list_of_which_an_item_cannot_be_read(package: ModuleType) -> None:
    """What cannot be read is kept with its attributes."""
    thing: Any = package.__getattr__("thing").Thing
    record = thing.from_xml('<Thing xmlns="urn:t"><number unit="m">five</number></Thing>')
    assert record.number is None
    assert record.extra == {"number": {"@unit": "m", "#text": "five"}}
    assert [problem.raw for problem in record.problems] == [{"@unit": "m", "#text": "five"}]


@pytest.mark.parametrize("price", ["1.50<x>2</x>", '1.50<a/><x a="1">2</x>'])
def test_a_text_stays_beside_elements_that_are_not_declared(package: Any, price: str) -> None:
    """A value in front of an element that may not be there is read, and both are written."""
    document = f'<Thing xmlns="urn:t"><price>{price}</price></Thing>'
    assert str(kept(package, document).price.text) == "1.50"
    with pytest.raises(package.ResponseError):
        package.thing.Thing.from_xml(document, strict=True)


@pytest.mark.parametrize("name", ["hex", "base64", "either"])
def test_bytes_with_elements_in_them_stay_what_they_were(package: Any, name: str) -> None:
    """Where elements stand inside a text of bytes, all of it is kept, and a problem says so."""
    document = f'<Thing xmlns="urn:t"><{name}>0aff<x>2</x></{name}></Thing>'
    record = package.thing.Thing.from_xml(document)
    (problem,) = record.problems
    assert problem.raw == {"#content": ["0aff", {"x": "2"}]}
    assert list(record.extra) == [name]
    assert f"{name}>0aff<x>2</x></".encode() in record.to_xml()
