"""Whether a restriction allows no more elements than its base."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.contract.stepping import random_model, sequence, steps, written
from tests.contract.xsd.test_rules import problems
from tests.soak import IS_LONG
from tests.support import schema

if TYPE_CHECKING:
    from tests.contract.stepping import Particle

HEADS = '<xs:element name="H" type="xs:string"/><xs:element name="M" type="xs:string" substitutionGroup="H"/>'


def of(base: str, restricted: str, attributes: str = "") -> list[str]:
    """Return the problems of a root whose type restricts one with other content."""
    body = (
        f'{HEADS}<xs:complexType name="Base">\n{base}</xs:complexType><xs:element name="X">'
        f'<xs:complexType{attributes}><xs:complexContent><xs:restriction base="Base">\n{restricted}\n'
        "</xs:restriction></xs:complexContent></xs:complexType></xs:element>"
    )
    return problems(schema(body, 'elementFormDefault="qualified" targetNamespace="t" xmlns="t"'))


def element(name: str, occurs: str = "", *, type_: str = "xs:string") -> str:
    """Return an element of this name."""
    return f'<xs:element name="{name}" type="{type_}"{occurs}/>'


A, B = element("A"), element("B")
NONE = element("A", ' minOccurs="0" maxOccurs="0"')
OPTIONAL, MANY = ' minOccurs="0"', ' minOccurs="0" maxOccurs="unbounded"'
ANY, OTHER = (
    f'<xs:any namespace="{space}" processContents="lax"/>' for space in ("##any", "##other")
)


@pytest.mark.parametrize(
    ("base", "restricted", "problem"),
    [
        (sequence(A), sequence(A, B), "its base does not allow B there"),
        (sequence(A, B), sequence(B, A), "its base does not allow B there"),
        (sequence(A), sequence(element("A", OPTIONAL)), "its base requires more elements"),
        (sequence(A, B), sequence(A), "its base requires more elements"),
        (sequence(element("A", ' maxOccurs="9"')), sequence(element("A", MANY)), "its base"),
        (f"<xs:all>{A}{B}</xs:all>", sequence(A), "its base requires more elements"),
        (sequence(OTHER), sequence(A), "its base does not allow A there"),
        (sequence(A), sequence(ANY), "its base does not allow any element there"),
        (sequence(OTHER), sequence(ANY), "its base does not allow any element there"),
        (
            '<xs:sequence><xs:element ref="M"/></xs:sequence>',
            "<xs:sequence><xs:element ref='H'/></xs:sequence>",
            "its base does not allow H there",
        ),
        (sequence(A), sequence(element("A", ' nillable="true"')), "element A cannot be nillable"),
        (sequence(element("A", ' fixed="1"')), sequence(A), 'element A has the fixed value "1" in'),
        (
            sequence(element("A", type_="xs:int")),
            sequence(element("A", type_="xs:long")),
            "the type of element A is not a restriction of its type in the base",
        ),
    ],
)
def test_a_restriction_that_allows_more_is_told(base: str, restricted: str, problem: str) -> None:
    """A restriction that allows what its base does not is refused, and says what that is."""
    (found,) = of(base, restricted)
    assert f"not a valid restriction: {problem}" in found


@pytest.mark.parametrize(
    ("base", "restricted"),
    [
        (sequence(A, element("B", OPTIONAL)), sequence(A)),
        (sequence(element("A", MANY)), sequence(A, element("A", OPTIONAL + ' maxOccurs="3"'))),
        (f"<xs:choice>{A}{B}</xs:choice>", f"<xs:choice>{NONE}{B}</xs:choice>"),
        (f"<xs:choice>{A}{B}</xs:choice>", sequence(B)),
        (f"<xs:all>{A}{element('B', OPTIONAL)}</xs:all>", sequence(A)),
        (f"<xs:all>{A}{B}</xs:all>", sequence(B, A)),
        (sequence(ANY), sequence(A)),
        (sequence(ANY), sequence(OTHER)),
        (
            "<xs:sequence><xs:element ref='H'/></xs:sequence>",
            '<xs:sequence><xs:element ref="M"/></xs:sequence>',
        ),
        (sequence(element("A", type_="xs:long")), sequence(element("A", type_="xs:int"))),
        (sequence(element("A", ' fixed=" 1 "')), sequence(element("A", ' fixed="1"'))),
        (
            sequence(element("A", ' maxOccurs="99999"')),
            sequence(element("A", ' maxOccurs="99998"')),
        ),
    ],
)
def test_a_restriction_that_is_one_is_accepted(base: str, restricted: str) -> None:
    """Less of the same, one of several, another order where it is free, and elements for a wildcard."""
    assert of(base, restricted) == []


def test_a_mixed_restriction_of_elements_alone_is_told() -> None:
    """Text between elements is more than the base allows."""
    (found,) = of(sequence(A), sequence(A), ' mixed="true"')
    assert 'a restriction cannot be mixed if its base is not mixed | remove mixed="true"' in found


def _is_within(model: Particle, base: Particle) -> bool:
    """Tell whether every document of a model is valid for another."""
    start: tuple[Particle, ...] = (base,)
    waiting: list[tuple[tuple[Particle, ...], frozenset[tuple[Particle, ...]]]]
    waiting = [((model,), frozenset({start}))]
    pairs = {*waiting}
    for ahead, others in waiting:  # grows on the way
        seen: set[tuple[Particle, ...]] = set()
        moves = [*steps(ahead, seen)]
        theirs: set[tuple[Particle, ...]] = set()
        options = [move for other in others for move in steps(other, theirs)]
        if () in seen and () not in theirs:
            return False
        for leaf, following in moves:
            taken = frozenset(after for other, after in options if other[0] == leaf[0])
            if not taken:
                return False
            if (following, taken) not in pairs:
                pairs.add((following, taken))
                waiting.append((following, taken))
    return True


def test_random_restrictions_are_judged_as_by_stepping_through_both() -> None:
    """A restriction is refused if and only if a document of it is none of the base."""
    chance = random.Random(20)  # noqa: S311 - no secret
    counts = Counter[bool]()
    for _ in range(5000 if IS_LONG else 400):
        base, model = random_model(chance), random_model(chance)
        if chance.random() < 0.5:
            least = base[1] + chance.randint(0, 1)
            model = base[0], least, max(least, base[2])
        found = of(sequence(written(base)), sequence(written(model)))
        if any("may belong" in problem for problem in found):
            continue
        assert bool(found) != _is_within(model, base), (written(base), written(model))
        counts[bool(found)] += 1
    assert counts[True] > 30
    assert counts[False] > 30
