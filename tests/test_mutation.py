"""The script that tells whether tests notice faults: what it tries, and what it finds."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from scripts import mutation
from scripts.faults import faults, mutated

SOURCE = """
def clamped(value, most=3):
    if value is None or value > most:
        raise ValueError("too much")
    return [item for item in range(value) if item]
"""
FAULTS = [
    "3 → 4",
    "value is None or value > most → value is None and value > most",
    "value is None → value is not None",
    "value > most → value >= most",
    "raise ValueError('too much') → pass",
    "'too much' → 'too much?'",
    "return [item for item in range(value) if item] → return None",
    "for item in range(value) if item → for item in range(value)",
]


def test_the_faults_of_a_function() -> None:
    """Each comparison, constant, condition and statement can be wrong, and one is at a time."""
    assert [str(fault) for fault in faults(ast.parse(SOURCE))] == FAULTS
    unchanged = ast.unparse(mutated(SOURCE.encode(), -1))
    assert unchanged == ast.unparse(ast.parse(SOURCE))
    texts = {ast.unparse(mutated(SOURCE.encode(), number)) for number in range(len(FAULTS))}
    assert len(texts - {unchanged}) == len(FAULTS)


@pytest.mark.parametrize("part", mutation.PARTS)
def test_what_a_part_names_is_there(part: str) -> None:
    """Modules and tests that are renamed do not drop out of what is tried."""
    modules, tests = mutation.PARTS[part]
    assert all([*mutation.ROOT.glob(module)] for module in modules)
    assert all((mutation.ROOT / test).exists() for test in tests)


def test_what_is_equivalent_is_still_a_fault() -> None:
    """A line about a fault that can no longer be made is removed."""
    paths = {key.partition(":")[0] for key in mutation.equivalent()}
    keys = {mutant.key for mutant in mutation.mutants(sorted(paths))}
    assert mutation.equivalent() - keys == set()


def test_a_fault_fails_tests_that_pass_without_it() -> None:
    """The control of a mutant is the same tests in the same kind of process."""
    path, test = "generated/neto_client/_retry.py", "tests/client/test_retry_after.py"
    fault = "has_had_too_many_calls: outcome.status == TOO_MANY_CALLS → outcome.status != TOO_MANY_CALLS"
    (mutant,) = (one for one in mutation.mutants([path]) if one.key == f"{path}: {fault}")
    name = f"{test}::test_what_is_neither_is_not_asked[]"
    tests = mutation.Tests({"_retry.py": {line: {name} for line in mutant.lines or ()}}, {name: 0})
    assert mutation.failure(replace(mutant, number=-1), tests) is None
    assert f"FAILED {name}" in (mutation.failure(mutant, tests) or "")
