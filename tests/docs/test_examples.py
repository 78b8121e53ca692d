"""Every example of the guides, references and explanations runs, and prints what is shown."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import re
import shlex
import subprocess
import tomllib
from textwrap import dedent
from typing import TYPE_CHECKING, Any, NamedTuple

import click
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from neto_gen.cli import main
from neto_gen.settings.config import load_config
from tests.docs import sessions
from tests.standing import KEY, STORE_ID, TOKEN, StandInStore
from tests.support import REPOSITORY, write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DOCS = REPOSITORY / "docs"
# The tutorial and the first page have tests of their own; the pages in ci/ hold the files that init writes.
_ELSEWHERE = {"tutorial.md", "index.md", "ci/github.md", "ci/gitlab.md", "ci/azure.md"}
TEXTS = {
    name: path.read_text(encoding="utf-8")
    for path in sorted(DOCS.rglob("*.md"))
    if (name := path.relative_to(DOCS).as_posix()) not in _ELSEWHERE
}
# What the store has that the programs talk to.
_SHOP: dict[str, list[dict[str, Any]]] = {
    "Item": [{"SKU": f"A{number}", "Name": "Shirt"} for number in range(1_000)],
    "Order": [
        {"OrderID": f"N{number}", "OrderStatus": "New", "Email": "jo@example.com"}
        for number in range(1_001, 1_004)
    ],
}


class Example(NamedTuple):
    """A program of a page, and the output that the page shows below it, if any."""

    page: str
    number: int
    program: str
    shown: str | None


def _programs(page: str, text: str) -> Iterator[Example]:
    pattern = r'^( *)```python\n(.*?)^ *```\n(?:\n```text title="Output"\n(.*?)^```\n)?'
    found = re.findall(pattern, text, re.MULTILINE | re.DOTALL)
    for number, (_, program, shown) in enumerate(found):
        yield Example(page, number, dedent(program), shown or None)


def _commands(text: str) -> Iterator[str]:
    """Yield the commands of neto-gen in blocks for a shell."""
    for block in re.findall(r"```(?:sh|text)\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            found = re.match(r"(?:[A-Z_]+=\S+ )?neto-gen (\w.*)", line)
            if found and "[OPTIONS]" not in line:
                yield found[1]


PROGRAMS = [example for page, text in TEXTS.items() for example in _programs(page, text)]
COMMANDS = [(page, command) for page, text in TEXTS.items() for command in _commands(text)]
SETTINGS = [
    (page, block)
    for page, text in TEXTS.items()
    for block in re.findall(r"```toml(?: title=\S+)?\n(.*?)```", text, re.DOTALL)
]
SESSIONS = [page for page, text in TEXTS.items() if sessions.steps(text)]


def _id(example: Example) -> str:
    return f"{example.page.removesuffix('.md')}-{example.number}"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Restore logging after an example that configures it."""
    logger, root = logging.getLogger("neto_client"), logging.getLogger()
    before = logger.level, root.level, [*root.handlers]
    yield
    logger.setLevel(before[0])
    root.setLevel(before[1])
    root.handlers = before[2]


def run(example: Example) -> str:
    """Return what a program prints, with the address and the key of a store of the tests in it."""
    program = example.program
    with StandInStore(records=_SHOP) as store:
        for address in (
            "https://www.mystore.com.au",
            "www.mystore.com.au",
            "https://api.netodev.com",
            "http://127.0.0.1:8765",
        ):
            program = program.replace(f'"{address}"', f'"{store.address}"')
        names: dict[str, Any] = {"STORE_ID": STORE_ID, "TOKEN": TOKEN}
        code = compile(
            program.replace('"…"', f'"{KEY}"').replace('"test-key"', f'"{KEY}"'),
            example.page,
            "exec",
        )
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, names)  # noqa: S102 - our own
            if "send" in names:
                asyncio.run(names["send"]())
        is_called = "send" in names or re.search(r"NetoClient\((?s:.*)neto\.(?:\w+_)?\w+_", program)
        if is_called and store.address in program and "dry_run" not in program:
            assert store.exchanges
        refused = [e.answer for e in store.exchanges if b'"Error"' in e.answer.body]
        assert bool(refused) == bool(store.exchanges and 'key="wrong"' in program)
    assert printed.getvalue().count("N100") == 3 * program.count("print(order")
    return printed.getvalue()


