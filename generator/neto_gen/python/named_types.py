"""The types that elements may name by `xsi:type`, as the module of an operation lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.contract.model import Enumeration, ListType, UnionType
from neto_gen.python import types
from neto_gen.python.code import Code, call, literal, texts
from neto_gen.python.fields import declared_any_attributes
from neto_gen.python.package import Declared
from neto_gen.python.types import SimpleView, view_type

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from neto_gen.contract.model import Attribute, NamedType, SimpleType
    from neto_gen.contract.schema_text import SchemaText
    from neto_gen.python.scope import PlannedMessage


def view_named_types(
    planned_messages: Sequence[PlannedMessage], class_names: Mapping[Hashable, Code]
) -> tuple[tuple[Code, Code], ...]:
    """Return the types that elements of these messages may name, as literals and declarations, by name."""
    listed: dict[SchemaText, NamedType | None] = {}
    classes: dict[SchemaText, dict[Code, None]] = {}
    for planned in planned_messages:
        listed |= {each.name: each for each in planned.message.types}
        for index, record in enumerate(planned.message.records):
            for name in record.types:
                listed.setdefault(name, None)
                classes.setdefault(name, {})[class_names[planned.key(index)]] = None
    rows = sorted(listed.items(), key=lambda row: row[0].untrusted)
    return tuple((literal(name), _declared(type_, classes.get(name, {}))) for name, type_ in rows)


def view_declared(planned_messages: Sequence[PlannedMessage]) -> Declared:
    """Return what these messages may hold where their schemas name nothing, by name."""
    elements: dict[SchemaText, Code] = {}
    attributes: dict[SchemaText, Code] = {}
    for message in (planned.message for planned in planned_messages):
        elements |= {each.name: _declared(each, {}) for each in message.declared_elements}
        for each in message.declared_attributes:
            attributes[each.name.in_namespace(each.namespace)] = _attribute(each)
    return Declared(
        elements=tuple((literal(name), code) for name, code in elements.items()),
        attributes=tuple((literal(name), code) for name, code in attributes.items()),
    )


def _declared(named: NamedType | None, classes: Mapping[Code, None]) -> Code:
    more: dict[str, Code] = {}
    parts: list[Code] = []
    if classes:
        more["classes"] = texts(sorted(classes))
    if named is not None:
        if named.base is not None:
            more["base"] = literal(named.base)
        if named.ways - {"restriction"}:
            more["ways"] = texts(sorted(named.ways))
        if named.text is not None:
            parts = [_part(named.text), *map(_attribute, named.attributes)]
        if named.any_attributes is not None:
            more["any_attributes"] = declared_any_attributes(named.any_attributes)
        if named.nillable:
            more["nillable"] = Code("True")
    return call("named_type", *parts, **more)


def _attribute(attribute: Attribute) -> Code:
    more: dict[str, Code] = {}
    if attribute.namespace is not None:
        more["namespace"] = literal(attribute.namespace)
    if attribute.required:
        more["must_occur"] = Code("True")
    declared = _view(attribute.type).declaration(literal(attribute.name), more=more.items())
    return call("attribute", declared)


def _part(simple_type: SimpleType) -> Code:
    return _view(simple_type).part_declaration


def _view(simple_type: SimpleType) -> SimpleView:
    """Return the view of a type, with its listed values in place of a class for each enumeration."""
    view = view_type(simple_type, lambda _: Code(""))
    return _without_classes(view)


def _without_classes(view: SimpleView) -> SimpleView:
    if isinstance(view.type, Enumeration) and view.kind is types.ENUMERATION:
        space = view.type.space
        kind = types.TOKEN if space == "collapse" else types.STRING
        more = [(Code("space"), literal(space))] if space == "replace" else []
        listed = (Code("values"), texts(view.type.values))
        return SimpleView(view.type, kind, None, (), (*more, listed))
    if isinstance(view.type, ListType | UnionType):
        parts = tuple(map(_without_classes, view.parts))
        return SimpleView(view.type, view.kind, None, parts, view.arguments)
    return view
