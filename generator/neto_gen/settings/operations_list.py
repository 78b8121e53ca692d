"""Edit `operations` in a pyproject.toml, and leave everything else of it as it is.

The text is edited, not written anew: comments, order, quotes and ends of lines stay. What comes of
it is read again before it counts: it must say what was meant, and nothing else may have changed.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from neto_gen.files.line_ends import line_end_of
from neto_gen.files.toml_literals import toml_literal
from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_KEY: Final = re.compile(r"""(?:\boperations|"operations"|'operations')[ \t]*=[ \t]*""")
_HEADER: Final = re.compile(
    r"""^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*(?:neto-gen|"neto-gen"|'neto-gen')[ \t]*\][^\r\n]*(\r?\n|$)""",
    re.MULTILINE,
)
_TEXTS: Final = (
    r'"""(?:[^"\\]|\\.|"(?!""))*"""',
    r"'''(?:[^']|'(?!''))*'''",
    r'"(?:[^"\\\n]|\\.)*"',
    r"'[^'\n]*'",
)
_TEXT: Final = "|".join(_TEXTS)
_TOKEN: Final = re.compile(
    rf"(?P<item>{_TEXT})|(?P<comma>,)|(?P<line>\r?\n)|(?P<space>[ \t]+)|(?P<comment>\#[^\r\n]*)",
    re.DOTALL,
)
_INDENT: Final = "    "
_MOST_IN_A_LINE: Final = 88


class _Token(NamedTuple):
    """A piece of an array of texts; its kind is the name of its group in `_TOKEN`."""

    kind: str
    text: str

    @property
    def value(self) -> str:
        """The string that an item of the array stands for."""
        return str(tomllib.loads(f"x = {self.text}")["x"])


def with_operations(text: str, names: Sequence[str], where: str) -> str:
    """Return a pyproject.toml with these operations in `[tool.neto-gen]`.

    Those that are listed already stay as and where they are. Raises Failure where the setting is
    written in a way that cannot be edited; it says what to write by hand.
    """
    for edited in _edits(text, names):
        if _is(edited, text, names):
            return edited
    hint = f"write operations = {_array(names)} there by hand, then run neto-gen build"
    what = "operations of [tool.neto-gen] is written in a way that neto-gen cannot edit"
    raise Failure(ExitCode.USAGE, Problem(what, where, hint))


def _edits(text: str, names: Sequence[str]) -> Iterator[str]:
    """Yield candidates: the text with each setting edited that may be ours."""
    for key in _KEY.finditer(text):
        start = key.end()
        if (whole := re.compile(_TEXT, re.DOTALL).match(text, start)) is not None:
            end = whole.end()
            yield f"{text[:start]}{_array(names, line_end_of(text))}{text[end:]}"
        elif text.startswith("[", start) and (found := _tokens(text, start + 1)) is not None:
            tokens, end = found
            inner = "".join(token.text for token in _edited(tokens, names))
            yield f"{text[: start + 1]}{inner}{text[end:]}"
    for header in _HEADER.finditer(text):
        line_end = header.group(1) or "\n"
        gap = "" if header.group(1) else line_end
        line = f"{gap}operations = {_array(names, line_end)}{line_end}"
        yield f"{text[: header.end()]}{line}{text[header.end() :]}"


def _is(edited: str, text: str, names: Sequence[str]) -> bool:
    """Tell whether an edited text has the new operations, and is unchanged otherwise."""
    try:
        found, wanted = tomllib.loads(edited), tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    table: Any = wanted["tool"]["neto-gen"]
    now: Any = found.get("tool", {}).get("neto-gen", {}).get("operations")
    table["operations"] = now
    return (
        isinstance(now, list)
        and sorted(map(str, cast("list[object]", now))) == sorted(names)
        and found == wanted
    )


def _tokens(text: str, start: int) -> tuple[list[_Token], int] | None:
    """Return the tokens of the array that begins here, and its end; None if it is something else."""
    found: list[_Token] = []
    while not text.startswith("]", start):
        match = _TOKEN.match(text, start)
        if match is None or match.lastgroup is None:
            return None
        found.append(_Token(match.lastgroup, match.group()))
        start = match.end()
    return found, start


def _edited(tokens: Sequence[_Token], names: Sequence[str]) -> list[_Token]:
    """Return an array with these items: others are removed, and missing ones are added."""
    found = [*tokens]
    seen: set[str] = set()
    for token in tokens:
        if token.kind == "item" and (token.value not in names or token.value in seen):
            _remove(found, next(n for n, t in enumerate(found) if t is token))
        elif token.kind == "item":
            seen.add(token.value)
    for name in names:
        if name not in seen:
            _insert(found, name)
    return found


def _remove(tokens: list[_Token], at: int) -> None:
    """Take an item out, with its comma; with its line and the comment there, if it was alone in it."""
    first, last = _line_of(tokens, at)
    comma = _comma_of(tokens, at, first)
    line = {*range(first, last)} - {at, comma}
    others = [n for n in line if tokens[n].kind in {"item", "comma"}]
    is_alone = not others and first > 0 and last < len(tokens)
    if is_alone:
        gone = {*range(first, last + 1)}
    elif at > 0 and tokens[at - 1].kind == "space" and at - 1 > first:
        gone = {at - 1, at}
    else:
        following = (comma if comma is not None and comma > at else at) + 1
        is_space = following < len(tokens) and tokens[following].kind == "space"
        gone = {at, following} if is_space else {at}
    if comma is not None:
        gone.add(comma)
    tokens[:] = [token for n, token in enumerate(tokens) if n not in gone]


def _comma_of(tokens: Sequence[_Token], at: int, first: int) -> int | None:
    """Return the comma to remove with an item: after it, or before it if there is none or it begins a line."""
    before = next((n for n in range(at - 1, -1, -1) if tokens[n].kind in {"comma", "item"}), None)
    begins = before is not None and 0 < first <= before
    if begins and all(token.kind == "space" for token in tokens[first:before]):
        return before
    after = next(
        (n for n in range(at + 1, len(tokens)) if tokens[n].kind in {"comma", "item"}), None
    )
    return after if after is not None and tokens[after].kind == "comma" else before


def _insert(tokens: list[_Token], name: str) -> None:
    """Put an item in: where it belongs by its name if the others are in order, or else at the end."""
    items = [n for n, token in enumerate(tokens) if token.kind == "item"]
    values = [tokens[n].value for n in items]
    place = bisect(values, name) if len(values) > 1 and values == sorted(values) else len(values)
    if not items:
        tokens.insert(0, _Token("item", _quoted(name, '"')))
        return
    neighbour = items[max(place - 1, 0)]
    item = _Token("item", _quoted(name, tokens[neighbour].text[0]))
    comma, gap = _Token("comma", ","), _gap(tokens, neighbour)
    if place == 0:
        tokens[neighbour:neighbour] = [item, comma, *gap]
        return
    after = neighbour + 1
    following = [n for n in range(after, len(tokens)) if tokens[n].kind in {"comma", "item"}]
    has_comma = bool(following) and tokens[following[0]].kind == "comma"
    if has_comma:
        after = following[0] + 1
    else:
        tokens.insert(after, comma)
        after += 1
    if any(token.kind == "line" for token in gap):  # a comment there belongs to the neighbour
        while after < len(tokens) and tokens[after].kind in {"space", "comment"}:
            after += 1
        while after > 0 and tokens[after - 1].kind == "space":
            after -= 1
    tokens[after:after] = [*gap, item, *([comma] if has_comma else [])]


def _gap(tokens: Sequence[_Token], at: int) -> list[_Token]:
    """Return what separates two items: a space, or a line break with the indentation."""
    first, _ = _line_of(tokens, at)
    before = tokens[first:at]
    if first == 0 or any(token.kind != "space" for token in before):
        return [_Token("space", " ")]
    return [tokens[first - 1], *before]


def _line_of(tokens: Sequence[_Token], at: int) -> tuple[int, int]:
    """Return where the line of a token begins, and where it or the array ends."""
    lines = [n for n, token in enumerate(tokens) if token.kind == "line"]
    first = max((n + 1 for n in lines if n < at), default=0)
    return first, min((n for n in lines if n > at), default=len(tokens))


def _quoted(name: str, quote: str) -> str:
    if quote == "'" and "'" not in name and name.isprintable():
        return f"'{name}'"
    return toml_literal(name)


def _array(names: Sequence[str], end: str = "") -> str:
    """Return a new array in one line, or with a line for each item if it is long and `end` is given."""
    items = [_quoted(name, '"') for name in names]
    line = f"[{', '.join(items)}]"
    if not end or len(line) <= _MOST_IN_A_LINE:
        return line
    return f"[{end}{''.join(f'{_INDENT}{item},{end}' for item in items)}]"
