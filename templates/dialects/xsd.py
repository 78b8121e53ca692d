"""To the letter of XML Schema."""

from __future__ import annotations

TRUE: str = "true"
FALSE: str = "false"
# Times are written with a T, and with their time zone if they have one.
DATE_TIME_IN_UTC: bool = False
# Names have no meaning for time zones.
LOCAL_TIMES: str = ""
# An empty element holds an empty text, or a record without any value set.
EMPTY_IS_ABSENT: bool = False
# Elements are in the namespaces of the schema.
QUALIFIED: bool = True
# NaN and INF are values of floating-point numbers.
SENDS_INFINITE: bool = True
# A value that is not valid for any type of a union is not read as one.
TOLERANT_UNIONS: bool = False
# The decoder for strict reading: by the schema.
STRICT: str = "_validating_decoder"
# The module with the patterns of built-in types, if the client has it.
BUILT_IN_TYPES: str = "_builtin_types"
