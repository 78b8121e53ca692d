#!/usr/bin/env python3
"""Run a step of a release besides its files: `python scripts/release.py COMMAND ...`.

`prepare VERSION [--dry-run]` is scripts/release. `compare REVISION` says what clients of the same schemas gain and lose
from the neto-gen of a revision to that of the working tree, and ends with exit code 1 if anything breaks.
`notes TAG` prints what the changelog says of a version, when it is the one that is tagged. `urls ADDRESS` writes the
addresses of the project into pyproject.toml: they are those of the repository that releases, so no file
names a place that may come to belong to somebody else.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).parents[1]
INIT = ROOT / "generator" / "neto_gen" / "__init__.py"
CHANGELOG = ROOT / "CHANGELOG.md"
_VERSION = re.compile(r'^__version__ = "(.+)"$', re.MULTILINE)
_UNRELEASED = "## Unreleased\n"


def prepare(version: str, *, dry_run: bool) -> None:
    """Test, set the version, date the section of the changelog, build, commit and tag."""
    if problems := _problems(version):
        sys.exit("\n".join(f"error: {problem}" for problem in problems))
    today = dt.datetime.now().astimezone().date()
    heading = f"## {version} ({today})"
    steps = [
        "run scripts/test",
        f'set __version__ = "{version}", and the heading "{heading}" in CHANGELOG.md',
        "run python -m tests.regenerate",
        "build dist/, and look for the version in its names",
        f"commit, and tag v{version}",
    ]
    if dry_run:
        sys.stdout.write("".join(f"would {step}\n" for step in steps))
        return
    _run("scripts/test")
    INIT.write_text(_VERSION.sub(f'__version__ = "{version}"', INIT.read_text("utf-8")), "utf-8")
    changelog = CHANGELOG.read_text("utf-8")
    CHANGELOG.write_text(changelog.replace(_UNRELEASED, f"{heading}\n", 1), "utf-8")
    _run(sys.executable, "-m", "tests.regenerate")
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", "dist")
    names = sorted(path.name for path in (ROOT / "dist").iterdir())
    expected = [f"neto_gen-{version}-py3-none-any.whl", f"neto_gen-{version}.tar.gz"]
    if names != expected:
        sys.exit(f"error: dist/ holds {', '.join(names)}; expected {' and '.join(expected)}")
    _run("git", "add", "--all")
    _run("git", "commit", "--quiet", "--message", f"Release {version}")
    _run("git", "tag", f"v{version}")
    sys.stdout.write(f"v{version} is tagged: push it with git push origin HEAD v{version}\n")


def _problems(version: str) -> list[str]:
    """Say why a version cannot be released now; an empty list if it can."""
    found: list[str] = []
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        return [f"{version} is not a version: write it as 1.2.0"]
    match = _VERSION.search(INIT.read_text("utf-8"))
    now = match[1] if match else "0"
    if _numbers(version) < _numbers(now):
        found.append(f"{version} is older than {now}, which the working tree has")
    if _output("git", "status", "--porcelain"):
        found.append("the working tree has changes: commit or stash them")
    if _output("git", "tag", "--list", f"v{version}"):
        found.append(f"the tag v{version} already exists")
    _, mark, rest = CHANGELOG.read_text("utf-8").partition(_UNRELEASED)
    if not mark or not rest.partition("\n## ")[0].strip():
        found.append('CHANGELOG.md has nothing in a section "## Unreleased"')
    return found


def compare(revision: str) -> None:
    """Print what clients of today's schemas gain and lose since a revision; exit code 1 if anything breaks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = subprocess.run(
            ["git", "archive", revision, "generator", "templates"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        with tarfile.open(fileobj=BytesIO(archive)) as found:
            found.extractall(folder / "then", filter="data")
        clients = [_client(folder / "then", folder / "old"), _client(ROOT, folder / "new")]
        said = _neto_gen(
            _installed(ROOT, folder / "tool"),
            *("changelog", "--generated", *map(str, clients), "--format", "text"),
        )
    sys.stdout.write(said)
    sys.exit(1 if re.search(r"^ *Breaks", said, re.MULTILINE) else 0)


def _client(checkout: Path, output: Path) -> Path:
    """Build the client of today's schemas with the neto-gen of a checkout, and return its folder."""
    installed = _installed(checkout, output.with_name(f"{output.name}-tool"))
    _neto_gen(installed, "build", "--schemas", str(ROOT / "schemas"), "--output", str(output))
    return output / "neto_client"


def _installed(checkout: Path, folder: Path) -> Path:
    """Put the parts of a checkout together as a package that can be run, and return its folder."""
    ignored = shutil.ignore_patterns("__pycache__")
    for source, target in (
        (checkout / "generator" / "neto_gen", folder / "neto_gen"),
        (checkout / "templates", folder / "neto_gen" / "templates"),
        (ROOT / "schemas", folder / "neto_gen" / "schemas"),
    ):
        shutil.copytree(source, target, ignore=ignored)
    return folder


def _neto_gen(installed: Path, *arguments: str) -> str:
    """Run the neto-gen of a folder in that folder, and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "neto_gen", *arguments],
        cwd=installed,
        env={**os.environ, "PYTHONPATH": str(installed)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"error: neto-gen {arguments[0]} ended with {done.returncode}")
    return done.stdout


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _output(*command: str) -> str:
    return subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.strip()


def _run(*command: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(f"error: {' '.join(command)} failed; nothing was committed or tagged")


def notes(tag: str) -> str:
    """Return the changelog's section about the version of a tag."""
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
        sys.exit(f'"{address}" is not an address of a repository')
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
        case ["prepare", version] | ["prepare", version, "--dry-run"]:
            prepare(version, dry_run=sys.argv[-1] == "--dry-run")
        case ["compare", revision]:
            compare(revision)
        case ["notes", tag]:
            sys.stdout.write(notes(tag))
        case ["urls", address]:
            add_urls(address)
        case _:
            sys.exit(__doc__)
