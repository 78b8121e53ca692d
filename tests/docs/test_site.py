"""The documentation site: its navigation, its list for language models, and its links."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from scripts import website
from tests.support import REPOSITORY, write_files

if TYPE_CHECKING:
    from pathlib import Path

needs_zensical = pytest.mark.skipif(
    find_spec("zensical") is None, reason="the dependency group docs is not installed"
)
CONFIG = """\
site_name: shop
site_description: How to sell
nav:
  - Home: index.md
  - Guides:
      - "Sell: a start": guides/sell.md
"""
INDEX = "# Shop\nSell **things**, as [a guide](guides/sell.md) says. More.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with two pages."""
    guide = "# Sell\n\n```python\nprint()\n```\n\n- a list\n\nTake the money:\n\n- all of it\n"
    files = {"mkdocs.yml": CONFIG, "docs/index.md": INDEX, "docs/guides/sell.md": guide}
    return write_files(tmp_path, files)


def test_every_page_is_in_the_navigation() -> None:
    """No page of docs/ is an orphan, and the navigation has none that is not there."""
    assert not website.problems_of_navigation()
    assert len(website.navigation()) == len([*(REPOSITORY / "docs").rglob("*.md")])


def test_the_navigation_has_four_kinds_of_pages() -> None:
    """Whoever looks for a tutorial, a guide, a reference or an explanation finds it by that name."""
    sections = dict.fromkeys(page.section for page in website.navigation())
    assert [*sections] == [
        "Home",
        "Tutorial",
        "How-to guides",
        "Neto API",
        "Reference",
        "Explanation",
    ]


def test_links_between_pages_lead_to_headings() -> None:
    """Every link of a page stays within the site, and its anchor is a heading of the other page."""
    docs = REPOSITORY / "docs"
    for page in docs.rglob("*.md"):
        for target in re.findall(r"\]\((?!https?:)([^)]+)\)", without_code(page)):
            file, _, anchor = target.partition("#")
            other = (page.parent / file).resolve() if file else page
            assert other.is_relative_to(docs), f"{page.name}: {target} leads out of docs/"
            assert other.is_file(), f"{page.name}: {target}"
            if anchor:
                assert anchor in anchors(other), f"{page.name}: {target}"


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"])
def test_links_of_the_pages_beside_docs_lead_to_headings(name: str) -> None:
    """Links of the README, the changelog and the guide for contributors lead to files and headings that exist."""
    text = without_code(REPOSITORY / name)
    found = re.findall(r"\]\((?!https?:)([^)]+)\)", text)
    assert found
    for target in found:
        file, _, anchor = target.partition("#")
        other = REPOSITORY / file if file else REPOSITORY / name
        assert other.exists(), f"{name}: {target}"
        assert not anchor or anchor in anchors(other), f"{name}: {target}"


def test_every_guide_ends_with_next_steps() -> None:
    """A reader who finished the tutorial or a guide finds links to what usually comes next."""
    for page in website.navigation():
        if page.section in {"Tutorial", "How-to guides"} and not page.file.startswith("ci/"):
            text = (REPOSITORY / "docs" / page.file).read_text(encoding="utf-8")
            last = text.rpartition("\n## ")[2]
            assert last.startswith("Next steps\n\n- "), page.file
            assert "](" in last, page.file


def test_no_page_has_a_diagram_that_a_script_draws() -> None:
    """A diagram is a picture: for Mermaid, readers' browsers would load a program from another host."""
    found = [
        page.name
        for page in (REPOSITORY / "docs").rglob("*.md")
        if "```mermaid" in page.read_text("utf-8")
    ]
    assert found == []


