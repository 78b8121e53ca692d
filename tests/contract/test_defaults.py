"""Defaults and fixed values that are values of their types, and those that are not."""

from __future__ import annotations

import pytest
from lxml import etree

from neto_gen.contract.model import Attribute, Element, Record
from neto_gen.contract.resolve.messages import MessageReader
from neto_gen.contract.xsd.rules import check
from neto_gen.contract.xsd.schema import load
from neto_gen.problems import Failure
from tests.support import build_and_import, schema


def restricted(base: str, *facets: tuple[str, str]) -> str:
    """Return a simple type S that is restricted by these facets."""
    inner = "".join(f'<xs:{name} value="{value}"/>' for name, value in facets)
    return (
        f'<xs:simpleType name="S"><xs:restriction base="xs:{base}">{inner}</xs:restriction>'
        "</xs:simpleType>"
    )


TYPES = {
    "decimal": restricted("decimal", ("fractionDigits", "2"), ("totalDigits", "4")),
    "int": restricted("int", ("minInclusive", "3"), ("maxExclusive", "9")),
    "byte": restricted("byte"),
    "double": restricted("double", ("minExclusive", "-1")),
    "boolean": restricted("boolean", ("pattern", "true|false")),
    "string": restricted("string", ("maxLength", "3")),
    "token": restricted("token", ("length", "3")),
    "pattern": restricted("string", ("pattern", "[a-z]+")),
    "enumeration": restricted("token", ("enumeration", "a b"), ("enumeration", "c")),
    "numbers": restricted("decimal", ("enumeration", "1.50"), ("enumeration", "2")),
    "date": restricted("date"),
    "gYear": restricted("gYear", ("minInclusive", "1900"), ("maxInclusive", "2000")),
    "duration": restricted("duration", ("maxExclusive", "P1M")),
    "hexBinary": restricted("hexBinary", ("length", "2")),
    "base64Binary": restricted("base64Binary", ("maxLength", "3")),
    "language": restricted("language"),
    "list": (
        '<xs:simpleType name="S"><xs:restriction><xs:simpleType><xs:list itemType="xs:byte"/>'
        '</xs:simpleType><xs:maxLength value="2"/></xs:restriction></xs:simpleType>'
    ),
    "union": (
        '<xs:simpleType name="S"><xs:union memberTypes="xs:boolean"><xs:simpleType>'
        '<xs:restriction base="xs:int"><xs:minInclusive value="5"/></xs:restriction>'
        "</xs:simpleType></xs:union></xs:simpleType>"
    ),
}
TEXTS = {
    "decimal": ("1.25", "+012.50", "1.255", "12345", "XII", ""),
    "int": ("3", " 8 ", "2", "9", "3.0"),
    "byte": ("127", "128", "-129"),
    "double": ("0", "INF", "-1", "-INF", "one"),
    "boolean": ("true", "1", "True"),
    "string": ("", "abc", "abcd"),
    "token": (" abc ", "ab", "a  b"),
    "pattern": ("ab", "a b", ""),
    "enumeration": ("a b", " a  b ", "a"),
    "numbers": ("1.5", "02.0", "3"),
    "date": ("2026-02-28", "2026-02-29", "2026-02-28Z", "28.2.2026"),
    "gYear": ("1900", "2000", "1899", "2001", "19"),
    "duration": ("P27D", "PT1S", "P31D", "P1M", "1M"),
    "hexBinary": ("0aFF", "0a", "0x"),
    "base64Binary": ("AAAA", "AAAAAAAA", "A"),
    "language": ("de-CH", "deutsch-land-", "1"),
    "list": ("1 2", "1 2 3", "1 200", ""),
    "union": ("true", "5", "4"),
}
USES = {
    "root": '<xs:element name="X" type="S" {}/>',
    "root with attributes": (
        '<xs:element name="X" {}><xs:complexType><xs:simpleContent><xs:extension base="S">'
        '<xs:attribute name="a"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>'
    ),
    "element": (
        '<xs:element name="X"><xs:complexType><xs:sequence><xs:element name="E" type="S" {}/>'
        "</xs:sequence></xs:complexType></xs:element>"
    ),
    "repeated choice": (
        '<xs:element name="X"><xs:complexType><xs:choice maxOccurs="9"><xs:element name="E" type="S"'
        ' {}/><xs:element name="F"/></xs:choice></xs:complexType></xs:element>'
    ),
    "attribute": '<xs:element name="X"><xs:complexType><xs:attribute name="a" type="S" {}/>'
    "</xs:complexType></xs:element>",
}


