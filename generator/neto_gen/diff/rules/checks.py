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
        """How reports call it."""
        return self.name.lower()


class Effect(Enum):
    """What a change does to the set of documents that are accepted."""

    NONE = "the same documents are accepted"
    WIDEN = "more documents are accepted"
    NARROW = "fewer documents are accepted"
    BOTH = "some documents are no longer accepted, and others are now"
    MEANING = "the same documents are accepted, but they mean something else"


class Guard(Enum):
    """What softens a verdict."""

    NONE = ""
    MEMBER = "a tolerant reader skips what it does not know"
    CHOICE = "a tolerant reader finds none of the branches that it knows"
    FACET = "readers seldom validate, but columns and buffers have limits"
    VALUE = "a reader with a closed list fails at a new value"
    LENGTH = "readers seldom count"
    ORDER = "a tolerant reader finds elements in any order"
    OPEN = "a JSON server skips keys that it does not know"
    LOSS = "a JSON server skips keys that it does not know; readers lose data they may rely on"


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


# The effects are those on XML and on JSON: + widens, - narrows, * both, ~ a new meaning, = none.
# The letters are Breaking, Risk, safe and none, for code that builds and for code that reads.

# Actions and roots
ACTION_ADDED: Final = _check("action-added", "++", "s/s", "nothing old uses it", Guard.MEMBER)
ACTION_REMOVED: Final = _check("action-removed", "**", "B/B", "old calls have no target")
ACTION_RENAMED: Final = _check(
    "action-renamed", "**", "B/B", "the root elements and the classes change with it"
)
REQUEST_ROOT_RENAMED: Final = _check(
    "request-root-renamed", "*=", "B/.", "the name of the root is on the wire in XML"
)
RESPONSE_ROOT_RENAMED: Final = _check(
    "response-root-renamed", "*=", "./B", "the name of the root is on the wire in XML"
)
RESPONSE_ADDED: Final = _check(
    "response-added", "++", "s/s", "a reply appears where there was none", Guard.MEMBER
)
RESPONSE_REMOVED: Final = _check(
    "response-removed", "**", "B/B", "a reply vanishes that callers wait for"
)
ACTION_PAIRED_DIFFERENTLY: Final = _check(
    "action-paired-differently", "**", "./B", "the same request has another response"
)
ROOT_TYPE_SWAPPED: Final = _silent(
    "root-type-swapped", "the two types are compared by what they hold"
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
    "element-added-required", "**", "B/s", "old requests lack it", Guard.MEMBER
)
ELEMENT_ADDED_REQUIRED_WITH_DEFAULT: Final = _check(
    "element-added-required-with-default",
    "**",
    "R/s",
    "a default fills an element that is empty, never one that is absent",
    Guard.MEMBER,
)
ELEMENT_ADDED_TO_CHOICE: Final = _check(
    "element-added-to-choice", "++", "s/R", "old readers find no branch they know", Guard.CHOICE
)
ELEMENT_REMOVED_OPTIONAL: Final = _check(
    "element-removed-optional",
    "--",
    "B/B",
    "closed content rejects it; readers lose data they may rely on",
    Guard.LOSS,
)
ELEMENT_REMOVED_REQUIRED: Final = _check(
    "element-removed-required", "**", "B/B", "readers were promised it", Guard.LOSS
)
ELEMENT_REMOVED_FROM_CHOICE: Final = _check(
    "element-removed-from-choice", "--", "B/B", "the branch can no longer be sent"
)
ELEMENT_RENAMED: Final = _check(
    "element-renamed", "**", "B/B", "the old name is unknown to one side, the new to the other"
)
ELEMENT_RENAMED_CASE_ONLY: Final = _check(
    "element-renamed-case-only", "**", "R/R", "names on the wire keep their case"
)
ELEMENT_MOVED: Final = _check(
    "element-moved", "**", "B/B", "the same declaration stands under another parent"
)
ELEMENT_WRAPPED: Final = _check("element-wrapped", "**", "B/B", "the element now has a parent more")
ELEMENT_UNWRAPPED: Final = _check(
    "element-unwrapped", "**", "B/B", "the element now has a parent less"
)
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
    "attribute-added-required", "**", "B/s", "old requests lack it", Guard.MEMBER
)
ATTRIBUTE_REMOVED_OPTIONAL: Final = _check(
    "attribute-removed-optional",
    "--",
    "B/B",
    "the attribute is rejected; readers lose data",
    Guard.LOSS,
)
ATTRIBUTE_REMOVED_REQUIRED: Final = _check(
    "attribute-removed-required", "**", "B/B", "readers were promised it", Guard.LOSS
)
ATTRIBUTE_RENAMED: Final = _check(
    "attribute-renamed", "**", "B/B", "the old name is unknown to one side"
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
    "wildcard-added", "++", "s/s", "readers may meet anything", Guard.FACET
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
    "wildcard-process-relaxed", "+=", "./.", "what stands there is checked less", Guard.FACET
)
WILDCARD_PROCESS_TIGHTENED: Final = _check(
    "wildcard-process-tightened", "-=", "./.", "what stands there is checked more"
)
WILDCARD_OCCURS_CHANGED: Final = _check(
    "wildcard-occurs-changed", "*=", "./.", "more or fewer may stand there", Guard.FACET
)

