"""`neto-gen init`."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from neto_gen.build import build
from neto_gen.catalogue import read_catalogue
from neto_gen.ci import pinned_source
from neto_gen.cli.add import command as add
from neto_gen.cli.build import report_text
from neto_gen.cli.ci import CiFiles, ask_for_ci, ci_files, ci_options, has_ci, later_ci_files
from neto_gen.cli.failures import failures_reported
from neto_gen.cli.options import complete
from neto_gen.cli.output import say_files, say_waiting
from neto_gen.cli.surroundings import Surroundings
from neto_gen.files.line_ends import plain_lines
from neto_gen.files.locking import exclusive
from neto_gen.files.reading import read_file
from neto_gen.problems import ExitCode, Failure, Problem, printable, reason
from neto_gen.project.membership import present
from neto_gen.project.scaffold import (
    PRE_COMMIT,
    ProjectSettings,
    available,
    is_set_up,
    require_available,
    schema_files,
    settings_file,
    write_project,
    write_schemas,
)
from neto_gen.settings.choice import left_out
from neto_gen.settings.config import load_config, require_package_name
from neto_gen.settings.place import Project
from neto_gen.sources import LOCK_NAME, SchemaFolder
from neto_gen.sources.draft import DraftFolder
from neto_gen.sources.folder import ALL

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Mapping, Sequence

    from neto_gen.settings.config import Config

_HOOKS = ".pre-commit-config.yaml"
_EXAMPLES = """
\b
Examples:
  neto-gen init
      Asks a few questions.
  neto-gen init --yes
      Takes the default answer to every question.
  neto-gen init --operation AddCustomerLog --package shop --output src --yes
  neto-gen init --ci gitlab --install-from git+https://HOST/neto-gen.git@v{version}
  neto-gen init --pre-commit
      In a project that is set up: add what is missing.
