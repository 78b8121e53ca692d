"""What tests share: small schemas, builds in a temporary folder, and the command as a process."""

from __future__ import annotations

import ast
import importlib
import itertools
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from neto_gen.build import build
from neto_gen.dialect import DIALECTS, dialect_named
from neto_gen.publish import MANIFEST_NAME
from neto_gen.settings.config import Config
from tests import prepared

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

NETO, XSD = (dialect_named(name) for name in DIALECTS)
REPOSITORY = Path(__file__).parents[1]
SCHEMAS = REPOSITORY / "schemas"
XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'

_numbers = itertools.count()


def peak_mebibytes() -> int:
    """Return the most memory that this process has had, in MiB.

    Not `ru_maxrss`, which on Linux a process takes over from the one that has started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (s for s in status.read_text("ascii").splitlines() if s.startswith("VmHWM:"))
        return int(line.split()[1]) >> 10
    import resource  # noqa: PLC0415 - there is none on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def schema(body: str, attributes: str = 'targetNamespace="NetoAPI" xmlns="NetoAPI"') -> str:
    """Return a schema with this content."""
    return f"<xs:schema {XS} {attributes}>\n{body}\n</xs:schema>\n"


def root(name: str, fields: str) -> str:
    """Return the declaration of a global element that holds these elements in a sequence."""
    return (
        f'<xs:element name="{name}"><xs:complexType><xs:sequence>\n'
        f"{fields}\n</xs:sequence></xs:complexType></xs:element>"
    )


def pair(
    action: str,
    request: str = '<xs:element name="Name" type="xs:string" minOccurs="0"/>',
    response: str = '<xs:element name="CurrentTime" type="xs:string" minOccurs="0"/>',
) -> dict[str, str]:
    """Return the two schema files of an operation, by name, with these elements in their roots."""
    return {
        f"{action}.xsd": schema(root(action, request)),
        f"{action}Response.xsd": schema(root(f"{action}Response", response)),
    }


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files into a folder, which is made, and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def build_and_import(
    folder: Path, files: Mapping[str, str], *, dialect: str = "neto", package: str = ""
) -> ModuleType:
    """Build a client from these schema files, and import it, under a name of its own if none is given."""
    package = package or f"generated_{next(_numbers)}"
    schemas = write_files(folder / "schemas", files)
    build(Config(schemas=schemas, output=folder, package=package, operations=(), dialect=dialect))
    sys.path.insert(0, str(folder))
    try:
        importlib.invalidate_caches()
        return importlib.import_module(package)
    finally:
        sys.path.remove(str(folder))


def run(
    *arguments: str, cwd: Path, environment: Mapping[str, str] | None = None, answers: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run neto-gen as a process of its own, and return what it printed and its exit code.

    `answers` are what it reads.
    """
    return prepared.start(
        arguments, cwd, os.environ if environment is None else environment, answers
    )


def run_in_new_python(
    *arguments: str, cwd: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run neto-gen in a Python that starts with this environment: a seed of hashes, or a locale, counts from then on."""
    return subprocess.run(
        [sys.executable, "-m", "neto_gen", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def client(folder: Path) -> dict[str, bytes]:
    """Return the files of a generated client by name, without the manifest, which names the tool."""
    return {name: content for name, content in tree(folder).items() if name != MANIFEST_NAME}


def tree(folder: Path) -> dict[str, bytes]:
    """Return the content of every file of a folder by its path, but for what Python caches."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def unused_imports(text: str) -> set[str]:
    """Return the names that a module imports but neither uses nor re-exports."""
    tree = ast.parse(text)
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module != "__future__"
        for alias in node.names
        if alias.asname != alias.name
    }
    return imported - {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
