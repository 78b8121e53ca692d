"""Comparisons of very many names and values: the work is bounded, and what was not done is said."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_gen.diff.compare.align import Effort, alike_names, renamed
from neto_gen.diff.rules.checks import Verdict
from tests.diff.compare.test_operations import compared, side
from tests.diff.witness.test_large import calls
from tests.support import pair

if TYPE_CHECKING:
    from collections.abc import Callable

    from neto_gen.diff.reports.report import Report

NOTE = "too many names were removed and added to compare them all"
SYLLABLES = ("ka", "to", "mi", "re", "su", "no", "ve", "li", "du", "pa")


def words(count: int, end: str) -> list[str]:
    """Return this many words that have little in common."""
    found = ("".join(parts) for parts in product(SYLLABLES, repeat=4))
    return [f"{next(found)}{end}" for _ in range(count)]


def listing(values: list[str]) -> dict[str, str]:
    """Return an operation with an enumeration of these values in its request."""
    listed = "".join(f'<xs:enumeration value="{value}"/>' for value in values)
    field = (
        '<xs:element name="Code" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">'
        f"{listed}</xs:restriction></xs:simpleType></xs:element>"
    )
    return pair("AddThing", request=field)


def elements(names: list[str]) -> dict[str, str]:
    """Return an operation with these optional elements in its request."""
    fields = (f'<xs:element name="{name}" type="xs:string" minOccurs="0"/>' for name in names)
    return pair("AddThing", request="".join(fields))


def report(old: dict[str, str], new: dict[str, str]) -> Report:
    """Return the report of two editions."""
    return compared(side("old", old), side("new", new))


@pytest.mark.parametrize("schema", [listing, elements])
def test_work_for_names_that_are_replaced(
    schema: Callable[[list[str]], dict[str, str]],
) -> None:
    """Twice as many values, or elements, of which half are replaced cost four times as much at most."""
    counts: list[int] = []
    for size in (30, 60):
        kept = words(size // 2, "x")
        old, new = schema([*kept, *words(size // 2, "gone")]), schema([*kept, *words(size, "qq")])
        counts.append(calls(lambda old=old, new=new: report(old, new)))  # type: ignore[misc]
    assert counts[1] < 5 * counts[0]


def test_renames_among_many_values() -> None:
    """Values that were mended are found among hundreds that were."""
    before = words(400, "x")
    after = [f"{value[:-1].title()}-x" for value in before]
    facts = report(listing(before), listing(after)).facts
    assert {(f.id, f.old, f.new) for f in facts} == {
        ("enum-value-renamed", old, new) for old, new in zip(before, after, strict=True)
    }


def test_more_values_than_facts() -> None:
    """A thousand values and more that are gone are one fact, which names them all."""
    gone, come = (
        [f"{word} {n:04}" for n in range(size)] for word, size in (("gone", 1500), ("new", 1200))
    )
    found = report(listing(["kept", *gone]), listing(["kept", *come]))
    facts = {fact.id: fact for fact in found.facts}
    assert sorted(facts) == ["enum-value-added", "enum-value-removed"]
    assert facts["enum-value-removed"].old == f"1,500 values: {', '.join(gone)}"
    assert facts["enum-value-added"].new == f"1,200 values: {', '.join(come)}"
    assert facts["enum-value-removed"].worst is Verdict.BREAKING
    assert "request-xml" in facts["enum-value-removed"].witnesses
    (change,) = facts["enum-value-removed"].python_changes
    assert str(change) == "add_thing.Code: 1,500 members removed"


def test_more_names_than_can_be_compared() -> None:
    """Where there are too many pairs, those that differ in case are found, and a note says the rest."""
    gone, come = words(3000, "gone"), words(3000, "new")
    found = report(listing(["Kept one", *gone]), listing(["kept-one", *come]))
    assert [f.change for f in found.facts if f.id == "enum-value-renamed"] == [
        "Kept one → kept-one"
    ]
    assert any(note.startswith(NOTE) for note in found.notes)
    few = report(listing(["Kept one", *gone[:9]]), listing(["kept-one", *come[:9]]))
    assert few.notes == []


def test_effort_is_bounded_for_names_that_are_all_alike() -> None:
    """Names with a long beginning in common cost no more than there is to spend."""
    before, after = ([f"{'very' * 30}{word}" for word in words(400, end)] for end in ("a", "b"))
    effort = Effort(left=200_000)
    looks = 0

    def alike(one: str, other: str) -> float:
        nonlocal looks
        looks += 1
        return alike_names(one, other)

    renamed(before, after, alike, effort, least=0.8)
    assert effort.is_cut
    assert 0 < looks < 2000


TEXTS = st.text(alphabet="abcdeABC_1", max_size=12)


@given(TEXTS, TEXTS)
def test_letters_in_common(one: str, other: str) -> None:
    """How alike two names are is what the textbook's table of common letters says."""
    plain = ["".join(filter(str.isalnum, name)).casefold() for name in (one, other)]
    rows = [[0] * (len(plain[1]) + 1)]
    for letter in plain[0]:
        row = [0]
        for place, found in enumerate(plain[1]):
            above = rows[-1]
            row.append(above[place] + 1 if letter == found else max(row[-1], above[place + 1]))
        rows.append(row)
    total = sum(map(len, plain))
    assert alike_names(one, other) == (2 * rows[-1][-1] / total if total else 1.0)


@given(st.lists(TEXTS, unique=True, max_size=6), st.lists(TEXTS, unique=True, max_size=6))
def test_a_glance_misses_nothing(before: list[str], after: list[str]) -> None:
    """The pairs that are found with the least likeness given are those that are found without."""

    def alike(one: str, other: str) -> float:
        score = alike_names(one, other)
        return score if score >= 0.6 else 0.0

    found = renamed(before, after, alike, Effort(), least=0.6)
    assert found == renamed(before, after, alike, Effort())
