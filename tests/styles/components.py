"""From the contract of a message to the components of a schema, in one style."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from tests.styles import derivation
from tests.styles.contract import Leaf, has_own_type
from tests.styles.markup import SELF, Node, Reference, documented, node

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.styles.contract import Attribute, Branch, Item, Simple
    from tests.styles.options import Form, Options


@dataclass(frozen=True, slots=True)
class Component:
    """A global component. `redefinition` is what is made of it where it is redefined."""

    node: Node
    redefinition: Node | None = None


@dataclass(slots=True)
class Writer:
    """Writes messages as components: each is known by kind and name, and written once."""

    options: Options
    form: Form
    components: dict[Reference, Component] = field(default_factory=dict[Reference, Component])

    def message(self, root: Branch) -> None:
        """Add the root element of a message, and all that it needs."""
        element = _declaration("element", self.type_of(root), documented(root.documentation))
        self.add(Reference("element", root.name), element)

    def declare(
        self, kind: str, name: str, unnamed: Node, redefinition: Node | None = None
    ) -> Reference:
        """Add a component, with a number to its name when another of this name says otherwise."""
        candidates = (Reference(kind, f"{name}{number}") for number in count(2))
        reference = Reference(kind, name)
        while not self.add(reference, unnamed, redefinition):
            reference = next(candidates)
        return reference

    def add(self, reference: Reference, unnamed: Node, redefinition: Node | None = None) -> bool:
        """Add a component, and tell whether it has this name now: not if another has it with other content."""
        if redefinition is not None:
            redefinition = redefinition.named(reference.name).replaced(SELF, reference)
        component = Component(unnamed.named(reference.name), redefinition)
        return self.components.setdefault(reference, component) == component

    def particle(self, item: Item) -> Node:
        """Return an element as it stands in a complex type."""
        occurs = {
            "minOccurs": None if item.minimum == 1 else str(item.minimum),
            "maxOccurs": None if item.maximum == 1 else str(item.maximum or "unbounded"),
        }
        documentation = documented(item.documentation)
        found = self.type_of(item)
        if self.options.elements == "global":
            at_reference = self.options.documentation_at == "reference"
            declared = _declaration("element", found, None if at_reference else documentation)
            reference = Reference("element", item.name)
            if self.add(reference, declared):
                own = documentation if at_reference else None
                return node("element", own, ref=reference, **occurs)
        form = None
        if self.options.form_at == "element":
            form = "qualified" if self.form == "qualified" else "unqualified"
        return _declaration("element", found, documentation, **occurs, form=form).named(item.name)

    def type_of(self, item: Item) -> Reference | Node:
        """Return the type of an element: the name of one, or an anonymous one."""
        if isinstance(item, Leaf) and not has_own_type(item):
            return self.simple(item.type, item.name)
        redefinition = None
        if self.options.redefined and self.options.content != "group":
            unnamed, redefinition = derivation.redefined(self, item)
        elif self.options.content == "extension":
            unnamed = derivation.extended(self, item)
        elif self.options.content == "restriction":
            unnamed = derivation.restricted(self, item)
        else:
            unnamed = self.complex(item)
        if self.options.complex_types == "named":
            return self.declare("type", f"{item.name}Type", unnamed, redefinition)
        return unnamed

    def complex(self, item: Item) -> Node:
        """Return the anonymous complex type of an element, without derivation from another."""
        attributes = self.attributes(item.attributes, item.name)
        if isinstance(item, Leaf):
            base = self.simple(item.type, item.name, named=True)
            assert isinstance(base, Reference)
            content = node("simpleContent", node("extension", *attributes, base=base))
            return node("complexType", content)
        meaning = documented(item.meaning)
        return node("complexType", meaning, self.children(item.children, item.name), *attributes)

    def children(self, items: Sequence[Item], name: str) -> Node | None:
        """Return the particle of a complex type that holds these elements."""
        if not items:
            return None
        if self.options.content == "group":
            return node("group", ref=self.group(items, f"{name}Content"))
        particles = [self.particle(item) for item in items]
        if self.options.content == "all" and all(item.maximum == 1 for item in items):
            return node("all", *particles)
        if self.options.content == "nested" and len(particles) > 1:
            inner, last = node("sequence", *particles[1:-1]), particles[-1]
            return node("sequence", particles[0], inner if inner.children else None, last)
        return node("sequence", *particles)

    def group(self, items: Sequence[Item], name: str) -> Reference:
        """Return a group of these elements: the later half of many is a group in the group."""
        half = (len(items) + 1) // 2
        first = [self.particle(item) for item in items[:half]]
        if half > 1:
            rest = [node("group", ref=self.group(items[half:], f"{name}Rest"))]
        else:
            rest = [self.particle(item) for item in items[half:]]
        if self.options.redefined:
            own = node("group", ref=SELF)
            redefinition = node("group", node("sequence", own, *rest))
            return self.declare(
                "group", name, node("group", node("sequence", *first)), redefinition
            )
        return self.declare("group", name, node("group", node("sequence", *first, *rest)))

    def attributes(self, attributes: Sequence[Attribute], name: str) -> list[Node]:
        """Return the attributes' declarations for a complex type."""
        if self.options.attributes == "group" and attributes:
            group = self.attribute_group(attributes, f"{name}Attributes")
            return [node("attributeGroup", ref=group)]
        return [self.attribute(attribute) for attribute in attributes]

    def attribute_group(self, attributes: Sequence[Attribute], name: str) -> Reference:
        """Return a group of these attributes: all but the first are a group in the group."""
        first = self.attribute(attributes[0])
        rest: Node | None = None
        if len(attributes) > 1:
            rest = node("attributeGroup", ref=self.attribute_group(attributes[1:], f"{name}Rest"))
        if self.options.redefined:
            own = node("attributeGroup", ref=SELF)
            redefinition = node("attributeGroup", own, rest)
            unnamed = node("attributeGroup", first)
            return self.declare("attributeGroup", name, unnamed, redefinition)
        return self.declare("attributeGroup", name, node("attributeGroup", first, rest))

    def attribute(self, attribute: Attribute) -> Node:
        """Return an attribute as it stands in a complex type."""
        use = "required" if attribute.required else None
        found = self.simple(attribute.type, attribute.name)
        documentation = documented(attribute.documentation)
        declared = _declaration("attribute", found, documentation)
        reference = Reference("attribute", attribute.name)
        if self.options.attributes == "global" and self.add(reference, declared):
            return node("attribute", ref=reference, use=use)
        form = "unqualified" if self.options.form_at == "element" else None
        declared = _declaration("attribute", found, documentation, use=use, form=form)
        return declared.named(attribute.name)

    def simple(self, found: Simple, name: str, *, named: bool = False) -> Reference | Node:
        """Return a simple type; one that other types derive from has to be named."""
        base = Reference("builtin", found.builtin)
        if not found.facets:
            return base
        facets = [node(facet, value=value) for facet, value in found.facets]
        named = named or self.options.simple_types == "named"
        if named and self.options.redefined:
            unnamed = node("simpleType", node("restriction", base=base))
            redefinition = node("simpleType", node("restriction", *facets, base=SELF))
            return self.declare("type", _simple_name(found, name), unnamed, redefinition)
        if self.options.simple_types == "steps":
            unnamed = _in_steps(base, facets)
        else:
            unnamed = node("simpleType", node("restriction", *facets, base=base))
        return self.declare("type", _simple_name(found, name), unnamed) if named else unnamed


def _declaration(
    tag: str, found: Reference | Node, documentation: Node | None, /, **attributes: str | None
) -> Node:
    """Return an element or attribute of this type, without its name."""
    if isinstance(found, Reference):
        return node(tag, documentation, type=found, **attributes)
    return node(tag, documentation, found, **attributes)


def _in_steps(base: Reference, facets: list[Node]) -> Node:
    """Return an anonymous simple type that derives from one for each of its facets but the last."""
    steps = [facets] if facets[0].tag == "enumeration" else [[facet] for facet in facets]
    unnamed = node("simpleType", node("restriction", base=base))
    for step in steps:
        unnamed = node("simpleType", node("restriction", unnamed, *step))
    return unnamed


def _simple_name(found: Simple, name: str) -> str:
    """Return a name like `string_255`, or that of an element for a list of values."""
    if found.facets[0][0] == "enumeration":
        return f"{name}Values"
    values = "_".join(value for _, value in found.facets)
    return re.sub(r"[^A-Za-z0-9_]", "_", f"{found.builtin}_{values}")
