# ruff: noqa: S311 - no secrets here
"""Strict reading against two validators: schemas like those of products, rules of types, and what wildcards hold."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from xmlschema.exceptions import XMLSchemaException

from tests.oracle.mutations import mutate
from tests.oracle.products import PRODUCTS
from tests.oracle.test_named_types import (
    _folder as _folder,  # noqa: PLC0414 - a fixture
)
from tests.oracle.test_named_types import document, made, of_schema

if TYPE_CHECKING:
    from tests.oracle.test_named_types import Made

EXAMPLES = settings().max_examples // 20
OF_ALL = ("xs:int", "xs:short", "xs:string", "xs:anyType", "xs:nothing")


def agreed(client: Made, text: bytes) -> bool | None:
    """Tell whether a document is valid; None if it is not XML, or libxml2 and xmlschema disagree."""
    try:
        parsed = etree.fromstring(text)
        of_xmlschema = client.xmlschema.is_valid(parsed)
    except (etree.XMLSyntaxError, XMLSchemaException):
        return None
    return of_xmlschema if of_xmlschema == client.libxml2.validate(parsed) else None


def problems(client: Made, text: str) -> str:
    """Return why strict reading refuses a document."""
    with pytest.raises(client.error) as caught:
        client.root.from_xml(text, strict=True)
    return str(caught.value)


@pytest.mark.parametrize("name", PRODUCTS)
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_changed_documents_of_products(name: str, seed: int) -> None:
    """A changed document of a product's schema is accepted if libxml2 and xmlschema call it valid, and only then."""
    product, random = PRODUCTS[name], Random(seed)
    client = of_schema(product.schema)
    assert client.is_valid(product.document)
    assert client.accepts(product.document)
    types = [f"p:{own}" for own in re.findall('Type name="(.*?)"', product.schema)]
    parsed = etree.fromstring(product.document)
    changes = [mutate(parsed, random, (*types, *OF_ALL)) for _ in range(random.choice([1, 1, 2]))]
    text = etree.tostring(parsed)
    valid = agreed(client, text)
    if valid is not None:
        assert (client.accepts(text.decode()), changes, text) == (valid, changes, text)


BLOCK = """
<xs:simpleType name="Level"><xs:restriction base="xs:int"><xs:maxInclusive value="9"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Low"><xs:restriction base="Level"><xs:maxInclusive value="3"/></xs:restriction></xs:simpleType>
<xs:complexType name="Named"><xs:simpleContent><xs:extension base="Level"><xs:attribute name="name"/></xs:extension>
</xs:simpleContent></xs:complexType>
<xs:simpleType name="Union"><xs:union memberTypes="Level xs:boolean"/></xs:simpleType>
<xs:complexType name="Mixed" mixed="true"><xs:sequence><xs:element name="Part" type="Level" block="{0}"/></xs:sequence>
</xs:complexType>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="Part" type="Level" block="{0}" minOccurs="0"/>
<xs:element name="Either" type="Union" block="{0}" minOccurs="0"/><xs:element name="Any" block="{0}" minOccurs="0"/>
<xs:element name="Text" type="xs:anySimpleType" block="{0}" minOccurs="0"/><xs:element name="Mixed" type="Mixed" minOccurs="0"/>
</xs:sequence></xs:complexType></xs:element>
"""


@pytest.mark.parametrize("block", ["", "restriction", "extension", "#all"])
def test_types_that_an_element_of_a_simple_type_blocks(block: str) -> None:
    """An element may name a type only if no step of its derivation is of a kind that the element blocks."""
    client = made(BLOCK.format(block))
    for path in ("Part", "Either", "Any", "Text", "Mixed.Part"):
        for type_ in ("Level", "Low", "Named", "xs:short", "xs:boolean"):
            outer, _, inner = path.rpartition(".")
            text = f'<{inner} xsi:type="{type_}">1</{inner}>'
            text = document(f"<{outer}>{text}</{outer}>" if outer else text)
            valid = agreed(client, text.encode())
            if valid is not None:
                assert (client.accepts(text), text) == (valid, text)
    if block == "restriction":
        text = document('<Part xsi:type="Low">1</Part>')
        what = "is derived from its type in a way that the schema blocks there"
        assert f"Root.Part: the type '{{urn:a}}Low' {what}" in problems(client, text)


ROOT_BLOCK = """
<xs:simpleType name="Low"><xs:restriction base="xs:int"><xs:maxInclusive value="3"/></xs:restriction></xs:simpleType>
<xs:element name="Root" type="xs:int" block="restriction"/>
"""


