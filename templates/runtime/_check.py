"""Checks of a request before it is sent: every problem is collected, with its path."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar, cast

from ._errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._model import OpenEnumeration

R = TypeVar("R")

# https://www.w3.org/TR/xml/#charsets
_NOT_XML_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Check:
    """The problems found so far, and the path of the record that is being checked.

    The names of facets and their meaning: https://www.w3.org/TR/xmlschema-2/#rf-facets
    """

    path: str
    problems: list[str] = field(default_factory=list[str])

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
    ) -> None:
        """Check a text; lengths are in characters."""
        if self._absent(name, value, required=required):
            return
        if not isinstance(value, str):
            self._wrong_type(name, value, "str")
            return
        size = len(value)
        if length is not None and size != length:
            self._add(name, f"{size} characters, exactly {length} are required")
        if min_length is not None and size < min_length:
            self._add(name, f"{size} characters, at least {min_length} are required")
        if max_length is not None and size > max_length:
            self._add(name, f"{size} characters, at most {max_length} are allowed")
        if (unfit := _NOT_XML_CHARACTER.search(value)) is not None:
            code = f"U+{ord(unfit[0]):04X}"
            self._add(name, f"character {code} at {unfit.start()} cannot be sent as XML")

    def integer(
        self,
        name: str,
        value: object,
        *,
        required: bool = False,
        min_inclusive: int | None = None,
        max_inclusive: int | None = None,
        total_digits: int | None = None,
    ) -> None:
        """Check a whole number."""
        if self._absent(name, value, required=required):
            return
        if not isinstance(value, int) or isinstance(value, bool):
            self._wrong_type(name, value, "int")
            return
        if min_inclusive is not None and value < min_inclusive:
            self._add(name, f"{value} is less than {min_inclusive}")
        if max_inclusive is not None and value > max_inclusive:
            self._add(name, f"{value} is more than {max_inclusive}")
        if total_digits is not None and abs(value) >= 10**total_digits:
            self._add(name, f"{value} has more than {total_digits} digits")

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
    ) -> None:
        """Check a decimal number; zeros that lead or trail do not count as digits."""
        if self._absent(name, value, required=required):
            return
        if not isinstance(value, Decimal):
            self._wrong_type(name, value, "Decimal")
            return
        if not value.is_finite():
            self._add(name, f"{value} is not a finite number")
            return
        if min_inclusive is not None and value < min_inclusive:
            self._add(name, f"{value} is less than {min_inclusive}")
        if max_inclusive is not None and value > max_inclusive:
            self._add(name, f"{value} is more than {max_inclusive}")
        if min_exclusive is not None and value <= min_exclusive:
            self._add(name, f"{value} is not more than {min_exclusive}")
        if max_exclusive is not None and value >= max_exclusive:
            self._add(name, f"{value} is not less than {max_exclusive}")
        if total_digits is None and fraction_digits is None:
            return
        whole, _, fraction = f"{abs(value):f}".partition(".")
        fraction = fraction.rstrip("0")
        if fraction_digits is not None and len(fraction) > fraction_digits:
            self._add(name, f"{value} has more than {fraction_digits} digits after the point")
        if total_digits is not None and len((whole + fraction).lstrip("0")) > total_digits:
            self._add(name, f"{value} has more than {total_digits} digits")

    def double(self, name: str, value: object, *, required: bool = False) -> None:
        """Check a floating-point number."""
        if self._absent(name, value, required=required):
            return
        if not isinstance(value, float | int) or isinstance(value, bool):
            self._wrong_type(name, value, "float")

    def boolean(self, name: str, value: object, *, required: bool = False) -> None:
        """Check a truth value."""
        if self._absent(name, value, required=required):
            return
        if not isinstance(value, bool):
            self._wrong_type(name, value, "bool")

    def date_time(self, name: str, value: object, *, required: bool = False) -> None:
        """Check a date with a time."""
        if self._absent(name, value, required=required):
            return
        if not isinstance(value, dt.datetime):
            self._wrong_type(name, value, "datetime")
            return
        try:
            value.astimezone(dt.UTC)
        except OverflowError:
            self._add(name, f"{value} is out of range in UTC")

    def date(self, name: str, value: object, *, required: bool = False) -> None:
        """Check a date without a time."""
        if self._absent(name, value, required=required):
            return
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            self._wrong_type(name, value, "date")

    def enumeration(
        self,
        name: str,
        value: object,
        expected: type[OpenEnumeration],
        *,
        required: bool = False,
    ) -> None:
        """Check that a value is one of those that the schema lists."""
        if self._absent(name, value, required=required):
            return
        if not isinstance(value, expected):
            self._wrong_type(name, value, expected.__name__)
        elif not value.is_known:
            allowed = ", ".join(repr(member.value) for member in expected)
            self._add(name, f"{value.value!r} is not one of {allowed}")

    def record(
        self, name: str, value: object, expected: type[R], *, required: bool = False
    ) -> Iterator[tuple[R, Check]]:
        """Yield the record, if there is one, with the check of its fields."""
        if self._absent(name, value, required=required):
            return
        if isinstance(value, expected):
            yield value, Check(f"{self.path}.{name}", self.problems)
        else:
            self._wrong_type(name, value, expected.__name__)

    def records(
        self,
        name: str,
        values: object,
        expected: type[R],
        *,
        min_occurs: int = 0,
        max_occurs: int | None = None,
    ) -> Iterator[tuple[R, Check]]:
        """Yield each record of a list with the check of its fields."""
        for item_name, item in self.items(
            name, values, min_occurs=min_occurs, max_occurs=max_occurs
        ):
            yield from self.record(item_name, item, expected, required=True)

    def items(
        self, name: str, values: object, *, min_occurs: int = 0, max_occurs: int | None = None
    ) -> Iterator[tuple[str, object]]:
        """Yield each item of a list with its place in the path."""
        if not isinstance(values, list):
            self._wrong_type(name, values, "list")
            return
        items = cast("list[object]", values)
        if len(items) < min_occurs:
            self._add(name, f"{len(items)} values, at least {min_occurs} are required")
        if max_occurs is not None and len(items) > max_occurs:
            self._add(name, f"{len(items)} values, at most {max_occurs} are allowed")
        for index, item in enumerate(items):
            yield f"{name}[{index}]", item

    def _absent(self, name: str, value: object, *, required: bool) -> bool:
        """Whether there is nothing to check, which is a problem where a value is required."""
        if value is not None:
            return False
        if required:
            self._add(name, "is required")
        return True

    def _wrong_type(self, name: str, value: object, expected: str) -> None:
        self._add(name, f"expected {expected}, got {type(value).__name__}")

    def _add(self, name: str, problem: str) -> None:
        self.problems.append(f"{self.path}.{name}: {problem}")
