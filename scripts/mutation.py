"""Tell whether tests notice faults: `python -m scripts.mutation [PART ...] [--mutants N] [--seed N] [--write]`.

It puts one small fault at a time into a sample of the places of each part, and runs the tests that go through that
place, the quickest first. If none fails, the mutant survives: it is printed, and counts against the score, which
`--write` puts into CONTRIBUTING.md. No file is changed for a mutant: it is a process that compiles one module otherwise.

Not mutmut: it finds functions by the path of their file, but nothing here is imported by its path, and the runtime
runs as copies in clients. Not cosmic-ray: it has one command for all mutants, and writes them into the working tree.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from coverage import Coverage

from scripts.faults import faults, mutated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "CONTRIBUTING.md"
MARKS = ("<!-- the score -->\n", "<!-- end of the score -->\n")
_DECODER = (
    *("_decode", "_decoder", "_raw_document", "_record_readers", "_scalar_decoder"),
    *("_simple_xml", "_strict_decoder", "_tolerant_decoder"),
)
_RETRIES = ("_call", "_rate_limit", "_retry")
_TESTS_OF_RETRIES = (
    *("client", "failures", "limit", "misbehaviour", "interrupts", "retry_after", "secrets"),
    "unreadable",
)
_CLIENT = "generated/neto_client"
# The modules, and their tests.
PARTS = {
    "contract": (["generator/neto_gen/contract/**/*.py"], ["tests/contract", "tests/functional"]),
    "judge": (["generator/neto_gen/diff/judge/*.py"], ["tests/diff"]),
    "decoder": (
        [f"{_CLIENT}/{name}.py" for name in _DECODER],
        ["tests/runtime", "tests/functional", "tests/client/test_responses.py"],
    ),
    "retries": (
        [f"{_CLIENT}/{name}.py" for name in _RETRIES],
        [f"tests/client/test_{name}.py" for name in _TESTS_OF_RETRIES],
    ),
}
_CONTROLS = 5  # mutants without a fault, which must pass all tests
_SECONDS = 10.0  # the most that a mutant's tests may take, as measured without it
_PATIENCE = 120  # seconds; a mutant that takes longer hangs, and is killed
_MEMORY = 4 << 30
# Slow to import, and the same for all mutants.
_COMMON = (
    "black",
    "click",
    "httpx2",
    "hypothesis",
    "jinja2",
    "lxml.etree",
    "xsdata.codegen.container",
)


@dataclass(frozen=True)
class Mutant:
    """A module with one fault: its number among all of the module, where it is, and what it is."""

    path: str
    number: int
    lines: range | None
    fault: str


@dataclass(frozen=True)
class Tests:
    """Which tests go through which lines of a file, by its name, and the seconds that each test takes."""

    lines: Mapping[str, Mapping[int, set[str]]]
    seconds: Mapping[str, float]

    def of(self, mutant: Mutant) -> list[str]:
        """Return those that may notice a mutant, the quickest first, as many as the time allows."""
        lines = self.lines[_key(mutant.path)]
        places = lines if mutant.lines is None else mutant.lines
        names = set[str]().union(*(lines.get(line, ()) for line in places))
        chosen: list[str] = []
        total = 0.0
        for name in sorted(names, key=lambda name: (self.seconds[name], name)):
            total += self.seconds[name]
            if chosen and total > _SECONDS:
                break
            chosen.append(name)
        return chosen


class _Measuring:
    """A plugin of pytest that notes through which lines each test goes, and how long it takes."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._coverage.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration


class _Choosing:
    """A plugin of pytest that leaves only these tests, in this order."""

    def __init__(self, names: Sequence[str]) -> None:
        self._places = {name: place for place, name in enumerate(names)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self._places]
        items.sort(key=lambda item: self._places[item.nodeid])


def _key(path: str) -> str:
    """Name a module, which may be there as several copies, by the end of its path."""
    return "/".join(Path(path).parts[-1 if path.startswith(_CLIENT) else -2 :])


def _pytest(plugin: object, *arguments: str) -> int:
    return int(pytest.main(["-xq", "-p", "no:cacheprovider", *arguments], plugins=[plugin]))


