"""Check the values of attributes of the XML Schema language, whatever their element means.

https://www.w3.org/TR/xmlschema-1/#normative-schemaSchema
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neto_gen.contract.schema_text import SPACE, words
from neto_gen.contract.xsd import vocabulary
from neto_gen.contract.xsd.xpath import path_problem

if TYPE_CHECKING:
    from neto_gen.contract.xsd.document import SchemaElement

_TYPES: Final = ("extension", "restriction")
# The kinds of derivation that an attribute may exclude.
_DERIVATIONS: Final = {
    ("complexType", "block"): _TYPES,
    ("complexType", "final"): _TYPES,
    ("element", "block"): (*_TYPES, "substitution"),
    ("element", "final"): _TYPES,
    ("simpleType", "final"): ("list", "restriction", "union"),
    ("schema", "blockDefault"): (*_TYPES, "substitution"),
    ("schema", "finalDefault"): (*_TYPES, "list", "union"),
}


def form_problem(element: SchemaElement, name: str, value: str) -> tuple[str, str | None] | None:
    """Return the problem of the value of an allowed attribute, and a hint; None if it is valid."""
    found: tuple[str, str | None] | None = None
    if name in {"id", "name"} and not vocabulary.NCNAME.fullmatch(value.strip(SPACE)):
        found = f'{name} "{value}" is not a name in XML', None
    elif (element.name, name) in _DERIVATIONS:
        found = _derivations_problem(name, value, _DERIVATIONS[element.name, name])
    elif name == "namespace" and element.name in {"any", "anyAttribute"}:
        found = _namespaces_problem(value)
    elif name == "xpath":
        found = path_problem(element, value)
    elif name in vocabulary.WORDS or (name == "fixed" and element.name in vocabulary.FACETS):
        known = vocabulary.WORDS.get(name, frozenset(vocabulary.BOOLEANS))
        if value.strip(SPACE) not in known:
            found = f'{name} "{value}" is not one of {", ".join(sorted(known))}', None
    elif name in {"targetNamespace", "namespace"} and not value.strip(SPACE):
        found = f"{name} is empty", "remove it: an empty namespace is not allowed"
    return found


def _derivations_problem(
    name: str, value: str, known: tuple[str, ...]
) -> tuple[str, str | None] | None:
    given = words(value)
    if given == ["#all"] or set(given) <= {*known}:
        return None
    return f'{name} "{value}" is not #all, or some of {", ".join(known)}', None


def _namespaces_problem(value: str) -> tuple[str, str | None] | None:
    given = words(value)
    if given in (["##any"], ["##other"]):
        return None
    special = [word for word in given if word.startswith("##")]
    wrong = [word for word in special if word not in {"##targetNamespace", "##local"}]
    if not wrong:
        return None
    what = f'namespace "{value}" is not ##any, ##other, or a list of namespaces'
    return what, "a list may have ##targetNamespace and ##local, too"
