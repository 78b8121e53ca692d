"""Content models as languages of element names: what is accepted, and what one has over another.

By derivatives: what may follow after an element has been read. A state is an expression:
`()` nothing more, `("leaf", place)`, `("then", one, rest)`, `("or", several)`,
`("times", one, least, most)`, `("all", leaves that are still to come)`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neto_gen.contract.model import AnyElements, Element, Group, Particle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neto_gen.contract.model import Record

Name = tuple[str, str]
"""The namespace of an element, "" for none, and its local name."""
Expression = tuple[Any, ...]
_MOST_STATES = 3000
_MOST_LEAVES = 120


class Undecided(Exception):
    """The models are too large to compare."""


def particle_of(record: Record) -> Particle:
    """Return the content model of a record; without an explicit one, a sequence."""
    if record.model is not None:
        return record.model
    particles = tuple(
        Particle(term=place, min_occurs=item.min_occurs, max_occurs=item.max_occurs)
        for place, item in enumerate(record.content)
    )
    return Particle(term=Group(choice=False, particles=particles), min_occurs=1, max_occurs=1)


class Model:
    """The language of one record. With `local`, namespaces of elements do not count."""

    def __init__(self, record: Record, *, local: bool = False) -> None:
        self.record = record
        self.items = record.content
        self.local = local
        particle = particle_of(record)
        self.start = self._expression(particle)
        if record.any_order:
            self.start = _times(self._all(), particle.min_occurs, particle.max_occurs)

    def match(self, names: Sequence[Name]) -> tuple[list[int] | None, int]:
        """Return the place in `content` of each element; or None, and how many elements fitted."""
        if self.record.model is None and not self.record.any_order:
            return self._match_in_order(names)
        state, places = self.start, list[int]()
        for count, name in enumerate(names):
            place = self.place(name)
            after = self.after(state, name)
            if place is None or after is None:
                return None, count
            state = after
            places.append(place)
        return (places, len(names)) if self.may_end(state) else (None, len(names))

    def _match_in_order(self, names: Sequence[Name]) -> tuple[list[int] | None, int]:
        places: list[int] = []
        place, count = 0, 0
        for index, name in enumerate(names):
            while place < len(self.items):
                item = self.items[place]
                full = item.max_occurs is not None and count >= item.max_occurs
                if not full and self.fits(place, name):
                    break
                if count < item.min_occurs:
                    return None, index
                place, count = place + 1, 0
            if place == len(self.items):
                return None, index
            places.append(place)
            count += 1
        while place < len(self.items):
            if count < self.items[place].min_occurs:
                return None, len(names)
            place, count = place + 1, 0
        return places, len(names)

    def fits(self, place: int, name: Name) -> bool:
        """Tell whether an element of this name may be in a place."""
        item = self.items[place]
        if isinstance(item, AnyElements):
            return allows(item, name[0])
        return item.name.untrusted == name[1] and (self.local or namespace_of(item) == name[0])

    def place(self, name: Name) -> int | None:
        """Return the place for an element of this name: a named one rather than a wildcard."""
        places = [place for place in range(len(self.items)) if self.fits(place, name)]
        named = [place for place in places if isinstance(self.items[place], Element)]
        return next(iter(named or places), None)

    def names(self) -> list[Name]:
        """Return the names that the model distinguishes, and some that only wildcards allow."""
        found: dict[Name, None] = {}
        for item in self.items:
            if isinstance(item, Element):
                found["" if self.local else namespace_of(item), item.name.untrusted] = None
            else:
                found["urn:other", "other"] = None
                for namespace in item.namespaces:
                    found[namespace.untrusted, "other"] = None
        return [*found]

    # Derivatives

    def may_end(self, state: Expression) -> bool:
        """Tell whether the content may end in this state."""
        if not state:
            return True
        kind = state[0]
        if kind == "leaf":
            return False
        if kind == "then":
            return self.may_end(state[1]) and self.may_end(state[2])
        if kind == "or":
            return any(map(self.may_end, state[1]))
        if kind == "times":
            return state[2] == 0 or self.may_end(state[1])
        left: frozenset[int] = state[1]
        return all(self.items[place].min_occurs == 0 for place in left)

    def after(  # noqa: PLR0911 - one for each kind of state
        self, state: Expression, name: Name
    ) -> Expression | None:
        """Return the state after an element, or None where it is not allowed."""
        if not state:
            return None
        kind = state[0]
        if kind == "leaf":
            return () if self.fits(state[1], name) else None
        if kind == "then":
            first = self.after(state[1], name)
            found = [] if first is None else [_then(first, state[2])]
            if self.may_end(state[1]):
                second = self.after(state[2], name)
                found += [] if second is None else [second]
            return _any_of(found)
        if kind == "or":
            tried = (self.after(branch, name) for branch in state[1])
            return _any_of([branch for branch in tried if branch is not None])
        if kind == "times":
            _, inner, least, most = state
            first = self.after(inner, name)
            if first is None:
                return None
            if self.may_end(inner):
                least = 0
            return _then(
                first, _times(inner, max(least - 1, 0), None if most is None else most - 1)
            )
        for place in sorted(state[1]):
            if self.fits(place, name):
                return ("all", state[1] - {place})
        return None

    def _all(self) -> Expression:
        return ("all", frozenset(range(len(self.items))))

    def _expression(self, particle: Particle) -> Expression:
        term = particle.term
        if isinstance(term, int):
            inner: Expression = ("leaf", term)
        elif term.choice:
            inner = _any_of([self._expression(member) for member in term.particles]) or ()
        else:
            inner = ()
            for member in reversed(term.particles):
                inner = _then(self._expression(member), inner)
        return _times(inner, particle.min_occurs, particle.max_occurs)


def surplus(inner: Model, outer: Model) -> list[Name] | None:
    """Return the shortest content that `inner` accepts and `outer` does not, or None.

    Raises Undecided when that takes too long to find.
    """
    if len(inner.items) + len(outer.items) > _MOST_LEAVES:
        raise Undecided
    names = [*dict.fromkeys([*inner.names(), *outer.names()])]
    seen: set[tuple[Expression, Expression | None]] = {(inner.start, outer.start)}
    layer: list[tuple[Expression, Expression | None, tuple[Name, ...]]] = [
        (inner.start, outer.start, ())
    ]
    while layer:
        following: list[tuple[Expression, Expression | None, tuple[Name, ...]]] = []
        for one, other, word in layer:
            if inner.may_end(one) and (other is None or not outer.may_end(other)):
                return [*word]
            for name in names:
                after = inner.after(one, name)
                if after is None:
                    continue
                then = None if other is None else outer.after(other, name)
                if (after, then) not in seen:
                    if len(seen) > _MOST_STATES:
                        raise Undecided
                    seen.add((after, then))
                    following.append((after, then, (*word, name)))
        layer = following
    return None


def is_ambiguous(record: Record) -> bool:
    """Tell whether an element can belong to two parts of a record's model."""
    if record.model is None:
        return False
    model = Model(_each_for_itself(record, record.model))
    if len(model.items) > _MOST_LEAVES:
        return False
    names = model.names()
    seen = {model.start}
    waiting = [model.start]
    while waiting:
        state = waiting.pop()
        for name in names:
            found = _leaves(model, state, name)
            if len(found) > 1:
                return True
            after = model.after(state, name)
            if after is not None and after not in seen and len(seen) < _MOST_STATES:
                seen.add(after)
                waiting.append(after)
    return False


