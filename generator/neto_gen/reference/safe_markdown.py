"""Text that may be printed into a page, and the only ways to make it from a schema's text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from neto_gen.contract.schema_text import SchemaText
from neto_gen.problems import printable, printable_lines, shortened
from neto_gen.python.code import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 2000
# Characters with a meaning in Markdown, HTML or a site's templates. Character references are safe in all of them.
_OBEYED = re.compile(r"[\\`*_{}\[\]<>#|&~!$^@]")
_PLAIN_CODE = re.compile(r"[^`|\\<>&{}\r\n]*[^`|\\<>&{}\s]")
# What turns a line that begins with it into a list, a heading, a table or a rule.
_BEGINNING = re.compile(r"^[^\w]+|^\d+[.)]")


class Markdown(str):
    """A piece of a page. Templates print nothing else.

    Made by this package alone, from its own words or through the functions below.
    """

    __slots__ = ()


def prose(text: SchemaText | str) -> Markdown:
    """Return text that every reader of Markdown shows as it is, in one line."""
    words = " ".join(printable(" ".join(_raw(text).split())).split())
    escaped = _OBEYED.sub(_number, shortened(words, _LONGEST))
    return Markdown(_BEGINNING.sub(lambda found: _numbers(found[0]), escaped))


def code(text: SchemaText | str) -> Markdown:
    """Return text as code, in one line."""
    line = shortened(printable(_raw(text)), _LONGEST)
    if _PLAIN_CODE.fullmatch(line) and not line[0].isspace():
        return Markdown(f"`{line}`")
    numbered = re.sub(r"[^\w\s.,-]", _number, line)
    return Markdown(f"<code>{numbered}</code>" if line else "")


def block(text: str, language: str) -> Markdown:
    """Return lines as a block of code, which nothing in them can end."""
    lines = printable_lines(text)
    longest = max((len(run) for run in re.findall("`+", lines)), default=0)
    fence = "`" * max(3, longest + 1)
    return Markdown(f"{fence}{language}\n{lines}\n{fence}")


def link(shown: Markdown, target: str) -> Markdown:
    """Return a link to another place of these pages."""
    return Markdown(f"[{shown}]({quote(target, safe='/#.:~-_')})")


def web_link(shown: Markdown, address: str) -> Markdown:
    """Return a link to a page of the web, or the text alone where the address is none."""
    if urlsplit(address).scheme not in {"http", "https"}:
        return shown
    return Markdown(f"[{shown}]({quote(address, safe='/#.:~-_?=&%+,;@')})")


def anchor(name: str) -> Markdown:
    """Return a place that links can lead to."""
    safe = re.sub(r"[^\w.-]", "-", name)
    return Markdown(f'<a id="{safe}"></a>')


def joined(between: str, parts: Iterable[Markdown]) -> Markdown:
    """Return pieces with a text of our own between them."""
    return Markdown(between.join(parts))


def marked(text: str) -> Markdown:
    """Return text in which backticks stand around code, as docstrings have it."""
    parts = spoken(text).split("`")
    pieces = [_within(p) if n % 2 == 0 else code(p) for n, p in enumerate(parts)]
    return joined("", pieces)


def _within(text: str) -> Markdown:
    return Markdown(_OBEYED.sub(_number, shortened(printable(text), _LONGEST)))


def _raw(text: SchemaText | str) -> str:
    return text.untrusted if isinstance(text, SchemaText) else text


def _number(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _numbers(text: str) -> str:
    """Return text with every character that is no letter and no digit as its number."""
    if text.startswith("&#"):
        return text
    return re.sub(r"[^\w\s]", _number, text)