"""


class _Asked(NamedTuple):
    """The options of `init`, None for those that are not given."""

    operations: tuple[str, ...]
    package: str | None
    output: str | None
    schemas: str | None
    ci: str | None
    install_from: str | None
    pre_commit: bool | None
    no_ci: bool
    yes: bool
    verbose: bool


@click.command("init", epilog=_EXAMPLES)
@click.option(
    "--operation",
    "operations",
    multiple=True,
    metavar="NAME",
    shell_complete=complete("action"),
    help="Build this operation or group. Can be repeated.  [default: all that come with neto-gen]",
)
@click.option("--package", metavar="NAME", help="Package name.  [default: neto_client]")
@click.option(
    "--output",
    metavar="DIR",
    help="Folder to write the package into.  [default: one that your wheel includes]",
)
@click.option("--schemas", metavar="DIR", help="Schema folder.  [default: schemas]")
@ci_options
@click.option("--pre-commit/--no-pre-commit", default=None, help="Add a pre-commit hook.")
@click.option(
    "-y", "--yes", is_flag=True, help="Accept the default answers, and overwrite nothing."
)
@click.option("-v", "--verbose", is_flag=True, help="List every file that is written.")
@click.pass_context
def command(
    context: click.Context,
    operations: tuple[str, ...],
    package: str | None,
    output: str | None,
    schemas: str | None,
    *,
    ci: str | None,
    no_ci: bool,
    install_from: str | None,
    pre_commit: bool | None,
    yes: bool,
    verbose: bool,
) -> None:
    """Set up a project, new or existing, and build its client.

    Adds [tool.neto-gen] with comments to pyproject.toml, copies the schemas that come with
    neto-gen, and builds the client. Optionally adds CI files and a pre-commit hook. Never overwrites
    an existing file without asking. In a project that is already set up, adds operations, CI files
    or a hook that are missing.
    """
    root = Path.cwd()
    install_from = None if install_from is None else install_from.strip()
    named = (operations, package, output, schemas, ci, install_from, pre_commit)
    asked = _Asked(*named, no_ci=no_ci, yes=yes, verbose=verbose)
    with failures_reported(), _answers_required():
        if is_set_up(root):
            config = load_config(root)
            _require_same(config, asked)
            _complete(context, root, config, asked)
        else:
            _set_up(root, asked)


def _set_up(root: Path, asked: _Asked) -> None:
    """Set up a project that has no settings yet, and build its client."""
    yes, around = asked.yes, Project(root)
    beginning = _ask_for_settings(around, asked)
    settings_file(root, beginning)  # which must be readable before anything else is asked
    ci = asked.ci if asked.ci or yes or asked.no_ci else ask_for_ci(root)
    files = None if ci is None else ci_files(root, ci, asked.install_from, yes=yes)
    if files is not None:
        beginning = replace(beginning, install_from=files.install_from)
    elif asked.install_from is not None:
        pinned_source(asked.install_from, root)
        beginning = replace(beginning, install_from=asked.install_from)
    before, settings = settings_file(root, beginning)
    surroundings = Surroundings(around, beginning.output, beginning.package)
    settings = surroundings.settings(settings, yes=yes)
    pre_commit = asked.pre_commit
    if pre_commit is None:
        pre_commit = not yes and click.confirm("Add a pre-commit hook?", default=False)
    with _written_or_said():
        with exclusive(root / beginning.schemas, waiting=say_waiting):
            _copy_schemas(root, beginning, yes=yes, verbose=asked.verbose)
        write_project(root, "pyproject.toml", settings, before)
        click.echo("  wrote  [tool.neto-gen] in pyproject.toml")
        surroundings.write_attributes()
        if files is not None:
            _write_ci(files, yes=yes)
        if pre_commit:
            _add_hook(root)
    result = build(load_config(root), waiting=say_waiting)
    report_text(result, check=False, verbose=asked.verbose)
    surroundings.report()
    click.echo("commit all of this; from now on, neto-gen build keeps the client current")


def _ask_for_settings(around: Project, asked: _Asked) -> ProjectSettings:
    """Return what the settings begin with, and ask for what no option says."""
    groups, usual, yes = read_catalogue().groups, around.usual_output(), asked.yes
    operations = asked.operations or (() if yes else _ask_for_operations(groups))
    require_available(operations, groups)
    beginning = ProjectSettings(
        operations=operations or (ALL,),
        package=_answer(asked.package, "Package name", "neto_client", yes=yes),
        output=_answer(asked.output, "Folder to write the package into", usual, yes=yes),
        schemas=asked.schemas or "schemas",
    )
    _require_plain(beginning)
    return beginning


def _complete(context: click.Context, root: Path, config: Config, asked: _Asked) -> None:
    """Add to a project that is set up what it lacks: what was asked for, or what answers say."""
    operations, pre_commit, yes = asked.operations, asked.pre_commit, asked.yes
    click.echo("this project is set up already: [tool.neto-gen] is in pyproject.toml")
    files = later_ci_files(root, asked.ci, asked.install_from, config.install_from, yes=yes)
    if not (operations or asked.ci or asked.no_ci or pre_commit is not None or yes):
        operations, files, pre_commit = _ask_for_missing(root, config)
    _add_missing(context, root, operations, files, config, pre_commit=pre_commit, yes=yes)


def _answer(given: str | None, question: str, usual: str, *, yes: bool) -> str:
    if given is not None:
        return given
    return usual if yes else click.prompt(question, default=usual)


def _require_plain(beginning: ProjectSettings) -> None:
    """Refuse what could not stand in the settings as it is."""
    require_package_name(beginning.package)
    for path in (beginning.output, beginning.schemas):
        if not path.isprintable() or '"' in path or "\\" in path:
            hint = "use a path without quotes and backslashes"
            what = f'"{path}" cannot be written into the settings'
            raise Failure(ExitCode.USAGE, Problem(what, None, hint))


@contextmanager
def _answers_required() -> Generator[None]:
    """Say what to do where questions are asked and there is nobody who could answer."""
    try:
        yield
    except click.Abort:
        if sys.stdin.isatty():
            raise
        click.echo(err=True)
        hint = (
            "run neto-gen init --yes, which accepts the default answers; --operation, --package and "
            "--output change them"
        )
        what = "neto-gen init asks questions, but there is no terminal to answer them"
        raise Failure(ExitCode.USAGE, Problem(what, None, hint)) from None


def _may_overwrite(shown: str) -> bool:
    """Ask whether a file may be overwritten; where nobody answers, it may not."""
    try:
        return click.confirm(f"{shown} exists and differs. Overwrite it?", default=False)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        click.echo()
        return False


def _require_same(config: Config, asked: _Asked) -> None:
    """Refuse answers that are other ones than those in the settings."""
    given = {
        "package": (asked.package, config.package == asked.package),
        "output": (asked.output, _is_same(config.output, asked.output)),
        "schemas": (asked.schemas, _is_same(config.own_schemas, asked.schemas)),
    }
    file, hint = "pyproject.toml", "change it there, then run neto-gen build"
    problems = [
        Problem(f"this project is set up already with another {key} than {value}", file, hint)
        for key, (value, is_same) in given.items()
        if value is not None and not is_same
    ]
    if problems:
        raise Failure(ExitCode.USAGE, *problems)


def _is_same(path: Path, given: str | None) -> bool:
    if given is None:
        return False
    return os.path.abspath(path) == os.path.abspath(given)  # noqa: PTH100 - follows no link


def _ask_for_operations(groups: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    _show_operations("Operations that come with neto-gen, by group:", available(), groups)
    answer = click.prompt("Which ones: names or groups, separated by spaces", default=ALL)
    return tuple(answer.replace(",", " ").split())


def _show_operations(
    title: str, names: Collection[str], groups: Mapping[str, Sequence[str]]
) -> None:
    """Print operations with a line for each group."""
    click.echo(title)
    for group, inner in groups.items():
        if found := [name for name in inner if name in names]:
            click.echo(f"  {group}: {', '.join(found)}")


def _ask_for_missing(
    root: Path, config: Config
) -> tuple[tuple[str, ...], CiFiles | None, bool | None]:
    """Ask what to add to a project that is set up: operations, files for CI, and a hook."""
    groups = read_catalogue().groups
    _show_operations("Operations that you can add, by group:", _not_built(config), groups)
    question = "Which ones to add: names or groups, separated by spaces"
    answer = click.prompt(question, default="none")
    operations = () if answer == "none" else tuple(answer.replace(",", " ").split())
    ci = None if has_ci(root) else ask_for_ci(root)
    files = None if ci is None else ci_files(root, ci, None, config.install_from, yes=False)
    hook = not _has_hook(root) and click.confirm("Add a pre-commit hook?", default=False)
    return operations, files, hook


def _add_missing(
    context: click.Context,
    root: Path,
    operations: tuple[str, ...],
    ci: CiFiles | None,
    config: Config,
    *,
    pre_commit: bool | None,
    yes: bool,
) -> None:
    """Add to a project that is set up what it lacks, as far as it is asked for, and name the rest."""
    has_hook = _has_hook(root)
    if operations:
        context.invoke(add, names=operations, offline=True)
    with _written_or_said():
        if ci is not None:
            _write_ci(ci, yes=yes)
        if pre_commit and not has_hook:
            _add_hook(root)
    if ci is not None and ci.install_from not in {None, config.install_from}:
        line = f'install-from = "{ci.install_from}"'
        click.echo(f"add this to [tool.neto-gen], so that later runs use it: {line}")
    if has_hook and pre_commit:
        click.echo("  kept  .pre-commit-config.yaml, which has the hook")
    if ci is None and not has_ci(root):
        click.echo("CI files are missing: neto-gen init --ci writes them")
    if not (pre_commit or has_hook):
        click.echo("a pre-commit hook is missing: neto-gen init --pre-commit adds it")
    output = os.path.relpath(config.output, root).replace(os.sep, "/")
    Surroundings(Project(root), output, config.package).name_missing()
    if not operations:
        click.echo("neto-gen add ACTION... adds more operations; neto-gen list shows them")


def _not_built(config: Config) -> list[str]:
    """Return the operations that come with neto-gen and that this project does not build."""
    here = present(config, DraftFolder(config.schemas, ""))
    left = left_out(config, here, read_catalogue().groups)
    return [name for name in available() if name not in here or name in left]


def _has_hook(root: Path) -> bool:
    try:
        return b"neto-gen" in read_file(root / _HOOKS)
    except OSError:
        return False


@contextmanager
def _written_or_said() -> Generator[None]:
    """Raise Failure, naming the file, when one cannot be written."""
    try:
        yield
    except OSError as error:
        hint = "check its permissions, then run neto-gen init again"
        problem = Problem(f"cannot be written: {reason(error)}", str(error.filename), hint)
        raise Failure(ExitCode.USAGE, problem) from None


def _copy_schemas(root: Path, beginning: ProjectSettings, *, yes: bool, verbose: bool) -> None:
    folder = SchemaFolder(root / beginning.schemas, beginning.schemas)
    files = schema_files(beginning.operations)
    for name, content in list(files.items()):
        current = folder.read(name)
        if current is None or current == content:
            continue
        shown = printable(folder.file(name))
        if yes or not _may_overwrite(shown):
            del files[name]
            click.echo(f"  kept  {shown}")
    write_schemas(folder, files)
    say_files("wrote", [folder.file(name) for name in sorted(files)], verbose=verbose)
    click.echo(f"  wrote  {printable(folder.file(LOCK_NAME))}")


def _write(root: Path, path: str, text: str, *, yes: bool) -> None:
    before = read_file(root / path) if os.path.lexists(root / path) else None
    differs = before is not None and plain_lines(before) != text.encode()
    if differs and (yes or not _may_overwrite(path)):
        click.echo(f"  kept  {path}")
        return
    write_project(root, path, text.encode(), before)
    click.echo(f"  wrote  {path}")


def _write_ci(ci: CiFiles, *, yes: bool) -> None:
    for path, text in ci.files.items():
        if path == ".gitlab-ci.yml" and (ci.top / path).exists():
            click.echo(f"add this to {path}, unless it is there:")
            click.echo(text, nl=False)
            continue
        _write(ci.top, path, text, yes=yes)
    click.echo("the comment at the top of each CI file says what to enable")


def _add_hook(root: Path) -> None:
    """Write a new file for pre-commit, or print what to add to an existing one."""
    if (root / _HOOKS).exists():
        click.echo(f"add this under `repos:` in {_HOOKS}:")
        click.echo(PRE_COMMIT, nl=False)
        return
    write_project(root, _HOOKS, f"repos:\n{PRE_COMMIT}".encode(), None)
    click.echo(f"  wrote  {_HOOKS}")
