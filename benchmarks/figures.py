"""The figures of the generated package as one page: `python -m benchmarks.figures` writes docs/figures.md.

How large it is, what builds, imports, first uses, a nightly job and type checkers cost. What is
compared takes turns, and the ratios are medians of those of each round, so that a busy machine is equally
busy for both. `--only` names parts; the others keep what the page says of them.
"""

from __future__ import annotations

import argparse
import compileall
import difflib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import build as builds
from benchmarks.report import table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ROOT = Path(__file__).parents[1]
_PAGE = _ROOT / "docs" / "figures.md"
_CLIENT = _ROOT / "generated"
_PACKAGE = _CLIENT / "neto_client"
_ROUNDS = 5
Row = tuple[str, str, str]


class Cost(NamedTuple):
    """The cost of a process: seconds by the clock and of the processor, and peak memory in MiB."""

    wall: float
    processor: float
    mebibytes: float
    output: str


def cost(command: Sequence[str], folder: Path, path: str = "", *, fails: bool = False) -> Cost:
    """Run a command to its end, and say what it cost with all the processes that it starts.

    It may fail only where that is said. Modules are compiled once, as they are where it counts.
    """
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment, "PYTHONPATH": path},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode()
    if process.returncode and not fails:
        raise SystemExit(f"{command} failed: {text}")
    processor = usage.ru_utime + usage.ru_stime
    return Cost(perf_counter() - start, processor, usage.ru_maxrss / 1024, text)


