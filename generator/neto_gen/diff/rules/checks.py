"""The table of checks: what each kind of change does to documents and to Python.

The one source of verdicts, of `--list-checks`, of `--explain` and of the table in docs/diff.md.
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
) -> None:
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


def _silent(name: str, why: str) -> None:
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


# The effects are those on XML and on JSON: + widens, - narrows, * both, ~ a new meaning, = none.
# The letters are Breaking, Risk, safe and none, for code that builds and for code that reads.

# Actions and roots
_check("action-added", "++", "s/s", "nothing old uses it", Guard.MEMBER)
_check("action-removed", "**", "B/B", "old calls have no target")
_check("action-renamed", "**", "B/B", "the root elements and the classes change with it")
_check("request-root-renamed", "*=", "B/.", "the name of the root is on the wire in XML")
_check("response-root-renamed", "*=", "./B", "the name of the root is on the wire in XML")
_check("response-added", "++", "s/s", "a reply appears where there was none", Guard.MEMBER)
_check("response-removed", "**", "B/B", "a reply vanishes that callers wait for")
_check("action-paired-differently", "**", "./B", "the same request has another response")
_silent("root-type-swapped", "the two types are compared by what they hold")

# Elements and attributes
_check(
    "element-added-optional",
    "++",
    "s/s",
    "documents without it stay valid; old readers skip it",
    Guard.MEMBER,
)
_check("element-added-required", "**", "B/s", "old requests lack it", Guard.MEMBER)
_check(
    "element-added-required-with-default",
    "**",
    "R/s",
    "a default fills an element that is empty, never one that is absent",
    Guard.MEMBER,
)
_check("element-added-to-choice", "++", "s/R", "old readers find no branch they know", Guard.CHOICE)
_check(
    "element-removed-optional",
    "--",
    "B/B",
    "closed content rejects it; readers lose data they may rely on",
    Guard.LOSS,
)
_check("element-removed-required", "**", "B/B", "readers were promised it", Guard.LOSS)
_check("element-removed-from-choice", "--", "B/B", "the branch can no longer be sent")
_check("element-renamed", "**", "B/B", "the old name is unknown to one side, the new to the other")
_check("element-renamed-case-only", "**", "R/R", "names on the wire keep their case")
_check("element-moved", "**", "B/B", "the same declaration stands under another parent")
_check("element-wrapped", "**", "B/B", "the element now has a parent more")
_check("element-unwrapped", "**", "B/B", "the element now has a parent less")
_check("element-kind-changed", "**", "R/R", "an attribute and an element are written differently")
_check(
    "attribute-added-optional",
    "++",
    "s/s",
    "documents without it stay valid; old readers skip it",
    Guard.MEMBER,
)
_check("attribute-added-required", "**", "B/s", "old requests lack it", Guard.MEMBER)
_check(
    "attribute-removed-optional",
    "--",
    "B/B",
    "the attribute is rejected; readers lose data",
    Guard.LOSS,
)
_check("attribute-removed-required", "**", "B/B", "readers were promised it", Guard.LOSS)
_check("attribute-renamed", "**", "B/B", "the old name is unknown to one side")
_check("attribute-use-tightened", "--", "B/s", "it was optional and is required")
_check("attribute-use-relaxed", "++", "s/B", "it was required and is optional: readers get None")
_silent("attribute-prohibited", "reported as an attribute that is removed")
_check("wildcard-added", "++", "s/s", "readers may meet anything", Guard.FACET)
_check("wildcard-removed", "--", "B/B", "extensions are rejected", json_guard=Guard.OPEN)
_check("wildcard-namespace-widened", "+=", "./.", "more namespaces are allowed", Guard.FACET)
_check("wildcard-namespace-narrowed", "-=", "./.", "fewer namespaces are allowed")
_check("wildcard-process-relaxed", "+=", "./.", "what stands there is checked less", Guard.FACET)
_check("wildcard-process-tightened", "-=", "./.", "what stands there is checked more")
_check("wildcard-occurs-changed", "*=", "./.", "more or fewer may stand there", Guard.FACET)

# Occurrence, nil, default, fixed
_check("became-required", "--", "B/s", "documents without it are rejected")
_check("became-optional", "++", "s/B", "readers may find nothing there")
_check("became-list", "+*", "B/B", "readers expect one; JSON has a list in place of a value")
_check("became-single", "-*", "B/B", "only one may be sent; JSON has a value in place of a list")
_check("list-min-raised", "--", "./.", "shorter lists are rejected")
_check("list-min-lowered", "++", "./.", "readers may count on the first ones", Guard.LENGTH)
_check("list-max-lowered", "--", "./.", "longer lists are rejected")
_check("list-max-raised", "++", "./.", "readers seldom have room for a fixed number", Guard.LENGTH)
_silent("became-prohibited", "reported as an element that is removed")
_check("group-occurs-changed", "**", "./.", "a whole group may stand there more or less often")
_check("nillable-added", "++", "s/B", "readers meet xsi:nil in XML, null in JSON")
_check("nillable-removed", "--", "B/s", "xsi:nil and null are rejected")
for _word in ("added", "changed", "removed"):
    _check(f"default-{_word}", "~~", "R/R", "what is left out or empty now means something else")
_check("fixed-added", "--", "R/s", "any other value is rejected")
_check("fixed-removed", "++", "s/R", "readers may meet other values")
_check("fixed-changed", "**", "R/R", "the old value is rejected, and the new one was")
_check("version-marker-changed", "**", "R/R", "the value names the version of the message")

# Content models
_check("sequence-reordered", "*=", "./.", "XML documents keep the order of the schema", Guard.ORDER)
_check("sequence-to-all", "+=", "./.", "order is no longer promised", Guard.ORDER)
_check("all-to-sequence", "-=", "./.", "order is now required")
_check("sequence-to-choice", "**", "B/B", "the members now exclude each other")
_check("choice-to-sequence", "**", "B/B", "all branches are now expected", Guard.ORDER)
_check("sequence-to-repeated-choice", "+*", "B/B", "members may repeat, in any order")
_check("repeated-choice-to-sequence", "-*", "B/B", "free order and repetition are gone")
_check("all-to-choice", "**", "B/B", "the members now exclude each other")
_check("choice-to-all", "**", "B/B", "all branches are now expected", Guard.ORDER)
_check("all-to-repeated-choice", "+*", "B/B", "members may repeat")
_check("repeated-choice-to-all", "-*", "B/B", "repetition is gone")
_check("choice-to-repeated-choice", "+*", "B/B", "several branches may stand there")
_check("repeated-choice-to-choice", "-*", "B/B", "only one branch may stand there")
_check("content-model-widened", "++", "R/R", "more combinations are allowed", Guard.CHOICE)
_check("content-model-narrowed", "--", "R/R", "fewer combinations are allowed")
_check("content-model-changed", "**", "R/R", "other combinations are allowed", Guard.CHOICE)
_check("content-became-mixed", "+~", "s/R", "text may stand between the elements", Guard.FACET)
_check(
    "content-became-unmixed",
    "--",
    "s/R",
    "text between the elements is rejected",
    json_guard=Guard.OPEN,
)
_check("content-became-empty", "--", "B/B", "no element may stand there any more", Guard.LOSS)
_check("content-became-nonempty", "++", "B/B", "elements may stand where none did", Guard.MEMBER)
_check("model-became-ambiguous", "~=", "./.", "some validators refuse such a schema")
_check("identity-constraint-added", "--", "./.", "values must be unique, or refer to others")
_check("identity-constraint-removed", "++", "./.", "uniqueness is no promise", Guard.FACET)
_check("id-type-dropped", "++", "./.", "uniqueness in the document is no promise", Guard.FACET)
_check("id-type-added", "--", "./.", "values must be unique in the document, or refer to others")

# Types
_check("type-widened", "++", "B/B", "fixed-width readers may overflow", Guard.FACET)
_check("type-narrowed", "--", "B/B", "some old values are rejected")
_check("type-incompatible", "**", "B/B", "neither type contains the other")
_check("type-meaning-changed", "~~", "B/B", "the same text has another value")
_check("json-token-changed", "=*", "./.", "JSON has a string where it had a number, or the reverse")
_check("python-annotation-changed", "==", "B/B", "the field has another type in Python")
_check(
    "scalar-became-object",
    "+*",
    "B/B",
    "XML may carry attributes now; JSON has an object in place of a value",
    Guard.MEMBER,
    Guard.NONE,
)
_check(
    "object-became-scalar",
    "-*",
    "B/B",
    "attributes are rejected; JSON has a value in place of an object",
    Guard.LOSS,
    Guard.NONE,
)
_check("simple-became-complex", "**", "B/B", "elements stand where a text was")
_check("complex-became-simple", "**", "B/B", "a text stands where elements were")
_check(
    "scalar-became-xs-list",
    "+*",
    "B/B",
    "the text is a list of values, split at spaces",
    Guard.FACET,
    Guard.NONE,
)
_check("xs-list-became-scalar", "-*", "B/B", "the text is one value", json_guard=Guard.NONE)
_silent("list-item-type-changed", "reported as what happened to the type of the items")
_check("union-member-added", "++", "R/R", "values of one type more are allowed", Guard.FACET)
_check("union-member-removed", "--", "R/R", "values of one type are rejected")
_check("type-opened", "++", "R/B", "anything may stand there", Guard.FACET)
_check("type-closed", "--", "B/R", "only values of the type may stand there")
_silent("base-type-changed", "types are compared by what they come to; classes have no base")
_silent("derivation-changed", "types are compared by what they come to; classes have no base")
_check("type-made-abstract", "--", "B/s", "the element must name a derived type with xsi:type")
_check("type-made-concrete", "++", "s/s", "the type itself may stand there", Guard.FACET)
_check("element-made-abstract", "--", "B/s", "only its substitutes may stand there")
_check("element-made-concrete", "++", "s/s", "the element itself may stand there", Guard.FACET)
_check("substitution-member-added", "++", "s/R", "it works like a branch of a choice", Guard.FACET)
_check("substitution-member-removed", "--", "B/B", "it works like a branch of a choice")
_check("derived-type-added", "++", "s/R", "one more type may be named with xsi:type", Guard.FACET)
_check("derived-type-removed", "--", "B/B", "the type can no longer be named with xsi:type")
_silent("block-or-final-tightened", "reported as the types or substitutes that may not stand there")
_silent("block-or-final-relaxed", "reported as the types or substitutes that may stand there")
for _name in ("type-renamed", "type-inlined", "type-extracted", "types-merged", "type-split"):
    _silent(_name, "names of types are neither on the wire nor in Python, but for xsi:type")
for _name in ("type-added", "type-removed"):
    _silent(_name, "a type that no element uses is in no document and in no class")

# Facets
_check("enum-value-added", "++", "s/R", "closed decoders fail at it", Guard.VALUE)
_check("enum-value-removed", "--", "B/B", "documents with it are rejected; the member is gone")
_check("enum-value-renamed", "**", "B/B", "one value in the place of another")
_check("enum-closed", "--", "B/R", "any text was allowed, now only these are")
_check("enum-opened", "++", "R/B", "any text may stand there now", Guard.FACET)
_silent("enum-reordered", "the values are a set")
_check("pattern-added", "--", "./.", "texts of another form are rejected")
_check("pattern-removed", "++", "./.", "texts of any form are allowed", Guard.FACET)
_check("pattern-widened", "++", "./.", "texts of more forms are allowed", Guard.FACET)
_check("pattern-narrowed", "--", "./.", "texts of fewer forms are allowed")
_check("pattern-changed", "**", "./.", "texts of other forms are allowed")
_check("length-changed", "**", "./.", "exactly so many characters are needed")
_check("length-added", "--", "./.", "exactly so many characters are needed")
_check("length-removed", "++", "./.", "any number of characters is allowed", Guard.FACET)
for _name, _up, _down in (
    ("min-length", "-", "+"),
    ("lower-bound", "-", "+"),
    ("max-length", "+", "-"),
    ("upper-bound", "+", "-"),
    ("total-digits", "+", "-"),
    ("fraction-digits", "+", "-"),
):
    for _word, _sign in (("raised", _up), ("lowered", _down)):
        if _sign == "+":
            _check(f"{_name}-{_word}", "++", "./.", "columns and buffers have limits", Guard.FACET)
        else:
            _check(f"{_name}-{_word}", "--", "./.", "values beyond the limit are rejected")
_check("white-space-changed", "~~", "./.", "what becomes of spaces changes the value that is read")
_silent("assertion-changed", "xs:assert is of XML Schema 1.1: such a schema cannot be loaded")
_silent("timezone-facet-changed", "it is of XML Schema 1.1: such a schema cannot be loaded")
_silent("facet-restated", "it is equal to the inherited one")

# Namespaces and forms
_check("target-namespace-changed", "*=", "./.", "elements are known by their namespace")
_check("element-form-default-changed", "*=", "./.", "local elements change their namespace")
_check("attribute-form-default-changed", "*=", "./.", "local attributes change their namespace")
_check("form-changed", "*=", "./.", "the name moves into the target namespace or out of it")
_check("member-namespace-changed", "*=", "./.", "the name is in another namespace")
_silent("import-unresolved", "a note of the report: what it declares is opaque on both sides")
_silent("files-rearranged", "files, includes, imports and prefixes are not part of the contract")

# Documentation
_check("documentation-changed", "==", "./.", "only docstrings change; reported with --docs")
_check("deprecated-announced", "++", "s/s", "the documentation now says deprecated", Guard.MEMBER)
_check("deprecation-withdrawn", "++", "s/s", "the documentation said deprecated", Guard.MEMBER)
_silent("refactoring", "the same documents, written differently in the schema")

# Python alone: found in the plan of the generated package.
_check("class-renamed", "==", "B/B", "a name is chosen from all names of the operation")
_check("class-removed", "==", "B/B", "the class is gone")
_check("class-added", "==", "s/s", "a new class")
_check("field-added", "==", "s/s", "a new field")
_check("field-removed", "==", "B/B", "the field is gone")
_check("field-renamed", "==", "B/B", "a name is chosen from all names of the record")
_check("field-type-changed", "==", "B/B", "the field has another type")
_check("enum-member-added", "==", "s/R", "a match over all members misses it")
_check("enum-member-removed", "==", "B/B", "the member is gone")
_check("enum-member-renamed", "==", "B/B", "a name is chosen from all values")
_check("module-moved", "==", "B/B", "the module of the operation is called something else")
_check("action-method-renamed", "==", "B/B", "the method of the client is called something else")
