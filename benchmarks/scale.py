"""Measure how the cost of a build grows with a schema: `python -m benchmarks.scale` writes docs/scale.md.

Each size is built by a process of its own, several times, in turns with `xsdata generate` on the same
schemas, in an order that goes through all sizes before it begins again, so that a machine that is busy
for a while is so for all of them. What a build of a schema of one element costs is measured as well: it
is what Python and its libraries cost before they do anything, and the growth is that of the rest.

`--products` takes a folder for packages, as scripts/public-schemas does, and measures the largest schemas
in them; with `--before`, also by the neto-gen of another Python. `--repositories` takes a folder with clones of
repositories, OWNER/NAME, and measures the large standards in those of them that it knows. `--only` names
parts; the others keep what the page says of them.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.figures import Cost, cost
from benchmarks.products import PRODUCTS, Product
from benchmarks.report import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
    """Yield schemas with this many elements, a hundred to a record."""
    records = (
        _record(
            f"Record{start}",
            "".join(_text(f"Field{n}") for n in range(start, min(start + 100, size))),
        )
        for start in range(0, size, 100)
    )
    yield from _pair("SaveThing", "".join(records))


def types(size: int) -> Iterator[tuple[str, str]]:
    """Yield schemas with this many named types, each the type of an element."""
    uses = "".join(
        f'<xs:element name="Thing{n}" type="Type{n}" minOccurs="0"/>' for n in range(size)
    )
    declared = "".join(
        f'<xs:complexType name="Type{n}"><xs:sequence>{_text(f"Field{n}")}</xs:sequence></xs:complexType>'
        for n in range(size)
    )
    yield from _pair("SaveThing", uses, declared)


def operations(size: int) -> Iterator[tuple[str, str]]:
    """Yield schemas of this many operations, of ten elements each."""
    for number in range(size):
        yield from _pair(f"Save{number}", "".join(_text(f"Field{n}") for n in range(10)))


def levels(size: int) -> Iterator[tuple[str, str]]:
    """Yield schemas with this many levels, each an element inside the one above."""
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


_LARGEST = (
    "CycloneDX 1.6",
    "KML 2.2",
    "ISO 20022 pain.001.001.03",
    "Spring beans 4.3",
    "Factur-X 1.0.07 EXTENDED",
    "BPMN 2.0",
    "UBL 2.1 Invoice",
)
_PAGE = _DOCS / "scale.md"
_INTRODUCTION = """\
`python -m benchmarks.scale` writes this page. Figures are medians of {runs} cold builds of each size, each in a separate
process, which take turns with `xsdata generate` on the same schemas. "vs xsdata" is the median of the ratios of all
rounds. Seconds are CPU time. "Growth" compares the cost above that of a build with a single element; 1.00 means that the
cost is proportional to the size.
"""
_PRODUCTS = """\
Some of the largest of [Clients built from public schemas](public-schemas.md), each as request and as response. BPMN
consists of records that each contain many kinds of others in their order.
"vs before" compares time and memory with the other neto-gen that `--before` names. Factur-X consists of several files.
"""

_STANDARDS_TEXT = """\
Schemas of public repositories, each as request and as response, in the dialect `xsd`, without changes. Each was built once, in a
separate process, by `python -m benchmarks.scale --only --repositories FOLDER`, which builds those whose repositories are in
the folder, as `OWNER/NAME`. Seconds are CPU time, MiB are the peak of the build, and "elements" are the elements that
the schema files consist of.
"""


class Standard(NamedTuple):
    """A large schema: its repository, the schema folder in it, the schema, and its root."""

    name: str
    repository: str
    folder: str
    schema: str
    root: str


_STANDARDS = (
    Standard(
        "NeTEx publication",
        "NeTEx-CEN/NeTEx",
        "xsd",
        "NeTEx_publication.xsd",
        "PublicationDelivery",
    ),
    Standard(
        "OVAL 5.11.3 definitions",
        "OpenSCAP/openscap",
        "schemas",
        "oval/5.11.3/oval-definitions-schema.xsd",
        "oval_definitions",
    ),
    Standard(
        "QTI 2.2.2 item",
        "oat-sa/qti-sdk",
        "src/qtism/data/storage/xml/schemes",
        "qtiv2p2p2/imsqti_v2p2p2.xsd",
        "assessmentItem",
    ),
)


class Costs:
    """The costs of cold builds of one size, also by other generators; None where they fail."""

    def __init__(self) -> None:
        self.found: dict[str, list[Cost | None]] = {}

    def measure(self, name: str, command: Sequence[str], folder: Path) -> None:
        """Run a command once."""
        for made in ("neto_client", "others"):
            shutil.rmtree(folder / made, ignore_errors=True)
        try:
            found = cost(command, folder)
        except SystemExit:
            if name == "own":
                raise
            found = None
        self.found.setdefault(name, []).append(found)

    def figure(self, what: str) -> float:
        """Return the median of the builds."""
        found: float = median(getattr(found, what) for found in self.found["own"])
        return found

    def over(self, other: str, what: str) -> str:
        """Return the median ratio of a build's cost to that of another command."""
        pairs = [*zip(self.found["own"], self.found.get(other, []), strict=False)]
        ratios = [getattr(own, what) / getattr(found, what) for own, found in pairs if found]
        return f"{median(ratios):.2f}" if ratios else "-"


