"""A document as a tree, as XML and as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from neto_gen.contract import vocabulary
from neto_gen.contract.document import XML_NAMESPACE
from neto_gen.contract.model import Element, RecordRef, Scalar
from neto_gen.diff.compare.walk import is_object, simple_of

if TYPE_CHECKING:
    from neto_gen.contract.definitions import Definitions
    from neto_gen.contract.model import Record, SimpleType
    from neto_gen.diff.rules.policy import Policy

# No text begins a line of its own: what shows the document may take it for a command.
_LINE_ENDS = {"\r": "&#13;", "\n": "&#10;"}
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


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
        """The same element with other children."""
        return replace(self, children=children)


def to_xml(root: Item) -> str:
    """The document as XML."""
    return "\n".join(_lines(root, "", ""))


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
    """The document as a value of JSON, in the form that the schema of this side gives it."""
    value = _value(definitions, element, root, policy)
    return {root.name: value} if policy.root_in_json else value


def json_text(value: Any) -> str:  # noqa: ANN401 - any value of JSON
    """A value of JSON as text."""
    return json.dumps(value, ensure_ascii=False)


def record_for(definitions: Definitions, element: Element, item: Item) -> Record | None:
    """The record that an element of a document holds."""
    if item.type is not None:
        for derived in element.derived:
            namespace = derived.namespace.untrusted if derived.namespace is not None else ""
            if (namespace, derived.name.untrusted) == item.type:
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
    types = {a.name.untrusted: a.type for a in record.attributes}
    for (_, name), text in item.attributes.items():
        found[f"@{name}"] = token(types[name], text, policy) if name in types else text
    if record.text is not None:
        found["#text"] = token(record.text, item.text, policy)
    elif item.text.strip():
        found["#text"] = item.text
    elements = {e.name.untrusted: e for e in record.content if isinstance(e, Element)}
    for child in item.children:
        declared = elements.get(child.name)
        if declared is None:
            found[child.name] = child.text
            continue
        value = _value(definitions, declared, child, policy)
        if declared.repeated:
            found.setdefault(child.name, []).append(value)
        else:
            found[child.name] = value
    return found


def token(simple: SimpleType, text: str, policy: Policy) -> Any:  # noqa: ANN401 - any value of JSON
    """A text of a simple type as JSON has it."""
    if policy.tokens and isinstance(simple, Scalar):
        text = text.strip()
        if simple.builtin == "boolean" and text in vocabulary.BOOLEANS:
            return vocabulary.BOOLEANS[text]
        if simple.builtin in vocabulary.NUMBERS | vocabulary.FLOATS:
            try:
                number = float(text)
            except ValueError:
                return text
            plain = simple.builtin in vocabulary.INTEGERS
            return int(text) if plain else number if number - number == 0 else text
    return text
