"""Checks of a request before it is sent: every problem is collected, with its path.

Long, because there is a check for each facet and each kind of field.
"""

from __future__ import annotations

import datetime as dt
import operator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from math import isfinite, isinf
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from . import _dialect, _lexical, _xsd_dates, _xsd_lexical
from ._content import mismatch
from ._errors import RequestError
from ._interrupts import let_signals_through
from ._model import OpenEnumeration, RawElement, label
from ._pattern import compile_pattern
from ._plain_copy import (
    IN_A_FIELD,
    class_name,
    is_name,
    is_name_beside,
    is_plain,
    is_raw_key,
    unfit_character,
)
from ._qnames import QName, checked, with_prefixes
from ._verbatim import VERBATIM, plain, text_of
from ._whitespace import words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from ._content import Model, Name
    from ._simple_types import CompoundType

    Part = Callable[..., None]
    """What checks a part of a value: by a name, the value, and whether it is `required`."""


class _Kind(NamedTuple):
    """How values of a simple type are checked.

    They are of one of the `types`, of which the first is told. `text` writes one, and raises ValueError
    where that cannot be sent. What is measured has a `unit`. Where there are bounds, `compared` makes of
    a value what is compared with them, and `bound` the same of a bound; `words` say how a value lies
    that is too low or too high, of bounds that it may reach and of those that it may not.
    """

    types: tuple[type, ...]
    text: Callable[[Any], str]
    unit: str = ""
    words: tuple[str, str, str, str] = ("less than", "more than", "not more than", "not less than")
    compared: Callable[[Any], Any] = lambda value: value
    bound: Callable[[Any], Any] = lambda bound: bound

    @property
    def classes(self) -> tuple[type, ...]:
        """The types, and those of their values that keep a text."""
        return (*self.types, *(VERBATIM[of] for of in self.types if of in VERBATIM))


