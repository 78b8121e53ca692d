"""The table of checks: what each kind of change does to documents and to Python.

The one source of verdicts, of `--list-checks`, of `--explain` and of the reports.
"""

# ruff: noqa: PIE796 - two kinds of change may do the same for the same reason

from __future__ import annotations

from enum import Enum, IntEnum
from typing import Final, Self


class Verdict(IntEnum):
    """Whom a change breaks. `RISK`: nothing is broken for certain, but behaviour may change."""

    NONE = 0
    SAFE = 1
    RISK = 2
    BREAKING = 3

    @property
    def word(self) -> str:
        """The word for it in reports."""
        return self.name.lower()


class Effect(Enum):
    """The effect of a change on the set of accepted documents."""

    NONE = "the same documents are accepted"
    WIDEN = "more documents are accepted"
    NARROW = "fewer documents are accepted"
    BOTH = "some documents are no longer accepted, and others are now"
    MEANING = "the same documents are accepted, but they mean something else"

    @classmethod
    def of(cls, *, narrower: bool, wider: bool) -> Effect:
        """Return the effect of accepting fewer documents, more of them, or other ones."""
        if narrower:
            return cls.BOTH if wider else cls.NARROW
        return cls.WIDEN if wider else cls.NONE


class Guard(Enum):
    """The circumstance that softens a verdict."""

    NONE = ""
    MEMBER = "a tolerant reader skips unknown elements"
    CHOICE = "a tolerant reader skips the unknown branch"
    FACET = "readers rarely validate values, but columns and buffers have limits"
    VALUE = "a reader with a closed list fails on a new value"
    LENGTH = "readers rarely count values"
    ORDER = "a tolerant reader finds elements in any order"
    OPEN = "a JSON server skips unknown keys"
    LOSS = "a JSON server skips unknown keys; readers lose data that they may rely on"


_LETTERS: Final = {
    ".": Verdict.NONE,
    "s": Verdict.SAFE,
    "R": Verdict.RISK,
    "B": Verdict.BREAKING,
}
_EFFECTS: Final = {
    "=": Effect.NONE,
    "+": Effect.WIDEN,
    "-": Effect.NARROW,
    "*": Effect.BOTH,
    "~": Effect.MEANING,
}


