"""What documents say beside values: types of elements, orders, and what stands where a schema names nothing."""

from __future__ import annotations

import importlib
import json
import sys
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import xmlschema
from lxml import etree

from neto_gen.build import build
from neto_gen.contract.xsd import vocabulary
from neto_gen.settings.config import Config
from neto_gen.sources.operations import MessageSource, OperationSource
from tests.oracle.trees import differences
from tests.support import write_files

if TYPE_CHECKING:
    from collections.abc import Iterator

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XS = "http://www.w3.org/2001/XMLSchema"


FOLDER = Path()  # of the clients
_NUMBERS = count()


@pytest.fixture(scope="module", autouse=True)
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Yield the folder where clients are made, and imported from."""
    global FOLDER  # noqa: PLW0603 - clients are made once for all tests
    FOLDER = tmp_path_factory.mktemp("clients")
    sys.path.insert(0, str(FOLDER))
    yield
    sys.path.remove(str(FOLDER))


class Made(NamedTuple):
    """A client of one schema: the class of its root, its error, and two judges of documents."""

    root: Any
    error: type[Exception]
    refused: type[Exception]
    libxml2: Any
    xmlschema: Any

    def is_valid(self, text: str) -> bool:
        """Tell whether a document is valid, as both validators agree."""
        document = etree.fromstring(text)
        found = {bool(self.libxml2.validate(document)), self.xmlschema.is_valid(document)}
        assert len(found) == 1, text
        return True in found

    def accepts(self, text: str) -> bool:
        """Tell whether strict reading accepts a document."""
        try:
            self.root.from_xml(text, strict=True)
        except self.error:
            return False
        return True


def made(declared: str) -> Made:
    """Return the client of a schema with these definitions."""
    return of_schema(
        f'<xs:schema xmlns:xs="{XS}" targetNamespace="urn:a" xmlns="urn:a" '
        f'elementFormDefault="qualified">{declared}</xs:schema>'
    )


@cache
def of_schema(text: str) -> Made:
    """Return the client of a schema."""
    name = f"named_types_{next(_NUMBERS)}"
    schemas = write_files(FOLDER / name / "schemas", {"a.xsd": text})
    message = MessageSource("a.xsd", "Root")
    build(Config(schemas, FOLDER, name, (), (OperationSource("Op", message, message),), "xsd"))
    root = importlib.import_module(f"{name}.op").Root
    errors = importlib.import_module(f"{name}._errors")
    tree = etree.fromstring(text)
    judges = etree.XMLSchema(tree), xmlschema.XMLSchema10(text)
    return Made(root, errors.ResponseError, errors.RequestError, *judges)


def assert_kept(client: Made, text: str) -> Any:
    """Assert that a valid document is the same when XML and JSON have been read and written; return its record."""
    assert client.is_valid(text)
    record = client.root.from_xml(text, strict=True)
    again = client.root.from_json(record.to_json(), strict=True)
    for written in (record.to_xml(), again.to_xml()):
        assert client.is_valid(written.decode())
        assert list(differences(etree.fromstring(text), etree.fromstring(written))) == []
    return record


def document(inner: str, attributes: str = "") -> str:
    """Return a document with this inside its root."""
    return (
        f'<Root xmlns="urn:a" xmlns:a="urn:a" xmlns:b="urn:b" xmlns:xs="{XS}" xmlns:xsi="{XSI}" '
        f"{attributes}>{inner}</Root>"
    )


TYPES = """
<xs:simpleType name="Small"><xs:restriction base="xs:decimal"><xs:maxInclusive value="9"/>
</xs:restriction></xs:simpleType>
<xs:simpleType name="Either"><xs:union memberTypes="xs:string xs:int"/></xs:simpleType>
<xs:simpleType name="Letter"><xs:restriction base="xs:string"><xs:enumeration value="a"/>
<xs:enumeration value="b"/></xs:restriction></xs:simpleType>
<xs:simpleType name="First"><xs:restriction base="Letter"><xs:enumeration value="a"/></xs:restriction>
</xs:simpleType>
<xs:complexType name="Money"><xs:simpleContent><xs:extension base="xs:decimal"><xs:attribute name="currency"/>
</xs:extension></xs:simpleContent></xs:complexType>
<xs:complexType name="Line"><xs:sequence><xs:element name="n" type="xs:int" minOccurs="0"/></xs:sequence>
</xs:complexType>
<xs:element name="Root" type="Whole" nillable="true"/><xs:complexType name="Whole"><xs:sequence>
<xs:element name="One" type="xs:decimal" minOccurs="0"/>
<xs:element name="Nil" type="xs:decimal" minOccurs="0" nillable="true"/>
<xs:element name="Many" type="xs:decimal" minOccurs="0" maxOccurs="3" nillable="true"/>
<xs:element name="Either" type="Either" minOccurs="0"/>
<xs:element name="Letter" type="Letter" minOccurs="0"/>
<xs:element name="Words" type="xs:NMTOKENS" minOccurs="0"/>
<xs:element name="Name" type="xs:QName" minOccurs="0"/>
<xs:element name="Line" type="Line" minOccurs="0" maxOccurs="2"/>
<xs:element name="Any" type="xs:anySimpleType" minOccurs="0"/>
<xs:element name="Mixed" minOccurs="0"><xs:complexType mixed="true"><xs:choice minOccurs="0" maxOccurs="9">
<xs:element name="x" type="xs:decimal"/><xs:element name="y" type="Line"/></xs:choice></xs:complexType>
</xs:element></xs:sequence></xs:complexType>
"""
NAMED = [
    '<One xsi:type="Small">5</One>',
    '<One xsi:type="a:Small">5</One>',
    '<One xsi:type="xs:int">5</One>',
    '<One xsi:type="Money" currency="EUR">5.00</One>',
    '<One xsi:type="Money">5.00</One>',
    '<Nil xsi:type="Small" xsi:nil="true"/>',
    '<Nil xsi:type="xs:int">5</Nil>',
    '<Many>1</Many><Many xsi:type="Small">2</Many><Many xsi:nil="true" xsi:type="xs:int"/>',
    '<Either xsi:type="xs:int">5</Either>',
    '<Either xsi:type="xs:string">5</Either>',
    '<Letter xsi:type="First">a</Letter>',
    '<Words xsi:type="xs:NMTOKENS">a b</Words>',
    '<Name xmlns:xsit="urn:x" xsi:type="xs:QName">xsit:a</Name>',
    '<Line xsi:type="Line"><n xsi:type="xs:short">1</n></Line><Line/>',
    '<Any xsi:type="xs:gYear">2026</Any>',
    '<Mixed>t<x xsi:type="Small">1</x>u<y xsi:type="Line"/><x xsi:type="Money" currency="EUR">2</x></Mixed>',
]


@pytest.mark.parametrize("inner", NAMED)
def test_types_that_elements_name_are_kept(inner: str) -> None:
    """The type that an element names comes back in XML and in JSON, with the attributes that go with it."""
    client, text = made(TYPES), document(inner)
    assert client.is_valid(text)
    assert client.accepts(text)
    record = client.root.from_xml(text)
    written = record.to_xml()
    assert list(differences(etree.fromstring(text), etree.fromstring(written))) == []
    assert client.libxml2.validate(etree.fromstring(written))
    again = client.root.from_json(record.to_json(), strict=True)
    assert (again, again.extra) == (record, record.extra)
    assert list(differences(etree.fromstring(written), etree.fromstring(again.to_xml()))) == []
    copied = record.copy_as(type(record))
    assert copied.extra == record.extra


@pytest.mark.parametrize("attributes", ['xsi:type="Whole"', 'xsi:type="a:Whole" xsi:nil="true"'])
def test_the_type_of_a_root_is_kept(attributes: str) -> None:
    """A root that names its own type does so again."""
    text = document("", attributes)
    assert made(TYPES).is_valid(text)
    written = made(TYPES).root.from_xml(text).to_xml()
    assert list(differences(etree.fromstring(text), etree.fromstring(written))) == []


ROOT = """
<xs:element name="Root" type="Base"/><xs:complexType name="Base"><xs:sequence>
<xs:element name="a" type="xs:int"/><xs:element ref="Root" minOccurs="0"/></xs:sequence></xs:complexType>
<xs:complexType name="More"><xs:complexContent><xs:extension base="Base"><xs:sequence>
<xs:element name="b" type="xs:date" maxOccurs="2"/></xs:sequence><xs:attribute name="q" use="required"/>
</xs:extension></xs:complexContent></xs:complexType><xs:complexType name="Most"><xs:complexContent>
<xs:extension base="More"><xs:choice maxOccurs="3"><xs:element name="c" type="xs:int"/><xs:element name="d"/>
</xs:choice></xs:extension></xs:complexContent></xs:complexType><xs:complexType name="Less"><xs:complexContent>
<xs:restriction base="Base"><xs:sequence><xs:element name="a" type="xs:byte"/></xs:sequence></xs:restriction>
</xs:complexContent></xs:complexType><xs:complexType name="Other"><xs:complexContent><xs:extension base="Less">
<xs:sequence><xs:element name="b" type="xs:date"/></xs:sequence><xs:attribute name="r"/></xs:extension>
</xs:complexContent></xs:complexType>
"""
ROOTS = [
    ("", "<a>1</a>"),
    ("", '<a>1</a><Root xsi:type="Most" q="1"><a>2</a><b>2026-01-01</b><d/><c>1</c></Root>'),
    ('xsi:type="a:Base"', "<a>1</a><Root><a>2</a></Root>"),
    ('xsi:type="More" q="1"', "<a>1</a><b>2026-01-01</b><b>2026-01-02</b>"),
    (
        'xsi:type="Most" q="1"',
        "<a>1</a><Root><a>2</a></Root><b>2026-01-01</b><c>1</c><d><x/></d><c>2</c>",
    ),
    ('xsi:type="Less"', "<a>1</a>"),
    ('xsi:type="Other" r="1"', "<a>1</a><b>2026-01-01</b>"),
]
TEXT_ROOT = """
<xs:element name="Root" type="Number"/><xs:complexType name="Number" abstract="true"><xs:simpleContent>
<xs:extension base="xs:decimal"/></xs:simpleContent></xs:complexType><xs:complexType name="Money">
<xs:simpleContent><xs:extension base="Number"><xs:attribute name="currency" use="required"/></xs:extension>
</xs:simpleContent></xs:complexType>
"""


@pytest.mark.parametrize(
    ("schema", "attributes", "inner"),
    [
        *((ROOT, *each) for each in ROOTS),
        *(
            (ROOT.replace('name="Base">', 'name="Base" abstract="true">'), *each)
            for each in ROOTS[3:]
            if "<Root>" not in each[1]
        ),
        (TEXT_ROOT, 'xsi:type="Money" currency="EUR"', "5.00"),
    ],
)
def test_a_root_may_name_a_type_that_is_derived_from_its_own(
    schema: str, attributes: str, inner: str
) -> None:
    """What the derived type adds is read into fields, and written with its name, in both formats."""
    client, text = made(schema), document(inner, attributes)
    record = assert_kept(client, text)
    assert not record.extra.keys() - {"@xsi:type"}


def test_a_root_of_a_derived_type_in_code() -> None:
    """A root is made with the fields of a derived type, which its `extra` names."""
    client = made(TEXT_ROOT)
    record = client.root(text=5, currency="EUR", extra={"@xsi:type": "{urn:a}Money"})
    assert client.is_valid(record.to_xml().decode())


DEFAULTS = """
<xs:element name="Root" type="Base"/><xs:complexType name="Base"><xs:sequence><xs:element name="a" minOccurs="0"/>
</xs:sequence></xs:complexType><xs:complexType name="More"><xs:complexContent><xs:extension base="Base">
<xs:attribute name="p" type="xs:boolean" default="true"/><xs:attribute name="q" type="xs:int" fixed="1"/>
</xs:extension></xs:complexContent></xs:complexType>
"""


@pytest.mark.parametrize("attributes", ["", 'xsi:type="More"', 'xsi:type="More" p="true" q="1"'])
def test_defaults_of_derived_types_are_not_written_in_other_roots(attributes: str) -> None:
    """A root has the attributes of a derived type that were given: what is written is valid again."""
    record = assert_kept(made(DEFAULTS), document("", attributes))
    assert record.p is (True if "p=" in attributes else None)


@pytest.mark.parametrize(
    ("fixed", "inner", "problem"),
    [
        ('fixed="1.0"', '<f xsi:type="xs:int">1</f>', "'1.0' is not a value of xs:int"),
        ('fixed="1.0"', '<f xsi:type="xs:int"/>', "'1.0' is not a value of xs:int"),
        ('default="1.0"', '<f xsi:type="xs:int"/>', "'1.0' is not a value of xs:int"),
        ('default="1.0"', '<f xsi:type="xs:int">1</f>', ""),
        ('default="1"', '<f xsi:type="xs:int"/>', ""),
        ('fixed="1.0"', '<f xsi:type="xs:decimal">1.0</f>', ""),
    ],
)
def test_what_a_schema_fixes_is_of_the_type_that_an_element_names(
    fixed: str, inner: str, problem: str
) -> None:
    """Strict reading refuses a type that does not allow the fixed value, or the default of what is empty."""
    client = made(
        '<xs:element name="Root"><xs:complexType><xs:sequence>'
        f'<xs:element name="f" type="xs:decimal" {fixed}/></xs:sequence></xs:complexType></xs:element>'
    )
    assert client.is_valid(document(inner)) is not bool(problem)
    if problem:
        with pytest.raises(client.error) as caught:
            client.root.from_xml(document(inner), strict=True)
        assert problem in str(caught.value)
    else:
        assert client.accepts(document(inner))


@pytest.mark.parametrize(
    "inner",
    [
        '<One xsi:type="xs:int">1.5</One>',
        '<One xsi:type="xs:double">1</One>',
        '<One xsi:type="xs:int" currency="EUR">1</One>',
        '<One xsi:type="xs:anySimpleType">1</One>',
        '<Either xsi:type="xs:short">70000</Either>',
        '<Either xsi:type="xs:integer">7</Either>',
        '<Either xsi:type="xs:date">2026-01-01</Either>',
        '<Letter xsi:type="xs:token">a</Letter>',
        '<Words xsi:type="xs:IDREFS">a</Words>',
        '<Name xsi:type="xs:QName"/>',
        '<Any xsi:type="xs:int">5x</Any>',
        '<Any xsi:type="xs:NCName">a b</Any>',
        '<Any xsi:type="xs:QName">nowhere:a</Any>',
        '<Mixed><x xsi:type="xs:int">1.5</x></Mixed>',
        '<Mixed><x xsi:type="xs:date">2026-01-01</x></Mixed>',
        "<Any><x/></Any>",
        '<Any a="1"/>',
    ],
)
def test_values_are_judged_by_the_types_that_elements_name(inner: str) -> None:
    """Strict reading refuses a value that is none of the built-in type that its element names."""
    text = document(inner)
    assert not made(TYPES).is_valid(text)
    assert not made(TYPES).accepts(text)


OF_SCHEMA = """
<xs:simpleType name="Size"><xs:restriction base="xs:int"><xs:maxInclusive value="10"/></xs:restriction>
</xs:simpleType><xs:simpleType name="Small"><xs:restriction base="Size"><xs:maxInclusive value="5"/>
</xs:restriction></xs:simpleType><xs:simpleType name="Digit"><xs:restriction base="Small">
<xs:pattern value="[0-9]"/></xs:restriction></xs:simpleType><xs:simpleType name="Other">
<xs:restriction base="xs:int"><xs:maxInclusive value="3"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Letter"><xs:restriction base="xs:string"><xs:enumeration value="a"/>
<xs:enumeration value="b  c"/></xs:restriction></xs:simpleType><xs:simpleType name="First">
<xs:restriction base="Letter"><xs:enumeration value="a"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Either"><xs:union memberTypes="Size Letter"/></xs:simpleType><xs:simpleType name="Any">
<xs:union memberTypes="xs:date Either"/></xs:simpleType><xs:simpleType name="Sizes">
<xs:list itemType="Size"/></xs:simpleType><xs:simpleType name="Two"><xs:restriction base="Sizes">
<xs:maxLength value="2"/></xs:restriction></xs:simpleType><xs:simpleType name="Low">
<xs:restriction base="xs:float"><xs:maxInclusive value="1"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Past"><xs:restriction base="xs:date"><xs:maxInclusive value="2020-01-01"/>
</xs:restriction></xs:simpleType><xs:complexType name="Sized"><xs:simpleContent><xs:extension base="Size">
<xs:attribute name="unit" type="Letter" use="required"/></xs:extension></xs:simpleContent></xs:complexType>
<xs:complexType name="Base"><xs:sequence><xs:element name="x" type="xs:int"/></xs:sequence></xs:complexType>
<xs:complexType name="Same"><xs:sequence><xs:element name="x" type="xs:int"/></xs:sequence></xs:complexType>
<xs:complexType name="More"><xs:complexContent><xs:extension base="Base"/></xs:complexContent></xs:complexType>
<xs:simpleType name="Unused"><xs:restriction base="xs:short"><xs:minInclusive value="1"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Few"><xs:restriction base="Unused"><xs:enumeration value="1"/><xs:enumeration value="2"/>
</xs:restriction></xs:simpleType>
<xs:simpleType name="Fewer"><xs:restriction base="Few"><xs:enumeration value="1"/></xs:restriction></xs:simpleType>
<xs:element name="Root"><xs:complexType><xs:choice><xs:element name="Few" type="Few"/>
<xs:element name="Size" type="Size" nillable="true"/><xs:element name="Int" type="xs:int"/>
<xs:element name="Letter" type="Letter"/><xs:element name="Text" type="xs:string"/>
<xs:element name="Either" type="Either"/><xs:element name="Whole" type="Any"/><xs:element name="Sizes" type="Sizes"/>
<xs:element name="Float" type="xs:float" default="1.5"/><xs:element name="Date" type="xs:date" default="2026-01-31"/>
<xs:element name="Sized" type="Sized"/><xs:element name="Base" type="Base"/>
<xs:element name="Blocked" type="Base" block="extension"/><xs:element name="Any"/>
<xs:element name="Simple" type="xs:anySimpleType"/><xs:element name="Mixed"><xs:complexType mixed="true"><xs:choice>
<xs:element name="Size" type="Size"/><xs:element name="Base" type="Base"/><xs:element name="Any"/>
<xs:element name="Simple" type="xs:anySimpleType"/></xs:choice>
</xs:complexType></xs:element></xs:choice></xs:complexType></xs:element>
"""
OF_SIZE = [
    "Size 7",
    "Small 7",
    "Small 5",
    "Digit 5",
    "Digit 05",
    "Other 2",
    "xs:int 2",
    "xs:byte 2",
]
OF_SIZE += ["Letter a", "Sized 2", "Base 2", "Either 2"]
BY_ELEMENT = {
    "Size": OF_SIZE,
    "Mixed.Size": OF_SIZE,
    "Few": ["Few 2", "Few 3", "Fewer 1", "Fewer 2", "Unused 1", "Size 1", "xs:short 1"],
    "Int": ["Size 7", "Small 7", "Other 2", "Letter a", "xs:byte 200"],
    "Letter": ["First a", "First b  c", "Letter b  c", "xs:string a", "Size 3"],
    "Text": ["Letter b  c", "First b  c", "xs:token a", "Size 3"],
    "Either": ["Size 3", "Small 9", "Small 3", "Letter a", "Either a", "Other 1", "First b  c"],
    "Whole": ["Either 3", "Either 2026-01-01", "Any 2026-01-01", "Small 3", "Other 3"],
    "Sizes": ["Sizes 1 2 3", "Two 1 2 3", "Two 1 2", "Size 1"],
    "Float": ["Low 0.5", "Low 2", "Low ", "xs:float 2"],
    "Date": ["Past 2019-01-01", "Past 2021-01-01", "Past ", "xs:date "],
    "Any": ["Small 7", "Small 3", "Sized 2", "xs:int x", "xs:int 3", "Letter a"],
    "Mixed.Any": ["Small 7", "Small 3", "Sized 2", "xs:int x", "xs:int 3"],
    "Mixed.Simple": ["Small 7", "Small 3", "Base 1", "Few 1", "Either 3", "xs:int 3", "xs:int x"],
    "Simple": ["Small 7", "Small 3", "Base 1", "Sized 1", "xs:int 3", "xs:anyType 3"],
}
OF_RECORD = ["Base", "More", "Same", "Size", "xs:int", "xs:anyType"]


def _elements(path: str, attributes: str, inner: str) -> str:
    """Return elements in each other, the innermost with attributes and content."""
    *outer, own = path.split(".")
    text = f"<{own} {attributes}>{inner}</{own}>"
    for name in reversed(outer):
        text = f"<{name}>{text}</{name}>"
    return document(text)


@pytest.mark.parametrize("path", BY_ELEMENT)
def test_values_are_judged_by_the_types_of_the_schema_that_elements_name(path: str) -> None:
    """A type of the schema that an element names has to be derived from its own, and has to allow the value."""
    client = made(OF_SCHEMA)
    found = set[bool]()
    for each in BY_ELEMENT[path]:
        type_, _, text = each.partition(" ")
        given = _elements(path, f'xsi:type="{type_}"', text)
        found.add(client.is_valid(given))
        assert client.accepts(given) is client.is_valid(given), given
    assert found == {True, False}


def test_a_type_in_between_that_no_element_has() -> None:
    """A type may be derived from one that is only there to derive others from."""
    steps = (
        ("Unused", "xs:short", '<xs:minInclusive value="1"/>'),
        ("Few", "Unused", '<xs:enumeration value="1"/><xs:enumeration value="2"/>'),
        ("Fewer", "Few", '<xs:enumeration value="1"/>'),
    )
    types = "".join(
        f'<xs:simpleType name="{name}"><xs:restriction base="{base}">{facets}</xs:restriction></xs:simpleType>'
        for name, base, facets in steps
    )
    types += '<xs:simpleType name="Either"><xs:union memberTypes="xs:date Few"/></xs:simpleType>'
    content = '<xs:choice><xs:element name="Few" type="Few"/><xs:element name="Either" type="Either"/></xs:choice>'
    client = made(
        f'{types}<xs:element name="Root"><xs:complexType>{content}</xs:complexType></xs:element>'
    )
    for type_, value in (("Few", 2), ("Few", 3), ("Fewer", 1), ("Fewer", 2), ("Unused", 1)):
        for name in ("Few", "Either"):
            given = document(f'<{name} xsi:type="{type_}">{value}</{name}>')
            assert client.accepts(given) is client.is_valid(given), given


@pytest.mark.parametrize("path", ["Base", "Blocked", "Mixed.Base"])
def test_records_name_types_that_may_stand_there(path: str) -> None:
    """A record names its own type, or one that is derived from it where the schema does not block that."""
    client = made(OF_SCHEMA)
    for type_ in OF_RECORD:
        given = _elements(path, f'xsi:type="{type_}"', "<x>1</x>")
        assert client.accepts(given) is client.is_valid(given), given


def test_attributes_are_those_of_the_type_that_an_element_names() -> None:
    """An element has the attributes of the type that it names, all that are required, and no others."""
    client = made(OF_SCHEMA)
    for path in ("Size", "Sized", "Mixed.Size", "Any"):
        for attributes in ('unit="a"', 'unit="x"', "", 'unit="a" other="1"'):
            given = _elements(path, f'xsi:type="Sized" {attributes}', "1")
            assert client.accepts(given) is client.is_valid(given), given
    assert not client.accepts(_elements("Size", 'xsi:type="Small" unit="a"', "1"))


@pytest.mark.parametrize("path", ["Size", "Base", "Any", "Simple", "Mixed.Base", "Mixed.Any"])
def test_a_type_that_no_schema_declares_is_refused(path: str) -> None:
    """The problem says which type an element names that there is not."""
    client = made(OF_SCHEMA)
    for attributes in ('xsi:type="Nothing"', 'xsi:nil="true" xsi:type="Nothing"'):
        with pytest.raises(client.error) as caught:
            client.root.from_xml(_elements(path, attributes, ""), strict=True)
        assert "the type '{urn:a}Nothing' is not one of the allowed types" in str(caught.value)


def test_a_type_that_there_is_not_is_told() -> None:
    """The problem says which type an element names, and what is wrong with it."""
    client = made(TYPES)
    for type_, text, problem in (
        ("xs:nothing", "1", "Root.One: xs:nothing is not a type"),
        ("xs:date", "1", "Root.One: xs:date is not one of the allowed types"),
        ("xs:byte", "200", "Root.One: '200' is not a value of xs:byte"),
        ("Small", "200", "Root.One: '200' is not a value of the type '{urn:a}Small'"),
    ):
        with pytest.raises(client.error) as caught:
            client.root.from_xml(document(f'<One xsi:type="{type_}">{text}</One>'), strict=True)
        assert problem in str(caught.value)


def test_types_of_a_list_that_was_changed() -> None:
    """Where a list has other items than those whose types `extra` names, the record is refused."""
    client = made(TYPES)
    record = client.root.from_xml(document('<Many>1</Many><Many xsi:type="Small">2</Many>'))
    record.many.append(record.many[0])
    for write in (record.to_xml, record.to_json):
        with pytest.raises(client.refused) as caught:
            write()
        assert "Root.Many: has 3 items, but extra describes 2" in str(caught.value)
    record.extra["Many"].append(None)
    assert b">2</" in record.to_xml()


def test_a_type_can_be_named_in_code() -> None:
    """A record whose `extra` names a type is written with it; a name that is none is refused."""
    client = made(TYPES)
    record = client.root(one=5, extra={"One": {"@xsi:type": "{urn:a}Small"}})
    assert client.is_valid(record.to_xml().decode())
    assert b':Small"' in record.to_xml()
    record.extra["One"] = {"@xsi:type": "no name"}
    with pytest.raises(client.refused) as caught:
        record.to_xml()
    assert "stands in a field of the record, too" in str(caught.value)


def test_built_in_types_are_those_of_the_generator() -> None:
    """What clients know of the built-in types is what schemas are read with."""
    _builtin = importlib.import_module("neto_gen.templates.runtime._builtin")
    assert _builtin.INTEGERS == vocabulary.INTEGERS
    assert _builtin.FORMS == vocabulary.LEXICALS
    assert {n: f for n, f in vocabulary.STRINGS.items() if f} == _builtin.TOKENS
    assert _builtin.LISTS == vocabulary.LISTS
    later = {"anyAtomicType", "dateTimeStamp"}  # of XML Schema 1.1
    assert later == vocabulary.BUILTIN_TYPES - _builtin.NAMES


ORDERS = """
<xs:element name="Root"><xs:complexType><xs:all><xs:element name="a" type="xs:int"/>
<xs:element name="b" type="B" minOccurs="0"/><xs:element name="c" type="xs:string" nillable="true" minOccurs="0"/>
<xs:element name="d" minOccurs="0"/></xs:all></xs:complexType></xs:element><xs:complexType name="B"><xs:all>
<xs:element name="x" type="xs:int" minOccurs="0"/><xs:element name="y" type="xs:int" minOccurs="0"/></xs:all>
</xs:complexType>
"""


@pytest.mark.parametrize(
    "inner",
    [
        "<b/><a>1</a>",
        "<a>1</a><b><y>1</y><x>2</x></b>",
        '<c xsi:nil="true"/><a>1</a>',
        '<d><q xmlns="">1</q></d><c xsi:type="xs:token">q</c><b/><a>1</a>',
    ],
)
def test_another_order_than_that_of_the_schema_is_kept(inner: str) -> None:
    """Elements of xs:all come back in the order in which they came, in both formats."""
    client, text = made(ORDERS), document(inner)
    assert client.is_valid(text)
    record = client.root.from_xml(text)
    again = client.root.from_json(record.to_json(), strict=True)
    for written in (record.to_xml(), again.to_xml()):
        assert list(differences(etree.fromstring(text), etree.fromstring(written))) == []


def test_an_order_is_of_what_is_there() -> None:
    """What is set later comes first, what is taken away is gone, and the order of the schema needs no word."""
    client = made(ORDERS)
    record = client.root.from_xml(document("<c>1</c><a>1</a>"))
    assert record.extra == {"#order": ["c", "a"]}
    assert "#order" not in record.to_dict()
    record.d, record.c = "new", None
    assert [etree.QName(e).localname for e in etree.fromstring(record.to_xml())] == ["d", "a"]
    assert client.root.from_xml(document("<a>1</a><c>1</c>")).extra == {}


MIXED = """
<xs:element name="Root"><xs:complexType mixed="true"><xs:all><xs:element name="x" type="xs:int" minOccurs="0"/>
<xs:element name="y" type="xs:int"/></xs:all></xs:complexType></xs:element>
"""


def test_texts_between_elements_in_any_order() -> None:
    """Of mixed content whose elements may stand in any order, each is there as often as it may be."""
    client, text = made(MIXED), document("t<y>1</y>u<x>2</x>v")
    assert client.is_valid(text)
    record = client.root.from_xml(text, strict=True)
    assert list(differences(etree.fromstring(text), etree.fromstring(record.to_xml()))) == []
    record.content.append(record.content[1])
    with pytest.raises(client.refused):
        record.to_xml()


RAW = """
<xs:element name="Root"><xs:complexType><xs:sequence><xs:any processContents="lax" namespace="##other"
minOccurs="0"/><xs:element name="Any" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
"""


@pytest.mark.parametrize(
    "inner",
    [
        "<b:x><b:y>a:q</b:y></b:x>",
        '<Any at="xs:int">xs:q</Any>',
        '<Any><q xmlns="" xsi:type="xs:QName">xs:q</q></Any>',
        '<Any xmlns:t="urn:t"><q xmlns="">a <x/> t:b</q></Any>',
        "<Any>http://example.com/ at 10:30</Any>",
        '<Any xsi:type="xs:string">text</Any>',
        '<Any xmlns:xsit="urn:t" xsi:type="xs:string">xsit:a</Any>',
        '<Any><q xmlns="" xmlns:any1="urn:u" b:x="1">any1:b</q></Any>',
        "<Any><q><Any/></q><Any/></Any>",
        "<b:x><Any><b:y/></Any></b:x>",
    ],
)
def test_prefixes_in_raw_texts_stay_declared(inner: str) -> None:
    """A prefix that occurs in a text of raw data means what it did when that is written again."""
    client = made(RAW)
    # A document that was written declares no more than it needs.
    written = assert_kept(client, assert_kept(client, document(inner)).to_xml().decode()).to_xml()
    assert assert_kept(client, written.decode()).to_xml() == written


def test_a_text_of_raw_data_has_the_prefixes_that_it_uses() -> None:
    """Raw data says what a prefix in it means; where none is used, a text is a text."""
    client = made(RAW)
    assert client.root.from_xml(document("<Any>xs:q</Any>")).any == {
        "@xmlns:xs": XS,
        "#text": "xs:q",
    }
    assert client.root.from_xml(document("<Any>10:30</Any>")).any == "10:30"


DRAWING = """
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="own" minOccurs="0"/>
<xs:any processContents="lax" namespace="##other" minOccurs="0" maxOccurs="unbounded"/>
</xs:sequence></xs:complexType></xs:element>
"""


@pytest.mark.parametrize(
    "inner",
    [
        "<b:line/><b:text>A</b:text><b:line x='1'/>",
        "<own>1</own><b:line>1</b:line><b:line>2</b:line><b:own/><b:text/><b:line/>",
        "<b:line/><b:line/><b:text/>",
    ],
)
def test_elements_of_a_wildcard_keep_their_order(inner: str) -> None:
    """Elements that the schema does not name are in the same order, in XML and in JSON."""
    assert_kept(made(DRAWING), document(inner))


def test_elements_that_come_again_are_listed() -> None:
    """In JSON, members keep the order of elements; where they cannot, these are listed."""
    root = made(DRAWING).root
    one = root.from_xml(document("<b:x>1</b:x><b:x>2</b:x><b:y>3</b:y>"))
    assert json.loads(one.to_json()) == {"{urn:b}x": ["1", "2"], "{urn:b}y": "3"}
    other = root.from_xml(document("<b:x>1</b:x><b:y>3</b:y><b:x>2</b:x>"))
    assert json.loads(other.to_json()) == other.to_dict("wire")
    assert other.to_dict("wire") == {
        "#content": [{"{urn:b}x": "1"}, {"{urn:b}y": "3"}, {"{urn:b}x": "2"}]
    }
    assert root.from_json(other.to_json(), strict=True) == other


WILDCARD = """
<xs:element name="Root"><xs:complexType><xs:sequence>
<xs:any namespace="{0}" processContents="{1}" minOccurs="0" maxOccurs="2"/></xs:sequence>
<xs:attribute name="own"/><xs:anyAttribute namespace="{0}" processContents="{1}"/></xs:complexType></xs:element>
<xs:element name="Own"/><xs:attribute name="known"/>
"""
ELEMENTS = ("", "<Own/>", "<New/>", "<b:x/>", '<x xmlns=""/>', "<b:x/><Own/>", "<New/><Own/>")
ATTRIBUTES = ('a:known="1"', 'a:new="1"', 'b:new="1"', 'new="1"', 'own="1"', 'b:own="1"')


@pytest.mark.parametrize("contents", ["strict", "lax", "skip"])
@pytest.mark.parametrize(
    "namespace", ["##any", "##other", "##local", "##targetNamespace", "urn:b ##targetNamespace"]
)
def test_wildcards_are_judged(namespace: str, contents: str) -> None:
    """Elements and attributes of other namespaces than a wildcard's are refused, and of names that nothing declares."""
    client = made(WILDCARD.format(namespace, contents))
    texts = [document(inner) for inner in ELEMENTS] + [document("", a) for a in ATTRIBUTES]
    for text in texts:
        assert client.accepts(text) == client.is_valid(text), text


