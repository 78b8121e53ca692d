"""Tell whether one content model allows only what another allows.

A content model is read as a set of what may come next, step by step; a pair of one state of the first and
all that the second may be in is looked at once. Models with too many pairs are not judged.

It works on declarations, since it decides whether a derivation is allowed before types are resolved;
`diff.inclusion.content_models` compares resolved models, and finds the shortest difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from neto_gen.contract.resolve.determinism import allows
from neto_gen.contract.xsd.declarations import (
    ElementDeclaration,
    GroupReference,
    ModelGroup,
    QName,
    Wildcard,
)
from neto_gen.contract.xsd.schema import Key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.contract.resolve.particles import Elements
    from neto_gen.contract.xsd.declarations import Particle
    from neto_gen.problems import Location

_MOST_STEPS = 60_000
_OTHER = "\n"  # stands for every name and every namespace that no model names


class Excess(NamedTuple):
    """The first element that only the first model allows, or the end where the second needs more."""

    name: str | None
    location: Location | None = None


class _State(NamedTuple):
    """A position in a content model: a particle and its count, then the rest; for xs:all, those left."""

    particle: Particle
    least: int
    most: int | None
    rest: int
    seen: frozenset[int] = frozenset()


class _TooLargeError(Exception):
    """More steps than are taken."""


class Inclusion:
    """Compares two content models; `pairs` are the elements of one name, and the wildcards, that have met."""

    def __init__(self, elements: Elements) -> None:
        self.elements = elements
        self.states: list[_State | None] = [None]  # 0 is the end
        self.places: dict[_State, int] = {}
        self.known: dict[int, tuple[bool, list[tuple[Particle, int]]]] = {}
        self.pairs: dict[tuple[Particle, Particle], None] = {}
        self.namespaces: dict[str, None] = {_OTHER: None, "": None}
        self.names: dict[QName, None] = {}
        self.steps = 0

    def excess(self, one: Particle | None, other: Particle | None) -> Excess | None:
        """Return something that only the first model allows; None if there is nothing, or too much to look at."""
        try:
            return self._excess(one, other)
        except (_TooLargeError, RecursionError):
            return None

    def _excess(self, one: Particle | None, other: Particle | None) -> Excess | None:
        self._collect(one)
        self._collect(other)
        first = (self._start(one), frozenset({self._start(other)}))
        seen = {first}
        waiting = [first]
        for state, others in waiting:  # grows during the loop
            ends, moves = self._moves(state)
            if ends and not any(self._moves(there)[0] for there in others):
                return Excess(None)
            options = [move for there in others for move in self._moves(there)[1]]
            for particle, following in moves:
                for name in self._symbols(particle):
                    self._count(1 + len(options))
                    there = {next_ for option, next_ in options if self._takes(option, name)}
                    if not there:
                        shown = None if _OTHER in name else name.name
                        return Excess(shown or "any element", particle.location)
                    self._meet(particle, name, [option for option, _ in options])
                    pair = following, frozenset(there)
                    if pair not in seen:
                        seen.add(pair)
                        waiting.append(pair)
        return None

    def _count(self, steps: int) -> None:
        self.steps += steps
        if self.steps > _MOST_STEPS:
            raise _TooLargeError

    def _meet(self, particle: Particle, name: QName, options: list[Particle]) -> None:
        same: list[Particle] = []
        if isinstance(particle, ElementDeclaration) and particle.name == name:
            same += [o for o in options if isinstance(o, ElementDeclaration) and o.name == name]
        elif isinstance(particle, Wildcard):
            same += [o for o in options if isinstance(o, Wildcard) and self._takes(o, name)]
        if len(same) == 1:
            self.pairs[particle, same[0]] = None

    def _collect(self, particle: Particle | None) -> None:
        """Note the names and namespaces that a content model mentions."""
        self._count(1)
        match particle:
            case ElementDeclaration():
                self.names |= dict.fromkeys(self._names(particle))
            case Wildcard(namespaces=tuple(namespaces)):
                self.namespaces |= dict.fromkeys(namespaces)
            case Wildcard():
                self.namespaces[particle.target_namespace] = None
            case ModelGroup():
                for child in particle.particles:
                    self._collect(child)
            case GroupReference():
                self._collect(self._group(particle))
            case None:
                pass

    def _names(self, element: ElementDeclaration) -> list[QName]:
        if not element.is_reference:
            return [element.name]
        members = self.elements.instances(self.elements[element.name])
        self._count(len(members))
        return [member.name for member in members]

    def _group(self, reference: GroupReference) -> ModelGroup:
        group = self.elements.components[Key("group", reference.name)]
        assert isinstance(group, ModelGroup)  # noqa: S101 - its symbol space says so
        return group

    def _symbols(self, particle: Particle) -> Iterator[QName]:
        """Yield the elements that a particle allows, with one name for all that no model names."""
        if isinstance(particle, ElementDeclaration):
            yield from self._names(particle)
        elif isinstance(particle, Wildcard):
            yield from (name for name in self.names if allows(particle, name.namespace))
            yield from (QName(ns, _OTHER) for ns in self.namespaces if allows(particle, ns))

    def _takes(self, particle: Particle, name: QName) -> bool:
        if isinstance(particle, Wildcard):
            return allows(particle, name.namespace)
        assert isinstance(particle, ElementDeclaration)  # noqa: S101 - no group is taken
        if not particle.is_reference:
            return particle.name == name
        return name in self._names(particle)

    # States

    def _start(self, particle: Particle | None) -> int:
        return 0 if particle is None else self._before(particle, 0)

    def _before(self, particle: Particle, rest: int) -> int:
        return self._place(_State(particle, particle.min_occurs, particle.max_occurs, rest))

    def _place(self, state: _State) -> int:
        place = self.places.setdefault(state, len(self.states))
        if place == len(self.states):
            self._count(1)
            self.states.append(state)
        return place

    def _moves(self, place: int) -> tuple[bool, list[tuple[Particle, int]]]:
        """Return whether a content model may end in a state, and what may come next, each with its state."""
        if place in self.known:
            return self.known[place]
        ends = False
        moves: dict[tuple[Particle, int], None] = {}
        waiting, seen = [place], {place}
        while waiting:
            self._count(1)
            state = self.states[waiting.pop()]
            if state is None:
                ends = True
                continue
            inner: list[int] = []
            if state.least == 0:
                inner.append(state.rest)
            if state.most != 0:
                most = None if state.most is None else state.most - 1
                after = self._place(state._replace(least=max(state.least - 1, 0), most=most))
                if isinstance(state.particle, ElementDeclaration | Wildcard):
                    moves[state.particle, after] = None
                else:
                    inner += self._inside(state, after)
            for found in inner:
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
        self.known[place] = ends, [*moves]
        return self.known[place]

    def _inside(self, state: _State, after: int) -> Iterator[int]:
        """Yield the states at the start of a group that `after` follows."""
        group = state.particle
        if isinstance(group, GroupReference):
            yield self._before(self._group(group), after)
        elif isinstance(group, ModelGroup) and group.compositor == "choice":
            for child in group.particles:
                if child.max_occurs != 0:  # what can never occur cannot be chosen
                    yield self._before(child, after)
        elif isinstance(group, ModelGroup) and group.compositor == "all":
            after = after if not state.seen else state.rest
            left = [
                (index, particle)
                for index, particle in enumerate(group.particles)
                if index not in state.seen and particle.max_occurs != 0
            ]
            if all(self.elements.can_be_empty(particle) for _, particle in left):
                yield after
            for index, child in left:
                one = state._replace(least=1, most=1, rest=after, seen=state.seen | {index})
                yield self._place(_State(child, 1, child.max_occurs, self._place(one)))
        elif isinstance(group, ModelGroup):
            for child in reversed(group.particles):
                after = self._before(child, after)
            yield after