class Check(Enum):
    """One kind of change: a row of the table.

    `xml` and `json` are its effects there; `json_guard` differs from `guard` where JSON does.
    `python` are the verdicts for code that builds requests and for code that reads responses, where
    the plan of the generated package does not say more. A `silent` change is found and not
    reported, as it changes nothing: its row has neither effects nor verdicts.
    """

    # Effects on XML and on JSON: + widens, - narrows, * both, ~ a new meaning, = none.
    # Letters: Breaking, Risk, safe and none, for code that builds and for code that reads.

    # Actions and roots
    ACTION_ADDED = "++", "s/s", "nothing old uses it", Guard.MEMBER
    ACTION_REMOVED = "**", "B/B", "old calls fail"
    ACTION_RENAMED = "**", "B/B", "the names of root elements and classes change, too"
    REQUEST_ROOT_RENAMED = "*=", "B/.", "XML documents contain the name of the root"
    RESPONSE_ROOT_RENAMED = "*=", "./B", "XML documents contain the name of the root"
    RESPONSE_ADDED = "++", "s/s", "a response is sent where there was none", Guard.MEMBER
    RESPONSE_REMOVED = "**", "B/B", "callers wait for a response that is no longer sent"
    ACTION_PAIRED_DIFFERENTLY = "**", "./B", "the same request has another response"
    ROOT_TYPE_SWAPPED = "", "", "the contents of the two types are compared instead"

    # Elements and attributes
    ELEMENT_ADDED_OPTIONAL = (
        "++",
        "s/s",
        "documents without it stay valid; old readers skip it",
        Guard.MEMBER,
    )
    ELEMENT_ADDED_REQUIRED = "**", "B/s", "old requests do not contain it", Guard.MEMBER
    ELEMENT_ADDED_REQUIRED_WITH_DEFAULT = (
        "**",
        "R/s",
        "a default applies to an empty element, not to an absent one",
        Guard.MEMBER,
    )
    ELEMENT_ADDED_TO_CHOICE = "++", "s/R", "old readers do not know the new branch", Guard.CHOICE
    ELEMENT_REMOVED_OPTIONAL = (
        "--",
        "B/B",
        "documents with it are rejected; readers lose data that they may rely on",
        Guard.LOSS,
    )
    ELEMENT_REMOVED_REQUIRED = "**", "B/B", "readers rely on it", Guard.LOSS
    ELEMENT_REMOVED_FROM_CHOICE = "--", "B/B", "the branch can no longer be sent"
    ELEMENT_RENAMED = "**", "B/B", "each side knows only one of the names"
    ELEMENT_RENAMED_CASE_ONLY = "**", "R/R", "names on the wire are case-sensitive"
    ELEMENT_MOVED = "**", "B/B", "the same declaration has another parent"
    ELEMENT_WRAPPED = "**", "B/B", "the element has a new parent"
    ELEMENT_UNWRAPPED = "**", "B/B", "the element lost its parent"
    ELEMENT_KIND_CHANGED = "**", "R/R", "an attribute and an element are written differently"
    ATTRIBUTE_ADDED_OPTIONAL = (
        "++",
        "s/s",
        "documents without it stay valid; old readers skip it",
        Guard.MEMBER,
    )
    ATTRIBUTE_ADDED_REQUIRED = "**", "B/s", "old requests do not contain it", Guard.MEMBER
    ATTRIBUTE_REMOVED_OPTIONAL = (
        "--",
        "B/B",
        "the attribute is rejected; readers lose data",
        Guard.LOSS,
    )
    ATTRIBUTE_REMOVED_REQUIRED = "**", "B/B", "readers rely on it", Guard.LOSS
    ATTRIBUTE_RENAMED = "**", "B/B", "one side does not know the old name"
    ATTRIBUTE_USE_TIGHTENED = "--", "B/s", "it was optional and is required"
    ATTRIBUTE_USE_RELAXED = "++", "s/B", "it was required and is optional: readers get None"
    ATTRIBUTE_PROHIBITED = "", "", "reported as an attribute that is removed"
    WILDCARD_ADDED = "++", "s/s", "readers may find any element", Guard.FACET
    WILDCARD_REMOVED = "--", "B/B", "extensions are rejected", Guard.NONE, Guard.OPEN
    WILDCARD_NAMESPACE_WIDENED = "+=", "./.", "more namespaces are allowed", Guard.FACET
    WILDCARD_NAMESPACE_NARROWED = "-=", "./.", "fewer namespaces are allowed"
    WILDCARD_PROCESS_RELAXED = "+=", "./.", "the content is validated less strictly", Guard.FACET
    WILDCARD_PROCESS_TIGHTENED = "-=", "./.", "the content is validated more strictly"
    WILDCARD_OCCURS_CHANGED = "*=", "./.", "more or fewer elements are allowed", Guard.FACET

    # Occurrence, nil, default, fixed
    BECAME_REQUIRED = "--", "B/s", "documents without it are rejected"
    BECAME_OPTIONAL = "++", "s/B", "readers may find no value"
    BECAME_LIST = "+*", "B/B", "readers expect one value; JSON has a list in place of a value"
    BECAME_SINGLE = "-*", "B/B", "only one value may be sent; JSON has a value in place of a list"
    LIST_MIN_RAISED = "--", "./.", "shorter lists are rejected"
    LIST_MIN_LOWERED = "++", "./.", "readers may rely on a minimum number", Guard.LENGTH
    LIST_MAX_LOWERED = "--", "./.", "longer lists are rejected"
    LIST_MAX_RAISED = "++", "./.", "readers rarely have a fixed number of places", Guard.LENGTH
    BECAME_PROHIBITED = "", "", "reported as an element that is removed"
    GROUP_OCCURS_CHANGED = "**", "./.", "a whole group may occur more or less often"
    NILLABLE_ADDED = "++", "s/B", "readers may find xsi:nil in XML and null in JSON"
    NILLABLE_REMOVED = "--", "B/s", "xsi:nil and null are rejected"
    DEFAULT_ADDED = "~~", "R/R", "an omitted or empty value now means something else"
    DEFAULT_CHANGED = "~~", "R/R", "an omitted or empty value now means something else"
    DEFAULT_REMOVED = "~~", "R/R", "an omitted or empty value now means something else"
    FIXED_ADDED = "--", "R/s", "any other value is rejected"
    FIXED_REMOVED = "++", "s/R", "readers may find other values"
    FIXED_CHANGED = "**", "R/R", "the old value is rejected, and the new value was rejected before"
    VERSION_MARKER_CHANGED = "**", "R/R", "the value names the version of the message"

    # Content models
    SEQUENCE_REORDERED = (
        "*=",
        "./.",
        "elements of an XML document must follow the order of the schema",
        Guard.ORDER,
    )
    SEQUENCE_TO_ALL = "+=", "./.", "the order is no longer guaranteed", Guard.ORDER
    ALL_TO_SEQUENCE = "-=", "./.", "the order is now required"
    SEQUENCE_TO_CHOICE = "**", "B/B", "the members now exclude each other"
    CHOICE_TO_SEQUENCE = "**", "B/B", "all branches are now expected", Guard.ORDER
    SEQUENCE_TO_REPEATED_CHOICE = "+*", "B/B", "members may repeat, in any order"
    REPEATED_CHOICE_TO_SEQUENCE = "-*", "B/B", "free order and repetition are no longer allowed"
    ALL_TO_CHOICE = "**", "B/B", "the members now exclude each other"
    CHOICE_TO_ALL = "**", "B/B", "all branches are now expected", Guard.ORDER
    ALL_TO_REPEATED_CHOICE = "+*", "B/B", "members may repeat"
    REPEATED_CHOICE_TO_ALL = "-*", "B/B", "repetition is no longer allowed"
    CHOICE_TO_REPEATED_CHOICE = "+*", "B/B", "several branches are allowed"
    REPEATED_CHOICE_TO_CHOICE = "-*", "B/B", "only one branch is allowed"
    CONTENT_MODEL_WIDENED = "++", "R/R", "more combinations are allowed", Guard.CHOICE
    CONTENT_MODEL_NARROWED = "--", "R/R", "fewer combinations are allowed"
    CONTENT_MODEL_CHANGED = "**", "R/R", "other combinations are allowed", Guard.CHOICE
    CONTENT_BECAME_MIXED = "+~", "s/R", "text is allowed between the elements", Guard.FACET
    CONTENT_BECAME_UNMIXED = (
        "--",
        "s/R",
        "text between the elements is rejected",
        Guard.NONE,
        Guard.OPEN,
    )
    CONTENT_BECAME_EMPTY = "--", "B/B", "elements are no longer allowed", Guard.LOSS
    CONTENT_BECAME_NONEMPTY = "++", "B/B", "elements are now allowed", Guard.MEMBER
    MODEL_BECAME_AMBIGUOUS = "~=", "./.", "some validators refuse such a schema"
    IDENTITY_CONSTRAINT_ADDED = "--", "./.", "values must be unique, or refer to others"
    IDENTITY_CONSTRAINT_REMOVED = "++", "./.", "uniqueness is no longer guaranteed", Guard.FACET
    ID_TYPE_DROPPED = "++", "./.", "uniqueness in the document is no longer guaranteed", Guard.FACET
    ID_TYPE_ADDED = "--", "./.", "values must be unique in the document, or refer to others"

    # Types
    TYPE_WIDENED = "++", "B/B", "fixed-width readers may overflow", Guard.FACET
    TYPE_NARROWED = "--", "B/B", "some old values are rejected"
    TYPE_INCOMPATIBLE = "**", "B/B", "neither type contains the other"
    TYPE_MEANING_CHANGED = "~~", "B/B", "the same text has another value"
    JSON_TOKEN_CHANGED = "=*", "./.", "JSON has a string where it had a number, or the reverse"
    PYTHON_ANNOTATION_CHANGED = "==", "B/B", "the field has another type in Python"
    SCALAR_BECAME_OBJECT = (
        "+*",
        "B/B",
        "XML may have attributes; JSON has an object in place of a value",
        Guard.MEMBER,
        Guard.NONE,
    )
    OBJECT_BECAME_SCALAR = (
        "-*",
        "B/B",
        "attributes are rejected; JSON has a value in place of an object",
        Guard.LOSS,
        Guard.NONE,
    )
    SIMPLE_BECAME_COMPLEX = "**", "B/B", "elements replace a text"
    COMPLEX_BECAME_SIMPLE = "**", "B/B", "a text replaces elements"
    SCALAR_BECAME_XS_LIST = (
        "+*",
        "B/B",
        "the text is a list of values, split at spaces",
        Guard.FACET,
        Guard.NONE,
    )
    XS_LIST_BECAME_SCALAR = "-*", "B/B", "the text is one value", Guard.NONE, Guard.NONE
    LIST_ITEM_TYPE_CHANGED = "", "", "reported as a change of the type of the items"
    UNION_MEMBER_ADDED = "++", "R/R", "values of another type are allowed", Guard.FACET
    UNION_MEMBER_REMOVED = "--", "R/R", "values of one type are rejected"
    TYPE_OPENED = "++", "R/B", "any content is allowed", Guard.FACET
    TYPE_CLOSED = "--", "B/R", "only values of the type are allowed"
    BASE_TYPE_CHANGED = "", "", "resolved types are compared; classes have no base"
    DERIVATION_CHANGED = "", "", "resolved types are compared; classes have no base"
    TYPE_MADE_ABSTRACT = "--", "B/s", "the element must name a derived type with xsi:type"
    TYPE_MADE_CONCRETE = "++", "s/s", "the type itself may be used", Guard.FACET
    ELEMENT_MADE_ABSTRACT = "--", "B/s", "only its substitutes may be used"
    ELEMENT_MADE_CONCRETE = "++", "s/s", "the element itself may be used", Guard.FACET
    SUBSTITUTION_MEMBER_ADDED = "++", "s/R", "it works like a branch of a choice", Guard.FACET
    SUBSTITUTION_MEMBER_REMOVED = "--", "B/B", "it works like a branch of a choice"
    DERIVED_TYPE_ADDED = "++", "s/R", "another type may be named with xsi:type", Guard.FACET
    DERIVED_TYPE_RENAMED = "**", "B/B", "xsi:type and the class have its name"
    DERIVED_TYPE_REMOVED = "--", "B/B", "the type can no longer be named with xsi:type"
    BLOCK_OR_FINAL_TIGHTENED = "", "", "reported as removed types or substitutes"
    BLOCK_OR_FINAL_RELAXED = "", "", "reported as added types or substitutes"
    TYPE_RENAMED = (
        "",
        "",
        "names of types are neither on the wire nor in Python, except in xsi:type",
    )
    TYPE_INLINED = (
        "",
        "",
        "names of types are neither on the wire nor in Python, except in xsi:type",
    )
    TYPE_EXTRACTED = (
        "",
        "",
        "names of types are neither on the wire nor in Python, except in xsi:type",
    )
    TYPES_MERGED = (
        "",
        "",
        "names of types are neither on the wire nor in Python, except in xsi:type",
    )
    TYPE_SPLIT = "", "", "names of types are neither on the wire nor in Python, except in xsi:type"
    TYPE_ADDED = "", "", "a type that no element uses is in no document and in no class"
    TYPE_REMOVED = "", "", "a type that no element uses is in no document and in no class"

    # Facets
    ENUM_VALUE_ADDED = "++", "s/R", "decoders with a closed list fail", Guard.VALUE
    ENUM_VALUE_REMOVED = "--", "B/B", "documents with it are rejected; the member was removed"
    ENUM_VALUE_RENAMED = "**", "B/B", "one value replaces another"
    ENUM_CLOSED = "--", "B/R", "any text was allowed; now only the listed values are"
    ENUM_OPENED = "++", "R/B", "any text is allowed now", Guard.FACET
    ENUM_REORDERED = "", "", "the values are a set"
    PATTERN_ADDED = "--", "./.", "texts of another form are rejected"
    PATTERN_REMOVED = "++", "./.", "texts of any form are allowed", Guard.FACET
    PATTERN_WIDENED = "++", "./.", "texts of more forms are allowed", Guard.FACET
    PATTERN_NARROWED = "--", "./.", "texts of fewer forms are allowed"
    PATTERN_CHANGED = "**", "./.", "texts of other forms are allowed"
    LENGTH_CHANGED = "**", "./.", "an exact number of characters is required"
    LENGTH_ADDED = "--", "./.", "an exact number of characters is required"
    LENGTH_REMOVED = "++", "./.", "any number of characters is allowed", Guard.FACET
    MIN_LENGTH_RAISED = "--", "./.", "values beyond the limit are rejected"
    MIN_LENGTH_LOWERED = "++", "./.", "columns and buffers have limits", Guard.FACET
    LOWER_BOUND_RAISED = "--", "./.", "values beyond the limit are rejected"
    LOWER_BOUND_LOWERED = "++", "./.", "columns and buffers have limits", Guard.FACET
    MAX_LENGTH_RAISED = "++", "./.", "columns and buffers have limits", Guard.FACET
    MAX_LENGTH_LOWERED = "--", "./.", "values beyond the limit are rejected"
    UPPER_BOUND_RAISED = "++", "./.", "columns and buffers have limits", Guard.FACET
    UPPER_BOUND_LOWERED = "--", "./.", "values beyond the limit are rejected"
    TOTAL_DIGITS_RAISED = "++", "./.", "columns and buffers have limits", Guard.FACET
    TOTAL_DIGITS_LOWERED = "--", "./.", "values beyond the limit are rejected"
    FRACTION_DIGITS_RAISED = "++", "./.", "columns and buffers have limits", Guard.FACET
    FRACTION_DIGITS_LOWERED = "--", "./.", "values beyond the limit are rejected"
    WHITE_SPACE_CHANGED = "~~", "./.", "white space is treated differently, which changes the value"
    ASSERTION_CHANGED = "", "", "xs:assert belongs to XML Schema 1.1, which cannot be loaded"
    TIMEZONE_FACET_CHANGED = "", "", "this facet belongs to XML Schema 1.1, which cannot be loaded"
    FACET_RESTATED = "", "", "it equals the inherited facet"

    # Namespaces and forms
    TARGET_NAMESPACE_CHANGED = "*=", "./.", "elements are identified by their namespace"
    ELEMENT_FORM_DEFAULT_CHANGED = "*=", "./.", "local elements change their namespace"
    ATTRIBUTE_FORM_DEFAULT_CHANGED = "*=", "./.", "local attributes change their namespace"
    FORM_CHANGED = "*=", "./.", "the name moves into the target namespace or out of it"
    MEMBER_NAMESPACE_CHANGED = "*=", "./.", "the name is in another namespace"
    IMPORT_UNRESOLVED = (
        "",
        "",
        "reported as a note: its declarations count as unknown content on both sides",
    )
    FILES_REARRANGED = "", "", "files, includes, imports and prefixes are not part of the contract"

    # Documentation
    DOCUMENTATION_CHANGED = "==", "./.", "only docstrings change; reported with --docs"
    DEPRECATED_ANNOUNCED = "++", "s/s", "the documentation now says deprecated", Guard.MEMBER
    DEPRECATION_WITHDRAWN = "++", "s/s", "the documentation said deprecated", Guard.MEMBER
    REFACTORING = "", "", "the same documents, written differently in the schema"

    # Python only: found in the plan of the generated package.
    CLASS_RENAMED = "==", "B/B", "a name depends on all other names of the operation"
    CLASS_REMOVED = "==", "B/B", "the class was removed"
    CLASS_ADDED = "==", "s/s", "a new class"
    FIELD_ADDED = "==", "s/s", "a new field"
    FIELD_REMOVED = "==", "B/B", "the field was removed"
    FIELD_RENAMED = "==", "B/B", "a name depends on all other names of the record"
    FIELD_TYPE_CHANGED = "==", "B/B", "the field has another type"
    ENUM_MEMBER_ADDED = "==", "s/R", "a match over all members does not cover it"
    ENUM_MEMBER_REMOVED = "==", "B/B", "the member was removed"
    ENUM_MEMBER_RENAMED = "==", "B/B", "a name depends on all other values"
    MODULE_MOVED = "==", "B/B", "the module of the operation has another name"
    ACTION_METHOD_RENAMED = "==", "B/B", "the method of the client has another name"

    def __new__(cls, *_: object) -> Self:
        """Make a member of its own, even if another row says the same."""
        check = object.__new__(cls)
        check._value_ = len(cls.__members__)
        return check

    def __init__(
        self,
        effects: str,
        python: str,
        why: str,
        guard: Guard = Guard.NONE,
        json_guard: Guard | None = None,
    ) -> None:
        self.id = self.name.lower().replace("_", "-")
        self.title = self.id.replace("-", " ")
        self.xml, self.json = (_EFFECTS[letter] for letter in effects or "==")
        self.guard = guard
        construct, read = (_LETTERS[letter] for letter in (python or "./.").split("/"))
        self.python = (construct, read)
        self.why = why
        self.json_guard = json_guard
        self.silent = not effects


CHECKS: Final = {check.id: check for check in Check}
"""All checks by id."""
