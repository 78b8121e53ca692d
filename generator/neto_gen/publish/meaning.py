"""Tell whether two modules have the same code in different layouts."""

from __future__ import annotations

import ast
import tokenize
from inspect import cleandoc
from io import BytesIO


def says_the_same(current: bytes, wanted: bytes) -> bool:
    """Tell whether two modules have the same code and the same comments, so that no edit is lost.

    Layout, quotes and the margins of docstrings make no difference. What is not Python says nothing.
    """
    try:
        return _code(current) == _code(wanted) and _comments(current) == _comments(wanted)
    except (SyntaxError, tokenize.TokenError, ValueError, RecursionError, MemoryError):
        return False  # the last two: nested too deeply


def _comments(content: bytes) -> list[str]:
    tokens = tokenize.tokenize(BytesIO(content).readline)
    return [token.string.rstrip() for token in tokens if token.type == tokenize.COMMENT]


def _code(content: bytes) -> str:
    tree = ast.parse(content)
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text)) as said):
                lines = cleandoc(text).splitlines()
                said.value = "\n".join(line.rstrip() for line in lines)
            case ast.Constant():
                node.kind = None  # u"…" is "…"
            case _:
                pass
    return ast.dump(tree)
