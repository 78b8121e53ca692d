"""Witnesses: small documents that one side accepts and the other rejects, at the place of a fact."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from neto_gen.contract.model import AnyElements, Element, Group, Particle, RecordRef
from neto_gen.diff.compare.walk import is_object, simple_of
from neto_gen.diff.inclusion import content_models
from neto_gen.diff.inclusion.content_models import Model, allows, namespace_of, particle_of, surplus
from neto_gen.diff.inclusion.values import accepts, difference, samples
from neto_gen.diff.rules.facts import Witness
from neto_gen.diff.witness.document import Item, json_text, to_json, to_xml
from neto_gen.diff.witness.json_judge import JsonJudge
from neto_gen.diff.witness.xml_judge import Judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neto_gen.contract.definitions import Definitions
    from neto_gen.contract.model import Attribute, Record, SimpleType
    from neto_gen.diff.compare.walk import Entry, Locus, Node, Step
    from neto_gen.diff.rules.policy import Policy

_MOST_CANDIDATES = 300
_MOST_ITEMS = 2000
_ENDLESS = 10**6
# A document that is to show something is small. All that are made cost time, too.
_MOST_ELEMENTS = 10_000
_MOST_ELEMENTS_OF_ALL = 200_000
# Of records that are looked at for all documents together: changes times the size of what they are in.
_MOST_PLACES_OF_ALL = 2_000_000


class Documents:
    """Makes documents that one side accepts, as small as they can be."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.left = _MOST_ELEMENTS
        self.heights: dict[int, int] = {}
        self.needed: dict[int, list[int]] = {}
        self._measure()

    def _measure(self) -> None:
        """How deep the smallest document of each record is: recursive types must end."""
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

    def word(self, record: Record, want: Mapping[int, int]) -> list[int]:
        """The places of as few elements as can be, with some as often as wanted."""
        if record.model is not None:
            return self._word(record.model, record, want)
        if id(record) not in self.needed:
            self.needed[id(record)] = [
                p for p, item in enumerate(record.content) if item.min_occurs
            ]
        places: list[int] = []
        for place in sorted({*self.needed[id(record)], *want}):
            item = record.content[place]
            count = max(item.min_occurs, want.get(place, 0))
            most = item.max_occurs
            places += [place] * (count if most is None else min(count, most))
        return places

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

    def item(self, element: Element, *, derived: tuple[str, str] | None = None) -> Item:
        """The smallest document of an element; without what is in it where that is too much."""
        record = self.record(element, derived)
        found = Item(namespace_of(element), element.name.untrusted, type=derived)
        self.left -= 1
        if self.left < 0:
            return found
        if record is not None:
            return self.filled(found, record, self.word(record, {}))
        if element.type is None and element.derived and derived is None:
            first = element.derived[0]
            namespace = first.namespace.untrusted if first.namespace is not None else ""
            return self.item(element, derived=(namespace, first.name.untrusted))
        simple = simple_of(self.definitions, element)
        if element.fixed is not None:
            found.text = element.fixed.untrusted
        elif simple is not None:
            found.text = next(iter(samples(simple)), "")
        return found

    def record(self, element: Element, derived: tuple[str, str] | None) -> Record | None:
        """The record that an element holds."""
        if derived is not None:
            for found in element.derived:
                namespace = found.namespace.untrusted if found.namespace is not None else ""
                if (namespace, found.name.untrusted) == derived:
                    return self.definitions.records[found.record.index]
        if isinstance(element.type, RecordRef):
            record = self.definitions.records[element.type.index]
            return record if is_object(record) else None
        return None

    def filled(self, item: Item, record: Record, places: list[int]) -> Item:
        """The element with what a record needs, and with elements of these places."""
        attributes = {_name(a): self.value(a) for a in record.attributes if a.required}
        text = "" if record.text is None else next(iter(samples(record.text)), "")
        children = [self.child(record, place) for place in places[:_MOST_ITEMS]]
        return replace(item, attributes=attributes, text=text, children=children)

    def child(self, record: Record, place: int) -> Item:
        """The smallest document for a place of a record."""
        declared = record.content[place]
        if isinstance(declared, Element):
            return self.item(declared)
        return self.foreign(declared)

    def foreign(self, declared: AnyElements) -> Item:
        """An element for a wildcard: of the schema itself where it must be declared."""
        for root in self.definitions.roots():
            if declared.process_contents != "skip" and allows(declared, namespace_of(root)):
                return self.item(root)
        for namespace in ("urn:other", "", *(n.untrusted for n in declared.namespaces)):
            if allows(declared, namespace):
                return Item(namespace, "other")
        return Item("urn:other", "other")

    def value(self, attribute: Attribute) -> str:
        """A value of an attribute."""
        if attribute.fixed is not None:
            return attribute.fixed.untrusted
        return next(iter(samples(attribute.type)), "")


