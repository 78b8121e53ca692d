"""Work done in two processes at once, where that takes less time."""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

least_processors = 2
T = TypeVar("T")
R = TypeVar("R")


def in_halves(
    work: Callable[[T], R], items: Sequence[T], weigh: Callable[[T], int], *, least: int = 0
) -> list[R]:
    """What comes of each item, in their order.

    Half of the items, by their weights, go to a copy of this process, where all of them weigh
    `least` or more; neighbours stay together. What it does not bring to an end, for whatever
    reason, is done here.
    """
    weights = [weigh(item) for item in items]
    half = _half(weights)
    if (
        not half
        or sum(weights) < least
        or not hasattr(os, "fork")
        or _processors() < least_processors
    ):
        return [work(item) for item in items]
    reader, writer = os.pipe()
    try:
        child = os.fork()
    except OSError:  # there are too many processes already
        os.close(reader)
        os.close(writer)
        return [work(item) for item in items]
    if not child:
        try:
            os.close(reader)
            with os.fdopen(writer, "wb") as pipe:
                pickle.dump([work(item) for item in items[half:]], pipe)
        finally:
            os._exit(0)  # without the ends of what is this process's
    os.close(writer)
    try:
        found = [work(item) for item in items[:half]]
        with os.fdopen(reader, "rb") as pipe:
            content = pipe.read()
    finally:
        os.waitpid(child, 0)
    try:
        rest: list[R] = pickle.loads(content)  # noqa: S301 - from a copy of this very process
    except (EOFError, pickle.UnpicklingError):
        rest = [work(item) for item in items[half:]]
    return found + rest


def _half(weights: Sequence[int]) -> int:
    """How many of the first items weigh half of all."""
    total, before = sum(weights), 0
    for number, weight in enumerate(weights):
        before += weight
        if before * 2 >= total:
            return number + 1 if number + 1 < len(weights) else number
    return 0


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
