"""The manifest of a generated package: what was written, and from what."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANIFEST_NAME = ".neto-gen.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestFile:
    """A generated file: the hash of its content, and that of what it was made from."""

    sha256: str
    inputs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a package was made from, and what of.

    `tool` is the hash of neto-gen itself with the libraries that shape its output, `schemas` the
    hash of each schema file, `files` the generated files by their path in the package.
    """

    tool: str
    dialect: str
    operations: tuple[str, ...]
    schemas: Mapping[str, str]
    files: Mapping[str, ManifestFile]

    def to_bytes(self) -> bytes:
        """The manifest as it stands in its file."""
        data = {
            "about": "Written by neto-gen; do not edit. It tells generated files from yours.",
            "tool": self.tool,
            "dialect": self.dialect,
            "operations": list(self.operations),
            "schemas": dict(sorted(self.schemas.items())),
            "files": {
                path: {"sha256": entry.sha256, "inputs": entry.inputs}
                for path, entry in sorted(self.files.items())
            },
        }
        return (json.dumps(data, indent=2) + "\n").encode()

    def matches_files(self, target: Path) -> bool:
        """Whether every generated file is there as it was written."""
        try:
            return all(
                sha256((target / path).read_bytes()) == entry.sha256
                for path, entry in self.files.items()
            )
        except OSError:
            return False


def read_manifest(target: Path, shown: str) -> Manifest | None:
    """The manifest of the package in a folder, or None when it has none.

    Raises Failure when it cannot be understood: then no one knows which files are generated.
    """
    path = target / MANIFEST_NAME
    try:
        data: Any = json.loads(path.read_bytes())
        return Manifest(
            tool=str(data["tool"]),
            dialect=str(data.get("dialect", "neto")),
            operations=tuple(data["operations"]),
            schemas={str(name): str(value) for name, value in data["schemas"].items()},
            files={
                str(name): ManifestFile(sha256=entry["sha256"], inputs=entry["inputs"])
                for name, entry in data["files"].items()
                if _is_inside(name)
            },
        )
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        hint = "restore it from version control, or remove the folder and build again"
        problem = Problem("this manifest cannot be read", f"{shown}/{MANIFEST_NAME}", hint)
        raise Failure(ExitCode.USAGE, problem) from None


def sha256(content: bytes) -> str:
    """The hash of a content, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _is_inside(name: str) -> bool:
    """Whether a path of a manifest stays in its package: it decides what may be deleted."""
    if not name.isprintable() or name.startswith("/") or "\\" in name or ".." in name.split("/"):
        message = f"{name!r} leads out of the package"
        raise ValueError(message)
    return True
