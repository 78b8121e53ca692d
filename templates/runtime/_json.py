"""Data as JSON: the same bytes with the extra `fast` and without."""

from __future__ import annotations

from decimal import Decimal
from json import JSONEncoder
from typing import Any

from ._fast import dumps, fragment


class _Number:
    """A number in the spelling of the standard library, which is not that of orjson."""

    __slots__ = ("text",)

    def __init__(self, value: float | Decimal) -> None:
        self.text = _encode(float(value))


def encode_json(data: dict[str, Any]) -> bytes:
    """The data as UTF-8."""
    if dumps is not None:
        try:
            return dumps(data, _fragment)
        except TypeError:  # which is no judgement: it refuses what the other one can do
            pass
    return _encode(data).encode()


def number(value: Any) -> Any:  # noqa: ANN401 - whatever came
    """A value of an answer as it is sent back: a number in the spelling of the standard library."""
    return _Number(value) if isinstance(value, float | Decimal) else value


def _fragment(value: object) -> object:
    return None if fragment is None else fragment(_spelling(value))


def _float(value: object) -> float:
    return float(_spelling(value))


def _spelling(value: object) -> str:
    if isinstance(value, Decimal):  # in a field of another type, which was not checked
        value = _Number(value)
    if not isinstance(value, _Number):
        raise TypeError(f"{type(value).__name__} cannot be sent as JSON")
    return value.text


_encode = JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_float).encode
