"""Whether one side accepts a document as XML, to the letter of its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.contract.model import Element
from neto_gen.diff.compare.walk import is_anything, simple_of
from neto_gen.diff.inclusion.content_models import Model, namespace_of
from neto_gen.diff.inclusion.values import accepts, compared
from neto_gen.diff.witness.document import record_for

if TYPE_CHECKING:
    from neto_gen.contract.definitions import Definitions
    from neto_gen.contract.model import AnyElements, Attribute, Record, SimpleType
    from neto_gen.contract.text import SchemaText
    from neto_gen.diff.witness.document import Item


class Judge:
    """Judges documents by the definitions of one side."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.models: dict[int, Model] = {}

    def xml(  # noqa: PLR0911 - one for each reason
        self, element: Element, item: Item, path: str = ""
    ) -> str | None:
        """Why a document is rejected, with the place, or None."""
        where = f"{path}/{item.name}" if path else item.name
        if element.name.untrusted != item.name:
            return f"{where}: no such root; it is {element.name.untrusted}"
        if namespace_of(element) != item.namespace:
            expected = namespace_of(element) or "no namespace"
            return f'{where}: in namespace "{item.namespace}", not in {expected}'
        if item.nil:
            if not element.nillable:
                return f"{where}: xsi:nil is not allowed"
            if element.fixed is not None:
                return f"{where}: xsi:nil is not allowed with a fixed value"
            record = record_for(self.definitions, element, item)
            return None if record is None else self.attributes(record, item, where)
        record = record_for(self.definitions, element, item)
        if item.type is not None and record is None:
            return f"{where}: xsi:type {item.type[1]} is not one of its types"
        if record is not None:
            return self.record(record, item, where)
        if element.type is None:
            return f"{where}: its type is abstract"
        simple = simple_of(self.definitions, element)
        if simple is None:
            return None
        if item.children or item.attributes:
            return f"{where}: holds a text alone"
        return self.text(simple, item.text, element, where)

    def record(  # noqa: PLR0911 - one for each reason
        self, record: Record, item: Item, where: str
    ) -> str | None:
        """Why the content of an element with a record is rejected."""
        found = self.attributes(record, item, where)
        if found is not None or is_anything(record):
            return found
        if record.text is not None:
            if item.children:
                return f"{where}: holds no elements"
            return None if accepts(record.text, item.text) else _bad(where, item.text)
        if item.text.strip() and not record.mixed:
            return f"{where}: holds no text"
        names = [(child.namespace, child.name) for child in item.children]
        places, fitted = self.model(record).match(names)
        if places is None:
            if fitted < len(names):
                return f"{where}: {names[fitted][1]} cannot stand there"
            return f"{where}: something is missing at its end"
        for place, child in zip(places, item.children, strict=True):
            declared = record.content[place]
            if isinstance(declared, Element):
                found = self.xml(declared, child, where)
            else:
                found = self.wildcard(declared, child, where)
            if found is not None:
                return found
        return None

    def wildcard(self, declared: AnyElements, child: Item, where: str) -> str | None:
        """Why an element in a place for any element is rejected."""
        if declared.process_contents == "skip":
            return None
        known = self.definitions.root(child.name)
        if known is not None and namespace_of(known) == child.namespace:
            return self.xml(known, child, where)
        if declared.process_contents == "strict":
            return f"{where}: {child.name} is declared nowhere"
        return None

    def attributes(self, record: Record, item: Item, where: str) -> str | None:
        """Why the attributes of an element are rejected."""
        known = {_attribute_name(a): a for a in record.attributes}
        for name, text in item.attributes.items():
            declared = known.get(name)
            if declared is None:
                if not record.any_attributes:
                    return f"{where}: attribute {name[1]} is not allowed"
                continue
            found = self.value(declared.type, text, declared.fixed, f"{where}/@{name[1]}")
            if found is not None:
                return found
        for name, declared in known.items():
            if declared.required and name not in item.attributes:
                return f"{where}: attribute {name[1]} is missing"
        return None

    def text(self, simple: SimpleType, text: str, element: Element, where: str) -> str | None:
        """Why the text of an element is rejected."""
        preset = element.fixed if element.fixed is not None else element.default
        if not text and preset is not None:
            return None
        return self.value(simple, text, element.fixed, where)

    def value(
        self, simple: SimpleType, text: str, fixed: SchemaText | None, where: str
    ) -> str | None:
        """Why a text of a simple type is rejected."""
        if not accepts(simple, text):
            return _bad(where, text)
        if fixed is not None and not _same(simple, text, fixed.untrusted):
            return f'{where}: must be "{fixed.untrusted}"'
        return None

    def model(self, record: Record) -> Model:
        """The content model of a record."""
        found = self.models.get(id(record))
        if found is None:
            found = self.models[id(record)] = Model(record)
        return found


def _bad(where: str, text: str) -> str:
    shown = text if len(text) <= 40 else f"{text[:37]}…"  # noqa: PLR2004
    return f'{where}: "{shown}" is no value of its type'


def _same(simple: SimpleType, text: str, fixed: str) -> bool:
    builtin = getattr(simple, "builtin", "")
    if builtin in {"string", "normalizedString"}:
        return text == fixed
    plain = [" ".join(value.split()) for value in (text, fixed)]
    return plain[0] == plain[1] or compared(builtin, *plain) == 0


def _attribute_name(attribute: Attribute) -> tuple[str, str]:
    namespace = attribute.namespace.untrusted if attribute.namespace is not None else ""
    return namespace, attribute.name.untrusted
