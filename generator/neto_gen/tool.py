"""The identity of this neto-gen: what else than the schemas decides the bytes of the output."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_LIBRARIES = ("black", "jinja2", "xsdata")


def tool_hash() -> str:
    """One hash for neto-gen's own code, its templates, and the libraries that shape the output."""
    digest = hashlib.sha256()
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    for package in ("neto_gen", "neto_gen.templates"):
        for path, content in sorted(_sources(files(package), package)):
            digest.update(f"{path} {hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        inner = f"{path}/{entry.name}"
        if entry.name.endswith((".py", ".jinja")):
            yield inner, entry.read_bytes()
        elif entry.is_dir() and entry.name not in {"__pycache__", "templates", "schemas"}:
            yield from _sources(entry, inner)
