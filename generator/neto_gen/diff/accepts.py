"""Whether one side accepts a document: as XML to the letter of its schema, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neto_gen.contract import vocabulary
from neto_gen.contract.model import AnyElements, Element, Scalar
from neto_gen.diff.document import record_for
from neto_gen.diff.language import Model, namespace_of
from neto_gen.diff.values import accepts, compared
from neto_gen.diff.walk import is_anything, simple_of

if TYPE_CHECKING:
    from neto_gen.contract.model import Attribute, Record, SimpleType
    from neto_gen.contract.text import SchemaText
    from neto_gen.diff.document import Item
    from neto_gen.diff.policy import Policy
    from neto_gen.diff.sides import Definitions


class Judge:
    """Judges documents by the definitions of one side."""

    def __init__(self, definitions: Definitions, policy: Policy) -> None:
        self.definitions = definitions
        self.policy = policy
        self.models: dict[int, Model] = {}

    # XML

    def xml(self, element: Element, item: Item, path: str = "") -> str | None:
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

    def record(self, record: Record, item: Item, where: str) -> str | None:
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
        if declared.process_contents == "skip":
            return None
        known = self.definitions.root(child.name)
        if known is not None and namespace_of(known) == child.namespace:
            return self.xml(known, child, where)
        if declared.process_contents == "strict":
            return f"{where}: {child.name} is declared nowhere"
        return None

    def attributes(self, record: Record, item: Item, where: str) -> str | None:
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
        preset = element.fixed if element.fixed is not None else element.default
        if not text and preset is not None:
            return None
        return self.value(simple, text, element.fixed, where)

    def value(
        self, simple: SimpleType, text: str, fixed: SchemaText | None, where: str
    ) -> str | None:
        if not accepts(simple, text):
            return _bad(where, text)
        if fixed is not None and not _same(simple, text, fixed.untrusted):
            return f'{where}: must be "{fixed.untrusted}"'
        return None

    def model(self, record: Record) -> Model:
        found = self.models.get(id(record))
        if found is None:
            found = self.models[id(record)] = Model(record)
        return found

    # JSON

    def json(self, element: Element, value: Any) -> str | None:  # noqa: ANN401 - any value of JSON
        """Why a document in JSON is rejected, or None. Keys that are not known are rejected."""
        name = element.name.untrusted
        if self.policy.root_in_json:
            if not isinstance(value, dict) or [*value] != [name]:
                return f"the key {name} is missing"
            value = value[name]
        return self._json(element, value, name)

    def _json(self, element: Element, value: Any, where: str) -> str | None:  # noqa: ANN401
        if value is None:
            return None if element.nillable else f"{where}: null is not allowed"
        records = [self.definitions.records[d.record.index] for d in element.derived]
        named = value.get("@xsi:type") if isinstance(value, dict) else None
        if named is not None:
            names = [d.name.untrusted for d in element.derived]
            if named not in names:
                return f"{where}: {named} is not one of its types"
            return self._json_record(records[names.index(named)], value, where)
        simple = simple_of(self.definitions, element)
        if simple is not None:
            if value == "" and (element.default is not None or element.fixed is not None):
                return None
            return self._json_value(simple, value, where, element.fixed)
        from neto_gen.diff.document import Item  # noqa: PLC0415

        record = record_for(self.definitions, element, Item("", ""))
        if record is None:
            return f"{where}: its type is abstract" if element.type is None else None
        return self._json_record(record, value, where)

    def _json_value(
        self,
        simple: SimpleType,
        value: Any,
        where: str,
        fixed: SchemaText | None = None,  # noqa: ANN401
    ) -> str | None:
        if isinstance(value, dict | list):
            return f"{where}: holds one value"
        if self.policy.tokens:
            expected = "string"
            if isinstance(simple, Scalar):
                if simple.builtin in vocabulary.NUMBERS | vocabulary.FLOATS:
                    expected = "number"
                elif simple.builtin == "boolean":
                    expected = "boolean"
            actual = (
                "boolean"
                if isinstance(value, bool)
                else "number" if isinstance(value, int | float) else "string"
            )
            union = not isinstance(simple, Scalar)
            if actual != expected and not union and value not in {"INF", "NaN", "-INF"}:
                return f"{where}: {actual} where {expected} is expected"
        text = str(value).lower() if isinstance(value, bool) else str(value)
        whole = isinstance(value, float) and value == int(value) if _finite(value) else False
        if whole:
            text = str(int(value))
        return self.value(simple, text, fixed, where)

    def _json_record(self, record: Record, value: Any, where: str) -> str | None:  # noqa: ANN401
        if not isinstance(value, dict):
            return f"{where}: an object is expected"
        if is_anything(record):
            return None
        attributes = {f"@{a.name.untrusted}": a for a in record.attributes}
        elements = {e.name.untrusted: e for e in record.content if isinstance(e, Element)}
        wild = any(isinstance(item, AnyElements) for item in record.content)
        counts: dict[str, int] = {}
        for key, inner in value.items():
            found: str | None = None
            here = f"{where}/{key}"
            if key == "@xsi:type":
                continue
            if key in attributes:
                found = self._json_value(attributes[key].type, inner, here, attributes[key].fixed)
            elif key.startswith("@"):
                found = None if record.any_attributes else f"{here}: not known"
            elif key == "#text":
                if record.text is not None:
                    found = self._json_value(record.text, inner, here)
                elif not record.mixed:
                    found = f"{here}: not known"
            elif key in elements:
                found, counts[key] = self._json_element(elements[key], inner, here)
            elif not wild:
                found = f"{here}: not known"
            if found is not None:
                return found
        for key, attribute in attributes.items():
            if attribute.required and key not in value:
                return f"{where}: {key} is missing"
        if record.text is not None and "#text" not in value and not accepts(record.text, ""):
            return f"{where}: its text is missing"
        return self._json_counts(record, counts, where)

    def _json_element(
        self, element: Element, value: Any, where: str
    ) -> tuple[str | None, int]:  # noqa: ANN401
        if isinstance(value, list):
            if not element.repeated and not (self.policy.single_or_list and len(value) == 1):
                return f"{where}: a list where one value is expected", 0
            for inner in value:
                found = self._json(element, inner, where)
                if found is not None:
                    return found, 0
            return None, len(value)
        if element.repeated and not self.policy.single_or_list:
            return f"{where}: one value where a list is expected", 0
        return self._json(element, value, where), 1

    def _json_counts(self, record: Record, counts: dict[str, int], where: str) -> str | None:
        """Whether elements may stand together this often, in any order."""
        for item in record.content:
            if isinstance(item, Element):
                name, count = item.name.untrusted, counts.get(item.name.untrusted, 0)
                if count < item.min_occurs:
                    return (
                        f"{where}: {name} is missing" if not count else f"{where}: too few {name}"
                    )
                if item.max_occurs is not None and count > item.max_occurs:
                    return f"{where}: too many {name}"
        if record.model is None or any(isinstance(i, AnyElements) for i in record.content):
            return None
        model = self.model(record)
        names = {
            item.name.untrusted: (namespace_of(item), item.name.untrusted)
            for item in record.content
            if isinstance(item, Element)
        }
        start = tuple(sorted((name, count) for name, count in counts.items() if count))
        waiting, seen = [(model.start, start)], set[Any]()
        while waiting:
            state, left = waiting.pop()
            if not left and model.may_end(state):
                return None
            for name, count in left:
                after = model.after(state, names[name])
                if after is not None:
                    rest = dict(left)
                    rest[name] = count - 1
                    then = (after, tuple((n, c) for n, c in rest.items() if c))
                    if then not in seen and len(seen) < 2000:  # noqa: PLR2004
                        seen.add(then)
                        waiting.append(then)
        return f"{where}: {', '.join(counts) or 'nothing'} cannot stand there"


def _finite(value: Any) -> bool:  # noqa: ANN401 - any value of JSON
    return isinstance(value, float) and value - value == 0


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
