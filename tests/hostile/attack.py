"""What an attack is: a folder of schemas, and what it tries."""

from __future__ import annotations

import importlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tests.support import pair

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ACTION = "AddThing"
IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
Ending = Literal["built", "refused", "either"]


def of_module(name: str) -> list[Attack]:
    """Return the attacks of a module; in the short form, every third."""
    attacks: list[Attack] = [*importlib.import_module(name).attacks()]
    return attacks if IS_LONG else attacks[::3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """A folder of schemas that tries something.

    `links` are symbolic links by name, `sizes` files of so many zeros, and `says` is part of the
    message of a refusal.
    """

    name: str
    files: Mapping[str, bytes]
    tries: str
    ends: Ending = "either"
    says: str = ""
    links: Mapping[str, str] = field(default_factory=dict[str, str])
    sizes: Mapping[str, int] = field(default_factory=dict[str, int])

    def write(self, folder: Path) -> None:
        """Write the folder."""
        folder.mkdir(parents=True)
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for name, target in self.links.items():
            (folder / name).unlink(missing_ok=True)
            (folder / name).symlink_to(target)
        for name, size in self.sizes.items():
            with (folder / name).open("wb") as file:
                file.truncate(size)


def operation(text: str | bytes = "", **others: str | bytes) -> dict[str, bytes]:
    """Return the files of an operation whose request is this text, and further files by name."""
    files: dict[str, str | bytes] = {**pair(ACTION)}
    if text:
        files[f"{ACTION}.xsd"] = text
    files |= {f"{name}.xsd": content for name, content in others.items()}
    return {
        name: content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        for name, content in files.items()
    }