def _start(run: Callable[..., int], *arguments: object) -> int:
    """Start a process that runs a function, whose result is its exit code, and return its number."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        code = run(*arguments)
    finally:
        os._exit(code)


def measure(paths: Sequence[str], arguments: Sequence[str], folder: Path) -> Tests:
    """Run tests without any fault."""
    keys = {_key(path) for path in paths}
    coverage = Coverage(folder / "lines", include=[f"*/{key}" for key in keys], config_file=False)

    def run() -> int:
        plugin = _Measuring(coverage)
        with coverage.collect():
            code = _pytest(plugin, *arguments)
        coverage.save()
        (folder / "seconds").write_text(json.dumps(plugin.seconds))
        return code

    if os.waitpid(_start(run), 0)[1]:
        sys.exit(f"error: without any fault, this fails: pytest {' '.join(arguments)}")
    coverage.load()
    data = coverage.get_data()
    lines: dict[str, defaultdict[int, set[str]]] = {key: defaultdict(set) for key in keys}
    for file in data.measured_files():
        for key in keys:
            if file.endswith(f"/{key}"):
                for line, names in data.contexts_by_lineno(file).items():
                    lines[key][line] |= {*names} - {""}
    return Tests(lines, json.loads((folder / "seconds").read_text()))


def _run(mutant: Mutant, tests: Sequence[str]) -> int:
    """Run as the process of a mutant: exit code 0 means that all tests pass nevertheless."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    source = (ROOT / mutant.path).read_bytes()
    tree = mutated(source, mutant.number)
    get_code = SourceFileLoader.get_code

    def get_mutated(
        self: SourceFileLoader, name: str
    ) -> Any:  # noqa: ANN401 - as the importer declares it
        path = self.get_filename(name)
        if path.endswith(f"/{_key(mutant.path)}") and self.get_data(path) == source:
            return compile(tree, path, "exec")
        return get_code(self, name)

    SourceFileLoader.get_code = get_mutated  # type: ignore[assignment, method-assign]
    files = sorted({name.partition("::")[0] for name in tests})
    return _pytest(_Choosing(tests), *files)


def survivors(mutants: Sequence[Mutant], tests: Tests) -> Iterator[Mutant]:
    """Yield the mutants that no test notices, and those that are none."""
    waiting, running = [*mutants], dict[int, tuple[Mutant, float]]()
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 1):
            mutant = waiting.pop()
            if names := tests.of(mutant):
                running[_start(_run, mutant, names)] = (mutant, time.monotonic() + _PATIENCE)
            else:
                yield replace(mutant, fault=f"{mutant.fault} (no test goes there)")
        for process, (mutant, end) in [*running.items()]:
            done, status = os.waitpid(process, os.WNOHANG)
            if done:
                del running[process]
                if status == 0:
                    yield mutant
            elif time.monotonic() > end:
                os.killpg(process, signal.SIGKILL)
        time.sleep(0.02)


def main() -> None:
    """Try a sample of each part, and print what survives, and the score."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutation", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART")
    parser.add_argument("--mutants", type=int, default=100, help="of each part (100)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="put the score into CONTRIBUTING.md")
    options = parser.parse_args()
    os.chdir(ROOT)
    os.environ["HYPOTHESIS_PROFILE"] = "mutants"
    rows = ["| part | modules | places | tried | killed |", "| --- | --- | --- | --- | --- |"]
    for part in options.parts or PARTS:
        globs, arguments = PARTS[part]
        paths = sorted({path.relative_to(ROOT).as_posix() for g in globs for path in ROOT.glob(g)})
        everything = [
            Mutant(path, number, fault.lines, f"{path}:{fault.line}: {fault}")
            for path in paths
            for number, fault in enumerate(faults(ast.parse((ROOT / path).read_bytes())))
        ]
        chance = random.Random(options.seed)  # noqa: S311 - the same sample each time
        sample = chance.sample(everything, min(options.mutants, len(everything)))
        controls = [replace(mutant, number=-1) for mutant in sample[:_CONTROLS]]
        with tempfile.TemporaryDirectory() as name:
            tests = measure(paths, arguments, Path(name))
        for module in _COMMON:
            import_module(module)
        if len([*survivors(controls, tests)]) != len(controls):
            # Otherwise a killed mutant would print nothing.
            sys.stdout.write(f"{part}: not tried, as some of its tests fail where few are run\n")
            continue
        lived = 0
        for mutant in survivors(sample, tests):
            lived += 1
            sys.stdout.write(f"{mutant.fault}\n")
        killed = f"{100 * (1 - lived / len(sample)):.0f} %"
        rows.append(f"| {part} | {len(paths)} | {len(everything)} | {len(sample)} | {killed} |")
        sys.stdout.write(f"{part}: {lived} of {len(sample)} survive\n")
    table = "\n".join(rows) + "\n"
    sys.stdout.write(table)
    if options.write:
        before, _, rest = PAGE.read_text("utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        PAGE.write_text(f"{before}{MARKS[0]}{table}{MARKS[1]}{after}", "utf-8")


if __name__ == "__main__":
    main()
