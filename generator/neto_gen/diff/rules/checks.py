"""The table of checks: what each kind of change does to documents and to Python.

The one source of verdicts, of `--list-checks`, of `--explain` and of the reports.

Long, because it is one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Final


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


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of change.

    `xml` and `json` are its effects there; `json_guard` differs from `guard` where JSON does.
    `python` are the verdicts for code that builds requests and for code that reads responses, where
    the plan of the generated package does not say more. A `silent` change is found and not
    reported, as it changes nothing.
    """

    id: str
    title: str
    xml: Effect
    json: Effect
    guard: Guard
    python: tuple[Verdict, Verdict]
    why: str
    json_guard: Guard | None = None
    silent: bool = False


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
CHECKS: Final[dict[str, Check]] = {}
"""All checks by id."""


def _check(  # noqa: PLR0917 - a row of the table below
    name: str,
    effects: str,
    python: str,
    why: str,
    guard: Guard = Guard.NONE,
    json_guard: Guard | None = None,
    *,
    title: str = "",
) -> str:
    construct, read = (_LETTERS[letter] for letter in python.split("/"))
    xml, json = (_EFFECTS[letter] for letter in effects)
    CHECKS[name] = Check(
        id=name,
        title=title or name.replace("-", " "),
        xml=xml,
        json=json,
        guard=guard,
        python=(construct, read),
        why=why,
        json_guard=json_guard,
    )
    return name


def _silent(name: str, why: str) -> str:
    nothing = (Verdict.NONE, Verdict.NONE)
    CHECKS[name] = Check(
        id=name,
        title=name.replace("-", " "),
        xml=Effect.NONE,
        json=Effect.NONE,
        guard=Guard.NONE,
        python=nothing,
        why=why,
        silent=True,
    )
    return name


# Effects on XML and on JSON: + widens, - narrows, * both, ~ a new meaning, = none.
# Letters: Breaking, Risk, safe and none, for code that builds and for code that reads.

# Actions and roots
ACTION_ADDED: Final = _check("action-added", "++", "s/s", "nothing old uses it", Guard.MEMBER)
ACTION_REMOVED: Final = _check("action-removed", "**", "B/B", "old calls fail")
ACTION_RENAMED: Final = _check(
    "action-renamed", "**", "B/B", "the names of root elements and classes change, too"
)
REQUEST_ROOT_RENAMED: Final = _check(
    "request-root-renamed", "*=", "B/.", "XML documents contain the name of the root"
)
RESPONSE_ROOT_RENAMED: Final = _check(
    "response-root-renamed", "*=", "./B", "XML documents contain the name of the root"
)
RESPONSE_ADDED: Final = _check(
    "response-added", "++", "s/s", "a response is sent where there was none", Guard.MEMBER
)
RESPONSE_REMOVED: Final = _check(
    "response-removed", "**", "B/B", "callers wait for a response that is no longer sent"
)
ACTION_PAIRED_DIFFERENTLY: Final = _check(
    "action-paired-differently", "**", "./B", "the same request has another response"
)
ROOT_TYPE_SWAPPED: Final = _silent(
    "root-type-swapped", "the contents of the two types are compared instead"
)

