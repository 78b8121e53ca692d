"""`neto-gen check-recordings`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from neto_gen.cli.failures import failures_reported
from neto_gen.cli.options import NamedPath, schemas_option
from neto_gen.cli.output import count
from neto_gen.cli.settled import settled_config
from neto_gen.problems import ExitCode, printable
from neto_gen.serve.client import opened_client
from neto_gen.serve.recordings import deviations, read_recordings
from neto_gen.serve.suggested_corrections import candidates, to_toml

if TYPE_CHECKING:
    from pathlib import Path

_EXAMPLES = """
\b
Examples:
  neto-gen check-recordings calls
      Show how the recordings differ from the schemas.
  neto-gen check-recordings calls --format json
      Print the same as JSON.
  neto-gen check-recordings calls --format toml
      Write corrections for pyproject.toml, so that a client reads and sends all of it.
"""
_MOST_NAMED = 3


@click.command("check-recordings", epilog=_EXAMPLES)
@click.argument("folder", type=NamedPath(), metavar="DIR")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "toml"]),
    default="text",
    show_default=True,
    help="Output format; toml writes corrections for pyproject.toml.",
)
@schemas_option
def command(folder: Path, output_format: str, schemas: Path | None) -> None:
    """Compare recordings of a real store with the schemas.

    Reports each way in which requests or responses differ from their schemas, with an example and a
    count. Clients tolerate some deviations; for those that a client cannot read or send, it writes
    corrections. Exits with 1 if there are any.
    """
    with failures_reported(output_format):
        recordings = read_recordings(folder)
        with opened_client(settled_config(schemas=schemas)) as client:
            found, changes = deviations(client, recordings), candidates(client, recordings)
        if output_format == "json":
            report = {
                "recordings": len(recordings),
                "deviations": [way._asdict() for way in found],
                "corrections": [change._asdict() for change in changes],
            }
            click.echo(json.dumps(report, indent=2))
        elif output_format == "toml":
            click.echo(to_toml(changes), nl=False)
        else:
            for side in ("response", "request"):
                ways = [way for way in found if way.side == side]
                if ways:
                    click.echo(click.style(f"{side}s", bold=True))
                for way in ways:
                    names = ", ".join(way.recordings[:_MOST_NAMED])
                    more = len(way.recordings) - _MOST_NAMED
                    others = f" and {more} more" if more > 0 else ""
                    click.echo(f"  {printable(way.example)}")
                    click.echo(f"    {count(way.times, 'time')}, in {names}{others}")
            total = count(len(found), "difference") if found else "no differences"
            click.echo(f"{total} from the schemas in {count(len(recordings), 'recording')}")
            if able := sum(bool(change.correct) for change in changes):
                click.echo(f"--format toml writes {count(able, 'correction')} for pyproject.toml")
        if found:
            sys.exit(ExitCode.DIFFERS)