def test_what_is_declared_nowhere_is_told() -> None:
    """The problem says what stands there and is not declared, or is in a namespace that cannot stand there."""
    client = made(WILDCARD.format("##any", "strict"))
    with pytest.raises(client.error) as caught:
        client.root.from_xml(document("<New/>", 'b:new="1"'), strict=True)
    assert "Root.New: is declared nowhere in the schema" in str(caught.value)
    assert "Root.@{urn:b}new: is declared nowhere in the schema" in str(caught.value)
    client = made(WILDCARD.format("##other", "skip"))
    record = client.root(any_attributes={"{urn:a}x": "1"})
    with pytest.raises(client.refused) as caught:
        record.to_xml()
    assert "an attribute of the namespace 'urn:a' is not allowed there" in str(caught.value)


TWO = """
<xs:element name="Root"><xs:complexType><xs:sequence><xs:any namespace="##other" processContents="skip"
minOccurs="0"/><xs:element name="A"/><xs:any namespace="##local" processContents="skip" minOccurs="0"/>
</xs:sequence></xs:complexType></xs:element>
"""


@pytest.mark.parametrize(
    "inner",
    [
        "<A/>",
        "<b:x/><A/>",
        '<A/><x xmlns=""/>',
        '<b:x/><A/><x xmlns=""/>',
        "<A/><b:x/>",
        '<x xmlns=""/><A/>',
        "<b:x/><b:x/><A/>",
    ],
)
def test_each_of_several_wildcards_has_its_place(inner: str) -> None:
    """An element that the schema does not name stands where its namespace may, and is written there again."""
    client, text = made(TWO), document(inner)
    assert client.accepts(text) == client.is_valid(text)
    if client.is_valid(text):
        written = client.root.from_xml(text).to_xml()
        assert list(differences(etree.fromstring(text), etree.fromstring(written))) == []


