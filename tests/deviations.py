"""Answers in all the spellings that this API is known to use: the same meaning, told differently."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

NOTHING: list[Any] = ["", None, [], [""], [None], {}]
ZEROES = ["0000-00-00", "0000-00-00 00:00:00"]
UNKNOWN = {"Unknown": "kept", "AlsoUnknown": {"Inner": ["a", "b"]}}


class Turns(Random):
    """Chooses by chance, but for spellings, which take turns: as many rounds as there are see all."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self._number = number

    def choice(self, seq: Sequence[T]) -> T:  # type: ignore[override]
        """Return the next of the spellings."""
        self._number += 1
        return seq[self._number % len(seq)]


def deviating(chance: Random, record: Any, *, unknown: bool) -> dict[str, Any]:
    """Return a record by element names, each value in one of its spellings.

    With `unknown`, elements that no schema lists are beside all others.
    """
    found: list[tuple[str, list[Any]]] = []
    for field in fields(record):
        if "name" not in field.metadata:
            continue
        value = getattr(record, field.name)
        values = value if isinstance(value, list) else [value]
        spelled = [spelling(chance, field, item, unknown=unknown) for item in values]
        if is_dataclass(value) and not unknown and chance.random() < 0.3:
            spelled = halves(spelled[0])
        if isinstance(value, list):
            spelled += chance.sample(["", None], chance.randrange(3))
        found.append((field.metadata["name"], spelled))
    if unknown:
        found += [(name, [value]) for name, value in UNKNOWN.items()]
    chance.shuffle(found)
    return {
        name: (values[0] if stays or (len(values) == 1 and chance.random() < 0.5) else values)
        for name, values in found
        for stays in [name in UNKNOWN or (len(values) == 1 and isinstance(values[0], list))]
    }


def halves(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the content of one element split into two elements of the same name."""
    items, middle = [*content.items()], len(content) // 2
    return [dict(items[:middle]), dict(items[middle:])]


def spelling(chance: Random, field: Any, value: Any, *, unknown: bool) -> Any:
    """Return one of the spellings of a value."""
    if is_dataclass(value):
        return deviating(chance, value, unknown=unknown)
    return chance.choice(spellings(field, value))


def spellings(field: Any, value: Any) -> list[Any]:  # noqa: PLR0911 - one for each type
    """Return the spellings of a value."""
    match value:
        case None:
            return [*NOTHING, *(ZEROES if "date" in str(field.type) else [])]
        case True:
            return ["True", "true", "TRUE", "y", "Y", "1", 1, True, " yes "]
        case False:
            return ["False", "false", "FALSE", "n", "N", "0", 0, False, " no "]
        case int():
            return [str(value), value, f"{value}.000", f" {value} ", f"+{value}"]
        case Decimal():
            return [str(value), f"{value}0000", f" {value} ", value]
        case datetime():
            text = value.strftime("%Y-%m-%d %H:%M:%S")
            forms = [text, text.replace(" ", "T"), f"{text}Z", f" {text} ", f"{text}+00:00"]
            return [*forms, *([text[:10]] if text.endswith("00:00:00") else [])]
        case date():
            return [str(value), f" {value} ", f"{value} 00:00:00", f"{value}T00:00:00"]
        case Enum():
            return [value.value]
        case _:
            return [value]


def as_json(chance: Random, roots: tuple[str, ...], data: dict[str, Any]) -> bytes:
    """Return a JSON document, bare or wrapped, in one of the encodings."""
    wrapped = chance.choice([data, [data], *({root: data} for root in roots)])
    exact = json.dumps(wrapped, default=lambda number: f"{{{number}}}")
    text = exact.replace('"{', "").replace('}"', "")  # a decimal as a number of JSON
    return text.encode(chance.choice(["utf-8", "utf-8-sig", "utf-16"]))


def as_xml(chance: Random, roots: tuple[str, ...], data: dict[str, Any]) -> bytes:
    """Return an XML document with any root, in any namespace, declared or not."""
    root = chance.choice(roots)
    space, prefix = chance.choice(["", "\n  "]), chance.choice(["", "", "n:"])
    inner = "".join(element(name, value, space, prefix) for name, value in data.items())
    declared = ' xmlns:n="NetoAPI"' if prefix else chance.choice(["", ' xmlns="NetoAPI"'])
    text = f"<{prefix}{root}{declared}>{inner}{space}</{prefix}{root}>"
    encoding = chance.choice(["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
    if encoding == "iso-8859-1" or chance.choice([True, False]):
        text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{text}'
    return text.encode(encoding)


def element(name: str, value: Any, space: str, prefix: str) -> str:
    """Return an element, or several."""
    if isinstance(value, list):
        return "".join(element(name, item, space, prefix) for item in value)
    if isinstance(value, dict):
        inner = "".join(element(n, v, space, prefix) for n, v in value.items())
    else:
        inner = "" if value is None else escape(str(value))
    return f"{space}<{prefix}{name}>{inner}</{prefix}{name}>"


def without_extra(record: Any) -> list[dict[str, Any]]:
    """Take `extra` out of a record and of all below it, and return what was in there."""
    found = [record.extra]
    record.extra = {}
    for field in fields(record):
        value = getattr(record, field.name)
        for item in value if isinstance(value, list) else [value]:
            if is_dataclass(item):
                found += without_extra(item)
    return found
