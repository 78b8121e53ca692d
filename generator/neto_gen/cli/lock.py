"""`neto-gen lock`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from neto_gen.build.inputs import open_schemas
from neto_gen.cli.failures import failures_reported
from neto_gen.cli.options import quiet_option, schemas_option
from neto_gen.cli.output import count, say_waiting
from neto_gen.cli.settled import settled_config
from neto_gen.files.locking import exclusive
from neto_gen.problems import ExitCode, Failure, Problem, printable
from neto_gen.sources import LOCK_NAME
from neto_gen.sources.record import record

if TYPE_CHECKING:
    from pathlib import Path

_EXAMPLES = """
\b
Examples:
  neto-gen lock
      Run this after you edit a schema, or add your own.
"""


@click.command("lock", epilog=_EXAMPLES)
@schemas_option
@quiet_option
@click.option("-v", "--verbose", is_flag=True, help="List every schema, even if unchanged.")
def command(schemas: Path | None, *, quiet: bool, verbose: bool) -> None:
    """Record your edits of schemas in schemas.lock.

    A build refuses a schema that differs from the lock. This command updates the lock: edited and
    added files get the origin "local", deleted files are removed, and all other entries stay as they
    are. A fetch does not change local files. If you undo an edit and run this command again, the file
    gets its former origin back.
    """
    with failures_reported():
        config = settled_config(schemas=schemas)
        if schemas is None and config.schemas != config.own_schemas:
            hint = "put schemas into ./schemas, or name their folder with --schemas"
            raise Failure(
                ExitCode.USAGE, Problem("this project has no schemas of its own", None, hint)
            )
        folder = open_schemas(config)
        with exclusive(config.schemas, project=config.place, waiting=say_waiting):
            found = record(folder)
        if quiet:
            return
        for kind, files in (
            ("added", found.added),
            ("edited", found.edited),
            ("as it was before your edit", found.restored),
            ("dropped", found.dropped),
            ("unchanged", found.kept if verbose else ()),
        ):
            for file in files:
                click.echo(f"  {kind}  {printable(folder.file(file))}")
        changed = (*found.added, *found.edited, *found.restored)
        total = len(changed) + len(found.kept)
        state = "now records" if changed or found.dropped else "is up to date:"
        click.echo(f"{printable(folder.file(LOCK_NAME))} {state} {count(total, 'schema')}")
