"""Measure how fast the generated serializers are: `python -m benchmarks.serializers`.

Generates clients for two operations, measures them beside others in one interleaved run, and writes
docs/serializers.md and docs/serializers.svg. A round of 10,000 records takes most of the time:
`--seconds 10 --rounds 2` takes half of it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import re
import sys
import tempfile
import tracemalloc
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import orjson
from lxml import etree
from xsdata.formats.dataclass.parsers import JsonParser, XmlParser
from xsdata.formats.dataclass.serializers import JsonSerializer, XmlSerializer

from benchmarks import rivals
from benchmarks.measure import import_milliseconds, import_time_report, interleaved, ratio
from benchmarks.report import plot, table
from benchmarks.shapes import SHAPES
from neto_gen.build import build
from neto_gen.settings.config import Config

try:
    import polyxml  # pyright: ignore[reportMissingImports] - wants Python 3.12
except ImportError:
    polyxml = None

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

    from benchmarks.measure import Tasks
    from benchmarks.shapes import Shape

_DOCS = Path(__file__).parents[1] / "docs"
_COUNTS = (1, 100, 10_000)
_STREAMED = 100_000

# For each row: its label, the task, the task to compare it with, and the aim for each shape.
_AIMS: tuple[tuple[str, str, str, tuple[str, str]], ...] = (
    ("XML read, xsdata", "xsdata XML read", "XML read", ("≥ 12", "≥ 10")),
    ("XML write, xsdata", "xsdata XML write", "XML write", ("≥ 22", "≥ 22")),
    ("JSON read, xsdata", "xsdata JSON read", "JSON read", ("≥ 17", "≥ 17")),
    ("JSON read with `fast`, xsdata", "xsdata JSON read", "JSON read fast", ("≥ 23", "≥ 23")),
    ("JSON write, xsdata", "xsdata JSON write", "JSON write", ("≥ 7", "≥ 7")),
    ("JSON write with `fast`, xsdata", "xsdata JSON write", "JSON write fast", ("≥ 17", "≥ 15")),
    ("JSON read with `fast`, pydantic", "pydantic JSON read", "JSON read fast", ("≥ 1.3", "≥ 1.3")),
    ("JSON write with `fast`, pydantic", "pydantic JSON write", "JSON write fast", ("", "")),
    ("XML read, pydantic-xml", "pydantic-xml XML read", "XML read", ("", "")),
    ("XML write, pydantic-xml", "pydantic-xml XML write", "XML write", ("", "")),
    ("XML read, polyxml", "polyxml XML read", "XML read", ("", "")),
    ("XML write, polyxml", "polyxml XML write", "XML write", ("", "")),
    ("JSON read with `fast`, polyxml", "polyxml JSON read", "JSON read fast", ("", "")),
    ("JSON write with `fast`, polyxml", "polyxml JSON write", "JSON write fast", ("", "")),
)
_FLOORS: tuple[tuple[str, str, str, str], ...] = (
    ("XML read, compared with lxml.etree.fromstring", "XML read", "lxml XML read", "≤ 3"),
    ("XML read, compared with the standard library's tree", "XML read", "ElementTree XML read", ""),
    ("XML write, compared with lxml.etree.tostring", "XML write", "lxml XML write", "≤ 4"),
    ("XML read, the first document of its structure", "first XML read", "later XML read", ""),
    ("JSON read with `fast`, compared with orjson.loads", "JSON read fast", "orjson JSON read", ""),
    ("JSON read with `fast`, compared with msgspec", "JSON read fast", "msgspec JSON read", ""),
    (
        "JSON write with `fast`, compared with orjson.dumps",
        "JSON write fast",
        "orjson JSON write",
        "",
    ),
    (
        "XML write, compared with writing without validation",
        "XML write",
        "unchecked XML write",
        "≤ 1.2",
    ),
    (
        "JSON write, compared with writing without validation",
        "JSON write",
        "unchecked JSON write",
        "≤ 1.2",
    ),
)
# For each row: its label, the part, and the whole that it is a part of.
_PARTS: tuple[tuple[str, str, str], ...] = (
    ("XML read: splitting tags and texts", "levels of XML", "XML read"),
    ("JSON read: the decoder of the standard library", "json JSON read", "JSON read"),
    ("JSON read with `fast`: orjson", "orjson JSON read", "JSON read fast"),
    ("XML write: formatting numbers, times and booleans", "values as texts", "XML write"),
    ("JSON write: formatting numbers, times and booleans", "values as texts", "JSON write"),
    ("JSON write: the encoder of the standard library", "json JSON write", "JSON write"),
    (
        "JSON write with `fast`: formatting numbers, times and booleans",
        "values as texts",
        "JSON write fast",
    ),
    ("JSON write with `fast`: orjson", "orjson JSON write", "JSON write fast"),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure everything, and write the page and the plot."""
    parser = argparse.ArgumentParser(description="Measure the generated serializers.")
    parser.add_argument("--seconds", type=float, default=20, help="for each shape and number")
    parser.add_argument(
        "--rounds", type=int, default=3, help="at the least, however long they take"
    )
    parser.add_argument("--counts", type=int, nargs="+", default=_COUNTS, help="of records")
    parser.add_argument("--output", type=Path, default=_DOCS, help="the folder for the results")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        clients = [_client(Path(folder), number) for number in range(len(SHAPES))]
        parts = [_HEAD.format(python=platform.python_version(), machine=platform.machine())]
        groups: list[tuple[str, list[tuple[str, float]]]] = []
        for number, (shape, (plain, fast)) in enumerate(zip(SHAPES, clients, strict=True)):
            results = {
                count: interleaved(
                    tasks,
                    options.seconds,
                    rounds=options.rounds,
                    is_first=count == options.counts[0],
                )
                | interleaved(first, options.seconds / 10, rounds=options.rounds)
                for count in options.counts
                for tasks, first in [_tasks(shape, plain, fast, count)]
            }
            parts.append(_section(shape, number, results))
            shown = results.get(100) or next(iter(results.values()))
            groups.append(
                (shape.title, [(name, ratio(shown, o, u)) for name, o, u, _ in _AIMS[:6]])
            )
        parts.append(_imports(Path(folder)))
        parts.append(_streams(*clients[0]))
    options.output.mkdir(exist_ok=True)
    title = "How many times as fast as xsdata, 100 records"
    (options.output / "serializers.svg").write_text(
        plot(title, groups).replace("`", ""), encoding="utf-8"
    )
    text = "\n\n".join(parts) + "\n"
    (options.output / "serializers.md").write_text(text, encoding="utf-8")
    print(text)


