"""Whether it is clear of each element which part of a content model it belongs to."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pytest

from tests.contract.stepping import choice, random_model, sequence, steps, written
from tests.contract.xsd.test_rules import problems
from tests.soak import IS_LONG
from tests.support import schema

if TYPE_CHECKING:
    from tests.contract.stepping import Particle

_A, _B = (f'<xs:element name="{name}" type="xs:string"{{}}/>' for name in "AB")
A, B = _A.format(""), _B.format("")
ANY = '<xs:any processContents="lax"/>'
MESSAGE = (
    "X.xsd:{}:{}: element {} may belong to this or to the particle at X.xsd:{}:{} | change one"
)


def of(content: str, others: str = "") -> list[str]:
    """Return the problems of a root with this content."""
    body = (
        f'{others}<xs:element name="X"><xs:complexType>\n{content}\n</xs:complexType></xs:element>'
    )
    return problems(schema(body, 'elementFormDefault="qualified" targetNamespace="t" xmlns="t"'))


OPTIONAL, TWICE, MANY = ' minOccurs="0"', ' minOccurs="2" maxOccurs="2"', ' maxOccurs="unbounded"'
TO_TWO = ' maxOccurs="2"'


@pytest.mark.parametrize(
    "content",
    [
        choice(A, A),
        choice(sequence(A, B), A),
        sequence(_A.format(OPTIONAL), A),
        sequence(_A.format(TO_TWO), A),
        sequence(_A.format(MANY), A),
        sequence(choice(A, B, occurs=MANY), A),
        sequence(sequence(A, _B.format(OPTIONAL), occurs=TO_TWO), B),
        sequence(sequence(A, _B.format(OPTIONAL), occurs=TWICE), B),
        sequence(_A.format(OPTIONAL), B, _A.format(OPTIONAL), occurs=MANY),
        sequence(_A.format(OPTIONAL), ANY),
        choice(A, ANY),
        choice(ANY, ANY),
        sequence('<xs:any namespace="##other" minOccurs="0" processContents="lax"/>', ANY),
        f"<xs:all>{A}{A}</xs:all>",
    ],
)
def test_an_element_that_may_belong_to_two_particles_is_told(content: str) -> None:
    """A content model in which an element may be one or another is refused with both places."""
    (found,) = of(content)
    assert " may belong to this or to the particle at X.xsd:3:" in found
    assert found.endswith(" | change one of them: the first element must tell them apart")


def test_both_places_are_named() -> None:
    """The later of both is where the problem is, and the other is in the text."""
    (found,) = of(f"<xs:choice>\n{A}\n{B}\n{A}\n</xs:choice>")
    assert found.startswith(MESSAGE.format(6, 1, "A", 4, 1))


@pytest.mark.parametrize(
    "content",
    [
        sequence(A, A),
        sequence(_A.format(TWICE), A),
        sequence(sequence(A, occurs=TWICE), _A.format(OPTIONAL)),
        sequence(A, B, _A.format(OPTIONAL), occurs=' minOccurs="0"'),
        sequence(choice(A, B), A),
        sequence(_A.format(MANY), B, _A.format(MANY)),
        sequence(A, '<xs:any namespace="##other" processContents="lax"/>', A),
        sequence(A, '<xs:any namespace="##other" minOccurs="0" processContents="lax"/>'),
        choice(_A.format(' minOccurs="0" maxOccurs="0"'), A),
        choice(sequence(A, B, occurs=MANY), B),
        f"<xs:all>{A}{B}</xs:all>",
    ],
)
def test_what_is_clear_is_accepted(content: str) -> None:
    """Counts that are fixed, other namespaces, and what cannot stand there leave no doubt."""
    assert of(content) == []


def test_elements_in_the_place_of_others_are_counted() -> None:
    """An element that may stand in the place of another is one of its names."""
    head = '<xs:element name="H" type="xs:string"/>'
    member = '<xs:element name="M" type="xs:string" substitutionGroup="H"/>'
    refs = ('<xs:element ref="H"/>', '<xs:element ref="M"/>')
    (found,) = of(choice(*refs), head + member)
    assert ": element M may belong to this or to the particle at " in found
    assert (
        of(choice(*refs), head + member.replace("<xs:element", '<xs:element abstract="true"')) == []
    )


def test_what_is_extended_is_judged_with_its_extension() -> None:
    """An element that an extension adds may be one that its base allows there."""
    base = f'<xs:complexType name="T">{sequence(_A.format(OPTIONAL))}</xs:complexType>'
    extension = f'<xs:complexContent><xs:extension base="T">{sequence(A)}</xs:extension></xs:complexContent>'
    (found,) = of(extension, base)
    assert ": element A may belong to this or to the particle at " in found


def _is_ambiguous(particle: Particle) -> bool:
    """Tell whether two particles of one name may come next somewhere."""
    first: tuple[Particle, ...] = (particle,)
    states = [frozenset({first})]
    for state in states:  # grows on the way
        options: dict[tuple[str, float], set[tuple[Particle, ...]]] = defaultdict(set)
        for ahead in state:
            for leaf, following in steps(ahead, set()):
                options[leaf].add(following)
        if len({name for name, _ in options}) < len(options):
            return True
        new = (frozenset(found) for found in options.values())
        states += [found for found in dict.fromkeys(new) if found not in states]
        if len(states) > 500:
            return False
    return False


def test_random_models_are_judged_as_by_stepping_through_them() -> None:
    """No random content model is refused without a doubt, and of those with one nearly all are."""
    chance = random.Random(20)  # noqa: S311 - no secret
    counts = Counter[tuple[bool, bool]]()
    for _ in range(10_000 if IS_LONG else 300):
        model = random_model(chance)
        refused = any("may belong" in problem for problem in of(sequence(written(model))))
        found = _is_ambiguous(model)
        assert found or not refused, written(model)
        counts[found, refused] += 1
    assert counts[True, True] > 20 * counts[True, False]
    assert min(counts[True, True], counts[False, False]) > 30
