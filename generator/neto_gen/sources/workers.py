"""Do the same with many things at once, and never wait for what nobody wants any more."""

from __future__ import annotations

import threading
from collections import deque
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")
R = TypeVar("R")


def in_threads(function: Callable[[T], R], items: Iterable[T], threads: int) -> list[R]:
    """Call a function for each item in threads; return the results in the order of the items.

    If a call raises, or Ctrl-C interrupts the wait, no other call starts, and running ones are
    abandoned: they end with the program. The threads of the standard library's executor would keep
    it alive until a stalled server is given up.
    """
    waiting = deque(enumerate(items))
    total = len(waiting)
    done: SimpleQueue[tuple[int, R | None, BaseException | None]] = SimpleQueue()

    def work() -> None:
        while True:
            try:
                number, item = waiting.popleft()
            except IndexError:
                return
            try:
                done.put((number, function(item), None))
            except BaseException as error:  # noqa: BLE001 - it is raised where one waits for it
                done.put((number, None, error))
                return

    for _ in range(min(threads, total)):
        threading.Thread(target=work, daemon=True).start()
    results: dict[int, R] = {}
    try:
        while len(results) < total:
            number, result, error = done.get()
            if error is not None:
                raise error
            results[number] = result  # type: ignore[assignment] # it is None only beside an error
    finally:
        waiting.clear()
    return [results[number] for number in range(total)]
