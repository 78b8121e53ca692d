"""A document as a tree, as XML and as JSON."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from neto_gen.contract.model import AnyElements, Attribute, Element, RecordRef, Scalar
from neto_gen.contract.xsd import vocabulary
from neto_gen.contract.xsd.document import XML_NAMESPACE
from neto_gen.diff.compare.comparison import is_object, simple_of

if TYPE_CHECKING:
    from neto_gen.contract.definitions import Definitions
    from neto_gen.contract.model import DerivedType, Record, SimpleType
    from neto_gen.diff.rules.policy import Policy

# No text is on a line of its own: a viewer may mistake it for a command.
_LINE_ENDS = {"\r": "&#13;", "\n": "&#10;"}
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
# A value of one repeated character, in XML or in JSON.
_LONG_VALUE = re.compile(r"""(?<=[>"])([^\s"&<>])\1{11,}(?=[<"])""")


@dataclass(slots=True)
class Item:
    """An element of a document. `type` is what `xsi:type` names; attributes are by name."""

    namespace: str
    name: str
    attributes: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    children: list[Item] = field(default_factory=list["Item"])
    text: str = ""
    nil: bool = False
    type: tuple[str, str] | None = None

    def with_children(self, children: list[Item]) -> Item:
        """Return the same element with other children."""
        return replace(self, children=children)

    @property
    def size(self) -> int:
        """The number of elements and attributes."""
        return 1 + len(self.attributes) + sum(child.size for child in self.children)


def name_of(item: Attribute | DerivedType) -> tuple[str, str]:
    """Return the namespace, "" for none, and the name."""
    return item.namespace.untrusted if item.namespace is not None else "", item.name.untrusted


def to_xml(root: Item) -> str:
    """Return the document as XML."""
    return "\n".join(_lines(root, "", ""))


def shortened(document: str) -> str:
    """Return a document for display: long runs of one character are cut, with their length."""
    lines: list[str] = []
    for line in document.split("\n"):
        lengths = [f"{len(value[0])} characters" for value in _LONG_VALUE.finditer(line)]
        beside = f"  ({', '.join(lengths)})" if lengths else ""
        lines.append(_LONG_VALUE.sub(lambda value: f"{value[0][:3]}…", line) + beside)
    return "\n".join(lines)


def _lines(item: Item, indent: str, inherited: str) -> list[str]:
    parts = [item.name]
    if item.namespace != inherited:
        parts.append(f"xmlns={quoteattr(item.namespace)}")
    if item.nil or item.type is not None:
        parts.append(f'xmlns:xsi="{_XSI}"')
    if item.nil:
        parts.append('xsi:nil="true"')
    if item.type is not None:
        namespace, name = item.type
        if namespace:
            parts += [f"xmlns:t={quoteattr(namespace)}", f'xsi:type="t:{name}"']
        elif not item.namespace:
            parts.append(f'xsi:type="{name}"')
    for number, ((namespace, name), value) in enumerate(item.attributes.items()):
        shown = quoteattr(value, {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
        if not namespace:
            parts.append(f"{name}={shown}")
        elif namespace == XML_NAMESPACE:
            parts.append(f"xml:{name}={shown}")
        else:
            parts += [f"xmlns:a{number}={quoteattr(namespace)}", f"a{number}:{name}={shown}"]
    tag = " ".join(parts)
    if item.children:
        inner = [
            line for child in item.children for line in _lines(child, f"{indent}  ", item.namespace)
        ]
        text = escape(item.text, _LINE_ENDS)
        return [f"{indent}<{tag}>{text}", *inner, f"{indent}</{item.name}>"]
    if item.text:
        text = escape(item.text, _LINE_ENDS)
        return [f"{indent}<{tag}>{text}</{item.name}>"]
    return [f"{indent}<{tag}/>"]


def to_json(
    definitions: Definitions, element: Element, root: Item, policy: Policy
) -> Any:  # noqa: ANN401
    """Return the document as a JSON value, as a client of this side writes it."""
    value = _value(definitions, element, root, policy)
    return {root.name: value} if policy.root_in_json else value


def json_text(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return a JSON value as text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def record_for(definitions: Definitions, element: Element, item: Item) -> Record | None:
    """Return the record that an element of a document holds."""
    if item.type is not None:
        for derived in element.derived:
            if name_of(derived) == item.type:
                return definitions.records[derived.record.index]
        return None
    if isinstance(element.type, RecordRef):
        record = definitions.records[element.type.index]
        return record if is_object(record) else None
    return None


def _value(
    definitions: Definitions, element: Element, item: Item, policy: Policy
) -> Any:  # noqa: ANN401
    if item.nil:
        return None
    record = record_for(definitions, element, item)
    if record is None:
        simple = simple_of(definitions, element)
        if simple is None:
            return {child.name: child.text for child in item.children} or item.text
        return token(simple, item.text, policy)
    found: dict[str, Any] = {}
    if item.type is not None:
        found["@xsi:type"] = item.type[1]
    types = {name_of(a): a.type for a in record.attributes}
    for name, text in item.attributes.items():
        found[_key(name)] = token(types[name], text, policy) if name in types else text
    if record.text is not None:
        found["#text"] = token(record.text, item.text, policy)
    elif record.ordered:
        texts: list[Any] = [item.text] if item.text.strip() else []
        found["#content"] = texts + [
            {child.name: value} for child, value, _ in _members(definitions, record, item, policy)
        ]
    else:
        for child, value, repeated in _members(definitions, record, item, policy):
            if repeated:
                found.setdefault(child.name, []).append(value)
            else:
                found[child.name] = value
    return found


def _members(
    definitions: Definitions, record: Record, item: Item, policy: Policy
) -> list[tuple[Item, Any, bool]]:
    """Return an element's children, each with its value and whether its values are a list."""
    elements = {e.name.untrusted: e for e in record.content if isinstance(e, Element)}
    found: list[tuple[Item, Any, bool]] = []
    for child in item.children:
        declared = elements.get(child.name)
        if declared is None:
            found.append((child, child.text, False))
        else:
            value = _value(definitions, declared, child, policy)
            found.append((child, value, declared.repeated))
    return found


def _key(name: tuple[str, str]) -> str:
    """Return the JSON member's name for an attribute."""
    namespace, local = name
    if namespace == XML_NAMESPACE:
        return f"@xml:{local}"
    return f"@{{{namespace}}}{local}" if namespace else f"@{local}"


def is_ordered(record: Record) -> bool:
    """Tell whether its content is a list in JSON, because the order of its elements counts."""
    return record.ordered and record.text is None and bool(record.content)


def has_wildcard(record: Record) -> bool:
    """Tell whether it allows elements that the schema does not name."""
    return any(isinstance(item, AnyElements) for item in record.content)


def token(  # noqa: PLR0911 - one for each kind of value
    simple: SimpleType, text: str, policy: Policy
) -> Any:  # noqa: ANN401 - any JSON value
    """Return a text of a simple type as a JSON value."""
    if not isinstance(simple, Scalar):
        return text
    plain = text.strip()
    if policy.tokens:
        if simple.builtin == "boolean" and plain in vocabulary.BOOLEANS:
            return vocabulary.BOOLEANS[plain]
        if simple.builtin in vocabulary.NUMBERS | vocabulary.FLOATS:
            try:
                number = float(plain)
            except ValueError:
                return text
            if plain.lstrip("+-").isdigit():
                return int(plain)
            return number if number - number == 0 else text
    elif policy.own_spellings:
        return _spelled(simple.builtin, plain) or text
    return text


def _spelled(builtin: str, text: str) -> str | None:
    """Return a value in the spelling of the dialect `neto`."""
    if builtin == "boolean" and text in vocabulary.BOOLEANS:
        return str(vocabulary.BOOLEANS[text])
    if builtin == "dateTime":
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            return None
        if moment.tzinfo is not None:
            moment = moment.astimezone(dt.UTC)
        return moment.strftime("%Y-%m-%d %H:%M:%S")
    return None


def in_schema_spelling(simple: SimpleType, text: str, policy: Policy) -> str:
    """Return a JSON value in the spelling of XML Schema."""
    if not policy.own_spellings or not isinstance(simple, Scalar):
        return text
    if simple.builtin == "boolean":
        return text.lower()
    if simple.builtin == "dateTime":
        return text.replace(" ", "T", 1)
    return text