@dataclass(slots=True)
class Checker:
    """The problems found so far, and the path of the record that is being checked.

    `classes` are those that values had before they became plain, by their path.

    The names of facets and their meaning: https://www.w3.org/TR/xmlschema-2/#rf-facets
    """

    path: str
    problems: list[str] = field(default_factory=list[str])
    classes: Mapping[str, str] = field(default_factory=dict[str, str])

    def raise_problems(self) -> None:
        """Raise RequestError when anything was found."""
        if self.problems:
            raise RequestError(self.problems)

    def simple(
        self,
        kind: str,
        name: str,
        value: Any,  # noqa: ANN401 - its class is checked first
        *,
        required: bool = False,
        **facets: Any,  # noqa: ANN401 - each has its own type
    ) -> None:
        """Check a value of a simple type, which is called as in a declaration."""
        if self._absent(name, value, required=required):
            return
        known = _KINDS[kind]
        if type(value) not in known.classes:
            self._wrong_type(name, value, known.types[0].__name__)
            return
        is_bounded = not _BOUNDS.keys().isdisjoint(facets)
        try:
            compared = known.compared(value) if is_bounded else None
            text = known.text(value)
        except ValueError as error:
            self._add(name, str(error))
            return
        if known.unit:
            self._size(name, len(value), known.unit, facets)
        if is_bounded:
            for (facet, fits), word in zip(_BOUNDS.items(), known.words, strict=True):
                limit = facets.get(facet)
                if limit is not None and not fits(compared, known.bound(limit)):
                    shown = text if known.words is _OF_TIMES or type(value) is str else compared
                    self._add(name, f"{shown!s:.80} is {word} {limit}")
        self._form(name, kind, value, text, facets)
        if kind in _WITH_DIGITS:
            self._digits(name, value, text, facets)
        elif known.types[0] is str and (unfit := unfit_character(value)) is not None:
            self._add(name, unfit)

    def tokens(
        self,
        name: str,
        value: object,
        check: Part,
        *,
        required: bool = False,
        typed: CompoundType | None = None,
        **facets: Any,  # noqa: ANN401 - each has its own type
    ) -> None:
        """Check a list that is sent as one text, and each item of it."""
        if self._absent(name, value, required=required):
            return
        if type(value) is not list:
            self._wrong_type(name, value, "list")
            return
        items = cast("list[object]", value)
        self._size(name, len(items), "items", facets)
        before = len(self.problems)
        for index, item in enumerate(items):
            check(f"{name}[{index}]", item, required=True)
        if len(self.problems) == before:
            text = _written(items, typed)
            if len(words(text)) != len(items):
                self._add(name, "an item of it is empty, or has space in it")
            self._compound(name, items, text, facets, typed)

    def union(
        self,
        name: str,
        value: object,
        members: Sequence[Part],
        *,
        required: bool = False,
        typed: CompoundType | None = None,
        **facets: Any,  # noqa: ANN401 - each has its own type
    ) -> None:
        """Check a value of one of several types."""
        if self._absent(name, value, required=required):
            return
        before = len(self.problems)
        for check in members:
            check(name, value)
            if len(self.problems) == before:
                self._compound(name, value, _written(value, typed), facets, typed)
                return
            del self.problems[before:]
        self._add(name, f"{_shown(value)} does not match any of its types")

    def fixed(self, kind: str, name: str, value: object, expected: object) -> None:
        """Check a value that can only be one."""
        held: type = type(value)
        if held not in {list, QName, type(expected)} and not is_plain(value):
            return
        if type(plain(value)) is type(plain(expected)):
            is_same = _xsd_lexical.same(kind, value) == _xsd_lexical.same(kind, expected)
        else:
            # In a union, these are different types; True equals 1 in Python, but it is not a number here.
            # A text may stand for a name.
            is_same = value is None or ((kind != "union" or held is str) and value == expected)
        if not is_same:
            values = cast("list[object]", expected) if type(expected) is list else [expected]
            known = {*map(type, values)}

            def show(item: object) -> str:
                return f"{item!r:.80}" if type(item) in known else _shown(item)

            items = cast("list[object]", value) if held is list else None
            shown = f"[{', '.join(map(show, items))}]" if items is not None else show(value)
            self._add(name, f"{shown} is not {expected!r}, the only value it can have")

    def zoned(self, name: str) -> None:
        """Report a time zone where a time is on the store's own clock."""
        self._add(name, "has a time zone, and a time on the store's own clock has none")

    def any_attributes(
        self, values: object, namespaces: Sequence[str] = (), *, excluded: bool = True
    ) -> None:
        """Check attributes that the schema does not name."""
        if type(values) is not dict:
            self._wrong_type("any_attributes", values, "dict")
            return
        for name, value in cast("Mapping[object, object]", values).items():
            if not is_name(name):
                self._add("any_attributes", f"{_shown(name)} is not a name in XML")
            elif (_namespace_of(name) in namespaces) is excluded:
                namespace = _namespace_of(name)
                self._add(
                    f"@{name}", f"an attribute of the namespace {namespace!r} is not allowed there"
                )
            else:
                self.simple("string", f"@{name}", value, required=True)

    def any_elements(
        self,
        values: object,
        namespaces: Sequence[str],
        *,
        excluded: bool,
        min_occurs: int = 0,
        max_occurs: int | None = None,
    ) -> None:
        """Check elements that the schema does not name."""
        for name, item in self.items(
            "any_elements", values, min_occurs=min_occurs, max_occurs=max_occurs
        ):
            self.raw(name, item, namespaces, excluded=excluded)

    def raw(self, name: str, item: object, namespaces: Sequence[str], *, excluded: bool) -> None:
        """Check an element that the schema does not name."""
        if not isinstance(item, RawElement):
            self._wrong_type(name, item, "RawElement")
        elif not is_name(item.name):
            self._add(name, f"{_shown(item.name)} is not a name in XML")
        else:
            namespace = _namespace_of(item.name)
            if (namespace in namespaces) is excluded:
                self._add(name, f"an element of the namespace {namespace!r} is not allowed there")
            self.raw_value(name, item.value)

    def raw_value(self, name: str, value: object) -> None:
        """Check a value in the form of RawElement."""
        kind = type(value)
        if kind is str:
            self.simple("string", name, value)
        elif kind is list:
            for index, item in enumerate(cast("Sequence[object]", value)):
                self.raw_value(f"{name}[{index}]", item)
        elif kind is dict:
            for key, item in cast("Mapping[object, object]", value).items():
                if not is_raw_key(key):
                    self._add(name, f"{_shown(key)} is not a name in XML")
                else:
                    self.raw_value(f"{name}.{key}", item)
        elif kind is int:
            self.simple("integer", name, value)
        elif kind is float or kind is Decimal:
            self._raw_number(name, cast("float | Decimal", value))
        elif value is not None and kind is not bool:
            self._wrong_type(name, value, "str or dict")

    def _raw_number(self, name: str, value: float | Decimal) -> None:
        """Check a number that JSON writes as a floating-point one, and XML in plain digits."""
        if not isfinite(value) or (type(value) is Decimal and isinf(float(value))):
            self._add(name, f"{value} is not a finite number")
        elif type(value) is Decimal:
            self.simple("decimal", name, value)

    def beside(self, values: object, taken: Collection[str]) -> None:
        """Check the elements beside the fields, whose names must not be taken by these."""
        if type(values) is not dict:
            self._wrong_type("extra", values, "dict")
            return
        for name in cast("Mapping[object, object]", values):
            if name in taken:
                self.taken(str(name))
        self._beside("extra", cast("object", values))

    def taken(self, name: str) -> None:
        """Report data beside the fields that a field holds, too."""
        self._add(f"extra.{name}", IN_A_FIELD)

    def _beside(self, name: str, value: object) -> None:
        """Check a value of `extra`, a dictionary of such values, or a list of these."""
        kind = type(value)
        if kind is dict:
            for key, item in cast("Mapping[object, object]", value).items():
                if is_name_beside(key, is_inside=name != "extra"):
                    self._beside(f"{name}.{key}", item)
                else:
                    self._add(name, f"{_shown(key)} is not the name of an element")
        elif kind is list:
            for index, item in enumerate(cast("Sequence[object]", value)):
                if type(item) is list:
                    self._add(f"{name}[{index}]", "a list in a list cannot be sent")
                else:
                    self._beside(f"{name}[{index}]", item)
        elif isinstance(value, OpenEnumeration):
            self.simple("string", name, value.text)
        elif value is not None and kind is not bool:
            simple = _BY_TYPE.get(kind)
            if simple is None:
                self._wrong_type(name, value, "a text, a number, a date, a list or a dict")
            else:
                self.simple(simple, name, value)

    def model(self, model: Model, names: Sequence[Name]) -> None:
        """Check what stands together in a record, by the names of its elements."""
        problem = mismatch(model, names)
        if problem is not None:
            self.problems.append(f"{self.path}: {problem}")

    def unexpected(self, name: str, item: object) -> None:
        """Report an item that is none of those that may stand there."""
        self._add(name, f"{class_name(item)} is not allowed there")

    def miscounted(self, name: str, count: int, expected: int) -> None:
        """Report a list of which `extra` describes more or fewer items than there are."""
        self._add(name, f"has {count} items, but extra describes {expected}")

    def filled(self, name: str) -> None:
        """Report what is set in a record that is nil, and can have no more than attributes."""
        self._add(name, "is set, but the record is nil")

    def inside(self, name: str) -> Checker:
        """Return a checker for the record in a field."""
        return type(self)(f"{self.path}.{name}", self.problems, self.classes)

    def record(
        self, name: str, value: object, classes: tuple[type[Any], ...], *, required: bool
    ) -> type[Any] | None:
        """Return the class that a record belongs to, or None if there is no such record."""
        if self._absent(name, value, required=required):
            return None
        found = next((of for of in classes if isinstance(value, of)), None)
        if found is None:
            self._wrong_type(name, value, " or ".join(map(label, classes)))
        return found

    def enumeration(
        self,
        name: str,
        value: object,
        expected: type[OpenEnumeration],
        *,
        required: bool = False,
        is_closed: bool = True,
    ) -> None:
        """Check that a value is one of those that the schema lists, where the list is closed."""
        if self._absent(name, value, required=required):
            return
        if type(value) is not expected:
            self._wrong_type(name, value, label(expected))
            return
        if value.is_known:
            return
        if value.can_be_sent or not is_closed:
            self.simple("string", name, value.text)
        else:
            self._add(name, _lexical.not_listed(value.text, [member.text for member in expected]))

    def items(
        self, name: str, values: object, *, min_occurs: int = 0, max_occurs: int | None = None
    ) -> Iterator[tuple[str, object]]:
        """Yield each item of a list with its place in the path."""
        if type(values) is not list:
            self._wrong_type(name, values, "list")
            return
        items = cast("list[object]", values)
        if len(items) < min_occurs:
            self._add(name, f"{len(items)} values, at least {min_occurs} are required")
        if max_occurs is not None and len(items) > max_occurs:
            self._add(name, f"{len(items)} values, at most {max_occurs} are allowed")
        for index, item in enumerate(items):
            yield f"{name}[{index}]", item

    def _size(self, name: str, size: int, unit: str, facets: Mapping[str, Any]) -> None:
        for facet, (fits, word, allowed) in _LENGTHS.items():
            limit = facets.get(facet)
            if limit is not None and not fits(size, limit):
                self._add(name, f"{size} {unit}, {word} {limit} are {allowed}")

    def _form(
        self, name: str, kind: str, value: Any, text: str, facets: Mapping[str, Any]  # noqa: ANN401
    ) -> None:
        """Check the text that is sent against patterns, and the value against those listed."""
        patterns, values = facets.get("patterns", ()), facets.get("values")
        if patterns and kind in _lexical.WRITE:
            text = _xsd_lexical.write(kind, value, patterns)
        self._match(name, text, patterns)
        if values and value not in values and text not in values:
            own = _xsd_lexical.same(kind, value)
            if not any(own == other for other in _xsd_lexical.listed(kind, values)):
                self._add(name, _lexical.not_listed(text, [*map(str, values)]))

    def _compound(
        self,
        name: str,
        value: object,
        text: str,
        facets: Mapping[str, Any],
        typed: CompoundType | None,
    ) -> None:
        """Check a value of a type that is made of others."""
        self._match(name, with_prefixes(value, text), facets.get("patterns", ()))
        values = facets.get("values")
        if values and text not in values and not (typed and typed.is_one_of(value, values)):
            self._add(name, _lexical.not_listed(text, [*map(str, values)]))

    def _match(self, name: str, text: str, patterns: Sequence[str]) -> None:
        for pattern in patterns:
            if not compile_pattern(pattern).matches(text):
                self._add(name, _lexical.not_matched(text, pattern))

    def _digits(self, name: str, value: object, text: str, facets: Mapping[str, Any]) -> None:
        """Check how many digits a number has; zeros that lead or trail do not count."""
        whole, _, fraction = text.lstrip("-").partition(".")
        fraction = fraction.rstrip("0")
        most, most_behind = facets.get("total_digits"), facets.get("fraction_digits")
        if most_behind is not None and len(fraction) > most_behind:
            self._add(name, f"{value} has more than {most_behind} digits after the point")
        if most is not None and len((whole + fraction).lstrip("0")) > most:
            self._add(name, f"{value} has more than {most} digits")

    def _absent(self, name: str, value: object, *, required: bool) -> bool:
        """Tell whether there is no value; add a problem if one is required."""
        if value is not None:
            return False
        if required:
            self._add(name, "is required")
        return True

    def _wrong_type(self, name: str, value: object, expected: str) -> None:
        got = self.classes.get(f"{self.path}.{name}") or class_name(value)
        self._add(name, f"expected {expected}, got {got}")

    def _add(self, name: str, problem: str) -> None:
        self.problems.append(f"{self.path}.{name}: {problem}")


