"""The options about CI of `neto-gen init`, and the files that it writes for them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from neto_gen.ci import PROVIDERS, installed_source, pinned_source, recipes, repository
from neto_gen.cli.options import options
from neto_gen.files.reading import read_file
from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from pathlib import Path

_WHERE = (
    "Where CI installs neto-gen from: git+https://HOST/neto-gen.git@v{version}, the https address "
    "of a wheel, or the path of a wheel in this repository."
)
# Files that show which CI a repository already uses.
_SIGNS = {"gitlab": (".gitlab-ci.yml",), "azure": ("azure-pipelines.yml", ".azure-pipelines")}


class CiFiles(NamedTuple):
    """Files for CI: the folder that they are in, each by its path, and where neto-gen comes from.

    `install_from` is what was named for it, for the settings.
    """

    top: Path
    files: dict[str, str]
    install_from: str | None


ci_options = options(
    click.option(
        "--ci",
        type=click.Choice([*PROVIDERS]),
        is_flag=False,
        flag_value="github",
        metavar="[github|gitlab|azure]",
        help="Write files for CI: a check of pull requests, a nightly update, and releases.",
    ),
    click.option("--no-ci", is_flag=True, help="Write no files for CI, and do not ask."),
    click.option("--install-from", metavar="SOURCE", help=f"{_WHERE}  [default: as here]"),
)
"""Which CI to write files for: `ci`, `no_ci` and `install_from`."""


def ci_files(
    root: Path, ci: str, named: str | None, settings: str | None = None, *, yes: bool
) -> CiFiles:
    """Return the files for a CI.

    `named` is the source of neto-gen in an option, and `settings` that of the settings. Raises
    Failure, before anything is written, if neither is usable.
    """
    top, inner = repository(root)
    source = named or settings or installed_source(root)
    if source is None and not yes:
        source = named = _ask_for_source()
    return CiFiles(top, recipes(ci, pinned_source(source, root), inner), named)


def later_ci_files(
    root: Path, ci: str | None, named: str | None, settings: str | None, *, yes: bool
) -> CiFiles | None:
    """Return the files for a CI, if one is named, for a project that already has settings."""
    if ci is not None:
        return ci_files(root, ci, named, settings, yes=yes)
    if named is not None:
        hint = "add --ci, or write install-from into [tool.neto-gen]"
        problem = Problem("--install-from says nothing without --ci", None, hint)
        raise Failure(ExitCode.USAGE, problem)
    return None


def _ask_for_source() -> str | None:
    """Ask where CI installs neto-gen from; where nobody answers, that is not known."""
    click.echo(_WHERE)
    try:
        answer: str = click.prompt("Where does CI install neto-gen from")
    except click.Abort:
        if sys.stdin.isatty():
            raise
        click.echo()
        return None
    return answer


def _usual(top: Path) -> str:
    for provider, names in _SIGNS.items():
        if any((top / name).exists() for name in names):
            return provider
    return "github"


def has_ci(root: Path) -> bool:
    """Tell whether some CI of the repository runs neto-gen."""
    top = repository(root)[0]
    files = (
        *(top / ".github" / "workflows").glob("*.y*ml"),
        *(top / ".gitlab").glob("*.yml"),
        *(top / ".azure-pipelines").glob("*.yml"),
        *(top / name for names in _SIGNS.values() for name in names),
    )
    return any(path.is_file() and b"neto-gen" in read_file(path) for path in files)


def ask_for_ci(root: Path) -> str | None:
    """Ask which CI to write files for; None for none."""
    if not click.confirm("Write CI files (GitHub, GitLab or Azure)?", default=False):
        return None
    usual = _usual(repository(root)[0])
    answer: str = click.prompt("Which CI", type=click.Choice([*PROVIDERS]), default=usual)
    return answer
