"""To the letter of XML Schema."""

from __future__ import annotations

TRUE: str = "true"
FALSE: str = "false"
# Dates with a time are written with a T, and keep their time zone, or that they have none.
DATE_TIME_IN_UTC: bool = False
# No name says anything of a time zone.
LOCAL_TIMES: str = ""
# An empty element holds an empty text, or a record of which nothing is set.
EMPTY_IS_ABSENT: bool = False
# Elements are in the namespaces that the schema says.
QUALIFIED: bool = True
# NaN and INF are values of floating-point numbers.
SENDS_INFINITE: bool = True
# What is of no type of a union by the letter is of none.
TOLERANT_UNIONS: bool = False
# What judges a document that is read strictly: by its schema.
STRICT: str = "_validating_decoder"
