"""Values of simple types, by the letter of XML Schema: what a text is, and how a value can be spelled.

https://www.w3.org/TR/xmlschema-2/#built-in-primitive-datatypes

It makes values of Python, which a dialect may spell in its own way; neto-gen, which judges texts alone, has
forms of its own.
"""

from __future__ import annotations

import datetime as dt
import re
from binascii import a2b_base64
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

from . import _dialect, _lexical, _xsd_dates
from ._limits import MOST_DIGITS
from ._pattern import compile_pattern
from ._verbatim import MOMENTS, keep, plain, text_of
from ._whitespace import collapsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DOUBLE = re.compile(rf"{_DECIMAL.pattern}(?:[eE][+-]?[0-9]+)?")
_SPECIAL = {"INF": "inf", "-INF": "-inf", "NaN": "nan"}
_HEXADECIMAL = re.compile(r"(?:[0-9a-fA-F]{2})*")
_OF_FOUR = "[A-Za-z0-9+/] ?"
_BASE64 = re.compile(
    f"(?:(?:{_OF_FOUR}){{4}})*(?:(?:{_OF_FOUR}){{3}}[A-Za-z0-9+/]"
    f"|(?:{_OF_FOUR}){{2}}[AEIMQUYcgkosw048] ?=|{_OF_FOUR}[AQgw] ?= ?=)?"
)
_BOOLEANS = {
    "true": True,
    "1": True,
    "false": False,
    "0": False,
    _dialect.TRUE: True,
    _dialect.FALSE: False,
}
# To so many digits a number is filled up with zeros, if its schema has a form that wants them.
_MOST_ZEROS = 24


def read(kind: str, text: str) -> Any:  # noqa: ANN401 - of any type
    """Return the value of a text without surrounding white space. Raises ValueError if it has none."""
    return _READ[kind](text)


def is_written(kind: str, text: str) -> bool:
    """Tell whether a text has a kind's lexical form, with or without white space around it."""
    if kind not in _READ:
        return True
    try:
        read(kind, collapsed(text))
    except ValueError:
        return False
    return True


def _boolean(text: str) -> bool:
    if text not in _BOOLEANS:
        raise ValueError("neither true nor false")
    return _BOOLEANS[text]


def _matching(form: re.Pattern[str], text: str) -> str:
    if len(text) > MOST_DIGITS or form.fullmatch(text) is None:
        raise ValueError("not of the form of a number")
    return text


def _double(text: str) -> float:
    return float(_SPECIAL[text] if text in _SPECIAL else _matching(_DOUBLE, text))


def _base64(text: str) -> bytes:
    if _BASE64.fullmatch(text) is None:
        raise ValueError("not of the form of base 64")
    return a2b_base64(text)


def _hexadecimal(text: str) -> bytes:
    if _HEXADECIMAL.fullmatch(text) is None:
        raise ValueError("not two digits for each byte")
    return bytes.fromhex(text)


def _date_time(text: str) -> Any:  # noqa: ANN401 - a date with a time
    if not _dialect.DATE_TIME_IN_UTC:
        return _xsd_dates.date_time(text)
    mark = len("2026-11-24")
    found = _xsd_dates.date_time(
        f"{text[:mark]}T{text[mark + 1 :]}" if text[mark:][:1] == " " else text
    )
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


_READ: dict[str, Callable[[str], Any]] = {
    "integer": lambda text: int(_matching(_INTEGER, text)),
    "decimal": lambda text: Decimal(_matching(_DECIMAL, text)),
    "double": _double,
    "boolean": _boolean,
    "date_time": _date_time,
    "date": _xsd_dates.date,
    "time": _xsd_dates.time,
    "base64": _base64,
    "hexadecimal": _hexadecimal,
}


def kept(kind: str, value: Any, text: str) -> Any:  # noqa: ANN401 - of any type
    """Return a value with the text that it was read from, if it would be written differently."""
    text = collapsed(text)
    if value is None or _lexical.WRITE[kind](value) == text:
        return value
    try:
        found = read(kind, text)
    except ValueError:  # what is tolerated is not written
        return value
    return keep(plain(found), text, kind)


def same(kind: str, value: Any) -> object:  # noqa: ANN401 - of any type
    """Return a key that equal values share."""
    if kind in MOMENTS:
        return _xsd_dates.identity(kind, value)
    return "NaN" if kind == "double" and value != value else value  # noqa: PLR0124 - of NaN alone


