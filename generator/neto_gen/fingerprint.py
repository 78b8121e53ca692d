"""The identity of this neto-gen: what else than the schemas decides the bytes of the output."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from neto_gen import __version__

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_LIBRARIES = ("black", "jinja2", "xsdata")
# Folders without effect on the output; the last two are not code.
_WITHOUT_EFFECT = frozenset({"ci", "cli", "diff", "publish", "schemas", "templates"})


def package_folder(name: str) -> Path:
    """Return the folder of a package; importlib.resources would take as long to import as neto-gen."""
    return Path(str(import_module(name).__file__)).parent


def tool_fingerprint() -> str:
    """Return one hash of the code, the templates and the libraries that shape the output."""
    return _hash(_code_hash(), {"templates": str(package_folder("neto_gen.templates"))})


@cache
def _code_hash() -> str:
    """Return the hash of the code and the libraries, as they were when this process loaded them."""
    versions = "".join(f"{name} {version}\n" for name, version in library_versions().items())
    start = f"neto-gen {__version__}\n{versions}"
    code = str(package_folder("neto_gen"))
    with open(os.path.join(code, "catalogue.toml"), "rb") as file:  # noqa: PTH118, PTH123
        start += hashlib.sha256(file.read()).hexdigest()
    return _hash(start, {"code": code}, _WITHOUT_EFFECT)


def _hash(start: str, folders: Mapping[str, str], but: Collection[str] = ()) -> str:
    digest = hashlib.sha256(start.encode())
    for name, folder in folders.items():
        for path, content in sorted(_sources(folder, name, but)):
            digest.update(f"{path} {hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


@cache
def library_versions() -> dict[str, str]:
    """Return the versions of the libraries that shape the output, from their metadata folders.

    Reads only the names of folders: importlib.metadata finds them too, but takes longer to import
    than a build with nothing to do may take.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        if len(found) == len(_LIBRARIES):
            break
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 - creating a Path is slow
        except OSError:
            continue
        for name in names:
            library, _, rest = name.lower().partition("-")
            if library in _LIBRARIES and rest.endswith(".dist-info"):
                found.setdefault(library, rest.removesuffix(".dist-info"))
    for library in _LIBRARIES:
        if library not in found:
            from importlib.metadata import version  # noqa: PLC0415 - see above

            found[library] = version(library)
    return dict(sorted(found.items()))


def _sources(folder: str, path: str, but: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            inner = f"{path}/{entry.name}"
            if entry.name.endswith((".py", ".jinja", ".xsd")):
                with open(entry.path, "rb") as file:  # noqa: PTH123 - creating a Path is slow
                    yield inner, file.read()
            elif entry.is_dir() and entry.name not in {"__pycache__", *but}:
                yield from _sources(entry.path, inner)