# Elements and attributes
ELEMENT_ADDED_OPTIONAL: Final = _check(
    "element-added-optional",
    "++",
    "s/s",
    "documents without it stay valid; old readers skip it",
    Guard.MEMBER,
)
ELEMENT_ADDED_REQUIRED: Final = _check(
    "element-added-required", "**", "B/s", "old requests do not contain it", Guard.MEMBER
)
ELEMENT_ADDED_REQUIRED_WITH_DEFAULT: Final = _check(
    "element-added-required-with-default",
    "**",
    "R/s",
    "a default applies to an empty element, not to an absent one",
    Guard.MEMBER,
)
ELEMENT_ADDED_TO_CHOICE: Final = _check(
    "element-added-to-choice", "++", "s/R", "old readers do not know the new branch", Guard.CHOICE
)
ELEMENT_REMOVED_OPTIONAL: Final = _check(
    "element-removed-optional",
    "--",
    "B/B",
    "documents with it are rejected; readers lose data that they may rely on",
    Guard.LOSS,
)
ELEMENT_REMOVED_REQUIRED: Final = _check(
    "element-removed-required", "**", "B/B", "readers rely on it", Guard.LOSS
)
ELEMENT_REMOVED_FROM_CHOICE: Final = _check(
    "element-removed-from-choice", "--", "B/B", "the branch can no longer be sent"
)
ELEMENT_RENAMED: Final = _check(
    "element-renamed", "**", "B/B", "each side knows only one of the names"
)
ELEMENT_RENAMED_CASE_ONLY: Final = _check(
    "element-renamed-case-only", "**", "R/R", "names on the wire are case-sensitive"
)
ELEMENT_MOVED: Final = _check(
    "element-moved", "**", "B/B", "the same declaration has another parent"
)
ELEMENT_WRAPPED: Final = _check("element-wrapped", "**", "B/B", "the element has a new parent")
ELEMENT_UNWRAPPED: Final = _check("element-unwrapped", "**", "B/B", "the element lost its parent")
ELEMENT_KIND_CHANGED: Final = _check(
    "element-kind-changed", "**", "R/R", "an attribute and an element are written differently"
)
ATTRIBUTE_ADDED_OPTIONAL: Final = _check(
    "attribute-added-optional",
    "++",
    "s/s",
    "documents without it stay valid; old readers skip it",
    Guard.MEMBER,
)
ATTRIBUTE_ADDED_REQUIRED: Final = _check(
    "attribute-added-required", "**", "B/s", "old requests do not contain it", Guard.MEMBER
)
ATTRIBUTE_REMOVED_OPTIONAL: Final = _check(
    "attribute-removed-optional",
    "--",
    "B/B",
    "the attribute is rejected; readers lose data",
    Guard.LOSS,
)
ATTRIBUTE_REMOVED_REQUIRED: Final = _check(
    "attribute-removed-required", "**", "B/B", "readers rely on it", Guard.LOSS
)
ATTRIBUTE_RENAMED: Final = _check(
    "attribute-renamed", "**", "B/B", "one side does not know the old name"
)
ATTRIBUTE_USE_TIGHTENED: Final = _check(
    "attribute-use-tightened", "--", "B/s", "it was optional and is required"
)
ATTRIBUTE_USE_RELAXED: Final = _check(
    "attribute-use-relaxed", "++", "s/B", "it was required and is optional: readers get None"
)
ATTRIBUTE_PROHIBITED: Final = _silent(
    "attribute-prohibited", "reported as an attribute that is removed"
)
WILDCARD_ADDED: Final = _check(
    "wildcard-added", "++", "s/s", "readers may find any element", Guard.FACET
)
WILDCARD_REMOVED: Final = _check(
    "wildcard-removed", "--", "B/B", "extensions are rejected", json_guard=Guard.OPEN
)
WILDCARD_NAMESPACE_WIDENED: Final = _check(
    "wildcard-namespace-widened", "+=", "./.", "more namespaces are allowed", Guard.FACET
)
WILDCARD_NAMESPACE_NARROWED: Final = _check(
    "wildcard-namespace-narrowed", "-=", "./.", "fewer namespaces are allowed"
)
WILDCARD_PROCESS_RELAXED: Final = _check(
    "wildcard-process-relaxed", "+=", "./.", "the content is validated less strictly", Guard.FACET
)
WILDCARD_PROCESS_TIGHTENED: Final = _check(
    "wildcard-process-tightened", "-=", "./.", "the content is validated more strictly"
)
WILDCARD_OCCURS_CHANGED: Final = _check(
    "wildcard-occurs-changed", "*=", "./.", "more or fewer elements are allowed", Guard.FACET
)