def listed(kind: str, texts: Sequence[object]) -> Iterator[object]:
    """Yield the keys of listed values, as `same` returns them."""
    for text in texts:
        if isinstance(text, str) and kind in _READ:
            try:
                yield same(kind, read(kind, text))
            except ValueError:
                continue


def write(kind: str, value: Any, patterns: Sequence[str] = ()) -> str:  # noqa: ANN401 - any type
    """Return the text of a value: that which it was read with, or the first that matches all patterns."""
    own, usual = text_of(value, kind), _lexical.WRITE[kind](value)
    if not patterns:
        return own or usual
    forms = [compile_pattern(pattern) for pattern in patterns]
    others = _SPELLINGS.get(kind)
    for text in chain((own or usual, usual), others(usual) if others else ()):
        if all(form.matches(text) for form in forms):
            return text
    return own or usual


def _as_digits(text: str) -> Iterator[str]:
    """Yield other spellings of true and false."""
    yield {_dialect.TRUE: "1", _dialect.FALSE: "0"}.get(text, text)
    yield {_dialect.TRUE: "true", _dialect.FALSE: "false"}.get(text, text)


def _with_zeros(text: str) -> Iterator[str]:
    """Yield a number with zeros before it and after its fraction, and with a plus sign."""
    sign, digits = ("-", text[1:]) if text[:1] == "-" else ("", text)
    whole, _, fraction = digits.partition(".")
    fraction = fraction.rstrip("0")
    for start in dict.fromkeys((sign, sign or "+")):
        for more in range(_MOST_ZEROS):
            front = f"{start}{'0' * more}{whole}"
            yield front if not fraction else f"{front}.{fraction}"
            for zeros in range(1, _MOST_ZEROS):
                yield f"{front}.{fraction}{'0' * zeros}"
        if whole == "0" and fraction:
            yield f"{start}.{fraction}"


def _whole_with_zeros(text: str) -> Iterator[str]:
    sign, digits = ("-", text[1:]) if text[:1] == "-" else ("", text)
    for start in dict.fromkeys((sign, sign or "+")):
        yield from (f"{start}{'0' * more}{digits}" for more in range(_MOST_ZEROS))


def _with_exponent(text: str) -> Iterator[str]:
    """Yield a floating-point number in plain digits, and with exponents."""
    if text in _SPECIAL:
        return
    number = Decimal(text)
    sign, digits, _ = number.as_tuple()
    if abs(number.adjusted()) < _MOST_ZEROS:
        yield from _with_zeros(f"{number:f}")
    significant = "".join(map(str, digits)).rstrip("0") or "0"
    exponent = number.adjusted() if number else 0
    start = "-" if sign else ""
    fraction = significant[1:]
    for zeros in range(_MOST_ZEROS):
        behind = f"{fraction}{'0' * zeros}"
        mantissa = f"{start}{significant[0]}{'.' if behind else ''}{behind}"
        for letter in "Ee":
            for size in (f"{exponent}", f"{exponent:+}", f"{exponent:02}", f"{exponent:+03}"):
                yield f"{mantissa}{letter}{size}"


_FRACTION = re.compile(r"(.*:[0-9]{2})(?:\.([0-9]+))?((?:Z|[+-][0-9]{2}:[0-9]{2})?)")


def _with_fraction(text: str) -> Iterator[str]:
    """Yield a time with more digits in its seconds, and other signs for UTC."""
    found = _FRACTION.fullmatch(text)
    if found is None:
        return
    start, fraction, zone = found[1], (found[2] or "").rstrip("0"), found[3]
    for written in ("Z", "+00:00", "-00:00") if zone == "Z" else (zone,):
        yield f"{start}{'.' if fraction else ''}{fraction}{written}"
        for zeros in range(1, 13 - len(fraction)):
            yield f"{start}.{fraction}{'0' * zeros}{written}"


_SPELLINGS: dict[str, Callable[[str], Iterator[str]]] = {
    "boolean": _as_digits,
    "integer": _whole_with_zeros,
    "decimal": _with_zeros,
    "double": _with_exponent,
    "date_time": _with_fraction,
    "time": _with_fraction,
    "hexadecimal": lambda text: iter((text.lower(),)),
}
