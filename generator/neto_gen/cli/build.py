"""`neto-gen build`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from neto_gen.build import build
from neto_gen.cli.failures import failures_reported
from neto_gen.config import load_config
from neto_gen.problems import ExitCode, printable

if TYPE_CHECKING:
    from neto_gen.build import BuildResult

_EXAMPLES = """
\b
Examples:
  neto-gen build
      Build what [tool.neto-gen] says; without it, the client of the default
      schemas in ./neto_client.
  neto-gen build --schemas vendor/xsd --output src/shop --package neto
      Build the package src/shop/neto from the schemas in vendor/xsd.
  neto-gen build --operation AddCustomerLog
      Build the client of one operation.
  neto-gen build --check
      In CI: exit with 1, and print a diff, when the client is not current.
"""


@click.command("build", epilog=_EXAMPLES)
@click.option(
    "--schemas",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the schemas: pairs of Action.xsd and ActionResponse.xsd.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder that the package is put in.",
)
@click.option("--package", metavar="NAME", help="Name of the package.  [default: neto_client]")
@click.option(
    "--operation",
    "operations",
    multiple=True,
    metavar="NAME",
    help="Build this operation only; may be given several times.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if not current.")
@click.option("--overwrite", is_flag=True, help="Overwrite files that were edited by hand.")
def build_command(
    schemas: Path | None,
    output: Path | None,
    package: str | None,
    operations: tuple[str, ...],
    *,
    check: bool,
    overwrite: bool,
) -> None:
    """Build the client from the schemas.

    Reads each pair of schemas, and writes a typed client package: one module for each operation,
    with its records and their serializers for XML and JSON. Files that would not change are not
    touched; if anything fails, the old package stays as it was.
    """
    with failures_reported():
        config = load_config(
            Path.cwd(), schemas=schemas, output=output, package=package, operations=operations
        )
        result = build(config, check=check, overwrite=overwrite)
        _report_sources(result)
        if check:
            _report_check(result)
        else:
            _report_build(result)


def _report_sources(result: BuildResult) -> None:
    operations = _count(len(result.operations), "operation")
    schemas = _count(result.schema_count, "schema")
    click.echo(f"{printable(result.schemas)}: {operations}, {schemas}")
    if result.transcribed:
        click.echo(
            f"{result.transcribed} of {schemas} transcribed from the documentation: "
            "not the vendor's own files"
        )
    for name in result.unlocked:
        click.echo(f"{printable(name)} is not what schemas.lock says: it was edited since")


def _report_build(result: BuildResult) -> None:
    changes = result.changes
    for kind, paths in (
        ("created", changes.created),
        ("changed", changes.changed),
        ("removed", changes.removed),
    ):
        for path in paths:
            click.echo(f"  {kind}  {printable(f'{result.target}/{path}')}")
    total = _count(len(changes.created) + len(changes.changed) + len(changes.unchanged), "file")
    done = "is built" if changes else "is up to date"
    click.echo(f"{printable(result.target)} {done}: {total}")


def _report_check(result: BuildResult) -> None:
    if not result.changes:
        _report_build(result)
        return
    click.echo(result.changes.diff, nl=False)
    click.echo(
        f"{printable(result.target)} is not current: run neto-gen build, and commit what it writes",
        err=True,
    )
    sys.exit(ExitCode.DIFFERS)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
