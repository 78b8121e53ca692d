"""Comparisons of schemas that are corrected: what the vendor changes, and what that does to Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from neto_gen.diff.reports.report import make_report
from neto_gen.diff.rules.checks import Verdict
from neto_gen.diff.rules.policy import policy_of
from neto_gen.diff.sides.side import read_side
from neto_gen.sources import MemoryFolder
from tests.diff.cases import e, record, seq
from tests.support import NETO, pair

if TYPE_CHECKING:
    from neto_gen.diff.rules.facts import Fact
    from neto_gen.diff.sides.side import Side

SKU = e("SKU?")


class Case(NamedTuple):
    """What a record holds in a response, then what it holds, and what Python makes of the change."""

    action: str
    record: str
    old: str
    new: str
    changed: str
    python: Verdict


CASES = {
    "the vendor adds what is added": Case(
        "GetItem", "Item", SKU, SKU + e("IsVariant?", "boolean"), "IsVariant", Verdict.SAFE
    ),
    "the vendor adds it as a list, too": Case(
        "GetItem", "Item", SKU, SKU + e("VariantInventoryIDs*"), "VariantInventoryIDs", Verdict.SAFE
    ),
    "the vendor adds it otherwise": Case(
        "GetItem", "Item", SKU, SKU + record("VariantInventoryIDs", seq(e("ID?")), 'minOccurs="0"'),
        "VariantInventoryIDs", Verdict.BREAKING,
    ),
    "the vendor removes what is added": Case(
        "GetItem", "Item", SKU + e("IsVariant?", "boolean"), SKU, "IsVariant", Verdict.NONE
    ),
    "the vendor corrects a type": Case(
        "GetRma", "Rma", e("RefundedTotal?", "dateTime"), e("RefundedTotal?", "decimal"),
        "RefundedTotal", Verdict.NONE,
    ),
    "the vendor corrects it otherwise": Case(
        "GetRma", "Rma", e("RefundedTotal?", "dateTime"), e("RefundedTotal?", "string"),
        "RefundedTotal", Verdict.BREAKING,
    ),
    "what is not corrected": Case(
        "GetItem", "Item", SKU, SKU + e("More?"), "More", Verdict.SAFE
    ),
}  # fmt: skip


def facts_of(case: Case) -> list[Fact]:
    """Return the facts that a comparison finds in a case."""
    sides: list[Side] = []
    for name, fields in (("old", case.old), ("new", case.new)):
        held = record(case.record, seq(fields), 'maxOccurs="unbounded"')
        files = pair(case.action, response=held)
        folder = MemoryFolder(name, {file: text.encode() for file, text in files.items()})
        sides.append(read_side(name, folder, folder.operations()))
    return [*make_report(sides[0], sides[1], policy_of(NETO), NETO).facts]


@pytest.mark.parametrize("case", CASES)
def test_a_change_is_told_as_the_schemas_have_it(case: str) -> None:
    """Every change of a schema is told, once; Python breaks only where the built package does."""
    (fact,) = facts_of(CASES[case])
    assert fact.subject == CASES[case].changed
    assert fact.verdicts["python"] is CASES[case].python
    assert fact.verdicts["response-xml"] > Verdict.NONE


@pytest.mark.parametrize("case", CASES)
def test_what_is_corrected_or_added_is_no_change(case: str) -> None:
    """Schemas that are the same have no differences, though the package has what they lack."""
    same = CASES[case]._replace(new=CASES[case].old)
    assert facts_of(same) == []
