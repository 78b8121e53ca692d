"""Records as documents: where writing begins and ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from ._characters import has_no_noncharacters, has_only_characters
from ._check import Check
from ._errors import RequestError
from ._json import encode_json
from ._outside import let_signals_through

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._root import Format

R = TypeVar("R")

# How JSON escapes what XML cannot carry, for the most part.
_ESCAPED = re.compile(rb"\\(?:[bf]|u00)")


def to_xml(record: R, form: Format[R], *, checked: bool = True) -> bytes:
    """The document as UTF-8.

    Raises RequestError when the record does not fit its schema; without `checked` only what cannot
    be written is an error, such as a character that XML cannot carry.
    """
    sent = ready(record, form, checked=checked, is_xml=True)
    body = written(sent, form, given=record, checked=checked, is_xml=True)
    if not has_only_characters(body):
        ready(record, form, checked=checked, is_xml=True, in_full=True)
    return body


def to_json(record: R, form: Format[R], *, checked: bool = True) -> bytes:
    """The document as UTF-8. Raises RequestError as `to_xml` does."""
    sent = ready(record, form, checked=checked, is_xml=False)
    body = written(sent, form, given=record, checked=checked, is_xml=False)
    if (b"\\" in body and _ESCAPED.search(body)) or not has_no_noncharacters(body):
        ready(record, form, checked=checked, is_xml=False, in_full=True)
    return body


def ready(record: R, form: Format[R], *, checked: bool, is_xml: bool, in_full: bool = False) -> R:
    """The record if all is of the classes that its schema says, or else a copy with plain values.

    Raises RequestError when a value is none that can be sent; with `checked`, when the copy does not
    fit its schema. Characters that XML cannot carry are only found with `in_full`.
    """
    try:
        if _fits(record, form, in_full=in_full):
            return record
        from ._plain import Plain  # noqa: PLC0415 - seldom needed

        making = Plain(as_texts=not checked, is_xml=is_xml)
        copied: R = making.copy(record, form.roots[0])
        if checked:
            require(copied, form, making.replaced)
    except RequestError:
        raise
    except RecursionError:
        raise RequestError([f"{form.roots[0]}: is nested too deeply"]) from None
    except Exception as error:
        let_signals_through(error)
        raise _impossible(form, error) from error
    if making.refused:
        raise RequestError(making.refused)
    return copied


def written(record: R, form: Format[R], *, given: R, checked: bool, is_xml: bool) -> bytes:
    """What is written of a record that is ready.

    Raises RequestError when that is impossible, with whatever is wrong with what was `given`.
    """
    try:
        return _xml(record, form) if is_xml else encode_json(form.to_json(record))
    except Exception as error:
        let_signals_through(error)
        ready(given, form, checked=checked, is_xml=is_xml, in_full=True)
        require(given, form)
        raise _impossible(form, error) from error


def require(record: R, form: Format[R], classes: Mapping[str, str] | None = None) -> None:
    """Raise RequestError, with all that is wrong, when the record does not fit its schema.

    `classes` are those that values had before they became plain, by their path.
    """
    problems = Check(form.roots[0], classes=classes or {})
    form.check(record, problems)
    problems.raise_problems()


def _fits(record: R, form: Format[R], *, in_full: bool) -> bool:
    check = Check("")
    if not in_full:
        return form.fits(record, check)
    form.check(record, check)
    return not check.problems


def _xml(record: R, form: Format[R]) -> bytes:
    parts = [form.start]
    form.to_xml(record, parts.append)
    parts.append(form.end)
    return "".join(parts).encode()


def _impossible(form: Format[R], error: Exception) -> RequestError:
    return RequestError([f"{form.roots[0]}: cannot be written: {error}"])