@pytest.mark.parametrize("example", PROGRAMS, ids=_id)
def test_every_program_runs(
    example: Example,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    """What a page shows can be copied and run, and prints what the page says."""
    monkeypatch.setenv("NETO_STORE_URL", "")  # what an example sets goes with the test
    monkeypatch.setenv("NETO_KEY", "")
    printed = run(example)
    if example.shown is not None:
        assert sessions.fits(example.shown, printed), printed
    record_property("documented", 1)


@pytest.mark.parametrize("page", SESSIONS)
def test_every_session_prints_what_is_shown(
    tmp_path: Path, page: str, record_property: Callable[[str, object], None]
) -> None:
    """Commands of a guide, run one after the other, print what the guide shows."""
    text = TEXTS[page]
    if "neto-gen diff v1.0.0" in text:
        _with_an_old_version(tmp_path)
    found = sessions.outputs(text, tmp_path)
    assert len(found) == len(sessions.steps(text)), found
    for step, output in zip(sessions.steps(text), found, strict=True):
        assert sessions.fits(step.output, output), output
    record_property("documented", len(found))


def _with_an_old_version(folder: Path) -> None:
    """Create a repository with two versions of a schema, the first of which has a tag."""
    new = {
        f"schemas/{name}.xsd": (REPOSITORY / "schemas" / f"{name}.xsd").read_text("utf-8")
        for name in ("AddCustomerLog", "AddCustomerLogResponse")
    }
    request = "schemas/AddCustomerLog.xsd"
    before = new[request].replace('maxLength value="25"', 'maxLength value="255"')
    before = re.sub(r'(name="LastContacted" type=")xs:dateTime', r"\1xs:string", before)
    old = new | {request: before}
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@localhost"]
    write_files(folder, {"pyproject.toml": "[tool.neto-gen]\n", **old})
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "old"], ["tag", "v1.0.0"]):
        subprocess.run([*git, *arguments], cwd=folder, check=True, capture_output=True)
    write_files(folder, new)


@pytest.mark.parametrize(("page", "command"), COMMANDS)
def test_every_command_has_options_that_exist(page: str, command: str) -> None:
    """A command that a page shows is accepted as it is written, with all its options."""
    name, *arguments = shlex.split(re.split(r"\s[|>;]\s?", command)[0], comments=True)
    above = click.Context(main, info_name="neto-gen", **main.context_settings)
    found = main.get_command(above, name)
    assert found is not None, page
    found.make_context(name, arguments, parent=above)


@pytest.mark.parametrize(("page", "block"), SETTINGS)
def test_settings_can_be_copied(
    tmp_path: Path,
    page: str,
    block: str,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    """Settings that a page shows are TOML, and neto-gen accepts those that are its own."""
    tomllib.loads(block)
    if "required-version" in block:
        monkeypatch.setattr(
            "neto_gen.settings.config.__version__", "0.4.1"
        )  # the version of the page
    if "[tool.neto-gen" in block or "neto-gen." in block:
        config = load_config(write_files(tmp_path, {"pyproject.toml": block}))
        assert config.settings == tmp_path / "pyproject.toml", page
    record_property("documented", 1)


def test_pages_show_examples() -> None:
    """Every guide about the client has a program, and the examples are as many as they have been."""
    guides = {example.page for example in PROGRAMS if example.page.startswith("guides/")}
    assert len(guides) >= 13
    assert len(PROGRAMS) + len(COMMANDS) + len(SETTINGS) + len(SESSIONS) >= 90


def test_the_example_of_opentelemetry_makes_spans() -> None:
    """A call becomes a span of its own length, with what OpenTelemetry calls status and address."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    (example,) = (example for example in PROGRAMS if "opentelemetry" in example.program)
    run(example)
    (span,) = exporter.get_finished_spans()
    assert span.name == "AddCustomerLog"
    assert span.attributes is not None
    assert span.attributes["http.response.status_code"] == 200
    assert str(span.attributes["url.full"]).endswith("/do/WS/NetoAPI")
    assert span.start_time is not None
    assert span.end_time is not None
    assert 0 < span.end_time - span.start_time < 60e9
