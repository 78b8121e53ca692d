"""Which module of neto-gen imports which, from their text; imports within functions count as any other."""

from __future__ import annotations

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

GENERATOR = REPOSITORY / "generator" / "neto_gen"
STAGES = ("sources", "contract", "python", "render", "build", "cli")
"""The stages in their order: none imports a later one."""
PAGE = REPOSITORY / "CONTRIBUTING.md"
_MARKS = ("<!-- the layers -->\n", "<!-- end of the layers -->\n")


@cache
def imports(folder: Path = GENERATOR) -> dict[str, set[str]]:
    """Return what each module imports of its own package, but for what only type checkers see."""
    paths = {_name(folder, path): path for path in sorted(folder.rglob("*.py"))}
    return {name: {*_imported(path, paths)} - {name} for name, path in paths.items()}


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Return modules that import each other, the first of them again at the end, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def rooms(graph: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return what the packages and single modules right below neto_gen import of each other."""
    found: dict[str, set[str]] = {}
    for name, others in graph.items():
        if "." in name:  # what the package itself says of itself is below all
            own = found.setdefault(_room(name), set())
            own |= {_room(other) for other in others if "." in other}
    return {room: others - {room} for room, others in found.items()}


def levels(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the rooms from the top to the bottom: each imports only from levels below its own."""
    found: dict[str, int] = {}
    for room in TopologicalSorter(graph).static_order():
        found[room] = max((found[other] + 1 for other in graph[room]), default=0)
    return [sorted(r for r in found if found[r] == n) for n in range(max(found.values()), -1, -1)]


def picture() -> str:
    """Return the layers as the lines of a block of text."""
    lines = "\n".join("  ".join(level) for level in levels(rooms(imports())))
    return f"```text\n{lines}\n```\n"


def page() -> str:
    """Return CONTRIBUTING.md with the layers as they are."""
    begin, end = _MARKS
    above, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    return f"{above}{begin}{picture()}{end}{rest.partition(end)[2]}"


def _name(folder: Path, path: Path) -> str:
    parts = path.relative_to(folder.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def _room(name: str) -> str:
    return name.split(".")[1]


def _imported(path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    for node in waiting:  # grows on the way
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            for alias in node.names:
                found = f"{node.module}.{alias.name}"
                yield from (
                    name for name in (found if found in known else node.module,) if name in known
                )
        is_for_types = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        waiting += (
            node.orelse if isinstance(node, ast.If) and is_for_types else ast.iter_child_nodes(node)
        )
