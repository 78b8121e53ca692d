"""Where things stand in a schema: annotations, attributes, facets, and what only some elements can have.

https://www.w3.org/TR/xmlschema-1/#normative-schemaSchema
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neto_gen.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.contract.document import Element

_SCHEMAS: Final = frozenset({"schema", "redefine", "override"})
_CONTENTS: Final = ("simpleContent", "complexContent", "group", "all", "choice", "sequence")
_ATTRIBUTES: Final = ("attribute", "attributeGroup")
# Of what stands in some elements, in which order; of what is not named, the order is free.
_OF_TYPES: Final = {
    "simpleType": 0,
    **dict.fromkeys(_CONTENTS, 1),
    **dict.fromkeys(_ATTRIBUTES, 2),
    "anyAttribute": 3,
}
_ORDERS: Final = {
    **dict.fromkeys(("complexType", "extension", "restriction", "attributeGroup"), _OF_TYPES),
    "element": {"simpleType": 0, "complexType": 0, "key": 1, "unique": 1, "keyref": 1},
}
# Facets that exclude each other in one restriction.
_EXCLUSIVE: Final = (
    ("length", "minLength"),
    ("length", "maxLength"),
    ("minInclusive", "minExclusive"),
    ("maxInclusive", "maxExclusive"),
)
# What an element or attribute cannot have at the top of a schema, and only there.
_LOCAL: Final = {
    "element": ("minOccurs", "maxOccurs", "ref", "form"),
    "attribute": ("use", "ref", "form"),
}
_GLOBAL: Final = {"element": ("abstract", "substitutionGroup", "final")}


def place_problems(element: Element) -> Iterator[Problem]:
    """What does not stand where it can in an element of a schema."""
    children = [*element.schema_children()]
    if element.name not in _SCHEMAS:
        yield from _annotation_problems(element, children)
    order, before, last = _ORDERS.get(element.name, {}), "", 0
    for child in children:
        rank = order.get(child.name, last)
        if rank < last:
            what = f"xs:{child.name} cannot stand after xs:{before} in xs:{element.name}"
            yield Problem(what, child.location, "move it before that")
        elif child.name in order:
            before, last = child.name, rank
        yield from _scope_problems(element, child)
    names = {child.name for child in children}
    for one, other in _EXCLUSIVE if element.name == "restriction" else ():
        if {one, other} <= names:
            what = f"xs:{one} and xs:{other} limit the same"
            yield Problem(what, element.location, "remove one of them")


def _annotation_problems(element: Element, children: list[Element]) -> Iterator[Problem]:
    for place, child in enumerate(children):
        if child.name == "annotation" and place:
            what = f"xs:annotation comes first in xs:{element.name}, and once"
            yield Problem(what, child.location, "move it there, or into the one that is there")


def _scope_problems(element: Element, child: Element) -> Iterator[Problem]:
    """What an element or an attribute cannot have where it is declared."""
    is_global = element.name in _SCHEMAS
    where = "at the top of a schema" if is_global else "inside of a type or a group"
    for name in (_LOCAL if is_global else _GLOBAL).get(child.name, ()):
        if name in child.attributes:
            what = f"xs:{child.name} has no attribute {name} {where}"
            yield Problem(what, child.location, "remove it")
    if child.name == "attribute" and "default" in child.attributes:
        use = child.attributes.get("use", "optional").strip()
        if use != "optional":
            yield Problem(f"an attribute that is {use} has no default", child.location, "remove it")
    if element.name == "all" and child.attributes.get("maxOccurs", "1").strip() not in {"0", "1"}:
        what = "an element stands once in xs:all, or not at all"
        yield Problem(what, child.location, "set maxOccurs to 1, or use xs:sequence")