def _each_for_itself(record: Record, particle: Particle) -> Record:
    """Return the record with a separate item for each part of its model."""
    items: list[Element | AnyElements] = []

    def copy(part: Particle) -> Particle:
        if isinstance(part.term, int):
            items.append(record.content[part.term])
            return replace(part, term=len(items) - 1)
        particles = tuple(map(copy, part.term.particles))
        return replace(part, term=replace(part.term, particles=particles))

    whole = copy(particle)
    return replace(record, content=tuple(items), model=whole)


def _leaves(model: Model, state: Expression, name: Name) -> set[int]:
    """Return the places that the next element may be in."""
    if not state:
        return set()
    kind = state[0]
    if kind == "leaf":
        return {state[1]} if model.fits(state[1], name) else set()
    if kind == "then":
        found = _leaves(model, state[1], name)
        return found | (_leaves(model, state[2], name) if model.may_end(state[1]) else set())
    if kind == "or":
        return {place for branch in state[1] for place in _leaves(model, branch, name)}
    if kind == "times":
        return _leaves(model, state[1], name)
    return {place for place in state[1] if model.fits(place, name)}


def allows(item: AnyElements, namespace: str) -> bool:
    """Tell whether a wildcard allows elements in a namespace."""
    if not item.namespaces and item.excluded:
        return True
    listed = any(found.untrusted == namespace for found in item.namespaces)
    return listed != item.excluded


def at_home(record: Record, target: str, other: str) -> Record:
    """Return a record whose wildcards use the other side's target namespace instead of their own.

    The changed target namespace is one fact, and not one more for each `##other`.
    """
    if target == other:
        return record
    return replace(record, content=tuple(_at_home(item, target, other) for item in record.content))


def _at_home(item: Element | AnyElements, target: str, other: str) -> Element | AnyElements:
    if not isinstance(item, AnyElements):
        return item
    namespaces = tuple(
        type(name)(other) if name.untrusted == target else name for name in item.namespaces
    )
    return replace(item, namespaces=namespaces)


def namespace_of(item: Element) -> str:
    """Return the namespace of an element, "" for none."""
    return item.namespace.untrusted if item.namespace is not None else ""


def _then(first: Expression, rest: Expression) -> Expression:
    if not first:
        return rest
    if not rest:
        return first
    if first[0] == "then":
        return ("then", first[1], _then(first[2], rest))
    return ("then", first, rest)


def _times(inner: Expression, least: int, most: int | None) -> Expression:
    if most == 0 or not inner:
        return ()
    if (least, most) == (1, 1):
        return inner
    return ("times", inner, least, most)


def _any_of(found: Sequence[Expression]) -> Expression | None:
    if not found:
        return None
    flat: dict[Expression, None] = {}
    for branch in found:
        flat.update(dict.fromkeys(branch[1] if branch and branch[0] == "or" else [branch]))
    several = [*flat]
    return several[0] if len(several) == 1 else ("or", tuple(several))
