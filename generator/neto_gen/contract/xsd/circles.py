"""Definitions that lead back to themselves, in ways in which nothing can be made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from neto_gen.contract.xsd.schema import Key
from neto_gen.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.contract.xsd.document import SchemaElement
    from neto_gen.contract.xsd.schema import Schema


class _Way(NamedTuple):
    """The elements and attributes by which components of one kind refer to others."""

    through: frozenset[str]
    by: tuple[str, ...]
    problem: str
    hint: str


_WAYS: Final = {
    "attributeGroup": _Way(
        frozenset({"attributeGroup"}),
        ("ref",),
        "attribute group {} contains itself",
        "remove one of the references",
    ),
    "group": _Way(
        frozenset({"group", "sequence", "choice", "all"}),
        ("ref",),
        "group {} contains itself",
        "write it out",
    ),
    "type": _Way(
        frozenset({"simpleType", "list", "union", "restriction", "extension"})
        | {"complexType", "simpleContent", "complexContent"},
        ("base", "itemType", "memberTypes"),
        "type {} is its own base",
        "give it a built-in type as base",
    ),
    "element": _Way(
        frozenset({"element"}),
        ("substitutionGroup",),
        "element {} is in its own substitution group",
        "remove one of the substitutionGroup attributes",
    ),
}


def circle_problems(schema: Schema) -> Iterator[Problem]:
    """Yield the problems of circular definitions: groups that contain themselves, and the like."""
    edges = {key: [*_leading(schema, key)] for key in schema.components if key.space in _WAYS}
    done: set[Key] = set()
    for first, leading in edges.items():
        if first in done:
            continue
        open_: dict[Key, Iterator[tuple[Key, SchemaElement]]] = {first: iter(leading)}
        while open_:
            key = next(reversed(open_))
            other, element = next(open_[key], (None, None))
            if other is None or element is None:
                done.add(key)
                del open_[key]
            elif other in open_:
                way = _WAYS[other.space]
                yield Problem(way.problem.format(other.name.name), element.location, way.hint)
            elif other not in done and other in edges:
                open_[other] = iter(edges[other])


def _leading(schema: Schema, key: Key) -> Iterator[tuple[Key, SchemaElement]]:
    """Yield the components of the same kind that one refers to, each with the referring element."""
    way, top = _WAYS[key.space], schema.components[key]
    waiting = [top]
    while waiting:
        element = waiting.pop()
        for attribute in way.by:
            for reference in element.attributes.get(attribute, "").split():
                name = schema.name_in(top, key.space, element.resolve(reference))
                yield Key(key.space, name), element
        waiting += [child for child in element.schema_children() if child.name in way.through]
