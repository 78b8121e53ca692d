"""A module laid out by black statement by statement, with one statement of each shape.

What black does with a statement follows from how long its names, texts and numbers are, not from
what they say; and where it leaves a statement on its line, nor from how long they are. Generated
modules hold a great many statements that differ in nothing else: black lays out one of them, and the
others follow it. The result is what black makes of the whole module.
"""

from __future__ import annotations

import ast
import keyword
import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple, TypeGuard

from neto_gen.python.code import LINE_LENGTH
from neto_gen.render.format import format_module

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_INDENT: Final = "    "
_DEFINITIONS: Final = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
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
_REPEATED: Final = re.compile(r"([x9])\1+")
_TEXT: Final = re.compile(r' *f?"[^"]*",?')
_KEY: Final = re.compile(r' *"[^"]*": ')
_IN_BRACKETS: Final = {"item": ("x(", "x,", ")"), "entry": ("x = {", '"x": x,', "}")}
_MARK: Final = re.compile(r"^ *# statement\n", re.MULTILINE)
_MOST_SHAPES: Final = 20_000


class _Shape(NamedTuple):
    """A statement in which words stand for others as long, unless it is exact.

    It may be a head, with `pass` for its body, a docstring, or an item: one of those in brackets
    over several lines; or an entry of a dictionary there. `depth` is how deep it stands. It is exact, and says what it says, where
    black looks at that.
    """

    depth: int
    kind: str
    is_exact: bool
    text: str


@dataclass(slots=True)
class _Part:
    """A statement of a module, or of one only the head, or an item.

    `blank_lines` stand before it; `source` is how its template prints it. `words` are those that
    others stand for in its shape. `laid_out` is known of what stays as it is printed.
    """

    blank_lines: int
    source: str
    shape: _Shape
    words: tuple[str, ...]
    laid_out: str | None = None

    @property
    def outline(self) -> _Shape | None:
        """Its shape, whatever the lengths of the words; None where they may count."""
        lines = self.shape.text.split("\n")
        if self.shape.is_exact or any(len(line) > LINE_LENGTH or _opens(line) for line in lines):
            return None
        return self.shape._replace(text=_REPEATED.sub(r"\1", self.shape.text))


_Block = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.If | ast.For

# For the builds to come in this process: whether black leaves what has an outline as it is, and the
# layouts of shapes, with a place for each word.
_is_left: dict[_Shape, bool] = {}
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
    parts = _leave(_parts(tree, lines, 0))
    parts = _leave(item for part in parts for item in _items(part))
    _learn_layouts({part.shape for part in parts if part.laid_out is None})
    beginning = lines[: _first_line(tree.body[0]) - 1] if tree.body else lines
    laid_out = [f"{line}\n" for line in beginning if line]
    for part in parts:
        laid_out.append("\n" * part.blank_lines)
        laid_out.append(part.laid_out or _layouts[part.shape] % part.words)
    return "".join(laid_out)


def _leave(found: Iterable[_Part]) -> list[_Part]:
    """The parts, of which some are laid out: those that black leaves as they are."""
    parts = list(found)
    outlines = [part.outline if part.laid_out is None else None for part in parts]
    unknown = {outline for outline in outlines if outline} - _is_left.keys()
    if len(_is_left) > _MOST_SHAPES:
        _is_left.clear()
        unknown = {outline for outline in outlines if outline}
    for shape, text in _lay_out_shapes(sorted(unknown)):
        _is_left[shape] = text == _without_body(shape, shape.text)
    for part, outline in zip(parts, outlines, strict=True):
        if outline and _is_left[outline]:
            part.laid_out = f"{part.source}\n"
    return parts


def _learn_layouts(shapes: set[_Shape]) -> None:
    unknown = shapes - _layouts.keys()
    if len(_layouts) > _MOST_SHAPES:
        _layouts.clear()
        unknown = shapes
    for shape, text in _lay_out_shapes(sorted(unknown)):
        _layouts[shape] = _with_places(text, shape)


def _parts(owner: _Block, lines: list[str], depth: int) -> Iterator[_Part]:
    before: ast.stmt | None = None
    for statement in owner.body:
        first = _first_line(statement)
        blank_lines = 0 if before is None else _blank_lines(owner, before, statement, depth)
        if isinstance(statement, _DEFINITIONS) or _is_simple_block(statement):
            head = lines[first - 1 : _first_line(statement.body[0]) - 1]
            while not head[-1]:
                del head[-1]
            yield _part(blank_lines, depth, head, "head")
            yield from _parts(statement, lines, depth + 1)
        else:
            may_be_docstring = before is None and not isinstance(owner, ast.If | ast.For)
            is_docstring = may_be_docstring and _is_text(statement)
            own = lines[first - 1 : _last_line(statement)]
            yield _part(blank_lines, depth, own, "docstring" if is_docstring else "statement")
        before = statement


def _is_simple_block(statement: ast.stmt) -> TypeGuard[ast.If | ast.For]:
    return (
        isinstance(statement, ast.If | ast.For)
        and not statement.orelse
        and not isinstance(statement.body[0], _DEFINITIONS)
    )


def _first_line(statement: ast.stmt) -> int:
    if isinstance(statement, _DEFINITIONS) and statement.decorator_list:
        return statement.decorator_list[0].lineno
    return statement.lineno


