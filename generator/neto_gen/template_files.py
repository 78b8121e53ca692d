"""The templates: those of neto-gen, and those that a project puts in their place."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from neto_gen.files.reading import read_file
from neto_gen.files.together import Part
from neto_gen.fingerprint import package_folder
from neto_gen.problems import ExitCode, Failure, Problem, did_you_mean, reason
from neto_gen.publish.manifest import sha256

if TYPE_CHECKING:
    from pathlib import Path


def template_names() -> list[str]:
    """Return the names of all templates, sorted."""
    return sorted(path.name for path in package_folder("neto_gen.templates").glob("*.jinja"))


class TemplateFiles:
    """Templates by name. A project's own are in a folder, which messages call `shown`."""

    def __init__(self, own: Path | None = None, shown: str = "") -> None:
        self.own = own
        self.shown = shown

    def is_own(self, name: str) -> bool:
        """Tell whether the project replaces this template."""
        return self.own is not None and os.path.lexists(self.own / name)

    def where(self, name: str) -> str:
        """Return the name of a template for messages."""
        return f"{self.shown.rstrip('/')}/{name}" if self.is_own(name) else name

    def read(self, name: str) -> bytes:
        """Read a template. Raises Failure when it exists but cannot be read."""
        if self.own is None or not self.is_own(name):
            return (package_folder("neto_gen.templates") / name).read_bytes()
        try:
            content = read_file(self.own / name)
            content.decode()
        except (OSError, UnicodeDecodeError) as error:
            what = f"cannot be read: {reason(error)}"
            raise Failure(ExitCode.USAGE, Problem(what, self.where(name))) from None
        return content

    def hash(self, name: str) -> str:
        """Return the hash of a template's content."""
        return sha256(self.read(name))

    def own_hashes(self) -> dict[str, str]:
        """Return the hashes of the project's own templates.

        Raises Failure when their folder is not there, or has one that stands in no one's place.
        """
        if self.own is None:
            return {}
        if not self.own.is_dir():
            hint = "make it with neto-gen templates --copy NAME, or remove `templates` there"
            what = "no such folder, though [tool.neto-gen] names it as templates"
            raise Failure(ExitCode.USAGE, Problem(what, self.shown, hint))
        known = template_names()
        names = sorted(path.name for path in self.own.glob("*.jinja"))
        unknown = [name for name in names if name not in known]
        if unknown:
            otherwise = f"the templates are {', '.join(known)}"
            problems = (
                Problem(
                    "does not replace any template",
                    f"{self.shown.rstrip('/')}/{name}",
                    did_you_mean(name, known, otherwise),
                )
                for name in unknown
            )
            raise Failure(ExitCode.USAGE, *problems)
        return {name: self.hash(name) for name in names}


def copy_template(name: str, folder: Path) -> None:
    """Copy one of neto-gen's templates into a folder, where nothing of that name may be.

    Raises OSError when that cannot be done.
    """
    Part.between(folder, {name: None}, {name: TemplateFiles().read(name)}).apply()
