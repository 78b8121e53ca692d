"""Set up the project around a client for `init`: its wheel, its tools, and its repository."""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import click

from neto_gen.files.reading import read_file
from neto_gen.problems import printable
from neto_gen.project.scaffold import write_project
from neto_gen.settings.project_tools import (
    GIT_ATTRIBUTES,
    exclusions,
    git_attributes,
    is_excluded,
    settings_file_of,
)
from neto_gen.settings.tool_settings import Setting, add_settings

if TYPE_CHECKING:

    from neto_gen.settings.place import Project


class Surroundings:
    """The project around a client that is put into `output` as `package`."""

    def __init__(self, project: Project, output: str, package: str) -> None:
        self.project = project
        self.output, self.package = output, package
        self.target = str(PurePosixPath(output, package))
        self.added: list[Setting] = []
        self.left: list[Setting] = []

    def settings(self, content: bytes, *, yes: bool) -> bytes:
        """Return pyproject.toml with what the wheel needs and, after asking, what tools need."""
        wanted: list[Setting] = []
        missing = self.project.missing_setting(self.output, self.package)
        if missing is not None:
            wanted.append(missing)
        excluded = exclusions(self.project.root, self.target)
        if excluded:
            names = ", ".join(setting.table.split(".")[1] for setting in excluded)
            question = f"Exclude the client from {names}?"
            if yes or click.confirm(question, default=True):
                wanted += excluded
        here = [s for s in wanted if self._file(s) == "pyproject.toml"]
        content, left = add_settings(content, here)
        self.left = [s for s in wanted if s in left or s not in here]
        self.added = [s for s in wanted if s not in self.left]
        return content

    def write_attributes(self) -> None:
        """Tell git and the pages that show reviews that the client is generated."""
        root = self.project.root
        path = root / GIT_ATTRIBUTES
        before = read_file(path) if os.path.lexists(path) else None
        content = git_attributes(before, self.target)
        if content != before:
            write_project(root, GIT_ATTRIBUTES, content, before)
            click.echo(f"  wrote  {GIT_ATTRIBUTES}")

    def report(self) -> None:
        """Say what was set, what is left to do, and what the client is imported as."""
        for setting in self.added:
            click.echo(f"  wrote  [{setting.table}] in pyproject.toml: {printable(setting.line)}")
        self._report_left()
        name = self.project.import_name(self.output, self.package)
        click.echo(f"import it as {printable(name)}; with Python 3.11 or newer, and httpx2")
        self._report_dependency()

    def name_missing(self) -> None:
        """Say what a project lacks that is set up already."""
        root = self.project.root
        missing = self.project.missing_setting(self.output, self.package)
        excluded = exclusions(root, self.target)
        self.left = [] if missing is None else [missing]
        self.left += [s for s in excluded if not is_excluded(root, s, self.target)]
        self._report_left()
        path = root / GIT_ATTRIBUTES
        before = read_file(path) if os.path.lexists(path) else b""
        lines = git_attributes(before, self.target).splitlines()
        if lines != before.splitlines():
            click.echo(f"add to {GIT_ATTRIBUTES}: {printable(lines[-1].decode())}")
        self._report_dependency()

    def _report_dependency(self) -> None:
        if self.project.lacks_dependency("httpx2"):
            click.echo('add "httpx2" to the dependencies in pyproject.toml: the client needs it')

    def _report_left(self) -> None:
        for setting in self.left:
            where = self._file(setting)
            click.echo(f"add to {printable(where)}, or change there: {printable(str(setting))}")
        if self.project.is_left_out(self.output, self.package):
            better = self.project.usual_output()
            how = f'move it: output = "{printable(better)}" in [tool.neto-gen]'
            if better == self.output:
                how = "move it into the package with the name of your project, once that exists"
            where = printable(self.target)
            click.echo(f"{self.project.backend} leaves {where} out of your wheel; {how}")

    def _file(self, setting: Setting) -> str:
        return settings_file_of(self.project.root, setting)
