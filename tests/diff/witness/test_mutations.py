"""Random changes of random schemas, judged by libxml2 and xmlschema with random documents."""

from __future__ import annotations

import os
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import pytest

from neto_gen.diff.rules.checks import Verdict
from neto_gen.diff.rules.policy import Policy
from neto_gen.problems import Failure
from tests.diff.judges import Validators, compared
from tests.diff.mutations import Maker, schema

if TYPE_CHECKING:
    from pathlib import Path

# The long form: NETO_GEN_SCHEMAS=2000 pytest tests/diff/witness/test_mutations.py
SEEDS = int(os.environ.get("NETO_GEN_SCHEMAS", "30"))
DOCUMENTS = 25
STRICT = Policy(strict_reader=True, strict_json_server=True)
COUNTS: Counter[str] = Counter()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_mutation(seed: int, tmp_path: Path) -> None:
    """What flips a document is not called safe, and what is called breaking flips its witness."""
    maker = Maker(Random(seed))  # noqa: S311 - no secret
    one = maker.root()
    other = maker.changed(one)
    old, new = schema(one), schema(other)
    try:
        report = compared(tmp_path, old, new, STRICT)
    except Failure as failure:  # limits that no value keeps
        if "none of the values" not in str(failure) and "more than" not in str(failure):
            raise
        COUNTS["refused"] += 1
        return
    judges = {"old": Validators(old), "new": Validators(new)}
    worst = {
        view: max((f.verdicts[view] for f in report.facts), default=Verdict.NONE)
        for view in ("request-xml", "response-xml")
    }
    for fact in report.facts:
        for view, witness in fact.witnesses.items():
            if view.endswith("xml"):
                COUNTS["witnesses"] += 1
                accepted = judges[witness.accepted_by].accept(witness.document)
                rejected = judges[witness.rejected_by].accept(witness.document)
                assert (accepted, rejected) == ((True, True), (False, False)), fact.id
    for _ in range(DOCUMENTS):
        for root in (one, other):
            document = maker.document(root)
            verdicts = {name: judge.accept(document) for name, judge in judges.items()}
            COUNTS["documents"] += 1
            for accepts, rejects, view in (
                ("old", "new", "request-xml"),
                ("new", "old", "response-xml"),
            ):
                if all(verdicts[accepts]) and not any(verdicts[rejects]):
                    COUNTS["flips"] += 1
                    assert worst[view] > Verdict.SAFE, document
