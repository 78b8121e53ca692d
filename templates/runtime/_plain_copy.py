"""Values of other classes as the plain values that they hold.

What is written is of exactly the classes that a schema's types have in Python. An instance of a class
derived from one of these (a text that is an enumeration or markup, a number of numpy, a timestamp of
pandas) is replaced by the value of the base class that it holds, by that class's own methods: nothing
that a derived class defines can change what is sent. All else stays as it is, and is refused.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import Field, fields
from decimal import Decimal
from functools import cache, partial
from math import isfinite
from typing import TYPE_CHECKING, Any, cast

from . import _dialect
from ._encode_parts import ElementText, Text
from ._interrupts import let_signals_through
from ._lexical import union
from ._model import OpenEnumeration, RawElement, Record, label, new
from ._qnames import QName
from ._verbatim import VERBATIM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ._fields import Declaration

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


# How to convert a value to its base class, and the parts in which both must agree: that excludes
# values that are invalid or out of range, such as NaT. datetime comes before date, its base.
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
# The annotations of fields whose values are written as texts or numbers, except dates.
_SCALARS = frozenset({"str", "int", "Decimal", "float", "bool"})
_XML_NAME = re.compile(r"(?:\{[^{}]*\})?[^\W\d][\w.\-·]*")
# The complement of https://www.w3.org/TR/xml/#charsets, as two sets, which compile far faster.
_NOT_XML_CHARACTER = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f]|[\ud800-\udfff\ufffe\uffff]")
IN_A_FIELD = "stands in a field of the record, too"
_ITEMS: Callable[[Any, slice], list[Any]] = cast("Any", list).__getitem__
_PAIRS: Callable[[Any], Iterable[tuple[Any, Any]]] = cast("Any", dict).items
_PLAIN = frozenset({type(None), bool, *(base for base, _, _ in _BASES), *VERBATIM.values()})


def class_name(value: object) -> str:
    """Return the name of a value's class, with its module unless it is built in or of the schema."""
    kind = type(value)
    return kind.__name__ if kind in _PLAIN else label(kind)


def is_plain(value: object) -> bool:
    """Tell whether a value is exactly of a class that can be written, or of an enumeration."""
    return type(value) in _PLAIN or issubclass(type(value), OpenEnumeration)


def unfit_character(text: str) -> str | None:
    """Describe the first character of a text that XML excludes, or return None."""
    unfit = _NOT_XML_CHARACTER.search(text)
    if unfit is None:
        return None
    return f"character U+{ord(unfit[0]):04X} at {unfit.start()} cannot be sent as XML"


def is_name(name: object) -> bool:
    """Tell whether this can name an element or an attribute, with its namespace in braces, if any."""
    if type(name) is not str or _XML_NAME.fullmatch(name) is None:
        return False
    return name.isascii() or (
        unfit_character(name) is None
        and _rare_name().fullmatch(name.rpartition("}")[2]) is not None
    )


@cache
def _rare_name() -> re.Pattern[str]:
    """Return the pattern of names (https://www.w3.org/TR/xml/#NT-Name) that all parsers accept."""
    start = (
        "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
        "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
    )
    return re.compile(f"[{start}][{start}\\-.0-9\xb7\u0300-\u036f\u203f\u2040]*")


def is_element_name(name: object) -> bool:
    """Tell whether this can name an element of `extra`, which has no namespace of its own."""
    return is_name(name) and "{" not in cast("str", name)


def is_name_beside(name: object, *, is_inside: bool) -> bool:
    """Tell whether this can be a name in `extra`, or inside a value of it."""
    if not _dialect.QUALIFIED:
        return is_element_name(name)
    return is_name(name) or (is_inside and is_raw_key(name))


def taken(declared: Declaration, record: object) -> set[str]:
    """Return the names of elements that a record's fields hold, and that `extra` cannot repeat."""
    found: set[str] = set()
    for name, field in declared.fields:
        value: object = getattr(record, name)
        if field.role in {"any_elements", "content"}:
            items = cast("list[object]", value) if isinstance(value, list) else []
            found |= {item.name for item in items if isinstance(item, RawElement)}
            found |= {part.key for part in field.parts}
        elif field.role == "attribute":
            if _dialect.QUALIFIED and value is not None:
                found.add(field.key)
        elif field.role == "element" and field.repeated:
            continue  # an unreadable item may be beside the others
        elif field.counts_always or value is not None:
            found.add(field.key)
    return found