# Occurrence, nil, default, fixed
BECAME_REQUIRED: Final = _check("became-required", "--", "B/s", "documents without it are rejected")
BECAME_OPTIONAL: Final = _check("became-optional", "++", "s/B", "readers may find nothing there")
BECAME_LIST: Final = _check(
    "became-list", "+*", "B/B", "readers expect one; JSON has a list in place of a value"
)
BECAME_SINGLE: Final = _check(
    "became-single", "-*", "B/B", "only one may be sent; JSON has a value in place of a list"
)
LIST_MIN_RAISED: Final = _check("list-min-raised", "--", "./.", "shorter lists are rejected")
LIST_MIN_LOWERED: Final = _check(
    "list-min-lowered", "++", "./.", "readers may count on the first ones", Guard.LENGTH
)
LIST_MAX_LOWERED: Final = _check("list-max-lowered", "--", "./.", "longer lists are rejected")
LIST_MAX_RAISED: Final = _check(
    "list-max-raised", "++", "./.", "readers seldom have room for a fixed number", Guard.LENGTH
)
BECAME_PROHIBITED: Final = _silent("became-prohibited", "reported as an element that is removed")
GROUP_OCCURS_CHANGED: Final = _check(
    "group-occurs-changed", "**", "./.", "a whole group may stand there more or less often"
)
NILLABLE_ADDED: Final = _check(
    "nillable-added", "++", "s/B", "readers meet xsi:nil in XML, null in JSON"
)
NILLABLE_REMOVED: Final = _check("nillable-removed", "--", "B/s", "xsi:nil and null are rejected")
DEFAULT_ADDED: Final = _check(
    "default-added", "~~", "R/R", "what is left out or empty now means something else"
)
DEFAULT_CHANGED: Final = _check(
    "default-changed", "~~", "R/R", "what is left out or empty now means something else"
)
DEFAULT_REMOVED: Final = _check(
    "default-removed", "~~", "R/R", "what is left out or empty now means something else"
)
FIXED_ADDED: Final = _check("fixed-added", "--", "R/s", "any other value is rejected")
FIXED_REMOVED: Final = _check("fixed-removed", "++", "s/R", "readers may meet other values")
FIXED_CHANGED: Final = _check(
    "fixed-changed", "**", "R/R", "the old value is rejected, and the new one was"
)
VERSION_MARKER_CHANGED: Final = _check(
    "version-marker-changed", "**", "R/R", "the value names the version of the message"
)

