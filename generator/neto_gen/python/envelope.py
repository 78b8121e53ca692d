"""Plan how responses of this API report success: `Ack`, and the `Messages` of the store."""

from __future__ import annotations

import dataclasses
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from neto_gen.contract.model import Element, Enumeration, Message, Record, RecordRef, Scalar
from neto_gen.contract.resolve.canonical import canonical, relinked
from neto_gen.contract.schema_text import SchemaText
from neto_gen.python.code import Code
from neto_gen.python.fields import is_text
from neto_gen.python.package import EnvelopeView, MessagesView
from neto_gen.python.records import field_names
from neto_gen.python.reserved import MESSAGE_PROPERTIES

if TYPE_CHECKING:
    from neto_gen.python.scope import PlannedMessage, Scope

_PARTS = ("Ack", "Messages")
# The envelopes of this API, by the hashes of their canonical texts.
_NAMES = {
    "371727f3": "error_warning",
    "29e114f1": "error_warning_success",
    "6d429fc7": "warning_error",
}


def envelope_of(response: Message) -> Message | None:
    """Return the part of a response that reports success, as a message of its own; None without one.

    It does not hang on what else the response holds.
    """
    elements = _elements(response.root)
    parts = tuple(elements[name] for name in _PARTS if name in elements)
    if not any(isinstance(part.type, RecordRef | Enumeration) for part in parts):
        return None
    root = Record(name=SchemaText("Envelope"), content=parts)
    records = [relinked(record, lambda index: index + 1) for record in (root, *response.records)]
    return Message(records=canonical(records), namespace=None, files=())


def envelope_module(envelope: Message) -> Code:
    """Return the name of an envelope's module, which depends only on its schema.

    Those of this API are called after their messages. Any other has a hash, which stays the same when
    the model of schemas learns something that this one does not say. Pickles hold these names.
    """
    found = sha256(_said(envelope.records).encode()).hexdigest()[:8]
    return Code(f"_envelope_{_NAMES.get(found, found)}")


def _said(value: object) -> str:
    """Return a canonical text of a part of the contract, without fields that have their defaults."""
    if isinstance(value, tuple):
        return f"({', '.join(map(_said, cast('tuple[object, ...]', value)))})"
    if not dataclasses.is_dataclass(value):
        return repr(value)
    fields = (f for f in dataclasses.fields(value) if f.compare)
    said = [(f.name, _said(getattr(value, f.name)), _usually(f)) for f in fields]
    parts = (f"{name}={text}" for name, text, usual in said if text != usual)
    return f"{type(value).__name__}({', '.join(parts)})"


def _usually(field: dataclasses.Field[object]) -> str | None:
    """Return the canonical text of a field's default, or None without one."""
    if field.default_factory is not dataclasses.MISSING:
        return _said(field.default_factory())
    return None if field.default is dataclasses.MISSING else _said(field.default)


def view_envelope(planned: PlannedMessage, scope: Scope) -> EnvelopeView | None:
    """Return the fields in which a response reports success, or None if it has none."""
    root = planned.message.root
    elements, root_names = _elements(root), field_names(root)
    ack = elements.get("Ack")
    if ack is None or ack.repeated or not isinstance(ack.type, Scalar | Enumeration):
        return None
    messages = elements.get("Messages")
    properties: list[MessagesView] = []
    if messages and not messages.repeated and isinstance(messages.type, RecordRef):
        held = planned.message.records[messages.type.index]
        held_names = field_names(held)
        for name, element in _elements(held).items():
            if (
                name in MESSAGE_PROPERTIES
                and element.repeated
                and isinstance(element.type, RecordRef)
                and _is_message(planned.message.records[element.type.index])
            ):
                properties.append(
                    MessagesView(
                        name=Code(MESSAGE_PROPERTIES[name]),
                        class_name=scope.record_names[planned.key(element.type.index)],
                        messages=root_names[messages.name],
                        field=held_names[element.name],
                    )
                )
    return EnvelopeView(ack=root_names[ack.name], properties=tuple(properties))


def _elements(record: Record) -> dict[str, Element]:
    """Return the elements of a record by name, if each has a field of its own."""
    if record.ordered:
        return {}
    return {
        item.name.untrusted: item
        for item in record.content
        if isinstance(item, Element) and not item.derived
    }


def _is_message(record: Record) -> bool:
    texts = {
        name
        for name, element in _elements(record).items()
        if isinstance(element.type, Scalar) and is_text(element.type) and not element.repeated
    }
    return {"Message", "SeverityCode"} <= texts
