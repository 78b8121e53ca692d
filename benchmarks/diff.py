"""How the cost of a comparison grows with the size of the schemas: `python -m benchmarks.diff`."""

from __future__ import annotations

import tempfile
import time
import tracemalloc
from pathlib import Path

from neto_gen.catalogue import read_catalogue
from neto_gen.dialect import dialect_named
from neto_gen.diff.reports.report import make_report
from neto_gen.diff.rules.policy import Policy
from neto_gen.diff.sides.side import read_side
from neto_gen.sources import SchemaFolder

_SIZES = (1250, 2500, 5000, 10_000)
_FIELDS = 9
_SHARED = 97


def schema(size: int, most: int) -> str:
    """A schema with this many elements: records that share types, and one that holds itself."""
    parts = [
        f'<xs:simpleType name="T{n}"><xs:restriction base="xs:string"><xs:maxLength '
        f'value="{most + n}"/></xs:restriction></xs:simpleType>'
        for n in range(_SHARED)
    ]
    names = range(size // (_FIELDS + 1))
    for number in names:
        fields = "".join(
            f'<xs:element name="F{n}" type="{f"T{number % _SHARED}" if n % 3 == 0 else "xs:string"}" '
            'minOccurs="0"/>'
            for n in range(_FIELDS)
        )
        again = '<xs:element name="Again" type="R0" minOccurs="0"/>' if number == 0 else ""
        parts.append(
            f'<xs:complexType name="R{number}"><xs:sequence>{fields}{again}</xs:sequence>'
            "</xs:complexType>"
        )
    uses = "".join(f'<xs:element name="E{n}" type="R{n}" minOccurs="0"/>' for n in names)
    return (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="X">'
        f"<xs:complexType><xs:sequence>{uses}</xs:sequence></xs:complexType></xs:element>"
        f"{''.join(parts)}</xs:schema>"
    )


def compare(size: int) -> int:
    """Compare two schemas of a size; how many facts there are."""
    with tempfile.TemporaryDirectory() as folder:
        sides = []
        for name, most in (("old", 100), ("new", 90)):
            path = Path(folder, name)
            path.mkdir()
            (path / "X.xsd").write_text(schema(size, most), encoding="utf-8")
            sides.append(read_side(name, SchemaFolder(path, name), None, ["X.xsd"]))
        return len(
            make_report(sides[0], sides[1], Policy(), dialect_named("xsd", read_catalogue())).facts
        )


def main() -> None:
    """Print the seconds of the processor, and the most memory, for each size."""
    compare(100)  # what is imported on the way
    for size in _SIZES:
        start = time.process_time()
        facts = compare(size)
        seconds = time.process_time() - start
        tracemalloc.start()
        compare(size)
        memory = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        print(f"{size:6,} elements: {seconds:5.2f} s, {memory:4.0f} MiB, {facts} facts")


if __name__ == "__main__":
    main()