def problems(text: str) -> list[str]:
    """Return the problems of a schema."""
    try:
        loaded = load("X.xsd", {"X.xsd": text.encode()}.get, str)
        check(loaded)
        MessageReader(loaded).message("X")
    except Failure as failure:
        return [str(problem) for problem in failure.problems]
    return []


def is_valid(text: str) -> bool:
    """Tell whether libxml2 accepts a schema."""
    try:
        etree.XMLSchema(etree.fromstring(text))
    except etree.XMLSchemaParseError:
        return False
    return True


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("use", USES)
def test_a_default_is_a_value_of_its_type(name: str, use: str) -> None:
    """What libxml2 takes for no value of a type is refused with its place, wherever it stands."""
    for text in TEXTS[name]:
        for kind in ("default", "fixed"):
            used = USES[use].format(f'{kind}="{text}"')
            written = schema(f"{TYPES[name]}\n{used}", "")
            found = problems(written)
            assert (found == []) == is_valid(written), (text, found)
            assert all(f.startswith(f'X.xsd:3:1: the value "{text}" ') or ":3:" in f for f in found)


def test_the_message_says_what_does_not_fit() -> None:
    """The facet that a default does not fit is named."""
    shown = [
        (restricted("string", ("maxLength", "3")), "abcd", "does not fit the maxLength 3"),
        (restricted("int", ("minInclusive", "3")), "2", "is not at least 3"),
        (restricted("gYear", ("maxExclusive", "2000")), "2000", "is not less than 2000"),
        (restricted("decimal", ("fractionDigits", "1")), "1.25", "has more than 1 digits after"),
        (restricted("string", ("pattern", "a+")), "b", "does not match a pattern of its type"),
        (restricted("int", ("enumeration", "1")), "2", "is not one of the values of its type"),
        (restricted("int"), "x", "is not a value of xs:int"),
    ]
    for type_, text, words in shown:
        (found,) = problems(schema(f'{type_}<xs:element name="X" type="S" default="{text}"/>', ""))
        assert f'the value "{text}" {words}' in found


DERIVED = (
    '<xs:complexType name="Base"><xs:simpleContent><xs:extension base="xs:string"/>'
    '</xs:simpleContent></xs:complexType><xs:complexType name="Narrow"><xs:simpleContent>'
    '<xs:restriction base="Base"><xs:enumeration value="a"/></xs:restriction></xs:simpleContent>'
    '</xs:complexType><xs:element name="X"><xs:complexType><xs:sequence>'
    '<xs:element name="E" type="Base" default="b"/></xs:sequence></xs:complexType></xs:element>'
)


def test_a_default_counts_where_the_type_has_such_a_value(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """A derived type need not have the default of the element: an empty one of that type is empty."""
    text = schema(DERIVED, "")
    assert problems(text) == []
    folder = tmp_path_factory.mktemp("derived")
    files = {f"X{end}.xsd": text.replace('"X"', f'"X{end}"') for end in ("", "Response")}
    root = build_and_import(folder, files, dialect="xsd").x.X
    assert root.from_xml("<X><E/></X>").e.text == "b"
    xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    read = root.from_xml(f'<X {xsi}><E xsi:type="Narrow">a</E></X>')
    assert (type(read.e).__name__, read.e.text.text) == ("Narrow", "a")


def test_a_default_is_kept_as_its_type_has_it() -> None:
    """Space around a default means as much as it does in a document."""
    listed = restricted("token", ("enumeration", "a b"))
    body = (
        f'{listed}<xs:element name="X"><xs:complexType><xs:sequence><xs:element name="E" type="S" '
        'default=" a  b "/><xs:element name="F" type="xs:string" default=" c "/></xs:sequence>'
        '<xs:attribute name="g" type="xs:int" default=" 7 "/></xs:complexType></xs:element>'
    )
    loaded = load("X.xsd", {"X.xsd": schema(body, "").encode()}.get, str)
    check(loaded)
    record: Record = MessageReader(loaded).message("X").root
    declared = [*record.content, *record.attributes]
    defaults = {
        item.name.untrusted: item.default.untrusted
        for item in declared
        if isinstance(item, Element | Attribute) and item.default is not None
    }
    assert defaults == {"E": "a b", "F": " c ", "g": "7"}
