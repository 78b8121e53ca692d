"""How the modules of neto-gen hang together."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.layers import GENERATOR, PAGE, STAGES, circle, imports, levels, page, rooms
from tests.support import REPOSITORY, write_files

if TYPE_CHECKING:
    from pathlib import Path

_LONG = 400
_MODULES = sorted([*GENERATOR.rglob("*.py"), *(REPOSITORY / "templates").rglob("*.py")])


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
