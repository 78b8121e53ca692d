"""Generated packages, and how they differ."""

from __future__ import annotations

import ast
import difflib
import re
from typing import TYPE_CHECKING

from neto_gen.build import build
from neto_gen.settings.config import Config
from tests.support import client, write_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Package = dict[str, str]
"""The text of every file of a package, by name."""

PACKAGE = "generated_client"


def generate(folder: Path, schemas: Mapping[str, str]) -> Package:
    """Build a client in a folder, and return it."""
    build(
        Config(
            schemas=write_files(folder / "schemas", schemas),
            output=folder,
            package=PACKAGE,
            operations=(),
        )
    )
    return read_package(folder / PACKAGE)


def read_package(folder: Path) -> Package:
    """Return the package in a folder."""
    return {name: content.decode() for name, content in client(folder).items()}


# The name of the shared module is made from what it holds, namespaces included.
_ENVELOPE = re.compile(r"_envelope_\w+")


def difference(expected: Package, found: Package) -> str:
    """Return the difference of two packages as a unified diff, "" when they are equal."""
    lines: list[str] = []
    for name in sorted({*expected, *found}):
        before, after = (package.get(name, "").splitlines() for package in (expected, found))
        names = f"expected/{name}", f"found/{name}"
        lines += difflib.unified_diff(before, after, *names, lineterm="")
    return "\n".join(lines)


def without_namespaces(package: Package) -> Package:
    """Return a package without namespaces in its metadata, in another layout."""
    return {
        _ENVELOPE.sub("_envelope", name): ast.unparse(
            _NoNamespaces().visit(ast.parse(_ENVELOPE.sub("_envelope", text)))
        )
        for name, text in package.items()
    }


class _NoNamespaces(ast.NodeTransformer):
    """Takes namespaces out of the metadata of fields, and out of Meta."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if ast.unparse(node.func).startswith("_f."):
            node.keywords = [keyword for keyword in node.keywords if keyword.arg != "namespace"]
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        self.generic_visit(node)
        if node.name == "Meta":
            node.body = [statement for statement in node.body if not _sets_namespace(statement)]
        return node


def _sets_namespace(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "namespace"
