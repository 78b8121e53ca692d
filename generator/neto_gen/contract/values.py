"""Values of simple types: whether a text is one, and what it is in Python."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from neto_gen.contract import vocabulary
from neto_gen.contract.model import Enumeration, ListType, UnionType
from neto_gen.contract.text import SchemaText

if TYPE_CHECKING:
    from collections.abc import Callable

    from neto_gen.contract.model import SimpleType

Value = str | int | Decimal | float | bool
"""The value of a default or a fixed value, where Python has a literal for it."""


class Pattern(Protocol):
    """A regular expression of XML Schema."""

    def matches(self, text: str) -> bool:
        """Whether the whole text matches."""
        ...


# The module that every client carries, so that what a build accepts a client can match. It is no
# part of this package in the repository, only once installed.
_patterns = import_module("neto_gen.templates.runtime._pattern")
compile_pattern: Callable[[str], Pattern] = _patterns.compile_pattern
"""The regular expression of a pattern. Raises ValueError when it is none."""

_WHOLE = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_FLOAT = re.compile(rf"(?:{_DECIMAL.pattern})(?:[eE][+-]?[0-9]{{1,4}})?|-?INF|NaN")
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
_ZONE = r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
_MOMENTS = {
    "date": re.compile(rf"({_DATE})()(?:{_ZONE})?"),
    "dateTime": re.compile(rf"({_DATE})T({_TIME})(?:{_ZONE})?"),
    "dateTimeStamp": re.compile(rf"({_DATE})T({_TIME}){_ZONE}"),
    "time": re.compile(rf"()({_TIME})(?:{_ZONE})?"),
}
_END_OF_DAY = re.compile(r"24:00:00(?:\.0+)?")
_LONGEST_NUMBER = 1000


def value_of(simple_type: SimpleType, text: str) -> Value | None:
    """The value that a text of a simple type has, or None where Python has no literal for it.

    Raises ValueError when it is no value of the type.
    """
    if isinstance(simple_type, ListType):
        for token in text.split():
            value_of(simple_type.item, token)
        return None
    if isinstance(simple_type, UnionType):
        if not any(_is_value(member, text) for member in simple_type.members):
            message = "is not a value of any type of its union"
            raise ValueError(message)
        return None
    if isinstance(simple_type, Enumeration):
        if SchemaText(text) not in simple_type.values:
            message = "is not one of the values of its type"
            raise ValueError(message)
        return text
    builtin = simple_type.builtin
    if builtin not in {"string", "normalizedString", *vocabulary.ANY_SIMPLE}:
        text = text.strip()
    parse = _PARSERS.get(builtin)
    if parse is None:
        return text
    try:
        return parse(text)
    except (ValueError, KeyError, binascii.Error):
        message = f"is not a value of xs:{builtin}"
        raise ValueError(message) from None


def _is_value(simple_type: SimpleType, text: str) -> bool:
    try:
        value_of(simple_type, text)
    except ValueError:
        return False
    return True


def _whole(text: str) -> int:
    return int(_matching(_WHOLE, text))


def _decimal(text: str) -> Decimal:
    return Decimal(_matching(_DECIMAL, text))


def _float(text: str) -> float:
    return float(_matching(_FLOAT, text))


def _matching(form: re.Pattern[str], text: str) -> str:
    if len(text) > _LONGEST_NUMBER or not form.fullmatch(text):
        raise ValueError
    return text


def _moment(form: re.Pattern[str]) -> Callable[[str], None]:
    """Checks a date, a time, or both."""

    def parse(text: str) -> None:
        found = form.fullmatch(text)
        if found is None:
            raise ValueError
        if found[1]:
            dt.date.fromisoformat(found[1])
        if found[2] and not _END_OF_DAY.fullmatch(found[2]):
            dt.time.fromisoformat(found[2][:8])

    return parse


def _of_form(form: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not compile_pattern(form).matches(text):
            raise ValueError
        return text

    return parse


def _base64(text: str) -> None:
    base64.b64decode("".join(text.split()), validate=True)


def _hexadecimal(text: str) -> None:
    binascii.unhexlify(text)


_PARSERS: dict[str, Callable[[str], Value | None]] = {
    **dict.fromkeys(vocabulary.INTEGERS, _whole),
    **dict.fromkeys(vocabulary.FLOATS, _float),
    **{name: _of_form(form) for name, form in vocabulary.STRINGS.items() if form is not None},
    **{name: _of_form(form) for name, form in vocabulary.LEXICALS.items()},
    **{name: _moment(form) for name, form in _MOMENTS.items()},
    "decimal": _decimal,
    "boolean": vocabulary.BOOLEANS.__getitem__,
    "base64Binary": _base64,
    "hexBinary": _hexadecimal,
}
