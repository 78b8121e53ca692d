"""`neto-gen build`."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from neto_gen import __version__
from neto_gen.build import build, is_left_undone, shown_path
from neto_gen.cli.failures import as_json, failures_reported, report_accepted
from neto_gen.cli.options import (
    check_option,
    complete,
    overwrite_option,
    pairs_option,
    path_option,
    report_options,
)
from neto_gen.cli.output import count, say_files, say_left_out, say_versions, say_waiting
from neto_gen.cli.settled import settled_config
from neto_gen.problems import ExitCode, Failure, first_lines, printable, printable_lines
from neto_gen.settings.config import load_config

if TYPE_CHECKING:
    from neto_gen.build import BuildResult

_EXAMPLES = """
\b
Examples:
  neto-gen build
      Build the client that [tool.neto-gen] describes, or by default ./neto_client.
  neto-gen build --schemas vendor/xsd --output src/shop --package neto
      Build the package src/shop/neto from the schemas in vendor/xsd.
  neto-gen build --operation AddCustomerLog
      Build only this operation, and keep the other modules as they are.
  neto-gen build --check
      Exit with 1, and print a diff, if the client is not current.
  neto-gen build --check --from-scratch --format github
      In CI: the same without trusting the manifest, with annotations and a summary.
"""


@click.command("build", epilog=_EXAMPLES)
@pairs_option
@path_option("--output", "Folder to write the package into.")
@click.option("--package", metavar="NAME", help="Package name.  [default: neto_client]")
@click.option(
    "--operation",
    "operations",
    multiple=True,
    metavar="NAME",
    shell_complete=complete("operation"),
    help="Build only this operation or group. Can be repeated.",
)
@check_option
@overwrite_option
@click.option("--downgrade", is_flag=True, help="Replace a client that a newer neto-gen has built.")
@click.option(
    "--from-scratch",
    is_flag=True,
    help="Generate everything again, and do not trust existing files.",
)
@report_options
def command(
    schemas: Path | None,
    output: Path | None,
    package: str | None,
    operations: tuple[str, ...],
    *,
    check: bool,
    overwrite: bool,
    downgrade: bool,
    from_scratch: bool,
    output_format: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the client from the schemas.

    Reads each pair of schemas, and writes a typed client package with one module for each operation.
    Generates only modules whose schemas, templates or settings changed, and writes only files that
    differ. If anything fails, the old package stays as it was. Stops if a schema differs from
    schemas.lock.
    """
    with failures_reported(output_format):
        load = partial(load_config, Path.cwd()) if check else settled_config
        config = load(schemas=schemas, output=output, package=package, only=operations)
        try:
            result = build(
                config,
                check=check,
                overwrite=overwrite,
                from_scratch=from_scratch,
                downgrade=downgrade,
                waiting=say_waiting,
                say_versions=say_versions(output_format, quiet=quiet),
            )
        except Failure:
            if check and is_left_undone(config):  # what is wrong may come of that
                _say_interrupted(shown_path(config.target))
            raise
        if output_format == "json":
            _report_json(result, check=check)
        elif output_format == "github":
            _report_github(result, check=check)
        elif not quiet:
            report_text(result, check=check, verbose=verbose)
        if config.settings is not None and not check:
            say_left_out(config, config.only)
        if check and result.changes:
            click.echo(
                printable(f"{result.target} is not current: {result.remedy}"),
                err=True,
            )
        if check and result.changes.reformatted:
            click.echo(_say_reformatted(result), err=True)
        if check and result.is_interrupted:
            _say_interrupted(result.target)
        if check and result.changes:
            sys.exit(ExitCode.DIFFERS)


def _say_interrupted(target: str) -> None:
    click.echo(
        f"an earlier neto-gen was killed while it wrote {printable(target)}: "
        "neto-gen build finishes or undoes that first, or says what prevents it",
        err=True,
    )


def _say_reformatted(result: BuildResult) -> str:
    number = len(result.changes.reformatted)
    was, has, them = ("was", "has", "it") if number == 1 else ("were", "have", "them")
    return (
        f"{count(number, 'file')} of {printable(result.target)} {was} reformatted by another tool, but "
        f"{has} the same code: exclude the folder from that tool (in .pre-commit-config.yaml: "
        f"`exclude: ^{printable(result.target)}/`); neto-gen build restores {them}"
    )


