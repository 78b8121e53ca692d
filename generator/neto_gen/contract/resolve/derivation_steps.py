"""Which types a type is derived from, and in which ways.

https://www.w3.org/TR/xmlschema-1/#cos-ct-derived-ok and https://www.w3.org/TR/xmlschema-1/#cos-st-derived-ok
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neto_gen.contract.xsd import vocabulary
from neto_gen.contract.xsd.declarations import ComplexType, QName, SimpleType
from neto_gen.contract.xsd.document import XML_SCHEMA
from neto_gen.contract.xsd.schema import Key, is_builtin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neto_gen.contract.xsd.reader import Component

    Type = QName | SimpleType

ANY_TYPE: Final = QName(XML_SCHEMA, "anyType")
ANY_SIMPLE_TYPE: Final = QName(XML_SCHEMA, "anySimpleType")
_MOST_STEPS: Final = 1000  # steps of a derivation


class DerivationSteps:
    """The steps by which the types of a schema are derived."""

    def __init__(self, components: Mapping[Key, Component]) -> None:
        self.components = components

    def steps(self, type_: Type | None) -> Iterator[tuple[Type, str]]:
        """Yield the bases of a type, the nearest first, each with the way in which it is derived."""
        for _ in range(_MOST_STEPS):
            base, way = self._step(type_)
            if base is None:
                return
            yield base, way
            type_ = base

    def _step(self, type_: Type | None) -> tuple[Type | None, str]:
        if type_ is None or type_ == ANY_TYPE:
            return None, ""
        if isinstance(type_, QName) and is_builtin(type_):
            name = vocabulary.BASES.get(type_.name)
            simple = ANY_TYPE if type_ == ANY_SIMPLE_TYPE else ANY_SIMPLE_TYPE
            return (QName(XML_SCHEMA, name) if name else simple), "restriction"
        found = self.components.get(Key("type", type_)) if isinstance(type_, QName) else type_
        if isinstance(found, ComplexType):
            return found.base or ANY_TYPE, found.derivation or "restriction"
        if isinstance(found, SimpleType) and found.variety == "restriction":
            return next(iter(found.bases), ANY_SIMPLE_TYPE), "restriction"
        return ANY_SIMPLE_TYPE, "restriction"

    def ways(self, type_: Type | None, base: Type | None) -> set[str] | None:
        """Return the ways in which a type is derived from another, or None if it is not."""
        type_, base = type_ or ANY_TYPE, base or ANY_TYPE
        if type_ == base:
            return set()
        found: set[str] = set()
        for step, way in self.steps(type_):
            found.add(way)
            if step == base:
                return found
        declared = self.components.get(Key("type", base)) if isinstance(base, QName) else base
        if isinstance(declared, SimpleType) and declared.variety == "union":
            each = (self.ways(type_, member) for member in declared.bases)
            return next((ways for ways in each if ways is not None), None)
        return None

    def is_blocked(self, type_: Type | None, base: Type | None, block: frozenset[str]) -> bool:
        """Tell whether an element of a type cannot substitute one of its base type that blocks these ways.

        The base may block some, too, and so may each type between the two.
        https://www.w3.org/TR/xmlschema-1/#cos-equiv-derived-ok-rec
        """
        type_, base = type_ or ANY_TYPE, base or ANY_TYPE
        if type_ == base:
            return False
        blocked = block | self._block(base)
        found: set[str] = set()
        for step, way in self.steps(type_):
            found.add(way)
            if step == base:
                break
            blocked |= self._block(step)
        return not blocked.isdisjoint(found)

    def _block(self, type_: Type) -> frozenset[str]:
        found = self.components.get(Key("type", type_)) if isinstance(type_, QName) else None
        return found.block if isinstance(found, ComplexType) else frozenset()
