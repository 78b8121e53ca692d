"""Doing the same with many things at once."""

from __future__ import annotations

import threading

import pytest

from neto_gen.sources.workers import in_threads


def test_results_are_in_order() -> None:
    """What comes of each item stands where the item did, whichever was done first."""
    first_may_end = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            assert first_may_end.wait(30)
        else:
            first_may_end.set()
        return number * 2

    assert in_threads(work, range(5), 2) == [0, 2, 4, 6, 8]
    assert in_threads(work, [], 2) == []


def test_a_failure_is_not_held_up() -> None:
    """What one thread raises is raised at once, though another is still at work, and no more is begun."""
    begun: list[int] = []
    may_end = threading.Event()

    def work(number: int) -> None:
        begun.append(number)
        if number == 1:
            raise ValueError("number 1")
        may_end.wait(30)

    with pytest.raises(ValueError, match="number 1"):
        in_threads(work, range(100), 2)
    assert len(begun) == 2
    may_end.set()
