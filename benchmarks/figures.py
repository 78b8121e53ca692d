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
    """What a process cost: seconds by the clock and of the processor, and the most memory in MiB."""

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
    """What each task cost in each round, after one that does not count."""
    for task in tasks.values():
        task()
    found: dict[str, list[Cost]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            found[name].append(task())
    return found


def over(found: dict[str, list[Cost]], one: str, other: str, what: str) -> str:
    """How many times as much the one cost as the other."""
    pairs = zip(found[one], found[other], strict=True)
    return f"{median(getattr(a, what) / getattr(b, what) for a, b in pairs):.2f}"


def size() -> list[Row]:
    """How much there is to review, and how much of it changes with a schema."""
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
        ("lines that are new with one more element, without the manifest", f"{mine}", "1"),
        ("lines that go with it", f"{other}", "0"),
    ]


def _changed_lines() -> tuple[int, int]:
    """The lines of the package that come and go when an element is added to a schema."""
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
    """The schemas of the whole API in a folder; what is returned adds an element to one of them."""
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
    """What builds cost, beside others."""
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
        ("a build from nothing, over `xsdata generate`", over(found, "cold", "xsdata", "wall"), "≤ 0.9"),
        ("the same, time of the processor", over(found, "cold", "xsdata", "processor"), "≤ 1.1"),
        ("one changed schema, over `import click`", over(found, "changed", "click", "wall"), "≤ 9"),
        (
            "nothing to do, over `import click`, time of the processor",
            over(found, "nothing", "click", "processor"),
            "≤ 1.3",
        ),
    ]  # fmt: skip


