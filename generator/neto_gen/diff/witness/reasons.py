"""Define the reasons why a side rejects a document: where, which aspect, and in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neto_gen.contract.model import Record


class Aspect(StrEnum):
    """The aspect of a member, or of the whole content, that is rejected."""

    # Combinations of members
    UNKNOWN = "unknown"
    RENAMED = "renamed"
    MISSING = "missing"
    MANY = "many"
    SURPLUS = "surplus"
    ABSENT = "absent"
    ORDER = "order"
    NAMESPACE = "namespace"
    # Content of a member
    NIL = "nil"
    TYPE_NAME = "type-name"
    ABSTRACT = "abstract"
    SHAPE = "shape"
    TEXT = "text"
    WILDCARD = "wildcard"
    LIST = "list"
    TOKEN = "token"  # noqa: S105 - not a secret
    # Value of a member
    VALUE = "value"
    FIXED = "fixed"
    LENGTH = "length"
    MIN_LENGTH = "min-length"
    MAX_LENGTH = "max-length"
    LOWER_BOUND = "lower-bound"
    UPPER_BOUND = "upper-bound"
    TOTAL_DIGITS = "total-digits"
    FRACTION_DIGITS = "fraction-digits"
    PATTERN = "pattern"
    LISTED = "listed"


VALUES = frozenset(
    {
        *(Aspect.VALUE, Aspect.LENGTH, Aspect.MIN_LENGTH, Aspect.MAX_LENGTH, Aspect.LISTED),
        *(Aspect.LOWER_BOUND, Aspect.UPPER_BOUND, Aspect.TOTAL_DIGITS, Aspect.FRACTION_DIGITS),
        Aspect.PATTERN,
    }
)
"""The aspects of a value of a simple type."""
TOGETHER = frozenset(
    {
        *(Aspect.UNKNOWN, Aspect.MISSING, Aspect.MANY, Aspect.SURPLUS, Aspect.ABSENT),
        *(Aspect.ORDER, Aspect.TEXT, Aspect.WILDCARD, Aspect.SHAPE),
    }
)
"""The aspects of members that a content model has to do with."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `holder` is the record of the member, None where that is a root element.

    `name` is that of the member in the document, with `@` where it is an attribute, and empty where
    the reason is the content or the text of the record itself. `detail` is the value at fault.
    """

    holder: Record | None
    name: str
    aspect: Aspect
    where: str
    words: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.words}"


def quoted(text: str) -> str:
    """Return a value in quotes, cut if it is long."""
    return f'"{text}"' if len(text) <= 40 else f'"{text[:37]}…"'  # noqa: PLR2004
