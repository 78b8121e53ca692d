"""Compare the facets of two types: lengths, bounds, digits and patterns."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from neto_gen.contract.xsd import vocabulary
from neto_gen.diff.compare.change import Change
from neto_gen.diff.inclusion import patterns
from neto_gen.diff.inclusion.lexical_spaces import compared
from neto_gen.diff.rules.checks import Check, Effect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neto_gen.contract.model import Facets, Scalar
    from neto_gen.contract.schema_text import SchemaText


def lengths(old: Facets, new: Facets) -> Iterator[Change]:
    """Yield the lengths that were added, removed or changed."""
    if old.length != new.length:
        least = [f.length or f.min_length or 0 for f in (old, new)]
        most = [f.length if f.length is not None else f.max_length for f in (old, new)]
        effect: Effect | None = None
        if old.length is not None and new.length is not None:
            name = Check.LENGTH_CHANGED
        else:
            name = Check.LENGTH_ADDED if new.length is not None else Check.LENGTH_REMOVED
            narrower = least[1] > least[0] or _is_less(most[1], most[0])
            wider = least[1] < least[0] or _is_less(most[0], most[1])
            effect = Effect.BOTH if narrower and wider else None
        yield Change(name, _limit(old.length), _limit(new.length), effect=effect)
        if name is not Check.LENGTH_REMOVED or effect is not None:
            return
    least_old, least_new = old.min_length or 0, new.min_length or 0
    if old.length is None and new.length is None:
        if least_old != least_new:
            name = Check.MIN_LENGTH_RAISED if least_new > least_old else Check.MIN_LENGTH_LOWERED
            note = None
            if 0 in {least_old, least_new}:
                note = "it may be empty" if least_new == 0 else "it may not be empty"
            yield Change(name, str(least_old), str(least_new), note=note)
        if old.max_length != new.max_length:
            lowered = _is_less(new.max_length, old.max_length)
            name = Check.MAX_LENGTH_LOWERED if lowered else Check.MAX_LENGTH_RAISED
            yield Change(name, _limit(old.max_length), _limit(new.max_length))


def _is_less(one: int | None, other: int | None) -> bool:
    """Tell whether a limit is lower than another; None is no limit."""
    return one is not None and (other is None or one < other)


def _limit(number: int | None) -> str:
    return "no limit" if number is None else str(number)


Bound = tuple[str, bool] | None


def bounds(old: Scalar, new: Scalar) -> Iterator[Change]:
    """Yield the changes of the minimum and the maximum."""
    for raised, lowered, side, sign in (
        (Check.LOWER_BOUND_RAISED, Check.LOWER_BOUND_LOWERED, "min", 1),
        (Check.UPPER_BOUND_RAISED, Check.UPPER_BOUND_LOWERED, "max", -1),
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
        name = raised if (order or 1) > 0 else lowered
        effect = Effect.MEANING if order is None else None
        yield Change(name, _shown(before), _shown(after), effect=effect)


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


def digits(old: Facets, new: Facets) -> Iterator[Change]:
    """Yield the changes of the number of digits."""
    for raised, lowered, facet in (
        (Check.TOTAL_DIGITS_RAISED, Check.TOTAL_DIGITS_LOWERED, "total_digits"),
        (Check.FRACTION_DIGITS_RAISED, Check.FRACTION_DIGITS_LOWERED, "fraction_digits"),
    ):
        before: int | None = getattr(old, facet)
        after: int | None = getattr(new, facet)
        if before != after:
            found = lowered if _is_less(after, before) else raised
            yield Change(found, _limit(before), _limit(after))


def forms(old: Sequence[SchemaText], new: Sequence[SchemaText]) -> Iterator[Change]:
    """Yield the patterns that were added, removed or changed."""
    before, after = ([text.untrusted for text in texts] for texts in (old, new))
    if set(before) == set(after):
        return
    shown = [" and ".join(texts) or None for texts in (before, after)]
    if not before or not after:
        name = Check.PATTERN_ADDED if after else Check.PATTERN_REMOVED
        yield Change(name, shown[0] or "any form", shown[1] or "any form")
        return
    effect: Effect | None = None
    note = None
    try:
        wider, narrower = patterns.includes(after, before), patterns.includes(before, after)
    except patterns.UndecidedPattern:
        name, effect = Check.PATTERN_CHANGED, Effect.MEANING
        note = "the two forms are too large to compare"
    else:
        if wider and narrower:
            return
        narrowed = Check.PATTERN_NARROWED if narrower else Check.PATTERN_CHANGED
        name = Check.PATTERN_WIDENED if wider else narrowed
    yield Change(name, *shown, effect=effect, note=note)


def own_patterns(simple: Scalar) -> tuple[SchemaText, ...]:
    """Return the patterns of a type, without that of its built-in type."""
    form = vocabulary.STRINGS.get(simple.builtin) or vocabulary.LEXICALS.get(simple.builtin)
    return simple.facets.patterns[1:] if form else simple.facets.patterns