# Occurrence, nil, default, fixed
BECAME_REQUIRED: Final = _check("became-required", "--", "B/s", "documents without it are rejected")
BECAME_OPTIONAL: Final = _check("became-optional", "++", "s/B", "readers may find no value")
BECAME_LIST: Final = _check(
    "became-list", "+*", "B/B", "readers expect one value; JSON has a list in place of a value"
)
BECAME_SINGLE: Final = _check(
    "became-single", "-*", "B/B", "only one value may be sent; JSON has a value in place of a list"
)
LIST_MIN_RAISED: Final = _check("list-min-raised", "--", "./.", "shorter lists are rejected")
LIST_MIN_LOWERED: Final = _check(
    "list-min-lowered", "++", "./.", "readers may rely on a minimum number", Guard.LENGTH
)
LIST_MAX_LOWERED: Final = _check("list-max-lowered", "--", "./.", "longer lists are rejected")
LIST_MAX_RAISED: Final = _check(
    "list-max-raised", "++", "./.", "readers rarely have a fixed number of places", Guard.LENGTH
)
BECAME_PROHIBITED: Final = _silent("became-prohibited", "reported as an element that is removed")
GROUP_OCCURS_CHANGED: Final = _check(
    "group-occurs-changed", "**", "./.", "a whole group may occur more or less often"
)
NILLABLE_ADDED: Final = _check(
    "nillable-added", "++", "s/B", "readers may find xsi:nil in XML and null in JSON"
)
NILLABLE_REMOVED: Final = _check("nillable-removed", "--", "B/s", "xsi:nil and null are rejected")
DEFAULT_ADDED: Final = _check(
    "default-added", "~~", "R/R", "an omitted or empty value now means something else"
)
DEFAULT_CHANGED: Final = _check(
    "default-changed", "~~", "R/R", "an omitted or empty value now means something else"
)
DEFAULT_REMOVED: Final = _check(
    "default-removed", "~~", "R/R", "an omitted or empty value now means something else"
)
FIXED_ADDED: Final = _check("fixed-added", "--", "R/s", "any other value is rejected")
FIXED_REMOVED: Final = _check("fixed-removed", "++", "s/R", "readers may find other values")
FIXED_CHANGED: Final = _check(
    "fixed-changed", "**", "R/R", "the old value is rejected, and the new value was rejected before"
)
VERSION_MARKER_CHANGED: Final = _check(
    "version-marker-changed", "**", "R/R", "the value names the version of the message"
)

# Content models
SEQUENCE_REORDERED: Final = _check(
    "sequence-reordered",
    "*=",
    "./.",
    "elements of an XML document must follow the order of the schema",
    Guard.ORDER,
)
SEQUENCE_TO_ALL: Final = _check(
    "sequence-to-all", "+=", "./.", "the order is no longer guaranteed", Guard.ORDER
)
ALL_TO_SEQUENCE: Final = _check("all-to-sequence", "-=", "./.", "the order is now required")
SEQUENCE_TO_CHOICE: Final = _check(
    "sequence-to-choice", "**", "B/B", "the members now exclude each other"
)
CHOICE_TO_SEQUENCE: Final = _check(
    "choice-to-sequence", "**", "B/B", "all branches are now expected", Guard.ORDER
)
SEQUENCE_TO_REPEATED_CHOICE: Final = _check(
    "sequence-to-repeated-choice", "+*", "B/B", "members may repeat, in any order"
)
REPEATED_CHOICE_TO_SEQUENCE: Final = _check(
    "repeated-choice-to-sequence", "-*", "B/B", "free order and repetition are no longer allowed"
)
ALL_TO_CHOICE: Final = _check("all-to-choice", "**", "B/B", "the members now exclude each other")
CHOICE_TO_ALL: Final = _check(
    "choice-to-all", "**", "B/B", "all branches are now expected", Guard.ORDER
)
ALL_TO_REPEATED_CHOICE: Final = _check("all-to-repeated-choice", "+*", "B/B", "members may repeat")
REPEATED_CHOICE_TO_ALL: Final = _check(
    "repeated-choice-to-all", "-*", "B/B", "repetition is no longer allowed"
)
CHOICE_TO_REPEATED_CHOICE: Final = _check(
    "choice-to-repeated-choice", "+*", "B/B", "several branches are allowed"
)
REPEATED_CHOICE_TO_CHOICE: Final = _check(
    "repeated-choice-to-choice", "-*", "B/B", "only one branch is allowed"
)
CONTENT_MODEL_WIDENED: Final = _check(
    "content-model-widened", "++", "R/R", "more combinations are allowed", Guard.CHOICE
)
CONTENT_MODEL_NARROWED: Final = _check(
    "content-model-narrowed", "--", "R/R", "fewer combinations are allowed"
)
CONTENT_MODEL_CHANGED: Final = _check(
    "content-model-changed", "**", "R/R", "other combinations are allowed", Guard.CHOICE
)
CONTENT_BECAME_MIXED: Final = _check(
    "content-became-mixed", "+~", "s/R", "text is allowed between the elements", Guard.FACET
)
CONTENT_BECAME_UNMIXED: Final = _check(
    "content-became-unmixed",
    "--",
    "s/R",
    "text between the elements is rejected",
    json_guard=Guard.OPEN,
)
CONTENT_BECAME_EMPTY: Final = _check(
    "content-became-empty", "--", "B/B", "elements are no longer allowed", Guard.LOSS
)
CONTENT_BECAME_NONEMPTY: Final = _check(
    "content-became-nonempty", "++", "B/B", "elements are now allowed", Guard.MEMBER
)
MODEL_BECAME_AMBIGUOUS: Final = _check(
    "model-became-ambiguous", "~=", "./.", "some validators refuse such a schema"
)
IDENTITY_CONSTRAINT_ADDED: Final = _check(
    "identity-constraint-added", "--", "./.", "values must be unique, or refer to others"
)
IDENTITY_CONSTRAINT_REMOVED: Final = _check(
    "identity-constraint-removed", "++", "./.", "uniqueness is no longer guaranteed", Guard.FACET
)
ID_TYPE_DROPPED: Final = _check(
    "id-type-dropped",
    "++",
    "./.",
    "uniqueness in the document is no longer guaranteed",
    Guard.FACET,
)
ID_TYPE_ADDED: Final = _check(
    "id-type-added", "--", "./.", "values must be unique in the document, or refer to others"
)

