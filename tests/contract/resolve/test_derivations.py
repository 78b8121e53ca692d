"""How types follow from each other, and what one that follows from another must keep to."""

from __future__ import annotations

import pytest

from tests.contract.xsd.test_rules import problems
from tests.support import schema

X = '<xs:element name="X" type="xs:string"/>'


def of(declared: str, attributes: str = "") -> list[str]:
    """Return the problems of these definitions."""
    return problems(schema(declared + X, f'targetNamespace="t" xmlns="t" {attributes}'))


def simple(inner: str, attributes: str = 'name="S"') -> str:
    """Return a simple type."""
    return f"<xs:simpleType {attributes}>{inner}</xs:simpleType>"


def complex_(inner: str, attributes: str = 'name="D"') -> str:
    """Return a complex type."""
    return f"<xs:complexType {attributes}>{inner}</xs:complexType>"


def derived(way: str, base: str, inner: str = "", content: str = "complexContent") -> str:
    """Return a complex type that follows from another."""
    return complex_(f'<xs:{content}><xs:{way} base="{base}">{inner}</xs:{way}></xs:{content}>')


def base(attributes: str = "", inner: str = "<xs:sequence/>") -> str:
    """Return the type that others follow from."""
    return complex_(inner, f'name="B" {attributes}')


MEMBER = '<xs:element name="M" type="xs:{}" substitutionGroup="H"/>'
INTEGERS = '<xs:restriction base="xs:int"/>'
A = '<xs:sequence><xs:element name="A" type="xs:int"/></xs:sequence>'
FIXED = '<xs:restriction base="xs:string"><xs:maxLength value="{}" fixed="{}"/></xs:restriction>'


OF_TEXT = (
    '<xs:complexType name="B"><xs:simpleContent><xs:extension base="{}"/></xs:simpleContent>'
    "</xs:complexType>"
)


def one(attributes: str, inner: str = "") -> str:
    """Return a sequence of one element."""
    return f'<xs:sequence><xs:element name="A" {attributes}>{inner}</xs:element></xs:sequence>'


def anything(processed: str) -> str:
    """Return a sequence of one wildcard."""
    return f'<xs:sequence><xs:any processContents="{processed}"/></xs:sequence>'


def shorter(value: int) -> str:
    """Return a type that limits the length of another."""
    facet = f'<xs:maxLength value="{value}"/>'
    return simple(f'<xs:restriction base="S">{facet}</xs:restriction>', 'name="T"')


