"""Compare two lists of allowed values: added, removed and renamed ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neto_gen.diff.compare.align import alike_names, renamed
from neto_gen.diff.compare.change import Change
from neto_gen.diff.inclusion.lexical_spaces import value_of
from neto_gen.diff.rules.checks import Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neto_gen.contract.model import SimpleType
    from neto_gen.contract.schema_text import SchemaText
    from neto_gen.diff.compare.align import Effort


def value_changes(
    old: Sequence[SchemaText],
    new: Sequence[SchemaText],
    types: tuple[SimpleType, SimpleType],
) -> Iterator[Change]:
    """Yield the values that were added to, or removed from, a list of allowed values.

    One that is spelled in another way is the same.
    """
    before = [*dict.fromkeys(value.untrusted for value in old)]
    after = [*dict.fromkeys(value.untrusted for value in new)]
    if bool(before) != bool(after):
        values = ", ".join((before or after)[:5])
        name = Check.ENUM_CLOSED if after else Check.ENUM_OPENED
        yield Change(name, values if before else "any value", values if after else "any value")
        return
    known, fresh = (
        {value_of(simple, value) for value in values}
        for simple, values in zip(types, (before, after), strict=True)
    )
    removed = [value for value in before if value_of(types[0], value) not in fresh]
    added = [value for value in after if value_of(types[1], value) not in known]
    for value in removed:
        yield Change(Check.ENUM_VALUE_REMOVED, value, None)
    for value in added:
        yield Change(Check.ENUM_VALUE_ADDED, None, value)


def joined(found: list[Change], effort: Effort, most: int) -> list[Change]:
    """Return the changes with renamed values joined to one change each, and many values to one."""
    removed = [f.old for f in found if f.check is Check.ENUM_VALUE_REMOVED and f.old is not None]
    added = [f.new for f in found if f.check is Check.ENUM_VALUE_ADDED and f.new is not None]
    pairs = _renamed_values(removed, added, effort)
    taken = {other for other, _ in pairs.values()}
    gone = [value for value in removed if value not in pairs]
    come = [value for value in added if value not in taken]
    return [
        *(f for f in found if f.check not in _VALUES),
        *(
            Change(Check.ENUM_VALUE_RENAMED, one, other, confidence=confidence)
            for one, (other, confidence) in pairs.items()
        ),
        *(
            Change(Check.ENUM_VALUE_REMOVED, shown, None, values=values)
            for shown, values in _counted(gone, most)
        ),
        *(
            Change(Check.ENUM_VALUE_ADDED, None, shown, values=values)
            for shown, values in _counted(come, most)
        ),
    ]


_VALUES: Final = frozenset({Check.ENUM_VALUE_REMOVED, Check.ENUM_VALUE_ADDED})


def _counted(values: list[str], most: int) -> list[tuple[str, tuple[str, ...]]]:
    """Return each value by itself, or one text for all of them if there are more than `most`."""
    if len(values) <= most:
        return [(value, ()) for value in values]
    return [(f"{len(values):,} values: {', '.join(values)}", tuple(values))]


def _renamed_values(
    removed: list[str], added: list[str], effort: Effort
) -> dict[str, tuple[str, float]]:
    """Return the new name of each renamed value, with a score; renames never change digits."""
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
_SHORTEST = 5  # short words are similar by chance


def _alike(one: str, other: str) -> float:
    """Return the similarity of two values with the same digits, 0 unless one may correct the other."""
    letters = [sum(map(str.isalnum, text)) for text in (one, other)]
    score = alike_names(one, other)
    if score == 1.0:
        return 0.95 if min(letters) else 0.0
    return score if score >= _SURE and min(letters) >= _SHORTEST else 0.0
