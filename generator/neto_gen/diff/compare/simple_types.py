"""What changed between two simple types: their built-in types, facets and values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from neto_gen.contract import vocabulary
from neto_gen.contract.model import Enumeration, Facets, ListType, Scalar, UnionType
from neto_gen.diff.compare.align import alike_names, renamed
from neto_gen.diff.inclusion import patterns
from neto_gen.diff.inclusion.values import accepts, compared, difference, samples, value_of
from neto_gen.diff.rules import checks
from neto_gen.diff.rules.checks import Effect, Verdict
from neto_gen.python.types import ENUMERATION, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neto_gen.contract.model import SimpleType
    from neto_gen.contract.text import SchemaText
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A change without its place; what is None is as the table of checks says.

    `values` are those that one change stands for, where each would be too much.
    """

    id: str
    old: str | None
    new: str | None
    effect: Effect | None = None
    json_effect: Effect | None = None
    python: tuple[Verdict, Verdict] | None = None
    confidence: float | None = None
    note: str | None = None
    values: tuple[str, ...] = ()


def findings(
    old: SimpleType, new: SimpleType, *, tokens: bool, effort: Effort, most: int
) -> list[Finding]:
    """What changed; `tokens` says whether JSON has numbers and booleans of its own.

    More than `most` values that were added to a list, or removed from it, are one change.
    """
    found = _joined([*_changes(old, new)], effort, most)
    same = same_annotation(old, new)
    if same:
        found = [
            replace(f, python=_NOTHING) if f.python is None and f.id in _BY_ANNOTATION else f
            for f in found
        ]
    elif not any(f.id in _BY_ANNOTATION or f.id.startswith("enum-") for f in found):
        found.append(
            Finding(id=checks.PYTHON_ANNOTATION_CHANGED, old=described(old), new=described(new))
        )
    if tokens and json_token(old) != json_token(new):
        found.append(
            Finding(id=checks.JSON_TOKEN_CHANGED, old=json_token(old), new=json_token(new))
        )
    return found


_BY_ANNOTATION: Final = frozenset(
    {
        *(
            checks.TYPE_WIDENED,
            checks.TYPE_NARROWED,
            checks.TYPE_INCOMPATIBLE,
            checks.TYPE_MEANING_CHANGED,
        ),
        *(
            checks.UNION_MEMBER_ADDED,
            checks.UNION_MEMBER_REMOVED,
            checks.ENUM_CLOSED,
            checks.ENUM_OPENED,
        ),
        *(checks.SCALAR_BECAME_XS_LIST, checks.XS_LIST_BECAME_SCALAR),
    }
)


def same_annotation(old: SimpleType, new: SimpleType) -> bool:
    """Whether Python has the same type for both, but for what classes are called."""
    return _annotations(old) == _annotations(new)


def _annotations(simple: SimpleType) -> frozenset[object]:
    """The types of Python that values have."""
    if isinstance(simple, UnionType):
        return frozenset(found for m in simple.members for found in _annotations(m))
    if isinstance(simple, ListType):
        return frozenset({("list", _annotations(simple.item))})
    kind = kind_of(simple)
    return frozenset({str(kind.annotation or kind.name)})


def json_token(simple: SimpleType) -> str:
    """What JSON has for a value where it has numbers and booleans of its own."""
    if isinstance(simple, UnionType):
        return " or ".join(sorted({json_token(member) for member in simple.members}))
    if isinstance(simple, Scalar):
        if simple.builtin in vocabulary.NUMBERS | vocabulary.FLOATS:
            return "number"
        if simple.builtin == "boolean":
            return "boolean"
    return "array" if isinstance(simple, ListType) else "string"


def described(simple: SimpleType) -> str:
    """A simple type in a few words."""
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


def _changes(old: SimpleType, new: SimpleType) -> Iterator[Finding]:
    if isinstance(old, UnionType) or isinstance(new, UnionType):
        yield from _unions(old, new)
    elif isinstance(old, ListType) or isinstance(new, ListType):
        yield from _lists(old, new)
    elif isinstance(old, Enumeration) or isinstance(new, Enumeration):
        yield from _enumerations(old, new)
    else:
        yield from _scalars(old, new)


