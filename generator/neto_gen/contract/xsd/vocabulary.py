"""Define the supported parts of XML Schema, and what to write instead of the others.

Every table is data: `neto_gen.contract.xsd.rules` checks each file against them.
"""

from __future__ import annotations

import re
from importlib import import_module
from itertools import pairwise
from typing import Final

# The tables that clients of the dialect `xsd` carry, which are part of this package only once installed.
_types = import_module("neto_gen.templates.runtime._builtin_types")

# A name without a colon: https://www.w3.org/TR/xml-names/#NT-NCName
_LETTER = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NCNAME: Final = re.compile(f"[{_LETTER}][{_LETTER}0-9.\u00b7\u0300-\u036f\u203f\u2040-]*")

# Texts, with the form that https://www.w3.org/TR/xmlschema-2/#built-in-datatypes requires.
STRINGS: Final[dict[str, str | None]] = {
    "string": None,
    "normalizedString": None,
    "token": None,
    "anyURI": None,
    **_types.TOKENS,
}
LEXICALS: Final[dict[str, str]] = _types.FORMS
"""Values that Python has no type for: they stay texts, in the form that the specification requires."""
INTEGERS: Final[dict[str, tuple[int | None, int | None]]] = _types.INTEGERS
"""The bounds of the built-in types that xs:integer is restricted to, inclusive."""
NUMBERS: Final = frozenset({"decimal", *INTEGERS})
FLOATS: Final = frozenset({"float", "double"})
BINARIES: Final = frozenset({"base64Binary", "hexBinary"})
TIMES: Final = frozenset({"dateTime", "dateTimeStamp", "date", "time"})
LISTS: Final[dict[str, str]] = _types.LISTS
"""Built-in lists, with the type of their items."""
# Built-in types of any simple value: a text that is not checked.
ANY_SIMPLE: Final = frozenset({"anySimpleType", "anyAtomicType"})
# Names with a prefix, which stand for a namespace and a name in it.
NAMES: Final = frozenset({"QName", "NOTATION"})
SCALARS: Final = frozenset({*STRINGS, *LEXICALS, "boolean"}) | (
    NUMBERS | FLOATS | BINARIES | TIMES | ANY_SIMPLE | NAMES
)
BUILTIN_TYPES: Final = SCALARS | frozenset(LISTS) | {"anyType"}
# The chains of restriction from each built-in type that is not primitive.
BASES: Final = {
    name: base
    for chain in (
        ("decimal", "integer", "long", "int", "short", "byte"),
        ("integer", "nonNegativeInteger", "unsignedLong", "unsignedInt"),
        ("unsignedInt", "unsignedShort", "unsignedByte"),
        ("nonNegativeInteger", "positiveInteger"),
        ("integer", "nonPositiveInteger", "negativeInteger"),
        ("string", "normalizedString", "token", "Name", "NCName", "ID"),
        ("token", "language"),
        ("token", "NMTOKEN"),
        ("NCName", "IDREF"),
        ("NCName", "ENTITY"),
        ("dateTime", "dateTimeStamp"),
        ("duration", "yearMonthDuration"),
        ("duration", "dayTimeDuration"),
    )
    for base, name in pairwise(chain)
}

# Built-in types that are not supported, with what to declare instead.
UNSUPPORTED_TYPES: Final = {"error": "remove it"}

LENGTH_FACETS: Final = frozenset({"length", "minLength", "maxLength"})
BOUND_FACETS: Final = frozenset({"minInclusive", "maxInclusive", "minExclusive", "maxExclusive"})
DIGIT_FACETS: Final = frozenset({"totalDigits", "fractionDigits"})
FACETS: Final = (
    LENGTH_FACETS | BOUND_FACETS | DIGIT_FACETS | {"enumeration", "pattern", "whiteSpace"}
)

