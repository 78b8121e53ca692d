"""Simple types of XML Schema as types of Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neto_gen.contract import vocabulary
from neto_gen.contract.model import Enumeration, Scalar
from neto_gen.python.code import Code, literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from neto_gen.contract.model import Facets


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of Python that values of some built-in types have.

    `name` is what the functions of the client's runtime that read, check and write such values are
    called; `annotation` is the type; `described` names it in documentation.
    """

    name: Code
    annotation: Code
    described: Code


STRING: Final = Kind(Code("string"), Code("str"), Code("text"))
INTEGER: Final = Kind(Code("integer"), Code("int"), Code("whole number"))
DECIMAL: Final = Kind(Code("decimal"), Code("Decimal"), Code("decimal number"))
DOUBLE: Final = Kind(Code("double"), Code("float"), Code("floating-point number"))
BOOLEAN: Final = Kind(Code("boolean"), Code("bool"), Code("True or False"))
DATE_TIME: Final = Kind(Code("date_time"), Code("datetime"), Code("date and time, in UTC"))
DATE: Final = Kind(Code("date"), Code("date"), Code("date"))
# An enumeration that is told apart from a scalar by the class that it names.
ENUMERATION: Final = Kind(Code("enumeration"), Code(""), Code("one of the values of"))

_KINDS: Final = {
    **dict.fromkeys(vocabulary.STRINGS, STRING),
    **dict.fromkeys(vocabulary.INTEGERS, INTEGER),
    **dict.fromkeys(vocabulary.FLOATS, DOUBLE),
    "decimal": DECIMAL,
    "boolean": BOOLEAN,
    "dateTime": DATE_TIME,
    "date": DATE,
}


def kind_of(simple_type: Scalar | Enumeration) -> Kind:
    """The kind of a simple type. An enumeration of True and False is a boolean."""
    if isinstance(simple_type, Scalar):
        return _KINDS[simple_type.builtin]
    values = {value.untrusted for value in simple_type.values}
    return BOOLEAN if values == {"True", "False"} else ENUMERATION


def facet_arguments(facets: Facets, kind: Kind) -> list[tuple[Code, Code]]:
    """The facets that are set, as names and literals of Python; the names are xsdata's."""
    return [(name, _number(value, kind)) for name, value in _facets(facets)]


def facets_described(facets: Facets) -> list[Code]:
    """What the facets demand, in words."""
    words = {
        "length": "exactly {} characters",
        "min_length": "at least {} characters",
        "max_length": "at most {} characters",
        "min_inclusive": "at least {}",
        "max_inclusive": "at most {}",
        "min_exclusive": "more than {}",
        "max_exclusive": "less than {}",
        "total_digits": "at most {} digits",
        "fraction_digits": "at most {} digits after the point",
    }
    return [Code(words[name].format(f"{value:,}")) for name, value in _facets(facets)]


def _facets(facets: Facets) -> Iterator[tuple[Code, Decimal | int]]:
    for name in (
        "length",
        "min_length",
        "max_length",
        "min_inclusive",
        "max_inclusive",
        "min_exclusive",
        "max_exclusive",
        "total_digits",
        "fraction_digits",
    ):
        value: Decimal | int | None = getattr(facets, name)
        if value is not None:
            yield Code(name), value


def _number(value: Decimal | int, kind: Kind) -> Code:
    return literal(int(value) if kind is INTEGER else value)
