"""A fact: one change between two contracts, where it is, and what it means for whom."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from neto_gen.diff.rules.checks import Check, Effect, Verdict

if TYPE_CHECKING:
    from neto_gen.problems import Location

VIEWS: Final[tuple[str, ...]] = (
    "request-xml",
    "request-json",
    "response-xml",
    "response-json",
    "python",
)
"""For whom there is a verdict."""
REQUEST: Final = "request"
RESPONSE: Final = "response"


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A document that one side accepts and the other rejects: `accepted_by` is `old` or `new`.

    It is rejected for its change alone, unless changes are named that it shows beside it. `shown` is
    the document for people: long values stand there by their length.
    """

    document: str
    shown: str
    accepted_by: str
    reason: str
    beside: tuple[str, ...] = ()

    @property
    def rejected_by(self) -> str:
        """The other side."""
        return "new" if self.accepted_by == "old" else "old"


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonChange:
    """The change of one name of the generated package.

    `kind` is `added`, `removed`, `renamed` or `changed`. `name` is as it was, or as it is where it was
    not there, with its module and its class; `old` and `new` are its types, or for what is renamed the
    names.
    """

    kind: str
    name: str
    old: str | None
    new: str | None
    verdict: Verdict

    def __str__(self) -> str:
        if self.kind == "renamed":
            return f"{self.name} renamed to {self.new}"
        if self.kind == "changed":
            return f"{self.name}: {self.old} → {self.new}"
        shown = f"{self.name}: {self.new}" if self.new is not None else self.name
        return f"{shown} {self.kind}"


@dataclass(slots=True, kw_only=True, eq=False)
class Fact:
    """One change. `path` is where it is in a document, from the root.

    `old` and `new` are the values that changed, None where there is none. `effect` and
    `json_effect` are those of the check unless the change itself says more. `uses` counts the
    places that it is reached from by different elements. `python_changes` are the names of the
    generated package that it changes. `values` are those that were added or removed, where they are
    too many for a fact each.
    """

    check: Check
    path: str
    subject: str
    old: str | None
    new: str | None
    old_location: Location | None
    new_location: Location | None
    effect: Effect
    json_effect: Effect
    python: tuple[Verdict, Verdict]
    confidence: float | None = None
    note: str | None = None
    operations: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    uses: int = 1
    verdicts: dict[str, Verdict] = field(default_factory=dict[str, Verdict])
    witnesses: dict[str, Witness] = field(default_factory=dict[str, Witness])
    python_changes: tuple[PythonChange, ...] = ()
    accepted: str | None = None
    values: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the check that found it."""
        return self.check.id

    @property
    def location(self) -> Location | None:
        """The place in the new schema, or in the old one if the new one has none."""
        return self.new_location or self.old_location

    @property
    def worst(self) -> Verdict:
        """The most severe verdict of all views."""
        return max(self.verdicts.values(), default=Verdict.NONE)

    @property
    def fingerprint(self) -> str:
        """A hash of the two values: an acceptance is of this change, not of the next one."""
        return hashlib.sha256(repr((self.old, self.new)).encode()).hexdigest()[:12]

    @property
    def change(self) -> str:
        """The two values in words."""
        if self.old is None or self.new is None:
            return self.new or self.old or ""
        return f"{self.old} → {self.new}"
