"""Work in two processes: the same results, whatever happens to the other process."""

from __future__ import annotations

import os
from functools import partial

import pytest

from neto_gen.render import halves
from neto_gen.render.halves import in_halves


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine with two processors."""
    monkeypatch.setattr(halves, "_processors", lambda: 2)


def own_process(parent: int, item: int) -> tuple[int, bool]:
    """The item, and whether it was worked on here."""
    return item, os.getpid() == parent


def test_two_processes_share_the_work_in_order() -> None:
    """Results come in the order of the items; the later half of the weight is done elsewhere."""
    work = partial(own_process, os.getpid())
    assert in_halves(work, [5, 1, 1, 1, 1, 1], lambda item: item) == [
        (5, True),
        *[(1, False)] * 5,
    ]


@pytest.mark.parametrize("items", [[], [1]])
def test_little_work_stays_here(items: list[int]) -> None:
    """Nothing and one item need no other process."""
    assert in_halves(partial(own_process, os.getpid()), items, lambda _: 1) == [
        (item, True) for item in items
    ]


def die_elsewhere(parent: int, item: int) -> int:
    """End another process than this one in the middle of its work."""
    if os.getpid() != parent:
        os._exit(1)
    return item


def test_what_the_other_process_does_not_do_is_done_here() -> None:
    """Killed half way, the other process loses nothing."""
    assert in_halves(partial(die_elsewhere, os.getpid()), [1, 2, 3, 4], lambda _: 1) == [1, 2, 3, 4]


def test_without_another_process_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no process can be had, the work is done all the same."""

    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    assert in_halves(abs, [-1, -2], lambda _: 1) == [1, 2]


def fail(item: int) -> int:
    """Raise for the last item."""
    if item == 4:
        message = "four"
        raise ValueError(message)
    return item


def test_an_error_is_that_of_the_work() -> None:
    """An error in the other process is raised here."""
    with pytest.raises(ValueError, match="four"):
        in_halves(fail, [1, 2, 3, 4], lambda _: 1)
