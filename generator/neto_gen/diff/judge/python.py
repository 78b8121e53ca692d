"""The view of code that uses the generated package, from the plan that the generator prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.diff.judge.class_places import places_of
from neto_gen.diff.judge.client_names import ClientNames
from neto_gen.diff.judge.package_changes import only_in_package
from neto_gen.diff.rules.checks import Check, Verdict
from neto_gen.diff.rules.facts import Fact, PythonChange
from neto_gen.planning import plan_client
from neto_gen.problems import Failure
from neto_gen.python.package import views_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neto_gen.dialect import Dialect
    from neto_gen.diff.compare.comparison import Finding
    from neto_gen.diff.compare.contracts import ComparisonResult
    from neto_gen.diff.judge.name_changes import Claim
    from neto_gen.diff.sides.side import Side
    from neto_gen.python.package import PackageView


def add_python_view(
    comparison: ComparisonResult, old: Side, new: Side, dialect: Dialect
) -> list[Fact]:
    """Give facts the verdict that the package has for them; return what only the package shows.

    Without operations there is no package: then the verdicts are those of the table.
    """
    before, after = _plan(old, dialect), _plan(new, dialect)
    if before is None or after is None:
        return []
    plans = before, after
    places = places_of(comparison, *plans)
    names = ClientNames(comparison.findings, places)
    claimed: set[Claim] = set()
    for finding in comparison.findings:
        if finding.subject.kind == "root":
            _judge_operation(finding.fact, plans)
        else:
            _judge(finding, names, claimed)
    return only_in_package(comparison, plans, places, claimed)


def _plan(side: Side, dialect: Dialect) -> PackageView | None:
    if side.operations is None:
        return None
    try:
        return plan_client(side.folder, side.operations, dialect)
    except Failure:  # an import that is not there: opaque to the rest, and no package without it
        note = f"{side.shown}: no package can be planned; the verdicts on Python are the usual ones"
        side.notes.append(note)
        return None


def _judge(finding: Finding, names: ClientNames, claimed: set[Claim]) -> None:
    """Set the verdict of one fact, by the names that change where it is.

    A fact that changes no name breaks no code, but may be a risk for it.
    """
    found = names.of(finding)
    if found is None:
        return
    fact = finding.fact
    for one in found:
        claimed |= one.claims
    fact.python_changes = _merged(one.change for one in found if one.change is not None)
    verdict = max((change.verdict for change in fact.python_changes), default=Verdict.NONE)
    usual = fact.verdicts["python"]
    if usual is Verdict.RISK or (usual is Verdict.SAFE and verdict is Verdict.NONE):
        verdict = max(verdict, usual)
    fact.verdicts["python"] = verdict


def _merged(changes: Iterable[PythonChange]) -> tuple[PythonChange, ...]:
    """Return each change once, with the most severe of its verdicts."""
    found: dict[tuple[object, ...], PythonChange] = {}
    for change in changes:
        key = (change.kind, change.name, change.old, change.new)
        known = found.get(key)
        if known is None or known.verdict < change.verdict:
            found[key] = change
    return tuple(found.values())


def _judge_operation(fact: Fact, plans: tuple[PackageView, PackageView]) -> None:
    """Set the verdict of an added or removed operation: of its module and its method."""
    for check, plan, kind in (
        (Check.ACTION_REMOVED, plans[0], "removed"),
        (Check.ACTION_ADDED, plans[1], "added"),
    ):
        modules = [
            str(view.module) for view in views_of(plan) if view.name.untrusted == fact.subject
        ]
        if fact.check == check and modules:
            verdict = fact.verdicts["python"]
            fact.python_changes = (
                PythonChange(kind=kind, name=modules[0], old=None, new=None, verdict=verdict),
            )
