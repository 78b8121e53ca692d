"""Compare two simple types: their built-in types, facets and values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from neto_gen.contract.model import Enumeration, Facets, ListType, Scalar, UnionType
from neto_gen.contract.xsd import vocabulary
from neto_gen.diff.compare import facets
from neto_gen.diff.compare.change import Change
from neto_gen.diff.compare.listed_values import joined, value_changes
from neto_gen.diff.inclusion.lexical_spaces import accepts_text
from neto_gen.diff.inclusion.samples import difference, samples
from neto_gen.diff.rules.checks import Check, Effect, Verdict
from neto_gen.python.types import ENUMERATION, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.contract.model import SimpleType
    from neto_gen.diff.compare.align import Effort

_IDS: Final = frozenset({"ID", "IDREF", "ENTITY"})
_NOTHING: Final = (Verdict.NONE, Verdict.NONE)
_TEXTS: Final = frozenset(vocabulary.STRINGS) | vocabulary.ANY_SIMPLE
_PARENTS: Final = {
    "normalizedString": "string",
    "token": "normalizedString",
    "language": "token",
    "NMTOKEN": "token",
    "Name": "token",
    "NCName": "Name",
    "ID": "NCName",
    "IDREF": "NCName",
    "ENTITY": "NCName",
}


def type_changes(
    old: SimpleType, new: SimpleType, *, tokens: bool, effort: Effort, most: int
) -> list[Change]:
    """Return the changes of a type; `tokens` if JSON has numbers and booleans.

    More than `most` values that were added to a list, or removed from it, are one change.
    """
    found = joined([*_changes(old, new)], effort, most)
    same = same_annotation(old, new)
    if same:
        found = [
            replace(f, python=_NOTHING) if f.python is None and f.check in _BY_ANNOTATION else f
            for f in found
        ]
    elif not any(f.check in _BY_ANNOTATION or f.check.id.startswith("enum-") for f in found):
        found.append(Change(Check.PYTHON_ANNOTATION_CHANGED, described(old), described(new)))
    if tokens and json_token(old) != json_token(new):
        found.append(Change(Check.JSON_TOKEN_CHANGED, json_token(old), json_token(new)))
    return found


_BY_ANNOTATION: Final = frozenset(
    {
        *(
            Check.TYPE_WIDENED,
            Check.TYPE_NARROWED,
            Check.TYPE_INCOMPATIBLE,
            Check.TYPE_MEANING_CHANGED,
        ),
        *(
            Check.UNION_MEMBER_ADDED,
            Check.UNION_MEMBER_REMOVED,
            Check.ENUM_CLOSED,
            Check.ENUM_OPENED,
        ),
        *(Check.SCALAR_BECAME_XS_LIST, Check.XS_LIST_BECAME_SCALAR),
    }
)


def same_annotation(old: SimpleType, new: SimpleType) -> bool:
    """Tell whether both have the same Python type, apart from the names of classes."""
    return _annotations(old) == _annotations(new)


def _annotations(simple: SimpleType) -> frozenset[object]:
    """Return the Python types of values."""
    if isinstance(simple, UnionType):
        return frozenset(found for m in simple.members for found in _annotations(m))
    if isinstance(simple, ListType):
        return frozenset({("list", _annotations(simple.item))})
    kind = kind_of(simple)
    return frozenset({str(kind.annotation or kind.name)})


def json_token(simple: SimpleType) -> str:
    """Return the JSON type of a value in an API whose JSON has numbers and booleans."""
    if isinstance(simple, UnionType):
        return " or ".join(sorted({json_token(member) for member in simple.members}))
    if isinstance(simple, Scalar):
        if simple.builtin in vocabulary.NUMBERS | vocabulary.FLOATS:
            return "number"
        if simple.builtin == "boolean":
            return "boolean"
    return "array" if isinstance(simple, ListType) else "string"


def described(simple: SimpleType) -> str:
    """Return a short description of a simple type."""
    if isinstance(simple, Enumeration):
        values = [value.untrusted for value in simple.values]
        shown = ", ".join(values[:5])
        return f"one of {shown}, …" if len(values) > 5 else f"one of {shown}"  # noqa: PLR2004
    if isinstance(simple, ListType):
        return f"list of {described(simple.item)}"
    if isinstance(simple, UnionType):
        return " or ".join(described(member) for member in simple.members)
    most = simple.facets.max_length
    return f"{simple.builtin}({most})" if most is not None else simple.builtin


def _changes(old: SimpleType, new: SimpleType) -> Iterator[Change]:
    if isinstance(old, UnionType) or isinstance(new, UnionType):
        yield from _unions(old, new)
    elif isinstance(old, ListType) or isinstance(new, ListType):
        yield from _lists(old, new)
    elif isinstance(old, Enumeration) or isinstance(new, Enumeration):
        yield from _enumerations(old, new)
    else:
        yield from _scalars(old, new)


# Unions and lists


def _unions(old: SimpleType, new: SimpleType) -> Iterator[Change]:
    before = list(old.members) if isinstance(old, UnionType) else [old]
    after = list(new.members) if isinstance(new, UnionType) else [new]
    removed = [m for m in before if m not in after and not _covers(new, m)]
    added = [m for m in after if m not in before and not _covers(old, m)]
    if len(removed) == len(added) == 1:
        yield from _changes(removed[0], added[0])
    else:
        for member in added:
            yield Change(Check.UNION_MEMBER_ADDED, None, described(member))
        for member in removed:
            yield Change(Check.UNION_MEMBER_REMOVED, described(member), None)
    own = [s.facets if isinstance(s, UnionType) else Facets() for s in (old, new)]
    yield from facets.forms(own[0].patterns, own[1].patterns)
    yield from value_changes(own[0].values, own[1].values, (old, new))


def _covers(outer: SimpleType, inner: SimpleType) -> bool:
    """Tell whether all values of a member are values of another type, too."""
    if isinstance(inner, Enumeration):
        return all(accepts_text(outer, value.untrusted) for value in inner.values)
    members = outer.members if isinstance(outer, UnionType) else (outer,)
    return difference(inner, outer) is None and any(
        isinstance(member, Scalar)
        and all(
            (f.effect or f.check.xml) in {Effect.NONE, Effect.WIDEN}
            for f in _changes(inner, member)
        )
        for member in members
    )


def _lists(old: SimpleType, new: SimpleType) -> Iterator[Change]:
    if isinstance(old, ListType) and isinstance(new, ListType):
        yield from _changes(old.item, new.item)
        yield from facets.lengths(old.facets, new.facets)
        yield from facets.forms(old.facets.patterns, new.facets.patterns)
        yield from value_changes(old.facets.values, new.facets.values, (old, new))
        return
    name = Check.SCALAR_BECAME_XS_LIST if isinstance(new, ListType) else Check.XS_LIST_BECAME_SCALAR
    effect = _by_inclusion(old, new)
    yield Change(
        name,
        described(old),
        described(new),
        effect=Effect.MEANING if effect is Effect.NONE else effect,
        json_effect=Effect.BOTH,
    )


def _by_inclusion(old: SimpleType, new: SimpleType) -> Effect:
    """Return the effect of a changed type, judged by examples of both."""
    lost, gained = difference(old, new), difference(new, old)
    return Effect.of(narrower=lost is not None, wider=gained is not None)


# Enumerations


def _enumerations(old: SimpleType, new: SimpleType) -> Iterator[Change]:
    if isinstance(old, Enumeration) and isinstance(new, Enumeration):
        yield from value_changes(old.values, new.values, (old, new))
        return
    closed = isinstance(new, Enumeration)
    listed, other = (new, old) if closed else (old, new)
    if not any(accepts_text(other, text) for text in samples(listed)):
        yield Change(Check.TYPE_INCOMPATIBLE, described(old), described(new))
        return
    effect = _by_inclusion(old, new)
    yield Change(
        Check.ENUM_CLOSED if closed else Check.ENUM_OPENED,
        described(old),
        described(new),
        effect=None if effect is Effect.NONE else effect,
        python=None if kind_of(listed) is ENUMERATION else (Verdict.BREAKING, Verdict.BREAKING),
    )


# Scalars

_FAMILIES: Final = {
    **dict.fromkeys(("decimal", *vocabulary.FLOATS), "number"),
    **dict.fromkeys(vocabulary.BINARIES, "bytes"),
}
_BY_EFFECT: Final = {
    Effect.NONE: Check.TYPE_MEANING_CHANGED,
    Effect.WIDEN: Check.TYPE_WIDENED,
    Effect.NARROW: Check.TYPE_NARROWED,
    Effect.BOTH: Check.TYPE_INCOMPATIBLE,
}


def _scalars(old: SimpleType, new: SimpleType) -> Iterator[Change]:
    assert isinstance(old, Scalar)  # noqa: S101 - the only case left
    assert isinstance(new, Scalar)  # noqa: S101 - the only case left
    if old.builtin == new.builtin:
        yield from _facets(old, new)
        if old.white_space != new.white_space:
            yield Change(Check.WHITE_SPACE_CHANGED, old.white_space, new.white_space)
    elif old.builtin in _TEXTS and new.builtin in _TEXTS:
        yield from _texts(old, new)
    elif old.builtin in vocabulary.NUMBERS and new.builtin in vocabulary.NUMBERS:
        yield from _numbers(old, new)
    else:
        yield from _other(old, new)


def _other(old: Scalar, new: Scalar) -> Iterator[Change]:
    """Yield the change to a type of another family."""
    effect = _by_inclusion(old, new)
    if {old.builtin, new.builtin} == set(vocabulary.FLOATS):
        effect = Effect.WIDEN if new.builtin == "double" else Effect.NARROW
        name = _BY_EFFECT[effect]
    else:
        alike = _FAMILIES.get(old.builtin, old.builtin) == _FAMILIES.get(new.builtin, new.builtin)
        name = Check.TYPE_MEANING_CHANGED if alike else _BY_EFFECT[effect]
        if name is Check.TYPE_MEANING_CHANGED and effect in {Effect.NONE, Effect.WIDEN}:
            effect = Effect.MEANING
    yield Change(name, described(old), described(new), effect=effect)


def _texts(old: Scalar, new: Scalar) -> Iterator[Change]:
    """Yield the changes between text types, which the hierarchy of built-in types orders."""
    if (old.builtin in _IDS) != (new.builtin in _IDS):
        name = Check.ID_TYPE_DROPPED if old.builtin in _IDS else Check.ID_TYPE_ADDED
    elif _is_above(old.builtin, new.builtin):
        name = Check.TYPE_NARROWED
    elif _is_above(new.builtin, old.builtin):
        name = Check.TYPE_WIDENED
    elif {old.builtin, new.builtin} <= {"anyURI", *vocabulary.ANY_SIMPLE, "token", "string"}:
        name = Check.TYPE_WIDENED if new.builtin != "anyURI" else Check.TYPE_NARROWED
    else:
        name = Check.TYPE_INCOMPATIBLE
    effect = None
    if name in {Check.ID_TYPE_ADDED, Check.ID_TYPE_DROPPED}:
        effect = Effect.BOTH if _by_inclusion(old, new) is Effect.BOTH else name.xml
    yield Change(name, described(old), described(new), effect=effect, python=_NOTHING)
    yield from facets.lengths(old.facets, new.facets)
    yield from facets.forms(facets.own_patterns(old), facets.own_patterns(new))


def _is_above(above: str, below: str) -> bool:
    """Tell whether a built-in text type contains another."""
    if above in vocabulary.ANY_SIMPLE:
        return below not in vocabulary.ANY_SIMPLE
    found: str | None = below
    while found is not None:
        found = _PARENTS.get(found)
        if found == above:
            return True
    return False


def _numbers(old: Scalar, new: Scalar) -> Iterator[Change]:
    """Yield the changes between integers and decimals, judged by the values that the bounds leave."""
    whole = [s.builtin in vocabulary.INTEGERS for s in (old, new)]
    own = [*_own_bounds(old), *_own_bounds(new)]
    if whole[0] == whole[1] and any(own):
        yield from facets.bounds(old, new)
        yield from facets.digits(old.facets, new.facets)
        yield from facets.forms(facets.own_patterns(old), facets.own_patterns(new))
        return
    kinds = {f.check for f in facets.bounds(old, new)}
    narrower, wider = bool(kinds & _TIGHTER), bool(kinds & _LOOSER)
    if whole[0] != whole[1]:
        narrower, wider = narrower or whole[1], wider or whole[0]
    elif not narrower and not wider:
        return
    name = _BY_EFFECT[Effect.of(narrower=narrower, wider=wider)]
    yield Change(name, described(old), described(new))
    digits = [
        replace(s.facets, fraction_digits=0 if w else s.facets.fraction_digits)
        for s, w in zip((old, new), whole, strict=True)
    ]
    if whole[0] == whole[1] or digits[0].total_digits != digits[1].total_digits:
        yield from facets.digits(*(replace(f, fraction_digits=None) for f in digits))
    yield from facets.forms(facets.own_patterns(old), facets.own_patterns(new))


_TIGHTER: Final = frozenset({Check.LOWER_BOUND_RAISED, Check.UPPER_BOUND_LOWERED})
_LOOSER: Final = frozenset({Check.LOWER_BOUND_LOWERED, Check.UPPER_BOUND_RAISED})


def _own_bounds(simple: Scalar) -> tuple[bool, bool]:
    """Return whether the lower and the upper bound are tighter than the built-in type's."""
    own = simple.facets
    least, most = vocabulary.INTEGERS.get(simple.builtin, (None, None))
    return (
        own.min_inclusive is not None and own.min_inclusive != least,
        own.max_inclusive is not None and own.max_inclusive != most,
    )


def _facets(old: Scalar, new: Scalar) -> Iterator[Change]:
    yield from facets.lengths(old.facets, new.facets)
    yield from facets.bounds(old, new)
    yield from facets.digits(old.facets, new.facets)
    yield from facets.forms(facets.own_patterns(old), facets.own_patterns(new))
    yield from value_changes(old.facets.values, new.facets.values, (old, new))
