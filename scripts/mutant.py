"""Run tests as scripts/mutation.py asks, in a process of its own: `python -m scripts.mutant FOLDER`.

The folder holds `order.json`: the keywords of `measure`, or those of `run_mutant`. The exit code is pytest's.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from coverage import Coverage

from scripts.faults import mutated

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[1]
_MEMORY = 4 << 30  # bytes; some faults let a loop collect without end


class _Measuring:
    """A plugin of pytest that notes through which lines each test goes, and how long it takes.

    That is the time of processors, its children's included, so that the same tests are chosen on a busy machine.
    """

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._coverage.switch_context(nodeid)
        self.seconds[nodeid] = -_processor_seconds()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.seconds[nodeid] += _processor_seconds()


class _Choosing:
    """A plugin of pytest that leaves only these tests."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = {*names}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self._names]


def _processor_seconds() -> float:
    return sum(os.times()[:4])


def measure(folder: Path, *, include: Sequence[str], arguments: Sequence[str]) -> int:
    """Run tests without a fault. Write into the folder which lines they execute, how long they take, and what fails."""
    coverage = Coverage(folder / "lines", include=include, config_file=False)
    plugin = _Measuring(coverage)
    with coverage.collect():
        code = _pytest(folder, plugin, *arguments)
    coverage.save()
    found = {"seconds": plugin.seconds, "failed": sorted(plugin.failed)}
    (folder / "found.json").write_text(json.dumps(found))
    return code


def run_mutant(folder: Path, *, path: str, end: str, number: int, tests: Sequence[str]) -> int:
    """Run tests with a fault in a module, and in the copies of it: files whose paths have the same end."""
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    source = (ROOT / path).read_bytes()
    tree = mutated(source, number)
    get_code = SourceFileLoader.get_code

    def get_mutated(
        self: SourceFileLoader, name: str
    ) -> Any:  # noqa: ANN401 - as the importer declares it
        file = self.get_filename(name)
        if file.endswith(f"/{end}") and self.get_data(file) == source:
            return compile(tree, file, "exec")
        return get_code(self, name)

    SourceFileLoader.get_code = get_mutated  # type: ignore[assignment, method-assign]
    files = dict.fromkeys(name.partition("::")[0] for name in tests)
    return _pytest(folder, _Choosing(tests), "-x", *files)


def _pytest(folder: Path, plugin: object, *arguments: str) -> int:
    # The folder that all runs of a user share is tidied by each as it ends, and two at once fail.
    options = ("-q", "-p", "no:cacheprovider", f"--basetemp={folder / 'tests'}")
    return int(pytest.main([*options, *arguments], plugins=[plugin]))


def main() -> None:
    """Do what the folder asks for."""
    folder = Path(sys.argv[1])
    order = json.loads((folder / "order.json").read_text())
    sys.exit((measure if "include" in order else run_mutant)(folder, **order))


if __name__ == "__main__":
    main()
