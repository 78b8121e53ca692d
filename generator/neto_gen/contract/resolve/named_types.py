"""The types that elements may name by `xsi:type`, where no record stands for the type.

Nothing but a strict reader looks at them: a value that is of its element's type, and not of the one that
the element names, is read in the same way.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from neto_gen.contract.model import AnyType, Element, NamedType, RecordRef, Scalar, UnionType
from neto_gen.contract.resolve.derivation_steps import ANY_TYPE
from neto_gen.contract.xsd import vocabulary
from neto_gen.contract.xsd.declarations import ComplexType, QName, SimpleType, full_name
from neto_gen.contract.xsd.document import XML_SCHEMA
from neto_gen.contract.xsd.schema import Key, is_builtin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from neto_gen.contract import model
    from neto_gen.contract.resolve.complex import ComplexTypes
    from neto_gen.contract.xsd.declarations import AttributeDeclaration
    from neto_gen.contract.xsd.reader import Component
    from neto_gen.problems import Location

_MOST_STEPS: Final = 1000  # steps of a derivation
_BY_RESTRICTION: Final = frozenset({"restriction"})


def named_types(
    components: Mapping[Key, Component],
    complex_: ComplexTypes,
    records: Sequence[model.Record],
    attribute: Callable[[AttributeDeclaration], model.Attribute],
) -> tuple[NamedType, ...]:
    """Return the types that elements of these records may name, by name, other than those of records."""
    found = _NamedTypes(components, complex_, attribute)
    return tuple(sorted(found.of(records), key=lambda each: each.name.untrusted))


class _Step(NamedTuple):
    """A type on the way to the types that one is derived from.

    `way` is that in which the one before it is derived from it, and `text` the type of its text.
    """

    name: QName
    way: str
    text: model.SimpleType | None


class _NamedTypes:
    def __init__(
        self,
        components: Mapping[Key, Component],
        complex_: ComplexTypes,
        attribute: Callable[[AttributeDeclaration], model.Attribute],
    ) -> None:
        self.components = components
        self.complex = complex_
        self.attribute = attribute

    def of(self, records: Sequence[model.Record]) -> Iterator[NamedType]:
        allowed, is_anything = _allowed_in(records)
        if not allowed and not is_anything:
            return
        for key, component in self.components.items():
            if not isinstance(component, SimpleType | ComplexType):
                continue
            if isinstance(component, ComplexType) and not self._is_listed(key.name):
                continue
            where = component.location
            chain = [
                _Step(name, way, self._text(name, where)) for name, way in self._chain(key.name)
            ]
            is_allowed = any(step.text in allowed for step in chain if step.text is not None)
            if is_allowed or (is_anything and chain[0].text is not None):
                yield self._named(key.name, chain)
            elif is_anything:
                yield NamedType(name=full_name(key.name), ways=self._ways(chain))

    def _named(self, name: QName, chain: Sequence[_Step]) -> NamedType:
        base = next((n for n, step in enumerate(chain) if n and self._is_listed(step.name)), None)
        found = NamedType(
            name=full_name(name),
            base=None if base is None else full_name(chain[base].name),
            ways=self._ways(chain if base is None else chain[: base + 1]),
            text=chain[0].text,
        )
        if not self.complex.is_complex(name):
            return found
        effective = self.complex.effective(name)
        return replace(
            found,
            attributes=tuple(map(self.attribute, effective.attributes.values())),
            any_attributes=effective.any_attributes,
        )

    def _ways(self, chain: Sequence[_Step]) -> frozenset[str]:
        """Return the ways from the first type to the last, or to any type if there is no other."""
        found = {step.way for step in chain[1:]}
        last = chain[-1].name
        if self.complex.is_complex(last) and self.complex.declared(last).base is None:
            found.add("restriction")
        return frozenset(found) or _BY_RESTRICTION

    def _is_listed(self, base: QName) -> bool:
        """Tell whether a type has a name, and is not abstract."""
        if not self.complex.is_complex(base):
            return True
        declared = self.complex.declared(base)
        return declared.name is not None and not declared.abstract

    def _chain(self, name: QName) -> Iterator[tuple[QName, str]]:
        """Yield a type and the types that it is derived from, without those that have no name.

        Each comes with the way in which the one before it is derived from it.
        """
        return islice(self._steps(name), _MOST_STEPS)

    def _steps(self, name: QName) -> Iterator[tuple[QName, str]]:
        found: QName | SimpleType | None = name
        way = "restriction"
        while found is not None:
            if isinstance(found, QName):
                yield found, way
            is_extension = isinstance(found, QName) and (
                self.complex.is_complex(found)
                and self.complex.declared(found).derivation == "extension"
            )
            way = "extension" if is_extension else "restriction"
            found = self._base(found)

    def _base(self, type_: QName | SimpleType) -> QName | SimpleType | None:
        if isinstance(type_, QName) and is_builtin(type_):
            base = vocabulary.BASES.get(type_.name)
            return None if base is None else QName(XML_SCHEMA, base)
        found = self.components.get(Key("type", type_)) if isinstance(type_, QName) else type_
        if isinstance(found, ComplexType):
            return found.base
        if isinstance(found, SimpleType) and found.variety == "restriction":
            return next(iter(found.bases), None)
        return None

    def _text(self, name: QName, where: Location) -> model.SimpleType | None:
        """Return the type of the text of a type, None where it may hold elements."""
        if name == ANY_TYPE:
            return None
        if self.complex.is_complex(name):
            return self.complex.effective(name).text
        return self.complex.simple.type_of(name, where)


def _allowed_in(records: Sequence[model.Record]) -> tuple[frozenset[model.SimpleType], bool]:
    """Return the types of the texts in records, with the members of unions, and whether anything may stand there."""
    found: set[model.SimpleType] = set()
    is_anything = any(full_name(ANY_TYPE) in record.types for record in records)
    for record in records:
        if record.text is not None and not record.types:
            found.add(record.text)
        for item in record.content:
            if isinstance(item, Element):
                if isinstance(item.type, AnyType):
                    is_anything = True
                elif item.type is not None and not isinstance(item.type, RecordRef):
                    found.add(item.type)
    for each in [*found]:
        if isinstance(each, UnionType):
            found |= {*each.members}
    any_simple = (each for each in found if isinstance(each, Scalar))
    is_anything |= any(each.builtin in vocabulary.ANY_SIMPLE for each in any_simple)
    return frozenset(found), is_anything