def report_text(
    result: BuildResult, *, check: bool, verbose: bool, is_dry_run: bool = False
) -> None:
    """Say what a build found and did, or would do."""
    report_accepted(result.accepted, verbose=verbose)
    operations = count(len(result.operations), "operation")
    schemas = count(result.schema_count, "schema")
    click.echo(f"{printable(result.schemas)}: {operations}, {schemas}")
    if result.transcribed:
        click.echo(
            f"{result.transcribed} of {schemas} transcribed from the documentation: "
            "not the vendor's own files"
        )
    changes = result.changes
    groups = _groups(result, check=check)
    if check and changes:
        click.echo(printable_lines(first_lines(changes.diff)), nl=False)
    if verbose:
        groups["unchanged"] = changes.unchanged
    if changes.unknown and (verbose or changes):
        groups["not generated, left alone"] = changes.unknown
    for kind, paths in groups.items():
        files = [f"{result.target}/{path}" for path in paths]
        say_files(_coloured(kind), files, verbose=verbose)
    for path in result.also_written:
        click.echo(f"  wrote  {printable(f'{result.target}/{path}')}")
    if not (check and changes):
        total = len(changes.written) + len(changes.unchanged)
        done = "is up to date"
        if changes or changes.reformatted:
            done = "would be built" if is_dry_run else "is up to date" if check else "is built"
        click.echo(f"{printable(result.target)} {done}: {count(total, 'file')}")
    if result.left:
        others = count(len(result.left), "other operation")
        click.echo(f"{others} of the client left alone: neto-gen build updates the whole client")


def _groups(result: BuildResult, *, check: bool) -> dict[str, list[str]]:
    """Return the files by what a build did to them, or by what a check finds wrong with them."""
    changes = result.changes
    changed = sorted([*changes.changed, *changes.reformatted])
    found = {"created": changes.created, "changed": changed, "removed": changes.removed}
    if check:
        found = {
            "missing": changes.created,
            "extra": [path for path in changes.removed if path not in changes.edited],
            "edited": changes.edited,
            "stale": changes.stale,
        }
    return {kind: paths for kind, paths in found.items() if paths}


def _coloured(kind: str) -> str:
    colours = {"created": "green", "removed": "red", "missing": "red", "edited": "red"}
    plain = kind in {"unchanged", "not generated, left alone"}
    return kind if plain else click.style(kind, fg=colours.get(kind, "yellow"))


def _report_json(result: BuildResult, *, check: bool) -> None:
    changes = result.changes
    report = {
        "target": result.target,
        "schemas": result.schemas,
        "operations": list(result.operations),
        "left_alone": list(result.left),
        "transcribed": result.transcribed,
        "built_by": result.built_by or None,
        "version": __version__,
        "is_current": not changes,
        "is_interrupted": result.is_interrupted,
        **{kind: [] for kind in _kinds(check=check)},
        **_groups(result, check=check),
        "unchanged": changes.unchanged,
        "reformatted": changes.reformatted,
        "not_generated": changes.unknown,
        "also_written": [*result.also_written],
        "accepted": [as_json(problem) for problem in result.accepted],
        **({"diff": changes.diff} if check else {}),
    }
    click.echo(json.dumps(report, indent=2))


def _kinds(*, check: bool) -> tuple[str, ...]:
    return ("missing", "extra", "edited", "stale") if check else ("created", "changed", "removed")


def _report_github(result: BuildResult, *, check: bool) -> None:
    from neto_gen.ci.annotations import annotate  # noqa: PLC0415 - only for this format
    from neto_gen.cli.github import add_summary, summarize  # noqa: PLC0415 - as above

    report_accepted(result.accepted, "github")
    groups = _groups(result, check=check)
    paths = {kind: [f"{result.target}/{path}" for path in found] for kind, found in groups.items()}
    for kind, found in paths.items():
        for path in found:
            message = f"{kind}: {result.remedy}" if check else kind
            click.echo(annotate("error" if check else "notice", message, path))
    state = ("is not current" if check else "is built") if groups else "is up to date"
    title = f"{printable(result.target)} {state}"
    add_summary(summarize(title, paths, result.changes.diff if check else ""))
    click.echo(title)
