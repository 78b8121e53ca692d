"""Print what several commands have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from neto_gen.build import shown_path
from neto_gen.catalogue import read_catalogue
from neto_gen.problems import listed, printable
from neto_gen.settings.choice import left_out
from neto_gen.sources import LOCK_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from neto_gen.build.project_draft import Draft
    from neto_gen.settings.config import Config

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
    if found := left_out(config, names, read_catalogue().groups):
        settings = config.settings or config.root / "pyproject.toml"
        are = "is" if len(found) == 1 else "are"
        click.echo(
            f"{listed(found)} {are} not among `operations` in {settings.name}, so neto-gen build "
            f"leaves {'it' if len(found) == 1 else 'them'} out: neto-gen add {' '.join(found)}",
            err=True,
        )


def say_waiting(folder: Path) -> None:
    """Say that another neto-gen is at work."""
    click.echo(f"another neto-gen is at work in {folder}: waiting for it to end", err=True)


def say_versions(output_format: str = "text", *, quiet: bool = False) -> Callable[[str], None]:
    """Return a function that prints, in a report's format, which neto-gen has built a client."""

    def say(text: str) -> None:
        if output_format == "github":
            from neto_gen.ci.annotations import annotate  # noqa: PLC0415 - only for this format

            click.echo(annotate("notice", text))
        elif output_format == "text" and not quiet:
            click.echo(printable(text))

    return say


def say_draft(draft: Draft, *, verbose: bool) -> None:
    """Say what becomes of schemas, their lock and the settings."""
    folder = draft.folder
    kinds: dict[str, list[str]] = {"created": [], "changed": [], "removed": []}
    for name, content in sorted(folder.drafted.items()):
        if name != LOCK_NAME:
            kind = "removed" if content is None else "changed" if folder.had(name) else "created"
            kinds[kind].append(folder.file(name))
    for kind, files in kinds.items():
        say_files(kind, files, verbose=verbose)
    if LOCK_NAME in folder.drafted:
        click.echo(f"  wrote  {printable(folder.file(LOCK_NAME))}")
    if draft.settings is not None:
        click.echo(f"  changed  {printable(shown_path(draft.settings.path))}")


def count(number: int, noun: str) -> str:
    """Return a number with its noun: 1 file, 2 files."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
