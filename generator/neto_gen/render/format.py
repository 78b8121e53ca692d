"""Layout by black, the same for everyone: its settings do not come from anybody's project.

Our own templates print modules as black lays them out, but for what does not fit its line: that is
broken here where there is one way to do so, and black sees the other statements that it may change.
"""

from __future__ import annotations

import ast
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from neto_gen.python.code import LINE_LENGTH
from neto_gen.render.lines import INDENT, UnclearError, broken, may_not_fit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class _Statement(NamedTuple):
    """A statement without others in it, a decorator, or a head: its lines, and how deep it stands.

    `below` is what has to follow it.
    """

    first: int
    last: int
    depth: int
    below: str = ""

    def by_black(self, own: Sequence[str]) -> list[str]:
        """Return the lines as black formats them."""
        above = [f"{INDENT * depth}class C:" for depth in range(self.depth)]
        below = [f"{INDENT * self.depth}{self.below}"] if self.below else []
        laid_out = format_module("\n".join([*above, *own, *below, ""])).split("\n")
        return laid_out[len(above) : len(laid_out) - len(below) - 1]


def format_module(text: str) -> str:
    """Return a module formatted by black, in lines of up to 100 characters, except its comments on top.

    These tell black to leave the module alone, as it shall in a user's project. Raises ValueError
    when it is not Python.
    """
    import black  # noqa: PLC0415 - rarely needed, and slow to import
    from black.mode import TargetVersion  # noqa: PLC0415
    from black.parsing import InvalidInput  # noqa: PLC0415

    lines = text.splitlines(keepends=True)
    header = "".join(takewhile(lambda line: line.startswith("#"), lines))
    mode = black.Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})
    try:
        return header + black.format_str(text.removeprefix(header), mode=mode)
    except InvalidInput as error:
        raise ValueError(str(error)) from None


def lay_out(text: str, tree: ast.Module) -> str:
    """Return a module that one of our templates printed, formatted; `tree` is its syntax tree."""
    lines = text.split("\n")
    for statement in reversed([*_statements(tree, 0)]):
        where = slice(statement.first - 1, statement.last)
        if any(map(may_not_fit, lines[where])):
            try:
                lines[where] = [piece for line in lines[where] for piece in broken(line)]
            except UnclearError:
                lines[where] = statement.by_black(lines[where])
    return "\n".join(lines)


def _statements(block: Any, depth: int) -> Iterator[_Statement]:  # noqa: ANN401 - a node of a tree
    """Yield all statements without others inside them, and the heads of the others; no docstrings."""
    for node in block.body:
        for decorator in _decorators(node):
            yield _Statement(decorator.lineno, decorator.end_lineno, depth, "class C: ...")
        if _has_block(node):
            first = [*_decorators(node.body[0]), node.body[0]][0]
            yield _Statement(node.lineno, first.lineno - 1, depth, f"{INDENT}pass")
            yield from _statements(node, depth + 1)
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield _Statement(node.lineno, int(node.end_lineno or 0), depth)


def _decorators(node: Any) -> list[Any]:  # noqa: ANN401 - as above
    return getattr(node, "decorator_list", [])


def _has_block(node: Any) -> bool:  # noqa: ANN401 - as above
    """Tell whether a node has statements in it, on lines of their own."""
    return hasattr(node, "body") and node.body[0].col_offset == node.col_offset + len(INDENT)