def _namespace_of(name: object) -> str:
    return cast("str", name).rpartition("}")[0][1:]


def _integer(value: int) -> str:
    try:
        return _lexical.integer(value)
    except ValueError:
        message = "the number has too many digits"
        raise ValueError(message) from None


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        message = f"{value} is not a finite number"
        raise ValueError(message)
    return _lexical.decimal(value)


def _double(value: float) -> str:
    try:
        number = float(value)
    except OverflowError:
        message = "the number is out of range"
        raise ValueError(message) from None
    if not (isfinite(number) or _dialect.SENDS_INFINITE):
        message = f"{value} is not a finite number"
        raise ValueError(message)
    return _lexical.double(number)


def _period(value: str) -> object:
    """Return a comparable value for a text with bounds that has no Python type."""
    from ._calendar import Period  # noqa: PLC0415 - hardly any schema has one

    return Period(value.strip())


def _date_time(value: dt.datetime) -> str:
    if _dialect.DATE_TIME_IN_UTC:
        _in_utc(value)
    else:
        _zone(value)
    return _lexical.date_time(value)


def _in_utc(value: dt.datetime) -> dt.datetime:
    """Return a date with a time in UTC; one without a time zone is taken as UTC."""
    try:
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
    except OverflowError:
        message = f"{value} is out of range in UTC"
    except Exception as error:  # noqa: BLE001 - a user's class of time zones may raise anything
        let_signals_through(error)
        message = f"its time zone cannot be used: {type(error).__name__}"
    raise ValueError(message)


