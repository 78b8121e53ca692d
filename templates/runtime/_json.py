"""Data as JSON: the same bytes with the extra `fast` and without."""

from __future__ import annotations

from decimal import Decimal
from json import JSONEncoder
from typing import Any

from ._fast import dumps, fragment


def encode_json(data: dict[str, Any]) -> bytes:
    """The data as UTF-8."""
    if dumps is not None:
        try:
            return dumps(data)
        except TypeError:  # which is no judgement: it refuses what the other one can do
            pass
    return _encode(data).encode()


def number(value: Any) -> Any:  # noqa: ANN401 - whatever came
    """A number of an answer as it is sent back: in the spelling of the standard library."""
    if isinstance(value, float | Decimal):
        return value if fragment is None else fragment(_encode(value))
    return value


def _default(value: object) -> float:
    """A number that is sent back as it came."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(contents := getattr(value, "contents", None), str):  # what `number` made
        return float(contents)
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")


_encode = JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_default).encode
