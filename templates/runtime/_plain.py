"""Values of other classes as the plain values that they hold.

What is written is of exactly the classes that a schema's types have in Python. An instance of a class
derived from one of these (a text that is an enumeration or markup, a number of numpy, a timestamp of
pandas) is replaced by the value of the base class that it holds, by that class's own methods: nothing
that a derived class defines can change what is sent. All else stays as it is, and is refused.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any, cast

from . import _dialect
from ._model import OpenEnumeration, RawElement, Record, new
from ._text import union

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_DATE = ("year", "month", "day")
_TIME = ("hour", "minute", "second", "microsecond")


def _datetime(value: dt.datetime) -> dt.datetime:
    day, time = dt.datetime.date(value), dt.datetime.timetz(value)
    return dt.datetime.combine(day, time)


def _date(value: dt.date) -> dt.date:
    return dt.date.fromordinal(dt.date.toordinal(value))


def _time(value: dt.time) -> dt.time:
    return dt.datetime.combine(dt.date.min, value).timetz()


def _bytes(value: bytes) -> bytes:
    return bytes.__getitem__(value, slice(None))


# How to get at the value of a base class, and what a derived class must not say otherwise: that tells
# values that are none, or out of range, such as NaT. datetime comes before date, of which it is a kind.
_BASES: tuple[tuple[type, Callable[[Any], Any], tuple[str, ...]], ...] = (
    (str, str.__str__, ()),
    (int, int.__int__, ()),
    (float, float.__float__, ()),
    (Decimal, Decimal, ()),
    (bytes, _bytes, ()),
    (dt.datetime, _datetime, (*_DATE, *_TIME)),
    (dt.date, _date, _DATE),
    (dt.time, _time, _TIME),
)
# The annotations of fields for texts.
_TEXTS = frozenset({"str", "str | None", "list[str]", "list[str | None]"})
_ITEMS: Callable[[Any, slice], list[Any]] = cast("Any", list).__getitem__
_PAIRS: Callable[[Any], Iterable[tuple[Any, Any]]] = cast("Any", dict).items
_PLAIN = frozenset({type(None), bool, *(base for base, _, _ in _BASES)})


def class_name(value: object) -> str:
    """The full name of a value's class; of one that is built in, its name alone."""
    kind = type(value)
    module, name = cast("object", kind.__module__), cast("object", kind.__qualname__)
    if kind in _PLAIN or module == "builtins":
        return kind.__name__
    return f"{module}.{name}"


def is_plain(value: object) -> bool:
    """Whether a value is of exactly one of the classes that are written, or of an enumeration."""
    return type(value) in _PLAIN or issubclass(type(value), OpenEnumeration)


class Plain:
    """Makes copies with plain values.

    `replaced` are the classes of values that were not plain, by their path, and `refused` what cannot
    be sent in any field. With `as_texts`, any value of a field for texts becomes one.
    """

    def __init__(self, *, as_texts: bool) -> None:
        self.replaced: dict[str, str] = {}
        self.refused: list[str] = []
        self._as_texts = as_texts

    def copy(self, value: object, path: str) -> Any:  # noqa: ANN401 - any value
        """The plain value, or a copy of which all values are plain."""
        kind = type(value)
        if kind in _PLAIN:
            self._require_finite(value, path)
            return value
        if issubclass(kind, (Record, RawElement, list, dict)):
            return self._structure(value, path)
        if issubclass(kind, OpenEnumeration):
            return value
        for base, held, parts in _BASES:
            if issubclass(kind, base) and _agree(value, found := held(value), parts):
                self.replaced[path] = class_name(value)
                self._require_finite(found, path)
                return found
        self.refused.append(f"{path}: {class_name(value)} cannot be sent")
        return value

    def _structure(self, value: object, path: str) -> object:
        if isinstance(value, Record):
            return self._record(value, path)
        if isinstance(value, RawElement):
            return RawElement(self.copy(value.name, path), self.copy(value.value, path))
        if issubclass(type(value), list):
            items = _ITEMS(value, slice(None))
            return [self.copy(item, f"{path}[{index}]") for index, item in enumerate(items)]
        pairs = ((self.copy(name, path), item) for name, item in _PAIRS(value))
        return {
            name: self.copy(item, f"{path}.{name if type(name) is str else class_name(name)}")
            for name, item in pairs
        }

    def _require_finite(self, value: object, path: str) -> None:
        """Refuse a number that is none, or has no end."""
        if (type(value) is Decimal and not value.is_finite()) or (
            type(value) is float and not isfinite(value) and not _dialect.SENDS_INFINITE
        ):
            self.refused.append(f"{path}: {value} is not a finite number")

    def _record(self, value: Record, path: str) -> Record:
        copied = new(type(value))
        for own in fields(value):
            item: object = getattr(value, own.name)
            if own.name != "extra":
                inner = f"{path}.{own.metadata.get('name', own.name)}"
                item = self.copy(item, inner)
                if self._as_texts and own.type in _TEXTS:
                    item = self._texts(item, inner)
            setattr(copied, own.name, item)
        return copied

    def _texts(self, value: object, path: str) -> object:
        """The value as the text that it would be in a field of its own type."""
        if type(value) is list:
            items = _ITEMS(value, slice(None))
            return [self._texts(item, f"{path}[{index}]") for index, item in enumerate(items)]
        if value is None or not is_plain(value):
            return value
        try:
            return union(value)
        except TypeError:
            self.refused.append(f"{path}: {class_name(value)} cannot be sent as a text")
            return value


def _agree(value: object, found: object, parts: tuple[str, ...]) -> bool:
    """Whether a value says of its parts what its base class says."""
    try:
        return all(bool(getattr(value, part) == getattr(found, part)) for part in parts)
    except Exception:  # noqa: BLE001 - whatever a class that we do not know does
        return False
