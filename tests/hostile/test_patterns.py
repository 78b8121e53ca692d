"""Regular expressions of a schema cannot make the check of a value take long, or much memory."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

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
times = [min(measure(length) for _ in range(3)) for length in (50_000, 200_000)]
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