def _client(folder: Path, number: int) -> tuple[ModuleType, ModuleType]:
    """Return the generated module of an operation twice: without orjson, and with it."""
    schemas = folder / f"schemas_{number}"
    schemas.mkdir()
    for name, text in SHAPES[number].schemas().items():
        (schemas / name).write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    found: list[ModuleType] = []
    for package in (f"plain_{number}", f"fast_{number}"):
        build(Config(schemas=schemas, output=folder, package=package, operations=()))
        hidden = sys.modules.get("orjson")
        if package.startswith("plain"):
            sys.modules["orjson"] = None  # type: ignore[assignment] - as if it were not installed
        (operation,) = importlib.import_module(package)._OPERATIONS  # noqa: SLF001 - our own
        found.append(importlib.import_module(f"{package}.{operation}"))
        importlib.import_module(f"{package}._fast").loads  # noqa: B018 - caches it
        sys.modules["orjson"] = hidden  # type: ignore[assignment] - as it was
    return found[0], found[1]


def _tasks(shape: Shape, plain: ModuleType, fast: ModuleType, count: int) -> tuple[Tasks, Tasks]:
    """Return the tasks to measure together, and those that empty the cache of patterns."""
    message, quick = shape.message(plain, count), shape.message(fast, count)
    own, quick_class = type(message), type(quick)
    statuses: Any = plain.Status if hasattr(plain, "Status") else plain.Status1
    xml = XmlSerializer().render(message).encode()
    document = JsonSerializer().render(message).encode()
    bare = message.to_xml()  # as pydantic-xml knows no root in a namespace and children in none
    reader = XmlParser()
    writer = XmlSerializer(context=reader.context)
    json_reader = JsonParser(context=reader.context)
    json_writer = JsonSerializer(context=reader.context)
    tree, data = etree.fromstring(xml), orjson.loads(document)
    model = rivals.pydantic_model(shape, statuses)
    xml_model = rivals.pydantic_xml_model(shape, statuses)
    decode = msgspec.json.Decoder(rivals.msgspec_type(shape, statuses), strict=False).decode
    declared = own._declared  # noqa: SLF001 - our own
    package = own.__module__.rpartition(".")[0]
    simple_xml = importlib.import_module(f"{package}._simple_xml")
    text = importlib.import_module(f"{package}._lexical")
    by_type = [
        (write, [v for v in _values(message) if type(v) is kind])
        for kind, write in (
            (datetime, text.date_time),
            (Decimal, text.decimal),
            (int, str),
            (bool, text.boolean),
        )
    ]
    decode_json, encode_json = json.JSONDecoder().decode, json.JSONEncoder().encode
    xml_text, json_text = xml.decode(), document.decode()

    def first_read() -> object:
        simple_xml._leaf_patterns.clear()  # noqa: SLF001 - as in a new process
        simple_xml._usual_shapes.clear()  # noqa: SLF001 - as above
        re.purge()
        return own.from_xml(xml)

    read, xml_read = model.model_validate_json(document), xml_model.from_xml(bare)
    standard = importlib.import_module("xml.etree.ElementTree").fromstring
    assert own.from_xml(xml) == own.from_json(document)  # noqa: S101 - or nothing is comparable
    assert xml_read.to_xml().count(b"</") > len(shape.fields) * count  # noqa: S101 - as well
    assert message.to_json() == quick.to_json()  # noqa: S101 - otherwise nothing is comparable
    tasks: Tasks = {
        "XML read": lambda: own.from_xml(xml),
        "xsdata XML read": lambda: reader.from_bytes(xml, own),
        "pydantic-xml XML read": lambda: xml_model.from_xml(bare),
        "lxml XML read": lambda: etree.fromstring(xml),
        "ElementTree XML read": lambda: standard(xml),
        "XML write": message.to_xml,
        "unchecked XML write": lambda: message.to_xml(checked=False),
        "xsdata XML write": lambda: writer.render(message),
        "pydantic-xml XML write": xml_read.to_xml,
        "lxml XML write": lambda: etree.tostring(tree),
        "JSON read": lambda: own.from_json(document),
        "JSON read fast": lambda: quick_class.from_json(document),
        "xsdata JSON read": lambda: json_reader.from_bytes(document, own),
        "pydantic JSON read": lambda: model.model_validate_json(document),
        "msgspec JSON read": lambda: decode(document),
        "orjson JSON read": lambda: orjson.loads(document),
        "JSON write": message.to_json,
        "unchecked JSON write": lambda: message.to_json(checked=False),
        "JSON write fast": quick.to_json,
        "xsdata JSON write": lambda: json_writer.render(message),
        "pydantic JSON write": read.model_dump_json,
        "orjson JSON write": lambda: orjson.dumps(data),
        "levels of XML": lambda: simple_xml.parse_simple_xml(xml_text, declared.roots),
        "json JSON read": lambda: decode_json(json_text),
        "json JSON write": lambda: encode_json(data),
        "values as texts": lambda: [[*map(write, values)] for write, values in by_type],
    }
    if polyxml is not None:
        root = rivals.polyxml_type(shape, statuses)
        lower = bare.replace(b">True<", b">true<").replace(b">False<", b">false<")
        theirs = polyxml.deserialize(lower, root)
        numbers = [sum(isinstance(v, Decimal) for v in _values(m)) for m in (message, theirs)]
        assert numbers[0] == numbers[1]  # noqa: S101 - otherwise nothing is comparable
        tasks |= {
            "polyxml XML read": lambda: polyxml.deserialize(lower, root),
            "polyxml XML write": lambda: polyxml.serialize(theirs),
            "polyxml JSON read": lambda: polyxml.deserialize_json(document, root),
            "polyxml JSON write": lambda: polyxml.serialize_json(theirs),
        }
    return tasks, {"first XML read": first_read, "later XML read": tasks["XML read"]}


