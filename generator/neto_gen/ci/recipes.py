"""The files for each CI, put together from templates and from the shell scripts that they share."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from neto_gen import __version__
from neto_gen.fingerprint import package_folder
from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from pathlib import Path

PROVIDERS: Final = {
    "github": {
        ".github/workflows/neto-gen.yml": "github-check.yml",
        ".github/workflows/neto-gen-nightly.yml": "github-nightly.yml",
        ".github/workflows/neto-gen-release.yml": "github-release.yml",
    },
    "gitlab": {".gitlab/neto-gen.yml": "gitlab.yml", ".gitlab-ci.yml": "gitlab-include.yml"},
    "azure": {
        ".azure-pipelines/neto-gen.yml": "azure-check.yml",
        ".azure-pipelines/neto-gen-nightly.yml": "azure-nightly.yml",
        ".azure-pipelines/neto-gen-release.yml": "azure-release.yml",
    },
}
"""What is written for each CI, by its path from the top of the repository, and from which template."""

_SCRIPT = re.compile(r"^( *)@([a-z-]+\.sh)@$", re.MULTILINE)
_FOLDER_LINE = re.compile(r"^.*@FOLDER@.*\n", re.MULTILINE)
# These have no other meaning in YAML, in a shell, or in the expressions of a CI.
_PLAIN_FOLDER = re.compile(r"[A-Za-z0-9_.+/-]+")


def recipes(provider: str, source: str, folder: str = "") -> dict[str, str]:
    """Return the files for a CI provider, by their paths from the top of the repository.

    `source` is what pip is told to install, `folder` where the project is in the repository. Raises
    Failure for a folder that cannot be named in them.
    """
    if folder and not _PLAIN_FOLDER.fullmatch(folder):
        hint = "write the files in a folder of another name, and change them"
        what = f'the folder "{folder}" cannot be named in files for CI'
        raise Failure(ExitCode.USAGE, Problem(what, None, hint))
    return {
        path: _filled(read_part(template), source, folder)
        for path, template in PROVIDERS[provider].items()
    }


def repository(folder: Path) -> tuple[Path, str]:
    """Return the top of the git repository around a folder, and the folder's path in it.

    A folder outside of any repository is treated as its own.
    """
    top = next(
        (parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), folder
    )
    inner = folder.relative_to(top).as_posix()
    return top, "" if inner == "." else inner


def read_part(name: str) -> str:
    """Read a template or a script."""
    return (package_folder("neto_gen.ci") / name).read_text(encoding="utf-8")


def _filled(text: str, source: str, folder: str) -> str:
    if not folder:
        text = _FOLDER_LINE.sub("", text)
    values = {"FOLDER": folder, "SOURCE": json.dumps(source), "VERSION": __version__}
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return _SCRIPT.sub(_indented, text)


def _indented(match: re.Match[str]) -> str:
    margin, name = match.groups()
    lines = read_part(name).splitlines()
    return "\n".join(f"{margin}{line}" if line else "" for line in lines)
