#!/usr/bin/env python3
"""Prepare what the site needs besides Zensical: `python -m scripts.website`, with a command.

`check` says which pages of docs/ the navigation of mkdocs.yml lacks. `stage` puts all sources of the site
into build/docs/: the pages of docs/, those about every operation that `neto-gen docs` writes, those about
the Python API, the changelog, and the configuration with all of them in its navigation. `finish` moves the site that was
built from there to site/, puts the Markdown of every page beside its HTML, writes llms.txt, and looks
whether everything in site/ that a page links to or loads is there: Zensical looks at links from page to
page, but not at pictures, other files and other hosts. `serve` shows the site, and follows edits of docs/.
`publish FOLDER VERSION` adds the site to a folder with all versions, which a reader can choose from.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[1]
STAGE = ROOT / "build" / "docs"
_RELEASES = 10
"""How many releases the pages about operations tell of."""
# The repository's page that the site replaces by the pages about every operation.
_METHODS = "api.md"
_CHANGELOG = "changelog.md"
_INSTEAD = {f"{_METHODS}#find-a-field": "api/fields.md", _METHODS: "api/index.md"}
"""What links to it lead to on the site."""
_TO_LATEST = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>neto-gen</title>
<meta http-equiv="refresh" content="0; url=latest/">
<a href="latest/">The documentation of neto-gen</a>
</html>
"""
# What a browser loads by itself.
_LOADED = {
    ("img", "src"),
    ("script", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("link", "href"),
}
_FOLLOWED = {("a", "href")}
# A link that only describes the page, and loads nothing.
_NAMES = {"canonical", "prev", "next", "alternate"}
_HERE = "http://site.invalid/"


class Page(NamedTuple):
    """A page of the navigation: its section, the name that it has there, and its file in docs/."""

    section: str
    name: str
    file: str


def navigation(root: Path = ROOT) -> list[Page]:
    """Return the pages of the navigation in mkdocs.yml, in their order."""
    _, _, nav = (root / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")
    section, found = "", list[Page]()
    for line in nav.splitlines():
        match = re.fullmatch(r"( +)- (?:\"(.+)\"|(.+?)):(?: (\S+))?", line)
        if match is None:
            sys.exit(f'mkdocs.yml: write "{line.strip()}" as "- Name: page.md" or "- Section:"')
        indent, quoted, plain, file = match.groups()
        name = quoted or plain
        if len(indent) == len("  "):
            section = name
        if file is not None:
            found.append(Page(section, name, file))
    return found


def problems_of_navigation(root: Path = ROOT) -> list[str]:
    """Return what is wrong with the navigation: pages that it lacks, lists twice, or invents."""
    docs = root / "docs"
    files = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}
    listed = [page.file for page in navigation(root)]
    return [
        *(f"docs/{file}: not in nav of mkdocs.yml" for file in sorted(files - {*listed})),
        *(
            f"mkdocs.yml: nav names {file}, which is not in docs/"
            for file in sorted({*listed} - files)
        ),
        *(
            f"mkdocs.yml: nav names {file} twice"
            for file in sorted({f for f in listed if listed.count(f) > 1})
        ),
    ]


def stage(folder: Path = STAGE, root: Path = ROOT, operations: Sequence[str] = ()) -> None:
    """Put the sources of the site into a folder: docs/, and all pages that are made from the code.

    Without `operations`, there are pages about all of them.
    """
    docs = folder / "docs"
    shutil.rmtree(folder, ignore_errors=True)
    docs.parent.mkdir(parents=True)
    shutil.copytree(root / "docs", docs)
    (docs / _METHODS).unlink()
    for page in docs.rglob("*.md"):
        copy_page(page.relative_to(docs), folder, root)
    # Both need the tool and the client, and the other commands do not.
    from neto_gen.cli.docs import releases_since  # noqa: PLC0415
    from neto_gen.reference import reference_pages, write_pages  # noqa: PLC0415
    from neto_gen.settings.config import load_config  # noqa: PLC0415
    from neto_gen.sources.git import tags  # noqa: PLC0415
    from scripts.reference import python_pages  # noqa: PLC0415

    settings = load_config(root)
    wanted = operations or settings.operations
    released = [tag for tag in tags(root) if re.fullmatch(r"v\d+(\.\d+)*", tag)][-_RELEASES:]
    releases = releases_since(released[0], settings) if released else []
    write_pages(docs / "api", reference_pages(settings, wanted, releases))
    (docs / "python").mkdir()
    for name, text in python_pages().items():
        (docs / "python" / name).write_text(text, encoding="utf-8")
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    (docs / _CHANGELOG).write_text(changelog.replace("](docs/", "]("), encoding="utf-8")
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(_with_generated(config, docs), encoding="utf-8")


def copy_page(page: Path, folder: Path = STAGE, root: Path = ROOT) -> None:
    """Copy a page of docs/ to the sources of the site, with its links to the methods as they are there."""
    text = (root / "docs" / page).read_text(encoding="utf-8")
    for link, target in _INSTEAD.items():
        text = re.sub(rf"\]\(((?:\.\./)*){re.escape(link)}\b", rf"](\1{target}", text)
    (folder / "docs" / page).write_text(text, encoding="utf-8")


def _with_generated(config: str, docs: Path) -> str:
    """Return the configuration with the generated pages in its navigation."""
    operations: dict[str, list[str]] = {}
    group = ""
    for line in (docs / "api" / "index.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            group = line.removeprefix("## ")
        elif found := re.match(r"\| \[(\w+)\]\((\S+)\)", line):
            operations.setdefault(group, []).append(f"{found[1]}: api/{found[2]}")
    api = ["  - Neto API:", "      - All operations: api/index.md"]
    api += [
        "      - Index of fields: api/fields.md",
        "      - Index of enumerations: api/enumerations.md",
    ]
    for group, entries in operations.items():
        api += [f"      - {group.replace('-', ' ').capitalize()}:"]
        api += [f"          - {entry}" for entry in entries]
    python = ["      - Python API:"]
    for page in sorted(
        (docs / "python").glob("*.md"), key=lambda p: (p.name != "index.md", p.name)
    ):
        title = page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        shown = "All names" if page.name == "index.md" else title
        python.append(f"          - {shown}: python/{page.name}")
    lines: list[str] = []
    for line in config.splitlines():
        if line.endswith(f": {_METHODS}"):
            lines += api if line.startswith("  - ") else []
            continue
        if line == "  - Explanation:":
            lines.append(f"      - Changelog: {_CHANGELOG}")
        lines.append(line)
        if line == "  - Reference:":
            lines += python
    return "\n".join(lines) + "\n"


def serve() -> int:
    """Show the site on this machine, and follow edits of docs/, until somebody ends it."""
    from watchfiles import watch  # noqa: PLC0415 - only to follow edits

    shown = subprocess.Popen(
        [sys.executable, "-m", "zensical", "serve", "-f", STAGE / "mkdocs.yml"]
    )
    try:
        for changes in watch(ROOT / "docs"):
            for _, name in changes:
                page = Path(name).relative_to(ROOT / "docs")
                if page.suffix == ".md" and page.name != _METHODS and Path(name).is_file():
                    copy_page(page)
    finally:
        shown.terminate()
    return shown.wait()


def finish(site: Path, root: Path = ROOT) -> list[str]:
    """Put Markdown and llms.txt into a site that was built, and return its broken links."""
    docs = root / "docs"
    for page in navigation(root):
        target = site / page.file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(docs / page.file, target)
        _link_markdown(site, page.file)
    (site / "llms.txt").write_text(llms(root), encoding="utf-8")
    # The list of versions of a site that is served alone.
    (site / "versions.json").write_text("[]\n", encoding="utf-8")
    return broken_links(site)


def _link_markdown(site: Path, file: str) -> None:
    """Link the Markdown of a page from its HTML: for readers at its end, and for programs in its head."""
    folder, name = file.removesuffix(".md"), Path(file).name
    address = f"../{name}"
    if name == "index.md":
        folder, address = folder.removesuffix("index"), name
    page = site / folder / "index.html"
    html = page.read_text(encoding="utf-8")
    head = f'<link rel="alternate" type="text/markdown" href="{address}"></head>'
    end = f'<p class="as-markdown"><a href="{address}">This page as Markdown</a></p></article>'
    html = html.replace("</head>", head, 1).replace("</article>", end, 1)
    page.write_text(html, encoding="utf-8")


def publish(site: Path, folder: Path, version: str) -> None:
    """Add a site to a folder with the sites of all versions, and list it; the newest is also `latest`.

    A site that is there for this version is replaced. The order is that of the versions.
    """
    if not re.fullmatch(r"\d+(\.\d+)*([a-z.]+\d+)?|main", version):
        sys.exit(
            f'"{version}" is not a version: write it as 1.2.0, or main for what is not released'
        )
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / version, ignore_errors=True)
    shutil.copytree(site, folder / version)
    (folder / version / "versions.json").unlink(missing_ok=True)
    known = [path.parent.name for path in folder.glob("*/index.html")]
    releases = [name for name in known if name[0].isdigit()]
    releases.sort(key=lambda name: [int(part) for part in re.findall(r"\d+", name)], reverse=True)
    latest = releases[0] if releases else "main"
    shown = [*releases, *(name for name in known if name == "main")]
    entries = [
        {"version": name, "title": name, "aliases": ["latest"] if name == latest else []}
        for name in shown
    ]
    (folder / "versions.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    shutil.rmtree(folder / "latest", ignore_errors=True)
    shutil.copytree(folder / latest, folder / "latest")
    (folder / "index.html").write_text(_TO_LATEST, encoding="utf-8")
    (folder / ".nojekyll").touch()


def llms(root: Path = ROOT) -> str:
    """Return the list of all pages for language models: the Markdown of each, with how it begins."""
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    about = dict(re.findall(r"^(site_name|site_description): (.+)$", config, re.MULTILINE))
    lines = [f"# {about['site_name']}\n", f"> {about['site_description']}."]
    section = ""
    for page in navigation(root):
        if page.section != section:
            section = page.section
            lines.append(f"\n## {section}\n")
        beginning = _beginning((root / "docs" / page.file).read_text(encoding="utf-8"))
        lines.append(f"- [{page.name}]({page.file}): {beginning}")
    return "\n".join(lines) + "\n"


def _beginning(text: str) -> str:
    """Return the first sentence of a page, without marks of Markdown."""
    text = re.sub(r"```.*?```|<!--.*?-->|^#.*?$", "", text, flags=re.DOTALL | re.MULTILINE)
    paragraphs = filter(None, map(str.strip, re.split(r"\n\s*\n", text)))
    first = next((p for p in paragraphs if not p.startswith(("|", "- ", "!"))), "")
    plain = " ".join(re.sub(r"\[([^]]*)\]\([^)]*\)|\*\*", r"\1", first).split())
    return re.split(r"(?<=[.:])\s", plain, maxsplit=1)[0].rstrip(":")


def broken_links(site: Path) -> list[str]:
    """Return the links of a site that lead nowhere, and what its pages load from other hosts."""
    pages = {
        path.relative_to(site).as_posix(): _read(path) for path in sorted(site.rglob("*.html"))
    }
    found: list[str] = []
    for name, page in pages.items():
        if name == "404.html":  # it is shown at any address
            continue
        for link, is_loaded in page.links:
            address, anchor = urldefrag(urljoin(_HERE + name, link))
            if not address.startswith(_HERE):
                if is_loaded and urlsplit(address).scheme != "data":
                    found.append(f"{name}: loads {link} from another host")
                continue
            path = unquote(address.removeprefix(_HERE).partition("?")[0])
            file = f"{path}index.html" if path.endswith("/") or not path else path
            if not (site / file).is_file():
                found.append(f"{name}: {link} leads nowhere")
            elif anchor and file in pages and unquote(anchor) not in pages[file].anchors:
                found.append(f"{name}: {link} has no such anchor")
    return found


class _Html(HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, bool]] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag links to, loads, and is called."""
        values = dict(attrs)
        for name, value in attrs:
            if value is None:
                continue
            if name == "id" or (tag, name) == ("a", "name"):
                self.anchors.add(value)
            elif (tag, name) in _FOLLOWED:
                self.links.append((value, False))
            elif (tag, name) in _LOADED:
                self.links.append((value, values.get("rel") not in _NAMES))


def _read(path: Path) -> _Html:
    page = _Html()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    return page


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["check"]:
            problems = problems_of_navigation()
        case ["stage"]:
            stage()
            problems = problems_of_navigation(STAGE)
        case ["serve"]:
            sys.exit(serve())
        case ["finish"]:
            shutil.rmtree(ROOT / "site", ignore_errors=True)
            shutil.move(STAGE / "site", ROOT / "site")
            problems = finish(ROOT / "site", STAGE)
        case ["publish", folder, version]:
            publish(ROOT / "site", Path(folder), version)
            problems = []
        case _:
            sys.exit(__doc__)
    sys.exit("\n".join(problems) or None)