def without_code(page: Path) -> str:
    """Return the Markdown of a page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """Return the anchors that the headings of a page get."""
    headings = re.findall(r"^#+ (.+)$", without_code(page), re.MULTILINE)
    plain = (re.sub(r"[^\w\s-]", "", heading).strip().lower() for heading in headings)
    return {re.sub(r"[-\s]+", "-", heading) for heading in plain}


def test_orphans_and_missing_pages_are_named(project: Path) -> None:
    """A page that nobody finds, one that is not there, and one that is listed twice are named."""
    assert not website.problems_of_navigation(project)
    write_files(project, {"docs/lost.md": "# Lost\n"})
    (project / "docs" / "guides" / "sell.md").unlink()
    more = f"{CONFIG}      - Again: index.md\n"
    (project / "mkdocs.yml").write_text(more, encoding="utf-8")
    assert website.problems_of_navigation(project) == [
        "docs/lost.md: not in nav of mkdocs.yml",
        "mkdocs.yml: nav names guides/sell.md, which is not in docs/",
        "mkdocs.yml: nav names index.md twice",
    ]


def test_a_line_of_the_navigation_that_cannot_be_read_is_shown(project: Path) -> None:
    """The list is read line by line; a line in another form is an error, and not left out."""
    (project / "mkdocs.yml").write_text(f"{CONFIG}      - index.md\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=re.escape('write "- index.md" as "- Name: page.md"')):
        website.navigation(project)


def test_language_models_get_a_list_of_all_pages(project: Path) -> None:
    """llms.txt has every page by its name, with the address of its Markdown and how it begins."""
    assert website.llms(project) == (
        "# shop\n\n> How to sell.\n\n## Home\n\n"
        "- [Home](index.md): Sell things, as a guide says.\n"
        "\n## Guides\n\n- [Sell: a start](guides/sell.md): Take the money\n"
    )


def test_the_list_for_language_models_says_what_every_page_is_about() -> None:
    """Each page of the documentation begins with a sentence that tells it from the others."""
    lines = [line for line in website.llms().splitlines() if line.startswith("- [")]
    beginnings = {line.partition("): ")[2] for line in lines}
    assert len(beginnings) == len(lines) == len(website.navigation())
    assert all(len(beginning.split()) > 3 for beginning in beginnings), beginnings


def test_markdown_stands_beside_every_page(project: Path) -> None:
    """The Markdown of a page is at its own address, as it is in the repository, and its HTML links to it."""
    html = "<head></head><article></article>"
    site = write_files(project / "site", {"index.html": html, "guides/sell/index.html": html})
    assert not website.finish(site, project)
    assert (site / "index.md").read_text(encoding="utf-8") == INDEX
    assert (site / "guides" / "sell.md").is_file()
    assert (site / "llms.txt").read_text(encoding="utf-8") == website.llms(project)
    for page, address in (("index.html", "index.md"), ("guides/sell/index.html", "../sell.md")):
        html = (site / page).read_text(encoding="utf-8")
        assert f'<link rel="alternate" type="text/markdown" href="{address}">' in html
        assert f'<a href="{address}">This page as Markdown</a></p></article>' in html


@pytest.mark.parametrize(
    ("page", "problems"),
    [
        ('<a href="b/">b</a> <a href="/b/#one">b</a> <a href="b/index.html?q=1">b</a>', []),
        ('<a href="https://other.example/">away</a> <a href="mailto:a@b.example">mail</a>', []),
        ('<img src="data:image/png;base64,AA==">', []),
        ('<link rel="canonical" href="https://other.example/">', []),
        ('<a href="c/">c</a>', ["a.html: c/ leads nowhere"]),
        ('<a href="b/#two">b</a>', ["a.html: b/#two has no such anchor"]),
        ('<a href="#here">b</a>', ["a.html: #here has no such anchor"]),
        ('<h1 id="here">a</h1><a href="#here">b</a>', []),
        ('<img src="x.svg">', ["a.html: x.svg leads nowhere"]),
        ('<a href="../README.md">a</a>', ["a.html: ../README.md leads nowhere"]),
        (
            '<link rel="stylesheet" href="https://fonts.example/a.css">',
            ["a.html: loads https://fonts.example/a.css from another host"],
        ),
        (
            '<script src="//cdn.example/a.js"></script>',
            ["a.html: loads //cdn.example/a.js from another host"],
        ),
    ],
)
def test_what_leads_nowhere_is_found(tmp_path: Path, page: str, problems: list[str]) -> None:
    """Links, anchors and pictures that are not there are named, and what another host would serve."""
    write_files(tmp_path, {"a.html": page, "b/index.html": '<h1 id="one">b</h1>'})
    assert website.broken_links(tmp_path) == problems


def test_the_command_says_what_is_wrong(project: Path) -> None:
    """The script ends with an error and the problems, one a line, or quietly with success."""
    write_files(project, {"docs/lost.md": "# Lost\n"})
    (project / "scripts").mkdir()
    script = shutil.copy(REPOSITORY / "scripts" / "website.py", project / "scripts")
    command = [sys.executable, script, "check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "docs/lost.md: not in nav of mkdocs.yml\n")
    (project / "docs" / "lost.md").unlink()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_wrong_use_of_the_script_is_said() -> None:
    """Without build or serve, the script for the site makes no environment, and says what it takes."""
    script = REPOSITORY / "scripts" / "docs"
    done = subprocess.run([script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "usage: scripts/docs build | serve\n"


def zensical(folder: Path) -> subprocess.CompletedProcess[str]:
    """Build the site of a folder, as scripts/docs does."""
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@needs_zensical
def test_a_link_that_leads_nowhere_ends_the_build(project: Path) -> None:
    """A page and an anchor that are not there are named, and there is no success."""
    assert zensical(project).returncode == 0
    links = "[a](lost.md) and [b](guides/sell.md#lost)"
    write_files(project, {"docs/index.md": f"{INDEX}\n{links}\n"})
    done = zensical(project)
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "page does not exist" in said
    assert "anchor does not exist" in said


def test_every_version_is_published_beside_the_others(tmp_path: Path) -> None:
    """The newest release is `latest`, whatever the order of publishing, and what is not released comes last."""
    site = write_files(tmp_path / "site", {"index.html": "one"})
    folder = tmp_path / "pages"
    website.publish(site, folder, "main")
    assert (folder / "latest" / "index.html").read_text(encoding="utf-8") == "one"
    for version in ("0.10.0", "0.9.0"):
        write_files(site, {"index.html": version})
        website.publish(site, folder, version)
    listed = json.loads((folder / "versions.json").read_text(encoding="utf-8"))
    assert [entry["version"] for entry in listed] == ["0.10.0", "0.9.0", "main"]
    assert [entry["aliases"] for entry in listed] == [["latest"], [], []]
    assert (folder / "latest" / "index.html").read_text(encoding="utf-8") == "0.10.0"
    assert 'url=latest/"' in (folder / "index.html").read_text(encoding="utf-8")


def test_only_a_version_is_published(tmp_path: Path) -> None:
    """A name that leads out of the folder, or is no version, is refused."""
    for name in ("../up", "latest", ""):
        with pytest.raises(SystemExit, match=re.escape("is not a version: write it as 1.2.0")):
            website.publish(tmp_path, tmp_path / "pages", name)


def test_the_sources_of_the_site_have_all_pages(tmp_path: Path) -> None:
    """The site has a page for each operation and for the Python API in its navigation, and no orphan."""
    website.stage(tmp_path / "staged", operations=("AddCustomerLog", "GetOrder"))
    assert not website.problems_of_navigation(tmp_path / "staged")
    files = {page.file for page in website.navigation(tmp_path / "staged")}
    assert {
        "api/index.md",
        "api/fields.md",
        "api/operations/get_order.md",
        "python/client.md",
        "changelog.md",
    } <= files
    home = (tmp_path / "staged" / "docs" / "index.md").read_text(encoding="utf-8")
    assert {"api/index.md", "api/fields.md"} <= {*re.findall(r"\]\(([\w./]+)\)", home)}
    listed = website.llms(tmp_path / "staged")
    assert "- [GetOrder](api/operations/get_order.md): Find and read orders" in listed
