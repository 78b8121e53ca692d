"""Every moment of an exchange of files: before each line of its module that is executed."""

from __future__ import annotations

import os
import random
import signal
import sys
from typing import TYPE_CHECKING

from neto_gen.files import atomic

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from _typeshed import TraceFunction

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "soak"


def at_line(number: int, act: Callable[[], object], work: Callable[[], object]) -> int:
    """Work, and act before the line of that number, counted as they are executed from 1.

    Returns how many there are.
    """
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> TraceFunction | None:
        nonlocal count
        if frame.f_code.co_filename != atomic.__file__:
            return None
        if event == "line":
            count += 1
            if count == number:
                act()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def moments(work: Callable[[], object], step: int) -> range:
    """Return the numbers of the lines that work executes; in the short form, every so many."""
    count = at_line(0, lambda: None, work)
    assert count > 100
    if IS_LONG:
        return range(random.randint(1, 3), count + 1, 3)  # noqa: S311 - no secret
    return range(1, count + 1, step)


def kill_at_line(number: int, work: Callable[[], object]) -> bool:
    """Work in a process that is killed before the line of that number, if it comes to that."""
    process = os.fork()
    if process == 0:
        try:
            at_line(number, lambda: os.kill(os.getpid(), signal.SIGKILL), work)
        finally:
            os._exit(0)
    return os.waitpid(process, 0)[1] == signal.SIGKILL
