"""The built-in types of XML Schema that are restricted to a form or to bounds.

https://www.w3.org/TR/xmlschema-2/#built-in-datatypes. A build reads these tables, too, so that a client
knows each form by the text that the build has written.
"""

from __future__ import annotations

from typing import Final

# Bounds are inclusive.
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
NCNAME: Final = r"[\i-[:]][\c-[:]]*"
TOKENS: Final = {
    "language": r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
    "Name": r"\i\c*",
    "NMTOKEN": r"\c+",
    **dict.fromkeys(("NCName", "ID", "IDREF", "ENTITY"), NCNAME),
}
# Lists, with the type of their items.
LISTS: Final = {"IDREFS": "IDREF", "ENTITIES": "ENTITY", "NMTOKENS": "NMTOKEN"}
# Values that Python has no type for: they stay texts.
_ZONE = r"(Z|(\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
# There is no number 0.
_YEAR = r"-?([1-9][0-9]{3,}|0([1-9][0-9]{2}|0([1-9][0-9]|0[1-9])))"
_MONTH_DAY = r"((0[1-9]|1[0-2])-(0[1-9]|[12][0-9])|(0[13-9]|1[0-2])-30|(0[13578]|1[02])-31)"
_DURATION_TIME = (
    r"T([0-9]+H([0-9]+M)?([0-9]+(\.[0-9]+)?S)?|[0-9]+M([0-9]+(\.[0-9]+)?S)?|[0-9]+(\.[0-9]+)?S)"
)
_DURATION_DAYS = r"([0-9]+Y([0-9]+M)?([0-9]+D)?|[0-9]+M([0-9]+D)?|[0-9]+D)"
FORMS: Final = {
    "duration": rf"-?P({_DURATION_DAYS}({_DURATION_TIME})?|{_DURATION_TIME})",
    "yearMonthDuration": r"-?P([0-9]+Y([0-9]+M)?|[0-9]+M)",
    "dayTimeDuration": rf"-?P([0-9]+D({_DURATION_TIME})?|{_DURATION_TIME})",
    "gYear": rf"{_YEAR}{_ZONE}",
    "gYearMonth": rf"{_YEAR}-(0[1-9]|1[0-2]){_ZONE}",
    "gMonth": rf"--(0[1-9]|1[0-2]){_ZONE}",
    "gMonthDay": rf"--{_MONTH_DAY}{_ZONE}",
    "gDay": rf"---(0[1-9]|[12][0-9]|3[01]){_ZONE}",
}