# Unions and lists


def _unions(old: SimpleType, new: SimpleType) -> Iterator[Finding]:
    before = list(old.members) if isinstance(old, UnionType) else [old]
    after = list(new.members) if isinstance(new, UnionType) else [new]
    removed = [m for m in before if m not in after and not _covers(new, m)]
    added = [m for m in after if m not in before and not _covers(old, m)]
    if len(removed) == len(added) == 1:
        yield from _changes(removed[0], added[0])
    else:
        for member in added:
            yield Finding(id=checks.UNION_MEMBER_ADDED, old=None, new=described(member))
        for member in removed:
            yield Finding(id=checks.UNION_MEMBER_REMOVED, old=described(member), new=None)
    facets = [s.facets if isinstance(s, UnionType) else Facets() for s in (old, new)]
    yield from _patterns(facets[0].patterns, facets[1].patterns)
    yield from _listed(facets[0].values, facets[1].values, (old, new))


def _covers(outer: SimpleType, inner: SimpleType) -> bool:
    """Whether all values of a member are values of another type, too."""
    if isinstance(inner, Enumeration):
        return all(accepts(outer, value.untrusted) for value in inner.values)
    members = outer.members if isinstance(outer, UnionType) else (outer,)
    return difference(inner, outer) is None and any(
        isinstance(member, Scalar)
        and all(
            (f.effect or checks.CHECKS[f.id].xml) in {Effect.NONE, Effect.WIDEN}
            for f in _changes(inner, member)
        )
        for member in members
    )


def _lists(old: SimpleType, new: SimpleType) -> Iterator[Finding]:
    if isinstance(old, ListType) and isinstance(new, ListType):
        yield from _changes(old.item, new.item)
        yield from _lengths(old.facets, new.facets)
        yield from _patterns(old.facets.patterns, new.facets.patterns)
        yield from _listed(old.facets.values, new.facets.values, (old, new))
        return
    name = (
        checks.SCALAR_BECAME_XS_LIST if isinstance(new, ListType) else checks.XS_LIST_BECAME_SCALAR
    )
    effect = _by_inclusion(old, new)
    yield Finding(
        id=name,
        old=described(old),
        new=described(new),
        effect=Effect.MEANING if effect is Effect.NONE else effect,
        json_effect=Effect.BOTH,
    )


def _by_inclusion(old: SimpleType, new: SimpleType) -> Effect:
    """The effect of another type, from examples of both."""
    lost, gained = difference(old, new), difference(new, old)
    if lost is not None:
        return Effect.BOTH if gained is not None else Effect.NARROW
    return Effect.WIDEN if gained is not None else Effect.NONE


# Enumerations


def _enumerations(old: SimpleType, new: SimpleType) -> Iterator[Finding]:
    if isinstance(old, Enumeration) and isinstance(new, Enumeration):
        yield from _listed(old.values, new.values, (old, new))
        return
    closed = isinstance(new, Enumeration)
    effect: Effect | None = _by_inclusion(old, new)
    listed, other = (new, old) if closed else (old, new)
    if not any(accepts(other, text) for text in samples(listed)):
        yield Finding(id=checks.TYPE_INCOMPATIBLE, old=described(old), new=described(new))
        return
    if effect is Effect.NONE:
        effect = None
    yield Finding(
        id=checks.ENUM_CLOSED if closed else checks.ENUM_OPENED,
        old=described(old),
        new=described(new),
        effect=effect,
        json_effect=effect,
        python=None if kind_of(listed) is ENUMERATION else (Verdict.BREAKING, Verdict.BREAKING),
    )


