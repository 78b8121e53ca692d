"""Values of simple types: whether a text is one, and what it is in Python.

It takes what a schema may say as a default or in a facet, and is a literal in Python: so it refuses numbers
that are too long, and knows names with prefixes. `diff.inclusion.lexical_spaces` decides what a validator
accepts. Patterns, periods and instants are those of a client's runtime.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from neto_gen.contract.model import Enumeration, ListType, Scalar, UnionType
from neto_gen.contract.schema_text import SPACE, SchemaText, spaced, words
from neto_gen.contract.xsd import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from neto_gen.contract.model import SimpleType

Value = str | int | Decimal | float | bool
"""The value of a default or a fixed value, where Python has a literal for it."""


class CompiledPattern(Protocol):
    """A regular expression of XML Schema."""

    def matches(self, text: str) -> bool:
        """Tell whether the whole text matches."""
        ...


# The module that every client carries, so that a client can match every pattern that a build accepts. It is
# part of this package only once installed, not in the repository.
_patterns = import_module("neto_gen.templates.runtime._pattern")
compile_pattern: Callable[[str], CompiledPattern] = _patterns.compile_pattern
"""The regular expression of a pattern. Raises ValueError when it is none."""
UNESCAPED: frozenset[str] = _patterns.UNESCAPED
"""Characters that need no escape in a pattern, and that XML Schema allows none for."""

_order_of_periods: Callable[[str, str], int | None] = import_module(
    "neto_gen.templates.runtime._calendar"
).order
_instant: Callable[[str, str], tuple[int, str]] = import_module(
    "neto_gen.templates.runtime._xsd_dates"
).bound

_WHOLE = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_FLOAT = re.compile(rf"(?:{_DECIMAL.pattern})(?:[eE][+-]?[0-9]{{1,4}})?|-?INF|NaN")
_DATE = r"-?(?:[1-9][0-9]{4,}|[0-9]{4})-[0-9]{2}-[0-9]{2}"
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
_FURTHEST = 14 * 60 * 60  # seconds
_EXPANDED = re.compile(rf"(?:\{{[^{{}}]*\}})?{vocabulary.NCNAME.pattern}")
_PREFIXED = re.compile(rf"(?:({vocabulary.NCNAME.pattern}):)?({vocabulary.NCNAME.pattern})")
# The Gregorian calendar repeats after so many years.
_YEARS, _LEAP_YEAR = 400, 2000


def order(one: str, other: str) -> int | None:
    """Compare two dates, times, periods or durations: return -1, 0 or 1.

    Returns None where that is undecided: a value without a time zone may be up to 14 hours earlier
    or later.
    """
    kind = _kind_of_moment(one)
    if kind is None:
        return _order_of_periods(one, other)
    try:
        own, limit = _instant(kind, one), _instant(kind, other)
    except ValueError:  # no such date
        return None
    is_decided = _has_zone(one) == _has_zone(other) or abs(own[0] - limit[0]) > _FURTHEST
    return (own > limit) - (own < limit) if is_decided else None


def _kind_of_moment(text: str) -> str | None:
    kinds = {"dateTime": "date_time", "date": "date", "time": "time"}
    return next((own for name, own in kinds.items() if _MOMENTS[name].fullmatch(text)), None)


def _has_zone(text: str) -> bool:
    return re.search(f"{_ZONE}$", text) is not None


def value_of(simple_type: SimpleType, text: str) -> Value | None:
    """Return the value of a text of a simple type, or None where Python has no literal for it.

    Raises ValueError when it is no value of the type.
    """
    if isinstance(simple_type, ListType):
        for token in words(text):
            value_of(simple_type.item, token)
        return None
    if isinstance(simple_type, UnionType):
        return value_of(*_decided(simple_type, text))
    if isinstance(simple_type, Enumeration):
        text = normalized(simple_type, text)
        if SchemaText(text) not in simple_type.values:
            message = "is not one of the values of its type"
            raise ValueError(message)
        return text
    builtin = simple_type.builtin
    if builtin in vocabulary.NAMES and not _EXPANDED.fullmatch(text.strip(SPACE)):
        message = f"is not a value of xs:{builtin}, or its prefix is not declared"
        raise ValueError(message)
    text = spaced(simple_type.space, text)
    parse = _PARSERS.get(builtin)
    if parse is None:
        return text
    try:
        return parse(text)
    except (ValueError, KeyError, binascii.Error):
        message = f"is not a value of xs:{builtin}"
        raise ValueError(message) from None


def expanded(simple_type: SimpleType, text: str, namespaces: Mapping[str, str]) -> str:
    """Return a text of a schema with its names as `{namespace}name`, if its type holds names."""
    if isinstance(simple_type, ListType):
        return " ".join(expanded(simple_type.item, token, namespaces) for token in words(text))
    if isinstance(simple_type, UnionType):
        members = simple_type.members
        texts = ((member, expanded(member, text, namespaces)) for member in members)
        return next((found for member, found in texts if is_valid_text(member, found)), text)
    if simple_type.builtin not in vocabulary.NAMES:
        return text
    found = _PREFIXED.fullmatch(text.strip(SPACE))
    if found is None or (found[1] or "") not in {*namespaces, ""}:
        return text
    namespace = namespaces.get(found[1] or "", "")
    return f"{{{namespace}}}{found[2]}" if namespace else found[2]


def require_value(simple_type: SimpleType, text: str) -> None:
    """Raise ValueError when a text is no value of a simple type, by its form or by its facets."""
    _decided(simple_type, text)


def _decided(simple_type: SimpleType, text: str) -> tuple[SimpleType, str]:
    """Return the type that a text is a value of, and the text in the white space of that type.

    This is the type itself, unless it is a union: then it is the first member that takes the text.
    Raises ValueError when the text is no value.
    """
    if isinstance(simple_type, UnionType):
        type_, text = _member(simple_type, text)
    else:
        value_of(simple_type, text)
        type_, text = simple_type, normalized(simple_type, text)
    if isinstance(simple_type, Enumeration):
        return type_, text
    facets = simple_type.facets
    if isinstance(simple_type, Scalar):
        length = _length(simple_type.builtin, text)
        require_bounds(simple_type, text)
    else:
        length = len(words(text))
        if isinstance(simple_type, ListType):
            for token in words(text):
                require_value(simple_type.item, token)
    for what, limit, fits in (
        ("length", facets.length, length.__eq__),
        ("minLength", facets.min_length, length.__ge__),
        ("maxLength", facets.max_length, length.__le__),
    ):
        if limit is not None and not fits(limit):
            message = f"does not fit the {what} {limit} of its type"
            raise ValueError(message)
    if isinstance(type_, Scalar) and type_.builtin in vocabulary.NAMES:
        pass  # names with a prefix, which may be any
    elif not all(compile_pattern(pattern.untrusted).matches(text) for pattern in facets.patterns):
        message = "does not match a pattern of its type"
        raise ValueError(message)
    if facets.values and not any(
        _is_listed(simple_type, (type_, text), listed.untrusted) for listed in facets.values
    ):
        message = "is not one of the values of its type"
        raise ValueError(message)
    return type_, text


def _member(union: UnionType, text: str) -> tuple[SimpleType, str]:
    for member in union.members:
        try:
            return _decided(member, text)
        except ValueError:
            continue
    message = "is not a value of any type of its union"
    raise ValueError(message)


def normalized(simple_type: SimpleType, text: str) -> str:
    """Return a text with white space treated as its type requires."""
    if isinstance(simple_type, UnionType):
        try:
            return _member(simple_type, text)[1]
        except ValueError:
            return text
    return spaced("collapse" if isinstance(simple_type, ListType) else simple_type.space, text)


def _length(builtin: str, text: str) -> int:
    """Return the length that facets limit: bytes for binary types, else characters."""
    if builtin == "hexBinary":
        return len(text) // 2
    return len(base64.b64decode(text)) if builtin == "base64Binary" else len(text)


def require_bounds(simple_type: Scalar, text: str) -> None:
    """Raise ValueError when a value is not within the bounds and the digits of its type."""
    facets = simple_type.facets
    for what, bound, orders in (
        ("at least", facets.min_inclusive, (0, 1)),
        ("at most", facets.max_inclusive, (-1, 0)),
        ("more than", facets.min_exclusive, (1,)),
        ("less than", facets.max_exclusive, (-1,)),
    ):
        if bound is None:
            continue
        compared = _compared(text.strip(SPACE), bound)
        if compared is None and simple_type.builtin in vocabulary.TIMES:
            continue
        if compared not in orders:
            shown = bound.untrusted if isinstance(bound, SchemaText) else bound
            message = f"is not {what} {shown}"
            raise ValueError(message)
    if simple_type.builtin not in vocabulary.NUMBERS:
        return
    whole, _, fraction = text.strip(SPACE).lstrip("+-").partition(".")
    whole, fraction = whole.lstrip("0"), fraction.rstrip("0")
    if facets.fraction_digits is not None and len(fraction) > facets.fraction_digits:
        message = f"has more than {facets.fraction_digits} digits after the point"
        raise ValueError(message)
    digits = len(whole + fraction) if whole else len(fraction.lstrip("0"))
    if facets.total_digits is not None and digits > facets.total_digits:
        message = f"has more than {facets.total_digits} digits"
        raise ValueError(message)


def _compared(text: str, bound: Decimal | SchemaText) -> int | None:
    """Compare a value with a bound: return -1, 0 or 1, or None where that is undecided."""
    if isinstance(bound, SchemaText):
        return order(text, bound.untrusted)
    value = Decimal(text.strip(SPACE).replace("INF", "Infinity"))
    return None if value.is_nan() else (value > bound) - (value < bound)


def is_same(simple_type: SimpleType, text: str, other: str) -> bool:
    """Tell whether two texts of a type have the same value.

    Raises ValueError when one of them is no value of the type.
    """
    if isinstance(simple_type, UnionType):
        return _is_listed(simple_type, _decided(simple_type, text), other)
    if isinstance(simple_type, ListType):
        items = words(text), words(other)
        pairs = zip(*items, strict=False)
        return len(items[0]) == len(items[1]) and all(is_same(simple_type.item, *p) for p in pairs)
    values = value_of(simple_type, text), value_of(simple_type, other)
    texts = normalized(simple_type, text), normalized(simple_type, other)
    if texts[0] == texts[1]:
        return True
    builtin = simple_type.builtin if isinstance(simple_type, Scalar) else ""
    if builtin in vocabulary.TIMES or builtin in vocabulary.LEXICALS:
        return order(*texts) == 0
    if builtin in vocabulary.BINARIES:
        return _bytes(builtin, text) == _bytes(builtin, other)
    return values[0] == values[1]


def _is_listed(simple_type: SimpleType, found: tuple[SimpleType, str], listed: str) -> bool:
    """Tell whether a text, as it is decided, has the same value as another one."""
    type_, text = found
    if not isinstance(simple_type, UnionType):
        return is_same(simple_type, text, listed)
    try:
        own, listed = _member(simple_type, listed)
    except ValueError:  # reported where it is listed
        return False
    return own == type_ and is_same(type_, text, listed)


def _bytes(builtin: str, text: str) -> bytes:
    digits = "".join(words(text))
    return bytes.fromhex(digits) if builtin == "hexBinary" else base64.b64decode(digits)


def is_valid_text(simple_type: SimpleType, text: str) -> bool:
    """Tell whether a text is valid for a type and its facets."""
    try:
        require_value(simple_type, text)
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
    """Return a function that checks a date, a time, or both; it raises ValueError."""

    def parse(text: str) -> None:
        found = form.fullmatch(text)
        if found is None:
            raise ValueError
        if found[1]:
            year, month, day = found[1].rsplit("-", 2)
            dt.date(_LEAP_YEAR + int(year) % _YEARS, int(month), int(day))
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
    found = base64.b64decode("".join(words(text)), validate=True)
    if base64.b64encode(found).decode() != "".join(words(text)):
        raise ValueError  # unused bits must be zero


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
