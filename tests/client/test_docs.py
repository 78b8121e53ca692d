"""The examples of the pages in docs/client."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from examples.stand_in_store import KEY, STORE_ID, TOKEN, StandInStore
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What is run in a shell is no example for Python: tests of the command line have it.
PAGES = sorted(
    page for page in (REPOSITORY / "docs" / "client").glob("*.md") if page.stem != "command-line"
)


def examples(page: Path) -> list[str]:
    """The programs of a page."""
    return re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What an example says of logging goes with the test."""
    logger, root = logging.getLogger("neto_client"), logging.getLogger()
    before = logger.level, root.level, [*root.handlers]
    yield
    logger.setLevel(before[0])
    root.setLevel(before[1])
    root.handlers = before[2]


@pytest.mark.parametrize(
    ("page", "number"),
    [
        pytest.param(page, number, id=f"{page.stem}-{number}")
        for page in PAGES
        for number in range(len(examples(page)))
    ],
)
def test_every_example_runs(
    store: StandInStore, page: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the page shows can be run as it is printed."""
    monkeypatch.setenv("NETO_STORE_URL", "")  # what an example sets goes with the test
    monkeypatch.setenv("NETO_KEY", "")
    names: dict[str, Any] = {"STORE": store.address, "KEY": KEY}
    names |= {"GATEWAY": store.address, "STORE_ID": STORE_ID, "TOKEN": TOKEN}
    exec(compile(examples(page)[number], page.name, "exec"), names)  # noqa: S102 - our own
    if "send" in names:
        asyncio.run(names["send"]())
        assert store.exchanges


def test_there_is_a_page_with_an_example_for_every_point() -> None:
    """The index lists all pages, and each shows something that can be run."""
    index = (REPOSITORY / "docs" / "client-runtime.md").read_text(encoding="utf-8")
    assert {*re.findall(r"\(client/([\w-]+)\.md\)", index)} == {page.stem for page in PAGES}
    assert len(PAGES) == 14
    assert all(examples(page) for page in PAGES)


def test_the_example_of_opentelemetry_makes_spans(store: StandInStore) -> None:
    """A call becomes a span of its own length, with what OpenTelemetry calls status and address."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    (page,) = (page for page in PAGES if page.stem == "logging")
    (example,) = (text for text in examples(page) if "opentelemetry" in text)
    exec(example, {"STORE": store.address, "KEY": KEY})  # noqa: S102 - our own
    (span,) = exporter.get_finished_spans()
    assert span.name == "AddCustomerLog"
    assert span.attributes is not None
    assert span.attributes["http.response.status_code"] == 200
    assert span.attributes["url.full"] == f"{store.address}/do/WS/NetoAPI"
    assert span.start_time is not None
    assert span.end_time is not None
    assert 0 < span.end_time - span.start_time < 60e9