def in_turns(tasks: dict[str, Callable[[], Cost]], rounds: int) -> dict[str, list[Cost]]:
    """Return the cost of each task in each round, after a first run that does not count."""
    for task in tasks.values():
        task()
    found: dict[str, list[Cost]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            found[name].append(task())
    return found


def over(found: dict[str, list[Cost]], one: str, other: str, what: str) -> str:
    """Return the median ratio of one task's cost to another's."""
    pairs = zip(found[one], found[other], strict=True)
    return f"{median(getattr(a, what) / getattr(b, what) for a, b in pairs):.2f}"


def size() -> list[Row]:
    """Return how much there is to review, and how much of it changes with a schema."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in _PACKAGE.glob("*.py")}
    lines = {name: text.count("\n") for name, text in texts.items()}
    bare = {name[1:-3] for name in lines if name[0] == "_"}
    operations = {n for n in lines if n[0] != "_" and "OPERATION = _f.Operation" in texts[n]}
    runtime = {path.name for path in (_ROOT / "templates" / "runtime").glob("*.py")} & lines.keys()
    assert bare  # noqa: S101 - or the package is not where it should be
    mine, other = _changed_lines()
    return [
        ("lines of the package", f"{sum(lines.values()):,}", "≤ 18,000"),
        ("megabytes", f"{sum(len(t.encode()) for t in texts.values()) / 1e6:.2f}", "≤ 0.8"),
        (
            f"lines of the {len(operations)} modules of operations",
            f"{sum(lines[name] for name in operations):,}",
            "≤ 8,000",
        ),
        (
            "lines of the runtime, which is the same in every client",
            f"{sum(lines[name] for name in runtime - {'__init__.py'}):,}",
            "",
        ),
        ("lines added for one more element, without the manifest", f"{mine}", "1"),
        ("lines removed for one more element", f"{other}", "0"),
    ]


def _changed_lines() -> tuple[int, int]:
    """Return the lines added to, and removed from, the package when a schema gets an element."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        change = _write_api(folder)
        cost(_BUILD, folder)
        before = _texts(folder / "neto_client")
        change(1)
        cost(_BUILD, folder)
        after = _texts(folder / "neto_client")
    found = [*difflib.unified_diff(before, after, n=0, lineterm="")][2:]
    return sum(line[0] == "+" for line in found), sum(line[0] == "-" for line in found)


def _texts(package: Path) -> list[str]:
    paths = sorted(package.glob("*.py"))
    return [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def _write_api(folder: Path) -> Callable[[int], None]:
    """Write the whole API's schemas into a folder; return a function that adds an element to one."""
    (folder / "schemas").mkdir()
    builds.write_api(folder)
    changed = folder / "schemas" / "AddCustomerLog.xsd"
    text = changed.read_text(encoding="utf-8")
    place = text.index("<xs:element", text.index('name="CustomerLog"'))

    def change(number: int) -> None:
        more = f'<xs:element name="More{number}" type="xs:string" minOccurs="0"/>'
        changed.write_text(f"{text[:place]}{more}{text[place:]}", encoding="utf-8")

    return change


_BUILD = [sys.executable, "-m", "neto_gen", "build", "--quiet"]


def build() -> list[Row]:
    """Return the cost of builds, compared with other generators."""
    numbers = iter(range(1000))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        change = _write_api(folder)

        def cold(command: list[str], made: str) -> Cost:
            shutil.rmtree(folder / made, ignore_errors=True)
            return cost(command, folder)

        def changed() -> Cost:
            change(next(numbers))
            return cost(_BUILD, folder)

        xsdata = [sys.executable, "-m", "xsdata", "generate", "schemas", "--package", "others"]
        cost(_BUILD, folder)
        found = in_turns(
            {
                "click": lambda: cost([sys.executable, "-c", "import click"], folder),
                "nothing": lambda: cost(_BUILD, folder),
                "changed": changed,
                "cold": lambda: cold(_BUILD, "neto_client"),
                "xsdata": lambda: cold(xsdata, "others"),
            },
            _ROUNDS,
        )
    return [
        ("a build from scratch, compared with `xsdata generate`", over(found, "cold", "xsdata", "wall"), "≤ 0.9"),
        ("the same, CPU time", over(found, "cold", "xsdata", "processor"), "≤ 1.1"),
        ("a build after one changed schema, compared with `import click`", over(found, "changed", "click", "wall"), "≤ 9"),
        (
            "a build with nothing to do, compared with `import click`, CPU time",
            over(found, "nothing", "click", "processor"),
            "≤ 1.3",
        ),
    ]  # fmt: skip


_IMPORTS = {
    "bare": "pass",
    "`datetime`, `enum` and `typing`, which every module of records needs": "import datetime, enum, typing",
    "AddCustomerLog": "import neto_client.add_customer_log",
    "GetItem, the largest": "import neto_client.get_item",
    "the client": "from neto_client import NetoClient",
    "everything": (
        "import neto_client\n"
        "for name in dir(neto_client): getattr(neto_client, name)\n"
        "from neto_client import events"
    ),
}
_AIMS = {"AddCustomerLog": "≤ 18", "GetItem, the largest": "≤ 25", "everything": "≤ 90"}


def imports() -> list[Row]:
    """Return the cost of imports."""
    compileall.compile_dir(str(_PACKAGE), quiet=1)

    def task(code: str) -> Callable[[], Cost]:
        return lambda: cost([sys.executable, "-S", "-c", code], _ROOT, str(_CLIENT))

    found = in_turns({name: task(code) for name, code in _IMPORTS.items()}, 15)
    rows: list[Row] = []
    for name in [*_IMPORTS][1:]:
        pairs = [*zip(found[name], found["bare"], strict=True)]
        wall, processor = (
            median(getattr(a, what) - getattr(b, what) for a, b in pairs) * 1000
            for what in ("wall", "processor")
        )
        figure = f"{wall:.0f} ms, CPU {processor:.0f} ms"
        rows.append((f"import of {name}", figure, _AIMS.get(name, "")))
    return rows


_FIRST = """
import sys, time
from neto_client import NetoClient
import neto_client.add_customer_log as other
import neto_client.get_item as own
answer = b"<GetItemResponse>%s<Ack>Success</Ack></GetItemResponse>" % (
    b"<Item><SKU>A</SKU><ItemID>1</ItemID><IsActive>True</IsActive></Item>" * 3
)
def read(): own.GetItemResponse.from_xml(answer)
def write(): own.GetItem.of(sku="A", output_selector="Name").to_xml()
def seconds(task):
    start = time.process_time()
    task()
    return time.process_time() - start
task = {"read": read, "write": write}[sys.argv[1]]
if sys.argv[2:]:
    request = other.AddCustomerLog.of([other.CustomerLog(username="A")]).to_xml()
    other.AddCustomerLog.from_xml(request)
first = seconds(task)
print(1000 * (first - min(seconds(task) for _ in range(20))))
"""


def first_uses() -> list[Row]:
    """Return the time of a process's first read and first write, beyond later ones."""
    rows: list[Row] = []
    for what, name in (("read", "decoding"), ("write", "serializing")):
        for label, more, aim in (
            (f"first {name} of GetItem in a process with a client", [], "≤ 10 ms"),
            ("the same after another operation was used", ["later"], ""),
        ):
            command = [sys.executable, "-c", _FIRST, what, *more]
            times = [float(cost(command, _ROOT, str(_CLIENT)).output) for _ in range(11)]
            rows.append((label, f"{median(times[1:]):.1f} ms CPU", aim))
    return rows


def nightly() -> list[Row]:
    """Return the cost of reading and updating all items, compared with bare httpx2 and json."""
    command = [sys.executable, "-m", "benchmarks.nightly"]
    with subprocess.Popen(
        [*command, "store"], stdout=subprocess.PIPE, text=True, cwd=_ROOT
    ) as store:
        assert store.stdout is not None  # noqa: S101
        try:
            address = f"http://127.0.0.1:{store.stdout.readline().strip()}"
            found = in_turns(
                {
                    name: partial(cost, [*command, name, address], _ROOT, str(_CLIENT))
                    for name in ("bare", "client", "uncollected", "streamed")
                },
                3,
            )
        finally:
            store.kill()
    memory = median(run.mebibytes for run in found["streamed"])
    return [
        (
            "50,000 items read in pages of 200, and 500 updates of 100 items: CPU time, compared with plain httpx2 and json",
            over(found, "client", "bare", "processor"),
            "≤ 1.8",
        ),
        (
            "the same without garbage collection",
            over(found, "uncollected", "bare", "processor"),
            "",
        ),
        ("the same page by page and batch by batch", over(found, "streamed", "bare", "processor"), ""),
        ("the same page by page and batch by batch: peak memory", f"{memory:.0f} MiB", "≤ 45"),
        ("plain httpx2 and json: peak memory",
            f"{median(run.mebibytes for run in found['bare']):.0f} MiB", ""),
    ]  # fmt: skip


_PROJECT = """
from neto_client import NetoClient
from neto_client.get_item import Item


def names(neto: NetoClient) -> list[str | None]:
    found: list[Item] = [*neto.iter_get_item(sku="A", output_selector="Name")]
    neto.add_customer_log([])
    return [item.name for item in found]
"""


def checkers() -> list[Row]:
    """Return the time of type checkers without caches."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(
            _PACKAGE, folder / "neto_client", ignore=shutil.ignore_patterns("__pycache__")
        )
        (folder / "project.py").write_text(_PROJECT, encoding="utf-8")
        settings = {"include": ["project.py"], "typeCheckingMode": "strict"}
        (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
        mypy = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-incremental"]
        mypy += ["--cache-dir", os.devnull]
        # Its findings depend on whether the client's imports are installed there.
        empty = cost([*mypy, "-c", "import httpx2"], folder, fails=True)
        package = cost([*mypy, "neto_client"], folder)
        warm = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "neto_client"]
        cost(warm, folder)
        (folder / "neto_client" / "get_item.py").open("a", encoding="utf-8").write("\n")
        again = cost(warm, folder)
        pyright = [sys.executable, "-m", "pyright", "--stats"]
        found = cost(pyright, folder)
    seconds = re.search(r"Completed in ([\d.]+)sec", found.output)
    return [
        ("`mypy --strict` of the package, without a cache", f"{package.wall:.1f} s", "≤ 2 s"),
        ("`mypy` of a file that only imports httpx2, without a cache", f"{empty.wall:.1f} s", ""),
        (
            "`mypy --strict` of the package, with a cache, after one module changed",
            f"{again.wall:.1f} s",
            "",
        ),
        (
            "pyright of a project that uses the package",
            f"{seconds[1] if seconds else '?'} s, {found.mebibytes:.0f} MiB",
            "≤ 6 s, 400 MB",
        ),
    ]


_PARTS: dict[str, tuple[str, Callable[[], list[Row]], str]] = {
    "size": ("Code size", size, ""),
    "build": ("Builds", build, "All 39 operations, in a separate folder."),
    "imports": (
        "Imports",
        imports,
        "Time in addition to a Python process that imports nothing, without site packages.",
    ),
    "first": ("First use", first_uses, ""),
    "nightly": (
        "A nightly job",
        nightly,
        "Against a store on the same machine, in a separate process.",
    ),
    "checkers": ("Type checkers", checkers, ""),
}
_HEAD = """# Size and cost of the generated package

`python -m benchmarks.figures` writes this page. Ratios are medians over several rounds, in which the compared tasks
take turns. Times were measured on one machine with {cores} cores. For the speed of reading and writing documents, see
[Serializer benchmarks](serializers.md).
"""
_WHY = """## Where a target is missed

The figures in this section, unlike those in the tables, were measured once, on the same machine.

- **Lines of the package.** Three fifths are the runtime, which does not depend on schemas. Of that, 3,900 lines are the stand-in
  store for tests and the command line, which are only imported by programs that use them. A quarter of the package is generated for
  the operations; this is the part to review when a schema changes. The rest, 3,600 lines, are the two clients. A quarter of these are
  overloads that tell type checkers what a method that takes a list returns. About 250 lines of the runtime exist twice, for
  threads and for asyncio. To reach the target, the runtime would have to be half as long.
- **A build with nothing to do** takes 83 ms. `import click` takes 57 ms of that, and the other imports 14 ms, 6 ms of which load
  OpenSSL for `hashlib`. Without OpenSSL, hashing would take 16 times as long. The hashes of `_blake2` do not need OpenSSL and would
  save 4 ms, but would change every hash in every manifest. Reading and hashing the 300 files takes 9 ms. Comparing sizes and
  modification times first, as git does, would save most of that, but needs a state file in each checkout.
- **Imports.** About two thirds of the import of AddCustomerLog are `datetime`, `enum` and `typing` of the standard library. Records
  become dataclasses only when a program needs them to be, because `dataclasses` imports `inspect` and creates each class again. Half
  of the time for importing everything is the client, most of it for `dataclasses` and `logging`. The other half is mostly creating
  319 classes and 685 enumeration values. Each class is created twice, since slots cannot be added to an existing class. A metaclass
  would avoid that, but users could then not derive a class from both a record and a class with another metaclass.
  Compiling regular expressions takes 5 ms of the client's import; those that only a refusal needs are compiled later. A `Listing`
  whose `Listing["Item"]` is itself, without an alias of `typing`, saved less than 1 ms of everything, so it was not kept.
- **First use.** Decoding XML for the first time imports neither `json` nor orjson (which imports `uuid` and `platform`), nor the code
  that explains refusals. What remains is importing `xml.etree` (4 ms) and compiling regular expressions (2 ms). The C
  part of `xml.etree` alone would save 1 ms, but it is a private module of Python.
- **A nightly job.** Plain httpx2 and json leave every value a string. Most of the additional time of the client is garbage collection,
  as the row without it shows: the collector visits each of the 193 fields of all items in memory, whether set or not. Measured
  separately: reading 250 pages takes 0.30 s, of which setting missing fields to None takes 0.11 s. Creating 500 updates takes
  0.14 s, and serializing them 0.09 s. 750 calls take 0.47 s, and 0.31 s with plain httpx2. Leaving missing fields unset would save
  2 µs for each item that is read, but would cost 240 µs when an item is first written, compared or printed.
  No copy of a prototype is faster than setting fields one by one: for 194 fields that takes 0.95 µs, `copy.copy` takes 19 µs, and
  unpickling a prototype takes 24 µs. A record with a dictionary instead of slots takes 0.6 µs, but four times the memory.
- **Type checkers.** httpx2 accounts for a third of mypy's time.
- **Writing without validation** checks the types of values and nothing else, so that no text can break out of its field. It copies a
  record only if a value has another type. Compared with the code before types were checked, it takes 1.20 and 1.32 times as
  long in XML, for the small and the large document of the serializer benchmarks. Without checking types it would take 0.92 and 1.06
  times as long.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=_PARTS, default=[*_PARTS], metavar="PART")
    only = parser.parse_args(arguments).only
    known = _PAGE.read_text(encoding="utf-8") if _PAGE.exists() else ""
    page = [_HEAD.format(cores=os.cpu_count())]
    for name, (title, measure, note) in _PARTS.items():
        old = re.search(rf"^## {title}\n.*?(?=^## |\Z)", known, re.MULTILINE | re.DOTALL)
        if name in only or old is None:
            rows = measure()
            made = f"Python {platform.python_version()}. {note}".strip()
            text = f"## {title}\n\n{made}\n\n{table(('', 'measured', 'target'), rows)}\n"
            print(text, flush=True)
        else:
            text = f"{old[0].rstrip()}\n"
        page.append(text)
    _PAGE.write_text("\n".join([*page, _WHY]), encoding="utf-8")


if __name__ == "__main__":
    main()
