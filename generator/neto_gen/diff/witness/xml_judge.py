"""Find all reasons why one side's schema, taken literally, rejects a document as XML."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neto_gen.contract.model import Element
from neto_gen.diff.compare.comparison import is_anything, simple_of
from neto_gen.diff.inclusion.content_models import Model, namespace_of
from neto_gen.diff.inclusion.lexical_spaces import accepts_text, compared
from neto_gen.diff.witness import content_faults, texts
from neto_gen.diff.witness.reasons import Aspect, Reason, quoted
from neto_gen.diff.witness.tree import name_of, record_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neto_gen.contract.definitions import Definitions
    from neto_gen.contract.model import AnyElements, Record, SimpleType
    from neto_gen.contract.schema_text import SchemaText
    from neto_gen.diff.witness.tree import Item

_WORDS = {
    Aspect.UNKNOWN: "not known there",
    Aspect.MANY: "too often there",
    Aspect.SURPLUS: "is not allowed there",
    Aspect.ORDER: "is in the wrong place",
}


class Judge:
    """Judges documents by the definitions of one side.

    `names` is what it calls elements and attributes that have another name on the other side, by the
    record and that name, and `types` are the same for `xsi:type`: what is in them is looked at all the
    same.
    """

    def __init__(
        self,
        definitions: Definitions,
        names: Mapping[tuple[int, str], str],
        types: Mapping[str, str],
    ) -> None:
        self.definitions = definitions
        self.names = names
        self.types = types
        self.models: dict[int, Model] = {}

    def reasons(
        self, element: Element, item: Item, holder: Record | None = None, path: str = ""
    ) -> Iterator[Reason]:
        """Yield why an element of a document is rejected, with all inside it."""
        name = item.name
        where = f"{path}/{name}" if path else name
        own = element.name.untrusted
        if own != name:
            yield Reason(holder, name, Aspect.RENAMED, where, f"not known; it is {own}")
        if namespace_of(element) != item.namespace:
            expected = f'"{namespace_of(element)}"' if namespace_of(element) else "none"
            words = f'in the namespace "{item.namespace}", where {expected} is expected'
            yield Reason(holder, name, Aspect.NAMESPACE, where, words)
        if item.nil:
            yield from self._nil(element, item, holder, where)
            return
        record = record_for(self.definitions, element, item)
        if item.type is not None and record is None:
            namespace, named = item.type
            known = replace(item, type=(namespace, self.types.get(named, named)))
            record = record_for(self.definitions, element, known)
            words = f"xsi:type {item.type[1]} is not one of its types"
            yield Reason(holder, name, Aspect.TYPE_NAME, where, words, named)
        if record is not None:
            yield from self.record(record, item, where)
        elif item.type is not None:
            return
        elif element.type is None:
            yield Reason(holder, name, Aspect.ABSTRACT, where, "its type is abstract")
        else:
            yield from self._simple(element, item, holder, where)

    def _nil(
        self, element: Element, item: Item, holder: Record | None, where: str
    ) -> Iterator[Reason]:
        if not element.nillable:
            yield Reason(holder, item.name, Aspect.NIL, where, "xsi:nil is not allowed")
        elif element.fixed is not None:
            words = "xsi:nil is not allowed with a fixed value"
            yield Reason(holder, item.name, Aspect.FIXED, where, words)
        record = record_for(self.definitions, element, item)
        if record is not None:
            yield from self.attributes(record, item, where)

    def _simple(
        self, element: Element, item: Item, holder: Record | None, where: str
    ) -> Iterator[Reason]:
        simple = simple_of(self.definitions, element)
        if simple is None:
            return
        if item.children or item.attributes:
            yield Reason(holder, item.name, Aspect.SHAPE, where, "can only contain text")
            return
        preset = element.fixed if element.fixed is not None else element.default
        if item.text or preset is None:
            at = (holder, item.name, where)
            yield from self.value(simple, item.text, element.fixed, at)

    def record(self, record: Record, item: Item, where: str) -> Iterator[Reason]:
        """Yield why the content of an element with a record is rejected."""
        yield from self.attributes(record, item, where)
        if is_anything(record):
            return
        if record.text is not None:
            if item.children:
                yield Reason(record, "", Aspect.SHAPE, where, "cannot contain elements")
            elif item.text or (record.default is None and record.fixed is None):
                yield from self.value(record.text, item.text, record.fixed, (record, "", where))
            return
        if item.text.strip() and not record.mixed:
            yield Reason(record, "", Aspect.TEXT, where, "cannot contain text")
        yield from self._content(record, item, where)

    def _content(self, record: Record, item: Item, where: str) -> Iterator[Reason]:
        found, places = self.together(record, item, where)
        yield from found
        for place, child in zip(places, item.children, strict=True):
            declared = None if place is None else record.content[place]
            if isinstance(declared, Element):
                yield from self.reasons(declared, child, record, where)
            elif declared is not None:
                yield from self._foreign(declared, child, record, where)

    def together(
        self, record: Record, item: Item, where: str
    ) -> tuple[list[Reason], list[int | None]]:
        """Return why elements may not occur together, and the place of each, if it has one."""
        model = self.model(record)
        faults, places = content_faults.faults(model, self._names(record, item))
        shown = {self.names.get((id(record), c.name), c.name): c.name for c in item.children}
        found: list[Reason] = []
        for aspect, own in faults:
            name = shown.get(own, own)
            if aspect in {Aspect.MISSING, Aspect.ABSENT}:
                found.append(Reason(record, name, aspect, where, f"{name} is missing"))
            else:
                found.append(Reason(record, name, aspect, f"{where}/{name}", _WORDS[aspect]))
        return found, places

    def _names(self, record: Record, item: Item) -> list[tuple[str, str]]:
        """Return the names of an element's children on this side."""
        model = self.model(record)
        found: list[tuple[str, str]] = []
        for child in item.children:
            name = (child.namespace, self.names.get((id(record), child.name), child.name))
            if model.place(name) is None:
                name = content_faults.known_names(model).get(name[1], name)
            found.append(name)
        return found

    def _foreign(
        self, declared: AnyElements, child: Item, record: Record, where: str
    ) -> Iterator[Reason]:
        """Yield why an element for a wildcard is rejected."""
        if declared.process_contents == "skip":
            return
        known = self.definitions.root(child.name)
        if known is not None and namespace_of(known) == child.namespace:
            for _ in self.reasons(known, child, None, where):
                words = f"{child.name} is not as it is declared"
                yield Reason(record, "", Aspect.WILDCARD, where, words)
                return
        elif declared.process_contents == "strict":
            words = f"{child.name} is declared nowhere"
            yield Reason(record, "", Aspect.WILDCARD, where, words)

    def attributes(self, record: Record, item: Item, where: str) -> Iterator[Reason]:
        """Yield why the attributes of an element are rejected."""
        known = {name_of(a): a for a in record.attributes}
        local = {a.name.untrusted: name_of(a) for a in record.attributes}
        there: set[tuple[str, str]] = set()
        for (namespace, name), text in item.attributes.items():
            own = (namespace, self.names.get((id(record), f"@{name}"), name))
            at = f"{where}/@{name}"
            if own[1] != name:
                words = f"not known; it is {own[1]}"
                yield Reason(record, f"@{name}", Aspect.RENAMED, at, words)
            if own not in known:
                if record.any_attributes:
                    continue
                if own[1] not in local:
                    words = "not known there"
                    yield Reason(record, f"@{name}", Aspect.UNKNOWN, at, words)
                    continue
                own = local[own[1]]
                words = "in another namespace"
                yield Reason(record, f"@{name}", Aspect.NAMESPACE, at, words)
            there.add(own)
            declared = known[own]
            yield from self.value(declared.type, text, declared.fixed, (record, f"@{name}", at))
        for own, declared in known.items():
            if declared.required and own not in there:
                words = f"the attribute {own[1]} is missing"
                yield Reason(record, f"@{own[1]}", Aspect.MISSING, where, words)

    def value(
        self,
        simple: SimpleType,
        text: str,
        fixed: SchemaText | None,
        at: tuple[Record | None, str, str],
    ) -> Iterator[Reason]:
        """Yield why a text of a simple type is rejected."""
        holder, name, where = at
        if not accepts_text(simple, text):
            for aspect, words in texts.faults(simple, text).items():
                yield Reason(holder, name, aspect, where, words, text)
        elif fixed is not None and not _same(simple, text, fixed.untrusted):
            words = f"must be {quoted(fixed.untrusted)}"
            yield Reason(holder, name, Aspect.FIXED, where, words, text)

    def model(self, record: Record) -> Model:
        """Return the content model of a record."""
        found = self.models.get(id(record))
        if found is None:
            found = self.models[id(record)] = Model(record)
        return found


def _same(simple: SimpleType, text: str, fixed: str) -> bool:
    builtin = getattr(simple, "builtin", "")
    if builtin in {"string", "normalizedString"}:
        return text == fixed
    plain = [" ".join(value.split()) for value in (text, fixed)]
    return plain[0] == plain[1] or compared(builtin, *plain) == 0
