"""A module laid out by black statement by statement, with one statement of each shape.

What black does with a statement follows from how long its names, texts and numbers are, not from
what they say. Generated modules hold a great many statements that differ in nothing else: black lays
out one of them, and the others follow it. The result is what black makes of the whole module.
"""

from __future__ import annotations

import ast
import keyword
import re
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from neto_gen.render.format import format_module

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_INDENT: Final = "    "
_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITIONS: Final = (ast.ClassDef, *_FUNCTIONS)
_IMPORTS: Final = (ast.Import, ast.ImportFrom)
_KEYWORDS: Final = frozenset({*keyword.kwlist, *keyword.softkwlist})
# Texts that need no escapes, names, and whole numbers. Last, what makes black look at what is said:
# escapes, comments, wide characters, and texts over several lines.
_WORD: Final = re.compile(
    r'''f?"{3}([^"\\\s](?:[^"\\\x00-\x1f]*[^"\\\s])?)"{3}|""|\'\'|f?"([^"\\\n]+)"|f?'([^"'\\\n]+)\''''
    r"""|([A-Za-z_]\w*)(?!["'])|(?<![\w.])([0-9]+)(?![\w.])|(["'\\#]|[^\x00-\x7f])""",
    re.ASCII,
)
_NUMBER: Final = 5
_UNLIKE: Final = 6
_MARK: Final = re.compile(r"^ *# statement\n", re.MULTILINE)
_MOST_LAYOUTS: Final = 20_000


class _Shape(NamedTuple):
    """A statement or the head of a definition, without indentation; words stand for others as long.

    It is exact, with all that it says, where black looks at what is said.
    """

    depth: int
    is_docstring: bool
    is_exact: bool
    text: str


class _Part(NamedTuple):
    """A statement of a module: the blank lines before it, its shape, and the words in it."""

    blank_lines: int
    shape: _Shape
    words: tuple[str, ...]


# For the builds to come in this process: layouts with a place for each word.
_layouts: dict[_Shape, str] = {}


def lay_out(text: str) -> str:
    """The module as black lays it out.

    Lines before the first statement stay as they are; other comments must stand inside of a
    statement. Raises ValueError when the text is not Python.
    """
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise ValueError(str(error)) from None
    lines = text.split("\n")
    parts = list(_parts(tree, lines, 0))
    shapes = {part.shape for part in parts}
    if len(_layouts) > _MOST_LAYOUTS:
        _layouts.clear()
    _layouts.update(_lay_out_shapes(sorted(shapes - _layouts.keys())))
    beginning = lines[: _first_line(tree.body[0]) - 1] if tree.body else lines
    return "".join(
        [
            *(f"{line}\n" for line in beginning if line),
            *("\n" * part.blank_lines + _layouts[part.shape] % part.words for part in parts),
        ]
    )


def _parts(
    owner: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef,
    lines: Sequence[str],
    depth: int,
) -> Iterator[_Part]:
    before: ast.stmt | None = None
    for statement in owner.body:
        first = _first_line(statement)
        blank_lines = 0 if before is None else _blank_lines(owner, before, statement, depth)
        if isinstance(statement, _DEFINITIONS):
            head = lines[first - 1 : _first_line(statement.body[0]) - 1]
            body = f"{_INDENT * (depth + 1)}pass"
            yield _part(blank_lines, depth, [*head, body])
            yield from _parts(statement, lines, depth + 1)
        else:
            own = lines[first - 1 : _last_line(statement)]
            yield _part(blank_lines, depth, own, is_docstring=before is None and _is_text(statement))
        before = statement


def _first_line(statement: ast.stmt) -> int:
    if isinstance(statement, _DEFINITIONS) and statement.decorator_list:
        return statement.decorator_list[0].lineno
    return statement.lineno


def _last_line(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _blank_lines(
    owner: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef,
    before: ast.stmt,
    statement: ast.stmt,
    depth: int,
) -> int:
    """How many blank lines black has between two statements of a block."""
    if isinstance(before, _DEFINITIONS) or isinstance(statement, _DEFINITIONS):
        return 1 if depth else 2
    gap = min(_first_line(statement) - _last_line(before) - 1, 1 if depth else 2)
    if isinstance(before, _IMPORTS) and not isinstance(statement, _IMPORTS):
        return 1
    is_docstring = before is owner.body[0] and _is_text(before)
    if is_docstring and not isinstance(owner, _FUNCTIONS):
        return 1
    return gap


def _part(
    blank_lines: int, depth: int, lines: Sequence[str], *, is_docstring: bool = False
) -> _Part:
    text = "\n".join(lines)
    words: list[str] = []
    is_exact = is_docstring and '"""' not in text

    def stand_in(found: re.Match[str]) -> str:
        nonlocal is_exact
        group = found.lastindex
        if group is None or found[group] in _KEYWORDS:
            return found[0]
        if group == _UNLIKE:
            is_exact = True
        words.append(found[group])
        start, end = found.span(group)
        whole, offset = found.string, found.start()
        other = ("9" if group == _NUMBER else "x") * (end - start)
        return whole[offset:start] + other + whole[end : found.end()]

    shape = _WORD.sub(stand_in, text)
    if is_exact:
        return _Part(blank_lines, _Shape(depth, is_docstring, is_exact, text), ())
    return _Part(blank_lines, _Shape(depth, is_docstring, is_exact, shape), tuple(words))


def _lay_out_shapes(shapes: Iterable[_Shape]) -> Iterator[tuple[_Shape, str]]:
    """The layout of each shape, with `%s` for each word; the shapes are in their order."""
    for (depth, is_docstring), group in groupby(shapes, key=lambda shape: shape[:2]):
        alike = list(group)
        if is_docstring and not depth:
            laid_out = [format_module(shape.text) for shape in alike]
        else:
            laid_out = _lay_out_block(depth, alike, is_docstring=is_docstring)
        for shape, text in zip(alike, laid_out, strict=True):
            yield shape, _with_places(text, shape)


def _lay_out_block(depth: int, shapes: list[_Shape], *, is_docstring: bool) -> list[str]:
    """What black makes of statements that stand this deep, each under a comment of its own."""
    outer = depth - is_docstring  # a docstring is the first in a definition
    start = "".join(f"{_INDENT * level}class x:\n" for level in range(outer))
    lines = [f"{start}{_INDENT * outer}pass\n"]
    for shape in shapes:
        lines.append(f"{_INDENT * outer}# statement\n")
        if is_docstring:
            lines.append(f"{_INDENT * outer}class x:\n")
        lines.append(f"{shape.text}\n")
    laid_out = _MARK.split(format_module("".join(lines)))[1:]
    if is_docstring:
        laid_out = [text.partition("\n")[2] for text in laid_out]
    return [text.strip("\n") + "\n" for text in laid_out]


def _with_places(text: str, shape: _Shape) -> str:
    head, _, body = text.rpartition(f"\n{_INDENT * (shape.depth + 1)}pass\n")
    if head and not body and shape.text.endswith(f"\n{_INDENT * (shape.depth + 1)}pass"):
        text = f"{head}\n"
    text = text.replace("%", "%%")
    if shape.is_exact:
        return text

    def place(found: re.Match[str]) -> str:
        group = found.lastindex
        if group is None or found[group] in _KEYWORDS:
            return found[0]
        start, end = found.span(group)
        return found.string[found.start() : start] + "%s" + found.string[end : found.end()]

    return _WORD.sub(place, text)