def test_types_that_a_root_blocks() -> None:
    """The root of a document may not name a type that is derived in a way that the root blocks."""
    client = made(ROOT_BLOCK)
    for type_ in ("Low", "xs:int", "xs:short"):
        text = document("1", f'xsi:type="{type_}"')
        assert client.accepts(text) == client.is_valid(text), text
    assert "the schema blocks there" in problems(client, document("1", 'xsi:type="Low"'))


HEADS = """
<xs:complexType name="Base" {1}><xs:sequence><xs:element name="A" minOccurs="0"/></xs:sequence></xs:complexType>
<xs:complexType name="More" {2}><xs:complexContent><xs:extension base="Base"><xs:attribute name="b"/></xs:extension>
</xs:complexContent></xs:complexType>
<xs:complexType name="Less"><xs:complexContent><xs:restriction base="Base"><xs:sequence/></xs:restriction>
</xs:complexContent></xs:complexType>
<xs:complexType name="Last"><xs:complexContent><xs:restriction base="More"><xs:sequence/></xs:restriction>
</xs:complexContent></xs:complexType>
<xs:element name="Head" type="Base" {0}/><xs:element name="Same" type="Base" substitutionGroup="Head"/>
<xs:element name="Longer" type="More" substitutionGroup="Head"/><xs:element name="Shorter" type="Less" substitutionGroup="Head"/>
<xs:element name="Both" type="Last" substitutionGroup="Longer"/>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element ref="Head" maxOccurs="2"/></xs:sequence></xs:complexType></xs:element>
"""


@pytest.mark.parametrize(
    ("where", "valid"),
    [
        (("", "", ""), "Head Same Longer Shorter Both"),
        (('block="extension"', "", ""), "Head Same Shorter"),
        (('block="restriction"', "", ""), "Head Same Longer"),
        (('block="substitution"', "", ""), "Head"),
        (("", 'block="restriction"', ""), "Head Same Longer"),
        (("", 'block="extension"', ""), "Head Same Shorter"),
        (("", "", 'block="restriction"'), "Head Same Longer Shorter"),
    ],
)
def test_substitutes_whose_types_are_blocked(where: tuple[str, str, str], valid: str) -> None:
    """An element cannot be replaced by one whose type is derived in a way that the element or a type blocks."""
    client = made(HEADS.format(*where))
    for name in ("Head", "Same", "Longer", "Shorter", "Both"):
        text, expected = document(f"<{name}/>"), name in valid.split()
        assert agreed(client, text.encode()) in {None, expected}
        assert (client.accepts(text), text) == (expected, text)


ABSTRACT = """
<xs:complexType name="Base" abstract="true"/><xs:element name="Head" abstract="true"/>
<xs:element name="Stopped" abstract="true" block="substitution"/><xs:element name="Other" substitutionGroup="Stopped"/>
<xs:element name="Root"><xs:complexType{0}><xs:choice>{1}</xs:choice></xs:complexType></xs:element>
"""


@pytest.mark.parametrize("mixed", ["", ' mixed="true"'])
@pytest.mark.parametrize(
    ("particle", "inner", "problem"),
    [
        (
            '<xs:element name="A" type="Base"/>',
            "<A/>",
            "is of an abstract type, and no other type may stand for it",
        ),
        (
            '<xs:element ref="Head"/>',
            "<Head/>",
            "Head: takes a place for which the schema has no element",
        ),
        (
            '<xs:element ref="Stopped"/>',
            "<Other/>",
            "Other: takes a place for which the schema has no element",
        ),
    ],
)
def test_abstract_elements_without_substitutes(
    mixed: str, particle: str, inner: str, problem: str
) -> None:
    """What is abstract is raw data that can be read; as no document with it is valid, strict reading refuses it."""
    client, text = made(ABSTRACT.format(mixed, particle)), document(inner)
    assert agreed(client, text.encode()) in {None, False}
    client.root.from_xml(text)
    assert problem in problems(client, text)


NOTHING = """
<xs:element name="Head" abstract="true"/>
<xs:group name="None"><xs:choice/></xs:group>
<xs:complexType name="Base"><xs:sequence><xs:element name="A" minOccurs="0"/></xs:sequence></xs:complexType>
<xs:element name="Root"><xs:complexType>{}</xs:complexType></xs:element>
"""
_A, _B = '<xs:element name="A" minOccurs="0"/>', '<xs:element name="B"/>'
_COMPLEX = "<xs:complexContent{}></xs:complexContent>"
_ABSENT = '<xs:element name="A" minOccurs="0" maxOccurs="0"/>'


