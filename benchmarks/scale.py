"""How the cost of a build grows with a schema: `python -m benchmarks.scale` writes docs/scale.md.

Each size is built by a process of its own, several times, in an order that goes through all sizes
before it begins again, so that a machine that is busy for a while is so for all of them. What a build
of a schema of one element costs is measured as well: it is what Python, xsdata and black cost before
they do anything, and the growth is that of the rest.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib import pyplot as plt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DOCS = Path(__file__).parents[1] / "docs"
_XS = "http://www.w3.org/2001/XMLSchema"


def _schema(root: str, content: str, more: str = "") -> str:
    return (
        f'<xs:schema xmlns:xs="{_XS}" xmlns="Api" targetNamespace="Api"><xs:element name="{root}">'
        f"<xs:complexType><xs:sequence>{content}</xs:sequence></xs:complexType></xs:element>{more}"
        "</xs:schema>"
    )


def _text(name: str) -> str:
    return f'<xs:element name="{name}" type="xs:string" minOccurs="0"/>'


def _record(name: str, content: str) -> str:
    return (
        f'<xs:element name="{name}" minOccurs="0"><xs:complexType><xs:sequence>{content}'
        "</xs:sequence></xs:complexType></xs:element>"
    )


def _pair(name: str, content: str, more: str = "") -> Iterator[tuple[str, str]]:
    yield f"{name}.xsd", _schema(name, content, more)
    yield f"{name}Response.xsd", _schema(f"{name}Response", _text("Ack"))


def elements(size: int) -> Iterator[tuple[str, str]]:
    """So many elements, a hundred to a record."""
    records = (
        _record(
            f"Record{start}",
            "".join(_text(f"Field{n}") for n in range(start, min(start + 100, size))),
        )
        for start in range(0, size, 100)
    )
    yield from _pair("SaveThing", "".join(records))


def types(size: int) -> Iterator[tuple[str, str]]:
    """So many named types, each the type of an element."""
    uses = "".join(
        f'<xs:element name="Thing{n}" type="Type{n}" minOccurs="0"/>' for n in range(size)
    )
    declared = "".join(
        f'<xs:complexType name="Type{n}"><xs:sequence>{_text(f"Field{n}")}</xs:sequence></xs:complexType>'
        for n in range(size)
    )
    yield from _pair("SaveThing", uses, declared)


def operations(size: int) -> Iterator[tuple[str, str]]:
    """So many operations, of ten elements each."""
    for number in range(size):
        yield from _pair(f"Save{number}", "".join(_text(f"Field{n}") for n in range(10)))


def levels(size: int) -> Iterator[tuple[str, str]]:
    """So many levels, each an element in the one above it."""
    content = _text("Innermost")
    for number in reversed(range(size)):
        content = _record(f"Level{number}", content)
    yield from _pair("SaveThing", content)


_SHAPES: dict[str, tuple[Callable[[int], Iterator[tuple[str, str]]], int]] = {
    "elements": (elements, 20_000),
    "types": (types, 2_000),
    "operations": (operations, 500),
    "levels": (levels, 200),
}


@dataclass(slots=True)
class Cost:
    """What builds of one size cost: seconds of the processor, and the most memory in MiB."""

    seconds: list[float] = field(default_factory=list[float])
    mebibytes: list[float] = field(default_factory=list[float])


def measure(files: Iterator[tuple[str, str]]) -> tuple[float, float]:
    """Build these schemas once; the result is seconds of the processor and MiB at the most."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "schemas").mkdir()
        for file, text in files:
            (folder / "schemas" / file).write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "neto_gen", "build", "--schemas", "schemas"]
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(process.returncode)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


_INTRODUCTION = """\
Written by `python -m benchmarks.scale`: medians of {runs} cold builds of each size, each in a process of
its own. The growth is that of what a build costs beyond one of a single element; 1.00 is in proportion
to the size.
"""


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="builds of each size (default: 3)")
    runs = parser.parse_args().runs
    page = ["# How the cost of a build grows\n", _INTRODUCTION.format(runs=runs)]
    plots: dict[str, list[tuple[float, float]]] = {}
    for shape, (make, largest) in _SHAPES.items():
        sizes = [1, *(largest // part for part in (8, 4, 2, 1))]
        costs = {size: Cost() for size in sizes}
        for _ in range(runs):
            for size in sizes:
                seconds, mebibytes = measure(make(size))
                costs[size].seconds.append(seconds)
                costs[size].mebibytes.append(mebibytes)
        page += _table(shape, costs)
        plots[shape] = [
            (size / largest, statistics.median(cost.seconds)) for size, cost in costs.items()
        ]
        print(*page[-len(sizes) - 3 :], sep="\n", flush=True)
    page.append("![Seconds of the processor against the share of the largest size](scale.svg)\n")
    (_DOCS / "scale.md").write_text("\n".join(page), encoding="utf-8")
    _plot(plots, _DOCS / "scale.svg")


def _plot(plots: dict[str, list[tuple[float, float]]], path: Path) -> None:
    plt.rcParams["svg.hashsalt"] = "scale"
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    for shape, points in plots.items():
        axes.plot(*zip(*points, strict=True), marker="o", label=f"{_SHAPES[shape][1]:,} {shape}")
    axes.set(xlabel="share of the largest size", ylabel="seconds of the processor")
    axes.legend()
    figure.savefig(path, metadata={"Date": None})


def _table(shape: str, costs: dict[int, Cost]) -> list[str]:
    medians = {
        size: (statistics.median(cost.seconds), statistics.median(cost.mebibytes))
        for size, cost in costs.items()
    }
    base, *sizes = medians
    lines = [
        f"## {shape.capitalize()}\n",
        f"| {shape} | seconds | growth | MiB | growth |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    for size, (seconds, mebibytes) in medians.items():
        growth = ["", ""]
        if size not in (base, sizes[0]):
            growth = [_growth(medians, base, sizes[0], size, which) for which in (0, 1)]
        lines.append(f"| {size:,} | {seconds:.2f} | {growth[0]} | {mebibytes:.0f} | {growth[1]} |")
    return [*lines, ""]


def _growth(
    medians: dict[int, tuple[float, float]], base: int, first: int, size: int, which: int
) -> str:
    """How the cost beyond that of a single element grows from the first size to this one."""
    begun = medians[first][which] - medians[base][which]
    if begun < medians[base][which] / 20:
        return "-"  # too little to be told from the base
    return f"{(medians[size][which] - medians[base][which]) / begun * first / size:.2f}"


if __name__ == "__main__":
    main()
