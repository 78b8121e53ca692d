"""What of XML Schema has a meaning here, and what to write in place of the rest.

Every table is data: `neto_gen.contract.schema` checks each file against them.
"""

from __future__ import annotations

import re
from typing import Final

# A name without a colon: https://www.w3.org/TR/xml-names/#NT-NCName
_LETTER = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NCNAME: Final = re.compile(f"[{_LETTER}][{_LETTER}0-9.\u00b7\u0300-\u036f\u203f\u2040-]*")

STRINGS: Final = frozenset(
    {"string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN", "ID", "IDREF"}
    | {"ENTITY", "anyURI"}
)
# The bounds of the built-in types that xs:integer is restricted to, inclusive.
# https://www.w3.org/TR/xmlschema-2/#built-in-datatypes
INTEGERS: Final[dict[str, tuple[int | None, int | None]]] = {
    "integer": (None, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
NUMBERS: Final = frozenset({"decimal", *INTEGERS})
FLOATS: Final = frozenset({"float", "double"})
SCALARS: Final = STRINGS | NUMBERS | FLOATS | {"boolean", "dateTime", "date"}

# Built-in types that have no meaning here, with what to declare in their place.
UNSUPPORTED_TYPES: Final = {
    **dict.fromkeys(("anyType", "anySimpleType", "anyAtomicType"), "name a type, or use xs:string"),
    **dict.fromkeys(("IDREFS", "ENTITIES", "NMTOKENS"), 'use xs:string with maxOccurs="unbounded"'),
    **dict.fromkeys(("base64Binary", "hexBinary"), "use xs:string and encode the bytes yourself"),
    **dict.fromkeys(("QName", "NOTATION"), "use xs:string"),
    **dict.fromkeys(("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"), "use xs:string"),
    **dict.fromkeys(("duration", "dayTimeDuration", "yearMonthDuration"), "use xs:string"),
    **dict.fromkeys(("time", "dateTimeStamp"), "use xs:string or xs:dateTime"),
}

LENGTH_FACETS: Final = frozenset({"length", "minLength", "maxLength"})
BOUND_FACETS: Final = frozenset({"minInclusive", "maxInclusive", "minExclusive", "maxExclusive"})
DIGIT_FACETS: Final = frozenset({"totalDigits", "fractionDigits"})
FACETS: Final = LENGTH_FACETS | BOUND_FACETS | DIGIT_FACETS | {"enumeration"}

# Elements that have a meaning here: their attributes, and the elements that may stand in them.
ELEMENTS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "schema": (
        frozenset({"targetNamespace", "elementFormDefault", "attributeFormDefault"})
        | {"version", "blockDefault", "finalDefault"},
        frozenset({"element", "complexType", "simpleType", "include"}),
    ),
    "include": (frozenset({"schemaLocation"}), frozenset[str]()),
    "element": (
        frozenset({"name", "ref", "type", "minOccurs", "maxOccurs", "form", "nillable"})
        | {"abstract", "block", "final"},
        frozenset({"complexType", "simpleType"}),
    ),
    "complexType": (
        frozenset({"name", "mixed", "abstract", "block", "final"}),
        frozenset({"sequence", "all"}),
    ),
    "sequence": (frozenset({"minOccurs", "maxOccurs"}), frozenset({"element", "sequence"})),
    "all": (frozenset({"minOccurs", "maxOccurs"}), frozenset({"element"})),
    "simpleType": (frozenset({"name", "final"}), frozenset({"restriction"})),
    "restriction": (frozenset({"base"}), FACETS | {"simpleType"}),
    **{facet: (frozenset({"value", "fixed"}), frozenset[str]()) for facet in FACETS},
}
ANNOTATIONS: Final = frozenset({"annotation", "documentation", "appinfo"})

_AS_ELEMENTS = "declare its content as elements of an xs:sequence"
# Elements of XML Schema that have no meaning here, with what to write in their place.
UNSUPPORTED_ELEMENTS: Final = {
    "any": "name the elements that may stand there",
    "anyAttribute": _AS_ELEMENTS,
    "attribute": _AS_ELEMENTS,
    "attributeGroup": _AS_ELEMENTS,
    "choice": 'use an xs:sequence of elements with minOccurs="0"',
    "complexContent": "write the inherited elements out in one xs:sequence",
    "simpleContent": _AS_ELEMENTS,
    "extension": "write the inherited elements out in one xs:sequence",
    "group": "write its elements out where it is referred to",
    "import": "declare the types in one namespace, and use xs:include",
    "redefine": "write the changed types out, and use xs:include",
    "override": "write the changed types out, and use xs:include",
    "list": 'use an element with maxOccurs="unbounded"',
    "union": "use xs:string",
    "pattern": "remove the facet: the text is then sent without this check",
    "whiteSpace": "remove the facet: the text is then sent as it is",
    "assertion": "remove it",
    "explicitTimezone": "remove the facet",
    "key": "remove it",
    "keyref": "remove it",
    "unique": "remove it",
    "notation": "remove it",
    "alternative": "declare one type",
    "assert": "remove it",
    "openContent": "name the elements that may stand there",
    "defaultOpenContent": "name the elements that may stand there",
}

# Attributes that change the meaning of an element in a way that has no meaning here, unless they
# have the value that they have when absent.
UNSUPPORTED_ATTRIBUTES: Final = {
    "default": "remove it: a value that is not set is left out",
    "fixed": "remove it, or list its one value as an xs:enumeration",
    "substitutionGroup": "refer to the element itself",
}
FALSE_ONLY: Final = frozenset({"nillable", "abstract", "mixed"})
