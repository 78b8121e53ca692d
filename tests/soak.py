"""How long tests look: a moment in `scripts/test`, as long as a budget allows in `scripts/soak`.

A property test of a soak is run again, each time with other examples, until its share of
SOAK_MINUTES is used up. Loops of a test that count for themselves take `IS_LONG` for their length,
or ask `time_is_left` before each step.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
MINUTES = float(os.environ.get("SOAK_MINUTES", "60"))
# Type checkers, coverage and tests of fixed length take the rest.
_SHARE = 0.4


def property_tests(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests that hypothesis gives examples to."""
    return [item for item in items if hasattr(getattr(item, "obj", None), "hypothesis")]


def seconds_for_each(tests: int) -> float:
    """Return the seconds that each of so many property tests may take, with all processors at work."""
    processors = os.cpu_count() or 1
    return MINUTES * 60 * processors * _SHARE / max(tests, 1)


def time_is_left(seconds: float) -> Iterator[float]:
    """Yield the seconds that have passed, at least once and until there are so many."""
    begin = time.monotonic()
    passed = 0.0
    while True:
        yield passed
        passed = time.monotonic() - begin
        if passed >= seconds:
            return


def run_property(item: pytest.Function, seconds: float) -> int:
    """Run a property test, in a soak until its time is used up. Return the number of examples."""
    handle: Any = item.obj.hypothesis
    arguments = {name: item.funcargs[name] for name in item._fixtureinfo.argnames}
    inner, count = handle.inner_test, 0

    def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        return inner(*args, **kwargs)

    handle.inner_test = counted
    try:
        for _ in time_is_left(seconds):
            item.obj(**arguments)
    finally:
        handle.inner_test = inner
    return count
