"""Which elements may stand together: judged by what a model can be expanded to, and never for long."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client._content import mismatch

COUNTS = st.tuples(st.integers(0, 3), st.none() | st.integers(0, 3)).map(
    lambda found: (found[0], None if found[1] is None else found[0] + found[1])
)
ELEMENTS = st.builds(lambda name, counts: (name, *counts), st.sampled_from("abc"), COUNTS)
MODELS: st.SearchStrategy[tuple[Any, ...]] = st.recursive(
    ELEMENTS,
    lambda inner: st.builds(
        lambda kind, parts, counts: (kind, tuple(parts), *counts),
        st.sampled_from(["choice", "sequence"]),
        st.lists(inner, min_size=1, max_size=3),
        COUNTS,
    ),
    max_leaves=6,
)


def ends(model: tuple[Any, ...], names: str, starts: set[int]) -> set[int]:
    """Return where names that match a model and begin at one of these places can end."""
    inner, least, most = model[0], model[-2], model[-1]
    # More repetitions than there are names, beyond those that have to be, take none of them.
    last = least + len(names) + 1 if most is None else most
    reached = set(starts) if least == 0 else set[int]()
    for number in range(1, last + 1):
        if len(model) == 3:
            starts = {at + 1 for at in starts if names[at : at + 1] == inner}
        elif inner == "choice":
            starts = set[int]().union(*(ends(part, names, starts) for part in model[1]))
        else:
            for part in model[1]:
                starts = ends(part, names, starts)
        if number >= least:
            reached |= starts
    return reached


@given(model=MODELS, names=st.text("aabc", max_size=8))
def test_it_is_right(model: tuple[Any, ...], names: str) -> None:
    """Names keep to a model when they are among all that it can be expanded to."""
    fits = len(names) in ends(model, names, {0})
    assert (mismatch(model, names) is None) == fits


@pytest.mark.parametrize(
    ("model", "names", "problem"),
    [
        (("sequence", (("a", 1, 1), ("b", 1, 1)), 1, 1), "a", "b is required"),
        (
            ("sequence", (("a", 1, 1), ("b", 0, 1), ("c", 1, 1)), 1, 1),
            "aa",
            "b or c is required before a",
        ),
        (("sequence", (("a", 0, 2),), 1, 1), "aaa", "a is not allowed here"),
        (("choice", (("a", 1, 1), ("b", 1, 1)), 1, 1), "c", "a or b is required before c"),
        (("sequence", (("a", 0, None), ("a", 10**9, None)), 1, 1), "aaa", "a is required"),
    ],
)
def test_what_is_missing_is_named(model: tuple[Any, ...], names: str, problem: str) -> None:
    """The problem names what could stand where no way through the model goes on."""
    assert mismatch(model, names) == problem


A = ("a", 1, 1)
OPTIONAL = ("sequence", (("a", 0, 1), ("b", 0, 1)), 10**9, None)


@pytest.mark.parametrize(
    "last",
    [
        ("a", 10**9, None),
        ("a", 500, None),
        ("a", 0, 10**9),
        ("sequence", (A,), 10**9, None),
        ("choice", (A, ("b", 1, 1)), 500, None),
        OPTIONAL,
    ],
)
def test_time_is_in_proportion_to_size(last: tuple[Any, ...]) -> None:
    """Eight times as many elements take about eight times as long, however often they must occur."""
    model = ("sequence", (("a", 0, None), last), 1, 1)

    def seconds(count: int) -> float:
        names = ["a"] * count
        best = 10.0
        for _ in range(3):
            start = time.process_time()
            mismatch(model, names)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(8_000) < 32 * seconds(1_000) + 0.005
