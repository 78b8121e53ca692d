"""What `neto-gen add` and `neto-gen remove` do alike: change the project and build its client."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from neto_gen.build import build, refuse_downgrade
from neto_gen.cli.build import report_text
from neto_gen.cli.output import say_draft, say_versions, say_waiting
from neto_gen.cli.settled import settled_config
from neto_gen.files.locking import exclusive
from neto_gen.problems import printable
from neto_gen.settings.config import load_config

if TYPE_CHECKING:
    from collections.abc import Callable

    from neto_gen.build import BuildResult
    from neto_gen.project.membership import ProjectChange
    from neto_gen.settings.config import Config


def change_project(
    prepare: Callable[[Config], ProjectChange], *, dry_run: bool, overwrite: bool, quiet: bool
) -> tuple[ProjectChange, BuildResult]:
    """Build the client with the change that is prepared, and write all of it or nothing.

    Raises Failure where that is not possible; the project is then as it was.
    """
    config = settled_config()
    with exclusive(config.schemas, config.target, project=config.place, waiting=say_waiting):
        config = load_config(Path.cwd())  # as it is now that no one else changes it
        refuse_downgrade(config)
        change = prepare(config)
        result = build(
            change.config,
            check=dry_run,
            overwrite=overwrite,
            say_versions=say_versions(quiet=quiet),
            draft=change.draft,
        )
    return change, result


def report_change(
    change: ProjectChange, result: BuildResult, *, verbose: bool, dry_run: bool
) -> None:
    """Say what became of schemas, settings and the client."""
    say_draft(change.draft, verbose=verbose)
    for name in change.kept:
        file = printable(change.draft.folder.file(name))
        click.echo(f"  kept, because it is yours or is needed  {file}")
    report_text(result, check=False, verbose=verbose, is_dry_run=dry_run)


def report_dry_run(*, dry_run: bool) -> None:
    """Say at the end that nothing was written, if so."""
    if dry_run:
        click.echo("this was a dry run: nothing was written")
