"""Complete values in a shell: operations, groups, templates, checks and revisions."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from click.shell_completion import CompletionItem

from neto_gen.catalogue import read_catalogue
from neto_gen.diff.rules.checks import CHECKS
from neto_gen.diff.rules.facts import VIEWS
from neto_gen.problems import Failure
from neto_gen.project.membership import present
from neto_gen.settings.config import load_config
from neto_gen.sources.draft import DraftFolder
from neto_gen.template_files import template_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click

_LEVELS = ("breaking", "risk", "any", "never")


def action(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Return the API's operations and groups that begin like this, for shell completion."""
    catalogue = read_catalogue()
    names = (*sorted(catalogue.entries), *catalogue.groups)
    return _beginning(begun, names)


def operation(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Return the operations and groups that this project may build, for shell completion."""
    here = _of_project()
    if here is None:
        return action(context, parameter, begun)
    return _beginning(begun, [*here, *_groups(here)])


def group(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Return the API's groups, for shell completion."""
    return _beginning(begun, read_catalogue().groups)


def template(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Return the templates, for shell completion."""
    return _beginning(begun, template_names())


def check(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Return the ids of the checks of a comparison, for shell completion."""
    return _beginning(begun, CHECKS)


def threshold(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Return the levels at which a comparison fails, with or without a view, for shell completion."""
    views = [f"{view}=" for view in VIEWS]
    view, sign, _ = begun.rpartition("=")
    return _beginning(begun, [*(f"{view}{sign}{level}" for level in _LEVELS), *views])


def side(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[Any]:
    """Return what can be compared: tags, branches, words, and files, for shell completion."""
    names = [*_beginning(begun, ("upstream", "vendored")), *_beginning(begun, _references())]
    return [*map(CompletionItem, names), CompletionItem(begun, type="file")]


def _references() -> list[str]:
    """Return the repository's tags and branches; none outside of one."""
    command = ["git", "for-each-ref", "--format=%(refname:short)", "refs/tags", "refs/heads"]
    try:
        return subprocess.check_output(  # noqa: S603 - no part of it comes from outside
            command, stderr=subprocess.DEVNULL, text=True, timeout=2
        ).split()
    except (OSError, subprocess.SubprocessError):
        return []


def _of_project() -> list[str] | None:
    """Return the operations that are declared or in the schema folder; None without settings."""
    try:
        config = load_config(Path.cwd())
        return [*present(config, DraftFolder(config.schemas, ""))]
    except Failure:
        return None


def _groups(operations: Iterable[str]) -> list[str]:
    """Return the groups that contain any of these operations."""
    here = {*operations}
    return [name for name, inner in read_catalogue().groups.items() if here.intersection(inner)]


def _beginning(begun: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.lower().startswith(begun.lower())]
