"""Restore records and values from pickles of this version of the package or of another.

A pickle refers to the functions here, and to each class by name, so it can be loaded without that class:
a record then becomes a dictionary, and a value of an enumeration its text.
"""

from __future__ import annotations

import sys
from dataclasses import MISSING, fields
from typing import Any, cast

from ._model import OpenEnumeration, Record, new


def new_record(module: str, name: str) -> Record | dict[str, Any]:
    """Return a record without any field set, or a stand-in if its class does not exist."""
    kind = _class_of(module, name, Record)
    return _OfNoClass() if kind is None else new(kind)


def new_value(module: str, name: str, text: str) -> str:
    """Return the value of an enumeration, or its text if the class does not exist."""
    kind = _class_of(module, name, OpenEnumeration)
    return text if kind is None else kind(text)


def fill(record: Record, state: tuple[Any, ...]) -> None:
    """Set all fields of a record; see `Record.__setstate__`."""
    attributes, held, *names = state
    values: dict[str, Any] = {**held, **(attributes or {})}
    for own in fields(record):
        value = values.get(own.name, MISSING)
        if value is not MISSING and not _is_of_no_class(value):
            del values[own.name]
        elif own.default_factory is not MISSING:
            value = own.default_factory()
        else:
            value = None if own.default is MISSING else own.default
        setattr(record, own.name, value)
    if values:
        _take_others(record, values, attributes or {}, *names)


def _take_others(
    record: Record,
    values: dict[str, Any],
    attributes: dict[str, Any],
    names: dict[str, str] | None = None,
) -> None:
    """Keep what no field holds: attributes of a derived class, and fields that were removed."""
    from ._dicts import plain  # noqa: PLC0415 - rarely needed

    extra: dict[str, Any] = {}
    for name, value in values.items():
        if name in attributes and hasattr(record, "__dict__"):
            setattr(record, name, value)
        elif value not in (None, []):
            extra[(names or {}).get(name, name)] = plain(value)
    if extra:
        record.extra = {**record.extra, **extra}


def _class_of(module: str, name: str, base: type[Any]) -> type[Any] | None:
    """Return the class with this name in a module, if this version of the package has it."""
    try:
        if module not in sys.modules:
            __import__(module)
        kind: object = getattr(sys.modules[module], name)
    except (ModuleNotFoundError, AttributeError):
        return None
    return kind if isinstance(kind, type) and issubclass(kind, base) else None


class _OfNoClass(dict[str, Any]):
    """The content, by names on the wire, of a record whose class does not exist in this version."""

    def __setstate__(self, state: tuple[Any, dict[str, Any], dict[str, str]]) -> None:
        _, held, names = state
        self.update({wire: held[name] for name, wire in names.items()}, **held["extra"])


def _is_of_no_class(value: object) -> bool:
    """Tell whether a value, or one in a list, is the stand-in for a record."""
    if type(value) is list:
        return _OfNoClass in map(type, cast("list[object]", value))
    return type(value) is _OfNoClass
