"""Many calls at once through one client: none is lost, none is doubled, and nothing is left behind."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.client import counted, in_tasks, in_threads, log, store
from neto_client import AsyncNetoClient, ConnectionFailed, NetoClient

if TYPE_CHECKING:
    from collections.abc import Iterator

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
CALLS = 10_000 if IS_LONG else 600
DESCRIPTORS = Path("/proc/self/fd")


@pytest.fixture
def address() -> Iterator[str]:
    """Yield a store in a separate process."""
    with store() as found:
        yield found


def test_fifty_threads_share_a_client(address: str) -> None:
    """Every call of 50 threads arrives once, and gets its answer."""
    with NetoClient(address, key="k", rate_limit=None) as neto:
        in_threads(lambda number: neto.add_customer_log([log(number)]), range(CALLS))
    assert counted(address) == (CALLS, CALLS)


def test_five_hundred_tasks_share_a_client(address: str) -> None:
    """Every call of 500 tasks arrives once, and gets its answer."""

    async def send() -> None:
        async with AsyncNetoClient(address, key="k", rate_limit=None, timeout=120) as neto:
            await in_tasks(lambda number: neto.add_customer_log([log(number)]), range(CALLS))

    asyncio.run(send())
    assert counted(address) == (CALLS, CALLS)


def memory() -> int:
    """Return the bytes in use, without what only waits to be collected."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="this system does not list descriptors")
def test_calls_leave_nothing_behind(address: str) -> None:
    """After many calls and a close there are no more descriptors, threads or memory than before."""

    def use() -> None:
        with NetoClient(address, key="k", rate_limit=None) as neto:
            in_threads(lambda number: neto.add_customer_log([log(number)]), range(CALLS // 10))
        with NetoClient("http://127.0.0.1:9", key="k", retries=0) as unreachable:
            for number in range(10):
                with pytest.raises(ConnectionFailed):
                    unreachable.add_customer_log([log(number)])

    use()  # what is imported and cached with the first calls stays
    before = len(list(DESCRIPTORS.iterdir())), threading.active_count()
    gc.freeze()  # only what the calls make from here on is searched through
    tracemalloc.start()
    use()
    first = memory()
    for _ in range(3):
        use()
    last = memory()
    tracemalloc.stop()
    assert len(list(DESCRIPTORS.iterdir())) <= before[0]
    assert threading.active_count() <= before[1]
    assert last - first < 200_000
