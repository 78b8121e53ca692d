"""Options that several commands have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from neto_gen.problems import printable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def report_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """How much is said, and in what form: `form`, `quiet` and `verbose`."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Name every file, also if unchanged."),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong."),
        click.option(
            "--format",
            "form",
            type=click.Choice(["text", "json", "github"]),
            default="text",
            show_default=True,
            help="Form of the report: for people, for programs, or for GitHub Actions.",
        ),
    ):
        function = option(function)
    return function


def say_waiting(folder: Path) -> None:
    """Say that another neto-gen is at work."""
    click.echo(f"another neto-gen is at work in {folder}: waiting for it to end", err=True)


def say_versions(form: str = "text", *, quiet: bool = False) -> Callable[[str], None]:
    """What says that another neto-gen has built a client, in this form of a report."""

    def say(text: str) -> None:
        if form == "github":
            from neto_gen.cli.github import annotate  # noqa: PLC0415

            click.echo(annotate("notice", text))
        elif form == "text" and not quiet:
            click.echo(printable(text))

    return say


def complete_action(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """The operations and groups of the API whose names begin like this, for a shell's completion."""
    from neto_gen.catalogue import read_catalogue  # noqa: PLC0415 - only for completion

    catalogue = read_catalogue()
    names = (*sorted(catalogue.entries), *catalogue.groups)
    return [name for name in names if name.lower().startswith(begun.lower())]


def count(number: int, noun: str) -> str:
    """A number of things."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
