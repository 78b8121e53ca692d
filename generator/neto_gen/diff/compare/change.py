"""A change between two schemas, before it has a place."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neto_gen.diff.rules.checks import Check, Effect, Verdict


@dataclass(frozen=True, slots=True)
class Change:
    """A change without its place; what is None is as the table of checks says.

    `values` are those that one change stands for, where each would be too much.
    """

    check: Check
    old: str | None
    new: str | None
    _: KW_ONLY
    effect: Effect | None = None
    json_effect: Effect | None = None
    python: tuple[Verdict, Verdict] | None = None
    confidence: float | None = None
    note: str | None = None
    values: tuple[str, ...] = ()
