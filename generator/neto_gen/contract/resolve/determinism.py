"""Check that each element clearly belongs to one part of its content model.

https://www.w3.org/TR/xmlschema-1/#cos-nonambig: no element may belong to either of two particles, given
the elements before it and nothing after it. A particle that is repeated may follow itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neto_gen.contract.xsd.declarations import (
    ElementDeclaration,
    GroupReference,
    ModelGroup,
    QName,
    Wildcard,
)
from neto_gen.contract.xsd.schema import Key
from neto_gen.problems import Problem

if TYPE_CHECKING:
    from neto_gen.contract.resolve.particles import Elements
    from neto_gen.contract.xsd.declarations import Particle

_MOST_STEPS = 300_000  # steps for one content model: a larger one is not judged


@dataclass(slots=True, eq=False)
class _Node:
    """A particle with what may stand first in it; `first` are elements and wildcards."""

    particle: Particle
    names: tuple[QName, ...] = ()
    children: list[_Node] = field(default_factory=list["_Node"])
    first: list[_Node] = field(default_factory=list["_Node"])
    compositor: str = ""
    can_be_empty: bool = False  # nodes
    is_optional: bool = False  # comparisons


@dataclass(slots=True, eq=False)
class _Followers:
    """The particles that may come next, nearest first: these, and those further on.

    Where something is repeated a number of times that is fixed, either it comes again, or what is
    further on: `apart` says so.
    """

    nodes: list[_Node]
    apart: bool
    further: _Followers | None


class _TooLargeError(Exception):
    """More steps than are taken."""


def ambiguity(particle: Particle, elements: Elements) -> Problem | None:
    """Return the first problem of a content model in which an element may belong to two particles."""
    judge = _Judge(elements)
    try:
        root = judge.node(particle)
        if root is not None:
            judge.compare(_Followers(root.first, apart=False, further=None))
            judge.visit(root, None)
    except (_TooLargeError, RecursionError):
        return None
    return judge.problem


class _Judge:
    def __init__(self, elements: Elements) -> None:
        self.elements = elements
        self.problem: Problem | None = None
        self.groups: dict[QName, _Node | None] = {}
        self.steps = 0

    def count(self, steps: int) -> None:
        self.steps += steps
        if self.steps > _MOST_STEPS:
            raise _TooLargeError

    def node(self, particle: Particle) -> _Node | None:
        """Return the node of a particle and of all in it, or None if it can never occur."""
        self.count(1)
        if particle.max_occurs == 0:
            return None
        found = _Node(particle)
        match particle:
            case ElementDeclaration():
                found.names = self.names(particle)
                found.first = [found]
            case Wildcard():
                found.first = [found]
            case GroupReference():
                inner = self.group(particle.name)
                if inner is None:
                    return None
                found.children, found.compositor = [inner], "sequence"
                found.first, found.can_be_empty = inner.first, inner.is_optional
            case ModelGroup():
                children = (self.node(child) for child in particle.particles)
                found.children = [child for child in children if child is not None]
                found.compositor = particle.compositor
                self.combine(found)
        found.is_optional = particle.min_occurs == 0 or found.can_be_empty
        return found

    def names(self, element: ElementDeclaration) -> tuple[QName, ...]:
        """Return the names of the elements that may occur there."""
        if not element.is_reference:
            return (element.name,)
        members = self.elements.instances(self.elements[element.name])
        self.count(len(members))
        return tuple(dict.fromkeys(member.name for member in members))

    def group(self, name: QName) -> _Node | None:
        if name not in self.groups:
            group = self.elements.components[Key("group", name)]
            assert isinstance(group, ModelGroup)  # noqa: S101 - its symbol space says so
            self.groups[name] = self.node(group)
        return self.groups[name]

    def combine(self, node: _Node) -> None:
        """Set what a group may begin with, and whether it may be empty."""
        if node.compositor == "sequence":
            node.can_be_empty = True
            for child in node.children:
                if node.can_be_empty:
                    node.first = node.first + child.first
                    self.count(len(node.first))
                node.can_be_empty = node.can_be_empty and child.is_optional
            return
        for child in node.children:
            node.first += child.first
        self.count(len(node.first))
        optional = [child.is_optional for child in node.children]
        node.can_be_empty = any(optional) if node.compositor == "choice" else all(optional)

    def visit(self, node: _Node, after: _Followers | None) -> None:
        """Compare all that may follow on each other inside a particle, which is followed by `after`."""
        if self.problem is not None:
            return
        self.count(1)
        least, most = node.particle.min_occurs, node.particle.max_occurs
        if most != 1:
            after = _Followers(node.first, least == most and not node.can_be_empty, after)
            self.compare(after)
        if node.compositor == "sequence":
            for child in reversed(node.children):
                self.visit(child, after)
                if child is not node.children[0]:
                    further = after if child.is_optional else None
                    after = _Followers(child.first, apart=False, further=further)
                    self.compare(after)
        elif node.compositor == "choice":
            for child in node.children:
                self.visit(child, after)

    def compare(self, followers: _Followers) -> None:
        """Compare the nearest of what may come next with each other, and with what is further on."""
        names: dict[QName, _Node] = {}
        wildcards: list[tuple[_Node, Wildcard]] = []
        for node in followers.nodes:
            self.against(node, names, wildcards)
            if isinstance(node.particle, Wildcard):
                wildcards.append((node, node.particle))
            names |= dict.fromkeys(node.names, node)
        further = None if followers.apart else followers.further
        while further is not None:
            for node in further.nodes:
                self.against(node, names, wildcards)
            further = further.further

    def against(
        self, node: _Node, names: dict[QName, _Node], wildcards: list[tuple[_Node, Wildcard]]
    ) -> None:
        """Compare one particle with others that may come in its place."""
        own = node.particle
        self.count(1 + len(node.names) + len(wildcards))
        for name in node.names:
            other = names.get(name)
            if other is not None and other.particle is not own:
                self.add(f"element {name.name}", node, other)
            for other, wildcard in wildcards:
                if allows(wildcard, name.namespace):
                    self.add(f"element {name.name}", node, other)
        if isinstance(own, Wildcard):
            for other, wildcard in wildcards:
                if wildcard is not own and _overlap(own, wildcard):
                    self.add("an element", node, other)
            self.count(len(names))
            for name, other in names.items():
                if allows(own, name.namespace):
                    self.add(f"element {name.name}", node, other)

    def add(self, what: str, node: _Node, other: _Node) -> None:
        places = sorted((node.particle.location, other.particle.location))
        text = f"{what} may belong to this or to the particle at {places[0]}"
        hint = "change one of them: the first element must tell them apart"
        self.problem = self.problem or Problem(text, places[1], hint, rule="cos-nonambig")


def allows(wildcard: Wildcard, namespace: str) -> bool:
    """Tell whether a wildcard allows names in a namespace, "" for none."""
    if wildcard.namespaces == "##any":
        return True
    if wildcard.namespaces == "##other":
        return namespace not in {"", wildcard.target_namespace}
    return namespace in wildcard.namespaces


def _overlap(one: Wildcard, other: Wildcard) -> bool:
    """Tell whether two wildcards allow the same name."""
    if isinstance(one.namespaces, str) and isinstance(other.namespaces, str):
        return True
    listed, judge = (other, one) if isinstance(one.namespaces, str) else (one, other)
    return any(allows(judge, namespace) for namespace in listed.namespaces)
