"""The facets of one step of restriction: which a type can have, and what they come to.

https://www.w3.org/TR/xmlschema-2/#defn-coss lists which facets go with which type.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import product
from math import inf
from typing import TYPE_CHECKING, TypedDict

from neto_gen.contract.model import Enumeration, Facets, ListType, Scalar, UnionType
from neto_gen.contract.resolve.values import (
    UNESCAPED,
    compile_pattern,
    expanded,
    order,
    require_bounds,
    require_value,
    value_of,
)
from neto_gen.contract.schema_text import SchemaText
from neto_gen.contract.xsd import vocabulary
from neto_gen.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neto_gen.contract.model import SimpleType
    from neto_gen.contract.xsd.declarations import Facet
    from neto_gen.problems import Location

_COUNTS = {
    "length": "length",
    "minLength": "min_length",
    "maxLength": "max_length",
    "totalDigits": "total_digits",
    "fractionDigits": "fraction_digits",
}
_BOUNDS = {
    "minInclusive": "min_inclusive",
    "maxInclusive": "max_inclusive",
    "minExclusive": "min_exclusive",
    "maxExclusive": "max_exclusive",
}


# In a pattern: escapes of one character, those of characters that need none, other escapes, and a class
# up to its end or what it leaves out.
_CHARACTER_ESCAPE = re.compile(r"\\[^pPiIcCdDsSwW]")
_STRAY_ESCAPE = re.compile(rf"\\([{re.escape(''.join(sorted(UNESCAPED)))}])|\\.")
_CLASS_ESCAPE = re.compile(r"\\(?:[pP]\{[^}]*\}|.)")
_CLASS = re.compile(r"\[\^?([^\[\]]*)(?:\]|-(?=\[))")
_RANGE = re.compile(r".-.", re.DOTALL)

_Limit = int | Decimal | SchemaText


class _Own(TypedDict, total=False):
    """The facets that one step sets."""

    length: int
    min_length: int
    max_length: int
    total_digits: int
    fraction_digits: int
    min_inclusive: Decimal | SchemaText
    max_inclusive: Decimal | SchemaText
    min_exclusive: Decimal | SchemaText
    max_exclusive: Decimal | SchemaText
    patterns: tuple[SchemaText, ...]
    values: tuple[SchemaText, ...]


def problems_of(base: SimpleType, own: Sequence[Facet]) -> Iterator[Problem]:
    """Yield the problems of the facets of one step, each on its own and against those of its base."""
    inherited = Facets() if isinstance(base, Enumeration) else base.facets
    yield from _length_problems(inherited, own)
    seen: set[str] = set()
    for facet in own:
        if facet.name not in {"enumeration", "pattern"} and facet.name in seen:
            yield Problem(f"{facet.name} occurs twice", facet.location, "remove one of them")
        seen.add(facet.name)
        what = _name_problem(base, facet)
        if what is not None:
            yield Problem(what, facet.location, "remove the facet")
            continue
        what = _value_problem(base, facet) or _widening(base, inherited, facet)
        if what is not None:
            yield Problem(what, facet.location, _hint(facet))


def _length_problems(inherited: Facets, own: Sequence[Facet]) -> Iterator[Problem]:
    """Yield the conflicts of a length with a minimum or a maximum that the base does not set."""
    given = {facet.name: facet for facet in own}
    for name, limit in (("minLength", inherited.min_length), ("maxLength", inherited.max_length)):
        if {"length", name} <= {*given} and int(given[name].value) != limit:
            what = f"xs:length and xs:{name} limit the same thing"
            yield Problem(what, given[name].location, "remove one of them")


def merged(inherited: Facets, base: SimpleType, own: Sequence[Facet]) -> Facets:
    """Return the facets of a base type and of one step, in which `problems_of` finds no problem."""
    found = _Own()
    for facet in own:
        if facet.name in _COUNTS:
            found[_COUNTS[facet.name]] = int(facet.value)  # type: ignore[literal-required]
        elif facet.name in _BOUNDS:
            found[_BOUNDS[facet.name]] = _bound(base, facet)  # type: ignore[literal-required]
    patterns = [facet.value for facet in own if facet.name == "pattern"]
    if patterns:
        one = patterns[0] if len(patterns) == 1 else "|".join(f"({p})" for p in patterns)
        found["patterns"] = (*inherited.patterns, SchemaText(one))
    values = values_of(own, base)
    if values:
        found["values"] = values
    return replace(inherited, **found)


def values_of(own: Sequence[Facet], base: SimpleType) -> tuple[SchemaText, ...]:
    """Return the values that the facets of one step list, for a type with this base."""
    listed = (facet for facet in own if facet.name == "enumeration")
    return tuple(SchemaText(expanded(base, f.value, f.namespaces)) for f in listed)


def has_stray_hyphen(pattern: str) -> bool:
    """Tell whether a pattern has a hyphen in the middle of a class, as in `[a-z-_]`.

    It stands for itself there, but only in versions of XML Schema after 1.0.
    """
    plain = _CLASS_ESCAPE.sub("", _CHARACTER_ESCAPE.sub("e", pattern))
    classes = (_RANGE.sub("e", found[1]) for found in _CLASS.finditer(plain))
    return any("-" in characters[1:-1] for characters in classes)


def stray_escape(pattern: str) -> str | None:
    r"""Return the first character of a pattern that is escaped although it needs no escape, as in `\~`."""
    return next((found[1] for found in _STRAY_ESCAPE.finditer(pattern) if found[1]), None)


def contradiction(facets: Facets, location: Location) -> Problem | None:
    """Return the problem of facets that leave no value, or that set one end twice.

    Bounds are compared as they are written: it is not a problem that no integer is between 9 and 10.
    """
    least, most = facets.min_length, facets.max_length
    what: str | None = None
    if least is not None and most is not None and least > most:
        what = "minLength is more than maxLength"
    elif facets.length is not None and not (least or 0) <= facets.length <= _or(most, inf):
        what = "length is not between minLength and maxLength"
    elif _or(facets.fraction_digits, 0) > _or(facets.total_digits, inf):
        what = "fractionDigits is more than totalDigits"
    else:
        lowest = (facets.min_inclusive, facets.min_exclusive)
        highest = (facets.max_inclusive, facets.max_exclusive)
        for (is_open, least_), (is_open_too, most_) in product(
            enumerate(lowest), enumerate(highest)
        ):
            order_ = None if least_ is None else _compared(least_, most_)
            if order_ == 1 or (order_ == 0 and is_open != is_open_too):
                what = f"no value is {_end(least_, 'least', is_open)} and {_end(most_, 'most', is_open_too)}"
    return None if what is None else Problem(what, location, "correct one of them")


def of_integers(facets: Facets, least: int | None = None, most: int | None = None) -> Facets:
    """Return equivalent inclusive bounds for whole numbers: more than 4 is at least 5."""
    lowest = [least, *_whole(facets.min_inclusive), *(n + 1 for n in _whole(facets.min_exclusive))]
    highest = [most, *_whole(facets.max_inclusive), *(n - 1 for n in _whole(facets.max_exclusive))]
    return replace(
        facets,
        min_inclusive=max((Decimal(n) for n in lowest if n is not None), default=None),
        max_inclusive=min((Decimal(n) for n in highest if n is not None), default=None),
        min_exclusive=None,
        max_exclusive=None,
        fraction_digits=None,
    )


def _whole(bound: Decimal | SchemaText | None) -> list[int]:
    return [int(number) for number in _numbers(bound)]


def _numbers(*bounds: Decimal | SchemaText | None) -> list[Decimal]:
    return [bound for bound in bounds if isinstance(bound, Decimal)]


def _or(number: int | None, other: float) -> float:
    return other if number is None else number


def _end(bound: Decimal | SchemaText | None, end: str, is_exclusive: int) -> str:
    """One end of the values, in words."""
    shown = bound.untrusted if isinstance(bound, SchemaText) else bound
    word = {"least": "more than", "most": "less than"}[end] if is_exclusive else f"at {end}"
    return f"{word} {shown}"


def _name_problem(base: SimpleType, facet: Facet) -> str | None:
    if facet.name in _applicable(base):
        return None
    return f"{facet.name} is not supported for {_called(base)}"


def _applicable(base: SimpleType) -> frozenset[str]:
    """Return the names of the facets that a type can have."""
    always = frozenset({"pattern", "enumeration", "whiteSpace"})
    match base:
        case UnionType():
            found = always - {"whiteSpace"}
        case Scalar(builtin=builtin) if builtin in vocabulary.ANY_SIMPLE:
            found = frozenset[str]()
        case Scalar(builtin="boolean"):
            found = always - {"enumeration"}
        case Scalar(builtin=builtin) | Enumeration(builtin=builtin) if (
            builtin in vocabulary.LEXICALS
        ):
            found = always | vocabulary.BOUND_FACETS
        case Scalar(builtin=builtin) if builtin in vocabulary.NUMBERS:
            found = always | vocabulary.BOUND_FACETS | vocabulary.DIGIT_FACETS
        case Scalar(builtin=builtin) if builtin in vocabulary.FLOATS | vocabulary.TIMES:
            found = always | vocabulary.BOUND_FACETS
        case _:
            found = always | vocabulary.LENGTH_FACETS
    return found


def _called(base: SimpleType) -> str:
    if isinstance(base, Scalar):
        return f"xs:{base.builtin}"
    names = {ListType: "a list", UnionType: "a union", Enumeration: "an enumeration"}
    return names[type(base)]


def _value_problem(base: SimpleType, facet: Facet) -> str | None:
    """Return the problem of the value of one facet by itself."""
    value = facet.value.strip()
    if facet.name in _COUNTS:
        return _count_problem(base, facet.name, int(value))
    if facet.name == "whiteSpace":
        return _white_space_problem(base, value)
    is_pattern = facet.name == "pattern"
    what = "pattern is not a valid regular expression of XML Schema:"
    what = what if is_pattern else f'{facet.name} "{value}"'
    try:
        if is_pattern:
            compile_pattern(facet.value)
        else:
            _require_value(base, facet)
    except ValueError as error:
        return f"{what} {error}"
    if facet.name in _BOUNDS and value == "NaN":
        return f"{what} is not a valid limit: no number is above or below it"
    return None


def _require_value(base: SimpleType, facet: Facet) -> None:
    """Raise ValueError where the value of a facet is none of the type that it limits."""
    text = expanded(base, facet.value, facet.namespaces)
    if facet.name == "enumeration":
        require_value(base, text)
        return
    value_of(base, text)
    if not isinstance(base, Scalar):
        return
    known = getattr(base.facets, _BOUNDS[facet.name])
    if known is None or _compared(_bound(base, facet), known) != 0:
        require_bounds(base, text)


def _count_problem(base: SimpleType, name: str, value: int) -> str | None:
    if name == "totalDigits" and value == 0:
        return "totalDigits is at least 1"
    whole = isinstance(base, Scalar) and base.builtin in vocabulary.INTEGERS
    if name == "fractionDigits" and whole and value != 0:
        return f"fractionDigits of {_called(base)} is 0"
    return None


def _white_space_problem(base: SimpleType, value: str) -> str | None:
    if value not in vocabulary.WHITE_SPACE:
        return f'whiteSpace "{value}" is not one of {", ".join(vocabulary.WHITE_SPACE)}'
    own = base.space if isinstance(base, Scalar | Enumeration) else None
    if own in vocabulary.WHITE_SPACE:
        order = vocabulary.WHITE_SPACE.index
        return f'whiteSpace of {_called(base)} is "{own}"' if order(value) < order(own) else None
    return f'whiteSpace of {_called(base)} is "collapse"' if value != "collapse" else None


def _widening(base: SimpleType, inherited: Facets, facet: Facet) -> str | None:
    """Return the problem of a facet that allows more than the base type."""
    name = facet.name
    difference: int | None = None
    if name in _COUNTS:
        difference = _compared(int(facet.value), getattr(inherited, _COUNTS[name]))
    elif name in _BOUNDS:
        difference = _compared(_bound(base, facet), getattr(inherited, _BOUNDS[name]))
    if difference is None:
        return None
    wider = difference < 0 if name.startswith("min") else difference > 0
    if wider or (name == "length" and difference):
        return f"{name} {facet.value.strip()} allows more than its base type"
    return None


def _compared(own: _Limit, other: _Limit | None) -> int | None:
    """Compare two limits: return -1, 0 or 1, or None where they cannot be compared."""
    if other is None:
        return None
    if isinstance(own, SchemaText) and isinstance(other, SchemaText):
        return order(own.untrusted, other.untrusted)
    if isinstance(own, SchemaText) or isinstance(other, SchemaText):
        return None
    return (own > other) - (own < other)


def _bound(base: SimpleType, facet: Facet) -> Decimal | SchemaText:
    text = facet.value.strip()
    numeric = isinstance(base, Scalar) and base.builtin in vocabulary.NUMBERS | vocabulary.FLOATS
    return Decimal(text.replace("INF", "Infinity")) if numeric else SchemaText(text)


def _hint(facet: Facet) -> str:
    if facet.name in _COUNTS:
        return "write a whole number, in what the base type allows"
    if facet.name == "pattern":
        return "correct the regular expression: it must match the whole text, without ^ and $"
    return "write a value that the base type allows"
