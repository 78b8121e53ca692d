"""Which operations change nothing, so that a request may be sent again: what the catalogue says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.contract.model import Element

if TYPE_CHECKING:
    from neto_gen.catalogue import Catalogue
    from neto_gen.contract.model import Operation


def is_idempotent(operation: Operation, catalogue: Catalogue) -> bool:
    """Tell whether a request may be sent again when nobody knows if it arrived."""
    verb = catalogue.verb(operation.name.untrusted)
    return verb is not None and verb.idempotent


def changing_element(operation: Operation, catalogue: Catalogue) -> str | None:
    """Return the element that makes an otherwise idempotent request a change, if it may hold it."""
    verb = catalogue.verb(operation.name.untrusted)
    if verb is None or verb.not_idempotent_with is None or operation.request is None:
        return None
    elements = (
        item.name.untrusted
        for record in operation.request.records
        for item in record.content
        if isinstance(item, Element)
    )
    return verb.not_idempotent_with if verb.not_idempotent_with in elements else None
