"""Define how this API writes what XML Schema leaves open, or defines differently."""

from __future__ import annotations

TRUE: str = "True"
FALSE: str = "False"
# Times are written and read with a space, to the second, and in UTC.
DATE_TIME_IN_UTC: bool = True
# Names with these endings hold times by the store's own clock, without a time zone.
LOCAL_TIMES: str = "Local"
# An empty element means the same as a missing one.
EMPTY_IS_ABSENT: bool = True
# Elements are in no namespace, whatever the schema declares.
QUALIFIED: bool = False
# NaN and INF are values of floating-point numbers.
SENDS_INFINITE: bool = False
# A value that is not valid for any type of a union may be read tolerantly as one of them.
TOLERANT_UNIONS: bool = True
# The decoder for strict reading.
STRICT: str = "_strict_decoder"
# The module with the patterns of built-in types, if the client has it.
BUILT_IN_TYPES: str = ""
