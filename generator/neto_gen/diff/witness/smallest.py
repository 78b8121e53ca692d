"""The smallest documents of one side, made so that the other side accepts as much of them as it can."""

from __future__ import annotations

from dataclasses import replace
from heapq import heappop, heappush
from itertools import count as numbers
from typing import TYPE_CHECKING

from neto_gen.contract.model import AnyElements, Element, Group, Particle, RecordRef
from neto_gen.diff.compare.comparison import is_object, simple_of
from neto_gen.diff.inclusion.content_models import Model, allows, namespace_of, particle_of
from neto_gen.diff.witness.texts import shared
from neto_gen.diff.witness.tree import Item, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neto_gen.contract.definitions import Definitions
    from neto_gen.contract.model import Attribute, Record, SimpleType
    from neto_gen.contract.schema_text import SchemaText
    from neto_gen.diff.inclusion.content_models import Expression

    # The states of both sides, None after the end, and the places still wanted, with counts.
    _State = tuple[Expression, Expression | None, tuple[tuple[int, int], ...]]

_MOST_ITEMS = 2000
_ENDLESS = 10**6
MOST_ELEMENTS = 10_000
"""How large a document may be: one that is to show something is small."""
_MOST_PLACES = 60
_MOST_STATES = 1500


class Documents:
    """Makes documents that one side accepts, as small as they can be, and the other, too.

    `names` is what the other side calls what has another name there, by its record and our name.
    """

    def __init__(
        self, definitions: Definitions, other: Definitions, names: Mapping[tuple[int, str], str]
    ) -> None:
        self.definitions = definitions
        self.other = other
        self.names = names
        self.left = MOST_ELEMENTS
        self.heights: dict[int, int] = {}
        self.models: dict[int, Model] = {}
        self.elements: dict[int, dict[str, Element]] = {}
        self.needed: dict[tuple[int, int], dict[int, int]] = {}
        self.texts: dict[tuple[int, int, str | None], str] = {}
        self._measure()

    def _measure(self) -> None:
        """Measure the depth of each record's smallest document: recursive types must end."""
        records = self.definitions.records
        self.heights = dict.fromkeys(range(len(records)), _ENDLESS)
        users: dict[int, list[int]] = {}
        for index, record in enumerate(records):
            for item in record.content:
                if isinstance(item, Element) and isinstance(item.type, RecordRef):
                    users.setdefault(item.type.index, []).append(index)
        waiting = dict.fromkeys(range(len(records)))
        while waiting:
            index = next(iter(waiting))
            del waiting[index]
            record = records[index]
            height = 1 + self._height(particle_of(record), record) if record.content else 1
            if height < self.heights[index]:
                self.heights[index] = height
                waiting.update(dict.fromkeys(users.get(index, ())))

    def _height(self, particle: Particle, record: Record) -> int:
        if particle.min_occurs == 0:
            return 0
        if isinstance(particle.term, int):
            item = record.content[particle.term]
            if isinstance(item, Element) and isinstance(item.type, RecordRef):
                return self.heights[item.type.index]
            return 1
        heights = [self._height(member, record) for member in particle.term.particles]
        return (min if particle.term.choice else max)(heights, default=0)

    # Pairs of members

    def partner(self, other: Record | None, element: Element) -> Element | None:
        """Return the other side's element for an element."""
        if other is None:
            return None
        known = self.elements.get(id(other))
        if known is None:
            known = self.elements[id(other)] = {
                item.name.untrusted: item
                for item in reversed(other.content)
                if isinstance(item, Element)
            }
        name = element.name.untrusted
        return known.get(self.names.get((id(other), name), name))

    def record(self, element: Element, derived: tuple[str, str] | None) -> Record | None:
        """Return the record that an element holds."""
        return _record(self.definitions, element, derived)

    def other_record(
        self, element: Element | None, derived: tuple[str, str] | None
    ) -> Record | None:
        """Return the record that an element of the other side holds."""
        return None if element is None else _record(self.other, element, derived)

    def _model(self, record: Record) -> Model:
        found = self.models.get(id(record))
        if found is None:
            found = self.models[id(record)] = Model(record, local=True)
        return found

    # Children of an element

    def word(self, record: Record, other: Record | None, want: Mapping[int, int]) -> list[int]:
        """Return the places of as few elements as possible, with some as often as wanted."""
        plain = self._row if record.model is None else self._modelled
        found = plain(record, other, want)
        if other is None or self._suits(record, other, found):
            return found
        rows = record.model is None and other.model is None and not record.any_order
        if rows or max(len(record.content), len(other.content)) > _MOST_PLACES:
            return found
        fitting = self._fitting(record, other, want)
        return found if fitting is None else fitting

    def _suits(self, record: Record, other: Record, places: list[int]) -> bool:
        """Tell whether the other side accepts elements of these places, too."""
        names: list[tuple[str, str]] = []
        for place in places:
            item = record.content[place]
            partner = self.partner(other, item) if isinstance(item, Element) else None
            names.append(("", "" if partner is None else partner.name.untrusted))
        return self._model(other).match(names)[0] is not None

    def _modelled(
        self, record: Record, _other: Record | None, want: Mapping[int, int]
    ) -> list[int]:
        assert record.model is not None  # noqa: S101 - checked before
        return self._word(record.model, record, want)

    def _row(self, record: Record, other: Record | None, want: Mapping[int, int]) -> list[int]:
        """Return the places for a plain sequence."""
        key = id(record), id(other)
        needed = self.needed.get(key)
        if needed is None:
            needed = self.needed[key] = {}
            for place, item in enumerate(record.content):
                least = item.min_occurs
                if isinstance(item, Element):
                    partner = self.partner(other, item)
                    least = max(least, partner.min_occurs if partner is not None else 0)
                if least:
                    needed[place] = least
        places: list[int] = []
        for place in sorted({*needed, *want}):
            item = record.content[place]
            # Wanted places occur as often as wanted, and at least as often as required.
            count = max(item.min_occurs, want[place]) if place in want else needed[place]
            most = item.max_occurs
            places += [place] * (count if most is None else min(count, most))
        return places

    def _fitting(  # noqa: C901 - the state of both sides, and what is left
        self, record: Record, other: Record, want: Mapping[int, int]
    ) -> list[int] | None:
        """Return the shortest row of elements of which the other side accepts most.

        Returns None if there is too much to try.
        """
        own, theirs = self._model(record), self._model(other)
        order = numbers()
        names: dict[int, str | None] = {}
        for place, item in enumerate(record.content):
            if isinstance(item, Element):
                partner = self.partner(other, item)
                names[place] = None if partner is None else partner.name.untrusted
        left = tuple(sorted((place, n) for place, n in want.items() if n))
        none = {place for place, n in want.items() if not n}
        waiting: list[tuple[int, int, int, _State, tuple[int, ...]]] = [
            (0, 0, next(order), (own.start, theirs.start, left), ())
        ]
        seen: set[_State] = set()
        while waiting:
            astray, length, _, state, places = heappop(waiting)
            if state in seen:
                continue
            seen.add(state)
            if len(seen) > _MOST_STATES:
                return None
            one, two, left = state
            if not left and own.may_end(one):
                if two is None or theirs.may_end(two):
                    return [*places]
                ended: _State = (one, None, left)
                heappush(waiting, (astray + 1, length, next(order), ended, places))
            if two is None:
                continue
            for place, name in names.items():
                if place in none:
                    continue
                declared = record.content[place]
                assert isinstance(declared, Element)  # noqa: S101 - only these have names
                after = own.after(one, ("", declared.name.untrusted))
                if after is None:
                    continue
                then = None if name is None else theirs.after(two, ("", name))
                fewer = tuple((p, n - (p == place)) for p, n in left if n - (p == place) > 0)
                next_state: _State = (after, two if then is None else then, fewer)
                if next_state not in seen:
                    cost = astray + (then is None)
                    heappush(waiting, (cost, length + 1, next(order), next_state, (*places, place)))
        return None

    def _word(self, particle: Particle, record: Record, want: Mapping[int, int]) -> list[int]:
        least, most = particle.min_occurs, particle.max_occurs
        if isinstance(particle.term, int):
            count = max(least, want.get(particle.term, 0))
            return [particle.term] * (count if most is None else min(count, most))
        inside = {place: n for place, n in want.items() if n and _holds(particle, place)}
        if not inside:
            return self._once(particle.term, record, {}) * least
        found = self._once(particle.term, record, inside)
        rounds = 1
        while most is None or rounds < most:
            left = {p: n - found.count(p) for p, n in inside.items() if n > found.count(p)}
            if not left:
                break
            more = self._once(particle.term, record, left)
            if not more or not set(more) & set(left):
                break
            found += more
            rounds += 1
        return found + self._once(particle.term, record, {}) * max(least - rounds, 0)

    def _once(self, group: Group, record: Record, want: Mapping[int, int]) -> list[int]:
        if not group.choice:
            return [p for member in group.particles for p in self._word(member, record, want)]
        wanted = [m for m in group.particles if any(_holds(m, place) for place in want)]
        if not wanted:
            if not group.particles:
                return []
            wanted = [min(group.particles, key=lambda member: self._height(member, record))]
        return self._word(wanted[0], record, want)

    # Elements and their content

    def item(
        self,
        element: Element,
        other: Element | None,
        *,
        derived: tuple[str, str] | None = None,
    ) -> Item:
        """Return the smallest document of an element; without its content if that is too much."""
        record = self.record(element, derived)
        found = Item(namespace_of(element), element.name.untrusted, type=derived)
        self.left -= 1
        if self.left < 0:
            return found
        if record is not None:
            inner = self.other_record(other, derived)
            return self.filled(found, record, inner, self.word(record, inner, {}))
        if element.type is None and element.derived and derived is None:
            known = {name_of(d) for d in (other.derived if other is not None else ())}
            names = [name_of(d) for d in element.derived]
            name = next((n for n in names if n in known), names[0])
            return self.item(element, other, derived=name)
        simple = simple_of(self.definitions, element)
        if element.fixed is not None:
            found.text = element.fixed.untrusted
        elif simple is not None:
            theirs = None if other is None else simple_of(self.other, other)
            found.text = self._text(simple, theirs, None if other is None else other.fixed)
        return found

    def filled(self, item: Item, record: Record, other: Record | None, places: list[int]) -> Item:
        """Return the element with what a record requires, and with elements of these places."""
        theirs = {} if other is None else {name_of(a)[1]: a for a in other.attributes}
        attributes: dict[tuple[str, str], str] = {}
        for attribute in record.attributes:
            name = attribute.name.untrusted
            partner = theirs.get(self.names.get((id(other), f"@{name}"), name))
            if attribute.required or (partner is not None and partner.required):
                attributes[name_of(attribute)] = self.value(attribute, partner)
        text = (
            ""
            if record.text is None
            else self._text(record.text, None if other is None else other.text, None)
        )
        children = [self.child(record, other, place) for place in places[:_MOST_ITEMS]]
        return replace(item, attributes=attributes, text=text, children=children)

    def child(self, record: Record, other: Record | None, place: int) -> Item:
        """Return the smallest document for a place of a record."""
        declared = record.content[place]
        if isinstance(declared, Element):
            return self.item(declared, self.partner(other, declared))
        return self.foreign(declared)

    def foreign(self, declared: AnyElements) -> Item:
        """Return an element for a wildcard: a declared one if it must be."""
        for root in self.definitions.roots():
            if declared.process_contents != "skip" and allows(declared, namespace_of(root)):
                return self.item(root, self.other.root(root.name.untrusted))
        for namespace in ("urn:other", "", *(n.untrusted for n in declared.namespaces)):
            if allows(declared, namespace):
                return Item(namespace, "other")
        return Item("urn:other", "other")

    def value(self, attribute: Attribute, partner: Attribute | None) -> str:
        """Return a value of an attribute."""
        if attribute.fixed is not None:
            return attribute.fixed.untrusted
        if partner is None:
            return self._text(attribute.type, None, None)
        return self._text(attribute.type, partner.type, partner.fixed)

    def _text(self, own: SimpleType, other: SimpleType | None, fixed: SchemaText | None) -> str:
        """Return the simplest text that both sides accept, if there is one."""
        value = None if fixed is None else fixed.untrusted
        key = id(own), id(other), value
        found = self.texts.get(key)
        if found is None:
            found = self.texts[key] = shared(own, other, *(() if value is None else (value,)))
        return found


def _record(
    definitions: Definitions, element: Element, derived: tuple[str, str] | None
) -> Record | None:
    if derived is not None:
        for found in element.derived:
            if name_of(found) == derived:
                return definitions.records[found.record.index]
    if isinstance(element.type, RecordRef):
        record = definitions.records[element.type.index]
        return record if is_object(record) else None
    return None


def _holds(particle: Particle, place: int) -> bool:
    if isinstance(particle.term, int):
        return particle.term == place
    return any(_holds(member, place) for member in particle.term.particles)