def builds(python: str, *more: str) -> list[str]:
    """Return the command that builds a client."""
    return [python, "-m", "neto_gen", "build", "--quiet", *more]


def xsdata(schemas: str) -> list[str]:
    """Return the command of the other generator."""
    return [sys.executable, "-m", "xsdata", "generate", schemas, "--package", "others"]


def shape(name: str, runs: int) -> str:
    """Return the table for a kind of schemas."""
    make, largest = _SHAPES[name]
    costs = {size: Costs() for size in (1, *(largest // part for part in (8, 4, 2, 1)))}
    for _ in range(runs):
        for size, found in costs.items():
            with tempfile.TemporaryDirectory() as folder:
                (Path(folder) / "schemas").mkdir()
                for file, text in make(size):
                    (Path(folder) / "schemas" / file).write_text(text, encoding="utf-8")
                found.measure("own", builds(sys.executable, "--schemas", "schemas"), Path(folder))
                found.measure("xsdata", xsdata("schemas"), Path(folder))
    rows = [
        (
            f"{size:,}",
            *(f"{found.figure('processor'):.2f}", _growth(costs, size, "processor")),
            found.over("xsdata", "processor"),
            *(f"{found.figure('mebibytes'):.0f}", _growth(costs, size, "mebibytes")),
            found.over("xsdata", "mebibytes"),
        )
        for size, found in costs.items()
    ]
    return table((name, "seconds", "growth", "vs xsdata", "MiB", "growth", "vs xsdata"), rows)


def _growth(costs: dict[int, Costs], size: int, what: str) -> str:
    """Return how the cost beyond that of a single element grows from the first size to this one."""
    base, first, *_ = costs
    begun, now = (costs[n].figure(what) - costs[base].figure(what) for n in (first, size))
    if size in (base, first):
        return ""
    # A cost too close to the base shows no growth.
    return "-" if begun < costs[base].figure(what) / 20 else f"{now / begun * first / size:.2f}"


def products(packages: Path, before: str | None, runs: int) -> str:
    """Return the table for schemas of other products."""
    rows = [
        _product_row(product, product.package.bring(packages), before, runs)
        for product in PRODUCTS
        if product.name in _LARGEST
    ]
    head = ("seconds", "vs xsdata", "vs before", "MiB", "vs xsdata", "vs before")
    return f"{_PRODUCTS}\n{table(('schema', *head), rows)}"


def _product_row(product: Product, package: Path, before: str | None, runs: int) -> tuple[str, ...]:
    costs = Costs()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        schema = product.copy_schemas(package, folder / "schemas")
        _write_settings(folder, f"{schema}#{product.root}")
        for _ in range(runs):
            costs.measure("own", builds(sys.executable), folder)
            costs.measure("xsdata", xsdata(f"schemas/{schema}"), folder)
            if before is not None:
                costs.measure("before", builds(before), folder)
    return (
        product.name,
        *(f"{costs.figure('processor'):.2f}", costs.over("xsdata", "processor")),
        costs.over("before", "processor"),
        *(f"{costs.figure('mebibytes'):.0f}", costs.over("xsdata", "mebibytes")),
        costs.over("before", "mebibytes"),
    )


def standards(repositories: Path, known: str) -> str:
    """Return the table for large standards; of those that are not there, it keeps the rows that are known."""
    rows = {
        standard.name: row
        for standard in _STANDARDS
        for row in re.findall(rf"^\| {re.escape(standard.name)} \| (.*) \|$", known, re.MULTILINE)
    }
    there = [each for each in _STANDARDS if (repositories / each.repository / each.folder).is_dir()]
    # Elements are counted after all builds: the memory used by now counts for the processes that it starts.
    built = {standard: _built(standard, repositories) for standard in there}
    for standard, (found, size) in built.items():
        figures = (f"{found.processor:.0f}", f"{found.mebibytes:.0f}", f"{size / 1e6:.1f}")
        rows[standard.name] = " | ".join((f"{_elements(standard, repositories):,}", *figures))
    head = ("schema", "repository", "elements", "seconds", "MiB", "MB of Python")
    listed = [
        (each.name, each.repository, *rows[each.name].split(" | ")[-4:])
        for each in _STANDARDS
        if each.name in rows
    ]
    return f"{_STANDARDS_TEXT}\n{table(head, listed)}"


def _built(standard: Standard, repositories: Path) -> tuple[Cost, int]:
    """Build a client; return what that costs, and the bytes of the module with the records."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        schemas = folder / "schemas"
        shutil.copytree(repositories / standard.repository / standard.folder, schemas)
        _write_settings(folder, f"{standard.schema}#{standard.root}")
        found = cost(builds(sys.executable), folder)
        return found, (folder / "neto_client" / "exchange.py").stat().st_size


def _elements(standard: Standard, repositories: Path) -> int:
    """Return how many elements the files have that a schema consists of."""
    # Imported late, as the memory of the builds is measured.
    from neto_gen.contract.xsd.schema import load  # noqa: PLC0415
    from neto_gen.sources import SchemaFolder  # noqa: PLC0415

    folder = SchemaFolder(repositories / standard.repository / standard.folder, "schemas")
    schema = load(standard.schema, folder.read, folder.file, folder.locations, folder.acceptance)
    return sum(len(document.elements) for document in schema.documents)


def _write_settings(folder: Path, message: str) -> None:
    """Write the settings of a project whose only operation has the same request and response."""
    (folder / "pyproject.toml").write_text(
        '[tool.neto-gen]\nschemas = "schemas"\ndialect = "xsd"\n[[tool.neto-gen.operation]]\n'
        f'name = "Exchange"\nrequest = "{message}"\nresponse = "{message}"\n',
        encoding="utf-8",
    )


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="builds of each size (default: 3)")
    parser.add_argument("--only", nargs="*", choices=_SHAPES, default=[*_SHAPES], metavar="PART")
    parser.add_argument("--products", type=Path, metavar="DIR", help="a folder for packages")
    parser.add_argument("--repositories", type=Path, metavar="DIR", help="a folder with clones")
    parser.add_argument("--before", metavar="PYTHON", help="a Python with another neto-gen")
    given = parser.parse_args()
    parts: dict[str, Callable[[], str]] = {}
    for name in given.only:
        parts[name.capitalize()] = partial(shape, name, given.runs)
    if given.products is not None:
        parts["Schemas of other products"] = partial(
            products, given.products.resolve(), given.before, given.runs
        )
    known = _PAGE.read_text(encoding="utf-8")
    if given.repositories is not None:
        parts["Large standards"] = partial(standards, given.repositories.resolve(), known)
    page = ["# Build time and memory", _INTRODUCTION.format(runs=given.runs).rstrip()]
    for title in (*map(str.capitalize, _SHAPES), "Schemas of other products", "Large standards"):
        old = re.search(rf"^## {title}\n(.*?)(?=^## |^!|\Z)", known, re.MULTILINE | re.DOTALL)
        text = parts[title]() if title in parts else old[1].strip() if old else ""
        if text:
            page.append(f"## {title}\n\n{text}")
            print(page[-1], flush=True)
    page.append("![CPU seconds by share of the largest size](scale.svg)\n")
    _PAGE.write_text("\n\n".join(page), encoding="utf-8")
    _plot("\n".join(page), _DOCS / "scale.svg")


def _plot(page: str, path: Path) -> None:
    # Imported late: the memory used by now counts for the processes that it starts.
    from matplotlib import pyplot as plt  # noqa: PLC0415

    plt.rcParams["svg.hashsalt"] = "scale"
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    for name, (_, largest) in _SHAPES.items():
        part = page.partition(f"## {name.capitalize()}\n")[2].partition("##")[0]
        rows = re.findall(r"^\| ([\d,]+) \| ([\d.]+) \|", part, re.MULTILINE)
        points = [(int(size.replace(",", "")) / largest, float(seconds)) for size, seconds in rows]
        axes.plot(*zip(*points, strict=True), marker="o", label=f"{largest:,} {name}")
    axes.set(xlabel="share of the largest size", ylabel="CPU seconds")
    axes.legend()
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
