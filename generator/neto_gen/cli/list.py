"""`neto-gen list`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from neto_gen.build import shown_schemas
from neto_gen.catalogue import read_catalogue
from neto_gen.cli.failures import failures_reported
from neto_gen.cli.options import complete
from neto_gen.cli.output import count, say_left_out
from neto_gen.inventory import OWN, describe_operations, list_operations
from neto_gen.problems import did_you_mean, printable
from neto_gen.settings.choice import left_out
from neto_gen.settings.config import load_config
from neto_gen.sources.upstream import addresses_of

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from neto_gen.catalogue import Catalogue, CatalogueEntry, Correction
    from neto_gen.inventory import OperationInfo
    from neto_gen.settings.config import Config

_EXAMPLES = """
\b
Examples:
  neto-gen list
      List all operations of the API, and the origin of their schemas.
  neto-gen list --group orders-invoices --addresses
      List one group, with the addresses that fetch tries, in order.
  neto-gen list GetOrder AddCustomerLog
      Show the methods, records and fields of two operations.
  neto-gen list --format json
      Print JSON; neto-gen list all --format json includes records and fields.
  neto-gen list all --format markdown > docs/api.md
      Print a table of all methods; neto-gen docs writes a page for each.
"""


@click.command("list", epilog=_EXAMPLES)
@click.argument(
    "actions", nargs=-1, metavar="[ACTION|GROUP|all]...", shell_complete=complete("action")
)
@click.option(
    "--group",
    metavar="NAME",
    shell_complete=complete("group"),
    help="Show only the operations of this group.",
)
@click.option("--here", is_flag=True, help="Show only operations whose schemas are in the folder.")
@click.option(
    "--corrections",
    is_flag=True,
    help="Show the corrections and additions to the documented schemas, with reasons.",
)
@click.option(
    "--addresses", is_flag=True, help="Show the addresses from which schemas are fetched."
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="Output format.",
)
def command(
    actions: tuple[str, ...],
    group: str | None,
    output_format: str,
    *,
    here: bool,
    addresses: bool,
    corrections: bool,
) -> None:
    """List operations, or show their methods and fields.

    Without ACTION, lists every operation of the API by group, and the origin of its schemas in the
    schema folder: downloaded from the vendor or a mirror, transcribed from the documentation, or
    local. With ACTION, shows the method of the client, and every record with its fields.
    """
    with failures_reported(output_format):
        catalogue = read_catalogue()
        if corrections:
            if actions or group is not None or output_format != "text" or here or addresses:
                raise click.UsageError(
                    "--corrections always shows all of them: use it without other arguments"
                )
            _print_corrections(catalogue)
            return
        config = _settings(addresses=addresses)
        if output_format == "markdown":
            _print_markdown(describe_operations(config, actions or ("all",)))
            return
        known = list_operations(config)
        found = [listed for listed in known if group is None or listed.entry.group == group]
        if group is not None and not found:
            groups = (*catalogue.groups, OWN)
            hint = did_you_mean(group, groups, f"its groups are {', '.join(groups)}")
            raise click.UsageError(f'the API has no group "{group}"; {hint}')
        shown = [listed for listed in found if not here or listed.state is not None]
        present = [listed.entry.name for listed in known if listed.state is not None]
        left = frozenset(left_out(config, present, catalogue.groups))
        if actions:
            names = {listed.entry.name for listed in shown}
            described = describe_operations(config, actions)
            shown = [listed for listed in described if listed.entry.name in names]
            if not shown:
                what = f"the other options select none of {', '.join(actions)}"
                raise click.UsageError(what)
        if output_format == "json":
            _print_json(shown, left, config)
        elif actions:
            for listed in shown:
                _print_records(listed, config if addresses else None)
            say_left_out(config, [listed.entry.name for listed in shown])
        else:
            _print_list(shown, left, config if addresses else None)
            _print_summary(found, config)
            if here_left := [listed for listed in found if listed.entry.name in left]:
                are = "is" if len(here_left) == 1 else "are"
                click.echo(
                    f"{count(len(here_left), 'operation')} of these {are} not among `operations` of the "
                    "settings, so a build does not include them: neto-gen add ACTION... adds them"
                )


def _print_list(
    shown: Sequence[OperationInfo], left: Container[str], source: Config | None
) -> None:
    """Print a line for each operation; with the settings that name a source, also the addresses."""
    width = max((len(listed.entry.name) for listed in shown), default=0)
    last = None
    for listed in shown:
        entry = listed.entry
        if entry.group != last:
            click.echo(click.style(entry.group, bold=True))
            last = entry.group
        note = ", left out by the settings" if entry.name in left else ""
        click.echo(f"  {entry.name:{width}}  {listed.state or '-'}{note}")
        if source is not None:
            _print_addresses(source, entry, "    ")


def _print_addresses(config: Config, entry: CatalogueEntry, indent: str) -> None:
    for base in addresses_of(config, entry):
        for file in entry.files:
            click.echo(f"{indent}{printable(base)}{file}")


def _settings(*, addresses: bool) -> Config:
    config = load_config(Path.cwd())
    if addresses and config.declared:
        raise click.UsageError(
            "--addresses only works for the operations of Neto, and these settings declare their own"
        )
    return config


def _print_summary(found: Sequence[OperationInfo], config: Config) -> None:
    where = printable(shown_schemas(config.schemas))
    if config.declared:
        number = count(len(found), "operation")
        click.echo(f"{number} of the settings, with schemas in {where}")
        return
    operations = [
        listed for listed in found if listed.entry.file is None and listed.entry.group != OWN
    ]
    missing = [listed for listed in operations if listed.state is None]
    present = len(operations) - len(missing)
    click.echo(f"{present} of {len(operations)} operations are in {where}")
    if missing:
        click.echo("neto-gen fetch ACTION... downloads the schemas of others")
    unknown = [listed.entry.name for listed in missing if listed.entry.page is None]
    if unknown:
        click.echo(
            f"{', '.join(sorted(unknown))}: no complete public contract, only available by download"
        )


def _print_records(listed: OperationInfo, source: Config | None) -> None:
    entry = listed.entry
    click.echo(f"{click.style(entry.name, bold=True)}  {entry.group}, {listed.state}")
    if entry.page is not None:
        click.echo(f"  {entry.page}")
    if source is not None:
        _print_addresses(source, entry, "  ")
    if listed.why:
        may = "may be repeated" if listed.idempotent else "is sent at most once"
        click.echo(f"  {may}: {listed.why}")
    owner = "client" if listed.request else listed.module
    click.echo(f"  {owner}.{listed.method} -> {listed.response}")
    for record in listed.records:
        click.echo(f"  {click.style(record.name, bold=True)}  {printable(record.path)}")
        width = max((len(f"{field.name}: {field.type}") for field in record.fields), default=0)
        for field in record.fields:
            left = f"{field.name}: {field.type}"
            about = printable(f"{field.wire}: {field.about}")
            click.echo(f"    {left:{width}}  {about}")


def _print_json(shown: Sequence[OperationInfo], left: Container[str], config: Config) -> None:
    report = [
        {
            "name": listed.entry.name,
            "kind": "operation" if listed.entry.file is None else "notification",
            "group": listed.entry.group,
            "state": listed.state,
            "left_out": listed.entry.name in left,
            "page": listed.entry.page,
            "repeatable": listed.idempotent,
            "why": listed.why or None,
            "addresses": [
                [f"{base}{file}" for file in listed.entry.files]
                for base in (() if config.declared else addresses_of(config, listed.entry))
            ],
            **(_details(listed) if listed.records else {}),
        }
        for listed in shown
    ]
    click.echo(json.dumps(report, indent=2))


def _details(listed: OperationInfo) -> dict[str, object]:
    return {
        "module": listed.module,
        "method": listed.method,
        "request": listed.request or None,
        "response": listed.response,
        "records": [asdict(record) for record in listed.records],
    }


def _print_corrections(catalogue: Catalogue) -> None:
    changes = [c for c in catalogue.corrections if not c.is_addition]
    additions = [c for c in catalogue.corrections if c.is_addition]
    click.echo("# Corrections to the documented schemas")
    click.echo(_ABOUT_CORRECTIONS)
    for correction in changes:
        documented = _facts(correction.documented)
        to = "kept" if correction.correct is None else f"corrected to {_facts(correction.correct)}"
        _print_correction(f"Documented as {documented}, {to}", correction)
    click.echo("\n# Additions to the documented schemas")
    click.echo(_ABOUT_ADDITIONS)
    for correction in additions:
        _print_correction(f"Added: {_facts(correction.correct or {})}", correction)
    click.echo("\n# Output selectors for fields with other names")
    click.echo(_ABOUT_SELECTORS)
    for selector in catalogue.selectors:
        click.echo(f"\n## {selector.operation}: {selector.name}\n")
        click.echo(f"Evidence: {selector.evidence}.\n")
        for element in selector.elements:
            click.echo(f"- `{element}`")


def _print_correction(title: str, correction: Correction) -> None:
    reason = f"{correction.reason[:1].upper()}{correction.reason[1:]}"
    click.echo(f"\n## {title}\n\n{reason}.\n\nEvidence: {correction.evidence}.\n")
    for element in correction.elements:
        click.echo(f"- `{element}`")
    for element in correction.but:
        click.echo(f"- except `{element}`")


_ABOUT_CORRECTIONS = """
The schemas that come with neto-gen are literal transcriptions of the vendor's documentation, which is
known to be wrong in places. neto-gen builds a client for this API with the corrections below. A
correction only applies if the schema says what was documented; in the vendor's own schemas, most of
these places are right. None of the corrections could be tested against a real store: the evidence says
where each was seen. When in doubt, a correction makes the client more permissive, because a store
reports what it refuses. `neto-gen diff` compares schemas without corrections and additions; its
verdicts on the Python package include them.