def _last_line(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _blank_lines(owner: _Block, before: ast.stmt, statement: ast.stmt, depth: int) -> int:
    """How many blank lines black has between two statements of a block."""
    if isinstance(before, _DEFINITIONS) or isinstance(statement, _DEFINITIONS):
        return 1 if depth else 2
    gap = min(_first_line(statement) - _last_line(before) - 1, 1 if depth else 2)
    if isinstance(before, _IMPORTS) and not isinstance(statement, _IMPORTS):
        return 1
    if before is owner.body[0] and _is_text(before) and isinstance(owner, ast.Module | ast.ClassDef):
        return 1
    return gap


def _part(blank_lines: int, depth: int, lines: Sequence[str], kind: str) -> _Part:
    source = "\n".join(lines)
    body = f"\n{_INDENT * (depth + 1)}pass" if kind == "head" else ""
    words: list[str] = []
    is_alike = kind != "docstring" or '"""' in source

    def stand_in(found: re.Match[str]) -> str:
        nonlocal is_alike
        group = found.lastindex
        if group is None or found[group] in _KEYWORDS:
            return found[0]
        is_alike = is_alike and group != _UNLIKE
        words.append(found[group])
        start, end = found.span(group)
        other = ("9" if group == _NUMBER else "x") * (end - start)
        return found.string[found.start() : start] + other + found.string[end : found.end()]

    shape = _WORD.sub(stand_in, source)
    if not is_alike:
        return _Part(blank_lines, source, _Shape(depth, kind, True, source + body), ())  # noqa: FBT003
    return _Part(blank_lines, source, _Shape(depth, kind, False, shape + body), tuple(words))  # noqa: FBT003


def _items(part: _Part) -> Iterator[_Part]:
    """The items of a statement that has each on a line of its own in brackets, or all of it.

    black lays out each for itself, when the last has a comma after it. Texts stay as they are.
    """
    lines = part.shape.text.split("\n")
    source = part.source.split("\n")
    depths = [_opens(line) for line in lines]
    levels = next((n for n, depth in enumerate(depths) if depth != 1), 0)
    end = len(lines) - levels
    are_items = (
        part.laid_out is None
        and not part.shape.is_exact
        and levels > 0
        and depths == [1] * levels + [0] * (end - levels) + [-1] * levels
        and (lines[end - 1].endswith(",") or all(map(_TEXT.fullmatch, lines[levels:end])))
        and all(len(line) <= LINE_LENGTH for line in (*lines[:levels], *lines[end:]))
    )
    if not are_items:
        yield part
        return
    depth = part.shape.depth
    for number, line in enumerate(source):
        blank_lines = part.blank_lines if number == 0 else 0
        kind = "entry" if _KEY.match(line) else "item"
        item = _part(blank_lines, depth + levels, [line], kind)
        is_text = _TEXT.fullmatch(item.shape.text) and len(line) <= LINE_LENGTH
        if is_text or not levels <= number < end:
            item.laid_out = f"{line}\n"
        yield item


def _opens(line: str) -> int:
    """How many more brackets a line of a shape opens than it closes."""
    return sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))


def _lay_out_shapes(shapes: Iterable[_Shape]) -> Iterator[tuple[_Shape, str]]:
    """What black makes of each shape; they are in their order."""
    for (depth, kind), group in groupby(shapes, key=lambda shape: shape[:2]):
        alike = list(group)
        if kind == "docstring" and not depth:
            laid_out = [format_module(shape.text) for shape in alike]
        else:
            laid_out = _lay_out_block(depth, kind, alike)
        for shape, text in zip(alike, laid_out, strict=True):
            yield shape, _without_body(shape, text)


def _lay_out_block(depth: int, kind: str, shapes: Sequence[_Shape]) -> list[str]:
    """What black makes of shapes that stand this deep, each under a comment of its own."""
    outer = depth - (kind in {"docstring", *_IN_BRACKETS})
    margin, before, after = _INDENT * outer, "", ""
    lines = [f"{_INDENT * level}class x:\n" for level in range(outer)]
    if kind in _IN_BRACKETS:
        opening, last, closing = _IN_BRACKETS[kind]
        lines.append(f"{margin}{opening}\n")
        after = f"{margin}{_INDENT}# statement\n{margin}{_INDENT}{last}\n{margin}{closing}\n"
        margin += _INDENT
    else:
        lines.append(f"{margin}pass\n")
        before = f"{margin}class x:\n" if kind == "docstring" else ""
    lines += [f"{margin}# statement\n{before}{shape.text}\n" for shape in shapes]
    lines.append(after)
    laid_out = _MARK.split(format_module("".join(lines)))[1:]
    if kind == "docstring":
        laid_out = [text.partition("\n")[2] for text in laid_out]
    return [text.strip("\n") + "\n" for text in laid_out[: len(shapes)]]


def _without_body(shape: _Shape, text: str) -> str:
    """The text without the body of a head, with a line feed at its end."""
    text = text.rstrip("\n")
    if shape.kind == "head":
        text = text[: text.rindex("\n")]
    return f"{text}\n"


def _with_places(text: str, shape: _Shape) -> str:
    """A layout with `%s` for each word that stands for another."""
    text = text.replace("%", "%%")
    if shape.is_exact:
        return text

    def place(found: re.Match[str]) -> str:
        group = found.lastindex
        if group is None or found[group] in _KEYWORDS:
            return found[0]
        start, end = found.span(group)
        return f"{found.string[found.start() : start]}%s{found.string[end : found.end()]}"

    return _WORD.sub(place, text)