def _listed(
    old: Sequence[SchemaText],
    new: Sequence[SchemaText],
    types: tuple[SimpleType, SimpleType],
) -> Iterator[Finding]:
    """Values that were added or removed in a list of those that are allowed.

    One that is spelled in another way is the same.
    """
    before = [*dict.fromkeys(value.untrusted for value in old)]
    after = [*dict.fromkeys(value.untrusted for value in new)]
    if bool(before) != bool(after):
        values = ", ".join((before or after)[:5])
        name = checks.ENUM_CLOSED if after else checks.ENUM_OPENED
        yield Finding(
            id=name, old=values if before else "any value", new=values if after else "any value"
        )
        return
    known, fresh = (
        {value_of(simple, value) for value in values}
        for simple, values in zip(types, (before, after), strict=True)
    )
    removed = [value for value in before if value_of(types[0], value) not in fresh]
    added = [value for value in after if value_of(types[1], value) not in known]
    for value in removed:
        yield Finding(id=checks.ENUM_VALUE_REMOVED, old=value, new=None)
    for value in added:
        yield Finding(id=checks.ENUM_VALUE_ADDED, old=None, new=value)


def _joined(found: list[Finding], effort: Effort, most: int) -> list[Finding]:
    """The changes with each value that was renamed as one, and with all values where they are many."""
    removed = [f.old for f in found if f.id == checks.ENUM_VALUE_REMOVED and f.old is not None]
    added = [f.new for f in found if f.id == checks.ENUM_VALUE_ADDED and f.new is not None]
    pairs = _renamed_values(removed, added, effort)
    taken = {other for other, _ in pairs.values()}
    gone = [value for value in removed if value not in pairs]
    come = [value for value in added if value not in taken]
    return [
        *(f for f in found if f.id not in _VALUES),
        *(
            Finding(id=checks.ENUM_VALUE_RENAMED, old=one, new=other, confidence=confidence)
            for one, (other, confidence) in pairs.items()
        ),
        *(
            Finding(id=checks.ENUM_VALUE_REMOVED, old=shown, new=None, values=values)
            for shown, values in _counted(gone, most)
        ),
        *(
            Finding(id=checks.ENUM_VALUE_ADDED, old=None, new=shown, values=values)
            for shown, values in _counted(come, most)
        ),
    ]


_VALUES: Final = frozenset({checks.ENUM_VALUE_REMOVED, checks.ENUM_VALUE_ADDED})


def _counted(values: list[str], most: int) -> list[tuple[str, tuple[str, ...]]]:
    """Each value by itself, or all of them with their number."""
    if len(values) <= most:
        return [(value, ()) for value in values]
    return [(f"{len(values):,} values: {', '.join(values)}", tuple(values))]


def _renamed_values(
    removed: list[str], added: list[str], effort: Effort
) -> dict[str, tuple[str, float]]:
    """The values that were renamed; digits tell values apart."""
    groups: dict[str, tuple[list[str], list[str]]] = {}
    for place, values in enumerate((removed, added)):
        for value in values:
            digits = "".join(filter(str.isdigit, value))
            groups.setdefault(digits, ([], []))[place].append(value)
    found: dict[str, tuple[str, float]] = {}
    for gone, come in sorted(groups.values(), key=lambda group: len(group[0]) * len(group[1])):
        if gone and come:
            found |= renamed(gone, come, _alike, effort, least=_SURE)
    return found


_SURE = 0.85
_SHORTEST = 5  # short words are alike by chance


def _alike(one: str, other: str) -> float:
    """How much two values with the same digits look like one with a slip mended."""
    letters = [sum(map(str.isalnum, text)) for text in (one, other)]
    score = alike_names(one, other)
    if score == 1.0:
        return 0.95 if min(letters) else 0.0
    return score if score >= _SURE and min(letters) >= _SHORTEST else 0.0


# Scalars