@pytest.mark.parametrize(
    ("declared", "problem"),
    [
        (
            base('final="extension"') + derived("extension", "B"),
            "type B is final: no type can be an ext",
        ),
        (
            base('final="#all"') + derived("restriction", "B"),
            "type B is final: no type can be a restric",
        ),
        (
            simple(INTEGERS, 'name="S" final="restriction"')
            + simple('<xs:restriction base="S"/>', 'name="T"'),
            'type S is final: no type can be a restriction of it | use another type, or remove "final"',
        ),
        (
            simple(INTEGERS, 'name="S" final="list"')
            + simple('<xs:list itemType="S"/>', 'name="T"'),
            "type S is final: no type can be a list of it",
        ),
        (
            simple(INTEGERS, 'name="S" final="union"')
            + simple('<xs:union memberTypes="xs:date S"/>', 'name="T"'),
            "type S is final: no type can be a union of it",
        ),
        (
            f'<xs:element name="H" type="xs:long" final="restriction"/>{MEMBER.format("int")}',
            "element H is final: no element whose type is a restriction of its type can replace it",
        ),
        (
            complex_("<xs:sequence/>", 'name="C"')
            + '<xs:element name="H" final="restriction"/>'
            + '<xs:element name="M" type="C" substitutionGroup="H"/>',
            "element H is final: no element whose type is a restriction of its type can replace it",
        ),
        (
            f'<xs:element name="H" type="xs:int"/>{MEMBER.format("long")}',
            "element M cannot substitute H: its type is not that of the head, or derived from it | give it the type of the head",
        ),
        (
            simple(FIXED.format(3, "true")) + shorter(2),
            'maxLength is fixed at "3" in the base type | remove it, or fixed at X',
        ),
        (
            simple('<xs:restriction base="xs:anySimpleType"/>'),
            "a simple type cannot be a restriction of xs:anySimpleType | name another type",
        ),
        (simple('<xs:restriction base="xs:anyType"/>'), "cannot be a restriction of xs:anyType"),
        (
            base() + derived("restriction", "xs:int", content="simpleContent"),
            "xs:simpleContent cannot restrict int, which is a simple type | use xs:extension",
        ),
        (
            base('mixed="true"', A) + derived("extension", "B", A.replace("A", "C")),
            'an extension must be mixed exactly if its base is mixed | set mixed="true"',
        ),
        (
            base("", A) + derived("extension", "B", "<xs:all><xs:element name='C'/></xs:all>"),
            "xs:all cannot be extended, and cannot extend elements | use xs:sequence in both types",
        ),
        (
            '<xs:group name="G"><xs:all><xs:element name="C"/></xs:all></xs:group>'
            + complex_('<xs:sequence><xs:group ref="G"/></xs:sequence>'),
            "group G is an xs:all, which must be the only content of a type, and occur once | use xs:sequence in it",
        ),
        (
            base("", '<xs:attribute name="a" use="required"/>')
            + derived("restriction", "B", '<xs:attribute name="a"/>'),
            "not a valid restriction: attribute a is required in its base | allow no more than the base",
        ),
        (
            base() + derived("restriction", "B", '<xs:attribute name="a"/>'),
            "not a valid restriction: its base has no attribute a",
        ),
        (
            base() + derived("restriction", "B", "<xs:anyAttribute/>"),
            "not a valid restriction: its base does not allow any attribute | remove xs:anyAttribute",
        ),
        (
            base("", '<xs:attribute name="a" type="xs:string" fixed="1"/>')
            + derived("restriction", "B", '<xs:attribute name="a" type="xs:string" fixed="2"/>'),
            'not a valid restriction: attribute a has the fixed value "1" in its base',
        ),
        (
            base("", '<xs:attribute name="a" type="xs:int"/>')
            + derived("restriction", "B", '<xs:attribute name="a" type="xs:string"/>'),
            "not a valid restriction: the type of attribute a is not a restriction of its type in its base",
        ),
        (
            complex_('<xs:attribute name="a" type="xs:ID"/><xs:attribute name="b" type="xs:ID"/>'),
            "attributes a and b are both of type ID | a type can have at most one ID: change one of them",
        ),
        (
            complex_('<xs:attribute name="a" type="xs:ID" fixed="i"/>'),
            "attribute a is an ID, and has a default or a fixed value | remove the value: each ID",
        ),
        (
            '<xs:element name="E" type="xs:ID" default="i"/>',
            "element E is an ID, and has a default or a fixed value",
        ),
        (
            '<xs:attribute name="a" type="xs:string" fixed="1"/>'
            + complex_('<xs:attribute ref="a" fixed="2"/>'),
            'attribute a has the fixed value "1" in its declaration | remove the value here',
        ),
        (
            '<xs:attribute name="a" fixed="1"/>' + complex_('<xs:attribute ref="a" fixed="01"/>'),
            'attribute a has the fixed value "1" in its declaration',
        ),
        (
            '<xs:attribute name="a" type="xs:int" fixed="1"/>'
            + complex_('<xs:attribute ref="a" fixed="2"/>'),
            'attribute a has the fixed value "1" in its declaration',
        ),
        (
            base("", one('block="#all"')) + derived("restriction", "B", one('block="extension"')),
            "element A does not block restriction, substitution, as that of the base does | see X.xsd:",
        ),
        (
            base("", one('type="xs:int"')) + derived("restriction", "B", one("")),
            "the type of element A is not a restriction of its type in the base",
        ),
        (
            base("", one('type="xs:int"'))
            + derived("restriction", "B", one("", simple('<xs:restriction base="xs:long"/>', ""))),
            "the type of element A is not a restriction of its type in the base",
        ),
        (
            base("", one("", complex_("<xs:sequence/>", "")))
            + derived("restriction", "B", one("", complex_("<xs:sequence/>", ""))),
            "the type of element A is not a restriction of its type in the base",
        ),
        (
            base("", anything("strict")) + derived("restriction", "B", anything("lax")),
            "not a valid restriction: its xs:any is processed less strictly than that of its base",
        ),
        (
            OF_TEXT.format("xs:decimal")
            + derived(
                "restriction", "B", simple('<xs:list itemType="xs:int"/>', ""), "simpleContent"
            ),
            "its simple type is not a restriction of that of its base | restrict the type of the",
        ),
        (
            OF_TEXT.format("xs:anySimpleType")
            + derived("restriction", "B", '<xs:minLength value="1"/>', "simpleContent"),
            "minLength is not supported for xs:anySimpleType | remove the facet",
        ),
    ],
)
def test_definitions_that_contradict_each_other_are_told(declared: str, problem: str) -> None:
    """What does not go with the definition that it follows from is a problem with its rule."""
    (found,) = of(declared)
    assert problem in found


