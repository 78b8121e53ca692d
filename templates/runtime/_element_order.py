"""The order of elements where the schema leaves it to the sender.

Then `extra` has the one of a document under `#order`, if it is another than that of the schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from ._fields import declared_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._fields import Declaration
    from ._raw_document import RawObject

ORDER: Final = "#order"


def order_in(values: RawObject, declared: Declaration) -> dict[str, Any]:
    """Return what `extra` records of the order of elements, if it differs from the schema's."""
    known = [field.key for _, field in declared.fields if field.role == "element"]
    found = [key for key in values if key in known]
    return {} if found == [key for key in known if key in values] else {ORDER: found}


def order_of(extra: Mapping[str, object], declared: Declaration) -> list[str]:
    """Return the order of elements in `extra`; none if it has none, or order does not matter."""
    order = extra.get(ORDER)
    if not declared.any_order or type(order) is not list:
        return []
    keys = cast("list[str]", order)
    return keys if all(type(key) is str and key in declared.keys for key in keys) else []


def in_order(parts: dict[str, list[str]], record: Any) -> str:  # noqa: ANN401 - of any class
    """Return the texts of elements in the order of `extra`; those not in it come first."""
    order = dict.fromkeys(order_of(record.extra, declared_by(record)))
    keys = [*(key for key in parts if key not in order), *(key for key in order if key in parts)]
    return "".join("".join(parts[key]) for key in keys)