@pytest.mark.parametrize("encoding", ["iso-8859-2", "iso-8859-15", "windows-1251", "koi8-r"])
def test_documents_in_other_encodings(encoding: str) -> None:
    """A document in an encoding of one byte for each letter is read, strictly as well."""
    letter = "Ж" if encoding in {"windows-1251", "koi8-r"} else "é"
    text = f'<?xml version="1.0" encoding="{encoding}"?>{document(f"<Either>{letter}</Either>")}'
    record = made(TYPES).root.from_xml(text.encode(encoding), strict=True)
    assert record.either == letter


NIL = """
<xs:element name="Root"><xs:complexType><xs:sequence>
<xs:element name="Maybe" nillable="true" minOccurs="0"/><xs:element name="Must" nillable="true"/>
<xs:element name="Many" nillable="true" minOccurs="0" maxOccurs="4" type="xs:anyType" default="r"/>
<xs:element name="Text" nillable="true" minOccurs="0" maxOccurs="2" type="xs:anySimpleType"/>
</xs:sequence></xs:complexType></xs:element>
"""


@pytest.mark.parametrize(
    "inner",
    [
        '<Maybe xsi:nil="true"/><Must/>',
        '<Maybe/><Must xsi:nil="true"/>',
        '<Must/><Many>a</Many><Many xsi:nil="true"/><Many><x xmlns=""/></Many>',
        '<Must/><Many xsi:nil="true"/>',
        '<Maybe xsi:nil="true" at="1"/><Must/><Text xsi:nil="true" xsi:type="xs:int"/><Text xsi:nil="true"/>',
    ],
)
def test_raw_data_that_is_nil_is_kept(inner: str) -> None:
    """An element of any type that is nil is so again, in both formats, alone and among others."""
    client, text = made(NIL), document(inner)
    assert_kept(client, text)


ANYTHING = """
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="Any" minOccurs="0" maxOccurs="2"/>
</xs:sequence></xs:complexType></xs:element>
"""


@pytest.mark.parametrize(
    "inner",
    [
        "<Any><b:x><b:y/></b:x></Any>",
        "<Any><x><Any/></x></Any><Any>t</Any>",
        '<Any><x xmlns=""><y/></x></Any><Any><x/></Any>',
        '<Any b:at="1">t<b:q xmlns=""><q/></b:q>u</Any>',
        "<Any><x/><b:x/></Any>",
    ],
)
def test_elements_in_raw_data_keep_their_namespaces(inner: str) -> None:
    """An element that may hold anything does so in any namespaces, also where the schema has no wildcards."""
    client = made(ANYTHING)
    record = assert_kept(client, document(inner))
    assert assert_kept(client, record.to_xml().decode()) == record