# Types
TYPE_WIDENED: Final = _check(
    "type-widened", "++", "B/B", "fixed-width readers may overflow", Guard.FACET
)
TYPE_NARROWED: Final = _check("type-narrowed", "--", "B/B", "some old values are rejected")
TYPE_INCOMPATIBLE: Final = _check(
    "type-incompatible", "**", "B/B", "neither type contains the other"
)
TYPE_MEANING_CHANGED: Final = _check(
    "type-meaning-changed", "~~", "B/B", "the same text has another value"
)
JSON_TOKEN_CHANGED: Final = _check(
    "json-token-changed", "=*", "./.", "JSON has a string where it had a number, or the reverse"
)
PYTHON_ANNOTATION_CHANGED: Final = _check(
    "python-annotation-changed", "==", "B/B", "the field has another type in Python"
)
SCALAR_BECAME_OBJECT: Final = _check(
    "scalar-became-object",
    "+*",
    "B/B",
    "XML may have attributes; JSON has an object in place of a value",
    Guard.MEMBER,
    Guard.NONE,
)
OBJECT_BECAME_SCALAR: Final = _check(
    "object-became-scalar",
    "-*",
    "B/B",
    "attributes are rejected; JSON has a value in place of an object",
    Guard.LOSS,
    Guard.NONE,
)
SIMPLE_BECAME_COMPLEX: Final = _check(
    "simple-became-complex", "**", "B/B", "elements replace a text"
)
COMPLEX_BECAME_SIMPLE: Final = _check(
    "complex-became-simple", "**", "B/B", "a text replaces elements"
)
SCALAR_BECAME_XS_LIST: Final = _check(
    "scalar-became-xs-list",
    "+*",
    "B/B",
    "the text is a list of values, split at spaces",
    Guard.FACET,
    Guard.NONE,
)
XS_LIST_BECAME_SCALAR: Final = _check(
    "xs-list-became-scalar", "-*", "B/B", "the text is one value", json_guard=Guard.NONE
)
LIST_ITEM_TYPE_CHANGED: Final = _silent(
    "list-item-type-changed", "reported as a change of the type of the items"
)
UNION_MEMBER_ADDED: Final = _check(
    "union-member-added", "++", "R/R", "values of another type are allowed", Guard.FACET
)
UNION_MEMBER_REMOVED: Final = _check(
    "union-member-removed", "--", "R/R", "values of one type are rejected"
)
TYPE_OPENED: Final = _check("type-opened", "++", "R/B", "any content is allowed", Guard.FACET)
TYPE_CLOSED: Final = _check("type-closed", "--", "B/R", "only values of the type are allowed")
BASE_TYPE_CHANGED: Final = _silent(
    "base-type-changed", "resolved types are compared; classes have no base"
)
DERIVATION_CHANGED: Final = _silent(
    "derivation-changed", "resolved types are compared; classes have no base"
)
TYPE_MADE_ABSTRACT: Final = _check(
    "type-made-abstract", "--", "B/s", "the element must name a derived type with xsi:type"
)
TYPE_MADE_CONCRETE: Final = _check(
    "type-made-concrete", "++", "s/s", "the type itself may be used", Guard.FACET
)
ELEMENT_MADE_ABSTRACT: Final = _check(
    "element-made-abstract", "--", "B/s", "only its substitutes may be used"
)
ELEMENT_MADE_CONCRETE: Final = _check(
    "element-made-concrete", "++", "s/s", "the element itself may be used", Guard.FACET
)
SUBSTITUTION_MEMBER_ADDED: Final = _check(
    "substitution-member-added", "++", "s/R", "it works like a branch of a choice", Guard.FACET
)
SUBSTITUTION_MEMBER_REMOVED: Final = _check(
    "substitution-member-removed", "--", "B/B", "it works like a branch of a choice"
)
DERIVED_TYPE_ADDED: Final = _check(
    "derived-type-added", "++", "s/R", "another type may be named with xsi:type", Guard.FACET
)
DERIVED_TYPE_RENAMED: Final = _check(
    "derived-type-renamed", "**", "B/B", "xsi:type and the class have its name"
)
DERIVED_TYPE_REMOVED: Final = _check(
    "derived-type-removed", "--", "B/B", "the type can no longer be named with xsi:type"
)
BLOCK_OR_FINAL_TIGHTENED: Final = _silent(
    "block-or-final-tightened", "reported as removed types or substitutes"
)
BLOCK_OR_FINAL_RELAXED: Final = _silent(
    "block-or-final-relaxed", "reported as added types or substitutes"
)
TYPE_RENAMED: Final = _silent(
    "type-renamed", "names of types are neither on the wire nor in Python, except in xsi:type"
)
TYPE_INLINED: Final = _silent(
    "type-inlined", "names of types are neither on the wire nor in Python, except in xsi:type"
)
TYPE_EXTRACTED: Final = _silent(
    "type-extracted", "names of types are neither on the wire nor in Python, except in xsi:type"
)
TYPES_MERGED: Final = _silent(
    "types-merged", "names of types are neither on the wire nor in Python, except in xsi:type"
)
TYPE_SPLIT: Final = _silent(
    "type-split", "names of types are neither on the wire nor in Python, except in xsi:type"
)
TYPE_ADDED: Final = _silent(
    "type-added", "a type that no element uses is in no document and in no class"
)
TYPE_REMOVED: Final = _silent(
    "type-removed", "a type that no element uses is in no document and in no class"
)

