"""Tell a project's other tools to leave the client alone.

Formatters and most linters find that in the client itself. The others only read their own settings.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from neto_gen.files.reading import read_file
from neto_gen.settings.tool_settings import Setting, read_settings, table_of, texts_of

if TYPE_CHECKING:
    from pathlib import Path

GIT_ATTRIBUTES: Final = ".gitattributes"
# The files in which a project says which tools it uses.
_MENTIONS: Final = (
    *("pyproject.toml", "setup.cfg", "tox.ini", "noxfile.py", ".pre-commit-config.yaml"),
    *("requirements*.txt", "requirements/*.txt", ".coveragerc", ".bandit"),
)
_TOOLS: Final = {
    r"coverage|pytest-cov": ("tool.coverage.run", "omit", "/*"),
    r"bandit": ("tool.bandit", "exclude_dirs", ""),
    r"basedpyright": ("tool.basedpyright", "ignore", ""),
    r"pyrefly": ("tool.pyrefly", "project-excludes", "/**"),
    r"\bty\b": ("tool.ty.src", "exclude", ""),
}
"""By the words that show that a tool is used: where it is told what to leave out, and how."""
# Files that a tool reads instead of pyproject.toml, and the sign that they are for it.
_INSTEAD: Final = {
    ".coveragerc": ("tool.coverage.run", r""),
    "setup.cfg": ("tool.coverage.run", r"(?m)^\[coverage:"),
    "tox.ini": ("tool.coverage.run", r"(?m)^\[coverage:"),
    ".bandit": ("tool.bandit", r""),
    "pyrightconfig.json": ("tool.basedpyright", r""),
}


def exclusions(root: Path, target: str) -> list[Setting]:
    """Return the settings that exclude the client's folder from tools that the project uses."""
    found = {name: text for pattern in _MENTIONS for name, text in _texts(root, pattern).items()}
    said = "\n".join((*found, *found.values()))
    return [
        Setting(table, key, (f"{target}{end}",))
        for words, (table, key, end) in _TOOLS.items()
        if re.search(words, said)
    ]


def settings_file_of(root: Path, setting: Setting) -> str:
    """Return the file in which a tool expects this setting."""
    for name, (table, sign) in _INSTEAD.items():
        if table == setting.table and any(
            re.search(sign, text) for text in _texts(root, name).values()
        ):
            return name
    return "pyproject.toml"


def is_excluded(root: Path, setting: Setting, target: str) -> bool:
    """Tell whether the tool of this setting already excludes the client's folder."""
    name = settings_file_of(root, setting)
    if name != "pyproject.toml":
        return any(target in text for text in _texts(root, name).values())
    table = table_of(read_settings(root), *setting.table.split("."))
    return any(text.startswith(target) for text in texts_of(table.get(setting.key)))


def git_attributes(before: bytes | None, target: str) -> bytes:
    """Return .gitattributes with a line for the client's folder, if it has none yet.

    It makes reviews fold the client, and keeps its line endings alike on every system.
    """
    pattern = f'"/{target}/**"' if " " in target else f"/{target}/**"
    line = f"{pattern} linguist-generated=true text=auto eol=lf".encode()
    content = before or b""
    if line in content.splitlines():
        return content
    gap = b"" if not content or content.endswith(b"\n") else b"\n"
    return content + gap + line + b"\n"


def _texts(root: Path, pattern: str) -> dict[str, str]:
    """Return the texts of the files that match a pattern and can be read, by name."""
    found: dict[str, str] = {}
    for path in sorted(root.glob(pattern)):
        with suppress(OSError):
            found[path.name] = read_file(path).decode(errors="replace")
    return found
