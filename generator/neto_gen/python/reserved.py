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

from neto_gen.paths import DEVICES
from neto_gen.python.types import ANNOTATIONS
from neto_gen.tool import package_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVENTS: Final = "events"
"""The name of the module of the notifications."""

MESSAGE_PROPERTIES: Final = {"Error": "errors", "Warning": "warnings"}
"""The properties of a response for the messages that it holds, by the names of their elements."""

# What the body of a class calls, and what it names in the types of its methods.
_IN_CLASS_BODIES: Final = frozenset(
    {"dataclass", "dict", "field", "frozenset", "list", "object", "property", "staticmethod"}
    | {"self", "tuple"}
)
_DEFINED: Final = re.compile(r"^ *(?:async )?(?:def|class) ([A-Za-z_]\w*)\b", re.MULTILINE)
_IMPORTED: Final = re.compile(r"^ *from [\w.]+ import (.*)$", re.MULTILINE)
_TAG: Final = re.compile(r"\{[%{#].*?[%}#]\}")
_MODULES: Final = ("envelope.py.jinja", "events.py.jinja", "operation.py.jinja")


@cache
def field_names() -> frozenset[str]:
    """What no field of a record is called."""
    bases = {*_members("_model", "Record"), *_members("_root", "Record")}
    own = {*_defined("records.py.jinja"), *MESSAGE_PROPERTIES.values()}
    return frozenset(bases | own | ANNOTATIONS | _IN_CLASS_BODIES)


@cache
def module_names() -> frozenset[str]:
    """What no module of an operation is called, nor the method of the same name.

    Windows has no files with the names of devices.
    """
    clients = {*_members("_base_client", "BaseClient"), *_members("_base_client", "View")}
    runtime = {path.stem for path in _templates().glob("runtime/*.py")}
    package = {*_imported("package.py.jinja"), EVENTS}
    return frozenset(clients | runtime | package | DEVICES | {*_defined("client.py.jinja")})


@cache
def class_names() -> frozenset[str]:
    """What no class of a module is called."""
    found = {name for template in _MODULES for name in (*_imported(template), *_defined(template))}
    return frozenset({*dir(builtins), *_defined("records.py.jinja"), *ANNOTATIONS} | found)


def _members(module: str, base: str) -> Iterator[str]:
    """What a class of the runtime, and those derived from it, bind."""
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
    """The functions and classes that a template defines, but for those that it is given the names of."""
    return _DEFINED.findall(_text(template))


def _imported(template: str) -> Iterator[str]:
    """What a template imports from modules that it is not given the names of."""
    for names in _IMPORTED.findall(_text(template)):
        yield from (name.split()[-1] for name in _TAG.sub("", names).split(",") if name.strip(" ("))


def _text(template: str) -> str:
    return (_templates() / template).read_text(encoding="utf-8")


def _templates() -> Path:
    return package_folder("neto_gen.templates")
