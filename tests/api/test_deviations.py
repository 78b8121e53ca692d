"""Every action's answer, every field of it, in every spelling that this API is known to use."""

from __future__ import annotations

import json
import os
import re
from dataclasses import fields, is_dataclass
from decimal import Decimal
from importlib import import_module
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from neto_client import ResponseError
from neto_client._catalogue import OPERATIONS
from neto_client._model import OpenEnumeration
from tests.api.answering_store import sample
from tests.deviations import (
    NOTHING,
    UNKNOWN,
    Turns,
    as_json,
    as_xml,
    deviating,
    spellings,
    without_extra,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWERS = {
    f"{action}Response": getattr(import_module(f"neto_client.{module}"), response)
    for action, (module, _, response) in OPERATIONS.items()
}
# As many as there are spellings of one value, so that the turns of each field see them all.
TURNS = 9
ROUNDS = 500 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else TURNS


def full(name: str, time: str = "10:20:30") -> Any:
    """Return an answer with everything in it that the schema declares."""
    text = json.dumps(sample(name)).replace("10:20:30", time)
    message = ANSWERS[name].from_json(text)
    assert not [extra for extra in without_extra(message) if extra]
    return message


def unset(record: Any) -> Iterator[str]:
    """Yield the fields of a record and of all below it that have no value."""
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name != "extra" and value in (None, []):
            yield f"{type(record).__name__}.{field.name}"
        for item in value if isinstance(value, list) else [value]:
            if is_dataclass(item):
                yield from unset(item)


def values(record: Any) -> Iterator[Any]:
    """Yield the simple values of a record and of all below it."""
    for field in fields(record):
        value = getattr(record, field.name)
        for item in value if isinstance(value, list) else [value]:
            if is_dataclass(item):
                yield from values(item)
            elif field.name != "extra" and item is not None:
                yield item


def emptied(record: Any) -> Any:
    """Return the record, and all below it, without any simple value."""
    for field in fields(record):
        value = getattr(record, field.name)
        if is_dataclass(value):
            emptied(value)
        elif isinstance(value, list):
            setattr(record, field.name, [emptied(item) for item in value if is_dataclass(item)])
        elif field.name != "extra":
            setattr(record, field.name, None)
    return record


def check(name: str, message: Any, chance: Random, *, unknown: bool) -> None:
    """Read an answer in both wires with deviations: it means the same, and loses nothing."""
    own = type(message)
    roots = (name, name.removesuffix("Response"))
    for wire, read in ((as_json, own.from_json), (as_xml, own.from_xml)):
        document = wire(chance, roots, deviating(chance, message, unknown=unknown))
        found = read(document)
        extras = without_extra(found)
        assert found == message, document
        assert all(extra == (UNKNOWN if unknown else {}) for extra in extras), document


@pytest.mark.parametrize("name", ANSWERS)
def test_a_full_answer_has_a_value_in_every_field(name: str) -> None:
    """Everything that the schema declares arrives in a field, and nothing in `extra`."""
    assert not list(unset(full(name)))


# At midnight, a time may come as a bare date.
@pytest.mark.parametrize("time", ["10:20:30", "00:00:00"])
@pytest.mark.parametrize("name", ANSWERS)
def test_every_field_is_read_in_every_spelling(name: str, time: str) -> None:
    """Each field takes its turn with each spelling, beside all others in theirs."""
    for number in range(ROUNDS):
        # Turns first, and then, where there is time, any combination.
        chance = Turns(number) if number < TURNS else Random(number)  # noqa: S311 - no secret
        check(name, full(name, time), chance, unknown=number % 2 == 1)


@pytest.mark.parametrize("name", ANSWERS)
def test_no_value_in_any_field_is_no_value(name: str) -> None:
    """Each field takes its turn with each way to say that there is no value."""
    message = emptied(full(name))
    own, roots = type(message), (name, name.removesuffix("Response"))
    for number in range(ROUNDS):
        chance, is_more = Turns(number), number % 2 == 1
        document = as_json(chance, roots, deviating(chance, message, unknown=is_more))
        found = own.from_json(document)
        without_extra(found)
        assert found == message, document
        # In XML, an element of which nothing at all is written is not there either.
        document = as_xml(chance, roots, deviating(chance, message, unknown=is_more))
        assert not list(values(own.from_xml(document))), document


def renamed(record: Any) -> int:
    """Give every field that holds a listed value one that is not listed; returns how many there are."""
    count = 0
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, OpenEnumeration):
            setattr(record, field.name, type(value)("NEVER LISTED"))
            count += 1
        for item in value if isinstance(value, list) else [value]:
            if is_dataclass(item):
                count += renamed(item)
    return count


@pytest.mark.parametrize("name", ANSWERS)
def test_a_value_that_is_not_listed_is_kept(name: str) -> None:
    """Any text may stand in an enumeration: it arrives, and says that it is not known."""
    message = full(name)
    own = type(message)
    assert renamed(message)
    for found in (
        own.from_json(message.to_json(checked=False)),
        own.from_xml(message.to_xml(checked=False)),
    ):
        assert found == message
        enumerations = [value for value in values(found) if isinstance(value, OpenEnumeration)]
        assert {(value.text, value.is_known) for value in enumerations} == {("NEVER LISTED", False)}


def kinds(record: Any) -> Iterator[tuple[Any, Any]]:
    """Yield a field of each type in a record, with its value, and the same of the records below it."""
    seen: set[str] = set()
    for field in fields(record):
        value = getattr(record, field.name)
        first = value[0] if isinstance(value, list) and value else value
        if is_dataclass(first):
            yield from kinds(first)
        elif field.name != "extra" and str(field.type) not in seen:
            seen.add(str(field.type))
            yield field, value


@pytest.mark.parametrize("name", ANSWERS)
def test_each_spelling_but_our_own_is_a_problem_where_it_is_strict(name: str) -> None:
    """One value in another spelling, in a document that keeps to the letter: it is named."""
    message = full(name, "00:00:00")
    own = type(message)
    text = message.to_json().decode()
    for field, value in kinds(message):
        wire = field.metadata["name"]
        single = value[0] if isinstance(value, list) else value
        letter = re.search(f'"{wire}":(\\[?"[^"]*")', text)
        assert letter
        nothing = ["", None] if isinstance(value, list) else NOTHING
        for spelled in [*spellings(field, single)[1:], *nothing]:
            written = spelled if isinstance(spelled, (str, Decimal)) else json.dumps(spelled)
            quoted = json.dumps(spelled) if isinstance(spelled, str) else str(written)
            if quoted == letter[1].removeprefix("[") or (
                quoted == '""' and isinstance(single, str)
            ):
                continue
            if spelled in (f"+{single}", f"{single}0000"):  # the letter of XML Schema, too
                continue
            start = f'"{wire}":' + ("[" if letter[1].startswith("[") else "")
            document = text.replace(f'"{wire}":{letter[1]}', start + quoted, 1)
            own.from_json(document)
            with pytest.raises(ResponseError) as caught:
                own.from_json(document, strict=True)
            assert all(wire in problem for problem in caught.value.problems), document


@pytest.mark.parametrize("name", ANSWERS)
def test_what_keeps_to_the_letter_passes_where_it_is_strict(name: str) -> None:
    """What this client writes is no deviation, in either format; a document with one is refused."""
    message = full(name)
    own = type(message)
    assert own.from_json(message.to_json(), strict=True) == message
    assert own.from_xml(message.to_xml(), strict=True) == message
