"""The other shapes that records are known to come in, in XML and in JSON.

- What an element holds that is there to hold others, without that: `Images` is the list of images, and
  not an element with images named `Image` in it.
- Several records as one of columns: `{"OrderID": ["N1", "N2"]}` is two.
- The bare value of a record that holds no other: `"N1"` is `{"OrderID": "N1"}`.

Each is told by what the schema lists, so that nothing that has the shape of the schema is taken for one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast
from xml.etree.ElementTree import Element

from ._raw_document import listed, merged, present

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from ._decoder import Decoder
    from ._fields import Declaration, Field
    from ._raw_document import RawNode, RawObject

_SCALARS = (str, int, float, Decimal)


def _only_field(declared: Declaration) -> Field | None:
    """Return the only element of a record, if it has nothing else."""
    if len(declared.fields) != 1:
        return None
    _, field = declared.fields[0]
    return field if field.role == "element" else None


def key_of_wrapper(declared: Declaration) -> str | None:
    """Return the key of the records in a record that only wraps them."""
    field = _only_field(declared)
    return field.key if field is not None and field.kind == "record" else None


def wrapping(declared: Declaration) -> Callable[[Any, Decoder], Any]:
    """Return a function that wraps values that came without their wrapper.

    It wraps a value that has an element of a wrapped record, or several values if none has an
    element of the wrapper itself; all others stay unchanged.
    """
    field = declared.fields[0][1]
    key, keys = field.key, declared.declared_by(field).keys

    def names_in(item: object, decoder: Decoder) -> Collection[str]:
        if isinstance(item, Element):
            return {decoder.names[child.tag] for child in cast("Element[str]", item)}
        return cast("RawObject", item) if isinstance(item, dict) else ()

    def are_bare(found: list[Collection[str]]) -> bool:
        held = [names for names in found if names and key not in names]
        if len(held) > 1 and not any(key in names for names in found):
            return True
        return not all(map(keys.isdisjoint, held))

    def wrap(value: Any, decoder: Decoder) -> Any:  # noqa: ANN401 - raw data
        if type(value) is Element and (not len(value) or decoder.names[value[0].tag] == key):
            return value
        items = listed(value)
        found = [names_in(item, decoder) for item in items]
        if decoder.is_strict or not are_bare(found):
            return value
        levels: list[RawObject] = [
            decoder.level_of(cast("RawNode", item)) if key in names else {key: [item]}
            for item, names in zip(items, found, strict=True)
        ]
        return merged(levels)

    return wrap


def key_of_bare(declared: Declaration) -> str | None:
    """Return the key of the only value that a record can hold, if need be by its only record."""
    inner = declared
    seen: list[Declaration] = []
    while inner not in seen:
        field = _only_field(inner)
        if field is None or (not field.is_simple and field.kind != "record"):
            return None
        if field.is_simple:
            return declared.fields[0][1].key
        seen.append(inner)
        inner = inner.declared_by(field)
    return None


def is_scalar(item: object) -> bool:
    """Tell whether a raw value is a text, a number or a boolean."""
    return isinstance(item, _SCALARS)


def rows(level: RawObject, declared: Declaration) -> list[RawObject] | None:
    """Return the records that raw values hold as columns: lists of the same length.

    None if it is a single record, or cannot be told to be several. Unlisted data that is not such a
    list stays with the first of them.
    """
    fields = {field.key: field for _, field in declared.fields if field.is_in_level}
    columns = {name: value for name, value in level.items() if name in fields and present(value)}
    if not columns or any(
        not isinstance(value, list) or fields[name].repeated for name, value in columns.items()
    ):
        return None
    values = [value for name, value in columns.items() if fields[name].is_simple]
    count = len(next(iter(columns.values())))
    if (
        any(len(value) != count for value in columns.values())
        or not any(len(present(value)) > 1 for value in values)
        or not all(item is None or is_scalar(item) for value in values for item in value)
    ):
        return None
    others = {name: value for name, value in level.items() if name not in fields}
    for name, value in [*others.items()]:
        if isinstance(value, list) and len(cast("list[object]", value)) == count:
            columns[name] = others.pop(name)
    found = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    found[0].update(others)
    return found


def conflict(levels: Sequence[RawObject], declared: Declaration) -> bool:
    """Tell whether several elements cannot be one record, because fields would have several values."""
    single = [f.key for _, f in declared.fields if f.is_simple and not f.repeated]
    return any(sum(bool(present(level.get(key))) for level in levels) > 1 for key in single)
