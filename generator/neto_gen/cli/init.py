"""`neto-gen init`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from neto_gen.build import build
from neto_gen.catalogue import read_catalogue
from neto_gen.cli.build import report_text
from neto_gen.cli.failures import failures_reported
from neto_gen.cli.options import complete_action, say_waiting
from neto_gen.cli.surroundings import Surroundings
from neto_gen.config import load_config, require_package_name
from neto_gen.place import Project
from neto_gen.problems import ExitCode, Failure, Problem, printable, reason
from neto_gen.project import (
    PRE_COMMIT,
    WORKFLOW,
    Beginning,
    available,
    require_available,
    schema_files,
    settings_file,
    write_project,
    write_schemas,
)
from neto_gen.publish.manifest import plain_lines
from neto_gen.reading import read_file
from neto_gen.sources import LOCK_NAME, SchemaFolder
from neto_gen.sources.folder import ALL
from neto_gen.turns import turn

_EXAMPLES = """
\b
Examples:
  neto-gen init
      Asks for what it needs to know.
  neto-gen init --yes
      Takes the usual answer to every question.
  neto-gen init --operation AddCustomerLog --package shop --output src --ci --yes
"""


@click.command("init", epilog=_EXAMPLES)
@click.option(
    "--operation",
    "operations",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_action,
    help="Build this operation or group; may be given several times.  [default: all that come along]",
)
@click.option("--package", metavar="NAME", help="Name of the client.  [default: neto_client]")
@click.option(
    "--output", metavar="DIR", help="Folder for it.  [default: where your wheel takes it along]"
)
@click.option(
    "--schemas", metavar="DIR", default="schemas", show_default=True, help="Folder of the schemas."
)
@click.option("--ci/--no-ci", default=None, help="Write a workflow for GitHub Actions.")
@click.option("--pre-commit/--no-pre-commit", default=None, help="Add a hook for pre-commit.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing, and overwrite nothing.")
def command(
    operations: tuple[str, ...],
    package: str | None,
    output: str | None,
    schemas: str,
    *,
    ci: bool | None,
    pre_commit: bool | None,
    yes: bool,
) -> None:
    """Set up a project, new or existing, and build its client.

    Adds [tool.neto-gen] with comments to pyproject.toml, copies the schemas that come with
    neto-gen, and builds. On request it adds a workflow for CI and a hook for pre-commit. A file
    that is there already is never overwritten without asking.
    """
    root = Path.cwd()
    with failures_reported():
        groups = read_catalogue().groups
        if not operations and not yes:
            click.echo(f"Operations that come with neto-gen: {', '.join(available())}")
            click.echo(f"Groups of them: {', '.join(groups)}")
            answer = click.prompt("Which of them, with spaces between, or all", default=ALL)
            operations = tuple(answer.replace(",", " ").split())
        require_available(operations, groups)
        around = Project(root)
        beginning = Beginning(
            operations=operations or (ALL,),
            package=_answer(package, "Name of the client", "neto_client", yes=yes),
            output=_answer(output, "Folder that it is put in", around.usual_output(), yes=yes),
            schemas=schemas,
        )
        _require_plain(beginning)
        before, settings = settings_file(root, beginning)
        surroundings = Surroundings(around, beginning.output, beginning.package)
        settings = surroundings.settings(settings, yes=yes)
        if ci is None:
            ci = not yes and click.confirm("Write a workflow for GitHub Actions?", default=False)
        if pre_commit is None:
            pre_commit = not yes and click.confirm("Add a hook for pre-commit?", default=False)
        try:
            with turn(root / beginning.schemas, waiting=say_waiting):
                _copy_schemas(root, beginning, yes=yes)
            write_project(root, "pyproject.toml", settings, before)
            click.echo("  wrote  [tool.neto-gen] in pyproject.toml")
            surroundings.write_attributes()
            if ci:
                _write(root, ".github/workflows/neto-gen.yml", WORKFLOW, yes=yes)
            if pre_commit:
                _add_hook(root)
        except OSError as error:
            hint = "see to its permissions, then run neto-gen init again"
            problem = Problem(f"cannot be written: {reason(error)}", str(error.filename), hint)
            raise Failure(ExitCode.USAGE, problem) from None
        result = build(load_config(root), waiting=say_waiting)
        report_text(result, check=False, verbose=False)
        surroundings.report()
        click.echo("commit all of this; from now on, neto-gen build keeps the client current")


def _answer(given: str | None, question: str, usual: str, *, yes: bool) -> str:
    if given is not None:
        return given
    return usual if yes else click.prompt(question, default=usual)


def _require_plain(beginning: Beginning) -> None:
    """Refuse what could not stand in the settings as it is."""
    require_package_name(beginning.package)
    for path in (beginning.output, beginning.schemas):
        if not path.isprintable() or '"' in path or "\\" in path:
            hint = "use a path without quotes and backslashes"
            what = f'"{path}" cannot be written into the settings'
            raise Failure(ExitCode.USAGE, Problem(what, None, hint))


def _copy_schemas(root: Path, beginning: Beginning, *, yes: bool) -> None:
    folder = SchemaFolder(root / beginning.schemas, beginning.schemas)
    files = schema_files(beginning.operations)
    for name, content in list(files.items()):
        current = folder.read(name)
        if current is None or current == content:
            continue
        shown = printable(folder.file(name))
        if yes or not click.confirm(f"{shown} is there, and differs. Overwrite it?", default=False):
            del files[name]
            click.echo(f"  kept  {shown}")
    write_schemas(folder, files)
    for name in (*sorted(files), LOCK_NAME):
        click.echo(f"  wrote  {printable(folder.file(name))}")


def _write(root: Path, path: str, text: str, *, yes: bool) -> None:
    before = read_file(root / path) if os.path.lexists(root / path) else None
    differs = before is not None and plain_lines(before) != text.encode()
    question = f"{path} is there, and differs. Overwrite it?"
    if differs and (yes or not click.confirm(question, default=False)):
        click.echo(f"  kept  {path}")
        return
    write_project(root, path, text.encode(), before)
    click.echo(f"  wrote  {path}")


def _add_hook(root: Path) -> None:
    """A new file for pre-commit; into one that is there, nothing is written but by its owner."""
    path = ".pre-commit-config.yaml"
    if (root / path).exists():
        click.echo(f"add this under `repos:` in {path}:")
        click.echo(PRE_COMMIT, nl=False)
        return
    write_project(root, path, f"repos:\n{PRE_COMMIT}".encode(), None)
    click.echo(f"  wrote  {path}")
