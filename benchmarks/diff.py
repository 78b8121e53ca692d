"""Measure how the time of a comparison grows with the size of schemas: `python -m benchmarks.diff`."""

from __future__ import annotations

import tempfile
import time
import tracemalloc
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from neto_gen.dialect import dialect_named
from neto_gen.diff.reports.markdown import to_markdown
from neto_gen.diff.reports.report import make_report
from neto_gen.diff.rules.policy import Policy
from neto_gen.diff.sides.side import read_side
from neto_gen.gc_tuning import relaxed_gc
from neto_gen.sources import SchemaFolder

if TYPE_CHECKING:
    from neto_gen.diff.sides.side import Side

_SIZES = (1250, 2500, 5000, 10_000)
_FIELDS = 9
_SHARED = 97
_VALUES = (1000, 10_000, 160_000)
_ELEMENTS = (1000, 4000)
_SYLLABLES = ("ka", "to", "mi", "re", "su", "no", "ve", "li", "du", "pa", "ge", "fo")


def schema(size: int, most: int) -> str:
    """Return a schema with this many elements: records that share types, and a recursive one."""
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


def words(count: int, seed: int) -> list[str]:
    """Return this many words that have little in common."""
    random = Random(seed)  # noqa: S311 - the same words each time
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(random.choices(_SYLLABLES, k=random.randint(3, 6)))] = None
    return [*found]


def replaced(count: int) -> tuple[list[str], list[str]]:
    """Return this many words, and as many of which half are different."""
    several = words(count + count // 2, count)
    return several[:count], several[count // 2 :]


def listing(values: list[str]) -> str:
    """Return a schema with an enumeration of these values."""
    listed = "\n".join(f'<xs:enumeration value="{value}"/>' for value in values)
    return (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="X"><xs:simpleType>'
        f'<xs:restriction base="xs:token">{listed}</xs:restriction></xs:simpleType></xs:element>'
        "</xs:schema>"
    )


def record(names: list[str]) -> str:
    """Return a schema with an element that holds these elements."""
    fields = "\n".join(
        f'<xs:element name="{name}" type="xs:token" minOccurs="0"/>' for name in names
    )
    return (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="X">'
        f"<xs:complexType><xs:sequence>{fields}</xs:sequence></xs:complexType></xs:element>"
        "</xs:schema>"
    )


def compare(old: str, new: str) -> int:
    """Compare two schemas, and print the report as Markdown; how many facts there are."""
    with tempfile.TemporaryDirectory() as folder:
        sides: list[Side] = []
        for name, text in (("old", old), ("new", new)):
            path = Path(folder, name)
            path.mkdir()
            (path / "X.xsd").write_text(text, encoding="utf-8")
            sides.append(read_side(name, SchemaFolder(path, name), None, ["X.xsd"]))
        report = make_report(sides[0], sides[1], Policy(), dialect_named("xsd"))
        to_markdown(report)
        return len(report.facts)


def show(what: str, old: str, new: str) -> None:
    """Print the seconds of the processor, and the most memory."""
    with relaxed_gc():
        start = time.process_time()
        facts = compare(old, new)
        seconds = time.process_time() - start
        tracemalloc.start()
        compare(old, new)
    memory = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    print(f"{what}: {seconds:5.2f} s, {memory:4.0f} MiB, {facts} facts", flush=True)


def main() -> None:
    """Print what a comparison costs for each size and kind of schema."""
    compare(schema(100, 100), schema(100, 90))  # caches the imports
    for size in _SIZES:
        show(f"{size:7,} elements in records", schema(size, 100), schema(size, 90))
    for size in _ELEMENTS:
        old, new = map(record, replaced(size))
        show(f"{size:7,} elements, half replaced", old, new)
    for size in _VALUES:
        old, new = map(listing, replaced(size))
        show(f"{size:7,} values, half replaced", old, new)


if __name__ == "__main__":
    main()