def _scalars(old: SimpleType, new: SimpleType) -> Iterator[Finding]:
    assert isinstance(old, Scalar)  # noqa: S101 - what is left
    assert isinstance(new, Scalar)  # noqa: S101 - what is left
    if old.builtin == new.builtin:
        yield from _facets(old, new)
        if old.white_space != new.white_space:
            yield Finding(id=checks.WHITE_SPACE_CHANGED, old=old.white_space, new=new.white_space)
    elif old.builtin in _TEXTS and new.builtin in _TEXTS:
        yield from _texts(old, new)
    elif old.builtin in vocabulary.NUMBERS and new.builtin in vocabulary.NUMBERS:
        yield from _numbers(old, new)
    else:
        yield from _other(old, new)


def _other(old: Scalar, new: Scalar) -> Iterator[Finding]:
    """Types of two families."""
    effect = _by_inclusion(old, new)
    families = [
        (
            "number"
            if s.builtin in {"decimal", *vocabulary.FLOATS}
            else "bytes" if s.builtin in vocabulary.BINARIES else s.builtin
        )
        for s in (old, new)
    ]
    name = {
        Effect.NONE: checks.TYPE_MEANING_CHANGED,
        Effect.WIDEN: checks.TYPE_WIDENED,
        Effect.NARROW: checks.TYPE_NARROWED,
        Effect.BOTH: checks.TYPE_INCOMPATIBLE,
    }[effect]
    if families[0] == families[1] and {old.builtin, new.builtin} != set(vocabulary.FLOATS):
        name = checks.TYPE_MEANING_CHANGED
    elif {old.builtin, new.builtin} == set(vocabulary.FLOATS):
        name = checks.TYPE_WIDENED if new.builtin == "double" else checks.TYPE_NARROWED
        effect = Effect.WIDEN if new.builtin == "double" else Effect.NARROW
    meaning = name == checks.TYPE_MEANING_CHANGED and effect is not Effect.NARROW
    effect = Effect.MEANING if meaning and effect is not Effect.BOTH else effect
    yield Finding(
        id=name, old=described(old), new=described(new), effect=effect, json_effect=effect
    )


def _texts(old: Scalar, new: Scalar) -> Iterator[Finding]:
    """Types that are all texts: their order is that of the built-in types."""
    if (old.builtin in _IDS) != (new.builtin in _IDS):
        name = checks.ID_TYPE_DROPPED if old.builtin in _IDS else checks.ID_TYPE_ADDED
    elif _is_above(old.builtin, new.builtin):
        name = checks.TYPE_NARROWED
    elif _is_above(new.builtin, old.builtin):
        name = checks.TYPE_WIDENED
    elif {old.builtin, new.builtin} <= {"anyURI", *vocabulary.ANY_SIMPLE, "token", "string"}:
        name = checks.TYPE_WIDENED if new.builtin != "anyURI" else checks.TYPE_NARROWED
    else:
        name = checks.TYPE_INCOMPATIBLE
    effect = None
    if name in {checks.ID_TYPE_ADDED, checks.ID_TYPE_DROPPED}:
        effect = Effect.NARROW if name == checks.ID_TYPE_ADDED else Effect.WIDEN
        if _by_inclusion(old, new) is Effect.BOTH:
            effect = Effect.BOTH
    yield Finding(
        id=name,
        old=described(old),
        new=described(new),
        effect=effect,
        json_effect=effect,
        python=_NOTHING,
    )
    yield from _lengths(old.facets, new.facets)
    yield from _patterns(_own_patterns(old), _own_patterns(new))


def _is_above(above: str, below: str) -> bool:
    """Whether a built-in text type contains another."""
    if above in vocabulary.ANY_SIMPLE:
        return below not in vocabulary.ANY_SIMPLE
    found: str | None = below
    while found is not None:
        found = _PARENTS.get(found)
        if found == above:
            return True
    return False


