"""Courses: generators that yield what is to be done, and are sent what came of it.

So each is written once, and carried out by threads or by tasks. A thread is told by CANCELLATION that
nobody waits for it any more.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator
    from threading import Event

R = TypeVar("R")
S = TypeVar("S")

CANCELLATION: ContextVar[Event | None] = ContextVar("CANCELLATION", default=None)
"""What says to a thread that nobody waits for it any more, so that it sends nothing."""


class CancelledRequest(BaseException):
    """Nobody waits for a request any more."""


def run(course: Generator[S, Any, R], do: Callable[[S], object]) -> R:
    """Carry out the steps of a course until its end, and return its result."""
    try:
        step = next(course)
        while True:
            try:
                done = do(step)
            except BaseException as error:  # noqa: BLE001 - the course decides, and raises it
                step = course.throw(error)
            else:
                step = course.send(done)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


async def run_async(course: Generator[S, Any, R], do: Callable[[S], Awaitable[object]]) -> R:
    """Carry out the steps of a course until its end, each awaited, and return its result."""
    try:
        step = next(course)
        while True:
            try:
                done = await do(step)
            except BaseException as error:  # noqa: BLE001 - as above
                step = course.throw(error)
            else:
                step = course.send(done)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
