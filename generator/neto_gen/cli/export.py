"""`neto-gen export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from neto_gen.cli.failures import failures_reported
from neto_gen.cli.options import (
    NamedPath,
    check_option,
    complete,
    overwrite_option,
    pairs_option,
    quiet_option,
)
from neto_gen.cli.output import count, say_files
from neto_gen.export import FORMATS, export
from neto_gen.problems import ExitCode, first_lines, printable, printable_lines
from neto_gen.settings.config import load_config

if TYPE_CHECKING:
    from neto_gen.export.write import Exported

_EXAMPLES = """
\b
Examples:
  neto-gen export json-schema --output json-schema/
      Write a JSON Schema for each request and each response.
  neto-gen export openapi GetOrder UpdateOrder --output openapi.json
      Write OpenAPI 3.1 for two actions.
  neto-gen export postman --output neto.postman_collection.json
      Write a collection with an example of every request.
  neto-gen export bruno --output bruno/ --check
      In CI: exit with 1, and print a diff, if the folder is not current.
"""


@click.command("export", epilog=_EXAMPLES)
@click.argument("output_format", metavar="FORMAT", type=click.Choice([*FORMATS]))
@click.argument(
    "actions", nargs=-1, metavar="[ACTION|GROUP]...", shell_complete=complete("operation")
)
@click.option(
    "--output",
    type=NamedPath(),
    metavar="PATH",
    required=True,
    help="Output file (openapi, postman) or folder (other formats).",
)
@pairs_option
@check_option
@overwrite_option
@quiet_option
@click.option("-v", "--verbose", is_flag=True, help="List every file.")
def command(
    output_format: str,
    actions: tuple[str, ...],
    output: Path,
    schemas: Path | None,
    *,
    check: bool,
    overwrite: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Export the API in the formats of other tools.

    FORMAT is json-schema, openapi, postman, bruno or http. Without ACTION, exports all operations of
    the settings. Includes the corrections to the documented schemas. Never includes secrets: requests
    use variables. Writes all files, or none, and removes files of an earlier export that are no longer
    needed.
    """
    with failures_reported():
        config = load_config(Path.cwd(), schemas=schemas, only=actions)
        done = export(config, output_format, output, check=check, overwrite=overwrite)
        if not quiet:
            _report(done, check=check, verbose=verbose)
        if check and done:
            again = f"neto-gen export {' '.join((output_format, *actions))} --output {done.target}"
            click.echo(printable(f"{done.target} is not current: run {again}"), err=True)
            sys.exit(ExitCode.DIFFERS)


def _report(done: Exported, *, check: bool, verbose: bool) -> None:
    if check and done:
        click.echo(printable_lines(first_lines(done.diff)), nl=False)
    kinds = ("missing", "stale", "extra") if check else ("created", "changed", "removed")
    for kind, files in zip(kinds, (done.created, done.changed, done.removed), strict=True):
        say_files(kind, files, verbose=verbose)
    if not (check and done):
        state = "is exported" if done else "is up to date"
        click.echo(f"{printable(done.target)} {state}: {count(done.count, 'file')}")