_IMPORTS = {
    "bare": "pass",
    "what any module of records needs: `datetime`, `enum`, `typing`": "import datetime, enum, typing",
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
    """What importing costs."""
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
        figure = f"{wall:.0f} ms, of the processor {processor:.0f} ms"
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
    """What the first reading and the first writing of a process take, above later ones."""
    rows: list[Row] = []
    for what, name in (("read", "reading"), ("write", "writing")):
        for label, more, aim in (
            (f"first {name} of GetItem in a process with a client", [], "≤ 10 ms"),
            ("the same after another operation, which has imported what it takes", ["later"], ""),
        ):
            command = [sys.executable, "-c", _FIRST, what, *more]
            times = [float(cost(command, _ROOT, str(_CLIENT)).output) for _ in range(11)]
            rows.append((label, f"{median(times[1:]):.1f} ms of the processor", aim))
    return rows


def nightly() -> list[Row]:
    """What a job costs that reads and updates all items, beside bare httpx2 and json."""
    command = [sys.executable, "-m", "benchmarks.nightly"]
    with subprocess.Popen(
        [*command, "store"], stdout=subprocess.PIPE, text=True, cwd=_ROOT
    ) as store:
        assert store.stdout is not None  # noqa: S101
        try:
            address = f"http://127.0.0.1:{store.stdout.readline().strip()}"
            found = in_turns(
                {
                    name: lambda name=name: cost([*command, name, address], _ROOT, str(_CLIENT))
                    for name in ("bare", "client", "uncollected", "streamed")
                },
                3,
            )
        finally:
            store.kill()
    memory = median(run.mebibytes for run in found["streamed"])
    return [
        (
            "50,000 items read by 200, and 500 updates of 100: time of the processor, over bare httpx2 and json",
            over(found, "client", "bare", "processor"),
            "≤ 1.8",
        ),
        (
            "the same without garbage collection, which visits each field of all that is held",
            over(found, "uncollected", "bare", "processor"),
            "",
        ),
        ("page by page and batch by batch", over(found, "streamed", "bare", "processor"), ""),
        ("page by page and batch by batch: the most memory", f"{memory:.0f} MiB", "≤ 45"),
        ("bare httpx2 and json: the most memory",
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
    """What type checkers take, without anything that they have kept from before."""
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
        # What it finds depends on whether what the client imports has been installed there.
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
        ("`mypy --strict` of the package, nothing kept", f"{package.wall:.1f} s", "≤ 2 s"),
        ("`mypy` of a file that imports httpx2 alone, nothing kept", f"{empty.wall:.1f} s", ""),
        ("`mypy --strict` of the package, one module changed", f"{again.wall:.1f} s", ""),
        (
            "pyright of a project with it",
            f"{seconds[1] if seconds else '?'} s, {found.mebibytes:.0f} MiB",
            "≤ 6 s, 400 MB",
        ),
    ]


_PARTS: dict[str, tuple[str, Callable[[], list[Row]], str]] = {
    "size": ("What there is to review", size, ""),
    "build": ("Builds", build, "All 39 operations, in a folder of their own."),
    "imports": ("Imports", imports, "Above a Python that imports nothing, without site packages."),
    "first": ("The first use", first_uses, ""),
    "nightly": (
        "A nightly job",
        nightly,
        "At a store on the same machine, in a process of its own.",
    ),
    "checkers": ("Type checkers", checkers, ""),
}
_HEAD = """# Size and cost of the generated package

Written by `python -m benchmarks.figures`. Ratios are medians of those of each round, in which what is compared
takes turns; times are those of one machine, here with {cores} cores. How fast documents are read
and written: [Serializer benchmarks](serializers.md).
"""
_WHY = """## Where an aim is not reached

What is said here beside the tables was measured once, on the same machine.

- **Lines of the package**: three fifths of it are the runtime, which no schema changes; 3,000 lines of that are the stand-in store for
  tests and the command line, which no program imports that does not ask for them. What is generated for the operations, and
  has to be reviewed when a schema changes, is a quarter. The rest are the two clients, of 3,600 lines: a quarter of these are
  the overloads by which type checkers know what a method that takes a list returns. What stands twice in the runtime is
  what is done for threads and again for tasks, some 250 lines; to reach the aim, it would have to be half as long.
- **Nothing to do**: of 83 ms, 57 are those of `import click`. To import the rest takes 14, of which 6 load OpenSSL for
  `hashlib`; without it, hashes would take 16 times as long. Those of `_blake2`, which needs no OpenSSL, would save 4 ms, and
  change every hash of every manifest. To read and hash 300 files, which is what is compared, takes 9. To compare their sizes
  and times first, as git does, would save most of that, and needs a file of state for each checkout.
- **Imports**: of what AddCustomerLog takes, three quarters are `datetime`, `enum` and `typing` of the standard library.
  Records are no dataclasses until somebody asks: `dataclasses` imports `inspect`, and makes each class anew. Of everything,
  half is the client, and there `dataclasses` and `logging` are the most. Of the operations, most is to make 319 classes,
  each twice, as slots cannot be added to one, and 685 values of enumerations. A metaclass would make each class once, and
  would keep users from deriving classes from a record and from what has another metaclass.
- **The first use**: what it imports for XML is neither `json` nor orjson, which imports `uuid` and `platform`, nor what explains
  refusals. What is left of the first reading is `xml.etree`, and regular expressions that are compiled.
- **A nightly job**: bare httpx2 and json leave every value the text that it was. What the client takes above that is, for the
  most part, garbage collection, as the row without it shows: it visits each of the 193 fields of all items that are held, set or not.
  Of the rest, measured apart: 250 pages are read in 0.30 s, of which 0.11 s set fields to None that the answer leaves out;
  500 updates are made in 0.14 s and written in 0.09 s; and 750 calls take 0.47 s where those of bare httpx2 take 0.31 s.
  To leave fields unset, and find None where one is asked for, would save 2 µs of an item that is read, and cost 240 µs when it
  is first written, compared or printed.
- **Type checkers**: a third of the time of mypy is httpx2.
- **Writing unchecked** looks at the types of values and at nothing else, so that no text can leave its field, and copies a
  record only where a value is of another type. Over what wrote it before types were looked at, it takes 1.20 and 1.32 of the
  time in XML, for the small and the large shape of the serializers; without a look at types, it would take 0.92 and 1.06.
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
            text = f"## {title}\n\n{made}\n\n{table(('', 'measured', 'aim'), rows)}\n"
            print(text, flush=True)
        else:
            text = f"{old[0].rstrip()}\n"
        page.append(text)
    _PAGE.write_text("\n".join([*page, _WHY]), encoding="utf-8")


if __name__ == "__main__":
    main()
