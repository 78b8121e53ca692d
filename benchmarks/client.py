"""Measure a client's calls per second against bare httpx2 that posts the same bytes.

    python -m benchmarks.client [CALLS]

CALLS calls (default: 2,000) from 50 threads and from 500 tasks, with one client for all, to a store
in another process. The two take turns; the ratio is the median of those of all rounds.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx2

from neto_client import AsyncNetoClient, NetoClient
from neto_client.add_customer_log import AddCustomerLog, CustomerLog

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

THREADS, TASKS, ROUNDS = 50, 500, 5
LIMITS = httpx2.Limits(max_connections=100, max_keepalive_connections=100)


@contextmanager
def store() -> Iterator[str]:
    """Yield the address of a store in a separate process."""
    command = [sys.executable, "-m", "benchmarks.store_process"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.kill()


def counted(address: str) -> tuple[int, int]:
    """Return how many requests the store got, and how many different ones."""
    count, different = json.loads(httpx2.get(address).content)
    return count, different


def log(number: int) -> CustomerLog:
    """Return a log that differs from all others."""
    return CustomerLog(username="jsmith", notes=f"Rang about order N{number}")


def in_threads(call: Callable[[int], object], numbers: range) -> float:
    """Return the seconds that these calls take in threads."""
    with ThreadPoolExecutor(THREADS) as pool:
        begin = time.perf_counter()
        for _ in pool.map(call, numbers):
            pass
        return time.perf_counter() - begin


async def in_tasks(call: Callable[[int], Awaitable[object]], numbers: range) -> float:
    """Return the seconds that these calls take in tasks."""

    async def worker(mine: range) -> None:
        for number in mine:
            await call(number)

    begin = time.perf_counter()
    parts = (numbers[first::TASKS] for first in range(TASKS))
    await asyncio.gather(*(worker(part) for part in parts if part))
    return time.perf_counter() - begin


def headers() -> dict[str, str]:
    """Return the headers that the client sends, too."""
    return {
        "NETOAPI_ACTION": "AddCustomerLog",
        "NETOAPI_KEY": "k",
        "Content-Type": "application/json",
        "Accept": "application/json",
    }


def threads(address: str, numbers: range) -> tuple[float, float]:
    """Return the seconds for the client, and for bare httpx2, in threads."""
    url = f"{address}/do/WS/NetoAPI"
    with NetoClient(address, key="k", rate_limit=None) as neto:
        ours = in_threads(lambda number: neto.add_customer_log([log(number)]), numbers)
    bodies = {number: AddCustomerLog.of([log(number)]).to_json() for number in numbers}
    with httpx2.Client(limits=LIMITS, timeout=30) as http:
        bare = in_threads(
            lambda number: http.post(url, content=bodies[number], headers=headers()).content,
            numbers,
        )
    return ours, bare


async def tasks(address: str, numbers: range) -> tuple[float, float]:
    """Return the seconds for the client, and for bare httpx2, in tasks."""
    url = f"{address}/do/WS/NetoAPI"
    async with AsyncNetoClient(address, key="k", rate_limit=None) as neto:
        ours = await in_tasks(lambda number: neto.add_customer_log([log(number)]), numbers)
    bodies = {number: AddCustomerLog.of([log(number)]).to_json() for number in numbers}
    async with httpx2.AsyncClient(limits=LIMITS, timeout=30) as http:

        async def post(number: int) -> bytes:
            answer = await http.post(url, content=bodies[number], headers=headers())
            return answer.content

        bare = await in_tasks(post, numbers)
    return ours, bare


def main() -> None:
    """Measure, and print calls a second and ratios."""
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    with store() as address:
        for name, measure in (
            (f"{THREADS} threads", threads),
            (f"{TASKS} tasks", lambda a, n: asyncio.run(tasks(a, n))),
        ):
            rounds = [measure(address, range(calls * n, calls * (n + 1))) for n in range(ROUNDS)]
            ours = calls / statistics.median(ours for ours, _ in rounds)
            bare = calls / statistics.median(bare for _, bare in rounds)
            ratio = statistics.median(ours / bare for ours, bare in rounds)
            print(
                f"{name:12} {ours:6.0f} calls a second, bare httpx2 {bare:6.0f}; {ratio:.2f} times as long"
            )


if __name__ == "__main__":
    main()
