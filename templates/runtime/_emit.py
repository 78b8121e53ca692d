"""Records as documents: where writing begins and ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from ._characters import has_no_noncharacters, has_only_characters
from ._check import Check
from ._errors import RequestError
from ._json import encode_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._root import Format

R = TypeVar("R")

# How JSON escapes what XML cannot carry, for the most part.
_ESCAPED = re.compile(rb"\\(?:[bf]|u00)")


def to_xml(record: R, form: Format[R], *, checked: bool = True) -> bytes:
    """The document as UTF-8.

    Raises RequestError when the record does not fit its schema; without `checked` only what cannot
    be written is an error.
    """
    if checked and not form.fits(record, Check("")):
        require(record, form)
    body = _written(record, form, _xml)
    if checked and not has_only_characters(body):
        require(record, form)
    return body


def to_json(record: R, form: Format[R], *, checked: bool = True) -> bytes:
    """The document as UTF-8. Raises RequestError as `to_xml` does."""
    if checked and not form.fits(record, Check("")):
        require(record, form)
    body = _written(record, form, _json)
    if checked and ((b"\\" in body and _ESCAPED.search(body)) or not has_no_noncharacters(body)):
        require(record, form)
    return body


def _xml(record: R, form: Format[R]) -> bytes:
    parts = [form.start]
    form.to_xml(record, parts.append)
    parts.append(form.end)
    return "".join(parts).encode()


def _json(record: R, form: Format[R]) -> bytes:
    return encode_json(form.to_json(record))


def _written(record: R, form: Format[R], write: Callable[[R, Format[R]], bytes]) -> bytes:
    """What is written. Raises RequestError when that is impossible, with whatever is wrong."""
    try:
        return write(record, form)
    except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
        require(record, form)
        raise RequestError([f"{form.roots[0]}: cannot be written: {error}"]) from None


def require(record: R, form: Format[R]) -> None:
    """Raise RequestError, with all that is wrong, when the record does not fit its schema."""
    problems = Check(form.roots[0])
    form.check(record, problems)
    problems.raise_problems()
