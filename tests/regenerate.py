"""All that is committed and made from something else: `python -m tests.regenerate` writes what is not current.

With `--check` it writes nothing, prints what it would write, and ends with exit code 1 if that is anything.
A new page or snapshot is one line of `PARTS`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from neto_gen.build.inputs import Inputs
from neto_gen.settings.config import load_config
from scripts import pictures
from tests import golden, layers
from tests.ci.pages import pages
from tests.contract import class_model
from tests.docs import command_line
from tests.support import REPOSITORY, SCHEMAS, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_DOCS = REPOSITORY / "docs"


def schemas() -> Iterator[tuple[Path, str]]:
    """Yield the schemas as they are transcribed from the documented facts."""
    with tempfile.TemporaryDirectory() as name:
        subprocess.run(
            [sys.executable, "scripts/transcribe.py", "tests/facts", "--schemas", name],
            cwd=REPOSITORY,
            capture_output=True,
            check=True,
        )
        for path in sorted(Path(name).glob("*.xsd")):
            yield SCHEMAS / path.name, path.read_text(encoding="utf-8")


def golden_modules() -> Iterator[tuple[Path, str]]:
    """Yield the expected modules of tests/golden/."""
    for case in golden.CASES:
        yield from golden.modules(case)


def snapshots() -> Iterator[tuple[Path, str]]:
    """Yield the class model of xsdata for some schemas."""
    for name in class_model.NAMES:
        yield class_model.HERE / f"{name}.txt", class_model.class_model(name)


def printed_pages() -> Iterator[tuple[Path, str]]:
    """Yield the pages that a command prints."""
    yield _DOCS / "api.md", _printed("list", "all", "--format", "markdown")
    yield _DOCS / "corrections.md", _printed("list", "--corrections")


def pages_of_ci() -> Iterator[tuple[Path, str]]:
    """Yield the pages that show files for CI."""
    for name, text in pages().items():
        yield _DOCS / name, text


def reference() -> Iterator[tuple[Path, str]]:
    """Yield the reference of the command line."""
    yield command_line.PAGE, command_line.page()


def terminals() -> Iterator[tuple[Path, str]]:
    """Yield the pictures of terminals that show other text than their pages."""
    for path, text in pictures.written():
        is_there = path.is_file()
        lines = pictures.drawn_lines(path.read_text(encoding="utf-8")) if is_there else []
        if lines != pictures.drawn_lines(text):
            yield path, text


def contributing() -> Iterator[tuple[Path, str]]:
    """Yield the page that shows the layers."""
    yield layers.PAGE, layers.page()


# In this order: the client is built from the schemas, and the pages show both.
_BEFORE_THE_BUILD: tuple[Callable[[], Iterable[tuple[Path, str]]], ...] = (schemas,)
PARTS: tuple[Callable[[], Iterable[tuple[Path, str]]], ...] = (
    contributing,
    golden_modules,
    snapshots,
    printed_pages,
    pages_of_ci,
    reference,
    terminals,
)


def client_is_current(project: Path) -> bool:
    """Say, from hashes alone, whether a build of a project would have nothing to do."""
    return Inputs(load_config(project)).is_current()


def bring_up_to_date(files: Iterable[tuple[Path, str]], *, check: bool) -> int:
    """Write the files that are not current, unless this is a check. Return how many they are."""
    count = 0
    for path, text in files:
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        count += 1
        print(f"  {'not current' if check else 'written'}  {os.path.relpath(path, REPOSITORY)}")
        if not check:
            path.write_text(text, encoding="utf-8")
    return count


def main(arguments: list[str]) -> int:
    """Write what is not current, or with --check only print its names. Return the exit code."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m tests.regenerate [--check]", file=sys.stderr)
        return 2
    check = bool(arguments)
    count = sum(bring_up_to_date(part(), check=check) for part in _BEFORE_THE_BUILD)
    built = run("build", *arguments, cwd=REPOSITORY)
    count += built.returncode == 1
    if built.returncode or "is up to date" not in built.stdout:
        print(built.stdout, end="")
    if built.returncode:
        print(built.stderr, end="", file=sys.stderr)
    if built.returncode and not (check and built.returncode == 1):
        return built.returncode
    count += sum(bring_up_to_date(part(), check=check) for part in PARTS)
    if check and count:
        print("run python -m tests.regenerate, and read the diff of what it writes")
    return int(check and count > 0)


def _printed(*arguments: str) -> str:
    result = run(*arguments, cwd=REPOSITORY)
    if result.returncode:
        raise RuntimeError(result.stderr)
    return result.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
