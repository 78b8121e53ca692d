"""Every check of the table: what it finds, on the way back, with itself, and its proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.diff.rules.checks import CHECKS, Effect, Verdict
from neto_gen.diff.rules.policy import Policy
from tests.diff.cases import CASES, Case
from tests.diff.judges import Validators, compared

if TYPE_CHECKING:
    from pathlib import Path

    from neto_gen.diff.reports.report import Report

CASE = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def ids(report: Report) -> list[str]:
    """Return the checks that found something."""
    return sorted(fact.id for fact in report.facts)


@CASE
def test_forward(case: Case, tmp_path: Path) -> None:
    """A change is found as what it is, once, and as nothing else."""
    assert ids(compared(tmp_path, case.old, case.new)) == sorted(case.ids)


@CASE
def test_swapped(case: Case, tmp_path: Path) -> None:
    """The way back is found as the opposite change."""
    assert ids(compared(tmp_path, case.new, case.old)) == sorted(case.back)


@CASE
def test_itself(case: Case, tmp_path: Path) -> None:
    """A schema compared with itself has no changes."""
    assert compared(tmp_path, case.new, case.new).facts == []


@CASE
@pytest.mark.parametrize("strict", [False, True], ids=["tolerant", "strict"])
def test_witnesses(case: Case, tmp_path: Path, *, strict: bool) -> None:
    """Each break of XML has a document that libxml2 and xmlschema accept on one side alone."""
    policy = Policy(strict_reader=strict, strict_json_server=strict)
    validators = {"old": Validators(case.old), "new": Validators(case.new)}
    for fact in compared(tmp_path, case.old, case.new, policy).facts:
        for view, verdict in fact.verdicts.items():
            if verdict is Verdict.BREAKING and view != "python":
                witness = fact.witnesses[view]
                if view.endswith("xml"):
                    accepted = validators[witness.accepted_by].accept(witness.document)
                    rejected = validators[witness.rejected_by].accept(witness.document)
                    assert (accepted, rejected) == ((True, True), (False, False)), fact.id


@CASE
def test_mirrored(case: Case, tmp_path: Path) -> None:
    """What narrows one way widens the other way."""
    mirror = {Effect.NARROW: Effect.WIDEN, Effect.WIDEN: Effect.NARROW}
    one, other = (
        [fact.effect for fact in report.facts if not fact.id.startswith(_ONE_WAY)]
        for report in (
            compared(tmp_path, case.old, case.new),
            compared(tmp_path, case.new, case.old),
        )
    )
    assert sorted(mirror.get(effect, effect).name for effect in one) == sorted(
        effect.name for effect in other
    )


# An operation that is gone breaks both directions, a new one none; a notice and a new meaning are
# no matter of which documents are accepted.
_ONE_WAY = ("action-", "deprecat", "type-meaning-")


# In test_operations.py and in test_package_changes.py. No pair of types is known that has
# python-annotation-changed: what changes the type of a field is found as something else first.
_ELSEWHERE = {
    *("action-renamed", "request-root-renamed", "response-root-renamed"),
    *("response-added", "response-removed", "action-paired-differently"),
    *("python-annotation-changed", "documentation-changed", "member-namespace-changed"),
    *("model-became-ambiguous",),
    *("class-renamed", "class-removed", "class-added", "module-moved", "action-method-renamed"),
    *("field-added", "field-removed", "field-renamed", "field-type-changed"),
    *("enum-member-added", "enum-member-removed", "enum-member-renamed"),
}


def test_every_check_has_a_case() -> None:
    """Each check that can be reported has a pair of schemas that it finds something in."""
    covered = {name for case in CASES for name in case.ids | case.back}
    reported = {name for name, check in CHECKS.items() if not check.silent}
    assert reported - covered == _ELSEWHERE
