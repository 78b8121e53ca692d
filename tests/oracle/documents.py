"""Random valid documents of a message, from its contract alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from lxml import etree

from neto_gen.contract.model import AnyElements, AnyType, Element, RecordRef
from neto_gen.python.tags import tags_of
from tests.oracle.values import PREFIXES, value_of, with_prefix

if TYPE_CHECKING:
    from random import Random

    from neto_gen.contract.model import Attribute, Message, Particle, Record, SimpleType
    from neto_gen.contract.schema_text import SchemaText

XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_DEEP = 5
_LARGE = 400


class DocumentMaker:
    """Makes documents of one message; with `wildcards` also what the schema does not name."""

    def __init__(self, message: Message, random: Random, *, wildcards: bool = True) -> None:
        self.message = message
        self.random = random
        self.wildcards = wildcards
        self.heights = _heights(message.records)
        self.size = 0
        self.implied: list[tuple[etree._Element, str | None, str]] = []

    def document(self) -> etree._Element:
        """Return a document that is valid."""
        self.size = 0
        self.implied.clear()
        record = self.message.root
        tags = tags_of(self.message, qualified=True)
        prefixes = PREFIXES if tags.has_names else {}
        self.root = root = etree.Element(_tag(record.name, self.message.namespace), nsmap=prefixes)
        self._fill(root, record, 0)
        if self.message.nillable and self.random.random() < 0.1:
            self._empty(root)
        return root

    def spell_out_attributes(self) -> None:
        """Write the attributes into the document that it leaves to the defaults of the schema."""
        for element, attribute, name in self.implied:
            if attribute is not None:
                element.set(attribute, with_prefix(name))

    def spell_out_texts(self, *others: etree._Element) -> None:
        """Write the texts into the document that it leaves to the schema, and into others of the same elements."""
        places = {element: place for place, element in enumerate(self.root.iter("*"))}
        copies = [self.root, *others]
        elements = [[*copy.iter("*")] for copy in copies]
        for element, attribute, name in self.implied:
            if attribute is None:
                for found in elements:
                    found[places[element]].text = with_prefix(name)

    def _fill(self, element: etree._Element, record: Record, depth: int) -> None:
        for attribute in record.attributes:
            if attribute.required or self._chance(depth):
                element.set(_tag(attribute.name, attribute.namespace), self._attribute(attribute))
            else:
                self._implied(element, attribute)
        if record.any_attributes and self.wildcards and self._chance(depth):
            element.set("{urn:elsewhere}other", "of anything")
        if record.text is not None:
            self._text(element, record, record.text, depth)
        if record.model is not None:
            self._particle(element, record, record.model, depth)
        else:
            for place, item in enumerate(record.content):
                self._items(element, record, place, (item.min_occurs, item.max_occurs), depth)
        if record.mixed:
            element.text = self._between()
            for child in element:
                child.tail = self._between()

    def _particle(
        self, element: etree._Element, record: Record, particle: Particle, depth: int
    ) -> None:
        term = particle.term
        bounds = (particle.min_occurs, particle.max_occurs)
        if isinstance(term, int):
            self._items(element, record, term, bounds, depth)
            return
        for _ in range(self._count(bounds, depth)):
            members = list(term.particles)
            if term.choice:
                if self._is_over(depth):
                    members.sort(key=lambda member: self._height(record, member))
                    members = members[:1]
                else:
                    possible = [m for m in members if self._height(record, m) < math.inf]
                    members = [self.random.choice(possible)]
            for member in members:
                self._particle(element, record, member, depth)

    def _items(
        self,
        parent: etree._Element,
        record: Record,
        place: int,
        bounds: tuple[int, int | None],
        depth: int,
    ) -> None:
        item = record.content[place]
        if isinstance(item, AnyElements):
            if self.wildcards or bounds[0]:
                for _ in range(self._count(bounds, depth)):
                    self._unknown(parent, item)
            return
        if self._element_height(item) == math.inf:
            bounds = (bounds[0], bounds[0])
        for _ in range(self._count(bounds, depth)):
            self._element(parent, item, depth)

    def _element(self, parent: etree._Element, item: Element, depth: int) -> None:
        self.size += 1
        own: list[tuple[RecordRef, str | None]] = []
        if isinstance(item.type, RecordRef):
            own.append((item.type, None))
        namespaces: dict[str, str] = {}
        for derived in item.derived:
            namespace = derived.namespace.untrusted if derived.namespace else ""
            prefix = f"t{len(namespaces)}:" if namespace else ""
            if namespace:
                namespaces[prefix[:-1]] = namespace
            own.append((derived.record, f"{prefix}{derived.name.untrusted}"))
        element = etree.SubElement(parent, _tag(item.name, item.namespace), nsmap=namespaces)
        if own:
            if self._is_over(depth):
                own.sort(key=lambda choice: self.heights[choice[0].index])
                own = own[:1]
            reference, type_name = self.random.choice(own)
            if type_name is not None:
                element.set(f"{{{XSI}}}type", type_name)
            self._fill(element, self.message.records[reference.index], depth + 1)
        elif item.type is None or isinstance(item.type, AnyType | RecordRef):
            element.text = "anything"
        else:
            self._text(element, item, item.type, depth)
        if item.nillable and item.fixed is None and self._chance(depth):
            self._empty(element)

    def _empty(self, element: etree._Element) -> None:
        """Make an element nil: what is left are its attributes."""
        del element[:]
        keeps = bool(element.attrib)  # or else it is None, and has no attributes by default either
        self.implied = [
            found for found in self.implied if found[0] is not element or (found[1] and keeps)
        ]
        element.text = None
        element.set(f"{{{XSI}}}nil", "true")

    def _text(
        self, element: etree._Element, declared: Element | Record, of: SimpleType, depth: int
    ) -> None:
        """Fill in a text: any, or the one that is declared, or none when one is implied."""
        text = declared.fixed or declared.default
        if text is not None and self._chance(depth):
            self.implied.append((element, None, text.untrusted))
        elif declared.fixed is not None:
            element.text = declared.fixed.untrusted
        else:
            element.text = value_of(of, self.random)
            if text is not None and not element.text.strip():
                element.text = None
                self.implied.append((element, None, text.untrusted))

    def _implied(self, element: etree._Element, attribute: Attribute) -> None:
        text = attribute.fixed or attribute.default
        if text is not None:
            name = _tag(attribute.name, attribute.namespace)
            self.implied.append((element, name, text.untrusted))

    def _unknown(self, parent: etree._Element, item: AnyElements) -> None:
        excluded = {namespace.untrusted for namespace in item.namespaces}
        namespace = "urn:elsewhere" if item.excluded else next(iter(sorted(excluded)))
        tag = f"{{{namespace}}}unknown" if namespace else "unknown"
        element = etree.SubElement(parent, tag)
        if self.random.random() < 0.5:
            element.set("note", "a < b")
            for text in ("one", "two"):
                etree.SubElement(element, tag).text = text
        else:
            element.text = "a & b"

    def _attribute(self, attribute: Attribute) -> str:
        if attribute.fixed is not None:
            return attribute.fixed.untrusted
        return value_of(attribute.type, self.random)

    def _count(self, bounds: tuple[int, int | None], depth: int) -> int:
        least, most = bounds
        if self._is_over(depth):
            return least
        return self.random.randint(least, least + 2 if most is None else min(most, least + 2))

    def _chance(self, depth: int) -> bool:
        return not self._is_over(depth) and self.random.random() < 0.5

    def _is_over(self, depth: int) -> bool:
        return depth > _DEEP or self.size > _LARGE

    def _between(self) -> str:
        return self.random.choice(["", "", " ", "text", " a < b "])

    def _height(self, record: Record, particle: Particle) -> float:
        return _height_of(record, particle, self.heights)

    def _element_height(self, item: Element) -> float:
        return _height_of_element(item, self.heights)


def _tag(name: SchemaText, namespace: SchemaText | None) -> str:
    return f"{{{namespace.untrusted}}}{name.untrusted}" if namespace else name.untrusted


def _heights(records: tuple[Record, ...]) -> list[float]:
    """Return how many levels the smallest document of each record has; infinite if there is none."""
    heights = [math.inf] * len(records)
    changed = True
    while changed:
        changed = False
        for index, record in enumerate(records):
            if record.model is not None:
                height = _height_of(record, record.model, heights)
            else:
                required = [item for item in record.content if item.min_occurs]
                height = max((_height_of_item(item, heights) for item in required), default=0)
            if height + 1 < heights[index]:
                heights[index] = height + 1
                changed = True
    return heights


def _height_of(record: Record, particle: Particle, heights: list[float]) -> float:
    if particle.min_occurs == 0:
        return 0
    if isinstance(particle.term, int):
        return _height_of_item(record.content[particle.term], heights)
    inner = [_height_of(record, member, heights) for member in particle.term.particles]
    return (min if particle.term.choice else max)(inner, default=0)


def _height_of_item(item: Element | AnyElements, heights: list[float]) -> float:
    return 0 if isinstance(item, AnyElements) else _height_of_element(item, heights)


def _height_of_element(item: Element, heights: list[float]) -> float:
    found = [heights[derived.record.index] for derived in item.derived]
    if isinstance(item.type, RecordRef):
        found.append(heights[item.type.index])
    return min(found, default=0)
