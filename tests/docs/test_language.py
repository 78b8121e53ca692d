"""The language of the documentation, the messages and the help texts."""

from __future__ import annotations

import ast
import inspect
import re
from typing import TYPE_CHECKING, Any

import click
import pytest

import neto_client
import neto_client.events
import neto_client.testing
from neto_gen.cli import main
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

# Words with which no sentence begins that says what is done.
_NO_VERBS = {
    *("A", "All", "An", "Each", "Every", "How", "One", "That", "The", "These", "This"),
    *("What", "Whether", "Where", "Who", "Why"),
}


def prose(text: str) -> Iterator[str]:
    """Return the lines of a page outside of code."""
    text = re.sub(r"^( *)```.*?^\1```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from re.sub(r"`[^`\n]*`|\]\([^)]*\)", "", text).splitlines()


def pages() -> list[Path]:
    """Return the pages that people read."""
    found = [p for p in sorted((REPOSITORY / "docs").rglob("*.md")) if p.name not in _WRITTEN]
    return [*sorted(REPOSITORY.glob("*.md")), *found]


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


def public() -> Iterator[tuple[str, object]]:
    """Return what the package of a client and its modules for tests and notifications offer."""
    offered = [getattr(neto_client, name) for name in neto_client.__all__]
    for module in (neto_client.testing, neto_client.events):
        offered += [one for one in vars(module).values() if _module(one) == module.__name__]
    for one in filter(_is_offered, offered):
        yield one.__name__, one
        for name in dir(one) if inspect.isclass(one) else ():
            owner = next((base for base in inspect.getmro(one) if name in vars(base)), None)
            if not name.startswith("_") and _module(owner).startswith(neto_client.__name__):
                yield f"{one.__name__}.{name}", inspect.getattr_static(one, name)


def _module(one: object) -> str:
    return str(getattr(one, "__module__", None))


def _is_offered(one: Any) -> bool:
    is_own = callable(one) and _module(one).startswith(neto_client.__name__)
    return is_own and not one.__name__.startswith("_")


def _is_function(one: object) -> bool:
    return inspect.isfunction(one) or isinstance(one, staticmethod | classmethod)


def test_docstrings_of_the_client_are_in_plain_english() -> None:
    """`help()` uses the words of the vocabulary, and says what a method does with the verb first."""
    found: set[str] = set()
    offered = dict(public())
    for name, one in offered.items():
        said = inspect.getdoc(one) or ""
        if _is_function(one) and (not said or said.split()[0] in _NO_VERBS):
            found.add(f"{name}: {said}")
        if any(_AVOIDED.search(line) or _INVERTED.search(line) for line in prose(said)):
            found.add(f"{name}: {said}")
    assert found == set()
    assert {"RawResponse.carried_by", "NetoClient.get_order", "FakeStore.seed"} <= offered.keys()


@pytest.mark.parametrize("name", main.list_commands(click.Context(main)))
def test_help_of_the_commands_is_in_plain_english(name: str) -> None:
    """`--help` uses the words of the vocabulary, and begins with the verb."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    helps = [option.help for option in command.params if isinstance(option, click.Option)]
    said = [text for text in (command.help, command.epilog, *helps) if text]
    assert [t for t in said if _AVOIDED.search(t) or _INVERTED.search(t)] == []
    assert said[0].split()[0] not in _NO_VERBS


def test_a_word_to_avoid_is_found() -> None:
    """A word to avoid is found in prose, also with a capital, and not in code or in a longer word."""
    assert {"time-out", "mend", "for ever"} <= {*avoided()}
    assert _AVOIDED.search("Mend it")
    assert not _AVOIDED.search("recommended")
    assert _INVERTED.search("the value is no list")
    assert not _INVERTED.search("there is no list, and it is no longer needed")
    assert [*prose("a `mend` b\n```text\nmend\n```\n")] == ["a  b", ""]
