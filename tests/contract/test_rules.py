"""What a schema must keep to, rule by rule."""

from __future__ import annotations

import pytest

from neto_gen.contract import vocabulary
from neto_gen.contract.rules import check
from neto_gen.contract.schema import load
from neto_gen.problems import Failure
from tests.support import root, schema

TEXT = '<xs:element name="A" type="xs:string"/>'


def problems(text: str) -> list[str]:
    """What is wrong with a schema: the messages, each with its remedy."""
    try:
        check(load("X.xsd", {"X.xsd": text.encode()}.get, str))
    except Failure as failure:
        return [f"{problem} | {problem.hint}" for problem in failure.problems]
    return []


def in_root(fields: str) -> list[str]:
    """What is wrong with the elements of a root."""
    return problems(schema(root("X", fields)))


def restricted(facet: str, base: str = "xs:string") -> list[str]:
    """What is wrong with a facet."""
    return in_root(
        f'<xs:element name="A"><xs:simpleType><xs:restriction base="{base}">'
        f"{facet}</xs:restriction></xs:simpleType></xs:element>"
    )


@pytest.mark.parametrize("name", sorted(vocabulary.SCALARS))
def test_types_that_are_understood(name: str) -> None:
    """Every built-in type of the vocabulary is accepted."""
    assert in_root(f'<xs:element name="A" type="xs:{name}"/>') == []


@pytest.mark.parametrize("name", sorted(vocabulary.UNSUPPORTED_TYPES))
def test_types_that_are_not(name: str) -> None:
    """Every other built-in type is refused with what to use instead."""
    (problem,) = in_root(f'<xs:element name="A" type="xs:{name}"/>')
    assert problem.startswith(f"X.xsd:3:1: type xs:{name} is not supported | use xs:") or (
        "name a type" in problem
    )


@pytest.mark.parametrize(
    ("outer", "name"),
    [
        *(("schema", name) for name in ("attribute", "attributeGroup", "group", "import")),
        *(("schema", name) for name in ("redefine", "override", "notation")),
        *(("schema", name) for name in ("defaultOpenContent",)),
        *(("element", name) for name in ("key", "keyref", "unique", "alternative")),
        *(("complexType", name) for name in ("choice", "group", "simpleContent")),
        *(("complexType", name) for name in ("complexContent", "attribute", "anyAttribute")),
        *(("complexType", name) for name in ("assert", "openContent", "attributeGroup")),
        *(("sequence", name) for name in ("any", "choice", "group")),
        *(("simpleType", name) for name in ("list", "union")),
        *(("restriction", name) for name in ("pattern", "whiteSpace", "assertion")),
        *(("restriction", name) for name in ("explicitTimezone", "attribute", "sequence")),
    ],
)
def test_constructs_that_are_not_understood(outer: str, name: str) -> None:
    """A construct without a meaning here is refused where it stands, never dropped."""
    inner = f"<xs:{name}/>"
    text = {
        "schema": schema(f"{inner}{root('X', TEXT)}"),
        "element": schema(root("X", TEXT).replace("</xs:element>", f"{inner}</xs:element>")),
        "complexType": schema(
            root("X", TEXT).replace("</xs:complexType>", f"{inner}</xs:complexType>")
        ),
        "sequence": schema(root("X", TEXT + inner)),
        "simpleType": schema(f'<xs:simpleType name="S">{inner}</xs:simpleType>' + root("X", TEXT)),
        "restriction": schema(
            f'<xs:simpleType name="S"><xs:restriction base="xs:string">{inner}</xs:restriction>'
            f"</xs:simpleType>{root('X', TEXT)}"
        ),
    }[outer]
    found = [problem for problem in problems(text) if f"xs:{name} " in problem]
    assert len(found) == 1
    assert "is not supported" in found[0] or "cannot stand in" in found[0]


@pytest.mark.parametrize(
    ("attribute", "remedy"),
    [
        ('nillable="true"', "remove nillable"),
        ('abstract="1"', "remove abstract"),
        ('default="x"', "a value that is not set is left out"),
        ('fixed="x"', "list its one value as an xs:enumeration"),
        ('substitutionGroup="Y"', "refer to the element itself"),
    ],
)
def test_attributes_that_change_the_meaning(attribute: str, remedy: str) -> None:
    """An attribute without a meaning here is refused, with what to write instead."""
    (problem,) = in_root(f'<xs:element name="A" type="xs:string" {attribute}/>')
    assert f"X.xsd:3:1: {attribute} is not supported" in problem
    assert remedy in problem