def _values(record: object) -> Iterator[object]:
    """Yield the values of a record and of all below it."""
    for own in fields(record):  # type: ignore[arg-type] - of ours
        found = getattr(record, own.name)
        for item in found if isinstance(found, list) else [found]:
            if is_dataclass(item):
                yield from _values(item)
            elif own.name != "extra" and item is not None:
                yield item


def _section(shape: Shape, number: int, results: dict[int, dict[str, list[float]]]) -> str:
    head = [f"{count:,} record{'s' * (count > 1)}" for count in results]

    def figures(over: str, under: str) -> list[str]:
        return [f"{ratio(times, over, under):.2f}" for times in results.values()]

    measured = results[next(iter(results))]
    faster = [[name, *figures(o, u), aims[number]] for name, o, u, aims in _AIMS if o in measured]
    parts = [
        [name, *(f"{100 * ratio(times, part, whole):.0f} %" for times in results.values())]
        for name, part, whole in _PARTS
    ]
    slower = [[name, *figures(o, u), aim] for name, o, u, aim in _FLOORS]
    return "\n\n".join(
        [
            f"## {shape.title}",
            "How many times as fast as each alternative:",
            table(["", *head, "target at 100"], faster),
            "How many times as long as the alternative that does less:",
            table(["", *head, "target at 100"], slower),
            "Where the time goes:",
            table(["", *head], parts),
        ]
    )


