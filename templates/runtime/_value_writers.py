"""Write the values of fields by their declarations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from . import _dialect, _lexical
from ._fields import TEXTS
from ._verbatim import MOMENTS, Verbatim

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._fields import Declaration, Field

    Write = Callable[[Any], str]

_WRITERS: dict[str, Write] = {
    **_lexical.WRITE,
    "enumeration": _lexical.enumeration,
    "qname": _lexical.union,
}


def may_be_verbatim(field: Field) -> bool:
    """Tell whether values usually keep the text they were read with."""
    return field.keeps_text or (field.kind in MOMENTS and not _dialect.DATE_TIME_IN_UTC)


def writer(declared: Declaration, field: Field) -> Write:
    """Return a writer of a value; a fixed one is written as in the schema."""
    if not field.spelled:
        return _usual(declared, field)
    usual, fixed, spelled = _usual(declared, field), field.fixed, field.spelled
    return lambda value: spelled if value == fixed else usual(value)


def _usual(declared: Declaration, field: Field) -> Write:
    if field.kind == "tokens":
        item = writer(declared, field.parts[0])
        return lambda value: _lexical.tokens(value, item)
    if field.kind == "union":
        return _of_union(declared, field)
    if field.is_local:
        return _lexical.local_date_time
    if field.keeps_text:
        from ._xsd_lexical import write  # noqa: PLC0415 - few records have any such field

        return partial(write, field.kind, patterns=field.facets.get("patterns", ()))
    return _WRITERS.get(field.kind, _lexical.string)


def item_writer(declared: Declaration, field: Field) -> Write:
    """Return a writer of a value, or of an item of a list that is one text."""
    return writer(declared, field.parts[0] if field.kind == "tokens" else field)


def _of_union(declared: Declaration, field: Field) -> Write:
    """Return a writer of a union's value, as the first type that accepts it writes it."""
    from ._explain import tester  # noqa: PLC0415 - it needs this module

    parts = [(tester(declared, part), writer(declared, part)) for part in field.parts]

    def write(value: object) -> str:
        if type(value) is str:
            return value
        if isinstance(value, Verbatim) and value.text:
            return value.text
        for fits, text in parts:
            if value is not None and fits(value):
                return text(value)
        return _lexical.union(value)  # raises TypeError for an invalid value such as None

    return write


def needs_escape(field: Field) -> bool:
    """Tell whether a value may contain characters with a meaning in XML."""
    if field.parts:
        return any(map(needs_escape, field.parts))
    return field.kind in TEXTS or field.kind in {"enumeration", "qname"}
