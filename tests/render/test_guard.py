"""What a generated module may hold, and what not."""

from __future__ import annotations

import pytest

from neto_gen.render.files import RUNTIME
from neto_gen.render.guard import GuardError, check_module
from tests.support import REPOSITORY

CLIENT = REPOSITORY / "generated" / "neto_client"
MODULES = frozenset(path.stem for path in CLIENT.glob("*.py"))
WRITTEN = sorted(path.name for path in CLIENT.glob("*.py") if path.name not in RUNTIME)


def check(text: str) -> None:
    """Look at a module."""
    check_module(text, "x.py.jinja", MODULES)


@pytest.mark.parametrize("name", WRITTEN)
def test_what_we_generate_passes(name: str) -> None:
    """The modules of the generated client are what the templates produce."""
    check((CLIENT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("import os", "Import in line 1"),
        ("from os import path", "an import from os"),
        ("from dataclasses import replace", "an import from dataclasses"),
        ("from . import evil", "an import of another package"),
        ("from .evil import x", "an import of another package"),
        ("from .. import _model", "an import of another package"),
        ("def f():\n    return eval('1')", "the name eval in line 2"),
        ("def f():\n    return open('x')", "the name open"),
        ("def f():\n    return __import__('os')", "the name __import__"),
        ("def f():\n    return getattr(f, 'x')", "the name getattr"),
        ("def f(x):\n    return x.__class__", "the attribute __class__"),
        ("def f(x):\n    return x._private", "the attribute _private"),
        ("def f(x):\n    return x[0]()", "a call of an expression"),
        ("def f(x):\n    return (lambda: x)", "Lambda"),
        ("def f(x):\n    while x:\n        return x", "While"),
        ("def f(x):\n    try:\n        return x\n    finally:\n        return x", "Try"),
        ("def f(x):\n    global y\n    return x", "Global"),
        ("def f(x):\n    del x", "Del"),
        ("def f(x):\n    yield x", "an expression in line 2"),
        (
            "async def f(x):\n    return x\n@f\nasync def g():\n    return 1",
            "AsyncFunctionDef in line",
        ),
        ("def __reduce__(self):\n    return self", "the function __reduce__"),
        ("def f():\n    return 1\nf()", "Expr in line 3"),
        ("def f():\n    return 1\nx = f()", "a call in line 3"),
        ("def f():\n    return 1\nclass X:\n    y = f()", "a call in line 4"),
        ("def f():\n    return 1\nclass X:\n    y: int = f()", "a call in line 4"),
        ("def f():\n    return 1\ndef g(x=f()):\n    return x", "a call in line 3"),
        ("def f(x):\n    return x\n@f\ndef g():\n    return 1", "FunctionDef in line"),
        ("class X(metaclass=int):\n    y = 1", "ClassDef in line 1"),
        ("class X:\n    pass", "Pass"),
        ("if isinstance(1, int):\n    x = 1", "a condition"),
        ("for x in [1]:\n    y = x", "For in line 1"),
        (
            "class X:\n    has_errors: int\n    @property\n    def has_errors(self):\n        return 1",
            "X.has_errors a second time in line 4",
        ),
        ("class X:\n    A = 1\n    A = 2", "X.A a second time in line 3"),
        ("class X:\n    class Y:\n        a = 1\n    Y: int", "X.Y a second time in line 4"),
        ("__builtins__ = 1", "the name __builtins__"),
        ("x = 1 +", "a module that is not Python"),
        ("x = '\u202e'", "the character U+202E"),
        ("x = 1\r\ny = 2", "the character U+000D"),
        ("x = 1\x0c", "the character U+000C"),
        ("# a\u2028b\nx = 1", "the character U+2028"),
        ("# \ufeff", "the character U+FEFF"),
    ],
)
def test_what_no_template_prints_is_refused(text: str, problem: str) -> None:
    """Anything but definitions, and any name but those of the templates, stops the build."""
    with pytest.raises(GuardError) as caught:
        check(text)
    assert problem in str(caught.value)
    assert "nothing was written" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n    return x\n@f\nclass X:\n    y = 1",
        "def frozenset(x):\n    return x\ny = frozenset(1)",
        "def property(x):\n    return x\nclass X:\n    @property\n    def y(self):\n        return 1",
    ],
)
def test_a_module_runs_nothing_of_its_own_when_imported(text: str) -> None:
    """A decorator, or a function under the name of a known one, does not run on import."""
    with pytest.raises(GuardError):
        check(text)


def test_the_lines_of_what_is_wrong_are_shown() -> None:
    """The error names the operation, and shows the line with those around it."""
    text = "a = 1\nb = 2\nc = 3\nfor x in [1]:\n    y = x\nd = 4\ne = 5\n"
    with pytest.raises(GuardError) as caught:
        check_module(text, "operation.py.jinja", MODULES, operation="GetThing")
    (problem,) = caught.value.problems
    assert problem.what == (
        "the template produced For in line 4, for GetThing; nothing was written"
    )
    assert problem.diff == (
        "     2 | b = 2\n     3 | c = 3\n>    4 | for x in [1]:\n     5 |     y = x\n     6 | d = 4\n"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nx = 1 +", ">    2 | x = 1 +\n"),
        ("a = 1\nb = 2 # \u2028 x\n", ">    2 | b = 2 # \u2028 x\n"),
        ("a = 1\nb = unknown", ">    2 | b = unknown\n"),
    ],
)
def test_a_line_is_shown_whatever_is_wrong_with_it(text: str, line: str) -> None:
    """What is no Python, a character that cannot be printed and an unknown name have their line."""
    with pytest.raises(GuardError) as caught:
        check(text)
    (problem,) = caught.value.problems
    assert line in problem.diff


LONG = f'A = "{"x" * 1_000_000}"\n\n\n'  # a module is read in pieces of this length


def test_a_long_module_is_judged_as_a_short_one() -> None:
    """What one piece of it defines, another uses; and what no template prints is refused in each, with its line."""
    end = "def f() -> int:\n    return g()\n\n\ndef g() -> int:\n    return len(A)\n"
    fine = end.replace("len(A)", "int(A)")
    whole = check_module(LONG + LONG + fine, "x.py.jinja", MODULES)
    assert whole == LONG + LONG + fine
    with pytest.raises(GuardError, match="the name len in line 12"):
        check(LONG + LONG + end)
    with pytest.raises(GuardError, match="the attribute __class__ in line 5"):
        check(f"{LONG}def f(x):\n    return x.__class__\n\n\n{LONG}")
    with pytest.raises(GuardError, match="not Python"):
        check(f"{LONG}def f(:\n    return 1\n\n\n{LONG}")
