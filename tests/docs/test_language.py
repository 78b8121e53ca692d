"""The language of the documentation, the messages and the help texts."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VOCABULARY = (REPOSITORY / "docs" / "vocabulary.md").read_text(encoding="utf-8")
# Long texts of measurements and of neto-gen's own reports; what writes them has tests of its own.
_WRITTEN = {"vocabulary.md"}


def avoided() -> list[str]:
    """Return the words that the vocabulary says to avoid."""
    table = VOCABULARY.split("## Words to avoid")[1]
    cells = re.findall(r"^\| (?!Instead|---)([^|]+?) \|", table, re.MULTILINE)
    return [word.strip() for cell in cells for word in re.sub(r" \(.*\)", "", cell).split(",")]


_AVOIDED = re.compile(
    rf"(?<![\w-])(?:{'|'.join(map(re.escape, avoided()))})(?![\w-])", re.IGNORECASE
)
# "X is no list" for "X is not a list"; "there is no list" and "is no longer" are plain.
_INVERTED = re.compile(r"(?<!there )\b(?:is|are) no (?!longer\b|more\b)[a-z]+", re.IGNORECASE)


def prose(text: str) -> Iterator[str]:
    """Return the lines of a page outside of code."""
    text = re.sub(r"^( *)```.*?^\1```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from re.sub(r"`[^`\n]*`|\]\([^)]*\)", "", text).splitlines()


def pages() -> list[Path]:
    """Return the pages that people read."""
    found = [p for p in sorted((REPOSITORY / "docs").rglob("*.md")) if p.name not in _WRITTEN]
    return [REPOSITORY / "README.md", *found]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_pages_use_the_words_of_the_vocabulary(page: Path) -> None:
    """No page uses a word for which the vocabulary has a plainer one."""
    lines = [line for line in prose(page.read_text(encoding="utf-8")) if _AVOIDED.search(line)]
    assert lines == []


def texts(path: Path) -> Iterator[str]:
    """Return the literal texts of a module, docstrings apart: what it may print."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


@pytest.mark.parametrize("folder", ["generator/neto_gen", "templates/runtime"])
def test_messages_say_what_is_not_so_in_plain_order(folder: str) -> None:
    """No message says "is no list" where it means "is not a list"."""
    found = {
        f"{path.name}: {text}"
        for path in sorted((REPOSITORY / folder).rglob("*.py"))
        for text in texts(path)
        if _INVERTED.search(text)
    }
    assert found == set()


@pytest.mark.parametrize("folder", ["generator/neto_gen", "templates/runtime"])
def test_messages_use_the_words_of_the_vocabulary(folder: str) -> None:
    """No message and no help text uses a word for which the vocabulary has a plainer one."""
    found = {
        f"{path.name}: {text}"
        for path in sorted((REPOSITORY / folder).rglob("*.py"))
        for text in texts(path)
        if _AVOIDED.search(text)
    }
    assert found == set()


def test_a_word_to_avoid_is_found() -> None:
    """A word to avoid is found in prose, also with a capital, and not in code or in a longer word."""
    assert {"time-out", "mend", "for ever"} <= {*avoided()}
    assert _AVOIDED.search("Mend it")
    assert not _AVOIDED.search("recommended")
    assert _INVERTED.search("the value is no list")
    assert not _INVERTED.search("there is no list, and it is no longer needed")
    assert [*prose("a `mend` b\n```text\nmend\n```\n")] == ["a  b", ""]
