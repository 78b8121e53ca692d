"""Which operations change nothing, so that a request may be sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.contract.model import Element
from neto_gen.python.names import words

if TYPE_CHECKING:
    from neto_gen.contract.model import Operation

# A filter with one of these changes what it finds.
_CHANGES = ("UpdateResults",)


def is_repeatable(operation: Operation) -> bool:
    """Whether a request changes nothing, as far as its name says: `Get…`."""
    return words(operation.name.untrusted)[:1] == ["get"]


def changing_element(operation: Operation) -> str | None:
    """The element with which a request that else changes nothing does, if it may hold one."""
    elements = {
        item.name.untrusted
        for record in operation.request.records
        for item in record.content
        if isinstance(item, Element)
    }
    return next((name for name in _CHANGES if name in elements), None)
