"""Documents that may show a fact: those that fit both sides, with what the fact is about in many ways."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neto_gen.contract.model import AnyElements, Element
from neto_gen.diff.compare.comparison import simple_of
from neto_gen.diff.inclusion import content_models
from neto_gen.diff.inclusion.content_models import Model, allows, namespace_of, surplus
from neto_gen.diff.inclusion.samples import samples
from neto_gen.diff.witness.attribution import aspects_of
from neto_gen.diff.witness.texts import breaking
from neto_gen.diff.witness.tree import Item, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.contract.model import Attribute, SimpleType
    from neto_gen.diff.compare.comparison import Finding, RecordPair, Step
    from neto_gen.diff.witness.smallest import Documents

_MOST_TIMES = 2000
_MOST_WORDS = 60


class Candidates:
    """Documents of one side that may show a fact, the plainest first."""

    def __init__(self, documents: Documents, finding: Finding, *, old: bool) -> None:
        self.make = documents
        self.fact = finding.fact
        self.subject = subject = finding.subject
        self.old = old
        self._texts: list[str] | None = None
        pair = subject.pair
        self.record, self.other = (pair.old, pair.new) if old else (pair.new, pair.old)
        self.name, self.other_name = (
            (subject.old, subject.new) if old else (subject.new, subject.old)
        )

    def documents(self, root: Element, other: Element | None) -> Iterator[Item]:
        """Yield whole documents."""
        chain = self.subject.pair.chain
        if len(chain) == 1:
            yield from self.variants(root, other)
            return
        step = chain[-1].step
        assert step is not None  # noqa: S101 - every pair but the first has one
        element = self.element(step)
        base = Item(namespace_of(element), element.name.untrusted, type=self.derived(step))
        for item in self.items(base):
            yield self.wrapped(chain, item)

    def element(self, step: Step) -> Element:
        """Return this side's element of a step."""
        return step.old if self.old else step.new

    def derived(self, step: Step) -> tuple[str, str] | None:
        """Return this side's derived type of a step."""
        return step.derived if self.old else step.derived_new

    def wrapped(self, chain: list[RecordPair], item: Item) -> Item:
        """Return an element inside all elements that hold it."""
        for index in range(len(chain) - 2, 0, -1):
            pair, step, inner = chain[index], chain[index].step, chain[index + 1].step
            assert step is not None  # noqa: S101 - as above
            assert inner is not None  # noqa: S101 - as above
            record, other = (pair.old, pair.new) if self.old else (pair.new, pair.old)
            name = self.element(inner).name
            place = next(
                p
                for p, found in enumerate(record.content)
                if isinstance(found, Element) and found.name == name
            )
            element = self.element(step)
            outer = Item(namespace_of(element), element.name.untrusted, type=self.derived(step))
            word = self.make.word(record, other, {place: 1})
            outer = self.make.filled(outer, record, other, word)
            if place in word:
                outer.children[word.index(place)] = item
            item = outer
        return item

    def items(self, base: Item) -> Iterator[Item]:
        """Yield variants of the element that holds what a fact is about."""
        make, record, other = self.make, self.record, self.other
        for word in self.words():
            item = make.filled(base, record, other, word)
            if self.subject.types is None:  # otherwise a value shows the fact
                yield item
            yield from self.attribute_variants(item)
            if self.subject.kind == "text" and record.text is not None:
                for text in [*self.texts(record.text), *samples(record.text)[:4]]:
                    yield replace(item, text=text)
            if record.mixed:
                yield replace(item, text="text")
            for index, place in enumerate(word):
                declared = record.content[place]
                if isinstance(declared, Element) and declared.name.untrusted == self.name:
                    found = self.variants(declared, make.partner(other, declared))
                elif isinstance(declared, AnyElements) and self.subject.kind == "wildcard":
                    found = self.foreign(declared)
                else:
                    continue
                for child in found:
                    yield item.with_children(
                        [*item.children[:index], child, *item.children[index + 1 :]]
                    )

    def foreign(self, declared: AnyElements) -> Iterator[Item]:
        """Yield elements for a wildcard."""
        names = ["", "urn:other", *(n.untrusted for n in declared.namespaces)]
        for item in self.other.content:
            if isinstance(item, AnyElements):
                names += [n.untrusted for n in item.namespaces]
        for namespace in names:
            if allows(declared, namespace):
                yield Item(namespace, "other")
        for root in self.make.definitions.roots():
            if allows(declared, namespace_of(root)):
                yield self.make.item(root, self.make.other.root(root.name.untrusted))

    # Children

    def words(self) -> Iterator[list[int]]:
        """Yield the places of the element's children."""
        make, record, other = self.make, self.record, self.other
        places = {
            item.name.untrusted: place
            for place, item in enumerate(record.content)
            if isinstance(item, Element)
        }
        kind, own = self.subject.kind, places.get(self.name or "")
        wanted: list[dict[int, int]] = []
        found: list[list[int]] = []
        if kind in {"element", "kind"} and own is not None:
            wanted += [{own: count} for count in self.counts(own)]
            wanted += [{own: 1, place: 1} for place in self.neighbours(own)]
        wanted.append({})
        if kind == "content":
            found += self.surplus()
            wanted += self.combinations(places)
        if kind == "wildcard":
            for place, item in enumerate(record.content):
                if isinstance(item, AnyElements):
                    wanted += [{place: count} for count in self.wildcard_counts()]
        seen: set[tuple[int, ...]] = set()
        for number in range(len(wanted) + len(found)):
            word = (
                found[number]
                if number < len(found)
                else make.word(record, other, wanted[number - len(found)])
            )
            if tuple(word) not in seen:
                seen.add(tuple(word))
                yield word

    def neighbours(self, own: int) -> list[int]:
        """Return optional elements beside one, which may exclude each other."""
        if self.record.model is None and self.other.model is None:
            return []
        return [place for place in range(min(len(self.record.content), 12)) if place != own]

    def surplus(self) -> list[list[int]]:
        """Return the shortest row of elements that only this side accepts, whatever caused it."""
        try:
            models = Model(self.record, local=True), Model(self.other, local=True)
            word = surplus(*models)
        except content_models.Undecided:
            return []
        if word is None:
            return []
        named = [models[0].place(name) for name in word]
        return [[place for place in named if place is not None]]

    def combinations(self, places: dict[str, int]) -> list[dict[int, int]]:
        """Return counts of elements that may show a fact only in combination."""
        content = self.record.content
        found: list[dict[int, int]] = []
        if self.subject.word is not None:
            moved = {places[name]: 1 for name in self._own_names() if name in places}
            found += [{**moved, place: 1} for place in range(len(content))][:_MOST_WORDS]
        few = [*range(len(content))][:12]
        found += [{one: n} for one in few for n in (1, 2)]
        found += [{one: 1, two: 1} for one in few for two in few if one < two]
        found += [{one: 2, two: 2} for one in few[:5] for two in few[:5] if one < two]
        found.append(dict.fromkeys(range(len(content)), 1))
        return found

    def _own_names(self) -> list[str]:
        """Return this side's names of what moved."""
        word = self.subject.word or ()
        if not self.old:
            return [*word]
        back = {
            partner.name.untrusted: item.name.untrusted
            for item in self.record.content
            if isinstance(item, Element)
            and (partner := self.make.partner(self.other, item)) is not None
        }
        return [back.get(name, name) for name in word]

    def counts(self, own: int) -> list[int]:
        """Return how often to repeat an element: at the limits of both sides."""
        declared = self.record.content[own]
        other = next(
            (
                i
                for i in self.other.content
                if isinstance(i, Element) and i.name.untrusted == self.other_name
            ),
            None,
        )
        near = {0, 1, 2}
        for item in (declared, other):
            if item is not None:
                near |= {item.min_occurs - 1, item.min_occurs}
                if item.max_occurs is not None:
                    near |= {item.max_occurs, item.max_occurs + 1}
        return sorted((n for n in near if 0 <= n <= _MOST_TIMES), key=lambda n: (n == 0, n))

    def wildcard_counts(self) -> list[int]:
        """Return how often to repeat an element of a wildcard."""
        found = {1, 2}
        for item in (*self.record.content, *self.other.content):
            if isinstance(item, AnyElements):
                most = item.max_occurs or 0
                found |= {item.min_occurs, item.min_occurs - 1, most, most + 1}
        return sorted(count for count in found if 0 <= count <= _MOST_TIMES)

    # Attributes and texts

    def attribute_variants(self, item: Item) -> Iterator[Item]:
        """Yield the element with other attributes."""
        record, kind = self.record, self.subject.kind
        if kind == "any_attributes" and record.any_attributes:
            yield replace(item, attributes={**item.attributes, ("", "other"): "1"})
        if kind not in {"attribute", "kind"}:
            return
        partners = {a.name.untrusted: a for a in self.other.attributes}
        for attribute in record.attributes:
            if attribute.name.untrusted == self.name:
                partner = partners.get(self.other_name or "")
                for text in self.attribute_texts(attribute, partner):
                    attributes = {**item.attributes, name_of(attribute): text}
                    yield replace(item, attributes=attributes)
                if not attribute.required:
                    kept = {n: v for n, v in item.attributes.items() if n != name_of(attribute)}
                    yield replace(item, attributes=kept)

    def attribute_texts(self, attribute: Attribute, partner: Attribute | None) -> list[str]:
        """Return values for an attribute."""
        found = [*self.texts(attribute.type), self.make.value(attribute, partner)]
        return found + samples(attribute.type)[:4]

    def texts(self, simple: SimpleType) -> list[str]:
        """Return texts of a type that show what the fact is about."""
        if self.subject.types is None:
            return []
        value = self.fact.old if self.old else self.fact.new
        if self.fact.id.startswith("enum-value-") and value is not None:
            return [value]
        if self._texts is None:
            other = self.subject.types[1] if self.old else self.subject.types[0]
            self._texts = breaking(simple, other, aspects_of(self.fact.id))
        return self._texts

    def variants(self, element: Element, other: Element | None) -> Iterator[Item]:
        """Yield variants of an element on its own."""
        make = self.make
        base = make.item(element, other)
        simple = simple_of(make.definitions, element)
        if simple is not None:
            for text in self.texts(simple):
                yield replace(base, text=text)
        yield base
        if simple is not None:
            for text in samples(simple)[:4]:
                yield replace(base, text=text)
            yield replace(base, text="")
        record = make.record(element, None)
        if record is not None:
            if record.text is not None:
                for text in [*self.texts(record.text), *samples(record.text)[:4]]:
                    yield replace(base, text=text)
            attributes = {name_of(a): make.value(a, None) for a in record.attributes}
            yield replace(base, attributes=attributes)
            theirs = make.other_record(other, None)
            for place in range(min(len(record.content), 8)):
                word = make.word(record, theirs, {place: 1})
                yield make.filled(base, record, theirs, word)
        if element.nillable:
            yield replace(base, nil=True, text="", children=[])
        for derived in element.derived:
            yield make.item(element, other, derived=name_of(derived))
        if element.type is None or (simple is None and record is None):
            yield replace(base, text="text")
            yield replace(base, text="", children=[Item("", "other")])
