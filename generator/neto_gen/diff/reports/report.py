"""The report of a comparison: facts in order, what they ask for, and what was not there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from neto_gen.diff.compare.contracts import compare
from neto_gen.diff.judge import version_step
from neto_gen.diff.judge.python import add_python_view
from neto_gen.diff.judge.verdicts import judge
from neto_gen.diff.reports.words import title_of
from neto_gen.diff.rules.checks import Verdict
from neto_gen.diff.rules.facts import VIEWS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from neto_gen.dialect import Dialect
    from neto_gen.diff.judge.accepted import Stale
    from neto_gen.diff.rules.facts import Fact
    from neto_gen.diff.rules.policy import Policy
    from neto_gen.diff.sides.side import Side


@dataclass(slots=True, kw_only=True)
class Report:
    """The result of a comparison. `facts` are sorted by operation, then the most severe first.

    `old` and `new` are what the sides are called; `views` those that the advice is for.
    """

    old: str
    new: str
    facts: list[Fact]
    notes: list[str] = field(default_factory=list[str])
    stale: list[Stale] = field(default_factory=list["Stale"])
    views: tuple[str, ...] = VIEWS

    @property
    def open_facts(self) -> list[Fact]:
        """The facts that are not accepted."""
        return [fact for fact in self.facts if fact.accepted is None]

    @property
    def advice(self) -> str:
        """The version step: an accepted break is still one."""
        return version_step.advised(self.facts, self.views)

    def count(self, verdict: Verdict) -> int:
        """Return how many facts have this as their most severe verdict."""
        return sum(fact.worst is verdict for fact in self.facts)

    def reaches(self, threshold: Verdict, views: Collection[str]) -> bool:
        """Tell whether a fact that is not accepted is this severe in one of the views."""
        if threshold is Verdict.NONE:
            return bool(self.open_facts)
        return any(
            fact.verdicts.get(view, Verdict.NONE) >= threshold
            for fact in self.open_facts
            for view in views
        )

    def by_severity(self, most: int | None = None) -> list[tuple[Verdict, list[Fact]]]:
        """Return the facts by their most severe verdict; with `most`, only so many, the most severe.

        Accepted facts come last.
        """
        facts = self.facts
        if most is not None:
            facts = sorted(facts, key=lambda f: (f.accepted is not None, -f.worst))[:most]
        kept = set(map(id, facts))
        found = [
            (verdict, [f for f in self.facts if f.worst is verdict and id(f) in kept])
            for verdict in reversed(Verdict)
        ]
        return [(verdict, several) for verdict, several in found if several]

    def groups(self) -> list[tuple[str, list[Fact]]]:
        """Return the facts by operation; those of several operations under all of their names."""
        found: dict[str, list[Fact]] = {}
        for fact in self.facts:
            found.setdefault(title_of(fact.operations), []).append(fact)
        return [*found.items()]


class Release(NamedTuple):
    """A release and the changes of the schemas up to it: its title, and its date if it has one."""

    title: str
    day: dt.date | None
    report: Report


def heading_of(title: str, day: dt.date | None) -> str:
    """Return the heading of a release."""
    return title if day is None else f"{title} ({day})"


def make_report(old: Side, new: Side, policy: Policy, dialect: Dialect) -> Report:
    """Compare two sides and give every fact its verdicts."""
    comparison = compare(old, new, policy)
    judge(comparison, policy)
    facts = [finding.fact for finding in comparison.findings]
    facts += add_python_view(comparison, old, new, dialect)
    facts.sort(
        key=lambda f: (len(f.operations) == 1, f.operations, -f.worst, f.path, f.id, f.change)
    )
    return Report(
        old=old.shown,
        new=new.shown,
        facts=facts,
        notes=[*dict.fromkeys([*old.notes, *new.notes, *comparison.notes])],
    )
