"""What a schema defines whose imports lead nowhere."""

from __future__ import annotations

import pytest

from neto_gen.contract import read_definitions
from neto_gen.problems import Failure
from neto_gen.sources import MemoryFolder
from tests.support import XS, root, schema

HEAD = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:o="urn:o" xmlns:p="urn:p" '
    'xmlns="urn:x" targetNamespace="urn:x"><xs:import namespace="urn:o" schemaLocation="o.xsd"/>'
    '<xs:import namespace="urn:p"/>'
)


def element(inner: str, more: str = "") -> str:
    """Return the content of a type: an element with something in it."""
    return f'<xs:sequence><xs:element name="A" {more}>{inner}</xs:element></xs:sequence>'


def restricted(facets: str, base: str = "o:T") -> str:
    """Return a simple type that limits another one."""
    inner = "".join(
        f'<xs:{name} value="{value}"/>'
        for name, _, value in (facet.partition("=") for facet in facets.split())
    )
    return f'<xs:simpleType><xs:restriction base="{base}">{inner}</xs:restriction></xs:simpleType>'


def named(name: str, facets: str, base: str) -> str:
    """Return the same at the top of the schema."""
    return restricted(facets, base).replace("<xs:simpleType>", f'<xs:simpleType name="{name}">', 1)


CONTENTS = {
    "an attribute": '<xs:attribute name="a" type="o:T" default="x"/>',
    "an element": element("", 'type="o:T"'),
    "an element with a default": element("", 'type="o:T" default="x"'),
    "of two namespaces": element("", 'type="o:T"') + '<xs:attribute name="b" type="p:T"/>',
    "restricted": element(restricted("")),
    "with lengths": element(restricted("minLength=1 maxLength=5")),
    "with spaces": element(restricted("whiteSpace=collapse")),
    "with numbers": element(restricted("minInclusive=1 maxExclusive=9.5")),
    "with digits": element(restricted("totalDigits=5 fractionDigits=2 pattern=[0-9.]+")),
    "with dates": element(restricted("minInclusive=2020-01-01")),
    "with moments": element(restricted("maxInclusive=2020-01-01T00:00:00Z")),
    "with values": element(restricted("enumeration=a enumeration=b")),
    "a list": element('<xs:simpleType><xs:list itemType="o:T"/></xs:simpleType>'),
    "a list of restricted ones": element(
        f"<xs:simpleType><xs:list>{restricted('minLength=1')}</xs:list></xs:simpleType>"
    ),
    "a union": element('<xs:simpleType><xs:union memberTypes="o:T xs:int"/></xs:simpleType>'),
    "a union of restricted ones": element(
        f"<xs:simpleType><xs:union>{restricted('')}</xs:union></xs:simpleType>"
    ),
    "text with attributes": (
        '<xs:simpleContent><xs:extension base="o:T"><xs:attribute name="b"/></xs:extension>'
        "</xs:simpleContent>"
    ),
    "as it is and restricted": element(restricted("maxLength=5"))
    + '<xs:attribute name="a" type="o:T"/>',
    "in steps": element("", 'type="M"') + "§" + named("N", "", "o:T")
    + named("M", "minInclusive=1", "N"),
}  # fmt: skip


@pytest.mark.parametrize("case", CONTENTS)
def test_a_type_that_is_not_there(case: str) -> None:
    """Whatever refers to a type of an import that leads nowhere can be read, and the import is noted."""
    content, _, more = CONTENTS[case].partition("§")
    text = f'{HEAD}<xs:element name="X"><xs:complexType>{content}</xs:complexType></xs:element>{more}</xs:schema>'
    folder = MemoryFolder("x", {"X.xsd": text.encode()})
    definitions, notes = read_definitions(folder, {"X.xsd": None})
    assert [root.name.untrusted for root in definitions["X.xsd"].roots()] == ["X"]
    assert any('the import of "urn:o" is not there: taken as opaque' in note for note in notes)


def test_opaque_imports_beside_a_document_type_and_a_catalogue() -> None:
    """What a document type puts before an import leaves its place, and a catalogue finds its file."""
    text = (
        "<!DOCTYPE xs:schema [<!ENTITY one \"<xs:element name='One' type='xs:string'/>\">\n]>\n"
        f'<xs:schema {XS} xmlns:o="urn:o" xmlns:t="urn:t">\n'
        '<xs:import namespace="urn:o" schemaLocation="http://o.example/o.xsd"/>\n'
        '<xs:import namespace="urn:t" schemaLocation="http://t.example/t.xsd"/>\n'
        '&one;<xs:element name="X"><xs:complexType><xs:sequence><xs:element ref="o:O"/>'
        '<xs:element ref="t:T"/></xs:sequence></xs:complexType></xs:element></xs:schema>'
    )
    types = (
        f'<xs:schema {XS} targetNamespace="urn:t"><xs:element name="T" type="xs:int"/></xs:schema>'
    )
    files = {"X.xsd": text.encode(), "types/t.xsd": types.encode()}
    folder = MemoryFolder("x", files, [("http://t.example/", "types/")])
    definitions, notes = read_definitions(folder, {"X.xsd": None})
    assert {root.name.untrusted for root in definitions["X.xsd"].roots()} == {"One", "X"}
    assert notes == ['x/X.xsd:4:1: the import of "urn:o" is not there: taken as opaque']


def test_the_roots_that_are_asked_for() -> None:
    """Only these are read, while all that the file declares is known; a root that it lacks is refused."""
    one, other = (f'<xs:element name="{name}" type="xs:int"/>' for name in ("One", "Other"))
    text = schema(f"{one}{other}", 'targetNamespace="urn:x" elementFormDefault=" qualified "')
    folder = MemoryFolder("x", {"X.xsd": text.encode()})
    definitions, notes = read_definitions(folder, {"X.xsd": ["Other"]})
    found = definitions["X.xsd"]
    assert (found.file, sorted(found.declared), notes) == ("X.xsd", ["One", "Other"], [])
    assert (found.element_form, found.attribute_form) == ("qualified", "unqualified")
    assert found.root("One") is None
    assert [found.root("Other")] == found.roots()
    assert [root.name.untrusted for root in found.roots()] == ["Other"]
    with pytest.raises(Failure) as caught:
        read_definitions(folder, {"X.xsd": ["Other", "Third"]})
    (problem,) = caught.value.problems
    assert str(problem) == "x/X.xsd:1:1: declares no element Third"
    assert problem.hint == "it declares One, Other: rename the file or the element"


def test_what_contradicts_itself_in_a_file_that_is_read_alone() -> None:
    """An element that is there twice with two types is refused, as it is in a message."""
    twice = (f'<xs:element name="A" type="xs:{type_}"/>' for type_ in ("int", "date"))
    text = schema(root("X", "\n".join(twice)))
    with pytest.raises(Failure) as caught:
        read_definitions(MemoryFolder("x", {"X.xsd": text.encode()}), {"X.xsd": None})
    (problem,) = caught.value.problems
    assert str(problem) == "x/X.xsd:4:1: element A occurs there twice, with two types"
    assert problem.hint == "the other is at x/X.xsd:3:1: give both one named type"
