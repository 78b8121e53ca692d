"""Definitions that lead back to themselves."""

from __future__ import annotations

import pytest

from neto_gen.contract.xsd.rules import check
from neto_gen.contract.xsd.schema import load
from neto_gen.problems import Failure
from tests.support import schema


def problems(body: str, **files: str) -> list[str]:
    """Return the problems of a schema of these components; `files` are others, by name without suffix."""
    contents = {f"{n}.xsd": text.encode() for n, text in {"X": schema(body), **files}.items()}
    try:
        check(load("X.xsd", contents.get, str))
    except Failure as failure:
        return [f"{problem} | {problem.hint}" for problem in failure.problems]
    return []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            (
                '<xs:attributeGroup name="A"><xs:attribute name="x"/><xs:attributeGroup ref="B"/>'
                '</xs:attributeGroup>\n<xs:attributeGroup name="B"><xs:attributeGroup ref="A"/>'
                "</xs:attributeGroup>"
            ),
            "X.xsd:3:29: attribute group A contains itself | remove one of the references",
        ),
        (
            '<xs:attributeGroup name="A"><xs:attributeGroup ref="A"/></xs:attributeGroup>',
            "X.xsd:2:29: attribute group A contains itself | remove one of the references",
        ),
        (
            (
                '<xs:group name="G"><xs:choice><xs:sequence><xs:group ref="H"/></xs:sequence></xs:choice>'
                '</xs:group>\n<xs:group name="H"><xs:sequence><xs:group ref="G" minOccurs="0"/>'
                "</xs:sequence></xs:group>"
            ),
            "X.xsd:3:33: group G contains itself | write it out",
        ),
        (
            (
                '<xs:complexType name="T"><xs:complexContent><xs:restriction base="U"/>'
                '</xs:complexContent></xs:complexType>\n<xs:complexType name="U"><xs:complexContent>'
                '<xs:extension base="T"/></xs:complexContent></xs:complexType>'
            ),
            "X.xsd:3:45: type T is its own base | give it a built-in type as base",
        ),
        (
            (
                '<xs:simpleType name="S"><xs:union memberTypes="xs:int L"/></xs:simpleType>\n'
                '<xs:simpleType name="L"><xs:list><xs:simpleType><xs:restriction base="S"/>'
                "</xs:simpleType></xs:list></xs:simpleType>"
            ),
            "X.xsd:3:49: type S is its own base | give it a built-in type as base",
        ),
        (
            (
                '<xs:element name="E" substitutionGroup="F"/>\n'
                '<xs:element name="F" substitutionGroup="E"/>'
            ),
            (
                "X.xsd:3:1: element E is in its own substitution group"
                " | remove one of the substitutionGroup attributes"
            ),
        ),
    ],
)
def test_circles_are_refused(body: str, problem: str) -> None:
    """A circle of definitions is refused where it closes, whether anything uses it or not."""
    assert problems(body) == [problem]


@pytest.mark.parametrize(
    "body",
    [
        (
            '<xs:group name="G"><xs:sequence><xs:element name="E"><xs:complexType><xs:group ref="G" '
            'minOccurs="0"/></xs:complexType></xs:element></xs:sequence></xs:group>'
        ),
        (
            '<xs:complexType name="T"><xs:sequence><xs:element name="E" type="T" minOccurs="0"/>'
            "</xs:sequence></xs:complexType>"
        ),
        (
            '<xs:attributeGroup name="A"/><xs:attributeGroup name="B"><xs:attributeGroup ref="A"/>'
            '</xs:attributeGroup><xs:attributeGroup name="C"><xs:attributeGroup ref="A"/>'
            '<xs:attributeGroup ref="B"/></xs:attributeGroup>'
        ),
    ],
)
def test_what_is_recursive_is_no_circle(body: str) -> None:
    """Elements may hold elements of their own type, and several ways may lead to one definition."""
    assert problems(body) == []


def test_a_redefinition_is_based_on_what_it_redefines() -> None:
    """A group that is redefined may contain what it was, and a type may extend it."""
    included = schema(
        '<xs:attributeGroup name="A"/><xs:group name="G"><xs:sequence/></xs:group>'
        '<xs:complexType name="T"/>'
    )
    body = (
        '<xs:redefine schemaLocation="Y.xsd"><xs:attributeGroup name="A"><xs:attributeGroup ref="A"/>'
        '</xs:attributeGroup><xs:group name="G"><xs:sequence><xs:group ref="G"/></xs:sequence>'
        '</xs:group><xs:complexType name="T"><xs:complexContent><xs:extension base="T"/>'
        "</xs:complexContent></xs:complexType></xs:redefine>"
    )
    assert problems(body, Y=included) == []


def test_a_long_way_is_no_circle() -> None:
    """Chains of thousands of definitions are followed to their end."""
    elements = (f'<xs:element name="E{n}" substitutionGroup="E{n + 1}"/>' for n in range(3000))
    assert problems(f"{''.join(elements)}<xs:element name='E3000'/>") == []