def _zone(value: dt.datetime | dt.time) -> None:
    """Refuse a time zone that XML Schema has no form for."""
    try:
        offset = value.utcoffset()
    except Exception as error:  # noqa: BLE001 - a user's class of time zones may raise anything
        let_signals_through(error)
        message = f"its time zone cannot be used: {type(error).__name__}"
        raise ValueError(message) from None
    if offset is not None and (offset % _MINUTE or abs(offset) > _FURTHEST):
        message = f"its time zone is {offset} from UTC: whole minutes are sent, 14 hours at most"
        raise ValueError(message)


def _time(value: dt.time) -> str:
    if not _dialect.DATE_TIME_IN_UTC:
        _zone(value)
    return _lexical.time(value)


def _instant(value: dt.datetime) -> tuple[int, str]:
    own = value if text_of(value, "date_time") else _in_utc(value)
    return _xsd_dates.instant("date_time", own)


_LENGTHS: dict[str, tuple[Callable[[int, int], bool], str, str]] = {
    "length": (operator.eq, "exactly", "required"),
    "min_length": (operator.ge, "at least", "required"),
    "max_length": (operator.le, "at most", "allowed"),
}
_BOUNDS: dict[str, Callable[[Any, Any], bool]] = {
    "min_inclusive": operator.ge,
    "max_inclusive": operator.le,
    "min_exclusive": operator.gt,
    "max_exclusive": operator.lt,
}
_MINUTE, _FURTHEST = dt.timedelta(minutes=1), dt.timedelta(hours=14)
_WITH_DIGITS = frozenset({"integer", "decimal"})
_OF_NUMBERS = ("not at least", "not at most", "not more than", "not less than")
_OF_TIMES = ("before", "after", "not after", "not before")
_STRING = _Kind(
    (str,), _lexical.string, "characters", words=_OF_NUMBERS, compared=_period, bound=_period
)


