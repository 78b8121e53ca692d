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
from neto_gen.render.format import format_module, format_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_INDENT: Final = "    "
_DEFINITIONS: Final = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_IMPORTS: Final = (ast.Import, ast.ImportFrom)
_KEYWORDS: Final = frozenset({*keyword.kwlist, *keyword.softkwlist})
# Texts that need no escapes, names, and whole numbers. Last, what makes black look at what is said:
# escapes, comments, wide characters, and texts over several lines.
_WORD: Final = re.compile(
    r"""f?"{3}([^"\\\s](?:[^"\\\x00-\x1f]*[^"\\\s])?)"{3}|""|\'\'"""
    r"""|(?<!")f?"([^"\\\n]+)"(?!")|f?'([^"'\\\n]+)\'"""
    r"""|(?<!\w)([A-Za-z_]\w*)(?!["'])|(?<![\w.])([0-9]+)(?![\w.])|(["'\\#]|[^\x00-\x7f])""",
    re.ASCII,
)
_NUMBER: Final = 5
_UNLIKE: Final = 6
# The same for a whole module, where every word may be as short as the next.
_OUTLINES: Final = (
    (re.compile(r'"""[^"\\\s](?:[^"\\\x00-\x1f]*[^"\\\s])?"""', re.ASCII), '"""x"""'),
    (re.compile(r'(?<!")f?"[^"\\\n]+"(?!")'), '"x"'),
    (re.compile(rf"\b(?!(?:{'|'.join(sorted(_KEYWORDS))})\b)[A-Za-z_]\w*", re.ASCII), "x"),
    (re.compile(r"(?<![\w.])[0-9]+(?![\w.])", re.ASCII), "9"),
)
_OUTLINED: Final = re.compile(r'"""x"""|""|"x"')
_NOT_OUTLINED: Final = re.compile(r"""["'\\#]|[^\x00-\x7f]""")
_TEXT: Final = re.compile(r' *f?"[^"]*",?')
_KEY: Final = re.compile(r' *"[^"]*": ')
# What stays as it is in brackets: texts, and the parameters with stars, which only stand in places
# of their own.
_LEFT: Final = {
    "item": _TEXT,
    "entry": _TEXT,
    "parameter": re.compile(r" *(\*|\*{1,2}\w+(: [\w.]+(\[[\w.]+\])?)?),", re.ASCII),
}
_IN_BRACKETS: Final = {
    "item": ("x(", "x,", ")"),
    "entry": ("x = {", '"x": x,', "}"),
    "parameter": ("def x(", "x,", "): pass"),
}
_LAYOUT: Final = str.maketrans("'", '"', " \n(),")
_MOST_SHAPES: Final = 20_000


class _Shape(NamedTuple):
    """A statement in which words stand for others, unless it is exact.

    It may be a head, with `pass` for its body, a docstring, or one of those in brackets over several
    lines: an item, an entry of a dictionary, or a parameter. `depth` is how deep it stands. It is
    exact, and says what it says, where black looks at that.
    """

    depth: int
    kind: str
    is_exact: bool
    text: str


@dataclass(slots=True)
class _Part:
    """A statement of a module, or of one only the head, or something in brackets.

    `blank_lines` stand before it. `lines` are how its template prints it, and `outline` the same
    with short words for all, or None where black looks at what it says. `laid_out` is known of what
    stays as it is printed.
    """

    blank_lines: int
    depth: int
    kind: str
    lines: list[str]
    outline: list[str] | None
    laid_out: str | None = None
    words: tuple[str, ...] = ()

    @property
    def outline_shape(self) -> _Shape | None:
        """Its shape whatever its words; None where black may have to break or to join a line."""
        if self.outline is None or any(len(line) > LINE_LENGTH for line in self.lines):
            return None
        if len(self.lines) > 1 and any(map(_opens, self.outline)):
            return None
        return _Shape(self.depth, self.kind, False, "\n".join(self.outline))  # noqa: FBT003

    def take_shape(self) -> _Shape:
        """Its shape, in which words are as long as its own, which become known."""
        text = "\n".join(self.lines)
        if self.kind != "docstring" or '"""' in text:
            shape, words = _with_other_words(text)
            if shape is not None:
                self.words = words
                return _Shape(self.depth, self.kind, False, shape)  # noqa: FBT003
        return _Shape(self.depth, self.kind, True, text)  # noqa: FBT003


_Block = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.If | ast.For

# For the builds to come in this process: whether black leaves what has an outline as it is, and the
# layouts of shapes, with a place for each word.
_is_left: dict[_Shape, bool] = {}
_layouts: dict[_Shape, str] = {}


