"""Content models as languages of element names: what is accepted, and what one has over another.

By derivatives: a state is what may still follow after some elements have been read. Those of a resolved
contract are compared here, and a shortest difference is found; contract/resolve/inclusion decides whether a
derivation is allowed, on declarations as they are written, and a client's _content matches one record
in time that hardly grows faster than its length.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from neto_gen.contract.model import AnyElements, Element, Group, Particle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neto_gen.contract.model import Record

Name = tuple[str, str]
"""The namespace of an element, "" for none, and its local name."""
Expression: TypeAlias = "End | LeafState | Then | Either | Times | AnyOrder"
"""What may still follow."""
_MOST_STATES = 3000
_MOST_LEAVES = 120


class End(NamedTuple):
    """Nothing more may follow. It is false, as all others are true."""

    def may_end(self, _: Model) -> bool:
        """Tell whether the content may end in this state."""
        return True

    def after(self, _: Model, __: Name) -> Expression | None:
        """Return the state after an element, or None where it is not allowed."""
        return None

    def places(self, _: Model, __: Name) -> set[int]:
        """Return the particles that the next element may belong to."""
        return set()


class LeafState(NamedTuple):
    """What stands in a place of the content."""

    place: int

    def may_end(self, _: Model) -> bool:
        """Tell whether the content may end in this state."""
        return False

    def after(self, model: Model, name: Name) -> Expression | None:
        """Return the state after an element, or None where it is not allowed."""
        return _END if model.fits(self.place, name) else None

    def places(self, model: Model, name: Name) -> set[int]:
        """Return the particles that the next element may belong to."""
        return {self.place} if model.fits(self.place, name) else set()


class Then(NamedTuple):
    """One after the other."""

    first: Expression
    rest: Expression

    def may_end(self, model: Model) -> bool:
        """Tell whether the content may end in this state."""
        return self.first.may_end(model) and self.rest.may_end(model)

    def after(self, model: Model, name: Name) -> Expression | None:
        """Return the state after an element, or None where it is not allowed."""
        first = self.first.after(model, name)
        found = [] if first is None else [_then(first, self.rest)]
        if self.first.may_end(model):
            second = self.rest.after(model, name)
            found += [] if second is None else [second]
        return _any_of(found)

    def places(self, model: Model, name: Name) -> set[int]:
        """Return the particles that the next element may belong to."""
        found = self.first.places(model, name)
        return found | (self.rest.places(model, name) if self.first.may_end(model) else set())


class Either(NamedTuple):
    """One of several."""

    branches: tuple[Expression, ...]

    def may_end(self, model: Model) -> bool:
        """Tell whether the content may end in this state."""
        return any(branch.may_end(model) for branch in self.branches)

    def after(self, model: Model, name: Name) -> Expression | None:
        """Return the state after an element, or None where it is not allowed."""
        tried = (branch.after(model, name) for branch in self.branches)
        return _any_of([branch for branch in tried if branch is not None])

    def places(self, model: Model, name: Name) -> set[int]:
        """Return the particles that the next element may belong to."""
        return {place for branch in self.branches for place in branch.places(model, name)}


class Times(NamedTuple):
    """The same again, so many times; without an end where `most` is None."""

    inner: Expression
    least: int
    most: int | None

    def may_end(self, model: Model) -> bool:
        """Tell whether the content may end in this state."""
        return self.least == 0 or self.inner.may_end(model)

    def after(self, model: Model, name: Name) -> Expression | None:
        """Return the state after an element, or None where it is not allowed."""
        first = self.inner.after(model, name)
        if first is None:
            return None
        least = 0 if self.inner.may_end(model) else max(self.least - 1, 0)
        most = None if self.most is None else self.most - 1
        return _then(first, _times(self.inner, least, most))

    def places(self, model: Model, name: Name) -> set[int]:
        """Return the particles that the next element may belong to."""
        return self.inner.places(model, name)


class AnyOrder(NamedTuple):
    """Elements in any order: the places that are still to be filled."""

    left: frozenset[int]

    def may_end(self, model: Model) -> bool:
        """Tell whether the content may end in this state."""
        return all(model.items[place].min_occurs == 0 for place in self.left)

    def after(self, model: Model, name: Name) -> Expression | None:
        """Return the state after an element, or None where it is not allowed."""
        for place in sorted(self.left):
            if model.fits(place, name):
                return AnyOrder(self.left - {place})
        return None

    def places(self, model: Model, name: Name) -> set[int]:
        """Return the particles that the next element may belong to."""
        return {place for place in self.left if model.fits(place, name)}


_END: Final = End()


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
            self.start = _times(
                AnyOrder(frozenset(range(len(self.items)))),
                particle.min_occurs,
                particle.max_occurs,
            )

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

    def may_end(self, state: Expression) -> bool:
        """Tell whether the content may end in this state."""
        return state.may_end(self)

    def after(self, state: Expression, name: Name) -> Expression | None:
        """Return the state after an element, or None where it is not allowed."""
        return state.after(self, name)

    def _expression(self, particle: Particle) -> Expression:
        term = particle.term
        if isinstance(term, int):
            inner: Expression = LeafState(term)
        elif term.choice:
            inner = _any_of([self._expression(member) for member in term.particles]) or _END
        else:
            inner = _END
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
            found = state.places(model, name)
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
    if isinstance(first, Then):
        return Then(first.first, _then(first.rest, rest))
    return Then(first, rest)


def _times(inner: Expression, least: int, most: int | None) -> Expression:
    if most == 0 or not inner:
        return _END
    if (least, most) == (1, 1):
        return inner
    return Times(inner, least, most)


def _any_of(found: Sequence[Expression]) -> Expression | None:
    if not found:
        return None
    flat: dict[Expression, None] = {}
    for branch in found:
        flat.update(dict.fromkeys(branch.branches if isinstance(branch, Either) else [branch]))
    several = [*flat]
    return several[0] if len(several) == 1 else Either(tuple(several))
