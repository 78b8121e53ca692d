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
    """What a function makes of each item, in their order.

    When it raises, or the wait is interrupted as by Ctrl-C, nothing else is begun, and what is under
    way is left to itself: it ends with the program, where the threads of an executor of the standard
    library would keep the program from ending until a server that stalls is given up.
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
