"""Signals that end a program, put off while what it has done is written down."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any, Self


class Signals:
    """Turns the signals that end a program into exceptions, none of which comes while they are `held`.

    Those that are ignored are ignored as before, such as SIGHUP in what nohup has started.
    """

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._holds = 0
        self._waiting: int | None = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for name in ("SIGINT", "SIGTERM", "SIGHUP"):
                number = getattr(signal, name, None)  # Windows has no SIGHUP
                if number is not None and signal.getsignal(number) not in {signal.SIG_IGN, None}:
                    self._before[number] = signal.signal(number, self._came)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def held(self) -> Generator[None]:
        """Put signals off until the end of the block."""
        self._holds += 1
        try:
            yield
        finally:
            self._holds -= 1
            if self._waiting is not None and not self._holds:
                number, self._waiting = self._waiting, None
                self._end(number)

    def _came(self, number: int, _frame: object) -> None:
        if not self._holds:
            self._end(number)
        self._waiting = number

    def _end(self, number: int) -> NoReturn:
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + number)
