"""Elements of one name in two namespaces: which of them are told apart by their namespace."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from neto_gen.contract.model import Element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neto_gen.contract.model import AnyElements, Record
    from neto_gen.contract.schema_text import SchemaText

    _Name = tuple[SchemaText, SchemaText | None]

_WORD = re.compile(r"[^\W\d_]\w*")


def named_apart(records: Sequence[Record], own: SchemaText | None) -> tuple[Record, ...]:
    """Return the records with elements `qualified` that share a name with others beside them.

    Those in the namespace of the message, `own`, keep their plain name. A name means the same in all
    records of a message.
    """
    qualified: set[_Name] = set()
    for record in records:
        namespaces: dict[SchemaText, set[SchemaText | None]] = {}
        for item in record.content:
            if isinstance(item, Element):
                namespaces.setdefault(item.name, set()).add(item.namespace)
        for name, found in namespaces.items():
            if len(found) > 1:
                qualified |= {(name, namespace) for namespace in found if namespace != own}
    if not qualified:
        return tuple(records)
    return tuple(
        replace(record, content=tuple(_apart(item, qualified) for item in record.content))
        for record in records
    )


def word_of(namespace: str) -> str:
    """Return the last word of a namespace, which tells names in it apart."""
    words: list[str] = _WORD.findall(namespace)
    return words[-1] if words else "unqualified"


def _apart(item: Element | AnyElements, qualified: set[_Name]) -> Element | AnyElements:
    if isinstance(item, Element) and (item.name, item.namespace) in qualified:
        return replace(item, qualified=True)
    return item
