"""Records as dictionaries of plain values, for tables and for what else knows nothing of records."""

# ruff: noqa: ANN401 - values are of any type

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from . import _lexical
from ._encode_parts import in_order_by_name
from ._fields import declared_by, marks_module
from ._model import OpenEnumeration, RawElement, Record
from ._options import shown
from ._qnames import QName

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._fields import Declaration, Field

# Types that stay as they are.
_PLAIN = frozenset({str, int, bool, float})
# Types that JSON lacks.
_TEXTS: dict[type, Callable[[Any], str]] = {
    Decimal: _lexical.decimal,
    dt.datetime: dt.datetime.isoformat,
    dt.date: dt.date.isoformat,
    dt.time: dt.time.isoformat,
    bytes: _lexical.base64,
    QName: str,
}


def as_dict(record: Record, names: str, *, for_json: bool) -> dict[str, Any]:
    """Return a record as a dictionary; see `Record.to_dict`."""
    if names not in ("python", "wire"):
        given = repr(names) if type(names) is str else shown(names)
        message = f"names is 'python' or 'wire', not {given:.80}"
        from ._errors import ArgumentError  # noqa: PLC0415 - only an error needs it

        raise ArgumentError(message)
    return _Making(on_wire=names == "wire", for_json=for_json).record(record)


def plain(value: object) -> Any:
    """Return a value of a field as it can stand in `extra`: records are dictionaries of names on the wire."""
    return _Making(on_wire=True, for_json=False).plain(value)


class _Making:
    """A conversion of one record, and all in it, to dictionaries."""

    def __init__(self, *, on_wire: bool, for_json: bool) -> None:
        self._on_wire = on_wire
        self._texts = _TEXTS if for_json else {}

    def record(self, record: Record) -> dict[str, Any]:
        declared = declared_by(record)
        found: dict[str, Any] = {}
        for name, field in declared.fields:
            value: Any = getattr(record, name)
            if value is None:
                continue
            made = value if type(value) in _PLAIN else self._value(declared, field, value)
            if not holds(made):
                continue
            if not self._on_wire:
                found[name] = made
            elif field.role == "any_attributes":
                found |= {f"@{name}": text for name, text in made.items()}
            elif field.role == "any_elements":
                _add_all(found, made)
            else:
                found[field.key] = made
        self._add_extra(found, record, declared)
        return found

    def _add_extra(self, found: dict[str, Any], record: Record, declared: Declaration) -> None:
        """Add what no schema lists, under names of its own."""
        if not record.extra:
            return
        taken = {*found} if self._on_wire else {name for name, _ in declared.fields}
        for name, value in record.extra.items():
            if name == "#order" or _says_empty(name, value, declared):  # which is not an element
                continue
            while name in taken:
                name += "_"  # noqa: PLW2901 - as in all other names that are taken
            taken.add(name)
            found[name] = self.plain(value)

    def _value(self, declared: Declaration, field: Field, value: Any) -> Any:
        """Return the value of a field, or each in its list, as plain data."""
        if field.role == "content":
            return [self._part(declared, field, item) for item in value]
        if field.kind == "choice" and isinstance(value, (list, tuple)):
            return [self._typed(declared, field, item) for item in cast("list[object]", value)]
        return self._typed(declared, field, value)

    def _part(self, declared: Declaration, field: Field, item: object) -> object:
        """Return a part of ordered content: a text, or an element by its name."""
        for part in field.parts if isinstance(item, Record) else ():
            if part.kind != "any_elements" and isinstance(item, declared.classes_of(part)):
                return {part.key: self._typed(declared, part, item)}
        return self.plain(item)

    def _typed(self, declared: Declaration, field: Field, item: object) -> Any:
        """Return plain data; on the wire, a record of one of several classes names its type."""
        made = self.plain(item)
        if self._on_wire and field.kind == "choice":
            for of, name, _ in field.choices:
                if isinstance(item, declared.class_of(of)):
                    return {"@xsi:type": name, **made} if name else made
        return made

    def plain(self, value: object) -> Any:
        """Return a value without records and enumerations."""
        if isinstance(value, Record):
            made: Any = self.record(value)
        elif isinstance(value, OpenEnumeration):
            made = str.__str__(value.text)
        elif isinstance(value, (list, tuple)):
            made = [self.plain(item) for item in cast("list[object]", value)]
        elif isinstance(value, dict):
            pairs = cast("dict[Any, object]", value).items()
            made = {name: self.plain(item) for name, item in pairs}
        elif isinstance(value, RawElement):
            made = {value.name: self.plain(value.value)}
        else:
            texts = (text(value) for kind, text in self._texts.items() if isinstance(value, kind))
            made = next(texts, value)
        return made


def _says_empty(key: str, value: object, declared: Declaration) -> bool:
    """Tell whether this in `extra` says no more than that elements were empty."""
    field = declared.defaulted.get(key)
    if field is None:
        return False
    marks = marks_module()
    return bool(marks.is_mark(value, field) and marks.is_only_empty(value))


def holds(value: object) -> bool:
    """Tell whether a field has a value."""
    return bool(cast("Any", value)) if isinstance(value, (list, dict)) else value is not None


def _add_all(found: dict[str, Any], elements: list[dict[str, Any]]) -> None:
    """Add elements by their names; several of one name are a list, as they are in JSON."""
    if not in_order_by_name([name for element in elements for name in element], found):
        found["#content"] = elements
        return
    for element in elements:
        for name, value in element.items():
            if name not in found:
                found[name] = value
            elif isinstance(found[name], list):
                found[name].append(value)
            else:
                found[name] = [found[name], value]
