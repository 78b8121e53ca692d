"""Resolve a simple type to its built-in type and the facets of its whole chain of derivation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neto_gen.contract.model import Enumeration, Facets, ListType, Scalar, UnionType, space_of
from neto_gen.contract.resolve.facets import (
    contradiction,
    merged,
    of_integers,
    problems_of,
    values_of,
)
from neto_gen.contract.resolve.unions import members_of
from neto_gen.contract.resolve.values import compile_pattern, expanded, require_bounds
from neto_gen.contract.schema_text import SPACE, SchemaText, spaced
from neto_gen.contract.xsd import vocabulary
from neto_gen.contract.xsd.declarations import QName, SimpleType
from neto_gen.contract.xsd.schema import Key, is_builtin
from neto_gen.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from neto_gen.contract import model
    from neto_gen.contract.xsd.declarations import Facet
    from neto_gen.contract.xsd.reader import Component
    from neto_gen.problems import Location

_MOST_STEPS = 100


class SimpleTypes:
    """The simple types of a schema. What is wrong with them is collected in `problems`."""

    def __init__(self, components: Mapping[Key, Component]) -> None:
        self.components = components
        self.problems: list[Problem] = []
        self.known: dict[QName, model.SimpleType] = {}
        self.open = 0

    def is_simple(self, name: QName) -> bool:
        """Tell whether this is the name of a simple type."""
        if is_builtin(name):
            return name.name != "anyType"
        return isinstance(self.components[Key("type", name)], SimpleType)

    def type_of(self, declared: QName | SimpleType, location: Location) -> model.SimpleType:
        """Resolve the simple type with this name or declaration."""
        if isinstance(declared, SimpleType):
            return self._declared(declared)
        if is_builtin(declared):
            return _builtin(declared.name)
        if declared not in self.known:
            component = self.components[Key("type", declared)]
            if self.open > _MOST_STEPS:
                what = f"type {declared.name} has too many bases"
                self._add(what, location, "give it a built-in type as base")
                return Scalar(builtin="string", white_space="preserve")
            if not isinstance(component, SimpleType):
                what = f"type {declared.name} is complex, and only a simple type is allowed here"
                self._add(what, location, "name a simple type, such as xs:string")
                return Scalar(builtin="string", white_space="preserve")
            self.open += 1
            self.known[declared] = self._declared(component)
            self.open -= 1
        return self.known[declared]

    def restricted(
        self, base: model.SimpleType, facets: Iterable[Facet], location: Location
    ) -> model.SimpleType:
        """Return a simple type restricted by more facets."""
        own = [*facets]
        if not isinstance(base, Enumeration) and base.facets.as_written is not None:
            base = replace(base, facets=base.facets.as_written)
        problems = [*problems_of(base, own)] or [*self._undeclared(base, own)]
        if problems:
            self.problems += problems
            return base
        if isinstance(base, Enumeration):
            base = replace(base, white_space=_unusual(base.builtin, _white_space(base, own)))
            values = values_of(own, base) or base.values
            return self._enumeration(base, values, merged(Facets(), base, own), location)
        together = merged(base.facets, base, own)
        if isinstance(base, Scalar):
            base = replace(base, white_space=_white_space(base, own))
            if together.values and base.builtin in {*vocabulary.STRINGS, *vocabulary.LEXICALS}:
                return self._enumeration(base, together.values, together, location)
        problem = contradiction(together, location)
        if problem is not None:
            self.problems.append(problem)
        if isinstance(base, Scalar) and base.builtin in vocabulary.NAMES:
            # lengths limit nothing here, by the erratum
            together = replace(together, length=None, min_length=None, max_length=None)
        if isinstance(base, Scalar) and base.builtin in vocabulary.INTEGERS:
            together = replace(of_integers(together), as_written=together)
        return replace(base, facets=together)

    def _undeclared(self, base: model.SimpleType, own: Iterable[Facet]) -> Iterator[Problem]:
        """Yield the values of a NOTATION type that name no declared notation."""
        if not isinstance(base, Scalar | Enumeration) or base.builtin != "NOTATION":
            return
        for facet in own:
            if facet.name == "enumeration":
                text = expanded(base, facet.value, facet.namespaces)
                namespace, _, name = text.strip(SPACE).rpartition("}")
                if Key("notation", QName(namespace[1:], name)) not in self.components:
                    what = f'there is no notation "{facet.value.strip()}"'
                    yield Problem(what, facet.location, "declare it with xs:notation")

    def _enumeration(
        self,
        base: Scalar | Enumeration,
        values: tuple[SchemaText, ...],
        facets: Facets,
        location: Location,
    ) -> Enumeration:
        """Return an enumeration of the listed values that satisfy the patterns and the lengths."""
        patterns = [compile_pattern(pattern.untrusted) for pattern in facets.patterns]
        space = base.space
        texts = (SchemaText(spaced(space, value.untrusted)) for value in values)
        kept = tuple(v for v in texts if all(p.matches(v.untrusted) for p in patterns))
        if not kept:
            what = "none of the values that are listed matches the pattern"
            self._add(what, location, "correct the pattern, or the values")
        fitting = tuple(v for v in kept if _has_length(facets, len(v.untrusted)))
        if kept and not fitting:
            what = "none of the values that are listed has a length that is allowed"
            self._add(what, location, "correct the lengths, or the values")
        bounded = Scalar(builtin=base.builtin, facets=replace(facets, patterns=(), values=()))
        within = tuple(v for v in fitting if _is_within(bounded, v.untrusted))
        if fitting and not within:
            what = "none of the values that are listed is within the bounds"
            self._add(what, location, "correct the bounds, or the values")
        return Enumeration(
            builtin=base.builtin, values=within, white_space=_unusual(base.builtin, space)
        )

    def _declared(self, declared: SimpleType) -> model.SimpleType:
        found = self._variety(declared)
        return replace(found, location=declared.location)

    def _variety(self, declared: SimpleType) -> model.SimpleType:
        bases = [self.type_of(base, declared.location) for base in declared.bases]
        if declared.variety == "list":
            return self._list(bases[0], declared.location)
        if declared.variety == "union":
            members: dict[Scalar | Enumeration | ListType, None] = {}
            for base in bases:
                if isinstance(base, UnionType):  # its facets may leave none of them
                    members.update(dict.fromkeys([*members_of(base)] or base.members))
                else:
                    members[base] = None
            return UnionType(members=tuple(members)) if len(members) > 1 else next(iter(members))
        return self.restricted(bases[0], declared.facets, declared.location)

    def _list(self, item: model.SimpleType, location: Location) -> model.SimpleType:
        if isinstance(item, ListType) or (
            isinstance(item, UnionType) and any(isinstance(m, ListType) for m in item.members)
        ):
            self._add("a list of lists", location, "the items of a list cannot be lists")
            return Scalar(builtin="string", white_space="preserve")
        return ListType(item=item)

    def _add(self, what: str, location: Location, hint: str | None) -> None:
        self.problems.append(Problem(what, location, hint))


def _builtin(name: str) -> model.SimpleType:
    if name in vocabulary.LISTS:
        return ListType(item=_scalar(vocabulary.LISTS[name]), facets=Facets(min_length=1))
    return _scalar(name)


def _scalar(name: str) -> Scalar:
    space = space_of(name)
    form = vocabulary.STRINGS.get(name) or vocabulary.LEXICALS.get(name)
    facets = Facets(patterns=(SchemaText(form),) if form else ())
    if name in vocabulary.INTEGERS:
        facets = of_integers(facets, *vocabulary.INTEGERS[name])
    if name in vocabulary.ANY_SIMPLE:
        space = "preserve"
    return Scalar(builtin=name, facets=facets, white_space=space)


def _is_within(bounded: Scalar, text: str) -> bool:
    try:
        require_bounds(bounded, text)
    except ValueError:
        return False
    return True


def _white_space(base: Scalar | Enumeration, own: Iterable[Facet]) -> str:
    """Return how white space is treated after one step of restriction."""
    given = [facet.value.strip() for facet in own if facet.name == "whiteSpace"]
    return given[-1] if given else base.space


def _unusual(builtin: str, space: str) -> str:
    """Return how white space is treated, or "" where that is what the built-in type does."""
    return "" if space == space_of(builtin) else space


def _has_length(facets: Facets, length: int) -> bool:
    least = facets.length if facets.length is not None else facets.min_length
    most = facets.length if facets.length is not None else facets.max_length
    return (least is None or length >= least) and (most is None or length <= most)
