"""The built-in types of XML Schema, as an element may name them by `xsi:type`.

https://www.w3.org/TR/xmlschema-2/#built-in-datatypes
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from . import _fields as _f
from ._builtin_types import FORMS, INTEGERS, LISTS, NCNAME, TOKENS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ._fields import Field

_XML_SCHEMA: Final = "http://www.w3.org/2001/XMLSchema"
_OTHERS: Final = {
    "string": _f.text,
    "token": _f.token,
    "anyURI": _f.token,
    "decimal": _f.decimal,
    **dict.fromkeys(("float", "double"), _f.double),
    "boolean": _f.boolean,
    "dateTime": _f.date_time,
    "date": _f.date,
    "time": _f.time,
    **dict.fromkeys(("QName", "NOTATION"), _f.qname),
    "base64Binary": _f.base64,
    "hexBinary": _f.hexadecimal,
}
NAMES: Final = frozenset(
    {*INTEGERS, *TOKENS, *LISTS, *_OTHERS, *FORMS, "normalizedString"}
    | {"anySimpleType", "anyType"}
)


def named(name: str) -> str:
    """Return the name of the built-in type that this is, or ""."""
    namespace, _, local = name.rpartition("}")
    return local if namespace[1:] == _XML_SCHEMA else ""


@cache
def type_of(name: str) -> Field | None:
    """Return a built-in simple type by name; None if it allows any value, or cannot be judged."""
    found: Any = None
    if name in INTEGERS:
        least, most = INTEGERS[name]
        bounds = {"min_inclusive": least, "max_inclusive": most}
        found = _f.integer(**{facet: n for facet, n in bounds.items() if n is not None})
    elif name in TOKENS:
        found = _f.token(patterns=(TOKENS[name],))
    elif name in LISTS:
        found = _f.list_of(type_of(LISTS[name]), min_length=1)
    elif name == "normalizedString":
        found = _f.text(space="replace")
    elif name in _OTHERS:
        found = _OTHERS[name]()
    elif name in FORMS:
        found = _f.token(patterns=(FORMS[name],))
    return cast("Field | None", found)


def may_stand_for(name: str, field: Field) -> bool:
    """Tell whether a built-in type is that of a field, or derived from it."""
    own = type_of(name)
    if own is None or field.kind == "raw":
        return field.kind == "raw"
    if field.kind == "union":
        return any(may_stand_for(name, part) for part in field.parts)
    if "tokens" in {own.kind, field.kind}:
        return own.kind == field.kind and own.parts[0].facets == field.parts[0].facets
    return (
        field.kind in _KINDS.get(own.kind, {own.kind})
        and field.facets.keys() <= {"patterns", "min_inclusive", "max_inclusive"}
        and _SPACES.index(own.space) >= _SPACES.index(field.space)
        and _has_forms_of(name, field.facets.get("patterns", ()))
        and _is_within(own.facets, field.facets)
    )


def _has_forms_of(name: str, patterns: Sequence[str]) -> bool:
    """Tell whether a built-in type, or one of its bases, has these patterns."""
    if name in FORMS:
        return FORMS[name] in patterns
    own = TOKENS.get(name)  # those of one form are derived from NCName, which is from Name
    return {own, TOKENS["Name"] if own == NCNAME else own}.issuperset(patterns)


def _is_within(own: Mapping[str, int], facets: Mapping[str, int]) -> bool:
    """Tell whether all numbers within a type's bounds are within others, too."""
    least, most = facets.get("min_inclusive"), facets.get("max_inclusive")
    own_least, own_most = own.get("min_inclusive"), own.get("max_inclusive")
    return (least is None or (own_least is not None and own_least >= least)) and (
        most is None or (own_most is not None and own_most <= most)
    )


_TEXTS: Final = frozenset({"string", "token"})
_KINDS: Final[dict[str, frozenset[str]]] = {
    "integer": frozenset({"integer", "decimal"}),
    "string": _TEXTS,
    "token": _TEXTS,
}
_SPACES: Final = ("", "replace", "collapse")