@pytest.mark.parametrize(
    ("content", "valid"),
    [
        ("<xs:choice/>", ""),
        ('<xs:choice minOccurs="0"/>', "-"),
        (f"<xs:sequence>{_A}<xs:choice/></xs:sequence>", ""),
        (f'<xs:sequence>{_A}<xs:choice minOccurs="0"/></xs:sequence>', "- A"),
        (f'<xs:sequence>{_A}<xs:group ref="None"/></xs:sequence>', ""),
        (f"<xs:choice>{_B}<xs:choice/></xs:choice>", "B"),
        (f'<xs:choice>{_B}<xs:choice minOccurs="0"/></xs:choice>', "- B"),
        ("<xs:choice><xs:choice/><xs:choice/></xs:choice>", ""),
        ("<xs:choice><xs:choice/><xs:sequence/></xs:choice>", "-"),
        (f"<xs:choice>{_ABSENT}</xs:choice>", "-"),
        (f"<xs:choice>{_ABSENT}{_B}</xs:choice>", "- B"),
        (f"<xs:sequence>{_ABSENT}{_B}</xs:sequence>", "B"),
        (f'<xs:choice><xs:element ref="Head" minOccurs="0"/>{_B}</xs:choice>', "- B"),
        (_COMPLEX.format('><xs:extension base="Base"><xs:choice/></xs:extension'), ""),
        (
            _COMPLEX.format('><xs:extension base="Base"><xs:choice minOccurs="0"/></xs:extension'),
            "- A",
        ),
        (
            _COMPLEX.format(
                ' mixed="true"><xs:restriction base="xs:anyType"><xs:choice/></xs:restriction'
            ),
            "",
        ),
    ],
)
def test_choices_of_nothing(content: str, valid: str) -> None:
    """No content is valid where a choice without members is required, and strict reading accepts none."""
    client = made(NOTHING.format(content))
    for name in ("-", "A", "B", "Head"):
        text = document("" if name == "-" else f"<{name}/>")
        expected = name in valid.split()
        assert agreed(client, text.encode()) in {None, expected}
        assert (client.accepts(text), text) == (expected, text)


MIXED = """
<xs:element name="Root" fixed="so" nillable="true"><xs:complexType mixed="true"><xs:sequence minOccurs="0">
<xs:element name="A" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
"""


@pytest.mark.parametrize(
    ("inner", "attributes", "problem"),
    [
        ("so", "", ""),
        ("", "", ""),
        ("other", "", "'other' is not 'so', the only value it can have"),
        ("so ", "", "'so ' is not 'so', the only value it can have"),
        ("so<A/>", "", "contains elements, and 'so' is the only value it can have"),
        ("", 'xsi:nil="true"', "is nil, but has a fixed value"),
    ],
)
def test_fixed_values_of_mixed_content(inner: str, attributes: str, problem: str) -> None:
    """Mixed content with a fixed value is that text or nothing, without elements."""
    client, text = made(MIXED), document(inner, attributes)
    assert agreed(client, text.encode()) in {None, problem == ""}
    if problem:
        assert f"Root: {problem}" in problems(client, text)
    else:
        client.root.from_xml(text, strict=True)


ONE_NAME = """
<xs:element name="Known"/>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="A" type="xs:string" fixed="1"/>
<xs:element name="A" type="xs:string" fixed="2"/><xs:element name="B" type="xs:int"/>
<xs:element name="B" type="xs:int" nillable="true"/>
<xs:element name="C" type="xs:string"/><xs:any namespace="##any" processContents="lax"/></xs:sequence></xs:complexType></xs:element>
"""


@pytest.mark.parametrize(
    "inner",
    [
        "<A>1</A><A>2</A><B>1</B><B>2</B><C/><C>1</C>",
        '<A>1</A><A>2</A><B>1</B><B xsi:nil="true"/><C/><Known/>',
        "<A>1</A><A>2</A><B>1</B><B>2</B><C/>",
        "<A>1</A><B>1</B><B>2</B><C/><C/>",
    ],
)
def test_elements_of_one_name(inner: str) -> None:
    """Elements of one name may have different fixed values, and one may stand in the place of a wildcard."""
    client, text = made(ONE_NAME), document(inner)
    assert client.accepts(text) == client.is_valid(text)


