"""From xsdata's class model to the contract."""

from __future__ import annotations

from decimal import Decimal

import pytest

from neto_gen.contract.model import Enumeration, Facets, Field, Record, Scalar
from neto_gen.contract.rules import check
from neto_gen.contract.schema import load
from neto_gen.contract.xsd import read_message
from neto_gen.problems import Failure
from tests.contract.class_model import HERE, NAMES, class_model
from tests.support import root, schema


def fields(text: str) -> dict[str, Field]:
    """The elements of the root X of a schema, by name."""
    loaded = load("X.xsd", {"X.xsd": text.encode()}.get, str)
    check(loaded)
    return {field.name.untrusted: field for field in read_message(loaded, "X").record.fields}


def restricted(base: str, facets: str) -> Facets:
    """The facets of a restriction, as the contract has them."""
    element = (
        f'<xs:element name="A"><xs:simpleType><xs:restriction base="{base}">{facets}'
        "</xs:restriction></xs:simpleType></xs:element>"
    )
    found = fields(schema(root("X", element)))["A"].type
    assert isinstance(found, Scalar)
    return found.facets


@pytest.mark.parametrize("name", NAMES)
def test_the_class_model_of_xsdata(name: str) -> None:
    """What we build on in xsdata is as it was; see tests/contract/class_model to renew it."""
    assert class_model(name) == (HERE / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("base", "facets", "expected"),
    [
        ("xs:string", '<xs:length value="3"/>', Facets(length=3)),
        (
            "xs:token",
            '<xs:minLength value="1"/><xs:maxLength value="9"/>',
            Facets(min_length=1, max_length=9),
        ),
        ("xs:integer", "", Facets()),
        ("xs:short", "", Facets(min_inclusive=Decimal(-32768), max_inclusive=Decimal(32767))),
        (
            "xs:short",
            '<xs:minInclusive value="0"/><xs:maxExclusive value="10"/>',
            Facets(min_inclusive=Decimal(0), max_inclusive=Decimal(9)),
        ),
        (
            "xs:integer",
            '<xs:minExclusive value="0"/><xs:totalDigits value="3"/>',
            Facets(min_inclusive=Decimal(1), total_digits=3),
        ),
        (
            "xs:decimal",
            (
                '<xs:minExclusive value="0"/><xs:maxInclusive value="1.5"/>'
                '<xs:fractionDigits value="2"/>'
            ),
            Facets(min_exclusive=Decimal(0), max_inclusive=Decimal("1.5"), fraction_digits=2),
        ),
    ],
)
def test_facets(base: str, facets: str, expected: Facets) -> None:
    """Facets come with those of the built-in type; bounds of whole numbers are inclusive."""
    assert restricted(base, facets) == expected


def test_facets_of_all_steps_hold() -> None:
    """A facet of a base type holds beside those of the type derived from it."""
    text = schema(
        '<xs:simpleType name="T"><xs:restriction base="xs:string"><xs:minLength value="2"/>'
        '<xs:maxLength value="9"/></xs:restriction></xs:simpleType>'
        + root(
            "X",
            '<xs:element name="A"><xs:simpleType><xs:restriction base="T">'
            '<xs:maxLength value="5"/></xs:restriction></xs:simpleType></xs:element>'
            '<xs:element name="B" type="T"/>',
        )
    )
    found = fields(text)
    assert found["A"].type == Scalar(builtin="string", facets=Facets(min_length=2, max_length=5))
    assert found["B"].type == Scalar(builtin="string", facets=Facets(min_length=2, max_length=9))


@pytest.mark.parametrize(
    ("occurs", "expected"),
    [
        ("", (1, 1)),
        ('minOccurs="0"', (0, 1)),
        ('maxOccurs="unbounded"', (1, None)),
        ('minOccurs="2" maxOccurs="5"', (2, 5)),
        ('minOccurs=" 0 " maxOccurs=" 5 "', (0, 5)),
    ],
)
def test_occurs(occurs: str, expected: tuple[int, int | None]) -> None:
    """How often an element occurs is as the schema says."""
    element = fields(schema(root("X", f'<xs:element name="A" type="xs:string" {occurs}/>')))["A"]
    assert (element.min_occurs, element.max_occurs) == expected


def test_an_optional_sequence_makes_its_elements_optional() -> None:
    """What stands in a sequence that may be left out may be left out."""
    inner = '<xs:sequence minOccurs="0"><xs:element name="A" type="xs:string"/></xs:sequence>'
    assert not fields(schema(root("X", inner)))["A"].required


def test_the_values_of_an_enumeration_are_as_they_stand() -> None:
    """Values keep their order, their case and the blanks in them."""
    values = ["b", "a", "A", " x  y ", "", "&amp;", "é", "{{ 1 }}"]
    facets = "".join(f'<xs:enumeration value="{value}"/>' for value in values)
    element = (
        '<xs:element name="A"><xs:simpleType><xs:restriction base="xs:string">'
        f"{facets}</xs:restriction></xs:simpleType></xs:element>"
    )
    found = fields(schema(root("X", element)))["A"].type
    assert isinstance(found, Enumeration)
    assert [value.untrusted for value in found.values] == [
        value.replace("&amp;", "&") for value in values
    ]


