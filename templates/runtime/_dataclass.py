"""Records as `dataclasses` knows them: its fields, and what a class of it is made with."""

from __future__ import annotations

from dataclasses import field, make_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._fields import Declaration, Field


def make(declared: Declaration, _: str) -> type[Any]:
    """Return a dataclass with the fields of a record; its attributes are the record's, too."""
    types = declared.annotations
    fields = [(name, types[name], _field(found)) for name, found in declared.all_fields.items()]
    name, module = declared.record.__name__, declared.record.__module__
    return make_dataclass(
        name,
        fields,
        namespace={"__module__": module},
        kw_only=True,
        eq=False,
        repr=False,
        init=False,
    )


def _field(declared: Field) -> Any:  # noqa: ANN401 - as typed in dataclasses
    shown, metadata = declared.role != "extra", declared.metadata()
    if declared.container is not None:
        return field(default_factory=declared.container, repr=shown, metadata=metadata)
    if declared.has_default:
        return field(default=declared.default, repr=shown, metadata=metadata)
    return field(repr=shown, metadata=metadata)