@pytest.mark.parametrize(
    "declared",
    [
        base('final="extension"') + derived("restriction", "B"),
        simple(INTEGERS, 'name="S" final="list union"')
        + simple('<xs:restriction base="S"/>', 'name="T"'),
        (
            '<xs:element name="H" type="xs:long" final="extension"/>'
            '<xs:element name="M" type="xs:int" substitutionGroup="H"/>'
        ),
        (
            '<xs:element name="H"/><xs:element name="M" type="xs:int" substitutionGroup="H"/>'
            '<xs:element name="N" substitutionGroup="M"/>'
        ),
        simple('<xs:union memberTypes="xs:int xs:date"/>')
        + '<xs:element name="H" type="S"/><xs:element name="M" type="xs:date" substitutionGroup="H"/>',
        simple(FIXED.format(3, "true")) + shorter(3),
        simple(FIXED.format(3, "false")) + shorter(2),
        base('mixed="true"', A) + derived("extension", "B", '<xs:attribute name="a"/>'),
        base() + derived("extension", "B", "<xs:all><xs:element name='C'/></xs:all>"),
        base("", '<xs:attribute name="a" type="xs:long" use="required"/><xs:anyAttribute/>')
        + derived(
            "restriction",
            "B",
            '<xs:attribute name="a" type="xs:int" use="required"/><xs:attribute name="b"/>',
        ),
        base() + derived("restriction", "B", '<xs:attribute name="a" use="prohibited"/>'),
        '<xs:attribute name="a" type="xs:int" fixed="1"/>'
        + complex_('<xs:attribute ref="a" fixed="+1"/>'),
        base("", one('block="restriction"')) + derived("restriction", "B", one('block="#all"')),
        base("", one('type="xs:int" block="#all"'))
        + derived(
            "restriction",
            "B",
            one(
                'block="extension restriction substitution"',
                simple('<xs:restriction base="xs:short"/>', ""),
            ),
        ),
        base("", one("")) + derived("restriction", "B", one("", complex_("<xs:sequence/>", ""))),
        base("", anything("lax")) + derived("restriction", "B", anything("strict")),
        OF_TEXT.format("xs:decimal")
        + derived(
            "restriction", "B", simple('<xs:restriction base="xs:int"/>', ""), "simpleContent"
        ),
        derived("extension", "xs:anyType", A),
    ],
)
def test_definitions_that_go_together_are_accepted(declared: str) -> None:
    """What a definition rules out is only that."""
    assert of(declared) == []


def test_what_is_final_by_default() -> None:
    """The schema says by finalDefault what no type may be made of, and a type may say otherwise."""
    (found,) = of(base() + derived("extension", "B"), 'finalDefault="extension"')
    assert "type B is final: no type can be an extension of it" in found
    assert of(base('final=""') + derived("extension", "B"), 'finalDefault="extension"') == []


LATEST = '<xs:maxInclusive value="2026-01-01T08:00:00Z"/>'
ANY = '<xs:anyAttribute namespace="{}" processContents="{}"/>'


