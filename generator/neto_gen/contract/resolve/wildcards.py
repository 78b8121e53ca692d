"""Which attributes a wildcard allows: https://www.w3.org/TR/xmlschema-1/#Wildcards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from neto_gen.contract import model
from neto_gen.contract.schema_text import SchemaText

if TYPE_CHECKING:
    from neto_gen.contract.xsd.declarations import Wildcard


@dataclass(frozen=True, slots=True)
class AttributeWildcard:
    """Attributes of these namespaces, "" for none; with `excluded`, of all others."""

    namespaces: frozenset[str]
    excluded: bool
    process_contents: str

    @classmethod
    def of(cls, wildcard: Wildcard) -> Self:
        """Return the attributes that a wildcard of a schema allows."""
        named = wildcard.namespaces
        if named == "##any":
            return cls(frozenset(), excluded=True, process_contents=wildcard.process_contents)
        if named == "##other":
            others = frozenset({"", wildcard.target_namespace})
            return cls(others, excluded=True, process_contents=wildcard.process_contents)
        return cls(frozenset(named), excluded=False, process_contents=wildcard.process_contents)

    def allows(self, namespace: str) -> bool:
        """Tell whether an attribute in a namespace is allowed."""
        return (namespace in self.namespaces) is not self.excluded

    def is_within(self, other: Self) -> bool:
        """Tell whether another wildcard allows all that this one does."""
        if not self.excluded:
            return all(map(other.allows, self.namespaces))
        return other.excluded and other.namespaces <= self.namespaces

    def both(self, other: Self) -> Self:
        """Return what this wildcard and another both allow, with this one's `processContents`."""
        if self.excluded and other.excluded:
            return self._with(self.namespaces | other.namespaces, excluded=True)
        one, judge = (other, self) if self.excluded else (self, other)
        return self._with(frozenset(filter(judge.allows, one.namespaces)), excluded=False)

    def either(self, other: Self) -> Self:
        """Return what this wildcard or another allows, with this one's `processContents`."""
        if not self.excluded and not other.excluded:
            return self._with(self.namespaces | other.namespaces, excluded=False)
        one, judge = (self, other) if self.excluded else (other, self)
        left = frozenset(ns for ns in one.namespaces if not judge.allows(ns))
        return self._with(left, excluded=True)

    def _with(self, namespaces: frozenset[str], *, excluded: bool) -> Self:
        return type(self)(namespaces, excluded=excluded, process_contents=self.process_contents)

    @property
    def in_contract(self) -> model.AnyAttributes:
        """The same as a part of the contract."""
        return model.AnyAttributes(
            namespaces=tuple(map(SchemaText, sorted(self.namespaces))),
            excluded=self.excluded,
            process_contents=self.process_contents,
        )