def _numbers(old: Scalar, new: Scalar) -> Iterator[Finding]:
    """Whole numbers and decimals: of the values that the bounds leave."""
    whole = [s.builtin in vocabulary.INTEGERS for s in (old, new)]
    own = [*_own_bounds(old), *_own_bounds(new)]
    if whole[0] == whole[1] and any(own):
        yield from _bounds(old, new)
        yield from _digits(old.facets, new.facets)
        yield from _patterns(_own_patterns(old), _own_patterns(new))
        return
    if whole[0] != whole[1]:
        effect = Effect.NARROW if whole[1] else Effect.WIDEN
        bounds = [*_bounds(old, new)]
        kinds = {f.id for f in bounds}
        if (kinds & _TIGHTER and effect is Effect.WIDEN) or (
            kinds & _LOOSER and effect is Effect.NARROW
        ):
            effect = Effect.BOTH
    else:
        kinds = {f.id for f in _bounds(old, new)}
        narrower, wider = bool(kinds & _TIGHTER), bool(kinds & _LOOSER)
        if not narrower and not wider:
            return
        effect = Effect.BOTH if narrower and wider else Effect.NARROW if narrower else Effect.WIDEN
    name = {
        Effect.WIDEN: checks.TYPE_WIDENED,
        Effect.NARROW: checks.TYPE_NARROWED,
        Effect.BOTH: checks.TYPE_INCOMPATIBLE,
    }[effect]
    yield Finding(id=name, old=described(old), new=described(new))
    digits = [
        replace(s.facets, fraction_digits=0 if w else s.facets.fraction_digits)
        for s, w in zip((old, new), whole, strict=True)
    ]
    if whole[0] == whole[1] or digits[0].total_digits != digits[1].total_digits:
        yield from _digits(*(replace(f, fraction_digits=None) for f in digits))
    yield from _patterns(_own_patterns(old), _own_patterns(new))


_TIGHTER: Final = frozenset({checks.LOWER_BOUND_RAISED, checks.UPPER_BOUND_LOWERED})
_LOOSER: Final = frozenset({checks.LOWER_BOUND_LOWERED, checks.UPPER_BOUND_RAISED})


def _own_bounds(simple: Scalar) -> tuple[bool, bool]:
    """Whether a whole number is bounded closer than its built-in type says."""
    facets = simple.facets
    least, most = vocabulary.INTEGERS.get(simple.builtin, (None, None))
    return (
        facets.min_inclusive is not None and facets.min_inclusive != least,
        facets.max_inclusive is not None and facets.max_inclusive != most,
    )


def _own_patterns(simple: Scalar) -> tuple[SchemaText, ...]:
    form = vocabulary.STRINGS.get(simple.builtin) or vocabulary.LEXICALS.get(simple.builtin)
    return simple.facets.patterns[1:] if form else simple.facets.patterns


# Facets


def _facets(old: Scalar, new: Scalar) -> Iterator[Finding]:
    yield from _lengths(old.facets, new.facets)
    yield from _bounds(old, new)
    yield from _digits(old.facets, new.facets)
    yield from _patterns(_own_patterns(old), _own_patterns(new))
    yield from _listed(old.facets.values, new.facets.values, (old, new))


def _lengths(old: Facets, new: Facets) -> Iterator[Finding]:
    if old.length != new.length:
        least = [f.length or f.min_length or 0 for f in (old, new)]
        most = [f.length if f.length is not None else f.max_length for f in (old, new)]
        effect: Effect | None = None
        if old.length is not None and new.length is not None:
            name = checks.LENGTH_CHANGED
        else:
            name = checks.LENGTH_ADDED if new.length is not None else checks.LENGTH_REMOVED
            narrower = least[1] > least[0] or _is_less(most[1], most[0])
            wider = least[1] < least[0] or _is_less(most[0], most[1])
            effect = Effect.BOTH if narrower and wider else None
        yield Finding(
            id=name,
            old=_limit(old.length),
            new=_limit(new.length),
            effect=effect,
            json_effect=effect,
        )
        if name == checks.LENGTH_CHANGED or effect is not None:
            return
        if name == checks.LENGTH_ADDED:
            return
    least_old, least_new = old.min_length or 0, new.min_length or 0
    if old.length is None and new.length is None:
        if least_old != least_new:
            name = checks.MIN_LENGTH_RAISED if least_new > least_old else checks.MIN_LENGTH_LOWERED
            note = None
            if 0 in {least_old, least_new}:
                note = "it may be empty" if least_new == 0 else "it may not be empty"
            yield Finding(id=name, old=str(least_old), new=str(least_new), note=note)
        if old.max_length != new.max_length:
            lowered = _is_less(new.max_length, old.max_length)
            yield Finding(
                id=checks.MAX_LENGTH_LOWERED if lowered else checks.MAX_LENGTH_RAISED,
                old=_limit(old.max_length),
                new=_limit(new.max_length),
            )