@pytest.mark.parametrize(
    ("declared", "problem"),
    [
        (
            base("", ANY.format("##other", "lax"))
            + derived("restriction", "B", ANY.format("##any", "lax")),
            "not a valid restriction: its xs:anyAttribute allows more namespaces than that of its base",
        ),
        (
            base("", ANY.format("##any", "strict"))
            + derived("restriction", "B", ANY.format("u:a", "lax")),
            "not a valid restriction: its xs:anyAttribute is processed less strictly than that of its base",
        ),
        (
            base("", ANY.format("##other", "lax"))
            + derived("restriction", "B", '<xs:attribute name="a" form="qualified"/>'),
            "not a valid restriction: its base has no attribute a",
        ),
        (
            base("", A) + derived("extension", "B").replace("Content>", 'Content mixed="true">', 1),
            'an extension must be mixed exactly if its base is mixed | set mixed="false"',
        ),
        (
            complex_(
                '<xs:simpleContent><xs:extension base="xs:string"/></xs:simpleContent>', 'name="B"'
            )
            + derived("restriction", "B", "<xs:sequence/>"),
            "a restriction of a type with simple content must have simple content",
        ),
        (
            base('mixed="true"') + derived("extension", "B", content="simpleContent"),
            "an extension with simple content must have a base with simple content",
        ),
        (
            simple('<xs:list itemType="xs:int"/>') + simple('<xs:list itemType="S"/>', 'name="T"'),
            "a list",
        ),
        (
            complex_("<xs:sequence/>") + '<xs:attribute name="a" type="D"/>',
            "type D is complex, and only a simple type is allowed here",
        ),
    ],
)
def test_definitions_that_nothing_uses_are_judged(declared: str, problem: str) -> None:
    """What is no definition is refused, whether a message uses it or not."""
    assert any(problem in found for found in of(declared)), of(declared)


@pytest.mark.parametrize(
    ("base_", "facet", "is_fit"),
    [
        (
            "date",
            '<xs:minInclusive value="2026-01-02"/><xs:maxInclusive value="2026-01-01"/>',
            False,
        ),
        (
            "date",
            '<xs:minInclusive value="2026-01-01"/><xs:maxInclusive value="2026-01-01"/>',
            True,
        ),
        (
            "date",
            '<xs:minInclusive value="2026-01-02"/><xs:maxInclusive value="2026-01-02Z"/>',
            True,
        ),
        (
            "date",
            '<xs:minInclusive value="2026-01-04"/><xs:maxInclusive value="2026-01-02Z"/>',
            False,
        ),
        ("time", '<xs:minExclusive value="12:00:00"/><xs:maxExclusive value="11:00:00"/>', False),
        (
            "dateTime",
            f'<xs:minInclusive value="2026-01-01T10:00:00+02:00"/>{LATEST}',
            True,
        ),
        ("NMTOKENS", '<xs:enumeration value=""/>', False),
        ("NMTOKENS", '<xs:enumeration value="a b"/>', True),
        ("base64Binary", '<xs:enumeration value="YR=="/>', False),
        ("base64Binary", '<xs:enumeration value="YQ=="/>', True),
    ],
)
def test_facets_are_values_of_what_they_limit(*, base_: str, facet: str, is_fit: bool) -> None:
    """Bounds of dates and times have an order, and what is listed is a value of the type."""
    found = of(simple(f'<xs:restriction base="xs:{base_}">{facet}</xs:restriction>'))
    assert (found == []) is is_fit, found


@pytest.mark.parametrize(
    ("facet", "inner", "is_fit"),
    [
        ('<xs:maxInclusive value="2026-01-01"/>', '<xs:maxInclusive value="2026-01-02"/>', False),
        ('<xs:maxExclusive value="2026-01-01"/>', '<xs:maxExclusive value="2026-01-01"/>', True),
        ('<xs:maxExclusive value="2026-01-01"/>', '<xs:maxInclusive value="2026-01-01"/>', False),
    ],
)
def test_bounds_are_within_those_of_the_base(*, facet: str, inner: str, is_fit: bool) -> None:
    """A restriction has no bound that is no value of its base, but for the same one."""
    found = of(
        simple(f'<xs:restriction base="xs:date">{facet}</xs:restriction>')
        + simple(f'<xs:restriction base="S">{inner}</xs:restriction>', 'name="T"')
    )
    assert (found == []) is is_fit, found
