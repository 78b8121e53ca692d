"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from neto_gen.build import shown_path
from neto_gen.problems import listed, printable
from neto_gen.sources import LOCK_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from neto_gen.build.draft import Draft
    from neto_gen.config import Config


def report_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """How much is said, and in what form: `form`, `quiet` and `verbose`."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Name every file, even if unchanged."),
        click.option("-q", "--quiet", is_flag=True, help="Print only errors."),
        click.option(
            "--format",
            "form",
            type=click.Choice(["text", "json", "github"]),
            default="text",
            show_default=True,
            help="Form of the report: for people, for programs, or for GitHub Actions.",
        ),
    ):
        function = option(function)
    return function


def change_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """How a project is changed: `dry_run`, `overwrite`, `quiet` and `verbose`."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Name every file, even if unchanged."),
        click.option("-q", "--quiet", is_flag=True, help="Print only errors."),
        click.option("--overwrite", is_flag=True, help="Overwrite files that were edited by hand."),
        click.option("--dry-run", is_flag=True, help="Write nothing; show what would be written."),
    ):
        function = option(function)
    return function


def say_draft(draft: Draft, *, verbose: bool) -> None:
    """Say what becomes of schemas, their lock and the settings."""
    folder = draft.folder
    kinds: dict[str, list[str]] = {"created": [], "changed": [], "removed": []}
    for name, content in sorted(folder.drafted.items()):
        if name != LOCK_NAME:
            kind = "removed" if content is None else "changed" if folder.had(name) else "created"
            kinds[kind].append(folder.file(name))
    for kind, files in kinds.items():
        say_files(kind, files, verbose=verbose)
    if LOCK_NAME in folder.drafted:
        click.echo(f"  wrote  {printable(folder.file(LOCK_NAME))}")
    if draft.settings is not None:
        click.echo(f"  changed  {printable(shown_path(draft.settings.path))}")


def settled_config(
    *, schemas: Path | None = None, output: Path | None = None, **more: Any  # noqa: ANN401
) -> Config:
    """The settings as they are when what a neto-gen that was killed left is finished or undone.

    The arguments are those of `load_config`. Raises Failure.
    """
    from neto_gen.build import is_left_undone  # noqa: PLC0415
    from neto_gen.config import load_config  # noqa: PLC0415
    from neto_gen.files.locking import exclusive  # noqa: PLC0415

    config = load_config(Path.cwd(), schemas=schemas, output=output, **more)
    if is_left_undone(config):
        with exclusive(config.schemas, config.target, project=config.place, waiting=say_waiting):
            pass
        config = load_config(Path.cwd(), schemas=schemas, output=output, **more)
    return config


def say_waiting(folder: Path) -> None:
    """Say that another neto-gen is at work."""
    click.echo(f"another neto-gen is at work in {folder}: waiting for it to end", err=True)


def say_versions(form: str = "text", *, quiet: bool = False) -> Callable[[str], None]:
    """What says that another neto-gen has built a client, in this form of a report."""

    def say(text: str) -> None:
        if form == "github":
            from neto_gen.cli.github import annotate  # noqa: PLC0415

            click.echo(annotate("notice", text))
        elif form == "text" and not quiet:
            click.echo(printable(text))

    return say


LEVELS = ("breaking", "risk", "any", "never")
_MOST_NAMED = 10


def say_files(kind: str, files: Sequence[str], *, verbose: bool) -> None:
    """Say what became of files: of each by its name, or of more than a few in one line."""
    if len(files) > _MOST_NAMED and not verbose:
        click.echo(f"  {kind}  {len(files):,} files (-v names them)")
        return
    for file in files:
        click.echo(f"  {kind}  {printable(file)}")


