"""Elements that are nil: there, and without a value, as `xsi:nil` says of them.

Where nothing else can be said of it, an element that is nil is None, and `extra` of the record around it
says so where None would mean that there is no element. A record that has attributes beside says it in
its own `extra`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._fields import Declaration, Field

KEY: Final = "@xsi:nil"
NIL: Final = {KEY: "true"}


def says_nil(extra: object, key: str) -> bool:
    """Whether what stands beside the fields of a record says that an element is nil."""
    return type(extra) is dict and cast("dict[str, object]", extra).get(key) == NIL


def is_nil_record(record: Any) -> bool:  # noqa: ANN401 - of any class
    """Whether a record is nil by itself."""
    extra: object = getattr(record, "extra", None)
    return type(extra) is dict and cast("dict[str, object]", extra).get(KEY) == "true"


def declared_of(declared: Declaration, record: object, *, nillable: bool = True) -> Declaration:
    """What is declared of a record: of one that is nil, its attributes."""
    return declared.when_nil if nillable and is_nil_record(record) else declared


def rest(extra: Mapping[str, object], marks: Mapping[str, object]) -> dict[str, Any]:
    """What stands beside the fields of a record, without what says that something is nil."""
    return {key: value for key, value in extra.items() if key not in marks or marks[key] != value}


def filled(record: object, declared: Declaration) -> list[Field]:
    """The fields that hold something of a record that is nil."""
    fields = [field for _, field in declared.fields if field.role not in _ATTRIBUTES]
    return [field for field in fields if getattr(record, field.slot) not in (None, [])]


_ATTRIBUTES = frozenset({"attribute", "any_attributes"})