_OCCURS = frozenset({"minOccurs", "maxOccurs"})
_GROUPS = frozenset({"sequence", "choice", "all", "group"})
_ATTRIBUTES = frozenset({"attribute", "attributeGroup", "anyAttribute"})
CONSTRAINTS: Final = frozenset({"key", "keyref", "unique"})
DOCUMENTATION: Final = frozenset({"appinfo", "documentation"})
_NOTHING = frozenset[str]()
_TYPES = frozenset({"complexType", "simpleType"})
_CHANGEABLE = _TYPES | {"group", "attributeGroup"}
_ID = frozenset({"id"})
# Supported elements: their attributes beside `id`, and the elements that they may contain
# beside `xs:annotation`.
_ELEMENTS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "schema": (
        frozenset({"targetNamespace", "elementFormDefault", "attributeFormDefault"})
        | {"version", "blockDefault", "finalDefault"},
        _CHANGEABLE
        | {"element", "attribute", "notation", "include", "import", "redefine", "override"},
    ),
    "include": (frozenset({"schemaLocation"}), _NOTHING),
    "import": (frozenset({"schemaLocation", "namespace"}), _NOTHING),
    "redefine": (frozenset({"schemaLocation"}), _CHANGEABLE),
    "override": (frozenset({"schemaLocation"}), _CHANGEABLE | {"element", "attribute"}),
    "element": (
        _OCCURS
        | {"name", "ref", "type", "form", "nillable", "abstract", "block", "final"}
        | {"default", "fixed", "substitutionGroup"},
        _TYPES | CONSTRAINTS,
    ),
    "complexType": (
        frozenset({"name", "mixed", "abstract", "block", "final"}),
        _GROUPS | _ATTRIBUTES | {"simpleContent", "complexContent"},
    ),
    "simpleContent": (_NOTHING, frozenset({"restriction", "extension"})),
    "complexContent": (frozenset({"mixed"}), frozenset({"restriction", "extension"})),
    "extension": (frozenset({"base"}), _GROUPS | _ATTRIBUTES),
    "restriction": (frozenset({"base"}), FACETS | {"simpleType"} | _GROUPS | _ATTRIBUTES),
    "sequence": (_OCCURS, frozenset({"element", "group", "choice", "sequence", "any"})),
    "choice": (_OCCURS, frozenset({"element", "group", "choice", "sequence", "any"})),
    "all": (_OCCURS, frozenset({"element"})),
    "group": (_OCCURS | {"name", "ref"}, frozenset({"sequence", "choice", "all"})),
    "any": (_OCCURS | {"namespace", "processContents"}, _NOTHING),
    "anyAttribute": (frozenset({"namespace", "processContents"}), _NOTHING),
    "attribute": (
        frozenset({"name", "ref", "type", "use", "default", "fixed", "form"}),
        frozenset({"simpleType"}),
    ),
    "attributeGroup": (frozenset({"name", "ref"}), _ATTRIBUTES),
    "simpleType": (frozenset({"name", "final"}), frozenset({"restriction", "list", "union"})),
    "list": (frozenset({"itemType"}), frozenset({"simpleType"})),
    "union": (frozenset({"memberTypes"}), frozenset({"simpleType"})),
    **{facet: (frozenset({"value", "fixed"}), _NOTHING) for facet in FACETS},
    **dict.fromkeys(("enumeration", "pattern"), (frozenset({"value"}), _NOTHING)),
    # They limit which values go together, not what a document looks like: whoever reads the
    # document checks them.
    **{
        name: (frozenset({"name", "refer"}), frozenset({"selector", "field"}))
        for name in CONSTRAINTS
    },
    "selector": (frozenset({"xpath"}), _NOTHING),
    "field": (frozenset({"xpath"}), _NOTHING),
    "notation": (frozenset({"name", "public", "system"}), _NOTHING),
    "annotation": (_NOTHING, DOCUMENTATION),
}
ELEMENTS: Final = {
    **{name: (own | _ID, inner) for name, (own, inner) in _ELEMENTS.items()},
    **dict.fromkeys(DOCUMENTATION, (frozenset({"source"}), _NOTHING)),
}
# The children that a derivation may have, by its parent.
DERIVATIONS: Final = {
    ("simpleType", "restriction"): FACETS | {"simpleType"},
    ("simpleContent", "restriction"): FACETS | {"simpleType"} | _ATTRIBUTES,
    ("complexContent", "restriction"): _GROUPS | _ATTRIBUTES,
    ("simpleContent", "extension"): _ATTRIBUTES,
}
ANNOTATIONS: Final = frozenset({"annotation", *DOCUMENTATION})

# Elements of XML Schema that are not supported, with what to write instead.
_VERSION_1_1 = "this is XML Schema 1.1: remove it"
UNSUPPORTED_ELEMENTS: Final = {
    "alternative": "this is XML Schema 1.1: declare one type",
    "assert": _VERSION_1_1,
    "assertion": _VERSION_1_1,
    "explicitTimezone": _VERSION_1_1,
    "openContent": "this is XML Schema 1.1: use xs:any in the content",
    "defaultOpenContent": "this is XML Schema 1.1: use xs:any in the content",
}
# Attributes that are not supported, with what to write instead.
UNSUPPORTED_ATTRIBUTES: Final = {
    "targetNamespace": "this is XML Schema 1.1: declare the component in a file of its namespace",
    "defaultAttributes": "this is XML Schema 1.1: refer to the group in each type",
    "defaultAttributesApply": _VERSION_1_1,
    "xpathDefaultNamespace": _VERSION_1_1,
    "inheritable": _VERSION_1_1,
    "notNamespace": "this is XML Schema 1.1: use namespace",
    "notQName": _VERSION_1_1,
}
# The words that an attribute may have as its value.
BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}
WORDS: Final = {
    **dict.fromkeys(("nillable", "abstract", "mixed"), frozenset(BOOLEANS)),
    **dict.fromkeys(
        ("form", "elementFormDefault", "attributeFormDefault"),
        frozenset({"qualified", "unqualified"}),
    ),
    "use": frozenset({"optional", "required", "prohibited"}),
    "processContents": frozenset({"strict", "lax", "skip"}),
}
WHITE_SPACE: Final = ("preserve", "replace", "collapse")