def lay_out(text: str, tree: ast.Module) -> str:
    """The module with this syntax tree as black lays it out.

    Lines before the first statement stay as they are; other comments must stand inside of a
    statement.
    """
    module = _Lines(text)
    parts = _leave(_parts(tree, module, 0))
    parts = _leave(item for part in parts for item in _items(part))
    shapes = {number: part.take_shape() for number, part in enumerate(parts) if not part.laid_out}
    _learn_layouts({*shapes.values()})
    beginning = module.lines[: _first_line(tree.body[0]) - 1] if tree.body else module.lines
    laid_out = [f"{line}\n" for line in beginning if line]
    for number, part in enumerate(parts):
        laid_out.append("\n" * part.blank_lines)
        laid_out.append(part.laid_out or _layouts[shapes[number]] % part.words)
    result = "".join(laid_out)
    # Should words ever get lost on the way, black does it all.
    return result if _words(result) == _words(text) else format_module(text)


def _words(text: str) -> str:
    """A text without what black changes: space, brackets, commas, and which quotes are used."""
    return text.translate(_LAYOUT)


class _Lines:
    """The lines of a module, and how they look with short words."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        for pattern, word in _OUTLINES:
            text = pattern.sub(word, text)
        self._outlines = text.split("\n")
        rest = _OUTLINED.sub("", text).split("\n")
        self._not_outlined = {n for n, line in enumerate(rest) if _NOT_OUTLINED.search(line)}

    def part(self, blank_lines: int, depth: int, kind: str, start: int, end: int) -> _Part:
        """The part in these lines."""
        is_outlined = self._not_outlined.isdisjoint(range(start, end))
        outline = self._outlines[start:end] if is_outlined else None
        return _Part(blank_lines, depth, kind, self.lines[start:end], outline)


def _leave(found: Iterable[_Part]) -> list[_Part]:
    """The parts, of which some are laid out: those that black leaves as they are."""
    parts = list(found)
    shapes = [None if part.laid_out else part.outline_shape for part in parts]
    if len(_is_left) > _MOST_SHAPES:
        _is_left.clear()
    unknown = {shape for shape in shapes if shape} - _is_left.keys()
    for shape, text in _lay_out_shapes(sorted(unknown)):
        _is_left[shape] = text == f"{shape.text}\n"
    for part, outline in zip(parts, shapes, strict=True):
        if outline and _is_left[outline]:
            part.laid_out = "\n".join(part.lines) + "\n"
    return parts


def _learn_layouts(shapes: set[_Shape]) -> None:
    if len(_layouts) > _MOST_SHAPES:
        _layouts.clear()
    for shape, text in _lay_out_shapes(sorted(shapes - _layouts.keys())):
        _layouts[shape] = _with_places(text, shape)


def _parts(owner: _Block, module: _Lines, depth: int) -> Iterator[_Part]:
    before: ast.stmt | None = None
    for statement in owner.body:
        start = _first_line(statement) - 1
        blank_lines = 0 if before is None else _blank_lines(owner, before, statement, depth)
        if isinstance(statement, _DEFINITIONS) or _is_simple_block(statement, module):
            end = _first_line(statement.body[0]) - 1
            while not module.lines[end - 1]:
                end -= 1
            yield module.part(blank_lines, depth, "head", start, end)
            yield from _parts(statement, module, depth + 1)
        else:
            may_be_docstring = before is None and not isinstance(owner, ast.If | ast.For)
            kind = "docstring" if may_be_docstring and _is_text(statement) else "statement"
            yield module.part(blank_lines, depth, kind, start, _last_line(statement))
        before = statement


def _is_simple_block(statement: ast.stmt, module: _Lines) -> TypeGuard[ast.If | ast.For]:
    """Whether a statement is a head and a body, with no blank line between them."""
    return (
        isinstance(statement, ast.If | ast.For)
        and not statement.orelse
        and not isinstance(statement.body[0], _DEFINITIONS)
        and bool(module.lines[statement.body[0].lineno - 2])
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
    is_definition = isinstance(statement, _DEFINITIONS)
    is_docstring = before is owner.body[0] and _is_text(before)
    if is_docstring and isinstance(owner, ast.Module | ast.ClassDef):
        is_decorated = _first_line(statement) != statement.lineno
        return 2 if is_definition and not is_decorated and not depth else 1
    if is_definition or isinstance(before, _DEFINITIONS):
        return 1 if depth else 2
    if isinstance(before, _IMPORTS) and not isinstance(statement, _IMPORTS):
        return 1
    gap = _first_line(statement) - _last_line(before) - 1
    return min(gap, 1 if depth else 2)


def _items(part: _Part) -> Iterator[_Part]:
    """The items of a statement that has each on a line of its own in brackets, or all of it.

    black lays out each for itself, when the last has a comma after it. Texts stay as they are.
    """
    depths = [] if part.outline is None or part.laid_out else [*map(_opens, part.outline)]
    levels = next((n for n, depth in enumerate(depths) if depth != 1), 0)
    end = len(depths) - levels
    are_items = (
        0 < levels < end
        and depths == [1] * levels + [0] * (end - levels) + [-1] * levels
        and (part.lines[end - 1].endswith(",") or _is_long_text(part.lines[levels:end]))
        and all(len(line) <= LINE_LENGTH for line in (*part.lines[:levels], *part.lines[end:]))
    )
    if part.outline is None or not are_items:
        yield part
        return
    blank_lines = part.blank_lines
    for number, (line, outline) in enumerate(zip(part.lines, part.outline, strict=True)):
        kind = "entry" if _KEY.match(line) else "parameter" if part.kind == "head" else "item"
        item = _Part(blank_lines, part.depth + levels, kind, [line], [outline])
        is_left = _LEFT[kind].fullmatch(line) and len(line) <= LINE_LENGTH
        if is_left or not levels <= number < end:
            item.laid_out = f"{line}\n"
        yield item
        blank_lines = 0


def _is_long_text(lines: Sequence[str]) -> bool:
    """Whether lines are the parts of one text that does not fit on a line."""
    are_parts = all(_TEXT.fullmatch(line) and len(line) <= LINE_LENGTH for line in lines)
    return are_parts and len(" ".join(line.strip() for line in lines)) > LINE_LENGTH


def _with_other_words(text: str) -> tuple[str | None, tuple[str, ...]]:
    """A text in which words stand for others as long, and these; None where no others can stand."""
    words: list[str] = []
    parts: list[str] = []
    last = 0
    for found in _WORD.finditer(text):
        group = found.lastindex
        if group is None or found[group] in _KEYWORDS:
            continue
        if group == _UNLIKE:
            return None, ()
        start, end = found.span(group)
        parts += text[last:start], ("9" if group == _NUMBER else "x") * (end - start)
        words.append(found[group])
        last = end
    parts.append(text[last:])
    return "".join(parts), tuple(words)


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
            laid_out = _lay_out_block(depth, kind, alike, format_once)
            again = [n for n, s in enumerate(alike) if _has_new_commas(s, laid_out[n])]
            if again:
                shapes = [alike[number] for number in again]
                found = _lay_out_block(depth, kind, shapes, format_module)
                for number, text in zip(again, found, strict=True):
                    laid_out[number] = text
        for shape, text in zip(alike, laid_out, strict=True):
            body = f"{_INDENT * (depth + 1)}pass\n" if kind == "head" else ""
            yield shape, text.removesuffix(body)


def _lay_out_block(
    depth: int, kind: str, shapes: Sequence[_Shape], format_: Callable[[str], str]
) -> list[str]:
    """What black makes of shapes that stand this deep, each under a comment of its own."""
    mark = "# statement"
    while any(mark in shape.text for shape in shapes):  # a docstring may say anything
        mark += "."
    outer = depth - (kind in {"docstring", *_IN_BRACKETS})
    margin, before, after = _INDENT * outer, "", ""
    lines = [f"{_INDENT * level}class x:\n" for level in range(outer)]
    if kind in _IN_BRACKETS:
        opening, last, closing = _IN_BRACKETS[kind]
        lines.append(f"{margin}{opening}\n")
        after = f"{margin}{_INDENT}{mark}\n{margin}{_INDENT}{last}\n{margin}{closing}\n"
        margin += _INDENT
    else:
        lines.append(f"{margin}pass\n")
        before = f"{margin}class x:\n" if kind == "docstring" else ""
    body = f"{margin}{_INDENT}pass\n" if kind == "head" else ""
    lines += [f"{margin}{mark}\n{before}{shape.text}\n{body}" for shape in shapes]
    lines.append(after)
    marks = re.compile(rf"^ *{re.escape(mark)}\n", re.MULTILINE)
    laid_out = marks.split(format_("".join(lines)))[1:]
    if kind == "docstring":
        laid_out = [text.partition("\n")[2] for text in laid_out]
    return [text.strip("\n") + "\n" for text in laid_out[: len(shapes)]]


def _has_new_commas(shape: _Shape, text: str) -> bool:
    return text.count(",\n") > shape.text.count(",\n") + shape.text.endswith(",")


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
