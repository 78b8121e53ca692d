"""Measure builds against other generators on the same schemas, as ratios of medians in one run.

    python -m benchmarks.build [OPERATIONS]

For the whole API, the schemas that come with neto-gen, measures a build with nothing to do, one with
one changed schema, and one from nothing, `python -c "import click"`, and `xsdata generate`. With
OPERATIONS, for so many small pairs of schemas; and then datamodel-code-generator on JSON Schema of
the same records, too, where it is installed. The runs take turns, so that a busy machine is equally
busy for all of them.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_ROUNDS = 5
_FIELDS = 12
_HEAD = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="NetoAPI">'


def schema(root: str, extra: str = "") -> str:
    """Return a schema like those of the API: a list of records with a dozen fields."""
    fields = "".join(
        f'<xs:element name="Field{number}" type="xs:string" minOccurs="0"/>'
        for number in range(_FIELDS)
    )
    return (
        f'{_HEAD}<xs:element name="{root}"><xs:complexType><xs:sequence>'
        f'<xs:element name="{root}Item" maxOccurs="unbounded"><xs:complexType><xs:sequence>'
        f"{fields}{extra}</xs:sequence></xs:complexType></xs:element>"
        "</xs:sequence></xs:complexType></xs:element></xs:schema>\n"
    )


def json_schema(root: str) -> str:
    """Return the same record as JSON Schema."""
    fields = {f"Field{number}": {"type": "string"} for number in range(_FIELDS)}
    item = {"type": "object", "properties": fields}
    items = {f"{root}Item": {"type": "array", "items": item}}
    return json.dumps({"title": root, "type": "object", "properties": items})


def main() -> None:
    """Measure, and print the ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "schemas").mkdir()
        if len(sys.argv) > 1:
            count = int(sys.argv[1])
            measured = measure(folder, write_small(folder, count))
            print(f"{count} operations, {count * 2} schemas; medians of {_ROUNDS} rounds")
        else:
            measured = measure(folder, write_api(folder))
            print(f"the whole API; medians of {_ROUNDS} rounds")
    base = statistics.median(measured["nothing to do"])
    for what, times in measured.items():
        median = statistics.median(times)
        print(f"{what:32} {median * 1000:9.0f} ms {median / base:7.1f} times nothing to do")
    click = statistics.median(measured["import click"])
    print(f"nothing to do is {base / click:.2f} times import click")


def write_small(folder: Path, count: int) -> Callable[[int], None]:
    """Write so many small pairs of schemas; what is returned changes one of them."""
    operations = [f"Add{chr(65 + n % 26)}{n}" for n in range(count)]
    names = [f"{operation}{suffix}" for operation in operations for suffix in ("", "Response")]
    (folder / "json").mkdir()
    for name in names:
        (folder / "schemas" / f"{name}.xsd").write_text(schema(name), encoding="utf-8")
        (folder / "json" / f"{name}.json").write_text(json_schema(name), encoding="utf-8")
    changed = folder / "schemas" / f"{names[0]}.xsd"

    def change(number: int) -> None:
        extra = f'<xs:element name="New{number}" type="xs:string" minOccurs="0"/>'
        changed.write_text(schema(names[0], extra), encoding="utf-8")

    return change


def write_api(folder: Path) -> Callable[[int], None]:
    """Write the schemas that come with neto-gen; what is returned changes one of them."""
    for path in (Path(__file__).parents[1] / "schemas").glob("*.xsd"):
        (folder / "schemas" / path.name).write_bytes(path.read_bytes())
    changed = folder / "schemas" / "GetVoucherResponse.xsd"
    text = changed.read_text(encoding="utf-8")

    def change(number: int) -> None:
        changed.write_text(text.replace('"Balance"', f'"Balance{number}"'), encoding="utf-8")

    return change


def measure(folder: Path, change: Callable[[int], None]) -> dict[str, list[float]]:
    """Return the seconds of all rounds by command; `change` changes a schema."""
    neto_gen = [sys.executable, "-m", "neto_gen", "build", "--quiet"]
    xsdata = [sys.executable, "-m", "xsdata", "generate", "schemas", "--package", "others"]
    run(neto_gen, folder)
    edits = iter(range(1000))

    def remove(name: str) -> Callable[[], None]:
        return lambda: shutil.rmtree(folder / name, ignore_errors=True)

    cases: dict[str, tuple[list[str], Callable[[], None]]] = {
        "import click": ([sys.executable, "-c", "import click"], lambda: None),
        "nothing to do": (neto_gen, lambda: None),
        "one changed schema": (neto_gen, lambda: change(next(edits))),
        "from nothing": (neto_gen, remove("neto_client")),
        "xsdata generate": (xsdata, remove("others")),
    }
    has_json = (folder / "json").is_dir()
    if has_json and importlib.util.find_spec("datamodel_code_generator") is not None:
        command = [sys.executable, "-m", "datamodel_code_generator", "--input", "json"]
        command += ["--input-file-type", "jsonschema", "--output", "models"]
        cases["datamodel-code-generator"] = (command, remove("models"))
    times: dict[str, list[float]] = {what: [] for what in cases}
    for _ in range(_ROUNDS):
        for what, (command, prepare) in cases.items():
            prepare()
            start = time.perf_counter()
            run(command, folder)
            times[what].append(time.perf_counter() - start)
    return times


def run(command: list[str], folder: Path) -> None:
    """Run a command that must succeed. Modules are compiled once, as they are where it counts."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


if __name__ == "__main__":
    main()