def say_left_out(config: Config, names: Iterable[str]) -> None:
    """Say which of these operations the settings leave out, and how to take them in."""
    from neto_gen.catalogue import read_catalogue  # noqa: PLC0415 - seldom needed
    from neto_gen.choice import left_out  # noqa: PLC0415

    if found := left_out(config, names, read_catalogue().groups):
        settings = config.settings or config.root / "pyproject.toml"
        are = "is" if len(found) == 1 else "are"
        click.echo(
            f"{listed(found)} {are} not among `operations` in {settings.name}, so neto-gen build "
            f"leaves {'it' if len(found) == 1 else 'them'} out: neto-gen add {' '.join(found)}",
            err=True,
        )


def complete_action(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """The operations and groups of the API whose names begin like this, for a shell's completion."""
    from neto_gen.catalogue import read_catalogue  # noqa: PLC0415 - only for completion

    catalogue = read_catalogue()
    names = (*sorted(catalogue.entries), *catalogue.groups)
    return _beginning(begun, names)


def complete_operation(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """The operations and groups that this project may build, for a shell's completion."""
    here = _of_project()
    if here is None:
        return complete_action(context, parameter, begun)
    return _beginning(begun, [*here, *_groups(here)])


def complete_group(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """The groups of the API, for a shell's completion."""
    from neto_gen.catalogue import read_catalogue  # noqa: PLC0415 - only for completion

    return _beginning(begun, read_catalogue().groups)


def complete_template(
    _context: click.Context, _parameter: click.Parameter, begun: str
) -> list[str]:
    """The templates, for a shell's completion."""
    from neto_gen.template_files import template_names  # noqa: PLC0415 - only for completion

    return _beginning(begun, template_names())


def complete_check(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """The ids of the checks of a comparison, for a shell's completion."""
    from neto_gen.diff.rules.checks import CHECKS  # noqa: PLC0415 - only for completion

    return _beginning(begun, CHECKS)


def complete_threshold(
    _context: click.Context, _parameter: click.Parameter, begun: str
) -> list[str]:
    """The levels at which a comparison fails, also of one view, for a shell's completion."""
    from neto_gen.diff.rules.facts import VIEWS  # noqa: PLC0415 - only for completion

    views = [f"{view}=" for view in VIEWS]
    view, sign, _ = begun.rpartition("=")
    return _beginning(begun, [*(f"{view}{sign}{level}" for level in LEVELS), *views])


def complete_side(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[Any]:
    """What schemas can be compared: tags and branches, words, and files, for a shell's completion."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only for completion

    names = [*_beginning(begun, ("upstream", "vendored")), *_beginning(begun, _references())]
    return [*map(CompletionItem, names), CompletionItem(begun, type="file")]


def _references() -> list[str]:
    """The branches, then the tags of the repository, if this is one."""
    import subprocess  # noqa: PLC0415 - only for completion

    command = ["git", "for-each-ref", "--format=%(refname:short)", "refs/tags", "refs/heads"]
    try:
        return subprocess.check_output(  # noqa: S603 - nothing of it is from outside
            command, stderr=subprocess.DEVNULL, text=True, timeout=2
        ).split()
    except (OSError, subprocess.SubprocessError):
        return []


def _of_project() -> list[str] | None:
    """The operations that are declared or in the schema folder; None when there is neither."""
    from neto_gen.config import load_config  # noqa: PLC0415 - only for completion
    from neto_gen.members import present  # noqa: PLC0415
    from neto_gen.problems import Failure  # noqa: PLC0415
    from neto_gen.sources.draft import DraftFolder  # noqa: PLC0415

    try:
        config = load_config(Path.cwd())
        return [*present(config, DraftFolder(config.schemas, ""))]
    except Failure:
        return None


def _groups(operations: Iterable[str]) -> list[str]:
    """The groups that have any of these operations."""
    from neto_gen.catalogue import read_catalogue  # noqa: PLC0415 - only for completion

    here = {*operations}
    return [name for name, inner in read_catalogue().groups.items() if here.intersection(inner)]


def _beginning(begun: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.lower().startswith(begun.lower())]


def count(number: int, noun: str) -> str:
    """A number of things."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
