"""The first page of the documentation site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts import website
from tests.standing import KEY, StandInStore
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

TEXT = (REPOSITORY / "docs" / "index.md").read_text(encoding="utf-8")


def test_the_example_runs(
    capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> None:
    """The call that the first page shows writes a log, and prints its number."""
    (program,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert 'key="…"' in program
    with StandInStore() as store:
        program = program.replace("https://www.mystore.com.au", store.address)
        exec(program.replace('key="…"', f'key="{KEY}"'), {})  # noqa: S102 - our own
    assert capsys.readouterr().out == "1001\n"
    record_property("documented", 1)


def test_the_first_page_leads_to_every_section() -> None:
    """A tutorial, guides, references and explanations are one click away."""
    linked = {*re.findall(r"\]\(([^)#]+\.md)", TEXT), "index.md"}
    pages = website.navigation()
    assert {page.section for page in pages if page.file in linked} == {p.section for p in pages}


def test_every_page_answers_a_question() -> None:
    """Each page of the navigation is in the table of the first page; a decision is on the page of all decisions."""
    questions = [line for line in TEXT.splitlines() if line.startswith("| ") and "](" in line]
    linked = {*re.findall(r"\]\(([^)#]+\.md)", "\n".join(questions))}
    asked = [page.file for page in website.navigation() if page.section not in {"Home", "Tutorial"}]
    asked = [file for file in asked if file.rpartition("/")[0] != "decisions"]
    assert {*asked} <= linked
    assert "decisions/index.md" in linked
    decisions = (REPOSITORY / "docs" / "decisions" / "index.md").read_text(encoding="utf-8")
    listed = {*re.findall(r"\]\(([\w-]+\.md)", decisions)}
    assert listed == {path.name for path in (REPOSITORY / "docs" / "decisions").glob("*.md")} - {
        "index.md"
    }
