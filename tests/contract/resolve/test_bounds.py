"""Bounds of a type beside those of the type that it restricts, which are compared as they are written."""

from __future__ import annotations

import pytest

from tests.contract.xsd.test_rules import problems
from tests.support import root, schema


def derived(built_in: str, base: str, own: str) -> list[str]:
    """Return the problems of a type that restricts another; facets are given as `name value`."""
    one, other = (
        "".join(
            f'<xs:{name} value="{value}"/>'
            for name, value in zip(*[iter(given.split())] * 2, strict=True)
        )
        for given in (base, own)
    )
    types = (
        f'<xs:simpleType name="B"><xs:restriction base="xs:{built_in}">{one}</xs:restriction></xs:simpleType>'
        f'<xs:simpleType name="D"><xs:restriction base="B">{other}</xs:restriction></xs:simpleType>'
    )
    return problems(schema(types + root("X", '<xs:element name="A" type="D"/>')))


@pytest.mark.parametrize("built_in", ["int", "integer", "decimal", "double"])
@pytest.mark.parametrize(
    ("base", "own"),
    [
        ("maxExclusive 10", "minExclusive 9"),
        ("maxExclusive 10", "maxExclusive 10"),
        ("maxInclusive 10", "maxExclusive 10"),
        ("minExclusive 3", "minExclusive 3"),
        ("minInclusive 3", "minExclusive 3"),
        ("minExclusive 3 maxExclusive 5", "minInclusive 4 maxInclusive 4"),
    ],
)
def test_bounds_that_restrict(built_in: str, base: str, own: str) -> None:
    """A bound within those of the base is accepted, even if no whole number is left."""
    assert derived(built_in, base, own) == []


@pytest.mark.parametrize("built_in", ["int", "integer", "decimal", "double"])
@pytest.mark.parametrize(
    ("base", "own", "problem"),
    [
        ("maxInclusive 10", "maxExclusive 11", 'maxExclusive "11" is not at most 10'),
        ("maxExclusive 10", "maxInclusive 10", 'maxInclusive "10" is not less than 10'),
        ("maxExclusive 10", "minInclusive 10", 'minInclusive "10" is not less than 10'),
        ("minInclusive 3", "minExclusive 2", 'minExclusive "2" is not at least 3'),
        ("minExclusive 3", "minInclusive 3", 'minInclusive "3" is not more than 3'),
        ("minInclusive 3", "maxExclusive 3", "no value is at least 3 and less than 3"),
        ("minExclusive 3", "maxExclusive 3", 'maxExclusive "3" is not more than 3'),
    ],
)
def test_bounds_that_do_not(built_in: str, base: str, own: str, problem: str) -> None:
    """A bound outside of those of the base is refused, also if whole numbers make no difference."""
    (found,) = derived(built_in, base, own)
    assert problem in found


def test_a_bound_outside_of_the_built_in_type() -> None:
    """A bound is a value of the built-in type, also if a type between them has the other bound."""
    (found,) = derived("positiveInteger", "maxInclusive 9", "minExclusive 0")
    assert 'minExclusive "0" is not at least 1' in found


@pytest.mark.parametrize("name", ["QName", "NOTATION"])
def test_lengths_of_names(name: str) -> None:
    """Lengths limit no names with prefixes, but contradictions between them are refused."""
    facets = '<xs:minLength value="6"/><xs:maxLength value="{}"/>'
    listed = '<xs:enumeration value="n"/>' if name == "NOTATION" else ""
    types = (
        '<xs:notation name="n" public="n"/><xs:simpleType name="B">'
        f'<xs:restriction base="xs:{name}">{listed}</xs:restriction></xs:simpleType>'
        f'<xs:simpleType name="D"><xs:restriction base="B">{facets}</xs:restriction></xs:simpleType>'
    )
    used = root("X", '<xs:element name="A" type="D"/>')
    names = 'targetNamespace="t" xmlns="t"'
    assert problems(schema(types.format(6) + used, names)) == []
    (found,) = problems(schema(types.format(5) + used, names))
    assert "minLength is more than maxLength" in found
