"""`neto-gen list`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from neto_gen.build import shown_schemas
from neto_gen.catalogue import read_catalogue
from neto_gen.cli.failures import failures_reported
from neto_gen.config import load_config
from neto_gen.problems import printable
from neto_gen.sources import SchemaFolder
from neto_gen.sources.lock import read_lock

if TYPE_CHECKING:
    from neto_gen.catalogue import CatalogueEntry
    from neto_gen.sources.lock import Locked

_EXAMPLES = """
\b
Examples:
  neto-gen list
      All operations of the API, and which of their schemas are here.
  neto-gen list --group orders-invoices --addresses
      Those of one group, with the addresses that fetch tries, in order.
  neto-gen list --format json
      The same for a program.
"""


@click.command("list", epilog=_EXAMPLES)
@click.option("--group", metavar="NAME", help="Only the operations of this group.")
@click.option("--here", is_flag=True, help="Only those whose schemas are in the folder.")
@click.option("--addresses", is_flag=True, help="Show the addresses of the schemas.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the list.",
)
def command(group: str | None, form: str, *, here: bool, addresses: bool) -> None:
    """List the operations of the API.

    For each: its group, and whether its two schemas are in the schema folder, and if so where they
    came from: downloaded from the vendor, transcribed from the documentation, or local.
    """
    with failures_reported(form):
        config = load_config(Path.cwd())
        folder = SchemaFolder(config.schemas, shown_schemas(config.schemas))
        locked = read_lock(folder) or {}
        entries = sorted(read_catalogue().entries.values(), key=lambda e: (e.group, e.name))
        found = [
            (entry, _state(entry, folder, locked))
            for entry in entries
            if group is None or entry.group == group
        ]
        if group is not None and not found:
            groups = ", ".join(dict.fromkeys(entry.group for entry in entries))
            raise click.UsageError(f'the API has no group "{group}"; its groups are {groups}')
        shown = [(e, state) for e, state in found if not here or state != _ABSENT]
        if form == "json":
            _print_json(shown)
            return
        width = max((len(entry.name) for entry, _ in shown), default=0)
        last = None
        for entry, state in shown:
            if entry.group != last:
                click.echo(click.style(entry.group, bold=True))
                last = entry.group
            click.echo(f"  {entry.name:{width}}  {state}".rstrip())
            if addresses:
                for base in entry.bases:
                    for file in entry.files:
                        click.echo(f"    {base}{file}")
        present = sum(state != _ABSENT for _, state in found)
        click.echo(f"{present} of {len(found)} operations are in {printable(folder.shown)}")
        if present < len(found):
            click.echo("neto-gen fetch ACTION... downloads the schemas of others")


_ABSENT = "-"


def _state(entry: CatalogueEntry, folder: SchemaFolder, locked: dict[str, Locked]) -> str:
    """Where the two schemas of an operation came from."""
    states: list[str] = []
    for file in entry.files:
        content, lock = folder.read(file), locked.get(file)
        if content is None:
            states.append(_ABSENT)
        elif lock is None:
            states.append("not in the lock")
        elif not lock.matches(content):
            states.append("edited since locked")
        else:
            states.append(lock.origin if lock.date is None else f"{lock.origin} {lock.date}")
    request, response = states
    return request if request == response else f"request {request}, response {response}"


def _print_json(shown: list[tuple[CatalogueEntry, str]]) -> None:
    import json  # noqa: PLC0415 - only for this form

    report = [
        {
            "name": entry.name,
            "group": entry.group,
            "state": None if state == _ABSENT else state,
            "addresses": [[f"{base}{file}" for file in entry.files] for base in entry.bases],
        }
        for entry, state in shown
    ]
    click.echo(json.dumps(report, indent=2))
