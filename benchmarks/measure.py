"""Times that can be compared on a machine that is never quiet: each round measures all, in turns."""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

Tasks = dict[str, "Callable[[], object]"]


def interleaved(
    tasks: Mapping[str, Callable[[], object]],
    seconds: float,
    *,
    rounds: int = 3,
    is_first: bool = True,
) -> dict[str, list[float]]:
    """Return the seconds that each task took in each round, for `seconds` and at least `rounds`.

    With `is_first`, each task runs once before the rounds, so that one-time work is not measured.
    Each round has a random order: a task is faster after one that has used the same data.
    """
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for task in tasks.values() if is_first else ():
        task()
    gc.collect()
    gc.freeze()  # existing objects would be collected at the tasks' expense
    end = perf_counter() + seconds
    done = 0
    shuffled = random.Random(0)  # noqa: S311 - not a secret
    while done < rounds or perf_counter() < end:
        order = [*tasks.items()]
        shuffled.shuffle(order)
        for name, task in order:
            gc.collect()
            start = perf_counter()
            task()
            times[name].append(perf_counter() - start)
        done += 1
    gc.unfreeze()
    return times


def ratio(times: Mapping[str, list[float]], over: str, under: str) -> float:
    """Return the median ratio of two tasks' times in the same round."""
    return median(a / b for a, b in zip(times[over], times[under], strict=True))


def import_milliseconds(statement: str, path: Path, rounds: int = 15) -> float:
    """Return how many milliseconds longer a process with this statement takes than an empty one.

    The median of the differences, which are taken in turns.
    """
    environment = _environment(path)

    def seconds(code: str) -> float:
        start = perf_counter()
        subprocess.run([sys.executable, "-S", "-c", code], check=True, env=environment)
        return perf_counter() - start

    seconds(statement)  # caches the bytecode
    return 1000 * median(seconds(statement) - seconds("") for _ in range(rounds))


def _environment(path: Path) -> dict[str, str]:
    """Return the environment of a process that imports from a folder, and caches bytecode as usual."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(path)}


def import_time_report(statement: str, path: Path, package: str) -> str:
    """Return what `-X importtime` reports of the package's modules, and of the slowest others."""
    environment = _environment(path)
    command = [sys.executable, "-S", "-X", "importtime", "-c", statement]
    found = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    lines = found.stderr.splitlines()
    own = [line for line in lines if line.rpartition("|")[2].strip().startswith(package)]
    return "\n".join([lines[0], *own])