# Facets
ENUM_VALUE_ADDED: Final = _check(
    "enum-value-added", "++", "s/R", "decoders with a closed list fail", Guard.VALUE
)
ENUM_VALUE_REMOVED: Final = _check(
    "enum-value-removed", "--", "B/B", "documents with it are rejected; the member was removed"
)
ENUM_VALUE_RENAMED: Final = _check("enum-value-renamed", "**", "B/B", "one value replaces another")
ENUM_CLOSED: Final = _check(
    "enum-closed", "--", "B/R", "any text was allowed; now only the listed values are"
)
ENUM_OPENED: Final = _check("enum-opened", "++", "R/B", "any text is allowed now", Guard.FACET)
ENUM_REORDERED: Final = _silent("enum-reordered", "the values are a set")
PATTERN_ADDED: Final = _check("pattern-added", "--", "./.", "texts of another form are rejected")
PATTERN_REMOVED: Final = _check(
    "pattern-removed", "++", "./.", "texts of any form are allowed", Guard.FACET
)
PATTERN_WIDENED: Final = _check(
    "pattern-widened", "++", "./.", "texts of more forms are allowed", Guard.FACET
)
PATTERN_NARROWED: Final = _check(
    "pattern-narrowed", "--", "./.", "texts of fewer forms are allowed"
)
PATTERN_CHANGED: Final = _check("pattern-changed", "**", "./.", "texts of other forms are allowed")
LENGTH_CHANGED: Final = _check(
    "length-changed", "**", "./.", "an exact number of characters is required"
)
LENGTH_ADDED: Final = _check(
    "length-added", "--", "./.", "an exact number of characters is required"
)
LENGTH_REMOVED: Final = _check(
    "length-removed", "++", "./.", "any number of characters is allowed", Guard.FACET
)
MIN_LENGTH_RAISED: Final = _check(
    "min-length-raised", "--", "./.", "values beyond the limit are rejected"
)
MIN_LENGTH_LOWERED: Final = _check(
    "min-length-lowered", "++", "./.", "columns and buffers have limits", Guard.FACET
)
LOWER_BOUND_RAISED: Final = _check(
    "lower-bound-raised", "--", "./.", "values beyond the limit are rejected"
)
LOWER_BOUND_LOWERED: Final = _check(
    "lower-bound-lowered", "++", "./.", "columns and buffers have limits", Guard.FACET
)
MAX_LENGTH_RAISED: Final = _check(
    "max-length-raised", "++", "./.", "columns and buffers have limits", Guard.FACET
)
MAX_LENGTH_LOWERED: Final = _check(
    "max-length-lowered", "--", "./.", "values beyond the limit are rejected"
)
UPPER_BOUND_RAISED: Final = _check(
    "upper-bound-raised", "++", "./.", "columns and buffers have limits", Guard.FACET
)
UPPER_BOUND_LOWERED: Final = _check(
    "upper-bound-lowered", "--", "./.", "values beyond the limit are rejected"
)
TOTAL_DIGITS_RAISED: Final = _check(
    "total-digits-raised", "++", "./.", "columns and buffers have limits", Guard.FACET
)
TOTAL_DIGITS_LOWERED: Final = _check(
    "total-digits-lowered", "--", "./.", "values beyond the limit are rejected"
)
FRACTION_DIGITS_RAISED: Final = _check(
    "fraction-digits-raised", "++", "./.", "columns and buffers have limits", Guard.FACET
)
FRACTION_DIGITS_LOWERED: Final = _check(
    "fraction-digits-lowered", "--", "./.", "values beyond the limit are rejected"
)
WHITE_SPACE_CHANGED: Final = _check(
    "white-space-changed",
    "~~",
    "./.",
    "white space is treated differently, which changes the value",
)
ASSERTION_CHANGED: Final = _silent(
    "assertion-changed", "xs:assert belongs to XML Schema 1.1, which cannot be loaded"
)
TIMEZONE_FACET_CHANGED: Final = _silent(
    "timezone-facet-changed", "this facet belongs to XML Schema 1.1, which cannot be loaded"
)
FACET_RESTATED: Final = _silent("facet-restated", "it equals the inherited facet")

