"""Where things may stand in a schema."""

from __future__ import annotations

import pytest

from neto_gen.contract.xsd.rules import check
from neto_gen.contract.xsd.schema import load
from neto_gen.problems import Failure
from tests.support import schema

KEY = '<xs:key name="k"><xs:selector xpath="a"/><xs:field xpath="b"/></xs:key>'


def problems(declared: str) -> list[str]:
    """Return the problems of a schema that declares this."""
    text = schema(declared)
    try:
        check(load("X.xsd", {"X.xsd": text.encode()}.get, str))
    except Failure as failure:
        return [f"{problem} | {problem.hint}" for problem in failure.problems]
    return []


def in_type(content: str) -> str:
    """Return an element of a type with this content."""
    return f'<xs:element name="X"><xs:complexType>{content}</xs:complexType></xs:element>'


def limited(facets: str) -> str:
    """Return an element of a text with these facets."""
    return (
        f'<xs:element name="X"><xs:simpleType><xs:restriction base="xs:string">{facets}'
        "</xs:restriction></xs:simpleType></xs:element>"
    )


@pytest.mark.parametrize(
    ("declared", "problem"),
    [
        (in_type("<xs:sequence/><xs:annotation/>"), "xs:annotation comes first in xs:complexType"),
        (in_type("<xs:annotation/><xs:annotation/>"), "and once | move it there, or into the one"),
        (
            in_type('<xs:attribute name="a"/><xs:sequence/>'),
            "xs:sequence is not allowed after xs:attribute in xs:complexType | move it before that",
        ),
        (
            limited('<xs:minInclusive value="3"/><xs:minExclusive value="2"/>'),
            "xs:minInclusive and xs:minExclusive limit the same thing | remove one of them",
        ),
        (
            '<xs:element name="X" minOccurs="0"/>',
            "xs:element has no attribute minOccurs at the top of a schema | remove it",
        ),
        (
            in_type('<xs:sequence><xs:element name="A" abstract="true"/></xs:sequence>'),
            "xs:element has no attribute abstract inside of a type or a group | remove it",
        ),
        (
            in_type('<xs:attribute name="a" use="required" default="1"/>'),
            "an attribute that is required has no default | remove it",
        ),
        (
            in_type('<xs:all><xs:element name="A" maxOccurs="2"/></xs:all>'),
            "an element occurs at most once in xs:all | set maxOccurs to 1, or use xs:seq",
        ),
        (
            in_type('<xs:all maxOccurs="0" minOccurs="0"/>'),
            "xs:all can only have maxOccurs 1, and minOccurs 0 or 1 | set maxOccurs to 1, or use",
        ),
        (
            '<xs:group name="X"><xs:sequence minOccurs="1"/></xs:group>',
            "xs:sequence of a named group has no attribute minOccurs | write it where the group is",
        ),
        ('<xs:group ref="X"/>', "xs:group has no attribute ref in xs:schema | remove it"),
        *(
            (
                f'<xs:{kind} {attributes}/><xs:{kind} name="X"/>',
                f"xs:{kind} has no attribute {attributes.rpartition('=')[0].split()[-1]} at the top of a schema | remove it",
            )
            for kind, attributes in (
                ("element", 'ref="X"'),
                ("element", 'name="A" form="qualified"'),
                ("attribute", 'name="A" use="required"'),
                ("attribute", 'ref="X"'),
            )
        ),
        (
            in_type('<xs:attributeGroup name="X"/>'),
            "xs:attributeGroup has no attribute name in xs:complexType | remove it",
        ),
        (
            '<xs:element name="X"><xs:complexType name="T"/></xs:element>',
            "xs:complexType has no attribute name in xs:element | remove it",
        ),
        ("<xs:complexType/>", "xs:complexType has no name at the top of a schema | add the attr"),
        (
            in_type('<xs:sequence><xs:element ref="X" nillable="true"/></xs:sequence>'),
            "xs:element has no attribute nillable beside ref | remove it, or declare the element",
        ),
        (
            in_type(
                '<xs:simpleContent><xs:extension base="xs:int"/></xs:simpleContent><xs:anyAttribute/>'
            ),
            "xs:simpleContent must be the only content of xs:complexType | move it into the extension",
        ),
        (
            in_type("<xs:anyAttribute/><xs:anyAttribute/>"),
            "xs:anyAttribute occurs twice in xs:complexType | make one of them",
        ),
        (
            in_type(
                '<xs:simpleContent><xs:extension base="xs:int"><xs:sequence/></xs:extension></xs:simpleContent>'
            ),
            "xs:sequence is not allowed in xs:extension of xs:simpleContent",
        ),
        (
            in_type(
                '<xs:complexContent><xs:restriction base="xs:anyType"><xs:minLength value="1"/>'
                "</xs:restriction></xs:complexContent>"
            ),
            "xs:minLength is not allowed in xs:restriction of xs:complexContent",
        ),
        (
            limited("<xs:anyAttribute/>"),
            "xs:anyAttribute is not allowed in xs:restriction of xs:simple",
        ),
        (limited('<xs:pattern value="a" fixed="true"/>'), "xs:pattern has no attribute fixed"),
        (
            in_type('<xs:attribute name="xmlns"/>'),
            "an attribute cannot be called xmlns | give it an",
        ),
        (
            '<xs:element name="X"/><xs:import namespace="urn:a"/>',
            "xs:import is not allowed after xs:element in xs:schema | move it before that",
        ),
        *(
            (
                f'<xs:element name="X">{KEY}<xs:{kind}Type>{inner}</xs:{kind}Type></xs:element>',
                f"xs:{kind}Type is not allowed after xs:key in xs:element | move it before that",
            )
            for kind, inner in (("complex", ""), ("simple", '<xs:restriction base="xs:int"/>'))
        ),
        *(
            (
                in_type(f"<xs:{kind}/>"),
                f"xs:{kind} has one xs:restriction or one xs:extension | None",
            )
            for kind in ("simpleContent", "complexContent")
        ),
        (
            in_type("<xs:sequence/><xs:choice/>"),
            "a complex type has one content: a group, or simple or complex content",
        ),
        *(
            (
                in_type(
                    f'<xs:complexContent><xs:{way} base="xs:anyType"><xs:sequence/><xs:choice/>'
                    f"</xs:{way}></xs:complexContent>"
                ),
                f"{way} has one base, and one group at most",
            )
            for way in ("restriction", "extension")
        ),
        (
            in_type(101 * "<xs:sequence>" + 101 * "</xs:sequence>"),
            "groups or types nested deeper than 100 | give the inner ones a name, and refer to them",
        ),
        ("<xs:documentation>A</xs:documentation>", "xs:documentation is not allowed in xs:schema"),
        (
            "<xs:annotation><xs:annotation/></xs:annotation>",
            "xs:annotation is not allowed in xs:annotation",
        ),
        ('<xs:annotation source="a"/>', "xs:annotation has no attribute source"),
    ],
)
def test_what_stands_in_the_wrong_place_is_told(declared: str, problem: str) -> None:
    """What XML Schema does not allow where it stands is a problem with its rule."""
    (found,) = problems(declared)
    assert problem in found


def test_what_stands_in_its_place_is_accepted() -> None:
    """Annotations first, content before attributes, and all that belongs at the top of a schema."""
    assert (
        problems(
            '<xs:annotation id="a" xml:lang="en"><xs:documentation source="a" xml:lang="en"><xs:element id="a"/>'
            "</xs:documentation><xs:appinfo><xs:no/></xs:appinfo><xs:appinfo/></xs:annotation>"
            '<xs:element name="X" abstract="true"><xs:annotation/><xs:complexType><xs:annotation/>'
            '<xs:all><xs:element name="A" minOccurs="0" maxOccurs="1"/></xs:all><xs:attribute name="a" '
            'use="optional" default="1"/><xs:anyAttribute/></xs:complexType></xs:element><xs:annotation/>'
        )
        == []
    )
