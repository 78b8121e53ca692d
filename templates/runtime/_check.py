"""Checks of a request before it is sent: every problem is collected, with its path."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite, isinf
from typing import TYPE_CHECKING, Any, TypeVar, cast

from . import _dialect, _text
from ._content import Model, mismatch
from ._errors import RequestError
from ._model import OpenEnumeration, RawElement, label
from ._outside import let_signals_through
from ._pattern import compile_pattern
from ._plain import (
    IN_A_FIELD,
    class_name,
    is_element_name,
    is_name,
    is_plain,
    is_raw_key,
    unfit_character,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

R = TypeVar("R")
Arguments = dict[str, Any]


@dataclass(slots=True)
class Check:
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

    def string(
        self,
        name: str,
        value: object,
        *,
        required: bool = False,
        length: int | None = None,
        min_length: int | None = None,
        max_length: int | None = None,
        patterns: Sequence[str] = (),
        values: Sequence[object] = (),
    ) -> None:
        """Check a text; lengths are in characters."""
        if self._absent(name, value, required=required):
            return
        if type(value) is not str:
            self._wrong_type(name, value, "str")
            return
        self._size(name, len(value), "characters", (length, min_length, max_length))
        self._form(name, value, value, patterns, values)
        if (unfit := unfit_character(value)) is not None:
            self._add(name, unfit)

    def integer(
        self,
        name: str,
        value: object,
        *,
        required: bool = False,
        min_inclusive: int | None = None,
        max_inclusive: int | None = None,
        total_digits: int | None = None,
        patterns: Sequence[str] = (),
        values: Sequence[object] = (),
    ) -> None:
        """Check a whole number."""
        if self._absent(name, value, required=required):
            return
        if type(value) is not int:
            self._wrong_type(name, value, "int")
            return
        try:
            text = _text.integer(value)
        except ValueError:
            self._add(name, "the number has too many digits")
            return
        if min_inclusive is not None and value < min_inclusive:
            self._add(name, f"{value} is less than {min_inclusive}")
        if max_inclusive is not None and value > max_inclusive:
            self._add(name, f"{value} is more than {max_inclusive}")
        if total_digits is not None and abs(value) >= 10**total_digits:
            self._add(name, f"{value} has more than {total_digits} digits")
        self._form(name, value, text, patterns, values)

    def decimal(
        self,
        name: str,
        value: object,
        *,
        required: bool = False,
        min_inclusive: Decimal | None = None,
        max_inclusive: Decimal | None = None,
        min_exclusive: Decimal | None = None,
        max_exclusive: Decimal | None = None,
        total_digits: int | None = None,
        fraction_digits: int | None = None,
        patterns: Sequence[str] = (),
        values: Sequence[object] = (),
    ) -> None:
        """Check a decimal number; zeros that lead or trail do not count as digits."""
        if self._absent(name, value, required=required):
            return
        if type(value) is not Decimal:
            self._wrong_type(name, value, "Decimal")
            return
        if not value.is_finite():
            self._add(name, f"{value} is not a finite number")
            return
        try:
            text = _text.decimal(value)
        except ValueError as error:
            self._add(name, str(error))
            return
        if min_inclusive is not None and value < min_inclusive:
            self._add(name, f"{value} is less than {min_inclusive}")
        if max_inclusive is not None and value > max_inclusive:
            self._add(name, f"{value} is more than {max_inclusive}")
        if min_exclusive is not None and value <= min_exclusive:
            self._add(name, f"{value} is not more than {min_exclusive}")
        if max_exclusive is not None and value >= max_exclusive:
            self._add(name, f"{value} is not less than {max_exclusive}")
        self._form(name, value, text, patterns, values)
        if total_digits is None and fraction_digits is None:
            return
        whole, _, fraction = f"{value.copy_abs():f}".partition(".")
        fraction = fraction.rstrip("0")
        if fraction_digits is not None and len(fraction) > fraction_digits:
            self._add(name, f"{value} has more than {fraction_digits} digits after the point")
        if total_digits is not None and len((whole + fraction).lstrip("0")) > total_digits:
            self._add(name, f"{value} has more than {total_digits} digits")

    def double(
        self,
        name: str,
        value: object,
        *,
        required: bool = False,
        min_inclusive: float | None = None,
        max_inclusive: float | None = None,
        min_exclusive: float | None = None,
        max_exclusive: float | None = None,
        patterns: Sequence[str] = (),
        values: Sequence[object] = (),
    ) -> None:
        """Check a floating-point number."""
        if self._absent(name, value, required=required):
            return
        if type(value) is not float and type(value) is not int:
            self._wrong_type(name, value, "float")
            return
        try:
            number = float(value)
        except OverflowError:
            self._add(name, "the number is out of range")
            return
        if not (isfinite(number) or _dialect.SENDS_INFINITE):
            self._add(name, f"{value} is not a finite number")
            return
        if min_inclusive is not None and not value >= min_inclusive:
            self._add(name, f"{value} is not at least {min_inclusive}")
        if max_inclusive is not None and not value <= max_inclusive:
            self._add(name, f"{value} is not at most {max_inclusive}")
        if min_exclusive is not None and not value > min_exclusive:
            self._add(name, f"{value} is not more than {min_exclusive}")
        if max_exclusive is not None and not value < max_exclusive:
            self._add(name, f"{value} is not less than {max_exclusive}")
        self._form(name, value, _text.double(number), patterns, values)

    def boolean(
        self,
        name: str,
        value: object,
        *,
        required: bool = False,
        patterns: Sequence[str] = (),
        values: Sequence[object] = (),
    ) -> None:
        """Check a truth value."""
        if self._absent(name, value, required=required):
            return
        if type(value) is not bool:
            self._wrong_type(name, value, "bool")
            return
        self._form(name, value, _text.boolean(value), patterns, values)

    def date_time(
        self,
        name: str,
        value: object,
        *,
        required: bool = False,
        min_inclusive: str | None = None,
        max_inclusive: str | None = None,
        min_exclusive: str | None = None,
        max_exclusive: str | None = None,
        patterns: Sequence[str] = (),
        values: Sequence[object] = (),
    ) -> None:
        """Check a date with a time; of a bound without a time zone, that is UTC."""
        if self._absent(name, value, required=required):
            return
        if type(value) is not dt.datetime:
            self._wrong_type(name, value, "datetime")
            return
        bounds = (min_inclusive, max_inclusive, min_exclusive, max_exclusive)
        if _dialect.DATE_TIME_IN_UTC or any(bounds):
            try:
                moment = _in_utc(value)
            except OverflowError:
                self._add(name, f"{value} is out of range in UTC")
                return
            except Exception as error:  # noqa: BLE001 - whatever a class of time zones does
                let_signals_through(error)
                self._add(name, f"its time zone cannot be used: {type(error).__name__}")
                return
            self._moment(
                name, moment, bounds, lambda text: _in_utc(dt.datetime.fromisoformat(text))
            )
        self._form(name, value, _text.date_time(value), patterns, values)

    def date(
        self,
        name: str,
        value: object,
        *,
        required: bool = False,
        min_inclusive: str | None = None,
        max_inclusive: str | None = None,
        min_exclusive: str | None = None,
        max_exclusive: str | None = None,
        patterns: Sequence[str] = (),
        values: Sequence[object] = (),
    ) -> None:
        """Check a date without a time."""
        if self._absent(name, value, required=required):
            return
        if type(value) is not dt.date:
            self._wrong_type(name, value, "date")
            return
        bounds = (min_inclusive, max_inclusive, min_exclusive, max_exclusive)
        self._moment(name, value, bounds, lambda text: dt.date.fromisoformat(text[:10]))
        self._form(name, value, _text.date(value), patterns, values)

    def time(
        self,
        name: str,
        value: object,
        *,
        required: bool = False,
        min_inclusive: str | None = None,
        max_inclusive: str | None = None,
        min_exclusive: str | None = None,
        max_exclusive: str | None = None,
        patterns: Sequence[str] = (),
        values: Sequence[object] = (),
    ) -> None:
        """Check a time of day; of a bound, a time zone does not count."""
        if self._absent(name, value, required=required):
            return
        if type(value) is not dt.time:
            self._wrong_type(name, value, "time")
            return
        bounds = (min_inclusive, max_inclusive, min_exclusive, max_exclusive)
        moment = value.replace(tzinfo=None)
        self._moment(
            name, moment, bounds, lambda text: dt.time.fromisoformat(text).replace(tzinfo=None)
        )
        self._form(name, value, _text.time(value), patterns, values)

    def base64(
        self,
        name: str,
        value: object,
        *,
        required: bool = False,
        length: int | None = None,
        min_length: int | None = None,
        max_length: int | None = None,
        patterns: Sequence[str] = (),
        values: Sequence[object] = (),
    ) -> None:
        """Check bytes that are sent in base 64; lengths are in bytes."""
        content = self._bytes(name, value, (length, min_length, max_length), required=required)
        if content is not None:
            self._form(name, content, _text.base64(content), patterns, values)

    def hexadecimal(
        self,
        name: str,
        value: object,
        *,
        required: bool = False,
        length: int | None = None,
        min_length: int | None = None,
        max_length: int | None = None,
        patterns: Sequence[str] = (),
        values: Sequence[object] = (),
    ) -> None:
        """Check bytes that are sent as two digits each; lengths are in bytes."""
        content = self._bytes(name, value, (length, min_length, max_length), required=required)
        if content is not None:
            self._form(name, content, _text.hexadecimal(content), patterns, values)

    def tokens(
        self,
        name: str,
        value: object,
        check: Callable[..., None],
        arguments: Arguments,
        *,
        required: bool = False,
        length: int | None = None,
        min_length: int | None = None,
        max_length: int | None = None,
        patterns: Sequence[str] = (),
        values: Sequence[object] = (),
    ) -> None:
        """Check a list that is sent as one text, each item with these arguments."""
        if self._absent(name, value, required=required):
            return
        if type(value) is not list:
            self._wrong_type(name, value, "list")
            return
        items = cast("list[object]", value)
        self._size(name, len(items), "items", (length, min_length, max_length))
        before = len(self.problems)
        for index, item in enumerate(items):
            check(f"{name}[{index}]", item, required=True, **arguments)
        if len(self.problems) == before:
            text = _text.union(items)
            if len(text.split()) != len(items):
                self._add(name, "an item of it is empty, or has space in it")
            self._form(name, text, text, patterns, values)

    def union(
        self,
        name: str,
        value: object,
        *members: tuple[Callable[..., None], tuple[object, ...], Arguments],
        required: bool = False,
        patterns: Sequence[str] = (),
        values: Sequence[object] = (),
    ) -> None:
        """Check a value of one of several types, each with its check and the arguments of that."""
        if self._absent(name, value, required=required):
            return
        before = len(self.problems)
        for check, positional, arguments in members:
            check(name, value, *positional, **arguments)
            if len(self.problems) == before:
                text = _text.union(value)
                self._form(name, text, text, patterns, values)
                return
            del self.problems[before:]
        self._add(name, f"{_shown(value)} is of none of its types")

    def fixed(self, name: str, value: object, expected: object) -> None:
        """Check a value that can only be one."""
        if value is not None and is_plain(value) and value != expected:
            self._add(name, f"{_shown(value)} is not {expected!r}, the only value it can have")

    def zoned(self, name: str) -> None:
        """Report a time zone where a time is on the store's own clock."""
        self._add(name, "has a time zone, and a time on the store's own clock has none")

    def any_attributes(self, values: object) -> None:
        """Check attributes that the schema does not name."""
        if type(values) is not dict:
            self._wrong_type("any_attributes", values, "dict")
            return
        for name, value in cast("Mapping[object, object]", values).items():
            if not is_name(name):
                self._add("any_attributes", f"{_shown(name)} is not a name in XML")
            else:
                self.string(f"@{name}", value, required=True)

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
            namespace = item.name.rpartition("}")[0][1:]
            if (namespace in namespaces) is excluded:
                self._add(name, f"an element of the namespace {namespace!r} cannot stand there")
            self.raw_value(name, item.value)

    def raw_value(self, name: str, value: object) -> None:
        """Check a value in the form of RawElement."""
        kind = type(value)
        if kind is str:
            self.string(name, value)
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
            self.integer(name, value)
        elif kind is float or kind is Decimal:
            self._raw_number(name, cast("float | Decimal", value))
        elif value is not None and kind is not bool:
            self._wrong_type(name, value, "str or dict")

    def _raw_number(self, name: str, value: float | Decimal) -> None:
        """Check a number that JSON writes as a floating-point one, and XML in plain digits."""
        if not isfinite(value) or (type(value) is Decimal and isinf(float(value))):
            self._add(name, f"{value} is not a finite number")
        elif type(value) is Decimal:
            self.decimal(name, value)

    def beside(self, values: object, taken: Collection[str]) -> None:
        """Check the elements beside the fields, whose names must not be taken by these."""
        if type(values) is not dict:
            self._wrong_type("extra", values, "dict")
            return
        for name in cast("Mapping[object, object]", values):
            if name in taken:
                self._add(f"extra.{name}", IN_A_FIELD)
        self._beside("extra", cast("object", values))

    def _beside(self, name: str, value: object) -> None:
        """Check a value of `extra`, a dictionary of such values, or a list of these."""
        kind = type(value)
        if kind is dict:
            for key, item in cast("Mapping[object, object]", value).items():
                if is_element_name(key):
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
            self.string(name, value.text)
        elif value is not None and kind is not bool:
            check = _BY_TYPE.get(kind)
            if check is None:
                self._wrong_type(name, value, "a text, a number, a date, a list or a dict")
            else:
                check(self, name, value)

    def model(self, model: Model, *counts: tuple[str, int]) -> None:
        """Check what stands together in a record: the names of elements, and how many of each."""
        problem = mismatch(model, [name for name, count in counts for _ in range(count)])
        if problem is not None:
            self.problems.append(f"{self.path}: {problem}")

    def content(self, items: object, *, mixed: bool) -> Content:
        """Begin the check of what a record holds in its order."""
        if type(items) is not list:
            self._wrong_type("content", items, "list")
            return Content(self, [], mixed=mixed)
        return Content(self, cast("Sequence[object]", items), mixed=mixed)

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
            self.string(name, value.text)
        else:
            self._add(name, _text.not_listed(value.text, [member.text for member in expected]))

    def record(
        self,
        name: str,
        value: object,
        expected: type[R] | tuple[type[R], ...],
        *,
        required: bool = False,
    ) -> Iterator[tuple[R, Check]]:
        """Yield the record, if there is one, with the check of its fields."""
        if self._absent(name, value, required=required):
            return
        if isinstance(value, expected):
            yield value, Check(f"{self.path}.{name}", self.problems, self.classes)
        else:
            classes = expected if isinstance(expected, tuple) else (expected,)
            self._wrong_type(name, value, " or ".join(map(label, classes)))

    def records(
        self,
        name: str,
        values: object,
        expected: type[R] | tuple[type[R], ...],
        *,
        min_occurs: int = 0,
        max_occurs: int | None = None,
        nillable: bool = False,
    ) -> Iterator[tuple[R, Check]]:
        """Yield each record of a list with the check of its fields."""
        for item_name, item in self.items(
            name, values, min_occurs=min_occurs, max_occurs=max_occurs
        ):
            yield from self.record(item_name, item, expected, required=not nillable)

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

    def nillable(
        self, name: str, values: object, *, min_occurs: int = 0, max_occurs: int | None = None
    ) -> Iterator[tuple[str, object]]:
        """Yield each item of a list with its place in the path, but for those that are None."""
        for item_name, item in self.items(
            name, values, min_occurs=min_occurs, max_occurs=max_occurs
        ):
            if item is not None:
                yield item_name, item

    def _size(
        self,
        name: str,
        size: int,
        unit: str,
        lengths: tuple[int | None, int | None, int | None],
    ) -> None:
        length, min_length, max_length = lengths
        if length is not None and size != length:
            self._add(name, f"{size} {unit}, exactly {length} are required")
        if min_length is not None and size < min_length:
            self._add(name, f"{size} {unit}, at least {min_length} are required")
        if max_length is not None and size > max_length:
            self._add(name, f"{size} {unit}, at most {max_length} are allowed")

    def _form(
        self,
        name: str,
        value: object,
        text: str,
        patterns: Sequence[str],
        values: Sequence[object],
    ) -> None:
        """Check the text that is sent against patterns, and the value against those listed."""
        for pattern in patterns:
            if not compile_pattern(pattern).matches(text):
                self._add(name, f"{text!r:.80} does not match {pattern}")
        if values and value not in values and text not in values:
            self._add(name, _text.not_listed(text, [*map(str, values)]))

    def _moment(
        self,
        name: str,
        value: Any,  # noqa: ANN401 - a date, a time, or both
        bounds: tuple[str | None, str | None, str | None, str | None],
        parse: Callable[[str], Any],
    ) -> None:
        at_least, at_most, more, less = bounds
        if at_least is not None and value < parse(at_least):
            self._add(name, f"{value} is before {at_least}")
        if at_most is not None and value > parse(at_most):
            self._add(name, f"{value} is after {at_most}")
        if more is not None and value <= parse(more):
            self._add(name, f"{value} is not after {more}")
        if less is not None and value >= parse(less):
            self._add(name, f"{value} is not before {less}")

    def _bytes(
        self,
        name: str,
        value: object,
        lengths: tuple[int | None, int | None, int | None],
        *,
        required: bool,
    ) -> bytes | None:
        """The bytes, or None where there are none to check further."""
        if self._absent(name, value, required=required):
            return None
        if type(value) is not bytes:
            self._wrong_type(name, value, "bytes")
            return None
        self._size(name, len(value), "bytes", lengths)
        return value

    def _absent(self, name: str, value: object, *, required: bool) -> bool:
        """Whether there is nothing to check, which is a problem where a value is required."""
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


