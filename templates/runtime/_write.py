"""Values and documents as this API wants to receive them."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, TypeVar

from ._check import Check

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

R = TypeVar("R")

_encode_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_xml(
    root: str,
    record: R,
    check: Callable[[R, Check], None],
    write: Callable[[R, Callable[[str], None]], None],
) -> bytes:
    """The document as UTF-8. Raises RequestError when the record does not fit its schema."""
    _checked(root, record, check)
    parts = [f"<{root}>"]
    write(record, parts.append)
    parts.append(f"</{root}>")
    return "".join(parts).encode()


def to_json(
    root: str,
    record: R,
    check: Callable[[R, Check], None],
    write: Callable[[R], dict[str, Any]],
) -> bytes:
    """The document as UTF-8. Raises RequestError when the record does not fit its schema."""
    _checked(root, record, check)
    return _encode_json(write(record)).encode()


def _checked(root: str, record: R, check: Callable[[R, Check], None]) -> None:
    problems = Check(root)
    check(record, problems)
    problems.raise_problems()


def escape(text: str) -> str:
    """Text as XML character data."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if "\r" in text:  # a reader turns a bare one into a line feed
        text = text.replace("\r", "&#13;")
    return text


def integer(value: int) -> str:
    """Plain digits."""
    return str(value)


def decimal(value: Decimal) -> str:
    """Plain digits, never an exponent."""
    return f"{value:f}"


def double(value: float) -> str:
    """The shortest text that reads back as the same number."""
    return repr(value)


def boolean(value: bool) -> str:  # noqa: FBT001 - the value, not a switch
    """`True` or `False`."""
    return "True" if value else "False"


def date_time(value: dt.datetime) -> str:
    """`YYYY-MM-DD HH:MM:SS` in UTC; a value without a time zone is taken as UTC."""
    if value.tzinfo is not None:
        value = value.astimezone(dt.UTC)
    return value.replace(microsecond=0, tzinfo=None).isoformat(" ")


def date(value: dt.date) -> str:
    """`YYYY-MM-DD`."""
    return value.isoformat()
