"""Tests can fail: each asserts something, itself or through what it calls."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache

from tests.support import REPOSITORY

_ASSERTING = {"raises", "warns", "fail"}
# What fails by itself where something is wrong, with a message of its own.
_CHECKS = {"check_module", "validate"}


@cache
def trees() -> dict[str, ast.Module]:
    """Return all tests and helpers as they are parsed, by file."""
    return {
        path.relative_to(REPOSITORY).as_posix(): ast.parse(path.read_bytes())
        for path in sorted((REPOSITORY / "tests").rglob("*.py"))
    }


@cache
def functions() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Return the functions of all tests and helpers, with the file that each is in."""
    return [
        (path, node)
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def asserts(function: ast.AST) -> bool:
    """Say whether a function asserts something itself."""
    return any(isinstance(node, ast.Assert | ast.Raise) for node in ast.walk(function)) or bool(
        called(function) & _ASSERTING
    )


@cache
def called(function: ast.AST) -> set[str]:
    """Return the names of what a function calls."""
    found = set[str]()
    for node in ast.walk(function):
        match node:
            case ast.Call(ast.Name(name)) | ast.Call(ast.Attribute(attr=name)):
                found.add(name)
            case _:
                pass
    return found


def test_each_test_asserts_something() -> None:
    """No test passes whatever the code does; one that calls what asserts for several tests asserts, too."""
    calls: defaultdict[str, set[str]] = defaultdict(set)
    asserting = {*_CHECKS}
    for _, function in functions():
        if not function.name.startswith("test_"):
            calls[function.name] |= called(function)
            if asserts(function):
                asserting.add(function.name)
    while more := {name for name, inner in calls.items() if inner & asserting} - asserting:
        asserting |= more
    assert [
        f"{path}::{function.name}"
        for path, function in functions()
        if function.name.startswith("test_")
        and not asserts(function)
        and not called(function) & asserting
    ] == []


def test_no_assertion_is_about_a_constant() -> None:
    """An assertion of a tuple, a text or a number, as a forgotten comparison leaves it, holds always."""
    assert [
        f"{path}:{node.lineno}"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
        and isinstance(node.test, ast.Tuple | ast.Constant | ast.JoinedStr | ast.Lambda)
    ] == []
