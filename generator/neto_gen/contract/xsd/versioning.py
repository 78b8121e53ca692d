"""Which elements of a schema file are for processors of other versions of XML Schema.

XML Schema 1.1 calls this conditional inclusion: https://www.w3.org/TR/xmlschema11-1/#cip
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from neto_gen.contract.xsd import vocabulary
from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neto_gen.contract.xsd.document import SchemaElement

_START: Final = "http://www.w3.org/2007/XMLSchema-versioning "
_VERSION: Final = Decimal("1.0")
_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "type": vocabulary.BUILTIN_TYPES,
    "facet": vocabulary.FACETS,
}


def is_for_others(element: SchemaElement) -> bool:
    """Tell whether an element of XML Schema, with its content, is not for a processor of version 1.0."""
    for key, text in element.attributes.items():
        if key.startswith(_START) and _leaves_out(element, key[len(_START) :], text):
            return True
    return False


def _leaves_out(element: SchemaElement, condition: str, text: str) -> bool:
    match condition:
        case "minVersion":
            return _version(element, condition, text) > _VERSION
        case "maxVersion":
            return _version(element, condition, text) <= _VERSION
        case "typeAvailable" | "facetAvailable":
            return not all(_known(element, condition, text))
        case "typeUnavailable" | "facetUnavailable":
            known = _known(element, condition, text)
            return bool(known) and all(known)
        case _:
            return False


def _version(element: SchemaElement, condition: str, text: str) -> Decimal:
    try:
        version = Decimal(text.strip())
    except InvalidOperation:
        version = Decimal("NaN")
    if not version.is_finite():
        what = f'vc:{condition} is "{text}", and a decimal number is expected'
        raise Failure(ExitCode.SCHEMA, Problem(what, element.location, None))
    return version


def _known(element: SchemaElement, condition: str, text: str) -> list[bool]:
    """Return for each name in a list of types or facets whether it is one that neto-gen knows."""
    known = _KNOWN["type" if condition.startswith("type") else "facet"]
    names = map(element.resolve, text.split())
    return [name.namespace == element.namespace and name.name in known for name in names]
