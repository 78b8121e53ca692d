"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from neto_gen.problems import listed, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from neto_gen.config import Config


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


_MOST_NAMED = 10


def say_files(kind: str, files: Sequence[str], *, verbose: bool) -> None:
    """Say what became of files: of each by its name, or of more than a few in one line."""
    if len(files) > _MOST_NAMED and not verbose:
        click.echo(f"  {kind}  {len(files):,} files (-v names them)")
        return
    for file in files:
        click.echo(f"  {kind}  {printable(file)}")


def say_left_out(config: Config, names: Iterable[str]) -> None:
    """Say which of these operations the settings leave out, and how to take them in."""
    from neto_gen.choice import left_out  # noqa: PLC0415 - seldom needed

    if found := left_out(config, names):
        settings = config.settings or config.root / "pyproject.toml"
        are = "is" if len(found) == 1 else "are"
        click.echo(
            f"{listed(found)} {are} not among `operations` in {settings.name}, so neto-gen build "
            f"leaves {'it' if len(found) == 1 else 'them'} out: neto-gen add {' '.join(found)}",
            err=True,
        )


def complete_action(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """The operations and groups of the API whose names begin like this, for a shell's completion."""
    from neto_gen.catalogue import read_catalogue  # noqa: PLC0415 - only for completion

    catalogue = read_catalogue()
    names = (*sorted(catalogue.entries), *catalogue.groups)
    return _beginning(begun, names)


def complete_operation(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """The operations and groups that this project may build, for a shell's completion."""
    from neto_gen.config import load_config  # noqa: PLC0415 - only for completion
    from neto_gen.problems import Failure  # noqa: PLC0415

    try:
        config = load_config(Path.cwd())
    except Failure:
        return complete_action(context, parameter, begun)
    if config.declared:
        return _beginning(begun, [operation.name for operation in config.declared])
    names = {path.stem for path in config.schemas.glob("*.xsd")}
    pairs = sorted(name for name in names if f"{name}Response" in names)
    return [
        *dict.fromkeys([*_beginning(begun, pairs), *complete_action(context, parameter, begun)])
    ]


def _beginning(begun: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.lower().startswith(begun.lower())]


def count(number: int, noun: str) -> str:
    """A number of things."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
