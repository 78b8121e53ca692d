"""What a schema declares and may stand where it names nothing: elements of simple types, and attributes.

Nothing but a strict reader looks at them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neto_gen.contract.model import (
    AnyElements,
    AnyType,
    Element,
    Facets,
    NamedType,
    Scalar,
)
from neto_gen.contract.resolve.complex import TEXT
from neto_gen.contract.resolve.derivation_steps import ANY_TYPE
from neto_gen.contract.xsd.declarations import (
    AttributeDeclaration,
    ElementDeclaration,
    QName,
    full_name,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from neto_gen.contract import model
    from neto_gen.contract.resolve.complex import ComplexTypes
    from neto_gen.contract.resolve.particles import Elements
    from neto_gen.contract.xsd.reader import Component
    from neto_gen.contract.xsd.schema import Key

_EMPTY: Final = Scalar(builtin="string", white_space="preserve", facets=Facets(max_length=0))


def is_assessed(records: Iterable[model.Record]) -> bool:
    """Tell whether anything may stand in these records that the schema declares and does not name there."""
    return any(map(_is_assessed, records))


def _is_assessed(record: model.Record) -> bool:
    wildcards = [item for item in record.content if isinstance(item, AnyElements)]
    found = {item.process_contents for item in wildcards}
    if record.any_attributes:
        wildcard = record.attribute_wildcard
        found.add("lax" if wildcard is None else wildcard.process_contents)
    is_raw = any(isinstance(e, Element) and isinstance(e.type, AnyType) for e in record.content)
    return is_raw or bool(found - {"skip"})


def declared_elements(
    components: Mapping[Key, Component],
    complex_: ComplexTypes,
    elements: Elements,
    attribute: Callable[[AttributeDeclaration], model.Attribute],
) -> Iterator[NamedType]:
    """Yield the types of the global elements that are not of any type, by the names of the elements.

    Of an element that may hold others, only that it is declared.
    """
    for key, component in components.items():
        if not isinstance(component, ElementDeclaration) or component.abstract:
            continue
        name, type_ = full_name(key.name), elements.type_of(component)
        if type_ is None or type_ == ANY_TYPE:
            continue
        if not isinstance(type_, QName) or not complex_.is_complex(type_):
            simple = complex_.simple.type_of(type_, component.location)
            yield NamedType(name=name, text=simple, nillable=component.nillable)
            continue
        found = complex_.effective(type_)
        text = found.text
        if text is None and found.content is None:
            text = TEXT if found.mixed else _EMPTY
        if text is None or found.abstract:
            yield NamedType(name=name)
            continue
        yield NamedType(
            name=name,
            text=text,
            attributes=tuple(map(attribute, found.attributes.values())),
            any_attributes=found.any_attributes,
            nillable=component.nillable,
        )


def declared_attributes(
    components: Mapping[Key, Component],
    attribute: Callable[[AttributeDeclaration], model.Attribute],
) -> Iterator[model.Attribute]:
    """Yield the global attributes."""
    for component in components.values():
        if isinstance(component, AttributeDeclaration):
            yield attribute(component)
