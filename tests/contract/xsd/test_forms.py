"""What the attributes of a schema's own elements may say."""

from __future__ import annotations

import pytest

from tests.contract.xsd.test_places import in_type, problems


def any_of(namespace: str) -> str:
    """Return a type that holds any element of these namespaces."""
    return in_type(f'<xs:sequence><xs:any namespace="{namespace}"/></xs:sequence>')


def key(selector: str, field: str) -> str:
    """Return an element with a key that looks there."""
    return (
        f'<xs:element name="X" type="xs:anyType"><xs:key name="k"><xs:selector xpath="{selector}"/>'
        f'<xs:field xpath="{field}"/></xs:key></xs:element>'
    )


@pytest.mark.parametrize(
    ("declared", "problem"),
    [
        ('<xs:element name="X" id="1"/>', 'id "1" is not a name in XML'),
        ('<xs:element name="X" id=""/>', 'id "" is not a name in XML'),
        (
            '<xs:element name="X" id="a"/><xs:element name="Y" id=" a "/>',
            'the id "a" occurs twice, first at X.xsd:2:1 | change or remove one of them',
        ),
        ('<xs:key name="k:k"/>', "xs:key is not allowed in xs:schema"),
        (
            '<xs:element name="X" block="#all extension"/>',
            'block "#all extension" is not #all, or some of extension, restriction, substitution',
        ),
        (
            '<xs:element name="X" final="substitution"/>',
            'final "substitution" is not #all, or some of extension, restriction',
        ),
        (
            '<xs:complexType name="X" block="Extension"/>',
            'block "Extension" is not #all, or some of extension, restriction',
        ),
        (
            '<xs:simpleType name="X" final="extension"><xs:list itemType="xs:int"/></xs:simpleType>',
            'final "extension" is not #all, or some of list, restriction, union',
        ),
        (
            any_of("##any urn:a"),
            'namespace "##any urn:a" is not ##any, ##other, or a list of namespaces | a list may',
        ),
        (any_of("##target"), 'namespace "##target" is not ##any, ##other, or a list'),
        (
            in_type('<xs:anyAttribute namespace="##other ##local"/>'),
            'namespace "##other ##local" is not ##any, ##other, or a list',
        ),
        (
            in_type(
                '<xs:simpleContent><xs:restriction base="xs:int"><xs:minLength value="1" fixed="x"/>'
                "</xs:restriction></xs:simpleContent>"
            ),
            'fixed "x" is not one of 0, 1, false, true',
        ),
        ('<xs:import namespace=""/>', "namespace is empty | remove it"),
        *(
            (key(path, "@id"), f'xpath "{path}" is not a path of an xs:selector')
            for path in (
                "/",
                "//a",
                "a//b",
                ".//",
                "@id",
                "a|",
                "|a",
                "a[1]",
                "self::a",
                "..",
                "a/@b",
            )
        ),
        *(
            (key("a", path), f'xpath "{path}" is not a path of an xs:field')
            for path in ("/a", "@", "@a/b", "a::b", "text()", ".//a/.//b", "a b")
        ),
        (key("u:a", "@id"), 'prefix "u" is not declared | declare it: xmlns:u="…"'),
        (
            '<xs:element name="X" xs:type="xs:int"/>',
            "xs:element has no attribute in the namespace of XML Schema | write it without a prefix",
        ),
    ],
)
def test_a_value_that_is_none_is_told(declared: str, problem: str) -> None:
    """An attribute of the language with a value that it cannot have is a problem with its rule."""
    (found,) = problems(declared)
    assert problem in found


@pytest.mark.parametrize(
    "declared",
    [
        *(any_of(words) for words in ("##any", " ##other ", "##local ##targetNamespace urn:a", "")),
        *(
            key(selector, field)
            for selector, field in (
                (".", "@*"),
                (" .//a / xs:b|child::*", "a/./@xs:id | attribute :: b"),
                (". //xs:*", ".//a/@b"),
                ("child", "attribute"),
            )
        ),
        '<xs:element name=" X " id=" x " block="#all" final="extension restriction"/>',
        '<xs:element name="X" block=""/>',
        '<xs:simpleType name="X" final="list"><xs:list itemType="xs:int"/></xs:simpleType>',
    ],
)
def test_a_value_that_is_one_is_accepted(declared: str) -> None:
    """Every spelling that the specification gives is accepted, with white space around it."""
    assert problems(declared) == []
