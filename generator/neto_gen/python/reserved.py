"""Names that are taken in a generated package, found where they are taken.

What the runtime's classes have is read from the runtime, and what modules import and classes define
from their templates: a name that is added there is taken at once.
"""

from __future__ import annotations

import ast
import builtins
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from neto_gen.files.paths import DEVICES
from neto_gen.fingerprint import package_folder
from neto_gen.python.types import ANNOTATIONS, IMPORTED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVENTS: Final = "events"
"""The name of the module of the notifications."""

MESSAGE_PROPERTIES: Final = {"Error": "errors", "Warning": "warnings"}
"""The properties of a response for the messages that it holds, by the names of their elements."""

# What class bodies call, the names in their annotations, and the first arguments of methods.
_IN_CLASS_BODIES: Final = frozenset(
    {"classmethod", "cls", "dict", "frozenset", "list", "property", "self", "staticmethod"}
)
# Names that earlier versions reserved: fields that were renamed for them keep the new names.
_USED_BEFORE: Final = frozenset(
    {
        *("Callable", "Iterator", "Mapping", "Meta", "Sequence", "TYPE_CHECKING", "dataclass"),
        *("field", "object", "tuple"),
    }
)
_DEFINED: Final = re.compile(
    r"^ *(?:async )?(?:def|class) ([A-Za-z_]\w*)\b|^([A-Z]\w*) = ", re.MULTILINE
)
_IMPORTED: Final = re.compile(r"^ *from [\w.]+ import (.*)$", re.MULTILINE)
_TAG: Final = re.compile(r"\{[%{#].*?[%}#]\}")
_MODULES: Final = ("envelope.py.jinja", "events.py.jinja", "operation.py.jinja")


@cache
def field_names() -> frozenset[str]:
    """Return the names that a record's field cannot have."""
    bases = {*_members("_model", "Record"), *_members("_root", "Record")}
    own = {*_defined("records.py.jinja"), *MESSAGE_PROPERTIES.values()}
    return frozenset(bases | own | ANNOTATIONS | _IN_CLASS_BODIES | _USED_BEFORE)


@cache
def module_names() -> frozenset[str]:
    """Return the names that an operation's module, and its method, cannot have.

    Windows cannot have files with the names of devices.
    """
    clients = {*_members("_base_client", "BaseClient"), *_members("_base_client", "View")}
    runtime = {path.stem for path in _templates().glob("runtime/*.py")}
    package = {*_imported("package.py.jinja"), EVENTS}
    found = {*_defined("client.py.jinja"), *_aliased("client.py.jinja")}
    return frozenset(
        clients | runtime | package | DEVICES | found | {*_aliased("dry_run.py.jinja")}
    )


@cache
def class_names() -> frozenset[str]:
    """Return the names that a class of a module cannot have."""
    found = {name for template in _MODULES for name in (*_imported(template), *_defined(template))}
    own = {*dir(builtins), *_defined("records.py.jinja"), *ANNOTATIONS, *IMPORTED}
    return frozenset(own | found | _USED_BEFORE)


def _members(module: str, base: str) -> Iterator[str]:
    """Yield the names that a class of the runtime and its subclasses bind."""
    path = _templates() / "runtime" / f"{module}.py"
    kinds = {base}
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.ClassDef) and kinds & {statement.name, *_bases(statement)}:
            kinds.add(statement.name)
            for node in ast.walk(statement):
                match node:
                    case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                        yield name
                    case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                        yield name
                    case _:
                        pass
            for inner in statement.body:
                if isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name):
                    yield inner.target.id
                elif isinstance(inner, ast.Assign):
                    yield from (
                        target.id for target in inner.targets if isinstance(target, ast.Name)
                    )


def _bases(statement: ast.ClassDef) -> Iterator[str]:
    for base in statement.bases:
        yield from (node.id for node in ast.walk(base) if isinstance(node, ast.Name))


def _defined(template: str) -> list[str]:
    """Return the names that a template defines by itself."""
    return [name or other for name, other in _DEFINED.findall(_text(template))]


def _imported(template: str) -> Iterator[str]:
    """Yield the names that a template imports by itself."""
    for names in _IMPORTED.findall(_text(template)):
        yield from (name.split()[-1] for name in _TAG.sub("", names).split(",") if name.strip(" ("))


def _aliased(template: str) -> Iterator[str]:
    """Yield the names that a template imports with a `_` before them, as it does operations' modules."""
    return (name[1:] for name in _imported(template) if name.startswith("_"))


def _text(template: str) -> str:
    return (_templates() / template).read_text(encoding="utf-8")


def _templates() -> Path:
    return package_folder("neto_gen.templates")
