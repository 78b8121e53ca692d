"""Schemas with many changes at once: each witness is about its change, and about no other."""

from __future__ import annotations

import io
import re
from random import Random
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from neto_gen.diff.rules.checks import Verdict
from neto_gen.diff.rules.policy import Policy
from tests.diff.judges import Validators, compared_schemas
from tests.diff.witness.changes import changed, make_changes, make_tree, schema
from tests.soak import IS_LONG

if TYPE_CHECKING:
    from neto_gen.diff.rules.facts import Witness
    from tests.diff.witness.changes import Change, Tree

STRICT = Policy(strict_reader=True, strict_json_server=True)
VIEWS = ("request-xml", "response-xml")


def refused_at(validators: Validators, document: str) -> set[str]:
    """Return the paths of the elements that the two validators refuse, each of them at least one."""
    tree = etree.parse(io.BytesIO(document.encode()))
    validators.libxml2.validate(tree)
    found = [
        {error.path for error in validators.libxml2.error_log},
        {error.path for error in validators.xmlschema.iter_errors(document)},
    ]
    assert all(found), document
    return {re.sub(r"\[\d+\]", "", str(path)).strip("/") for path in found[0] | found[1]}


def place_of(witness: Witness) -> str:
    """Return the path of the element that a witness is said to be rejected at."""
    return witness.reason.partition(":")[0].partition("/@")[0]


def near(one: str, other: str) -> bool:
    """Tell whether two places are one, or side by side: what is missing has no place of its own."""
    around = [{path, path.rpartition("/")[0]} for path in (one, other)]
    return not around[0].isdisjoint(around[1])


class Undone:
    """The side that rejects, with each of the changes undone by itself."""

    def __init__(self, one: Tree, changes: list[Change]) -> None:
        self.one = one
        self.changes = changes
        self.known: dict[tuple[str, int], Validators] = {}

    def some_accept(self, witness: Witness) -> bool:
        """Tell whether the document is accepted without one of the changes."""
        place = place_of(witness)
        # Most likely those whose place is in that of the witness.
        order = sorted(
            range(len(self.changes)), key=lambda index: self.changes[index].path[-1] not in place
        )
        return any(
            self._validators(witness.rejected_by, index).accept(witness.document) == (True, True)
            for index in order
        )

    def _validators(self, rejected_by: str, index: int) -> Validators:
        found = self.known.get((rejected_by, index))
        if found is None:
            own = self.changes[index]
            rest = [change for change in self.changes if change is not own]
            left = rest if rejected_by == "new" else [own]
            found = Validators(schema(changed(self.one, left)))
            self.known[rejected_by, index] = found
        return found


@settings(max_examples=300 if IS_LONG else 5, derandomize=not IS_LONG)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 20))
def test_a_witness_is_about_its_change(seed: int, count: int) -> None:
    """Of changes that are made at once, the document that shows one is accepted without that one.

    libxml2 and xmlschema refuse it at the place that its reason names, and nowhere else. What no
    document shows by itself says so.
    """
    random = Random(seed)  # noqa: S311 - no secret
    one = make_tree(random)
    changes = make_changes(random, one, count)
    sides = {"old": schema(one), "new": schema(changed(one, changes))}
    judges = {name: Validators(text) for name, text in sides.items()}
    undone = Undone(one, changes)
    for fact in compared_schemas(sides["old"], sides["new"], STRICT).facts:
        for view in VIEWS:
            witness = fact.witnesses.get(view)
            if witness is None:
                assert fact.verdicts[view] is not Verdict.BREAKING, fact.id
                continue
            assert judges[witness.accepted_by].accept(witness.document) == (True, True)
            places = refused_at(judges[witness.rejected_by], witness.document)
            if witness.beside:
                assert "every document that shows it also shows" in (fact.note or "")
                assert len(changes) > 1
                continue
            assert all(near(place, place_of(witness)) for place in places), (fact.id, witness)
            assert undone.some_accept(witness), (fact.id, witness)


@settings(max_examples=100 if IS_LONG else 3, derandomize=not IS_LONG)
@given(seed=st.integers(0, 2**32), count=st.integers(2, 12))
def test_a_wire_is_judged_change_by_change(seed: int, count: int) -> None:
    """Of changes that are made at once, each breaks the wires that it breaks alone."""
    random = Random(seed)  # noqa: S311 - no secret
    one = make_tree(random)
    changes = [c for c in make_changes(random, one, count) if c.what != "renamed"]
    report = compared_schemas(schema(one), schema(changed(one, changes)), STRICT)
    together = {(fact.id, fact.path): fact.verdicts for fact in report.facts}
    alone = [
        fact
        for change in changes
        for fact in compared_schemas(schema(one), schema(changed(one, [change])), STRICT).facts
    ]
    # Some changes hide others, such as those within what is removed.
    shown = [fact for fact in alone if (fact.id, fact.path) in together]
    assert 2 * len(shown) >= len(alone)
    for fact in shown:
        assert together[fact.id, fact.path] == fact.verdicts, (fact.id, fact.path)
