"""Texts of simple types: what is wrong with one, and which have one thing wrong alone."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from neto_gen.contract.model import Enumeration, Facets, ListType, Scalar, UnionType
from neto_gen.contract.schema_text import spaced
from neto_gen.contract.xsd import vocabulary
from neto_gen.diff.inclusion import patterns
from neto_gen.diff.inclusion.lexical_spaces import accepts_text
from neto_gen.diff.inclusion.samples import difference, samples
from neto_gen.diff.witness.reasons import Aspect, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from neto_gen.contract.model import SimpleType

_FACETS = {
    "length": Aspect.LENGTH,
    "min_length": Aspect.MIN_LENGTH,
    "max_length": Aspect.MAX_LENGTH,
    "min_inclusive": Aspect.LOWER_BOUND,
    "min_exclusive": Aspect.LOWER_BOUND,
    "max_inclusive": Aspect.UPPER_BOUND,
    "max_exclusive": Aspect.UPPER_BOUND,
    "total_digits": Aspect.TOTAL_DIGITS,
    "fraction_digits": Aspect.FRACTION_DIGITS,
    "patterns": Aspect.PATTERN,
    "values": Aspect.LISTED,
}
_NOTHING = Facets()
_MOST_CHARACTERS = 300
_ENOUGH = 8
_BEST = 4


def faults(simple: SimpleType, text: str) -> dict[Aspect, str]:
    """Return the faults of a text by aspect, in words; none if the type accepts it."""
    if accepts_text(simple, text):
        return {}
    if isinstance(simple, Enumeration):
        return {Aspect.LISTED: f"{quoted(text)} is none of the values"}
    found: dict[Aspect, str] = {}
    for name in _set(simple.facets):
        alone = replace(_NOTHING, **{name: getattr(simple.facets, name)})
        # A form that its built-in type has is one of the patterns, and a text without that form
        # has no bounds.
        if not _is_kept(simple, alone, text):
            found[_FACETS[name]] = _words(simple, name, text)
    bare = replace(simple, facets=_form(simple))
    if not accepts_text(bare, text):
        found = {} if isinstance(simple, Scalar) and Aspect.PATTERN not in found else found
        found.pop(Aspect.PATTERN, None)
        what = simple.builtin if isinstance(simple, Scalar) else "value of its type"
        found[Aspect.VALUE] = f"{quoted(text)} is not a valid {what}"
    return found or {Aspect.VALUE: f"{quoted(text)} is not a value of its type"}


def _set(facets: Facets) -> list[str]:
    """Return the names of the facets that are set."""
    return [
        f.name for f in fields(facets) if f.compare and getattr(facets, f.name) not in {None, ()}
    ]


def _form(simple: Scalar | ListType | UnionType) -> Facets:
    """Return the facets that a simple type has from its built-in type: its lexical form."""
    if isinstance(simple, Scalar) and (
        simple.builtin in vocabulary.LEXICALS or vocabulary.STRINGS.get(simple.builtin)
    ):
        return Facets(patterns=simple.facets.patterns[:1])
    return _NOTHING


def _is_kept(simple: Scalar | ListType | UnionType, alone: Facets, text: str) -> bool:
    """Tell whether a text satisfies one facet of a type."""
    if isinstance(simple, Scalar):
        return accepts_text(replace(simple, facets=alone), text)
    if isinstance(simple, ListType):
        anything = Scalar(builtin="string")
        return accepts_text(replace(simple, item=anything, facets=alone), text)
    return accepts_text(UnionType(members=(Scalar(builtin="string"),), facets=alone), text)


def _words(simple: Scalar | ListType | UnionType, name: str, text: str) -> str:
    limit = getattr(simple.facets, name)
    if "length" in name:
        things = "items" if isinstance(simple, ListType) else "characters"
        count = len(text.split()) if things == "items" else len(text)
        if isinstance(simple, Scalar):
            count = len(spaced(simple.white_space, text))
            if simple.builtin in {"hexBinary", "base64Binary"}:
                return f"{quoted(text)} is not as many bytes as are allowed ({limit})"
        how = {"length": "exactly", "min_length": "at least", "max_length": "at most"}[name]
        return f"{count} {things}, where {how} {limit} are allowed"
    if name in {"min_inclusive", "min_exclusive", "max_inclusive", "max_exclusive"}:
        shown = getattr(limit, "untrusted", None) or f"{limit:f}"
        how = {
            "min_inclusive": "less than",
            "min_exclusive": "not more than",
            "max_inclusive": "more than",
            "max_exclusive": "not less than",
        }[name]
        return f"{quoted(text)} is {how} {shown}"
    if name.endswith("digits"):
        what = "digits" if name == "total_digits" else "digits after the point"
        return f"{quoted(text)} has more than {limit} {what}"
    if name == "patterns":
        return f"{quoted(text)} does not match the pattern"
    return f"{quoted(text)} is none of the values"


def shared(own: SimpleType, other: SimpleType | None, *first: str) -> str:
    """Return the simplest text that both types accept, or else one that `own` accepts.

    Texts in `first` are tried first.
    """
    some = [text for text in first if accepts_text(own, text)] + samples(own)
    if other is not None and own is not other:
        both = [*some, *(text for text in samples(other) if accepts_text(own, text))]
        some = [text for text in both if accepts_text(other, text)] or some
    return next(iter(some), "")


def breaking(own: SimpleType, other: SimpleType, wanted: AbstractSet[Aspect]) -> list[str]:
    """Return texts that `own` accepts and `other` rejects, those with the fewest other faults first.

    `wanted` are the aspects that should be rejected; any if it is empty.
    """
    found: dict[str, tuple[bool, int, bool, bool, int]] = {}
    for text in dict.fromkeys(_candidates(own, other, wanted)):
        if not accepts_text(own, text):
            continue
        wrong = faults(other, text).keys()
        if wrong:
            beside = len(wrong - wanted) if wanted else 0
            missed = bool(wanted) and wrong.isdisjoint(wanted)
            found[text] = (missed, beside, not text.strip(), not text.isalnum(), len(text))
            if len(found) >= _ENOUGH:
                break
    return sorted(found, key=lambda text: found[text])[:_BEST]


def _candidates(own: SimpleType, other: SimpleType, wanted: AbstractSet[Aspect]) -> Iterator[str]:
    """Yield texts that may have one fault: valid for the other type without this one facet."""
    if isinstance(own, Scalar) and isinstance(other, Scalar):
        names = [name for name, aspect in _FACETS.items() if aspect in wanted]
        undone = replace(
            other,
            facets=replace(other.facets, **{n: getattr(own.facets, n) for n in names}),
        )
        text = difference(undone, other)
        if text is not None:
            yield text
        yield from _at_limits(own, other, undone)
        yield from samples(undone)
    text = difference(own, other)
    if text is not None:
        yield text
    yield from samples(own)


def _at_limits(own: Scalar, other: Scalar, undone: Scalar) -> Iterator[str]:
    """Yield texts that match all patterns, at the limits of their length and just above."""
    texts = [*dict.fromkeys(p.untrusted for p in (*own.facets.patterns, *undone.facets.patterns))]
    if not texts:
        return
    for facets in (other.facets, own.facets):
        for limit in (facets.length, facets.max_length, facets.min_length):
            for length in () if limit is None else (limit - 1, limit, limit + 1):
                if 0 <= length <= _MOST_CHARACTERS:
                    try:
                        yield from patterns.examples(texts, length, length, 2)
                    except patterns.UndecidedPattern:
                        return
