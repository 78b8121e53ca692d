"""Data as JSON: the same bytes with the extra `fast` and without."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from . import _fast

if TYPE_CHECKING:
    from collections.abc import Callable


class _Number:
    """A number in the spelling of the standard library, which is not that of orjson."""

    __slots__ = ("text",)

    def __init__(self, value: float | Decimal) -> None:
        self.text = _encoder()(float(value))


def encode_json(data: dict[str, Any]) -> bytes:
    """Return the data as JSON in UTF-8."""
    if _fast.dumps is not None:
        try:
            return _fast.dumps(data, _fragment)
        except TypeError:  # which is no judgement: it refuses what the other one can do
            pass
    return _encoder()(data).encode()


def number(value: Any) -> Any:  # noqa: ANN401 - any raw value
    """Return a value of a response to send back, with numbers spelled by the standard library."""
    return _Number(value) if isinstance(value, float | Decimal) else value


def _fragment(value: object) -> object:
    return None if _fast.fragment is None else _fast.fragment(_spelling(value))


def _float(value: object) -> float:
    return float(_spelling(value))


def _spelling(value: object) -> str:
    if isinstance(value, Decimal):  # in a field of another type, which was not checked
        value = _Number(value)
    if not isinstance(value, _Number):
        raise TypeError(f"{type(value).__name__} cannot be sent as JSON")
    return value.text


@cache
def _encoder() -> Callable[[object], str]:
    """Return the standard library's JSON encoder."""
    from json import JSONEncoder  # noqa: PLC0415 - only the first document that it writes needs it

    return JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_float).encode