@pytest.mark.parametrize(
    "attribute",
    ['nillable="false"', 'abstract="0"', 'id="a"', 'xml:lang="en"', 'form="unqualified"'],
)
def test_attributes_that_change_nothing(attribute: str) -> None:
    """An attribute that says what holds anyway is accepted."""
    assert in_root(f'<xs:element name="A" type="xs:string" {attribute}/>') == []


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ('<xs:element name="A"/>', "an element has one type"),
        ('<xs:element type="xs:string"/>', "an element has a name or a ref"),
        ('<xs:element ref="X" name="A"/>', "an element has a ref, or a name and a type"),
        ('<xs:element ref="Y"/>', 'element "Y" is not defined'),
        ('<xs:element ref="xs:string"/>', '"string" is not an element'),
        ('<xs:element name="A B" type="xs:string"/>', 'name "A B" is not a name in XML'),
        ('<xs:element name="1" type="xs:string"/>', 'name "1" is not a name in XML'),
        ('<xs:element name="" type="xs:string"/>', 'name "" is not a name in XML'),
        ('<xs:element name="A" type="xs:string" minOccurs="x"/>', 'minOccurs "x" is not a number'),
        ('<xs:element name="A" type="xs:string" minOccurs="-1"/>', '"-1" is not a number'),
        ('<xs:element name="A" type="xs:string" maxOccurs="many"/>', '"many" is not a number'),
        ('<xs:element name="A" type="xs:string" maxOccurs="0"/>', 'maxOccurs "0" is zero'),
        ('<xs:element name="A" type="xs:string" minOccurs="3" maxOccurs="2"/>', "less than minOcc"),
        ('<xs:element name="A"><xs:complexType/></xs:element>', "one xs:sequence or xs:all"),
        (
            '<xs:element name="A"><xs:complexType><xs:sequence/></xs:complexType></xs:element>',
            "an xs:sequence without elements",
        ),
        (f'<xs:sequence maxOccurs="2">{TEXT}</xs:sequence>', "a repeated xs:sequence"),
        (f"{TEXT}<html/>", "<html> is not an element of XML Schema"),
        ('<xs:element name="A"><xs:simpleType/></xs:element>', "a simple type has one xs:restric"),
    ],
)
def test_declarations(fields: str, problem: str) -> None:
    """A declaration that says too little, too much or nonsense is named."""
    found = in_root(fields)
    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize(
    ("facet", "base", "problem"),
    [
        ('<xs:maxLength value="abc"/>', "xs:string", 'maxLength "abc" is not a number'),
        ('<xs:maxLength value="-1"/>', "xs:string", 'maxLength "-1" is not a number'),
        ("<xs:maxLength/>", "xs:string", "maxLength has no value"),
        ('<xs:maxLength value="5"/>', "xs:integer", "maxLength is not supported for xs:integer"),
        ('<xs:totalDigits value="5"/>', "xs:string", "totalDigits is not supported for xs:string"),
        ('<xs:minInclusive value="1"/>', "xs:date", "minInclusive is not supported for xs:date"),
        ('<xs:minInclusive value="1"/>', "xs:double", "is not supported for xs:double"),
        ('<xs:minInclusive value="x"/>', "xs:decimal", '"x" is not a value of xs:decimal'),
        ('<xs:minInclusive value="NaN"/>', "xs:decimal", '"NaN" is not a value of xs:decimal'),
        ('<xs:minInclusive value="1e9"/>', "xs:decimal", '"1e9" is not a value of xs:decimal'),
        ('<xs:minInclusive value="1.5"/>', "xs:int", '"1.5" is not a value of xs:int'),
        ('<xs:enumeration value="1"/>', "xs:int", "enumeration is not supported for xs:int"),
        ("", "Y", 'type "Y" is not defined'),
        ("", "X", 'type "X" is not defined'),
    ],
)
def test_facets(facet: str, base: str, problem: str) -> None:
    """A facet that makes no sense for its type is named."""
    (found,) = restricted(facet, base)
    assert problem in found


def test_a_name_without_its_namespace() -> None:
    """A type of the schema that is named without its namespace is told apart from one that is not."""
    simple = '<xs:simpleType name="T"><xs:restriction base="xs:string"/></xs:simpleType>'
    text = schema(
        simple + root("X", '<xs:element name="A" type="T"/>'), 'targetNamespace="NetoAPI"'
    )
    (problem,) = problems(text)
    assert 'type "T" is not defined | T is in the namespace "NetoAPI": declare a prefix' in problem


def test_a_type_that_is_its_own_base() -> None:
    """Types that go round in a circle are refused."""
    text = schema(
        '<xs:simpleType name="A"><xs:restriction base="B"/></xs:simpleType>'
        '<xs:simpleType name="B"><xs:restriction base="A"/></xs:simpleType>'
        + root("X", '<xs:element name="F" type="A"/>')
    )
    assert all("the type is its own base" in problem for problem in problems(text))
    assert len(problems(text)) == 2


def test_a_facet_of_a_base_type_is_checked_for_the_type_at_the_root() -> None:
    """Which facets apply depends on the built-in type, however many steps away."""
    text = schema(
        '<xs:simpleType name="A"><xs:restriction base="B"><xs:maxLength value="5"/>'
        '</xs:restriction></xs:simpleType><xs:simpleType name="B"><xs:restriction>'
        '<xs:simpleType><xs:restriction base="xs:decimal"/></xs:simpleType></xs:restriction>'
        "</xs:simpleType>" + root("X", '<xs:element name="F" type="A"/>')
    )
    (problem,) = problems(text)
    assert "maxLength is not supported for xs:decimal" in problem


@pytest.mark.parametrize("number", ["1_000", "&#x0665;", "+-1", "0x1F", ""])
def test_numbers_that_only_python_knows(number: str) -> None:
    """A bound is a number as XML Schema writes them."""
    (problem,) = restricted(f'<xs:minInclusive value="{number}"/>', "xs:decimal")
    assert "is not a value of xs:decimal" in problem
