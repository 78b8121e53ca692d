"""Check where things are allowed in a schema: annotations, attributes, facets, and declarations.

https://www.w3.org/TR/xmlschema-1/#normative-schemaSchema
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neto_gen.contract.xsd import vocabulary
from neto_gen.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.contract.xsd.document import SchemaElement

SCHEMA_FOR_SCHEMAS: Final = "the schema for schemas"
_SCHEMAS: Final = frozenset({"schema", "redefine", "override"})
_CONTENTS: Final = ("simpleContent", "complexContent", "group", "all", "choice", "sequence")
_ATTRIBUTES: Final = ("attribute", "attributeGroup")
_REFERENCES: Final = ("include", "import", "redefine", "override")
_COMPONENTS: Final = ("element", "attribute", "complexType", "simpleType", "group")
# The order of children in some elements; those that are not named may be anywhere.
_OF_TYPES: Final = {
    "simpleType": 0,
    **dict.fromkeys(vocabulary.FACETS, 1),
    **dict.fromkeys(_CONTENTS, 1),
    **dict.fromkeys(_ATTRIBUTES, 2),
    "anyAttribute": 3,
}
_ORDERS: Final = {
    "schema": {
        **dict.fromkeys(_REFERENCES, 0),
        **dict.fromkeys((*_COMPONENTS, "attributeGroup", "notation"), 1),
    },
    **dict.fromkeys(("complexType", "extension", "restriction", "attributeGroup"), _OF_TYPES),
    "element": {"simpleType": 0, "complexType": 0, "key": 1, "unique": 1, "keyref": 1},
}
# Facets that exclude each other in one restriction.
_EXCLUSIVE: Final = (
    ("minInclusive", "minExclusive"),
    ("maxInclusive", "maxExclusive"),
)
# Attributes that an element of the language cannot have at the top of a schema, or only there.
_LOCAL: Final = {
    "element": ("minOccurs", "maxOccurs", "ref", "form"),
    "attribute": ("use", "ref", "form"),
    "group": ("minOccurs", "maxOccurs", "ref"),
    "attributeGroup": ("ref",),
}
_GLOBAL: Final = {
    "element": ("abstract", "substitutionGroup", "final"),
    "complexType": ("name", "abstract", "final", "block"),
    "simpleType": ("name", "final"),
    "group": ("name",),
    "attributeGroup": ("name",),
}
# Attributes that a reference to a component declared elsewhere cannot have.
_DECLARED: Final = {
    "element": ("nillable", "default", "fixed", "form", "block"),
    "attribute": ("form",),
}


def place_problems(element: SchemaElement) -> Iterator[Problem]:
    """Yield the problems of children that are in the wrong place in an element of a schema."""
    children = [*element.schema_children()]
    if element.name not in _SCHEMAS and element.name != "annotation":
        yield from _annotation_problems(element, children)
    order, before, last = _ORDERS.get(element.name, {}), "", 0
    for child in children:
        rank = order.get(child.name, last)
        if child.name == before == "anyAttribute":
            what = f"xs:anyAttribute occurs twice in xs:{element.name}"
            yield Problem(what, child.location, "make one of them")
        elif rank < last:
            what = f"xs:{child.name} is not allowed after xs:{before} in xs:{element.name}"
            hint = "move it before that"
            yield Problem(what, child.location, hint, rule=SCHEMA_FOR_SCHEMAS)
        elif child.name in order:
            before, last = child.name, rank
        yield from _scope_problems(element, child)
    names = {child.name for child in children}
    for one, other in _EXCLUSIVE if element.name == "restriction" else ():
        if {one, other} <= names:
            what = f"xs:{one} and xs:{other} limit the same thing"
            yield Problem(what, element.location, "remove one of them")
    beside = names & {*order}
    content = min(beside & {"simpleContent", "complexContent"}, default=None)
    if element.name == "complexType" and content is not None and len(beside) > 1:
        what = f"xs:{content} must be the only content of xs:complexType"
        yield Problem(what, element.location, "move it into the extension or the restriction")


def _annotation_problems(
    element: SchemaElement, children: list[SchemaElement]
) -> Iterator[Problem]:
    for place, child in enumerate(children):
        if child.name == "annotation" and place:
            what = f"xs:annotation comes first in xs:{element.name}, and once"
            hint = "move it there, or into the one that is there"
            yield Problem(what, child.location, hint, rule=SCHEMA_FOR_SCHEMAS)


def _scope_problems(element: SchemaElement, child: SchemaElement) -> Iterator[Problem]:
    """Yield the attributes that a declaration cannot have at the top of a schema, or below it."""
    is_global = element.name in _SCHEMAS
    where = "at the top of a schema" if is_global else "inside of a type or a group"
    refused = (_LOCAL if is_global else _GLOBAL).get(child.name, ())
    for name in refused:
        if name in child.attributes:
            if name == "name" or (name == "ref" and child.name.endswith(("Group", "group"))):
                where = f"in xs:{element.name}"
            what = f"xs:{child.name} has no attribute {name} {where}"
            yield Problem(what, child.location, "remove it")
    if is_global and child.name in _GLOBAL and not {"name", "ref"} & {*child.attributes}:
        what = f"xs:{child.name} has no name {where}"
        yield Problem(what, child.location, "add the attribute name")
    if "ref" in child.attributes and not is_global:
        for name in _DECLARED.get(child.name, ()):
            if name in child.attributes:
                what = f"xs:{child.name} has no attribute {name} beside ref"
                yield Problem(what, child.location, "remove it, or declare the element there")
    if child.name == "attribute":
        yield from _attribute_problems(child)
    yield from _group_problems(element, child)


def _attribute_problems(attribute: SchemaElement) -> Iterator[Problem]:
    if attribute.attributes.get("name") == "xmlns":
        hint = "give it another name: namespaces are declared by xmlns"
        yield Problem("an attribute cannot be called xmlns", attribute.location, hint)
    use = attribute.attributes.get("use", "optional")
    if "default" in attribute.attributes and use != "optional":
        what = f"an attribute that is {use} has no default"
        yield Problem(what, attribute.location, "remove it")


def _group_problems(element: SchemaElement, child: SchemaElement) -> Iterator[Problem]:
    """Yield the problems of how often something may occur in a group."""
    most = child.attributes.get("maxOccurs", "1").lstrip("+0") or "0"
    least = child.attributes.get("minOccurs", "1").lstrip("+0") or "0"
    if element.name == "all" and (most not in {"0", "1"} or least not in {"0", "1"}):
        what = "an element occurs at most once in xs:all"
        yield Problem(what, child.location, "set maxOccurs to 1, or use xs:sequence")
    if child.name == "all" and (most != "1" or least not in {"0", "1"}):
        what = "xs:all can only have maxOccurs 1, and minOccurs 0 or 1"
        yield Problem(what, child.location, "set maxOccurs to 1, or use xs:sequence")
    if element.name == "group" and "name" in element.attributes:
        for name in ("minOccurs", "maxOccurs"):
            if name in child.attributes:
                what = f"xs:{child.name} of a named group has no attribute {name}"
                yield Problem(what, child.location, "write it where the group is referred to")