PROHIBITED = """
<xs:complexType name="Base"><xs:attribute name="a"/><xs:attribute name="b"/></xs:complexType>
<xs:attributeGroup name="Group"><xs:attribute name="a" use="prohibited"/></xs:attributeGroup>
<xs:complexType name="Less"><xs:complexContent><xs:restriction base="Base"><xs:attribute name="b" use="prohibited"/>
<xs:attributeGroup ref="Group"/></xs:restriction></xs:complexContent></xs:complexType><xs:element name="Root" type="Less"/>
"""


def test_attributes_that_a_group_prohibits() -> None:
    """A type that restricts another removes the attributes that it prohibits itself, and none that a group does."""
    client = made(PROHIBITED)
    assert client.accepts(document("", 'a="1"'))
    assert client.libxml2.validate(etree.fromstring(document("", 'a="1"')))
    assert "Root.@b: is not in the schema" in problems(client, document("", 'b="1"'))


ALL = """
<xs:element name="Root"><xs:complexType><xs:all minOccurs="0"><xs:element name="A"/><xs:element name="B" minOccurs="0"/>
<xs:element name="C"/></xs:all></xs:complexType></xs:element>
"""


@pytest.mark.parametrize(
    "inner", ["", "<A/><C/>", "<C/><A/>", "<C/><B/><A/>", "<A/>", "<C/>", "<B/>", "<A/><A/><C/>"]
)
def test_a_group_in_any_order_that_may_be_absent(inner: str) -> None:
    """What an optional xs:all requires must be there if anything of it is."""
    client, text = made(ALL), document(inner)
    assert client.accepts(text) == client.is_valid(text)


NAMES = """
<xs:simpleType name="Either"><xs:union memberTypes="xs:int xs:QName"/></xs:simpleType>
<xs:simpleType name="Many"><xs:list itemType="xs:QName"/></xs:simpleType>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="A" type="Either" fixed="a:x" minOccurs="0" xmlns:a="urn:a"/>
<xs:element name="B" type="Either" fixed="7" minOccurs="0"/><xs:element name="C" type="xs:QName" fixed="a:x" minOccurs="0"
xmlns:a="urn:a"/></xs:sequence><xs:attribute name="m" type="Many" fixed="a:x a:y" xmlns:a="urn:a"/></xs:complexType></xs:element>
"""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (document("<A>a:x</A>"), ""),
        (
            document("<A>a:y</A>"),
            "Root.A: QName('{urn:a}y') is not QName('{urn:a}x'), the only value",
        ),
        (document("<A>7</A>"), "Root.A: 7 is not QName('{urn:a}x'), the only value"),
        (document("<B>7</B>"), ""),
        (document("<B>8</B>"), "Root.B: 8 is not 7, the only value"),
        (document("<C>a:x</C>"), ""),
        (
            document("<C>a:y</C>"),
            "Root.C: QName('{urn:a}y') is not QName('{urn:a}x'), the only value",
        ),
        (document("", 'm="a:x a:y"'), ""),
        (
            document("", 'm="a:x"'),
            "Root.@m: [QName('{urn:a}x')] is not [QName('{urn:a}x'), QName('{urn:a}y')]",
        ),
    ],
)
def test_fixed_values_that_may_be_names(text: str, problem: str) -> None:
    """A fixed value is compared by namespace and name where it is a qualified name, in lists and unions, too."""
    client = made(NAMES)
    if problem:
        assert problem in problems(client, text)
    else:
        record = client.root.from_xml(text, strict=True)
        assert client.root.from_xml(record.to_xml(), strict=True) == record


