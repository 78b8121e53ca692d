"""Layout by black, the same for everyone: its settings do not come from anybody's project.

Our own templates print modules as black lays them out, but for what does not fit its line: black sees
the statements that it may change, and no others.
"""

from __future__ import annotations

import ast
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import black
from black.mode import TargetVersion
from black.parsing import InvalidInput

from neto_gen.python.code import LINE_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_INDENT: Final = "    "
_MODE: Final = black.Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})


class _Statement(NamedTuple):
    """A statement without others in it, a decorator, or a head: its lines, and how deep it stands."""

    kind: str
    first: int
    last: int
    depth: int

    def alone(self, lines: Sequence[str]) -> str:
        """A module with nothing else in it."""
        above = "".join(f"{_INDENT * depth}class C:\n" for depth in range(self.depth))
        margin = _INDENT * self.depth
        below = {"decorator": f"\n{margin}class C: ...", "head": f"\n{margin}{_INDENT}pass"}
        own = "\n".join(lines[self.first - 1 : self.last])
        return f"{above}{own}{below.get(self.kind, '')}\n"

    def found_in(self, node: Any) -> _Statement:  # noqa: ANN401 - a node of the syntax tree
        """The same where the module is laid out, of which this is the statement."""
        for _ in range(self.depth):
            (node,) = node.body
        return next(found for found in _statements_of(node, 0) if found.kind == self.kind)


def format_module(text: str) -> str:
    """The module as black lays it out, in lines of up to 100 characters; but for comments above it.

    These tell black to leave the module alone, as it shall in a user's project. Raises ValueError
    when it is not Python.
    """
    lines = text.splitlines(keepends=True)
    header = "".join(takewhile(lambda line: line.startswith("#"), lines))
    try:
        return header + black.format_str(text.removeprefix(header), mode=_MODE)
    except InvalidInput as error:
        raise ValueError(str(error)) from None


def lay_out(text: str, tree: ast.Module) -> str:
    """The same of a module that one of our own templates printed, of which this is the syntax tree."""
    lines = text.split("\n")
    found = [s for s in _statements(tree, 0) if any(map(_may_change, lines[s.first - 1 : s.last]))]
    if not found:
        return text
    laid_out = format_module("".join(statement.alone(lines) for statement in found))
    parts, theirs = ast.parse(laid_out).body, laid_out.split("\n")
    for statement, part in zip(reversed(found), reversed(parts), strict=True):
        there = statement.found_in(part)
        lines[statement.first - 1 : statement.last] = theirs[there.first - 1 : there.last]
    return "\n".join(lines)


def _statements(block: Any, depth: int) -> Iterator[_Statement]:  # noqa: ANN401 - as above
    """All that has no other statements in it, with the heads of what has; but no docstrings."""
    for node in block.body:
        yield from _statements_of(node, depth)
        if _has_block(node):
            yield from _statements(node, depth + 1)


def _statements_of(node: Any, depth: int) -> Iterator[_Statement]:  # noqa: ANN401 - as above
    for decorator in getattr(node, "decorator_list", ()):
        yield _Statement("decorator", decorator.lineno, decorator.end_lineno, depth)
    if _has_block(node):
        yield _Statement("head", node.lineno, node.body[0].lineno - 1, depth)
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        yield _Statement("statement", node.lineno, int(node.end_lineno or 0), depth)


def _has_block(node: Any) -> bool:  # noqa: ANN401 - as above
    """Whether there are statements in it, on lines of their own."""
    return hasattr(node, "body") and node.body[0].col_offset == node.col_offset + len(_INDENT)


def _may_change(line: str) -> bool:
    """Whether black may lay out a line otherwise: it is too long, or it has a choice of quotes."""
    width = len(line) if line.isascii() else 2 * len(line)
    return width > LINE_LENGTH or "'" in line or "\\" in line
