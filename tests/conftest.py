"""Property tests for as long as tests.soak says, a server to fetch from, and what was tried in the end."""

from __future__ import annotations

import gc
import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings
from lxml import etree

from tests.compiled import compile_each_text_once
from tests.regenerate import client_is_current
from tests.server import Server, make_certificate, running
from tests.soak import IS_LONG, property_tests, run_property, seconds_for_each
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

# libxml2 makes its table of types at the first schema: threads that did so at once left it broken for good.
etree.XMLSchema(etree.XML(b'<schema xmlns="http://www.w3.org/2001/XMLSchema"/>'))

compile_each_text_once()

# Several tests run mypy over clients in folders of their own, and all of them import the same libraries.
os.environ.setdefault("MYPY_CACHE_DIR", str(REPOSITORY / ".mypy_cache" / "of_tests"))

# Each client that opens a connection reads the authorities that it trusts, and the system's hundreds take
# it twenty times as long as a call does. Nothing here speaks to the outside.
os.environ["SSL_CERT_FILE"] = str(REPOSITORY / "tests" / "authority.pem")

_SECONDS = pytest.StashKey[float]()

# Shorter than any of the slowest fixtures, which the end of a run lists.
_WORTH_TELLING = 0.1

# Without deadlines: a machine that is busy is no failure.
settings.register_profile("default", deadline=None, max_examples=40)
settings.register_profile("soak", deadline=None, max_examples=500)
# scripts/mutation.py: each mutant sees the same examples, and keeps none for others.
settings.register_profile(
    "mutants", deadline=None, max_examples=60, derandomize=True, database=None
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Share the time of a soak out among the property tests."""
    seconds = seconds_for_each(len(property_tests(items))) if IS_LONG else 0.0
    config.stash[_SECONDS] = seconds


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Search for garbage only in what tests make, and seldom: it was a fifth of the time of their processes.

    What is collected stays to the end, a million objects.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a test in a process beside others, and send only reports that say something.

    That nothing happened before a test and after it took as long to tell as most tests take.
    """
    if not hasattr(item.config, "workerinput"):
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed or report.duration > _WORTH_TELLING:
            item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a property test for its share of the time, and note how many examples that were."""
    if not property_tests([pyfuncitem]):
        return None
    examples = run_property(pyfuncitem, pyfuncitem.config.stash[_SECONDS])
    pyfuncitem.user_properties.append(("examples", examples))
    return True


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate for localhost."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Server]:
    """Yield a server that this process and its children trust."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running(certificate) as found:
        yield found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was tried, whichever process it was tried in, and whether it was with today's client."""
    if not client_is_current(REPOSITORY):
        stale = "generated/ is not what this neto-gen builds: run python -m tests.regenerate"
        terminalreporter.write_line(stale, yellow=True, bold=True)
    sums, clicks = Counter[str](), set[str]()
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            if name == "clicks":
                clicks.add(str(value))
            elif isinstance(value, int):
                sums[name] += value
    for line in (*_counted(sums), *(f"clicks from the home page: {one}" for one in sorted(clicks))):
        terminalreporter.write_line(line)


def _counted(sums: Counter[str]) -> Iterator[str]:
    """Yield a line for each kind of thing that tests have counted."""
    if examples := sums["examples"]:
        yield f"property tests: {examples} examples"
    if documented := sums["documented"]:
        yield f"examples of the documentation: {documented} executed"
    if damaged := sums["damaged files"]:
        yield f"damaged files: {damaged:,} readings"
    answers = _named(sums, "answers ")
    if answers:
        yield f"hostile answers: {answers['tried']} tried, {answers['refused']} refused"
    counts = _named(sums, "hostile ")
    if counts:
        built, refused = counts.pop("built", 0), counts.pop("refused", 0)
        attacks = f"{built + refused} attacks, {built} built, {refused} refused"
        others = (f"; {name}: {count} schemas" for name, count in sorted(counts.items()))
        yield f"hostile schemas: {attacks}{''.join(others)}"


def _named(sums: Counter[str], start: str) -> Counter[str]:
    """Return the sums whose names begin so, by the rest of their names."""
    return Counter({n.removeprefix(start): c for n, c in sums.items() if n.startswith(start)})
