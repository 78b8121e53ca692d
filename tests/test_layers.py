"""How the modules of neto-gen hang together.

import-linter 2.17 could hold the order of the stages, and finds most circles. It does not find one between
a package and a module in it. The picture in CONTRIBUTING.md and the list of imports within functions need the
graph of imports, too, so that all tests here share one graph.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.layers import GENERATOR, PAGE, STAGES, circle, imports, levels, page, rooms
from tests.support import REPOSITORY, write_files

if TYPE_CHECKING:
    from pathlib import Path

_LONG = 400
_MODULES = sorted([*GENERATOR.rglob("*.py"), *(REPOSITORY / "templates").rglob("*.py")])


_NOTHING_TO_DO = "a build with nothing to do, which is what most are, does without it"
_SELDOM = "only a failure or an unusual name needs it"
_EXTRA = "it needs neto-gen[serve]"
_PLATFORM = "not every system has it"
_GITHUB = "only the form for GitHub Actions needs it"
_XSDATA = "it imports xsdata, and the command does without where no schema is read"
_WITHIN_FUNCTIONS = {
    "build/__init__.py: neto_gen.build.make": "the boundary: what is needed where the client is not current",
    "build/inputs.py: dataclasses": _NOTHING_TO_DO,
    "cli/__init__.py: click.shell_completion": _SELDOM,
    "cli/__init__.py: neto_gen.cli.failures": _SELDOM,
    "cli/build.py: neto_gen.ci.annotations": _GITHUB,
    "cli/build.py: neto_gen.cli.github": _GITHUB,
    "cli/failures.py: neto_gen.cli.github": _GITHUB,
    "cli/failures.py: traceback": _SELDOM,
    "cli/output.py: neto_gen.ci.annotations": _GITHUB,
    "cli/serve.py: neto_gen.serve.app": _EXTRA,
    "settings/config.py: difflib": _SELDOM,
    "settings/config.py: neto_gen.settings.correction_tables": _NOTHING_TO_DO,
    "export/__init__.py: neto_gen.export.api": _XSDATA,
    "files/atomic.py: ctypes": _PLATFORM,
    "files/locking.py: fcntl": _PLATFORM,
    "files/locking.py: neto_gen.files.atomic": _NOTHING_TO_DO,
    "files/paths.py: urllib.parse": _NOTHING_TO_DO,
    "files/together.py: neto_gen.files.atomic": _NOTHING_TO_DO,
    "fingerprint.py: importlib.metadata": _SELDOM,
    "inventory.py: neto_gen.planning": _XSDATA,
    "problems.py: difflib": _SELDOM,
    "publish/changes.py: difflib": _NOTHING_TO_DO,
    "publish/changes.py: neto_gen.publish.meaning": _NOTHING_TO_DO,
    "render/format.py: black": "it takes long to import, and most modules do without",
    "render/format.py: black.mode": "as black",
    "render/format.py: black.parsing": "as black",
    "serve/run.py: neto_gen.serve.app": _EXTRA,
    "serve/run.py: resource": _PLATFORM,
    "serve/run.py: uvicorn": _EXTRA,
    "sources/locations.py: urllib.parse": _NOTHING_TO_DO,
    "sources/locations.py: xml.parsers": _NOTHING_TO_DO,
    "sources/mirror.py: ipaddress": _NOTHING_TO_DO,
    "sources/mirror.py: urllib.parse": _NOTHING_TO_DO,
    "sources/upstream.py: neto_gen.sources.fetch": "it imports an HTTP library, and only upstream needs one",
    "sources/upstream.py: neto_gen.sources.http": "as above",
    "versions.py: packaging.specifiers": _NOTHING_TO_DO,
    "versions.py: packaging.version": _NOTHING_TO_DO,
}
"""The modules that import others within functions, and why these do not stand at the top."""


def test_no_modules_import_each_other() -> None:
    """There is no circle of imports, neither of modules nor of folders, not even within functions."""
    graph = imports()
    assert circle(graph) == []
    assert circle(rooms(graph)) == []


def test_no_stage_imports_a_later_one() -> None:
    """Data flows one way, from the schemas to the command line; what is published is only written."""
    graph = rooms(imports())
    wrong = [
        f"{stage} imports {later}"
        for number, stage in enumerate(STAGES)
        for later in STAGES[number + 1 :]
        if later in graph[stage]
    ]
    assert wrong == []
    assert not graph["publish"] & {*STAGES}


def test_the_picture_of_the_layers_is_current() -> None:
    """CONTRIBUTING.md shows the layers as the imports make them: tests.regenerate writes them."""
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize(
    "imported", ["from shop.b import x", "def f():\n    from shop.b import x", "from shop import b"]
)
def test_a_circle_is_found(tmp_path: Path, imported: str) -> None:
    """Two modules that import each other are named, wherever in the module that is."""
    files = {"shop/__init__.py": "", "shop/a.py": imported, "shop/b.py": "from shop.a import f"}
    graph = imports(write_files(tmp_path, files) / "shop")
    assert {*circle(graph)} == {"shop.a", "shop.b"}


def test_a_circle_of_a_package_and_a_module_in_it_is_found(tmp_path: Path) -> None:
    """A module that imports from the package around it must not be imported by that."""
    files = {
        "shop/__init__.py": "",
        "shop/room/__init__.py": "from shop.room.make import f",
        "shop/room/make.py": "from shop.room import f",
    }
    graph = imports(write_files(tmp_path, files) / "shop")
    assert {*circle(graph)} == {"shop.room", "shop.room.make"}


def test_what_only_type_checkers_see_is_no_import(tmp_path: Path) -> None:
    """Two modules may name each other's types."""
    for_types = "if TYPE_CHECKING:\n    from shop.b import x\n"
    files = {"shop/__init__.py": "", "shop/a.py": for_types, "shop/b.py": "from shop.a import f"}
    graph = imports(write_files(tmp_path, files) / "shop")
    assert circle(graph) == []
    assert levels(rooms(graph)) == [["b"], ["a"]]


def test_a_long_module_says_why() -> None:
    """A module of more than 400 lines has a sentence at its top that begins with "Long, because"."""
    found = [
        path.relative_to(REPOSITORY).as_posix()
        for path in _MODULES
        if len((text := path.read_text(encoding="utf-8")).splitlines()) > _LONG
        and "\nLong, because " not in (ast.get_docstring(ast.parse(text)) or "")
    ]
    assert found == []


def test_imports_within_functions_have_a_reason() -> None:
    """What a module imports stands at its top, where a reader looks for it, unless it is listed here."""
    found: dict[str, None] = {}
    for path in sorted(GENERATOR.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not re.search(r"^\s+(import|from) ", text, re.MULTILINE):
            continue
        place = path.relative_to(GENERATOR).as_posix()
        for function in ast.walk(ast.parse(text)):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            lines = text.splitlines()[function.lineno - 1 : function.end_lineno]
            if not any("import" in line for line in lines):
                continue
            for node in ast.walk(function):
                names: list[str] = []
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom):
                    names = [node.module or "."]
                found |= dict.fromkeys(f"{place}: {name}" for name in names)
    assert sorted(found) == sorted(_WITHIN_FUNCTIONS)
