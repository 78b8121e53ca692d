"""Where things may stand in a schema."""

from __future__ import annotations

import pytest

from neto_gen.contract.rules import check
from neto_gen.contract.schema import load
from neto_gen.problems import Failure
from tests.support import schema


def problems(declared: str) -> list[str]:
    """What is wrong with a schema that declares this."""
    text = schema(declared)
    try:
        check(load("X.xsd", {"X.xsd": text.encode()}.get, str))
    except Failure as failure:
        return [f"{problem} | {problem.hint}" for problem in failure.problems]
    return []


def in_type(content: str) -> str:
    """An element of a type with this content."""
    return f'<xs:element name="X"><xs:complexType>{content}</xs:complexType></xs:element>'


def limited(facets: str) -> str:
    """An element of a text with these facets."""
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
            "xs:sequence cannot stand after xs:attribute in xs:complexType | move it before that",
        ),
        (
            limited('<xs:length value="3"/><xs:minLength value="2"/>'),
            "xs:length and xs:minLength limit the same | remove one of them",
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
            "an element stands once in xs:all, or not at all | set maxOccurs to 1, or use xs:seq",
        ),
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
            '<xs:element name="X" abstract="true"><xs:annotation/><xs:complexType><xs:annotation/>'
            '<xs:all><xs:element name="A" minOccurs="0" maxOccurs="1"/></xs:all><xs:attribute name="a" '
            'use="optional" default="1"/><xs:anyAttribute/></xs:complexType></xs:element><xs:annotation/>'
        )
        == []
    )
