"""The particles of a content model, with groups written out and substitution groups as choices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from neto_gen.contract.resolve.content import Branch, Leaf
from neto_gen.contract.resolve.derivation_steps import ANY_TYPE, DerivationSteps
from neto_gen.contract.xsd.declarations import (
    ComplexType,
    ElementDeclaration,
    GroupReference,
    ModelGroup,
    QName,
    Wildcard,
)
from neto_gen.contract.xsd.schema import Key
from neto_gen.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neto_gen.contract.resolve.complex import ComplexTypes
    from neto_gen.contract.resolve.content import Tree
    from neto_gen.contract.resolve.size import Size
    from neto_gen.contract.xsd.declarations import Particle, SimpleType
    from neto_gen.contract.xsd.reader import Component

_MOST_GROUPS = 50
_BLOCKING = (ElementDeclaration, ComplexType)


class Elements:
    """The global elements of a schema, and those that may stand in the place of each."""

    def __init__(self, components: Mapping[Key, Component]) -> None:
        self.components = components
        self.derivation = DerivationSteps(components)
        self.members: dict[QName, list[ElementDeclaration]] = {}
        for component in components.values():
            if isinstance(component, ElementDeclaration):
                for head in component.heads:
                    self.members.setdefault(head, []).append(component)
        self._types: dict[QName, QName | SimpleType | None] = {}
        self._can_be_empty: dict[QName, bool] = {}

    def __getitem__(self, name: QName) -> ElementDeclaration:
        """Return the global element with this name."""
        found = self.components[Key("element", name)]
        assert isinstance(found, ElementDeclaration)  # noqa: S101 - its symbol space says so
        return found

    def type_of(self, element: ElementDeclaration) -> QName | SimpleType | None:
        """Return the type of an element: its own, or that of its group's head; None for any type.

        What is found at the end of a long way up is kept for all that are on it.
        """
        way: dict[QName, None] = {}
        type_ = element.type
        while type_ is None and element.heads and element.name not in way:
            way[element.name] = None
            head = element.heads[0]
            if head in self._types:
                type_ = self._types[head]
                break
            element = self[head]
            type_ = element.type
        self._types |= dict.fromkeys(way, type_)
        return type_

    @cached_property
    def _leading(self) -> set[QName]:
        """The elements with one in their groups, or groups of these, that is not abstract."""
        elements = [c for c in self.components.values() if isinstance(c, ElementDeclaration)]
        found = [element for element in elements if not element.abstract]
        seen = {element.name for element in found}
        for element in found:  # grows during the loop
            for head in element.heads:
                if head not in seen:
                    seen.add(head)
                    found.append(self[head])
        return seen

    def can_be_empty(self, particle: Particle) -> bool:
        """Tell whether a content model allows no elements at all."""
        if particle.min_occurs == 0:
            return True
        if isinstance(particle, GroupReference):
            # Cached, because groups may refer to each other many times.
            name = particle.name
            if name not in self._can_be_empty:
                group = self.components[Key("group", name)]
                assert isinstance(group, ModelGroup)  # noqa: S101 - its symbol space says so
                self._can_be_empty[name] = False
                self._can_be_empty[name] = self.can_be_empty(group)
            return self._can_be_empty[name]
        if not isinstance(particle, ModelGroup):
            return False
        members = map(self.can_be_empty, particle.particles)
        return any(members) if particle.compositor == "choice" else all(members)

    def has_instances(self, head: ElementDeclaration) -> bool:
        """Tell whether any element may occur where one is referred to."""
        if self._has_blocks:
            return bool(self.instances(head))
        if not head.abstract or "substitution" in head.block:
            return not head.abstract
        return any(member.name in self._leading for member in self.members.get(head.name, ()))

    def substitutable(self, head: ElementDeclaration) -> list[ElementDeclaration]:
        """Return an element and those that may substitute it."""
        found = [head]
        if "substitution" in head.block:
            return found
        seen = {head}
        for element in found:  # grows during the loop
            for member in self.members.get(element.name, ()):
                if member not in seen:
                    seen.add(member)
                    found.append(member)
        if self._has_blocks:
            found[1:] = [member for member in found[1:] if not self._is_blocked(member, head)]
        return found

    @cached_property
    def _has_blocks(self) -> bool:
        """Whether an element or a type of the schema blocks any derivation."""
        blocking = (c for c in self.components.values() if isinstance(c, _BLOCKING))
        return any(component.block for component in blocking)

    def _is_blocked(self, member: ElementDeclaration, head: ElementDeclaration) -> bool:
        """Tell whether the type of a member is derived from that of the head in a blocked way."""
        own, base = self.type_of(member), self.type_of(head)
        return self.derivation.is_blocked(own, base, head.block)

    def instances(self, head: ElementDeclaration) -> list[ElementDeclaration]:
        """Return the elements that may occur where one is referred to: those that are not abstract."""
        return [found for found in self.substitutable(head) if not found.abstract]


@dataclass(frozen=True, slots=True)
class Particles:
    """The state that all content models below one root share: they are counted together."""

    elements: Elements
    complex: ComplexTypes
    problems: list[Problem]
    size: Size


class Items:
    """The elements and wildcards of one content model, and the tree of their groups."""

    def __init__(self, particles: Particles) -> None:
        self.particles = particles
        self.elements = particles.elements
        self.found: list[ElementDeclaration | Wildcard] = []
        self.places: dict[QName, int] = {}
        self.open = 0
        self.any_order = False

    def tree(self, particle: Particle) -> Tree:
        """Return the tree of a particle, and add its elements and wildcards to `found`."""
        self.particles.size.add("particles", 1, particle.location)
        least, most = particle.min_occurs, particle.max_occurs
        match particle:
            case ModelGroup():
                self.any_order = self.any_order or particle.compositor == "all"
                choice = particle.compositor == "choice"
                particles = particle.particles
                if choice:  # what can never occur cannot be chosen
                    particles = tuple(filter(self._can_stand, particles)) or particles[:1]
                    if not particles and least:  # nor is there anything to choose
                        return self._anything(particle)
                members = tuple(self.tree(member) for member in particles)
                return Branch(choice, members, least, most)
            case GroupReference():
                return Branch(
                    choice=False, members=self._group(particle), min_occurs=least, max_occurs=most
                )
            case Wildcard():
                self.found.append(particle)
                return Leaf(len(self.found) - 1, least, most)
            case ElementDeclaration():
                return self._element(particle)

    def _group(self, reference: GroupReference) -> tuple[Tree, ...]:
        if self.open >= _MOST_GROUPS:
            what = f"group {reference.name.name} leads through more than {_MOST_GROUPS} groups"
            self.particles.problems.append(Problem(what, reference.location, "write it out"))
            return ()
        group = self.elements.components[Key("group", reference.name)]
        assert isinstance(group, ModelGroup)  # noqa: S101 - its symbol space says so
        self.open += 1
        tree = self.tree(group)
        self.open -= 1
        return (tree,)

    def _element(self, particle: ElementDeclaration) -> Tree:
        least, most = particle.min_occurs, particle.max_occurs
        if not particle.is_reference and self._has_type(particle):
            return Leaf(self._place(particle, particle), least, most)
        head = self.elements[particle.name] if particle.is_reference else particle
        instances = self.elements.instances(head) if particle.is_reference else [particle]
        self.particles.size.add("particles", len(instances), particle.location)
        choices = [found for found in instances if self._has_type(found)]
        if not choices:  # a place for what other schemas add
            if least == 0:
                return Branch(choice=False, members=())
            if not instances:
                return self._anything(particle)
            choices = [replace(found, type=ANY_TYPE, vacant=True) for found in instances]
        described = particle.documentation or head.documentation
        leaves = tuple(
            (
                Leaf(self._place(replace(found, documentation=described), particle))
                if found is head
                else Leaf(self._place(found, particle))
            )
            for found in choices
        )
        if len(leaves) == 1:
            return Leaf(leaves[0].item, least, most)
        return Branch(choice=True, members=leaves, min_occurs=least, max_occurs=most)

    def _anything(self, particle: ElementDeclaration | ModelGroup) -> Leaf:
        """Add a wildcard for what must stand there and cannot, and return its place."""
        least, most, where = particle.min_occurs, particle.max_occurs, particle.location
        self.found.append(Wildcard(min_occurs=least, max_occurs=most, location=where, vacant=True))
        return Leaf(len(self.found) - 1, least, most)

    def _can_stand(self, particle: Particle) -> bool:
        """Tell whether a particle can be satisfied: an abstract element needs substitutes, a choice members."""
        if particle.min_occurs == 0:
            return True
        if isinstance(particle, ModelGroup) and particle.compositor == "choice":
            return any(map(self._can_stand, particle.particles))
        if not isinstance(particle, ElementDeclaration):
            return True
        if not particle.is_reference:
            return self._has_type(particle)
        return self.elements.has_instances(self.elements[particle.name])

    def _has_type(self, found: ElementDeclaration) -> bool:
        """Tell whether an element has a usable type: an abstract type needs derived ones."""
        type_ = self.elements.type_of(found)
        complex_ = self.particles.complex
        if not isinstance(type_, QName) or not complex_.is_complex(type_):
            return True
        return not complex_.declared(type_).abstract or bool(complex_.derived(type_, found.block))

    def _place(self, found: ElementDeclaration, particle: ElementDeclaration) -> int:
        place = self.places.setdefault(found.name, len(self.found))
        if place == len(self.found):
            self.found.append(found)
            return place
        other = self.found[place]
        if other is found or not isinstance(other, ElementDeclaration):
            return place
        if other.type != found.type:
            what = f"element {found.name.name} occurs twice in this content, with two types"
            hint = f"the other is at {other.location}: give both one named type"
            self.particles.problems.append(Problem(what, particle.location, hint))
            return place
        if (other.default, other.fixed) != (found.default, found.fixed):
            # Which of the two an element is shows only in its place: so neither is added or demanded.
            other = replace(other, default=None, fixed=None)
        self.found[place] = replace(other, nillable=other.nillable or found.nillable)
        return place
