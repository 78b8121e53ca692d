"""Options that several commands have."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem

    _Completion = Callable[[click.Context, click.Parameter, str], list[str] | list[CompletionItem]]


class NamedPath(click.Path):
    """A path, which is not empty: an unset variable of a shell must not mean the current folder."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - those of click
        super().__init__(path_type=Path, **settings)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None  # noqa: ANN401
    ) -> Any:  # noqa: ANN401 - as there
        """Return the path."""
        if value == "":
            self.fail("it is empty", param, ctx)
        return super().convert(value, param, ctx)


def report_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options `output_format`, `quiet` and `verbose`: what to print, and in which format."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="List every file, even if unchanged."),
        click.option("-q", "--quiet", is_flag=True, help="Print only errors."),
        click.option(
            "--format",
            "output_format",
            type=click.Choice(["text", "json", "github"]),
            default="text",
            show_default=True,
            help="Output format: for people, for programs, or for GitHub Actions.",
        ),
    ):
        function = option(function)
    return function


def change_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options `dry_run`, `overwrite`, `quiet` and `verbose`: how to change a project."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="List every file, even if unchanged."),
        click.option("-q", "--quiet", is_flag=True, help="Print only errors."),
        click.option("--overwrite", is_flag=True, help="Overwrite files that were edited by hand."),
        click.option("--dry-run", is_flag=True, help="Write nothing; show what would be written."),
    ):
        function = option(function)
    return function


def complete(what: str) -> _Completion:
    """Return what completes an argument in a shell: the function of `neto_gen.cli.completed_values` of this name.

    It is imported when a shell asks, since it reads the catalogue, the settings and the repository.
    """

    def completed(
        context: click.Context, parameter: click.Parameter, begun: str
    ) -> list[str] | list[CompletionItem]:
        function: _Completion = getattr(import_module("neto_gen.cli.completed_values"), what)
        return function(context, parameter, begun)

    return completed
