#!/usr/bin/env python3
"""What a release needs besides its files: `python scripts/release.py notes v1.2.0`, and `urls ADDRESS`.

`notes` prints what the changelog says of a version, when it is the one that is tagged. `urls` writes the
addresses of the project into pyproject.toml: they are those of the repository that releases, so no file
names a place that may come to belong to somebody else.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def notes(tag: str) -> str:
    """The section of the changelog about the version of a tag."""
    source = (ROOT / "generator" / "neto_gen" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"$', source, re.MULTILINE)
    version = found[1] if found else "none"
    if tag != f"v{version}":
        sys.exit(f"the tag is {tag}, and __version__ is {version}")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for section in re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]:
        heading, _, text = section.partition("\n")
        if heading.split(maxsplit=1)[0].strip("[]") == version and text.strip():
            return text.strip() + "\n"
    sys.exit(f'CHANGELOG.md has no section "## {version}"')


def add_urls(address: str) -> None:
    """Write the addresses of the project into pyproject.toml."""
    if not re.fullmatch(r"https://[A-Za-z0-9.-]+(/[A-Za-z0-9_.-]+){2,}", address):
        sys.exit(f'"{address}" is no address of a repository')
    path = ROOT / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    if re.search(r"^\[project\.urls\]", text, re.MULTILINE):
        sys.exit("pyproject.toml has [project.urls] already")
    urls = {
        "Homepage": address,
        "Documentation": f"{address}/blob/main/README.md",
        "Changelog": f"{address}/blob/main/CHANGELOG.md",
        "Issues": f"{address}/issues",
        "Source": address,
    }
    table = "".join(f'{name} = "{url}"\n' for name, url in urls.items())
    above, mark, below = text.partition("[project.scripts]\n")
    if not mark:
        sys.exit("pyproject.toml has no [project.scripts]")
    path.write_text(f"{above}[project.urls]\n{table}\n{mark}{below}", encoding="utf-8")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["notes", tag]:
            sys.stdout.write(notes(tag))
        case ["urls", address]:
            add_urls(address)
        case _:
            sys.exit(__doc__)
