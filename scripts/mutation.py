"""Tell whether tests notice faults: `python -m scripts.mutation [PART ...] [--mutants N] [--seed N] [--write]`.

It puts one small fault at a time into a sample of the places of each part, and runs the tests that go through that
place. If none fails, the mutant survives: it is printed, and counts against the score, which `--write` puts into
CONTRIBUTING.md. Survivors that scripts/equivalent_faults.txt names behave like the code without the fault, as far as a
user can tell: they are counted apart. Before the mutants of a part come controls, which are the same but for the fault:
where one of them fails, the part has no score.

No file is changed for a mutant: scripts/mutant.py is a process that compiles one module otherwise. Each mutant has a
process of its own, so that nothing is there that another has imported or started.

Not mutmut: it finds functions by the path of their file, but nothing here is imported by its path, and the runtime
runs as copies in clients. Not cosmic-ray: it has one command for all mutants, and writes them into the working tree.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coverage import CoverageData

from scripts.faults import faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "CONTRIBUTING.md"
EQUIVALENT = ROOT / "scripts" / "equivalent_faults.txt"
HEADER = (
    "| part | modules | places | tried | killed | equivalent | survived | killed, without equivalent |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
)
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
_CONTROLS = 8  # mutants without a fault, which must pass all tests
_SECONDS = 6.0  # of processors: the most that a mutant's tests may take, as measured without it
_PATIENCE = 180  # seconds; a mutant that takes longer hangs, and is killed
_ALL_PASS, _SOME_FAIL, _NONE_RAN = 0, 1, 5  # exit codes of pytest
_LINES_SHOWN = 30


@dataclass(frozen=True)
class Mutant:
    """A module with one fault: its number among all of the module, where it is, and what it is."""

    path: str
    number: int
    line: int
    lines: range | None
    fault: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.fault}"

    @property
    def key(self) -> str:
        """Name the fault without its line, which changes with what is written above it."""
        return f"{self.path}: {self.fault}"


@dataclass(frozen=True)
class Tests:
    """Which tests go through which lines of a file, by its name, and the seconds of processors that each test takes."""

    lines: Mapping[str, Mapping[int, set[str]]]
    seconds: Mapping[str, float]

    def of(self, mutant: Mutant) -> list[str]:
        """Return those that may notice a mutant, as many of the quickest as the time allows, file by file.

        For a fault outside of functions, which is executed when a module is imported, these are the tests that
        execute anything of the module, and then all others.
        """
        lines = self.lines[_end(mutant.path)]
        places = lines if mutant.lines is None else mutant.lines
        near = set[str]().union(*(lines.get(line, ()) for line in places))
        names = self.seconds if mutant.lines is None else near
        files: defaultdict[str, list[str]] = defaultdict(list)
        total = 0.0
        for name in sorted(names, key=lambda name: (name not in near, self.seconds[name], name)):
            total += self.seconds[name]
            if files and total > _SECONDS:
                break
            files[name.partition("::")[0]].append(name)
        quickest = sorted(files.values(), key=lambda names: sum(map(self.seconds.get, names)))  # type: ignore[arg-type]
        return [name for names in quickest for name in names]


def _end(path: str) -> str:
    """Name a module, which may be there as several copies, by the end of its path."""
    return "/".join(Path(path).parts[-1 if path.startswith(_CLIENT) else -2 :])


def _run(folder: Path, **order: object) -> tuple[int | None, str]:
    """Run tests as scripts/mutant.py does. Return its exit code, or None if it hangs, and what it wrote."""
    (folder / "order.json").write_text(json.dumps(order))
    command = [sys.executable, "-m", "scripts.mutant", str(folder)]
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "mutants"}
    output = folder / "output"
    with output.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        code: int | None = None
        with suppress(subprocess.TimeoutExpired):
            code = process.wait(None if "include" in order else _PATIENCE)
        with suppress(ProcessLookupError):  # also what the tests have started
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return code, output.read_text("utf-8", "replace")


def measure(paths: Sequence[str], arguments: Sequence[str]) -> Tests:
    """Run tests without any fault. Those that fail even so are named, and not among what is returned."""
    ends = {_end(path) for path in paths}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        include = [f"*/{end}" for end in ends]
        code, output = _run(folder, include=include, arguments=arguments)
        if code not in {_ALL_PASS, _SOME_FAIL}:
            sys.exit(f"error: without any fault, this fails:\n{output}")
        found = json.loads((folder / "found.json").read_text())
        for test in found["failed"]:
            sys.stdout.write(f"left out, as it fails without a fault: {test}\n")
        seconds = {test: s for test, s in found["seconds"].items() if test not in found["failed"]}
        data = CoverageData(str(folder / "lines"))
        data.read()
        lines: dict[str, defaultdict[int, set[str]]] = {end: defaultdict(set) for end in ends}
        for file in data.measured_files():
            for end in ends:
                if file.endswith(f"/{end}"):
                    for line, names in data.contexts_by_lineno(file).items():
                        lines[end][line] |= seconds.keys() & names
        return Tests(lines, seconds)


def failure(mutant: Mutant, tests: Tests) -> str | None:
    """Return what pytest says where a test fails because of a mutant, or None where all pass."""
    names = tests.of(mutant)
    if not names:
        return None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        code, output = _run(
            Path(folder),
            path=mutant.path,
            end=_end(mutant.path),
            number=mutant.number,
            tests=names,
        )
    return None if code in {_ALL_PASS, _NONE_RAN} else output


@dataclass(frozen=True)
class Score:
    """What became of the mutants of a part."""

    part: str
    modules: int
    places: int
    tried: int
    killed: int
    equivalent: int

    def __str__(self) -> str:
        counted = self.tried - self.equivalent
        share = f"{100 * self.killed / counted:.0f} %" if counted else ""
        survived = counted - self.killed
        cells = (self.modules, self.places, self.tried, self.killed, self.equivalent, survived)
        return f"| {' | '.join(map(str, (self.part, *cells, share)))} |"


def mutants(paths: Iterable[str]) -> list[Mutant]:
    """Return all mutants of some modules. Equal faults in one function are numbered."""
    found: list[Mutant] = []
    for path in paths:
        known = Counter[str]()
        for number, fault in enumerate(faults(ast.parse((ROOT / path).read_bytes()))):
            words = f"{fault.function}: {fault}"
            known[words] += 1
            if known[words] > 1:
                words += f" ({known[words]})"
            found.append(Mutant(path, number, fault.line, fault.lines, words))
    return found


def equivalent() -> set[str]:
    """Return the faults that change nothing which a user could notice."""
    lines = EQUIVALENT.read_text("utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def score(
    part: str, paths: Sequence[str], tests: Tests, sample: Sequence[Mutant], places: int
) -> Score | None:
    """Try a sample of the mutants of a part, and print what survives. None where a control fails."""
    judged, counts = equivalent(), Counter[str]()
    controls = [replace(mutant, number=-1) for mutant in sample[:_CONTROLS]]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for said in pool.map(failure, controls, [tests] * len(controls)):
            if said is not None:
                shown = "\n".join(said.splitlines()[-_LINES_SHOWN:])
                sys.stdout.write(f"{part}: no score, as tests fail without a fault:\n{shown}\n")
                return None
        for mutant, said in zip(
            sample, pool.map(failure, sample, [tests] * len(sample)), strict=True
        ):
            what = (
                "killed"
                if said is not None
                else "equivalent" if mutant.key in judged else "survived"
            )
            counts[what] += 1
            if what == "survived":
                reached = "" if tests.of(mutant) else " (no test goes there)"
                sys.stdout.write(f"{mutant}{reached}\n")
                sys.stdout.flush()
    return Score(part, len(paths), places, len(sample), counts["killed"], counts["equivalent"])


def write(scores: Iterable[Score]) -> None:
    """Put scores into the table of CONTRIBUTING.md, which keeps the rows of other parts."""
    before, _, rest = PAGE.read_text("utf-8").partition(MARKS[0])
    table, _, after = rest.partition(MARKS[1])
    rows = {row.split(" | ")[0].removeprefix("| "): row for row in table.splitlines()[2:]}
    rows |= {one.part: str(one) for one in scores}
    lines = (*HEADER, *(rows[part] for part in PARTS if part in rows))
    table = "".join(f"{line}\n" for line in lines)
    PAGE.write_text(f"{before}{MARKS[0]}{table}{MARKS[1]}{after}", "utf-8")


def main() -> None:
    """Try a sample of each part, and print what survives, and the score."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutation", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART")
    parser.add_argument("--mutants", type=int, default=100, help="of each part (100)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="put the score into CONTRIBUTING.md")
    options = parser.parse_args()
    parts = options.parts or [*PARTS]
    paths = {
        part: sorted({f.relative_to(ROOT).as_posix() for g in PARTS[part][0] for f in ROOT.glob(g)})
        for part in parts
    }
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        measured = [*pool.map(measure, paths.values(), (PARTS[part][1] for part in parts))]
    scores: list[Score] = []
    for part, tests in zip(parts, measured, strict=True):
        everything = mutants(paths[part])
        chance = random.Random(options.seed)  # noqa: S311 - the same sample each time
        sample = chance.sample(everything, min(options.mutants, len(everything)))
        if found := score(part, paths[part], tests, sample, len(everything)):
            scores.append(found)
    sys.stdout.write("".join(f"{line}\n" for line in (*HEADER, *scores)))
    if options.write:
        write(scores)
    if len(scores) < len(parts):
        sys.exit("error: some parts have no score")


if __name__ == "__main__":
    main()
