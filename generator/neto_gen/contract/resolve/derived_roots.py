"""What the root of a document may hold whose `xsi:type` may name a type that is derived from its own.

Nothing around a root says which of several classes it is of. So there is one: it has all that its type has,
and all that the derived types add.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neto_gen.contract.resolve.particles import Items, Particles
from neto_gen.contract.resolve.size import Size
from neto_gen.contract.xsd.declarations import ModelGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neto_gen.contract.resolve.complex import ComplexTypes, Effective
    from neto_gen.contract.resolve.particles import Elements
    from neto_gen.contract.xsd.declarations import Particle, QName
    from neto_gen.problems import Problem


def together(
    complex_: ComplexTypes, elements: Elements, name: QName, others: Sequence[QName]
) -> Effective:
    """Return a type with what its derived types add, leaving out those that contradict others.

    Types contradict each other that name an element or an attribute alike, and give it another type.
    """
    whole = _together(complex_, name, others)
    if _is_consistent(complex_, elements, name, others):
        return whole
    kept: list[QName] = []
    for other in others:
        if _is_consistent(complex_, elements, name, [*kept, other]):
            kept.append(other)
    return _together(complex_, name, kept)


def _is_consistent(
    complex_: ComplexTypes, elements: Elements, name: QName, others: Sequence[QName]
) -> bool:
    """Whether a record can be made of a type and of these that are derived from it."""
    own = complex_.effective(name).attributes
    types: dict[QName, object] = {}
    for other in others:
        for attribute in complex_.effective(other).attributes.values():
            if attribute.name in own:
                continue  # a restriction of it at most
            if types.setdefault(attribute.name, attribute.type) != attribute.type:
                return False
    problems: list[Problem] = []
    content = _together(complex_, name, others).content
    if content is not None:
        Items(Particles(elements, complex_, problems, Size(complex_.size.elements))).tree(content)
    return not problems


def _together(complex_: ComplexTypes, name: QName, others: Sequence[QName]) -> Effective:
    found = complex_.effective(name)
    types = [complex_.effective(other) for other in others]
    attributes = dict(found.attributes)
    wildcard = found.wildcard
    for type_ in types:
        for attribute in type_.attributes.values():
            # Where the root is of another type, a default must not be written.
            optional = replace(attribute, use="optional", default=None, fixed=None)
            attributes.setdefault(attribute.name, optional)
        if type_.wildcard is not None:
            wildcard = type_.wildcard if wildcard is None else wildcard.either(type_.wildcard)
    added = _added(complex_, name, frozenset(others))
    parts = [part for part in (found.content, added) if part is not None]
    content = _sequence(parts) if parts else None
    has_text = [type_.mixed or (type_.text or found.text) != found.text for type_ in types]
    return replace(
        found,
        attributes=attributes,
        wildcard=wildcard,
        content=content,
        mixed=found.mixed or any(has_text),
        abstract=False,
    )


def _added(complex_: ComplexTypes, name: QName, others: frozenset[QName]) -> Particle | None:
    """Return what the extensions of a type that lead to these others add to it, each optional."""
    found: list[Particle] = []
    for child in complex_.children(name):
        declared = complex_.declared(child)
        if child not in others and others.isdisjoint(complex_.derived(child, frozenset())):
            continue
        own = declared.content if declared.derivation == "extension" else None
        inner = _added(complex_, child, others)
        parts = [part for part in (own, inner) if part is not None]
        if parts:
            found.append(_sequence(parts))
    if not found:
        return None
    return ModelGroup(
        compositor="choice", particles=tuple(found), min_occurs=0, location=found[0].location
    )


def _sequence(parts: Sequence[Particle]) -> Particle:
    if len(parts) == 1:
        return parts[0]
    return ModelGroup(compositor="sequence", particles=tuple(parts), location=parts[0].location)
