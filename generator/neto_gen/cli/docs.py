"""`neto-gen docs`."""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from neto_gen.build import shown_path
from neto_gen.cli.diff import report_of
from neto_gen.cli.failures import failures_reported
from neto_gen.cli.options import complete, path_option, quiet_option
from neto_gen.cli.output import count, say_files
from neto_gen.diff.reports.report import Release
from neto_gen.gc_tuning import relaxed_gc
from neto_gen.problems import ExitCode, Failure, Problem, reason
from neto_gen.reference import reference_pages, write_pages
from neto_gen.settings.config import load_config
from neto_gen.sources.git import day_of, tags

if TYPE_CHECKING:
    from neto_gen.settings.config import Config

_EXAMPLES = """
\b
Examples:
  neto-gen docs
      Write pages about all operations of this project into reference/.
  neto-gen docs GetOrder --output docs/api
      Write a page about one operation, and indexes for it.
  neto-gen docs --check
      In CI: exit with 1 if a page is not current.
  neto-gen docs --since v1.0.0
      Include the changes of each release after this tag.
  neto-gen docs --since old-schemas
      Include the changes since the schemas in this folder.
"""


@click.command("docs", epilog=_EXAMPLES)
@click.argument(
    "actions", nargs=-1, metavar="[ACTION|GROUP]...", shell_complete=complete("operation")
)
@path_option(
    "--output", "Folder to write the pages into.  [default: reference, beside pyproject.toml]"
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a page is not current.")
@click.option(
    "--since",
    metavar="TAG|DIR",
    help="Show the changes of each operation: in each tag of this form after this one, or since the "
    "schemas in a folder, up to the current schemas.",
)
@click.option("-v", "--verbose", is_flag=True, help="List every file.")
@quiet_option
def command(
    actions: tuple[str, ...],
    output: Path | None,
    since: str | None,
    *,
    check: bool,
    verbose: bool,
    quiet: bool,
) -> None:
    """Write a reference of the API in Markdown.

    Writes a page for each operation: its purpose, an example as Python, XML, JSON and curl, and every
    field of its request and response, with its name in Python, name on the wire, type, limits, listed
    values and corrections. Also writes indexes of all operations, fields and enumerations.

    Without ACTION, writes pages for all operations that this project builds. Removes pages of
    operations that no longer exist; your own files in the folder stay.
    """
    with failures_reported():
        config = load_config(Path.cwd())
        folder = output if output is not None else config.root / "reference"
        names = actions or config.operations
        with relaxed_gc():
            releases = releases_since(since, config) if since is not None else []
            pages = reference_pages(config, names, releases)
        try:
            changes = write_pages(folder, pages, is_trial=check)
        except OSError as error:
            what = f"cannot be written: {reason(error)}"
            hint = "name another folder with --output"
            raise Failure(ExitCode.USAGE, Problem(what, shown_path(folder), hint)) from None
        shown = shown_path(folder)
        if not quiet:
            for kind, files in changes.items():
                say_files(kind, [f"{shown}/{file}" for file in files], verbose=verbose)
        is_changed = any(changes.values())
        if check and is_changed:
            click.echo(
                f"{shown} is not current: run neto-gen docs, and commit what it writes", err=True
            )
            sys.exit(ExitCode.DIFFERS)
        if not quiet:
            click.echo(
                f"{shown} has {count(len(pages), 'page')}{'' if is_changed else ', and is current'}"
            )


def releases_since(since: str, config: Config) -> list[Release]:
    """Return what changed in the schemas in each tag after one, and since the last, newest first.

    `since` may also name a folder: then it is what changed since the schemas in it. Tags of another
    form than the one that is named are no releases. Raises Failure.
    """
    known = [tag for tag in tags(config.root) if _form(tag) == _form(since)]
    if since not in known:
        if Path(since).is_dir():
            return [Release(f"Since {shown_path(Path(since))}", None, report_of(since, None, {}))]
        hint = "name a tag that the working revision comes after, or a folder with schemas"
        raise Failure(ExitCode.SOURCE, Problem(f'no tag and no folder "{since}"', None, hint))
    stops: list[str | None] = [*known[known.index(since) :], None]
    found = [
        Release(
            "Unreleased" if new is None else new,
            None if new is None else day_of(new, config.root),
            report_of(old, new, {}),
        )
        for old, new in pairwise(stops)
    ]
    return found[::-1]


def _form(tag: str) -> str:
    """Return a tag without its numbers: `v1.2` has the form of `v1.10`."""
    return re.sub(r"\d+(\.\d+)*", "", tag)