def _imports(folder: Path) -> str:
    floor = "import datetime, enum, typing"
    rows = [
        [
            "`datetime`, `enum` and `typing`, which every module of records needs",
            f"{import_milliseconds(floor, folder):.1f}",
            "",
        ],
        ["the package", f"{import_milliseconds('import plain_0', folder):.1f}", "≤ 5"],
        [
            "an operation, with its records and serializers",
            f"{import_milliseconds('import plain_0.add_customer_log', folder):.1f}",
            "≤ 40",
        ],
    ]
    report = import_time_report("import plain_0.add_customer_log", folder, "plain_0")
    return "\n\n".join(
        [
            "## Import time",
            "Milliseconds in addition to a Python process that imports nothing:",
            table(["", "ms", "target"], rows),
            "The output of `-X importtime`, in microseconds:",
            f"```\n{report}\n```",
        ]
    )


def _streams(plain: ModuleType, _fast: ModuleType) -> str:
    rows: list[list[str]] = []
    own: Any = plain.AddCustomerLog
    message = SHAPES[0].message(plain, 1)
    for name, body, start, end, gap, read in (
        ("XML", message.to_xml(), b"<CustomerLog>", b"</CustomerLogs>", b"", own.iter_from_xml),
        ("JSON", message.to_json(), b'{"AllocatedTo', b"]", b",", own.iter_from_json),
    ):
        first, last = body.index(start), body.rindex(end)
        tracemalloc.start()
        count = sum(1 for _ in read(_repeated(body, first, last, gap)))
        rows.append([name, f"{count:,}", f"{tracemalloc.get_traced_memory()[1] / 1e6:.2f}", "< 10"])
        tracemalloc.stop()
    return "\n\n".join(
        [
            "## Memory of streaming decoders",
            "Peak memory in megabytes, as counted by `tracemalloc`:",
            table(["", "records", "MB", "target"], rows),
        ]
    )


def _repeated(body: bytes, first: int, last: int, gap: bytes) -> Iterator[bytes]:
    """Yield a document that repeats its only record many times, in pieces of many records."""
    record = body[first:last]
    yield body[:last]
    for _ in range(_STREAMED // 100 - 1):
        yield (gap + record) * 100
    yield (gap + record) * 99 + body[last:]


_HEAD = """# Serializer benchmarks

`python -m benchmarks.serializers` writes this page, here with Python {python} on {machine}. Each figure is the
median of several ratios. Both times of a ratio come from the same round, so that other load on the machine affects both.
All libraries read the same documents into records with typed dates, numbers and enumerations. Our decoder and pydantic's
are tolerant, as this API requires. `fast` is the extra that installs orjson.

polyxml is a serializer written in Rust. It needs Python 3.12, and is omitted if it is not installed. It does less: its dates stay
strings, booleans must be `true` or `false`, only a missing element means "no value", lengths and listed values are not checked, and
unknown elements are dropped.

If a target is missed, the second and the third table show where the time goes. The remaining time is spent on individual
fields: a lookup, a type check and an assignment when reading, a test for None and a dictionary entry when writing. Each
takes some tens of nanoseconds. With the standard library, half of the time for JSON is spent in its decoder and its encoder. With
`fast`, a third of the time for writing JSON is spent on formatting times and decimal numbers, which orjson would write in
a format that the API does not accept.

![How many times as fast as xsdata](serializers.svg)"""


if __name__ == "__main__":
    main()
