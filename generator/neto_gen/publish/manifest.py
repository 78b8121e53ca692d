"""The manifest of a generated package: what was written, and from what."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from neto_gen import __version__
from neto_gen.files.line_ends import plain_lines
from neto_gen.files.paths import fault
from neto_gen.files.reading import read_file
from neto_gen.problems import ExitCode, Failure, Problem
from neto_gen.versions import is_newer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANIFEST_NAME = ".neto-gen.json"
# It grows when a neto-gen that does not know of a change would misread what is written from then on.
_FORMAT = 1
# What a file that was damaged may lead to: ArithmeticError for 1e999 in the place of a whole number.
_UNREADABLE = (
    *(OSError, ValueError, ArithmeticError, TypeError, LookupError),
    *(AttributeError, RecursionError),
)

# Tuples with names, here and wherever a build with nothing to do comes by: to define a dataclass
# takes six times as long, and that would be half the time of such a build.


class MadeOperation(NamedTuple):
    """The manifest's entry of an operation, by which a build can tell that it is current.

    `schemas` are the names of its schema files and `files` the paths of its modules, its own first.
    `method` is the hash of what the clients show of it.
    """

    schemas: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    method: str = ""


class Manifest(NamedTuple):
    """The manifest of a package: the inputs and the output of its last build.

    `tool` is the hash of neto-gen itself with the libraries that shape its output, `version` and
    `libraries` are their versions, and `settings` is the hash of the settings that do. `operations` are what is known of each, by where it is declared,
    `schemas` the hash of each schema file, `lock` that of their lock, if they have one, and
    `transcribed` how many of them it calls transcriptions. `templates` are the hashes of those that
    the project put in place of neto-gen's, and `files` those of the generated files, by their path
    in the package.
    """

    tool: str = ""
    settings: str = ""
    operations: Mapping[str, MadeOperation] = {}
    schemas: Mapping[str, str] = {}
    lock: str | None = None
    transcribed: int = 0
    templates: Mapping[str, str] = {}
    files: Mapping[str, str] = {}
    version: str = ""
    libraries: Mapping[str, str] = {}

    @property
    def is_newer(self) -> bool:
        """Whether a newer neto-gen than this one has built the package."""
        return bool(self.version) and is_newer(self.version, __version__)

    def says_the_same(self, other: Manifest) -> bool:
        """Tell whether another manifest describes the same package, whatever neto-gen wrote it.

        What one neto-gen hashes of settings and methods is nothing to another.
        """
        return self._said() == other._said()

    def _said(self) -> Manifest:
        operations = {name: made._replace(method="") for name, made in self.operations.items()}
        return self._replace(tool="", version="", libraries={}, settings="", operations=operations)

    def to_bytes(self) -> bytes:
        """Return the content of the manifest's file."""
        data = {
            "about": "Written by neto-gen; do not edit. It tells generated files from yours.",
            "format": _FORMAT,
            "version": self.version,
            "libraries": dict(sorted(self.libraries.items())),
            "tool": self.tool,
            "settings": self.settings,
            "operations": {
                name: {"schemas": made.schemas, "files": made.files, "method": made.method}
                for name, made in sorted(self.operations.items())
            },
            "schemas": dict(sorted(self.schemas.items())),
            "lock": self.lock,
            "transcribed": self.transcribed,
            "templates": dict(sorted(self.templates.items())),
            "files": dict(sorted(self.files.items())),
        }
        return (json.dumps(data, indent=2) + "\n").encode()

    def matches_files(self, target: Path) -> bool:
        """Tell whether every generated file is there, unchanged."""
        try:
            for path, known in self.files.items():
                name = f"{target}/{path}"  # a Path is slow to make
                if sha256(read_file(name)) != known:
                    return False
        except OSError:
            return False
        return True


def read_manifest(target: Path, shown: str) -> Manifest | None:
    """Read the manifest of the package in a folder; return None if it has none.

    Raises Failure when it cannot be understood: then no one knows which files are generated.
    """
    where = f"{shown}/{MANIFEST_NAME}"
    version = ""
    try:
        data: Any = json.loads(read_file(target / MANIFEST_NAME))
        version = _version(data)
        if data.get("format", _FORMAT) != _FORMAT:
            raise Failure(ExitCode.USAGE, _too_new(version, where))
        return Manifest(
            tool=str(data["tool"]),
            settings=str(data.get("settings", "")),
            operations=_operations(data["operations"]),
            schemas={str(name): str(value) for name, value in data["schemas"].items()},
            lock=data.get("lock"),
            transcribed=int(data.get("transcribed", 0)),
            templates=dict(data.get("templates", {})),
            files={
                str(name): _file_hash(entry)
                for name, entry in data["files"].items()
                if _is_inside(name)
            },
            version=version,
            libraries={str(name): str(value) for name, value in data.get("libraries", {}).items()},
        )
    except (FileNotFoundError, NotADirectoryError):
        return None
    except _UNREADABLE:
        if version and is_newer(version, __version__):
            raise Failure(ExitCode.USAGE, _too_new(version, where)) from None
        hint = "restore it from version control, or remove the folder and build again"
        problem = Problem("this manifest cannot be read", where, hint)
        raise Failure(ExitCode.USAGE, problem) from None


def _version(data: Any) -> str:  # noqa: ANN401 - JSON
    """Return the version of neto-gen in a manifest, "" for old ones.

    Raises ValueError or TypeError when it is not a version.
    """
    version = data.get("version", "")
    if not isinstance(version, str):
        message = "its version is not a string"
        raise TypeError(message)
    if version:
        is_newer(version, __version__)
    return version


def _too_new(version: str, where: str) -> Problem:
    """Return the problem of a manifest that only a newer neto-gen can read."""
    by = f"neto-gen {version}" if version else "another neto-gen"
    what = f"written by {by} in a form that this one, {__version__}, does not know"
    return Problem(what, where, "use the version of neto-gen that wrote it, or a newer one")


def _operations(data: Any) -> dict[str, MadeOperation]:  # noqa: ANN401 - JSON
    """Read the operations of a manifest; those of an older neto-gen count as unknown."""
    if isinstance(data, list):
        return {}
    return {
        str(name): MadeOperation(
            schemas=tuple(map(str, made["schemas"])),
            files=tuple(path for path in made["files"] if _is_inside(path)),
            method=str(made.get("method", "")),
        )
        for name, made in data.items()
    }


def _file_hash(entry: Any) -> str:  # noqa: ANN401 - JSON
    """Read the hash of a file; an older neto-gen wrote it in an object."""
    return entry if isinstance(entry, str) else str(entry["sha256"])


def sha256(content: bytes) -> str:
    """Return the SHA-256 of a text in hexadecimal, whatever its line endings.

    Version control may end the lines of a checkout as Windows does: it is the same text.
    """
    return hashlib.sha256(plain_lines(content)).hexdigest()


def _is_inside(name: str) -> bool:
    """Tell whether a path of a manifest stays in its package, where it may be deleted.

    Raises ValueError if it does not.
    """
    if (what := fault(name)) is not None:
        message = f'"{name}" {what}'
        raise ValueError(message)
    return True
