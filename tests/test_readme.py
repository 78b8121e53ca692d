"""What the README promises."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

from scripts import pictures
from tests.standing import KEY, StandInStore
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def code_blocks(language: str) -> list[str]:
    """Return the code blocks of the README in a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_quick_start_is_two_commands() -> None:
    """The quick start is exactly the demo and the tests."""
    commands = [line.split("#")[0].strip() for line in code_blocks("sh")[0].splitlines()]
    assert commands == ["scripts/demo", "scripts/test"]


def test_the_call_site_works_as_it_is_printed(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """The README's first piece of Python runs against a store and prints the id."""
    with StandInStore() as store:
        program = (
            code_blocks("python")[0]
            .replace("https://www.mystore.com.au", store.address)
            .replace('key="…"', f'key="{KEY}"')
        )
        (tmp_path / "program.py").write_text(program, encoding="utf-8")
        result = subprocess.run(
            [sys.executable, "program.py"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY / "generated")},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (result.stdout, result.stderr) == ("1001\n", "")
    record_property("documented", 1)


def test_the_picture_is_a_report_as_it_is() -> None:
    """The picture of a report shows what the command prints: `python -m scripts.pictures` draws it."""
    assert [*pictures.problems()] == []
    assert "](docs/pictures/diff.svg)" in README


def test_the_demo_shows_the_log_on_both_wires() -> None:
    """The demo builds the client, sends a log as XML and as JSON, and ends well."""
    result = subprocess.run(
        [str(REPOSITORY / "scripts" / "demo")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "<AddCustomerLog><CustomerLogs><CustomerLog><Username>jsmith" in result.stdout
    assert '{"CustomerLogs":{"CustomerLog":[{"Username":"jsmith"' in result.stdout
    assert result.stdout.count("log_id=") == 2


def test_every_link_to_a_file_leads_somewhere() -> None:
    """The pages that the documentation links to are there."""
    for page in [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