`*` stands for any name. `neto-gen list --corrections` prints this page."""
_ABOUT_ADDITIONS = """
These elements are missing from the tables of the documentation, although stores send or accept them.
Each is a field of the client. If the vendor's own schema has an element of the same name, it is used
instead, whatever its type and place."""
_ABOUT_SELECTORS = """
An `OutputSelector` usually requests the field of the same name: `GrandTotal` is a field of an order,
`OrderLine.ProductName` a field of its lines, and `RmaLine.Tax` a field of `RmaLines.RmaLine`. The
selectors below request fields with other names."""

_ABOUT_FIELDS = """
## Find a field

This is a table of methods. `neto-gen docs` writes a page for each operation, with every field of its request
and its response and an example, and with them an index of all fields and one of all enumerations.
`neto-gen list GetOrder` prints the fields of one operation."""


def _facts(facts: dict[str, object]) -> str:
    words = {
        "min_occurs": {0: "optional", 1: "required"},
        "max_occurs": {1: "a single value", "unbounded": "a list"},
        "open": {False: "only the listed values", True: "any value"},
        "type": {
            "boolean": "a boolean",
            "dateTime": "a date and time",
            "decimal": "a decimal",
            "integer": "an integer",
            "string": "a text",
        },
    }
    return ", ".join(
        (
            words[key][value]  # type: ignore[index]
            if key in words
            else f"at most {value} characters" if key == "max_length" else f"{key} {value}"
        )
        for key, value in facts.items()
    )


def _print_markdown(shown: Sequence[OperationInfo]) -> None:
    click.echo("# Methods of the client")
    click.echo()
    click.echo(
        "Each method exists in `NetoClient`, and as a coroutine in `AsyncNetoClient`. Its records are"
    )
    click.echo("in the module of its name. `neto-gen list all --format markdown` prints this page.")
    click.echo(_ABOUT_FIELDS)
    last = None
    for listed in shown:
        entry = listed.entry
        if entry.group != last:
            click.echo(f"\n## {entry.group}\n")
            click.echo("| Method | Request | Response | Retried | Vendor's page |")
            click.echo("| --- | --- | --- | --- | --- |")
            last = entry.group
        page = "" if entry.page is None else f"[{entry.name}]({entry.page})"
        again = {True: "yes", False: "no", None: ""}[listed.idempotent]
        owner = "" if listed.request else f"{listed.module}."
        request = f"`{listed.request}`" if listed.request else ""
        click.echo(
            f"| `{owner}{listed.method}` | {request} | `{listed.response}` | {again} | {page} |"
        )