# Content models
SEQUENCE_REORDERED: Final = _check(
    "sequence-reordered", "*=", "./.", "XML documents keep the order of the schema", Guard.ORDER
)
SEQUENCE_TO_ALL: Final = _check(
    "sequence-to-all", "+=", "./.", "order is no longer promised", Guard.ORDER
)
ALL_TO_SEQUENCE: Final = _check("all-to-sequence", "-=", "./.", "order is now required")
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
    "repeated-choice-to-sequence", "-*", "B/B", "free order and repetition are gone"
)
ALL_TO_CHOICE: Final = _check("all-to-choice", "**", "B/B", "the members now exclude each other")
CHOICE_TO_ALL: Final = _check(
    "choice-to-all", "**", "B/B", "all branches are now expected", Guard.ORDER
)
ALL_TO_REPEATED_CHOICE: Final = _check("all-to-repeated-choice", "+*", "B/B", "members may repeat")
REPEATED_CHOICE_TO_ALL: Final = _check("repeated-choice-to-all", "-*", "B/B", "repetition is gone")
CHOICE_TO_REPEATED_CHOICE: Final = _check(
    "choice-to-repeated-choice", "+*", "B/B", "several branches may stand there"
)
REPEATED_CHOICE_TO_CHOICE: Final = _check(
    "repeated-choice-to-choice", "-*", "B/B", "only one branch may stand there"
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
    "content-became-mixed", "+~", "s/R", "text may stand between the elements", Guard.FACET
)
CONTENT_BECAME_UNMIXED: Final = _check(
    "content-became-unmixed",
    "--",
    "s/R",
    "text between the elements is rejected",
    json_guard=Guard.OPEN,
)
CONTENT_BECAME_EMPTY: Final = _check(
    "content-became-empty", "--", "B/B", "no element may stand there any more", Guard.LOSS
)
CONTENT_BECAME_NONEMPTY: Final = _check(
    "content-became-nonempty", "++", "B/B", "elements may stand where none did", Guard.MEMBER
)
MODEL_BECAME_AMBIGUOUS: Final = _check(
    "model-became-ambiguous", "~=", "./.", "some validators refuse such a schema"
)
IDENTITY_CONSTRAINT_ADDED: Final = _check(
    "identity-constraint-added", "--", "./.", "values must be unique, or refer to others"
)
IDENTITY_CONSTRAINT_REMOVED: Final = _check(
    "identity-constraint-removed", "++", "./.", "uniqueness is no promise", Guard.FACET
)
ID_TYPE_DROPPED: Final = _check(
    "id-type-dropped", "++", "./.", "uniqueness in the document is no promise", Guard.FACET
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
    "XML may carry attributes now; JSON has an object in place of a value",
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
    "simple-became-complex", "**", "B/B", "elements stand where a text was"
)
COMPLEX_BECAME_SIMPLE: Final = _check(
    "complex-became-simple", "**", "B/B", "a text stands where elements were"
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
    "list-item-type-changed", "reported as what happened to the type of the items"
)
UNION_MEMBER_ADDED: Final = _check(
    "union-member-added", "++", "R/R", "values of one type more are allowed", Guard.FACET
)
UNION_MEMBER_REMOVED: Final = _check(
    "union-member-removed", "--", "R/R", "values of one type are rejected"
)
TYPE_OPENED: Final = _check("type-opened", "++", "R/B", "anything may stand there", Guard.FACET)
TYPE_CLOSED: Final = _check("type-closed", "--", "B/R", "only values of the type may stand there")
BASE_TYPE_CHANGED: Final = _silent(
    "base-type-changed", "types are compared by what they come to; classes have no base"
)
DERIVATION_CHANGED: Final = _silent(
    "derivation-changed", "types are compared by what they come to; classes have no base"
)
TYPE_MADE_ABSTRACT: Final = _check(
    "type-made-abstract", "--", "B/s", "the element must name a derived type with xsi:type"
)
TYPE_MADE_CONCRETE: Final = _check(
    "type-made-concrete", "++", "s/s", "the type itself may stand there", Guard.FACET
)
ELEMENT_MADE_ABSTRACT: Final = _check(
    "element-made-abstract", "--", "B/s", "only its substitutes may stand there"
)
ELEMENT_MADE_CONCRETE: Final = _check(
    "element-made-concrete", "++", "s/s", "the element itself may stand there", Guard.FACET
)
SUBSTITUTION_MEMBER_ADDED: Final = _check(
    "substitution-member-added", "++", "s/R", "it works like a branch of a choice", Guard.FACET
)
SUBSTITUTION_MEMBER_REMOVED: Final = _check(
    "substitution-member-removed", "--", "B/B", "it works like a branch of a choice"
)
DERIVED_TYPE_ADDED: Final = _check(
    "derived-type-added", "++", "s/R", "one more type may be named with xsi:type", Guard.FACET
)
DERIVED_TYPE_RENAMED: Final = _check(
    "derived-type-renamed", "**", "B/B", "xsi:type names it, and the class is called after it"
)
DERIVED_TYPE_REMOVED: Final = _check(
    "derived-type-removed", "--", "B/B", "the type can no longer be named with xsi:type"
)
BLOCK_OR_FINAL_TIGHTENED: Final = _silent(
    "block-or-final-tightened", "reported as the types or substitutes that may not stand there"
)
BLOCK_OR_FINAL_RELAXED: Final = _silent(
    "block-or-final-relaxed", "reported as the types or substitutes that may stand there"
)
TYPE_RENAMED: Final = _silent(
    "type-renamed", "names of types are neither on the wire nor in Python, but for xsi:type"
)
TYPE_INLINED: Final = _silent(
    "type-inlined", "names of types are neither on the wire nor in Python, but for xsi:type"
)
TYPE_EXTRACTED: Final = _silent(
    "type-extracted", "names of types are neither on the wire nor in Python, but for xsi:type"
)
TYPES_MERGED: Final = _silent(
    "types-merged", "names of types are neither on the wire nor in Python, but for xsi:type"
)
TYPE_SPLIT: Final = _silent(
    "type-split", "names of types are neither on the wire nor in Python, but for xsi:type"
)
TYPE_ADDED: Final = _silent(
    "type-added", "a type that no element uses is in no document and in no class"
)
TYPE_REMOVED: Final = _silent(
    "type-removed", "a type that no element uses is in no document and in no class"
)