# Namespaces and forms
TARGET_NAMESPACE_CHANGED: Final = _check(
    "target-namespace-changed", "*=", "./.", "elements are identified by their namespace"
)
ELEMENT_FORM_DEFAULT_CHANGED: Final = _check(
    "element-form-default-changed", "*=", "./.", "local elements change their namespace"
)
ATTRIBUTE_FORM_DEFAULT_CHANGED: Final = _check(
    "attribute-form-default-changed", "*=", "./.", "local attributes change their namespace"
)
FORM_CHANGED: Final = _check(
    "form-changed", "*=", "./.", "the name moves into the target namespace or out of it"
)
MEMBER_NAMESPACE_CHANGED: Final = _check(
    "member-namespace-changed", "*=", "./.", "the name is in another namespace"
)
IMPORT_UNRESOLVED: Final = _silent(
    "import-unresolved",
    "reported as a note: its declarations count as unknown content on both sides",
)
FILES_REARRANGED: Final = _silent(
    "files-rearranged", "files, includes, imports and prefixes are not part of the contract"
)

# Documentation
DOCUMENTATION_CHANGED: Final = _check(
    "documentation-changed", "==", "./.", "only docstrings change; reported with --docs"
)
DEPRECATED_ANNOUNCED: Final = _check(
    "deprecated-announced", "++", "s/s", "the documentation now says deprecated", Guard.MEMBER
)
DEPRECATION_WITHDRAWN: Final = _check(
    "deprecation-withdrawn", "++", "s/s", "the documentation said deprecated", Guard.MEMBER
)
REFACTORING: Final = _silent("refactoring", "the same documents, written differently in the schema")

# Python only: found in the plan of the generated package.
CLASS_RENAMED: Final = _check(
    "class-renamed", "==", "B/B", "a name depends on all other names of the operation"
)
CLASS_REMOVED: Final = _check("class-removed", "==", "B/B", "the class was removed")
CLASS_ADDED: Final = _check("class-added", "==", "s/s", "a new class")
FIELD_ADDED: Final = _check("field-added", "==", "s/s", "a new field")
FIELD_REMOVED: Final = _check("field-removed", "==", "B/B", "the field was removed")
FIELD_RENAMED: Final = _check(
    "field-renamed", "==", "B/B", "a name depends on all other names of the record"
)
FIELD_TYPE_CHANGED: Final = _check("field-type-changed", "==", "B/B", "the field has another type")
ENUM_MEMBER_ADDED: Final = _check(
    "enum-member-added", "==", "s/R", "a match over all members does not cover it"
)
ENUM_MEMBER_REMOVED: Final = _check("enum-member-removed", "==", "B/B", "the member was removed")
ENUM_MEMBER_RENAMED: Final = _check(
    "enum-member-renamed", "==", "B/B", "a name depends on all other values"
)
MODULE_MOVED: Final = _check(
    "module-moved", "==", "B/B", "the module of the operation has another name"
)
ACTION_METHOD_RENAMED: Final = _check(
    "action-method-renamed", "==", "B/B", "the method of the client has another name"
)
