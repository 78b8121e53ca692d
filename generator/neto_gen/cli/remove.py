"""`neto-gen remove`."""

from __future__ import annotations

import click

from neto_gen.cli.failures import failures_reported
from neto_gen.cli.options import change_options, complete
from neto_gen.cli.project_change import change_project, report_change, report_dry_run
from neto_gen.problems import listed, printable
from neto_gen.project.membership import remove

_EXAMPLES = """
\b
Examples:
  neto-gen remove GetOrder
      Remove it from the settings, the schema folder, the lock and the client.
  neto-gen remove rma --dry-run
      Show what removing all operations of a group would delete.
"""


@click.command("remove", epilog=_EXAMPLES)
@click.argument(
    "names",
    nargs=-1,
    required=True,
    metavar="ACTION|GROUP...",
    shell_complete=complete("operation"),
)
@change_options
def command(
    names: tuple[str, ...], *, dry_run: bool, overwrite: bool, quiet: bool, verbose: bool
) -> None:
    """Remove operations from the project, and build its client.

    Removes the names from `operations` in the settings, deletes schemas that no other operation
    needs from the folder and the lock, and builds. Keeps schemas that you have written or edited. If
    anything fails, nothing changes.
    """
    with failures_reported():
        change, result = change_project(
            lambda config: remove(config, names),
            dry_run=dry_run,
            overwrite=overwrite,
            quiet=quiet,
        )
        if quiet:
            return
        report_change(change, result, verbose=verbose, dry_run=dry_run)
        if change.known:
            click.echo(f"{printable(result.target)} loses {listed(change.known)}")
        else:
            click.echo(f"{listed(names)}: not in {printable(result.target)}")
        report_dry_run(dry_run=dry_run)