def is_raw_key(key: object) -> bool:
    """Tell whether this can be a key in the value of a RawElement."""
    if type(key) is not str:
        return False
    name = key.removeprefix("@xmlns:" if key.startswith("@xmlns:") else "@")
    own = name.removeprefix("xml:")
    return key in {"#text", "#content"} or (is_name(own) and (own == name or "{" not in own))


class PlainCopier:
    """Makes copies with plain values.

    `replaced` are the classes of values that were not plain, by their path, and `refused` what cannot
    be sent in any field. With `as_texts`, any value of a field for texts becomes one; for XML, a text
    is then one that goes out escaped from whatever field it stands in.
    """

    def __init__(self, *, as_texts: bool, is_xml: bool = False) -> None:
        self.replaced: dict[str, str] = {}
        self.refused: list[str] = []
        self._as_texts = as_texts
        self._text: Callable[[str], str] = Text if as_texts and is_xml else str

    def copy(self, value: object, path: str) -> Any:  # noqa: ANN401 - any value
        """Return a plain value, or a copy in which all values are plain."""
        kind = type(value)
        if kind in _PLAIN:
            return self._checked(value, path)
        if kind is QName:
            return value
        if issubclass(kind, (Record, RawElement, list, dict)):
            return self._structure(value, path)
        if issubclass(kind, OpenEnumeration):
            return self._enumeration(cast("OpenEnumeration", value), path)
        for base, held, parts in _BASES:
            if issubclass(kind, base) and _agree(value, found := held(value), parts):
                self.replaced[path] = class_name(value)
                return self._checked(found, path)
        self.refused.append(f"{path}: {class_name(value)} cannot be sent")
        return value

    def _structure(self, value: object, path: str) -> object:
        if isinstance(value, Record):
            return self._record(value, path)
        if isinstance(value, RawElement):
            self._require_name(value.name, path, is_name)
            return RawElement(self.copy(value.name, path), self.copy(value.value, path))
        if issubclass(type(value), list):
            items = _ITEMS(value, slice(None))
            return [self.copy(item, f"{path}[{index}]") for index, item in enumerate(items)]
        return self._pairs(value, path, is_raw_key)

    def _pairs(
        self,
        value: object,
        path: str,
        fits: Callable[[object], bool],
        to: Callable[[object, str], object] = lambda value, _: value,
    ) -> object:
        """Return a copy of a dictionary with checked names and converted values."""
        copied: dict[Any, Any] = {}
        for given, item in _PAIRS(value):
            name = self.copy(given, path)
            self._require_name(given, path, fits)
            inner = f"{path}.{given if type(given) is str else class_name(given)}"
            copied[name] = to(self.copy(item, inner), inner)
        return copied

    def _require_name(
        self,
        name: object,
        path: str,
        fits: Callable[[object], bool],
        what: str = "a name in XML",
    ) -> None:
        """Refuse what would not be a name in a document."""
        held = str.__str__(name) if isinstance(name, str) else name
        if self._as_texts and not fits(held):
            shown = f"{held!r:.80}" if isinstance(held, str) else class_name(held)
            self.refused.append(f"{path}: {shown} is not {what}")

    def _checked(self, value: object, path: str) -> object:
        """Return a value, as escaped text where required; refuse what no document can contain."""
        if type(value) is str:
            if self._as_texts and (unfit := unfit_character(value)) is not None:
                self.refused.append(f"{path}: {unfit}")
            return self._text(value)
        if (type(value) is Decimal and not value.is_finite()) or (
            type(value) is float and not isfinite(value) and not _dialect.SENDS_INFINITE
        ):
            self.refused.append(f"{path}: {value} is not a finite number")
        return value

    def _enumeration(self, value: OpenEnumeration, path: str) -> OpenEnumeration:
        if not self._as_texts:
            return value
        copied = type(value).unlisted(self.copy(value.text, path))
        copied.is_known = value.is_known
        return copied

    def _record(self, value: Record, path: str) -> Record:
        copied = new(type(value))
        for own in fields(value):
            item: object = getattr(value, own.name)
            if own.name == "extra":
                item = self._extra(item, value, f"{path}.extra") if item else {}
            else:
                inner = f"{path}.{own.metadata.get('name', own.name)}"
                item = self._field(item, own, inner)
            setattr(copied, own.name, item)
        prefixes: dict[str, str] = getattr(value, "_prefixes", {})
        if prefixes:  # the root of a document
            cast("Any", copied).note_prefixes(prefixes)
        return copied

    def _extra(self, values: object, record: Record, path: str) -> object:
        """Return a copy of a record's data beside its fields."""
        if issubclass(type(values), dict):
            declared: Declaration = cast("Any", record)._declared  # noqa: SLF001 - a record's own
            names = taken(declared, record) if self._as_texts else ()
            for name, _ in _PAIRS(values):
                if name in names and (
                    name.startswith("@") or name in declared.divided(dict(_PAIRS(values)))[0]
                ):
                    self.refused.append(f"{path}.{name}: {IN_A_FIELD}")
            others, said = declared.divided(dict(_PAIRS(values)))
            if said:
                copied: Any = self._elements(others, path)
                return {**copied, **said}
        elif self._as_texts:
            self.refused.append(f"{path}: {class_name(values)} is not a dict")
        return self._elements(values, path)

    def _elements(self, value: object, path: str, *, is_inside: bool = False) -> object:
        """Return a copy of a value, a dictionary of elements, or a list of these."""
        if issubclass(type(value), dict):
            copied: dict[Any, Any] = {}
            fits = partial(is_name_beside, is_inside=is_inside)
            for given, item in _PAIRS(value):
                self._require_name(given, path, fits, "the name of an element")
                inner = f"{path}.{given if type(given) is str else class_name(given)}"
                copied[self._name(given, path)] = self._elements(item, inner, is_inside=True)
            return copied
        if issubclass(type(value), list):
            items = _ITEMS(value, slice(None))
            return [
                self._elements(item, f"{path}[{index}]", is_inside=True)
                for index, item in enumerate(items)
            ]
        copy: object = self.copy(value, path)
        return self._as_scalar(copy, path) if self._as_texts else copy

    def _name(self, given: object, path: str) -> object:
        """Return the plain text of a name, which is never escaped."""
        return str.__str__(given) if isinstance(given, str) else self.copy(given, path)

    def _field(self, value: object, own: Field[Any], path: str) -> object:
        form = own.metadata.get("type")
        if form == "Attributes" and self._as_texts and issubclass(type(value), dict):
            return self._pairs(value, path, is_name, self._as_text)
        copied: object = self.copy(value, path)
        annotation = str(own.type)
        held = annotation.replace(" | None", "").removeprefix("list[").removesuffix("]")
        if not self._as_texts:
            return self._each(copied, path, _text_of) if held == "str" else copied
        repeats = annotation.startswith("list[")
        if repeats and copied is not None and not issubclass(type(copied), list):
            self.refused.append(f"{path}: {class_name(value)} is not a list")
            return value
        if held not in _SCALARS:
            return copied
        to = self._as_scalar
        if held == "str":
            to = self._as_text if form == "Attribute" else self._as_element_text
        return self._each(copied, path, to) if repeats else to(copied, path)

    @staticmethod
    def _each(value: object, path: str, to: Callable[[object, str], object]) -> object:
        """Return a value, or each item of a list, converted."""
        if type(value) is not list:
            return to(value, path)
        items = cast("list[object]", value)
        return [to(item, f"{path}[{index}]") for index, item in enumerate(items)]

    def _as_text(self, value: object, path: str) -> object:
        """Return a value as the text that it would be in a field of its own type."""
        return value if (value := self._as_scalar(value, path)) is None else union(value)

    def _as_element_text(self, value: object, path: str) -> object:
        text = self._as_text(value, path)
        return ElementText(str.__str__(text)) if isinstance(text, Text) else text

    def _as_scalar(self, value: object, path: str) -> object:
        """Return a value if it has a single text; refuse it otherwise."""
        if value is None or (type(value) is not bytes and is_plain(value)) or type(value) is Text:
            return value
        if is_plain(value) or issubclass(type(value), (Record, RawElement, list, dict)):
            self.refused.append(f"{path}: {class_name(value)} cannot be sent as a text")
        return None


def _agree(value: object, found: object, parts: tuple[str, ...]) -> bool:
    """Tell whether a value and its conversion to the base class agree in these parts."""
    try:
        return all(bool(getattr(value, part) == getattr(found, part)) for part in parts)
    except Exception as error:  # noqa: BLE001 - a user's class may raise anything
        let_signals_through(error)
        return False


def _text_of(value: object, _: str) -> object:
    """Return the text of an enumeration's value, as fields for texts hold it."""
    return value.text if isinstance(value, OpenEnumeration) else value
