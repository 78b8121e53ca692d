"""What is sent is checked first: every field of every request, with values of all kinds."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from neto_client import RequestError
from neto_client._catalogue import OPERATIONS
from neto_client._check import Checker
from neto_client._explain import explain
from neto_client._model import OpenEnumeration
from neto_client._plain_copy import PlainCopier
from tests.api.test_live import request_of
from tests.soak import IS_LONG

if TYPE_CHECKING:
    from collections.abc import Iterator


class Text(str):
    """A text of a class of its own."""

    __slots__ = ()


class Strange(OpenEnumeration):
    """An enumeration that no request knows."""

    VALUE = "Value"


VALUES: list[Any] = [
    *(
        None,
        "",
        "a",
        "x" * 300,
        "\x00",
        "\ud800",
        "\uffff",
        "& <b>",
        Text("a"),
        b"a",
        0,
        -1,
        10**30,
    ),
    *(True, False, 1.5, float("nan"), Decimal(1), Decimal("1.123456789"), Decimal("NaN")),
    *(
        Decimal("1E+3"),
        dt.date(2026, 1, 2),
        dt.datetime(1, 1, 1),  # noqa: DTZ001
        dt.datetime(2026, 1, 2),  # noqa: DTZ001
    ),
    dt.datetime(9999, 12, 31, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
    dt.datetime(2026, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=9))),
    *(dt.time(1), [], ["a"], [None], [1, "a"], {}, (), object(), Strange.VALUE, Strange("Other")),
]
# In the short form, each field takes only one of them, and the next field takes another.
STEP = 1 if IS_LONG else len(VALUES)


def records(record: Any) -> Iterator[Any]:
    """Yield a record, and one of each kind below it."""
    yield record
    for field in fields(record):
        value = getattr(record, field.name)
        first = value[0] if isinstance(value, list) and value else value
        if is_dataclass(first):
            yield from records(first)


def problems(message: Any) -> list[str]:
    """Return the problems that the complete check, the one that explains, finds."""
    declared = type(message)._declared
    plain = PlainCopier(as_texts=False, is_xml=True)
    copied = plain.copy(message, declared.roots[0])
    check = Checker(declared.roots[0], classes=plain.replaced)
    explain(declared, copied, check)
    return check.problems


@pytest.mark.parametrize("action", OPERATIONS)
def test_a_request_goes_out_exactly_when_nothing_is_wrong_with_it(action: str) -> None:
    """The quick check and the thorough one agree; all that is wrong is told, and nothing else raised."""
    message = request_of(action)
    assert problems(message) == []
    number = 0
    for record in records(message):
        for field in fields(record):
            if field.name == "extra":
                continue
            before = getattr(record, field.name)
            for value in VALUES[number % STEP :: STEP]:
                setattr(record, field.name, value)
                expected = problems(message)
                for write in (message.to_xml, message.to_json):
                    try:
                        assert write()
                        found: list[str] = []
                    except RequestError as error:
                        found = [*error.problems]
                    # A query that finds nothing is refused before its values are looked at.
                    is_idle = found and "has no filter" in found[0]
                    assert found == expected or is_idle, (field.name, value, found, expected)
            setattr(record, field.name, before)
            number += 1
    assert problems(message) == []


@pytest.mark.parametrize("action", OPERATIONS)
def test_a_request_that_fits_is_the_same_unchecked(action: str) -> None:
    """To leave out the check changes no byte of what fits, nor does the writer that looks at nothing."""
    message = request_of(action)
    assert message.to_xml(checked=False) == message.to_xml()
    assert message.to_json(checked=False) == message.to_json()
    declared = type(message)._declared
    quick, thorough = list[str](), list[str]()
    declared.to_xml_unchecked(message, quick.append)
    declared.to_xml(message, thorough.append)
    assert "".join(quick) == "".join(thorough)
    assert declared.to_json_unchecked(message) == declared.to_json(message)
