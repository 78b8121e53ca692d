"""How this API writes what XML Schema leaves open, or says otherwise."""

from __future__ import annotations

TRUE: str = "True"
FALSE: str = "False"
# Dates with a time are written with a space, to the second, and in UTC; so they are read.
DATE_TIME_IN_UTC: bool = True
# What the names of those end in that are on the store's own clock, and so have no time zone.
LOCAL_TIMES: str = "Local"
# An empty element says the same as none.
EMPTY_IS_ABSENT: bool = True
# Elements are in no namespace, whatever the schema says.
QUALIFIED: bool = False
# NaN and INF are values of floating-point numbers.
SENDS_INFINITE: bool = False
# What is of no type of a union by the letter may be of one by what is tolerated elsewhere.
TOLERANT_UNIONS: bool = True
# What judges a document that is read strictly.
STRICT: str = "_strict_decoder"