def _is_less(one: int | None, other: int | None) -> bool:
    """Whether a limit is lower; None is no limit."""
    return one is not None and (other is None or one < other)


def _limit(number: int | None) -> str:
    return "no limit" if number is None else str(number)


Bound = tuple[str, bool] | None


def _bounds(old: Scalar, new: Scalar) -> Iterator[Finding]:
    for raised, lowered, side, sign in (
        (checks.LOWER_BOUND_RAISED, checks.LOWER_BOUND_LOWERED, "min", 1),
        (checks.UPPER_BOUND_RAISED, checks.UPPER_BOUND_LOWERED, "max", -1),
    ):
        before, after = _bound(old, side), _bound(new, side)
        if before == after:
            continue
        order: int | None
        if before is None or after is None:
            order = sign if before is None else -sign
        else:
            order = compared(old.builtin, after[0], before[0])
            if order is None and old.builtin != new.builtin:
                order = compared("decimal", after[0], before[0])
            if order == 0:
                if before[1] == after[1]:
                    continue
                order = sign if after[1] else -sign
        effect = Effect.MEANING if order is None else None
        yield Finding(
            id=raised if (order or 1) > 0 else lowered,
            old=_shown(before),
            new=_shown(after),
            effect=effect,
            json_effect=effect,
        )


def _bound(simple: Scalar, side: str) -> Bound:
    for kind, exclusive in (("inclusive", False), ("exclusive", True)):
        value: Decimal | SchemaText | None = getattr(simple.facets, f"{side}_{kind}")
        if value is not None:
            text = f"{value:f}" if isinstance(value, Decimal) else value.untrusted.strip()
            return text, exclusive
    return None


def _shown(bound: Bound) -> str:
    if bound is None:
        return "no limit"
    return f"{bound[0]} (exclusive)" if bound[1] else bound[0]


def _digits(old: Facets, new: Facets) -> Iterator[Finding]:
    for raised, lowered, before, after in (
        (
            checks.TOTAL_DIGITS_RAISED,
            checks.TOTAL_DIGITS_LOWERED,
            old.total_digits,
            new.total_digits,
        ),
        (
            checks.FRACTION_DIGITS_RAISED,
            checks.FRACTION_DIGITS_LOWERED,
            old.fraction_digits,
            new.fraction_digits,
        ),
    ):
        if before != after:
            found = lowered if _is_less(after, before) else raised
            yield Finding(id=found, old=_limit(before), new=_limit(after))


def _patterns(old: Sequence[SchemaText], new: Sequence[SchemaText]) -> Iterator[Finding]:
    before, after = ([text.untrusted for text in texts] for texts in (old, new))
    if set(before) == set(after):
        return
    shown = [" and ".join(texts) or None for texts in (before, after)]
    if not before or not after:
        name = checks.PATTERN_ADDED if after else checks.PATTERN_REMOVED
        yield Finding(id=name, old=shown[0] or "any form", new=shown[1] or "any form")
        return
    effect: Effect | None = None
    note = None
    try:
        wider, narrower = patterns.includes(after, before), patterns.includes(before, after)
    except patterns.Undecided:
        name, effect = checks.PATTERN_CHANGED, Effect.MEANING
        note = "the two forms are too large to compare"
    else:
        if wider and narrower:
            return
        name = (
            checks.PATTERN_WIDENED
            if wider
            else checks.PATTERN_NARROWED if narrower else checks.PATTERN_CHANGED
        )
    yield Finding(id=name, old=shown[0], new=shown[1], effect=effect, json_effect=effect, note=note)
