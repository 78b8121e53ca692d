"""Begin a project: its settings, its schemas, and what its CI needs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from neto_gen.files.atomic import update_folder
from neto_gen.files.line_ends import line_end_of
from neto_gen.files.reading import read_file
from neto_gen.files.toml_literals import toml_literal
from neto_gen.problems import ExitCode, Failure, Problem, did_you_mean, reason
from neto_gen.settings.config import default_schemas, refuse_misspelt
from neto_gen.sources import LOCK_NAME, SchemaFolder
from neto_gen.sources.folder import ALL
from neto_gen.sources.lock import format_lock, read_lock
from neto_gen.sources.record import write_folder
from neto_gen.sources.scan import scan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

PRE_COMMIT = """\
  - repo: local
    hooks:
      - id: neto-gen-check
        name: neto-gen build --check
        entry: neto-gen build --check
        language: system
        pass_filenames: false
        # Whatever is committed: also a client that was edited, and a file of it that was deleted.
        always_run: true
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSettings:
    """The initial settings of a project; paths are relative to its folder."""

    operations: tuple[str, ...]
    package: str
    output: str
    schemas: str
    install_from: str | None = None

    def settings(self) -> str:
        """Return the table for pyproject.toml, with comments."""
        listed = "".join(f"    {toml_literal(name)},\n" for name in self.operations)
        operations = toml_literal(ALL) if ALL in self.operations else f"[\n{listed}]"
        source = (
            "# Where CI installs neto-gen from; neto-gen init --ci writes it into its files.\n"
            f"install-from = {toml_literal(self.install_from)}\n"
            if self.install_from is not None
            else ""
        )
        return (
            "[tool.neto-gen]\n"
            "# Where the schemas are; neto-gen fetch downloads the vendor's files into it.\n"
            f"schemas = {toml_literal(self.schemas)}\n"
            "# The folder to write the package into, and the name of the package.\n"
            f"output = {toml_literal(self.output)}\n"
            f"package = {toml_literal(self.package)}\n"
            "# The operations to build: names or groups; neto-gen list shows them.\n"
            f"operations = {operations}\n"
            f"{source}"
        )


def available() -> tuple[str, ...]:
    """Return the operations whose schemas come with neto-gen."""
    return tuple(o.name for o in _ours().operations())


def _ours() -> SchemaFolder:
    return SchemaFolder(default_schemas(), "neto_gen/schemas")


def require_available(operations: Iterable[str], groups: Iterable[str]) -> None:
    """Raise Failure for every operation whose schemas do not come with neto-gen.

    The operations may be `groups` of them.
    """
    known = available()
    words = {*known, *groups, ALL}
    problems = [
        Problem(
            f"the schemas of {name} do not come with neto-gen",
            None,
            did_you_mean(name, words, f"begin without it, then run neto-gen fetch {name}"),
        )
        for name in operations
        if name not in words
    ]
    if problems:
        raise Failure(ExitCode.USAGE, *problems)


def is_set_up(root: Path) -> bool:
    """Tell whether the pyproject.toml of a folder has settings of neto-gen.

    Raises Failure when it is no TOML, or has a table that is ours but for its spelling.
    """
    try:
        data = tomllib.loads(read_file(root / "pyproject.toml").decode())
    except FileNotFoundError:
        return False
    except (OSError, ValueError, RecursionError) as error:
        hint = "fix it first; nothing was written"
        what = f"cannot be read: {reason(error)}"
        raise Failure(ExitCode.USAGE, Problem(what, "pyproject.toml", hint)) from None
    tool = data.get("tool")
    tools = cast("dict[str, object]", tool) if isinstance(tool, dict) else {}
    if "neto-gen" not in tools:
        refuse_misspelt(tools, "pyproject.toml")
    return "neto-gen" in tools


def settings_file(root: Path, beginning: ProjectSettings) -> tuple[bytes | None, bytes]:
    """Return the content of pyproject.toml, and the same with the settings appended.

    The folder is not set up; see `is_set_up`. Raises Failure for a file that cannot be read.
    """
    path = root / "pyproject.toml"
    added = beginning.settings()
    try:
        before = read_file(path)
        text = before.decode()
    except FileNotFoundError:
        return None, added.encode()
    except (OSError, UnicodeDecodeError) as error:
        hint = "fix it first; nothing was written"
        what = f"cannot be read: {reason(error)}"
        raise Failure(ExitCode.USAGE, Problem(what, "pyproject.toml", hint)) from None
    gap = "" if not text.strip() else "\n" if text.endswith("\n") else "\n\n"
    end = line_end_of(text)
    return before, before + (gap + added).replace("\n", end).encode()


def schema_files(operations: Sequence[str]) -> dict[str, bytes]:
    """Return the schemas of these operations that come with neto-gen, with all that they include."""
    folder = _ours()
    queue = [part.file for source in folder.operations(operations) for part in source.messages]
    found: dict[str, bytes] = {}
    while queue:
        name = queue.pop()
        content = folder.read(name)
        if content is not None and name not in found:
            found[name] = content
            queue += scan(content).references
    return found


def write_schemas(folder: SchemaFolder, files: dict[str, bytes]) -> None:
    """Write schemas that come with neto-gen, and lock them as they are locked there."""
    ours = read_lock(_ours()) or {}
    entries = read_lock(folder) or {}
    entries |= {name: ours[name] for name in files if name in ours}
    write_folder(folder, {**files, LOCK_NAME: format_lock(entries)})


def write_project(root: Path, path: str, content: bytes, seen: bytes | None) -> None:
    """Write a file of the project that held, or still holds, what was seen of it.

    Raises OSError when it cannot be written, or is not as it was seen.
    """
    update_folder(root, {path: content}, seen={path: seen}, hidden=[path])