def _holds(particle: Particle, place: int) -> bool:
    if isinstance(particle.term, int):
        return particle.term == place
    return any(_holds(member, place) for member in particle.term.particles)


def _name(attribute: Attribute) -> tuple[str, str]:
    namespace = attribute.namespace.untrusted if attribute.namespace is not None else ""
    return namespace, attribute.name.untrusted


class Witnesses:
    """Finds the witnesses of facts."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.documents: dict[int, Documents] = {}
        self.judges: dict[int, Judge] = {}
        self.left = _MOST_ELEMENTS_OF_ALL
        self.places = _MOST_PLACES_OF_ALL
        self.gave_up = False

    def find(self, entry: Entry, *, accepted_by: str) -> tuple[Witness | None, Witness | None]:
        """A witness as XML and one as JSON that this side accepts and the other does not.

        Where there is too much to look at, there may be one all the same: `gave_up` says so.
        """
        self.gave_up = self.left <= 0 or self.places <= 0
        if self.gave_up:
            return None, None
        try:
            return self._find(entry, accepted_by)
        except RecursionError:
            self.gave_up = True
            return None, None

    def _find(self, entry: Entry, accepted_by: str) -> tuple[Witness | None, Witness | None]:
        old = accepted_by == "old"
        node = entry.locus.node
        one = node.old_definitions if old else node.new_definitions
        other = node.new_definitions if old else node.old_definitions
        roots = _roots(entry.locus, old=old)
        if roots[0] is None:
            return None, None
        xml: Witness | None = None
        json: Witness | None = None
        make = self.of(one)
        make.left = _MOST_ELEMENTS
        candidates = _Candidates(make, entry.locus, old=old)
        # To make a document and to judge it, every place of the records on the way is looked at.
        places = 1 + sum(len(pair.old.content) + len(pair.new.content) for pair in node.chain)
        self.places -= places
        for item in islice(candidates.documents(roots[0]), _MOST_CANDIDATES):
            self.places -= places
            self.left -= _MOST_ELEMENTS - max(make.left, 0)
            self.gave_up = self.gave_up or make.left < 0 or self.left <= 0 or self.places <= 0
            if self.left <= 0 or self.places <= 0:
                break
            make.left = _MOST_ELEMENTS
            accepts_it = self.judge(one).xml(roots[0], item) is None
            if xml is None and accepts_it:
                reason = self.rejected(other, roots[1], item)
                if reason is not None:
                    xml = Witness(document=to_xml(item), accepted_by=accepted_by, reason=reason)
            if json is None:
                json = self.json(one, other, roots, item, accepted_by)
            if xml is not None and json is not None:
                break
        return xml, json

    def json(
        self,
        one: Definitions,
        other: Definitions,
        roots: tuple[Element | None, Element | None],
        item: Item,
        accepted_by: str,
    ) -> Witness | None:
        """A witness as JSON."""
        assert roots[0] is not None  # noqa: S101 - looked at before
        value = to_json(one, roots[0], item, self.policy)
        if JsonJudge(self.judge(one), self.policy).document(roots[0], value) is not None:
            return None
        if roots[1] is None:
            reason: str | None = "there is no such operation"
        else:
            reason = JsonJudge(self.judge(other), self.policy).document(roots[1], value)
        if reason is None:
            return None
        return Witness(document=json_text(value), accepted_by=accepted_by, reason=reason)

    def rejected(self, side: Definitions, root: Element | None, item: Item) -> str | None:
        """Why a side rejects a document, None if it does not."""
        if root is None:
            return f"{item.name}: there is no such root"
        return self.judge(side).xml(root, item)

    def of(self, definitions: Definitions) -> Documents:
        """What makes documents of a side."""
        found = self.documents.get(id(definitions))
        if found is None:
            found = self.documents[id(definitions)] = Documents(definitions)
        return found

    def judge(self, definitions: Definitions) -> Judge:
        """What judges documents by a side."""
        found = self.judges.get(id(definitions))
        if found is None:
            found = self.judges[id(definitions)] = Judge(definitions)
        return found


def _roots(locus: Locus, *, old: bool) -> tuple[Element | None, Element | None]:
    """The root elements of the side that accepts and of the one that rejects."""
    node = locus.node
    chain = node.chain
    if len(chain) > 1 and chain[1].step is not None:
        step = chain[1].step
        return (step.old, step.new) if old else (step.new, step.old)
    found = (
        None if locus.old is None else node.old_definitions.root(locus.old),
        None if locus.new is None else node.new_definitions.root(locus.new),
    )
    return found if old else (found[1], found[0])


class _Candidates:
    """Documents of one side that may show a fact, the plainest first."""

    def __init__(self, documents: Documents, locus: Locus, *, old: bool) -> None:
        self.make = documents
        self.locus = locus
        self.old = old
        node = locus.node
        self.record, self.other = (node.old, node.new) if old else (node.new, node.old)
        self.name, self.other_name = (locus.old, locus.new) if old else (locus.new, locus.old)

    def documents(self, root: Element) -> Iterator[Item]:
        """Whole documents."""
        chain = self.locus.node.chain
        if len(chain) == 1:
            yield from self.variants(root)
            return
        step = chain[-1].step
        assert step is not None  # noqa: S101 - every pair but the first has one
        element = self.element(step)
        base = Item(namespace_of(element), element.name.untrusted, type=self.derived(step))
        for item in self.items(base):
            yield self.wrapped(chain, item)

    def element(self, step: Step) -> Element:
        return step.old if self.old else step.new

    def derived(self, step: Step) -> tuple[str, str] | None:
        return step.derived if self.old else step.derived_new

    def wrapped(self, chain: list[Node], item: Item) -> Item:
        """An element in all that is around it."""
        for index in range(len(chain) - 2, 0, -1):
            node, step, inner = chain[index], chain[index].step, chain[index + 1].step
            assert step is not None  # noqa: S101 - as above
            assert inner is not None  # noqa: S101 - as above
            record = node.old if self.old else node.new
            name = self.element(inner).name
            place = next(
                p
                for p, found in enumerate(record.content)
                if isinstance(found, Element) and found.name == name
            )
            element = self.element(step)
            outer = Item(namespace_of(element), element.name.untrusted, type=self.derived(step))
            word = self.make.word(record, {place: 1})
            outer = self.make.filled(outer, record, word)
            if place in word:
                outer.children[word.index(place)] = item
            item = outer
        return item

    def items(self, base: Item) -> Iterator[Item]:
        """The element that holds what a fact is about, in many ways."""
        make, record = self.make, self.record
        for word in self.words():
            item = make.filled(base, record, word)
            yield item
            yield from self.attribute_variants(item)
            if self.locus.kind == "text" or self.locus.types is not None:
                for text in self.texts(record.text):
                    yield replace(item, text=text)
            if record.mixed:
                yield replace(item, text="text")
            for index, place in enumerate(word):
                declared = record.content[place]
                if isinstance(declared, Element) and declared.name.untrusted == self.name:
                    for child in self.variants(declared):
                        yield item.with_children(
                            [*item.children[:index], child, *item.children[index + 1 :]]
                        )
                elif isinstance(declared, AnyElements) and self.locus.kind == "wildcard":
                    for child in self.foreign(declared):
                        yield item.with_children(
                            [*item.children[:index], child, *item.children[index + 1 :]]
                        )

    def foreign(self, declared: AnyElements) -> Iterator[Item]:
        names = ["", "urn:other", *(n.untrusted for n in declared.namespaces)]
        for item in self.other.content:
            if isinstance(item, AnyElements):
                names += [n.untrusted for n in item.namespaces]
        for namespace in names:
            if allows(declared, namespace):
                yield Item(namespace, "other")
        for root in self.make.definitions.roots():
            if allows(declared, namespace_of(root)):
                yield self.make.item(root)

    def words(self) -> Iterator[list[int]]:
        """Which elements stand there."""
        make, record = self.make, self.record
        places = {
            item.name.untrusted: place
            for place, item in enumerate(record.content)
            if isinstance(item, Element)
        }
        found: list[list[int]] = []
        if self.locus.kind == "element" and self.name in places:
            own = places[self.name]
            found += [make.word(record, {own: count}) for count in self.counts(own)]
        found.append(make.word(record, {}))
        if self.locus.kind == "content":
            found += self.content_words(places)
        if self.locus.kind == "wildcard":
            for place, item in enumerate(record.content):
                if isinstance(item, AnyElements):
                    found += [make.word(record, {place: n}) for n in self.wildcard_counts()]
        if self.locus.kind == "kind" and self.name in places:
            found.append(make.word(record, {places[self.name]: 1}))
        seen: set[tuple[int, ...]] = set()
        for word in found:
            if tuple(word) not in seen:
                seen.add(tuple(word))
                yield word

    def content_words(self, places: dict[str, int]) -> list[list[int]]:
        make, record = self.make, self.record
        found: list[list[int]] = []
        try:
            models = Model(record, local=True), Model(self.other, local=True)
            word = surplus(*models)
            if word is not None:
                named = [models[0].place(name) for name in word]
                found.append([place for place in named if place is not None])
        except content_models.Undecided:
            pass
        if self.locus.word is not None:
            wanted = {places[name]: 1 for name in self.locus.word if name in places}
            for place in range(len(record.content)):
                found.append(make.word(record, {**wanted, place: 1}))
                if len(found) > 60:  # noqa: PLR2004 - enough neighbours
                    break
        few = [*range(len(record.content))][:12]
        found.append(make.word(record, dict.fromkeys(range(len(record.content)), 1)))
        found += [make.word(record, {one: n}) for one in few for n in (1, 2)]
        found += [make.word(record, {one: 1, two: 1}) for one in few for two in few if one < two]
        return found

    def counts(self, own: int) -> list[int]:
        """How often an element stands there: at the limits of both sides."""
        declared = self.record.content[own]
        other = next(
            (
                i
                for i in self.other.content
                if isinstance(i, Element) and i.name.untrusted == self.other_name
            ),
            None,
        )
        near = {1, 2, declared.min_occurs}
        for item in (declared, other):
            if item is not None:
                near |= {item.min_occurs - 1, item.min_occurs}
                if item.max_occurs is not None:
                    near |= {item.max_occurs, item.max_occurs + 1}
        return sorted(count for count in near if 0 < count <= _MOST_ITEMS)

    def wildcard_counts(self) -> list[int]:
        found = {1, 2}
        for item in (*self.record.content, *self.other.content):
            if isinstance(item, AnyElements):
                most = item.max_occurs or 0
                found |= {item.min_occurs, item.min_occurs - 1, most, most + 1}
        return sorted(count for count in found if 0 <= count <= _MOST_ITEMS)

    def attribute_variants(self, item: Item) -> Iterator[Item]:
        record, kind = self.record, self.locus.kind
        if kind == "any_attributes" and record.any_attributes:
            yield replace(item, attributes={**item.attributes, ("", "other"): "1"})
        if kind not in {"attribute", "kind"}:
            return
        for attribute in record.attributes:
            if attribute.name.untrusted == self.name:
                for text in [self.make.value(attribute), *self.texts(attribute.type)]:
                    yield replace(item, attributes={**item.attributes, _name(attribute): text})

    def texts(self, simple: SimpleType | None) -> list[str]:
        """Texts of a type, those first that only this side accepts."""
        types = self.locus.types
        found: list[str] = []
        if types is not None:
            own, other = types if self.old else types[::-1]
            text = difference(own, other)
            if text is not None:
                found.append(text)
            found += [text for text in samples(own) if not accepts(other, text)][:5]
        if simple is not None:
            found += samples(simple)[:4]
        return found

    def variants(self, element: Element) -> Iterator[Item]:
        """An element on its own, in many ways."""
        make = self.make
        base = make.item(element)
        yield base
        simple = simple_of(make.definitions, element)
        if simple is not None:
            for text in self.texts(simple):
                yield replace(base, text=text)
            yield replace(base, text="")
        record = make.record(element, None)
        if record is not None:
            if record.text is not None:
                for text in self.texts(record.text):
                    yield replace(base, text=text)
            optional = {_name(a): make.value(a) for a in record.attributes}
            yield replace(base, attributes=optional)
            for place in range(min(len(record.content), 8)):
                yield make.filled(base, record, make.word(record, {place: 1}))
        if element.nillable:
            yield replace(base, nil=True, text="", children=[])
        for derived in element.derived:
            namespace = derived.namespace.untrusted if derived.namespace is not None else ""
            yield make.item(element, derived=(namespace, derived.name.untrusted))
        if element.type is None or (simple is None and record is None):
            yield replace(base, text="text")
            yield replace(base, text="", children=[Item("", "other")])
