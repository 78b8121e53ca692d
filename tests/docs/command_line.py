"""The reference of the command line, from its help. `python -m tests.docs.command_line` writes it."""

from __future__ import annotations

import inspect
import re
from textwrap import dedent
from typing import TYPE_CHECKING

import click

from neto_gen.cli import main
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = REPOSITORY / "docs" / "command-line.md"
_CODE = r"(?<![\w-])--?[a-z][a-z-]*|\[+tool\.neto-gen[\w.-]*\]+"
_HEAD = """\
# Command line

<!-- Written by `python -m tests.docs.command_line`, from the help of the commands. -->

Every command prints its help with `--help`.
"""


def page() -> str:
    """Return the page as it should be."""
    return "\n".join([_HEAD, *_about(main, "neto-gen", None)])


def _about(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    """Describe a command, and then those in it."""
    context = click.Context(command, parent, name, **command.context_settings)
    yield f"## {context.command_path}\n"
    yield f"```text\n{context.command_path} {' '.join(command.collect_usage_pieces(context))}\n```\n"
    yield from _paragraphs(command.help)
    records = [parameter.get_help_record(context) for parameter in command.get_params(context)]
    described = [(names, text) for names, text in filter(None, records) if text]
    yield "Options:\n"
    path = context.command_path.replace(" ", "-")
    yield "\n".join(
        f'- <a id="{path}{_long(names)}"></a>`{names}`: {_plain(text)}' for names, text in described
    ) + "\n"
    yield from _paragraphs(command.epilog)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            yield from _about(found, inner, context)


def _long(names: str) -> str:
    """Return the long name of an option, without its value."""
    found = re.search(r"--[\w-]+", names)
    assert found is not None, names
    return found[0]


def _paragraphs(text: str | None) -> Iterator[str]:
    """Return the paragraphs of a help text; lines that click leaves as they are become a block."""
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text or "")):
        lines = paragraph.removeprefix("\b\n")
        if lines == paragraph:
            yield _plain(" ".join(lines.split())) + "\n"
            continue
        title, colon, rest = lines.partition(":\n")
        if title == "Exit codes":
            yield "### Exit codes\n"
        elif title.isalpha() and colon:
            yield f"{title}:\n"
        else:
            rest = lines
        yield f"```text\n{dedent(rest)}\n```\n"


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is, with options and settings as code."""
    parts = text.split("`")
    for number in range(0, len(parts), 2):  # the others are code already
        escaped = re.sub(r"[*<]", r"\\\g<0>", parts[number])
        parts[number] = re.sub(_CODE, r"`\g<0>`", escaped)
    return "`".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
