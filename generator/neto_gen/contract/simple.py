"""What a simple type comes to: its built-in type, and the facets of all steps that lead to it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from neto_gen.contract import vocabulary
from neto_gen.contract.model import Enumeration, Facets, Scalar
from neto_gen.contract.schema import is_builtin
from neto_gen.contract.text import SchemaText

if TYPE_CHECKING:
    from neto_gen.contract.document import Element
    from neto_gen.contract.schema import Schema

_MOST_STEPS = 100


def simple_type_of(schema: Schema, declaration: Element) -> Scalar | Enumeration | None:
    """The simple type that an element is declared with, or None when its type is complex.

    The schema keeps the rules of `neto_gen.contract.rules`.
    """
    simple = _child(declaration, "simpleType")
    if "type" in declaration.attributes:
        namespace, name = schema.resolve(declaration, declaration.attributes["type"])
        if is_builtin(namespace):
            return Scalar(builtin=name, facets=_facets(name, {}))
        simple = schema.components.get(("simpleType", name))
    if simple is None:
        return None
    steps, builtin = restrictions(schema, _restriction(simple))
    texts: dict[str, str] = {}
    values: list[SchemaText] = []
    for step in reversed(steps):
        own = [facet for facet in step.schema_children() if facet.name in vocabulary.FACETS]
        texts.update((facet.name, facet.attributes["value"].strip()) for facet in own)
        listed = [facet for facet in own if facet.name == "enumeration"]
        values = [SchemaText(facet.attributes["value"]) for facet in listed] or values
    if values:
        return Enumeration(builtin=builtin, values=tuple(values))
    return Scalar(builtin=builtin, facets=_facets(builtin, texts))


def restrictions(schema: Schema, restriction: Element) -> tuple[list[Element], str]:
    """The steps from a restriction to its built-in type, and the name of that type.

    Raises ValueError when the steps go round in a circle, or do not end.
    """
    steps: list[Element] = []
    while restriction not in steps:
        steps.append(restriction)
        if len(steps) > _MOST_STEPS:
            message = f"the type has more than {_MOST_STEPS} bases"
            raise ValueError(message)
        base = _child(restriction, "simpleType")
        if base is None:
            namespace, name = schema.resolve(restriction, restriction.attributes["base"])
            if is_builtin(namespace):
                return steps, name
            base = schema.components["simpleType", name]
        restriction = _restriction(base)
    message = "the type is its own base"
    raise ValueError(message)


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element.schema_children() if child.name == name), None)


def _restriction(simple: Element) -> Element:
    return next(child for child in simple.schema_children() if child.name == "restriction")


def _facets(builtin: str, texts: dict[str, str]) -> Facets:
    def count(name: str) -> int | None:
        return int(texts[name]) if name in texts else None

    def bound(name: str) -> Decimal | None:
        return Decimal(texts[name]) if name in texts else None

    if builtin not in vocabulary.INTEGERS:
        return Facets(
            length=count("length"),
            min_length=count("minLength"),
            max_length=count("maxLength"),
            min_inclusive=bound("minInclusive"),
            max_inclusive=bound("maxInclusive"),
            min_exclusive=bound("minExclusive"),
            max_exclusive=bound("maxExclusive"),
            total_digits=count("totalDigits"),
            fraction_digits=count("fractionDigits"),
        )
    # Of whole numbers, what is more than 4 is at least 5; and there are no digits after the point.
    least, most = vocabulary.INTEGERS[builtin]
    above, below = bound("minExclusive"), bound("maxExclusive")
    lowest = (least, bound("minInclusive"), None if above is None else above + 1)
    highest = (most, bound("maxInclusive"), None if below is None else below - 1)
    return Facets(
        min_inclusive=max((Decimal(value) for value in lowest if value is not None), default=None),
        max_inclusive=min((Decimal(value) for value in highest if value is not None), default=None),
        total_digits=count("totalDigits"),
    )