def _of_times(
    kind: str,
    of: type,
    text: Callable[[Any], str],
    compared: Callable[[Any], tuple[int, str]] | None = None,
) -> _Kind:
    compared = compared or partial(_xsd_dates.instant, kind)
    bound = partial(_xsd_dates.bound, kind)
    return _Kind((of,), text, words=_OF_TIMES, compared=compared, bound=bound)


_KINDS = {
    "string": _STRING,
    "token": _STRING,
    "integer": _Kind((int,), _integer),
    "decimal": _Kind((Decimal,), _decimal),
    "double": _Kind((float, int), _double, words=_OF_NUMBERS),
    "boolean": _Kind((bool,), _lexical.boolean),
    "date_time": _of_times("date_time", dt.datetime, _date_time, _instant),
    "date": _of_times("date", dt.date, _lexical.date),
    "time": _of_times("time", dt.time, _time),
    "base64": _Kind((bytes,), _lexical.base64, "bytes"),
    "hexadecimal": _Kind((bytes,), _lexical.hexadecimal, "bytes"),
    "qname": _Kind((QName,), checked),
}
_BY_TYPE = {
    _KINDS[kind].types[0]: kind
    for kind in ("string", "integer", "decimal", "double", "date_time", "date", "time")
}


def _written(value: object, typed: CompoundType | None) -> str:
    return _lexical.union(value) if typed is None else typed.text(value)


def _shown(value: object) -> str:
    """Return a value for a message; for an unknown class, only the class's name."""
    return f"{value!r:.80}" if is_plain(value) else class_name(value)
