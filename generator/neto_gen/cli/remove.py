"""`neto-gen remove`."""

from __future__ import annotations

from pathlib import Path

import click

from neto_gen.build import build, refuse_downgrade
from neto_gen.catalogue import read_catalogue
from neto_gen.cli.build import report_text
from neto_gen.cli.failures import failures_reported
from neto_gen.cli.options import change_options, complete
from neto_gen.cli.output import say_draft, say_versions, say_waiting
from neto_gen.cli.settled import settled_config
from neto_gen.config import load_config
from neto_gen.files.locking import exclusive
from neto_gen.membership import remove
from neto_gen.problems import listed, printable

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
        catalogue = read_catalogue()
        config = settled_config()
        folders = (config.schemas, config.target)
        with exclusive(*folders, project=config.place, waiting=say_waiting):
            config = load_config(Path.cwd())  # read again, now that nobody else changes it
            refuse_downgrade(config)
            change = remove(config, names, catalogue)
            result = build(
                change.config,
                check=dry_run,
                overwrite=overwrite,
                say_versions=say_versions(quiet=quiet),
                draft=change.draft,
            )
        if quiet:
            return
        say_draft(change.draft, verbose=verbose)
        for name in change.kept:
            file = printable(change.draft.folder.file(name))
            click.echo(f"  kept, because it is yours or is needed  {file}")
        report_text(result, check=False, verbose=verbose, is_dry_run=dry_run)
        if change.known:
            click.echo(f"{printable(result.target)} loses {listed(change.known)}")
        else:
            click.echo(f"{listed(names)}: not in {printable(result.target)}")
        if dry_run:
            click.echo("this was a dry run: nothing was written")
