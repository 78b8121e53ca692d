"""Elements that are nil: there, and without a value, as `xsi:nil` says of them.

Where nothing else can be said of it, an element that is nil is None, and `extra` of the record around it
says so where None would mean that there is no element. A record that has attributes beside says it in
its own `extra`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from ._fields import Declaration, Field

KEY: Final = "@xsi:nil"
NIL: Final = {KEY: "true"}


def says_nil(extra: object, key: str) -> bool:
    """Tell whether the data beside a record's fields marks an element as nil."""
    mark = cast("dict[str, object]", extra).get(key) if type(extra) is dict else None
    if mark == NIL:
        return True
    # What is nil may have attributes beside.
    values = cast("dict[str, object]", mark) if type(mark) is dict else {}
    return values.get(KEY) == "true" and all(name[:1] == "@" for name in values)


def is_nil_record(record: Any) -> bool:  # noqa: ANN401 - of any class
    """Tell whether a record itself is nil."""
    extra: object = getattr(record, "extra", None)
    return type(extra) is dict and cast("dict[str, object]", extra).get(KEY) == "true"


def declared_of(declared: Declaration, record: object, *, nillable: bool = True) -> Declaration:
    """Return the declaration that applies to a record: for a nil one, its attributes."""
    return declared.when_nil if nillable and is_nil_record(record) else declared


def filled(record: object, declared: Declaration) -> list[Field]:
    """Return the fields of a nil record that have values."""
    fields = [field for _, field in declared.fields if not field.is_attribute]
    return [field for field in fields if getattr(record, field.slot) not in (None, [])]