def test_documentation_comes_along() -> None:
    """The documentation of an element is that of its field."""
    element = (
        '<xs:element name="A" type="xs:string"><xs:annotation><xs:documentation>What it is.'
        "</xs:documentation></xs:annotation></xs:element>"
    )
    documentation = fields(schema(root("X", element)))["A"].documentation
    assert documentation is not None
    assert documentation.untrusted == "What it is."


def test_places_are_right_after_markup_in_documentation() -> None:
    """Elements in a documentation do not shift the places of what comes after them."""
    text = schema(
        root(
            "X",
            "<xs:annotation><xs:documentation>a <b>b</b> <i/></xs:documentation></xs:annotation>\n"
            '<xs:element name="A" type="xs:string"/>',
        )
    )
    assert str(fields(text)["A"].location) == "X.xsd:4:1"


def test_a_type_that_contains_itself_is_refused() -> None:
    """A recursive type is refused where it comes round."""
    text = schema(
        '<xs:element name="X" type="T"/>\n<xs:complexType name="T"><xs:sequence>\n'
        '<xs:element ref="X" minOccurs="0"/></xs:sequence></xs:complexType>'
    )
    with pytest.raises(Failure, match=r"^X\.xsd:4:1: element X may contain itself"):
        fields(text)


OF_Z = '<xs:sequence><xs:element name="Z" type="xs:string"/></xs:sequence>'
OF_Y = '<xs:element name="Y" type="xs:string"/>'


def test_a_type_called_as_the_root_is_not_the_root() -> None:
    """An element and a type may share a name: the root holds what its element says."""
    text = schema(f'<xs:complexType name="X">{OF_Z}</xs:complexType>{root("X", OF_Y)}')
    assert [*fields(text)] == ["Y"]


def test_a_type_called_as_an_element_is_not_that_element() -> None:
    """A reference is to the element of that name, and not to a type of the same name."""
    text = schema(
        f'<xs:complexType name="Item">{OF_Z}</xs:complexType>{root("Item", OF_Y)}'
        + root("X", '<xs:element ref="Item"/><xs:element name="Other" type="Item"/>')
    )
    found = {name: field.type for name, field in fields(text).items()}
    assert isinstance(found["Item"], Record)
    assert isinstance(found["Other"], Record)
    assert [field.name.untrusted for field in found["Item"].fields] == ["Y"]
    assert [field.name.untrusted for field in found["Other"].fields] == ["Z"]


def test_a_simple_type_called_as_the_root_is_no_circle() -> None:
    """An enumeration that has the name of the root can be the type of an element in it."""
    enumeration = (
        '<xs:simpleType name="X"><xs:restriction base="xs:string"><xs:enumeration value="a"/>'
        "</xs:restriction></xs:simpleType>"
    )
    text = schema(enumeration + root("X", '<xs:element name="A" type="X"/>'))
    assert isinstance(fields(text)["A"].type, Enumeration)


@pytest.mark.parametrize(
    ("facet", "expected"),
    [
        ("", Scalar),
        ('<xs:maxLength value="5"/>', Scalar),
        ('<xs:enumeration value="a"/>', Enumeration),
    ],
)
def test_a_reference_to_an_element_of_a_simple_type(facet: str, expected: type) -> None:
    """A reference to a global element that holds a value is as good as the element in place."""
    simple = (
        f'<xs:simpleType><xs:restriction base="xs:string">{facet}</xs:restriction></xs:simpleType>'
    )
    text = schema(
        f'<xs:element name="A">{simple}</xs:element><xs:element name="B" type="xs:int"/>'
        + root("X", '<xs:element ref="A" minOccurs="0"/><xs:element ref="B"/>')
    )
    assert isinstance(fields(text)["A"].type, expected)
    assert isinstance(fields(text)["B"].type, Scalar)


def test_an_enumeration_of_an_enumeration_in_place_keeps_its_values() -> None:
    """Values are listed however deep the types that restrict one another are written in place."""
    element = (
        '<xs:element name="A"><xs:simpleType><xs:restriction><xs:simpleType>'
        '<xs:restriction base="xs:string"><xs:enumeration value="a"/><xs:enumeration value="b"/>'
        '</xs:restriction></xs:simpleType><xs:enumeration value="a"/></xs:restriction>'
        "</xs:simpleType></xs:element>"
    )
    found = fields(schema(root("X", element)))["A"].type
    assert isinstance(found, Enumeration)
    assert [value.untrusted for value in found.values] == ["a"]


def test_one_name_with_two_types_is_refused() -> None:
    """Elements of one name in one record have one type; otherwise one of the two would be lost."""
    text = schema(
        root(
            "X",
            '<xs:element name="A" type="xs:string"/>\n<xs:element name="A" type="xs:int"/>',
        )
    )
    with pytest.raises(Failure, match=r"\bA\b"):
        fields(text)