_BY_TYPE: dict[type, Callable[[Check, str, object], None]] = {
    str: Check.string,
    int: Check.integer,
    Decimal: Check.decimal,
    float: Check.double,
    dt.datetime: Check.date_time,
    dt.date: Check.date,
    dt.time: Check.time,
}


class Content:
    """The check of what a record holds in its order: go through it, and then ask for `match`."""

    def __init__(self, check: Check, items: Sequence[object], *, mixed: bool) -> None:
        self._check = check
        self._items = items
        self._mixed = mixed
        self._names: list[str] = []
        self._place = ""

    def __iter__(self) -> Iterator[object]:
        """Yield each item but for the texts of mixed content."""
        for index, item in enumerate(self._items):
            self._place = f"content[{index}]"
            if self._mixed and type(item) is str:
                self._check.string(self._place, item)
            else:
                yield item

    def at(self, name: str) -> Check:
        """The check of an item that is an element of this name."""
        self._names.append(name)
        check = self._check
        return Check(f"{check.path}.{self._place}", check.problems, check.classes)

    def raw(self, item: object, namespaces: Sequence[str], *, excluded: bool) -> None:
        """Check an item that is an element which the schema does not name."""
        self._names.append("*")
        self._check.raw(self._place, item, namespaces, excluded=excluded)

    def unexpected(self, item: object) -> None:
        """Report an item that is none of those that may stand there."""
        what = f"{class_name(item)} cannot stand there"
        self._check.problems.append(f"{self._check.path}.{self._place}: {what}")

    def match(self, model: Model) -> None:
        """Check which elements stand together, and in which order."""
        problem = mismatch(model, self._names)
        if problem is not None:
            self._check.problems.append(f"{self._check.path}: {problem}")


def _in_utc(value: dt.datetime) -> dt.datetime:
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def _shown(value: object) -> str:
    """A value in a message; of a class that we do not know, its name."""
    return f"{value!r:.80}" if is_plain(value) else class_name(value)
