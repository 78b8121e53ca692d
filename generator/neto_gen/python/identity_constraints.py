"""The keys, unique values and references of a schema, as the module of an operation lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.contract.model import Element
from neto_gen.python.code import Code, call, literal, texts, tuple_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from neto_gen.contract.model import IdentityConstraint, Message, Path
    from neto_gen.contract.schema_text import SchemaText
    from neto_gen.python.scope import PlannedMessage


def view_identity_constraints(
    planned_messages: Sequence[PlannedMessage], class_names: Mapping[Hashable, Code]
) -> tuple[tuple[Code, Code], ...]:
    """Return the constraints on elements, in literals: where each element is, and the declarations.

    Where it is are the class around it and its full name. Around a root there is no class: "".
    """
    found: dict[Code, dict[Code, None]] = {}
    for planned in planned_messages:
        for place, element, constraints in _constrained(planned.message):
            around = "" if place is None else class_names[planned.key(place)]
            key = texts([around, element])
            found.setdefault(key, {}).update(dict.fromkeys(map(_declared, constraints)))
    return tuple((key, tuple_of(found[key])) for key in sorted(found))


def _constrained(
    message: Message,
) -> Iterator[tuple[int | None, SchemaText, Sequence[IdentityConstraint]]]:
    """Yield the elements that have constraints: their record's place, None for the root; and their names."""
    if message.constraints:
        yield None, message.root.name.in_namespace(message.namespace), message.constraints
    for place, record in enumerate(message.records):
        for item in record.content:
            if isinstance(item, Element) and item.constraints:
                yield place, item.name.in_namespace(item.namespace), item.constraints


def _declared(constraint: IdentityConstraint) -> Code:
    more: dict[str, Code] = {}
    if constraint.refer is not None:
        more["refer"] = literal(constraint.refer)
    return call(
        "identity_constraint",
        *(literal(constraint.kind), literal(constraint.name)),
        *(_path(constraint.selector), tuple_of(map(_path, constraint.fields))),
        **more,
    )


def _path(path: Path) -> Code:
    return tuple_of(map(texts, path))