ASSESSED = """
<xs:element name="Day" type="xs:date" nillable="true"/><xs:element name="Price"><xs:complexType><xs:simpleContent>
<xs:extension base="xs:decimal"><xs:attribute name="unit" type="xs:NMTOKEN" use="required"/><xs:anyAttribute
namespace="##other" processContents="lax"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
<xs:element name="Empty"><xs:complexType><xs:attribute name="n" type="xs:int"/></xs:complexType></xs:element>
<xs:attribute name="day" type="xs:gMonthDay"/>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="Wild" minOccurs="0"><xs:complexType><xs:sequence>
<xs:any processContents="{0}" maxOccurs="unbounded"/></xs:sequence><xs:anyAttribute processContents="{0}"/></xs:complexType>
</xs:element><xs:element name="Any" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
"""
INSIDE = (
    *(
        "<Day>2026-01-31</Day>",
        "<Day>2026-01-32</Day>",
        "<Day/>",
        '<Day xsi:nil="true"/>',
        "<Day><Day/></Day>",
    ),
    *(
        '<Day xsi:nil="true">x</Day>',
        '<Day x="1">2026-01-31</Day>',
        '<Day xsi:nil="maybe">2026-01-31</Day>',
    ),
    *(
        '<Price unit="kg">1.5</Price>',
        "<Price>1.5</Price>",
        '<Price unit="a b">1</Price>',
        '<Price unit="kg">x</Price>',
    ),
    *(
        '<Price unit="kg" b:c="1">1</Price>',
        '<Price unit="kg" c="1">1</Price>',
        '<Price unit="kg" xsi:nil="true"/>',
    ),
    *("<Empty/>", "<Empty> </Empty>", '<Empty n="1"/>', '<Empty n="x"/>', "<Empty><b:x/></Empty>"),
    *(
        "<b:x><Day>2026-01-32</Day></b:x>",
        "<b:x><b:y><Day>2026-01-31</Day></b:y></b:x>",
        '<b:x a:day="--02-30"/>',
    ),
    *(
        '<b:x a:day="--02-29"/>',
        '<b:x xsi:type="xs:int">1</b:x>',
        '<b:x xsi:type="xs:int">one</b:x>',
    ),
    *(
        '<b:x xsi:type="xs:none">1</b:x>',
        '<Day xsi:type="xs:int">1</Day>',
        '<b:x xsi:type="q:int">1</b:x>',
    ),
)


@pytest.mark.parametrize("contents", ["strict", "lax", "skip"])
def test_what_wildcards_hold(contents: str) -> None:
    """Elements of simple types, and attributes, are judged by their declarations wherever the schema allows others."""
    client = made(ASSESSED.format(contents))
    for inner in INSIDE:
        for text in (document(f"<Wild>{inner}</Wild>"), document(f"<Any>{inner}</Any>")):
            valid = agreed(client, text.encode())
            if valid is not None:
                assert (client.accepts(text), text) == (valid, text)
    for attributes in ('a:day="--02-29"', 'a:day="--02-30"'):
        for text in (
            document(f"<Wild {attributes}><Empty/></Wild>"),
            document(f"<Any {attributes}/>"),
        ):
            assert client.accepts(text) == client.is_valid(text), text


KEYED = """
<xs:element name="Day" type="xs:date"/>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:any processContents="{0}" maxOccurs="unbounded"/></xs:sequence>
</xs:complexType>{1}</xs:element>
"""


@pytest.mark.parametrize("contents", ["lax", "skip"])
@pytest.mark.parametrize(
    "constraint",
    [
        '<xs:unique name="K"><xs:selector xpath="*"/><xs:field xpath="."/></xs:unique>',
        '<xs:unique name="K"><xs:selector xpath=".//*"/><xs:field xpath="@k"/></xs:unique>',
        '<xs:key name="K"><xs:selector xpath="*"/><xs:field xpath="@k"/></xs:key>',
        (
            '<xs:key name="K"><xs:selector xpath="none"/><xs:field xpath="@k"/></xs:key>'
            '<xs:keyref name="R" refer="K"><xs:selector xpath="*"/><xs:field xpath="@k"/></xs:keyref>'
        ),
    ],
)
def test_keys_of_what_the_schema_does_not_declare(contents: str, constraint: str) -> None:
    """Nothing has to be unique among elements that the schema neither names nor declares."""
    client = made(KEYED.format(contents, constraint))
    for inner in (
        "<b:x>1</b:x><b:x>1</b:x>",
        '<b:x k="1"/><b:y k="1"/>',
        "<b:x/>",
        '<b:x><b:y k="1"/><b:z k="1"/></b:x>',
        "<Day>2026-01-31</Day><Day>2026-01-31</Day>",
        "<b:x><Day>2026-01-31</Day></b:x><Day>2026-01-31</Day>",
    ):
        text = document(inner)
        valid = agreed(client, text.encode())
        if valid is not None:
            assert (client.accepts(text), text) == (valid, text)


def test_what_is_wrong_in_wildcards_is_told() -> None:
    """A problem in what the schema does not name has its place in the document."""
    client = made(ASSESSED.format("lax"))
    text = document(
        '<Wild><b:x><Day>soon</Day></b:x></Wild><Any><Price unit="kg" c="1">1</Price></Any>'
    )
    found = problems(client, text)
    assert "Root.Wild.{urn:b}x.Day: 'soon' is not a value of its type" in found
    assert "Root.Any.Price.@c: is not in the schema" in found
