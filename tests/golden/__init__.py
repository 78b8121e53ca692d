"""Small schemas, and the modules that are made of them, committed: a change shows in review."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from neto_gen.contract import read_contract
from neto_gen.python import plan_package
from neto_gen.render import render_package
from neto_gen.sources import open_folder
from tests.support import NETO

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
CASES = sorted(path.name for path in HERE.iterdir() if (path / "SaveThing.xsd").is_file())


def modules(case: str) -> Iterator[tuple[Path, str]]:
    """Yield the path where each module of a case is expected, and its text.

    The files are called .txt, so that no tool takes them for code of this repository.
    """
    folder = open_folder(HERE / case, case)
    package = plan_package(read_contract(folder, folder.operations()), NETO)
    for name, text in render_package(package).items():
        if name in {"_client.py", "save_thing.py"}:
            yield HERE / case / f"{name}.txt", text
