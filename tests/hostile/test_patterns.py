"""Regular expressions of a schema cannot make the check of a value take long, or much memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import tracemalloc
from random import Random

import pytest

from neto_client import _pattern
from neto_client._pattern import Pattern
from tests.soak import IS_LONG
from tests.support import REPOSITORY

_PATTERNS = [
    "(a+)+b",
    "(a|a|aa)*b",
    "((a*)*)*b",
    "(a?){400}a{400}",
    "(.*a){0,12}b",
    "(a|aa){0,900}b",
]
_MEASURE = """
import sys, time
from neto_gen.templates.runtime._pattern import compile_pattern
pattern = compile_pattern(sys.argv[1])
def measure(length):
    begun = time.process_time()
    for text in ("a" * length, "ab" * (length // 2)):
        pattern.matches(text)
    return time.process_time() - begun
measure(2_000)
rounds = [[measure(length) for length in (25_000, 100_000)] for _ in range(3)]
times = [min(of_one_length) for of_one_length in zip(*rounds)]
from tests.support import peak_mebibytes
print(times[1] / max(times[0], 0.001), peak_mebibytes())
"""


@pytest.mark.parametrize("pattern", _PATTERNS)
def test_matching_is_linear(pattern: str) -> None:
    """Four times the text takes about four times as long, and no more memory than a few texts."""
    command = [sys.executable, "-c", _MEASURE, pattern]
    process = subprocess.run(
        command,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (120, 120)),
    )
    assert process.returncode == 0, process.stderr
    ratio, mebibytes = map(float, process.stdout.split())
    assert ratio < 12, "16 would be quadratic"
    assert mebibytes < 300


def test_what_is_remembered_of_all_patterns_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts of ever other characters, matched with many patterns, take no more memory than is allowed."""
    monkeypatch.setattr(_pattern, "_MOST_OF_ALL", 1_500_000)
    patterns = [Pattern(f".{{0,100}}{number}") for number in range(100 if IS_LONG else 20)]
    random = Random(5)  # noqa: S311 - no secret
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for pattern in patterns * 6:
            pattern.matches("".join(chr(random.randrange(0x100, 0x9000)) for _ in range(100)))
        taken = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert 500_000 < taken < 1_500_000 + len(patterns) * 100_000


def test_one_pattern_does_not_take_what_others_remember() -> None:
    """A text that needs much memory with its pattern costs others nothing that they have found out."""
    own, other = Pattern("(a|b)*c"), Pattern("(.*a){0,60}")
    own.matches("abc")
    known = {state: {**steps} for state, steps in own._known.items()}
    for number in range(0x100, 0x2000):
        other.matches("a" * (number % 60) + chr(number))
    assert known
    assert own._known == known
