"""One name, one meaning: in the generator, and in the modules that every client carries."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FOLDERS: Final = (REPOSITORY / "generator" / "neto_gen", REPOSITORY / "templates" / "runtime")
CLASSES: Final = {
    "IdentityConstraint": "a key or a reference: in a contract, and as a client is given it",
    "NamedType": "a type that elements may name: in a contract, and in a client",
    "Operation": "an operation of the API, as a schema declares it and as a client calls it",
    "Problem": "what is wrong, and where: of a schema or a setting, and of an answer",
    "QName": "a name in a namespace, in a schema and as a value of a client",
    "Record": "an element that holds elements, as a schema declares it and as a client has it",
}
"""The names that several classes have, each with the one thing that they are in two layers."""
MODULES: Final = {
    "__init__": "what a package is",
    "__main__": "what `python -m` runs",
    "changelog": "the command, and the sections that it prints",
    "facets": "the facets of a type, and what changed between those of two",
    "fetch": "the command, and what it does",
    "github": "annotations of GitHub, of any command and of a report",
    "lock": "the command, and the file that it writes",
    "named_types": "the types that elements may name: in the schemas, and as a client is given them",
    "open": "how the two sides of a comparison are found: of schemas, and of packages",
    "records": "records as they are printed, and what changed between two",
    "report": "the report of a comparison: of schemas, and of packages",
    "watch": "the command, and what it waits for",
    "write": "how a package puts on disk what it has made",
}
"""The names that several modules have, each with the one thing that they are in several layers."""


def modules(folders: Iterable[Path] = FOLDERS) -> list[Path]:
    """Return the files of all modules."""
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def homes_of_classes(paths: Iterable[Path]) -> Mapping[str, list[Path]]:
    """Return the modules that define each public class."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for path in paths:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(path)
    return found


def homes_of_modules(paths: Iterable[Path]) -> Mapping[str, list[Path]]:
    """Return the modules that have each name."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for path in paths:
        found[path.stem].append(path)
    return found


def shared(homes: Mapping[str, list[Path]]) -> dict[str, list[str]]:
    """Return the names that are used more than once, each with where that is."""
    return {
        name: ["/".join(path.parts[-2:]) for path in paths]
        for name, paths in homes.items()
        if len(paths) > 1
    }


def test_no_two_classes_have_one_name() -> None:
    """A name of a class says which one is meant, unless two classes are one thing in two layers."""
    found = shared(homes_of_classes(modules()))
    unexplained = {name: where for name, where in found.items() if name not in CLASSES}
    assert not unexplained, "rename one of each, by what it does"
    assert not CLASSES.keys() - found.keys(), "these names are used once: remove the reason"


def test_no_two_modules_have_one_name() -> None:
    """A name of a module says which one is meant, unless several are one thing in several layers."""
    found = shared(homes_of_modules(modules()))
    unexplained = {name: where for name, where in found.items() if name not in MODULES}
    assert not unexplained, "rename one of each, by what it does"
    assert not MODULES.keys() - found.keys(), "these names are used once: remove the reason"


def test_a_second_class_or_module_of_one_name_is_found(tmp_path: Path) -> None:
    """Two files that use one name are told; a private class may have any."""
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "calls.py").write_text("class Batch: ...\nclass _Call: ...\n")
    paths = modules([tmp_path])
    assert shared(homes_of_classes(paths)) == {"Batch": ["one/calls.py", "other/calls.py"]}
    assert shared(homes_of_modules(paths)) == {"calls": ["one/calls.py", "other/calls.py"]}
