"""Find the faults of the elements in an element: as few as explain it."""

from __future__ import annotations

from collections import Counter
from heapq import heappop, heappush
from itertools import count as numbers
from typing import TYPE_CHECKING, NamedTuple

from neto_gen.contract.model import AnyElements, Element
from neto_gen.diff.compare.align import in_order
from neto_gen.diff.inclusion.content_models import namespace_of
from neto_gen.diff.witness.reasons import Aspect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neto_gen.diff.inclusion.content_models import Expression, Model, Name

_MOST_STATES = 2000


class ContentFault(NamedTuple):
    """One thing that is wrong: what it is about an element of this name."""

    aspect: Aspect
    name: str


def faults(model: Model, names: Sequence[Name]) -> tuple[list[ContentFault], list[int | None]]:
    """Return the faults of a row of elements, and each element's place in the content, if any."""
    places, _ = model.match(names)
    if places is not None:
        return [], [*places]
    named = [model.place(name) for name in names]
    found = [
        ContentFault(Aspect.UNKNOWN, name)
        for (_, name), place in zip(names, named, strict=True)
        if place is None
    ]
    known = [(place, name) for place, name in zip(named, names, strict=True) if place is not None]
    if model.record.model is None and not model.record.any_order:
        found += _of_row(model, [place for place, _ in known])
    else:
        found += _of_model(model, [name for _, name in known])
    return found or [ContentFault(Aspect.SURPLUS, "")], [*named]


def _shown(model: Model, place: int) -> str:
    item = model.items[place]
    return item.name.untrusted if isinstance(item, Element) else "*"


def _of_row(model: Model, places: Sequence[int]) -> list[ContentFault]:
    """Return the faults of a row for a plain sequence."""
    kept = in_order(places)
    found = [
        ContentFault(Aspect.ORDER, _shown(model, place))
        for index, place in enumerate(places)
        if index not in kept
    ]
    return [*found, *_of_counts(model, Counter(places))]


def _of_counts(model: Model, counts: Counter[int]) -> list[ContentFault]:
    found: list[ContentFault] = []
    for place, item in enumerate(model.items):
        if counts[place] < item.min_occurs:
            found.append(ContentFault(Aspect.MISSING, _shown(model, place)))
        elif item.max_occurs is not None and counts[place] > item.max_occurs:
            found.append(ContentFault(Aspect.MANY, _shown(model, place)))
    return found


def _of_model(model: Model, names: Sequence[Name]) -> list[ContentFault]:
    """Return the faults for a content model: as few removals and insertions as possible."""
    places = [model.place(name) for name in names]
    counts = Counter(place for place in places if place is not None)
    edits = _edits(model, names)
    if edits is None:
        return _of_counts(model, counts) or [
            ContentFault(Aspect.SURPLUS, names[0][1] if names else "")
        ]
    out = Counter(name for sign, name in edits if sign < 0)
    in_ = Counter(name for sign, name in edits if sign > 0)
    found: list[ContentFault] = []
    for name in dict.fromkeys(name for _, name in edits):
        place = model.place(name)
        item = None if place is None else model.items[place]
        number = 0 if place is None else counts[place]
        shown = name[1] if item is None or isinstance(item, Element) else "*"
        if out[name] and in_[name]:
            found.append(ContentFault(Aspect.ORDER, shown))
        elif out[name]:
            many = item is not None and item.max_occurs is not None and number > item.max_occurs
            found.append(ContentFault(Aspect.MANY if many else Aspect.SURPLUS, shown))
        else:
            few = item is not None and number < item.min_occurs
            found.append(ContentFault(Aspect.MISSING if few else Aspect.ABSENT, shown))
    return found


def _edits(model: Model, names: Sequence[Name]) -> list[tuple[int, Name]] | None:
    """Return the fewest names to remove (-1) and to insert (1), None if there is too much to try."""
    own = model.names()
    order = numbers()
    waiting: list[tuple[int, int, int, Expression, tuple[tuple[int, Name], ...]]] = [
        (0, -0, next(order), model.start, ())
    ]
    seen: set[tuple[int, Expression]] = set()
    while waiting:
        cost, negative, _, state, edits = heappop(waiting)
        position = -negative
        if (position, state) in seen:
            continue
        seen.add((position, state))
        if len(seen) > _MOST_STATES:
            return None
        if position == len(names) and model.may_end(state):
            return [*edits]
        if position < len(names):
            name = names[position]
            after = model.after(state, name)
            if after is not None:
                heappush(waiting, (cost, -position - 1, next(order), after, edits))
            heappush(waiting, (cost + 1, -position - 1, next(order), state, (*edits, (-1, name))))
        for name in own:
            after = model.after(state, name)
            if after is not None and (position, after) not in seen:
                heappush(waiting, (cost + 1, -position, next(order), after, (*edits, (1, name))))
    return None


def known_names(model: Model) -> dict[str, Name]:
    """Return the names of the elements by their local names."""
    return {
        item.name.untrusted: (namespace_of(item), item.name.untrusted)
        for item in model.items
        if not isinstance(item, AnyElements)
    }
