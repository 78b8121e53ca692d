"""Small schemas, and the modules that are expected of them: `python -m tests.golden` renews those."""

from __future__ import annotations

from pathlib import Path

from neto_gen.contract import read_contract
from neto_gen.python import plan_package
from neto_gen.render import render_package
from neto_gen.sources import open_folder

HERE = Path(__file__).parent
CASES = sorted(folder.parent.name for folder in HERE.glob("*/schemas"))
_HEADER_LINES = 2


def expected_folder(case: str) -> Path:
    """The folder of what is expected; its files end in .txt, to keep tools for Python away."""
    return HERE / case / "expected"


def generate(case: str) -> dict[str, str]:
    """The client and the modules of the operations, by file name, each without its header.

    The header changes with every change of a template; what users see of it is what follows.
    """
    schemas = open_folder(HERE / case / "schemas", "schemas")
    package = plan_package(read_contract(schemas, schemas.operations()))
    hashes = {name: "" for view in package.operations for name in view.schema_files}
    files = render_package(package, hashes)
    wanted = ("_client.py", *(f"{view.module}.py" for view in package.operations))
    return {f"{name}.txt": files[name].text.split("\n", _HEADER_LINES)[-1] for name in wanted}