# Facets
ENUM_VALUE_ADDED: Final = _check(
    "enum-value-added", "++", "s/R", "closed decoders fail at it", Guard.VALUE
)
ENUM_VALUE_REMOVED: Final = _check(
    "enum-value-removed", "--", "B/B", "documents with it are rejected; the member is gone"
)
ENUM_VALUE_RENAMED: Final = _check(
    "enum-value-renamed", "**", "B/B", "one value in the place of another"
)
ENUM_CLOSED: Final = _check("enum-closed", "--", "B/R", "any text was allowed, now only these are")
ENUM_OPENED: Final = _check("enum-opened", "++", "R/B", "any text may stand there now", Guard.FACET)
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
    "length-changed", "**", "./.", "exactly so many characters are needed"
)
LENGTH_ADDED: Final = _check("length-added", "--", "./.", "exactly so many characters are needed")
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
    "white-space-changed", "~~", "./.", "what becomes of spaces changes the value that is read"
)
ASSERTION_CHANGED: Final = _silent(
    "assertion-changed", "xs:assert is of XML Schema 1.1: such a schema cannot be loaded"
)
TIMEZONE_FACET_CHANGED: Final = _silent(
    "timezone-facet-changed", "it is of XML Schema 1.1: such a schema cannot be loaded"
)
FACET_RESTATED: Final = _silent("facet-restated", "it is equal to the inherited one")

# Namespaces and forms
TARGET_NAMESPACE_CHANGED: Final = _check(
    "target-namespace-changed", "*=", "./.", "elements are known by their namespace"
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
    "import-unresolved", "a note of the report: what it declares is opaque on both sides"
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

# Python alone: found in the plan of the generated package.
CLASS_RENAMED: Final = _check(
    "class-renamed", "==", "B/B", "a name is chosen from all names of the operation"
)
CLASS_REMOVED: Final = _check("class-removed", "==", "B/B", "the class is gone")
CLASS_ADDED: Final = _check("class-added", "==", "s/s", "a new class")
FIELD_ADDED: Final = _check("field-added", "==", "s/s", "a new field")
FIELD_REMOVED: Final = _check("field-removed", "==", "B/B", "the field is gone")
FIELD_RENAMED: Final = _check(
    "field-renamed", "==", "B/B", "a name is chosen from all names of the record"
)
FIELD_TYPE_CHANGED: Final = _check("field-type-changed", "==", "B/B", "the field has another type")
ENUM_MEMBER_ADDED: Final = _check(
    "enum-member-added", "==", "s/R", "a match over all members misses it"
)
ENUM_MEMBER_REMOVED: Final = _check("enum-member-removed", "==", "B/B", "the member is gone")
ENUM_MEMBER_RENAMED: Final = _check(
    "enum-member-renamed", "==", "B/B", "a name is chosen from all values"
)
MODULE_MOVED: Final = _check(
    "module-moved", "==", "B/B", "the module of the operation is called something else"
)
ACTION_METHOD_RENAMED: Final = _check(
    "action-method-renamed", "==", "B/B", "the method of the client is called something else"
)
