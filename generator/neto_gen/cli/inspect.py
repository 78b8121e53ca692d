"""`neto-gen inspect`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from neto_gen.build.inputs import named_operations, open_schemas
from neto_gen.cli.failures import failures_reported, report_accepted
from neto_gen.cli.options import complete, schemas_option
from neto_gen.cli.settled import settled_config
from neto_gen.dialect import dialect_named
from neto_gen.inspection import inspect_operation, tree_lines
from neto_gen.problems import ExitCode, Failure, Problem, printable

if TYPE_CHECKING:
    from pathlib import Path

_STAGES = ("contract", "plan", "view")
_EXAMPLES = """
\b
Examples:
  neto-gen inspect AddCustomerLog
      Show the operation as resolved from its schemas, with corrections.
  neto-gen inspect AddCustomerLog --stage plan
      Show which class each element of its documents gets.
  neto-gen inspect AddCustomerLog --stage view --json
      Show the variables of the template for its module.
"""


@click.command("inspect", epilog=_EXAMPLES)
@click.argument("action", shell_complete=complete("operation"))
@click.option(
    "--stage",
    type=click.Choice(_STAGES),
    default=_STAGES[0],
    show_default=True,
    help="Stage of the build.",
)
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@schemas_option
def command(action: str, stage: str, schemas: Path | None, *, is_json: bool) -> None:
    """Show the data of an operation at a stage of the build.

    Helps you to write a template, or to find out why a field has its type. Omits default values. The
    output mirrors neto-gen's internal classes, and can change in any version.
    """
    with failures_reported("json" if is_json else "text"):
        config = settled_config(schemas=schemas)
        folder = open_schemas(config)
        source, *others = named_operations(config, folder, [action])
        if others:
            hint = "name one of its operations"
            raise Failure(ExitCode.USAGE, Problem(f"{action} is a group", None, hint))
        dialect = dialect_named(config.dialect, config.corrections)
        found = inspect_operation(folder, source, dialect, stage)
        report_accepted(folder.acceptance.accepted)
        if is_json:
            click.echo(json.dumps(found, indent=2))
            return
        for line in tree_lines({source.name: found}):
            click.echo(printable(line))
