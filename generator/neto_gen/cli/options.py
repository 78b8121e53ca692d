"""Options that several commands have."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from neto_gen.dialect import DIALECTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem

    _Completion = Callable[[click.Context, click.Parameter, str], list[str] | list[CompletionItem]]
    _Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def options(*several: _Decorator) -> _Decorator:
    """Return one decorator for options, in the order of the help."""

    def decorated(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(several):
            function = option(function)
        return function

    return decorated


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


def path_option(
    name: str, help_: str, metavar: str = "DIR", *, file_okay: bool = True, dir_okay: bool = True
) -> _Decorator:
    """Return an option that names a file or a folder."""
    kind = NamedPath(file_okay=file_okay, dir_okay=dir_okay)
    return click.option(name, type=kind, metavar=metavar, help=help_)


check_option = click.option(
    "--check", is_flag=True, help="Write nothing; exit with 1 if not current."
)
dialect_option = click.option(
    "--dialect", type=click.Choice(DIALECTS), help="How values are written in documents."
)
overwrite_option = click.option(
    "--overwrite", is_flag=True, help="Overwrite files that were edited by hand."
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print only errors.")
schemas_option = path_option("--schemas", "Schema folder.  [default: from the settings]")
pairs_option = path_option(
    "--schemas", "Schema folder, with pairs of Action.xsd and ActionResponse.xsd."
)
verbose_option = click.option(
    "-v", "--verbose", is_flag=True, help="List every file, even if unchanged."
)
report_options = options(
    click.option(
        "--format",
        "output_format",
        type=click.Choice(["text", "json", "github"]),
        default="text",
        show_default=True,
        help="Output format: for people, for programs, or for GitHub Actions.",
    ),
    quiet_option,
    verbose_option,
)
"""What to print, and in which format: `output_format`, `quiet` and `verbose`."""
change_options = options(
    click.option("--dry-run", is_flag=True, help="Write nothing; show what would be written."),
    overwrite_option,
    quiet_option,
    verbose_option,
)
"""How to change a project: `dry_run`, `overwrite`, `quiet` and `verbose`."""


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
