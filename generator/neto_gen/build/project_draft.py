"""Collect what changes in a project together with its client: all of it or nothing."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from neto_gen.files.together import Part, applied, place_of
from neto_gen.problems import ExitCode, Failure, Problem, reason

if TYPE_CHECKING:
    from collections.abc import Generator

    from neto_gen.sources.draft import DraftFolder


class Edit(NamedTuple):
    """A file of the project, with what it held and what it is to hold."""

    path: Path
    before: bytes
    after: bytes

    def change(self) -> tuple[Path, dict[str, bytes], dict[str, bytes]]:
        """Return the folder of the file, and the contents of its files before and after."""
        name = self.path.name
        return self.path.parent, {name: self.before}, {name: self.after}


class Draft(NamedTuple):
    """The schemas as they will be, and the edit of the settings, if there is any."""

    folder: DraftFolder
    settings: Edit | None = None

    def parts(self) -> list[Part]:
        """Return the changes by folder, to be written in one transaction with others."""
        found = [self.folder.part()] if self.folder.drafted else []
        return found if self.settings is None else [*found, Part.between(*self.settings.change())]

    @contextmanager
    def written(self) -> Generator[None]:
        """Write schemas and settings; when what is done inside fails, they are as they were.

        Raises Failure when they cannot be written.
        """
        try:
            edit = nullcontext() if self.settings is None else applied(*self.settings.change())
            with self.folder.written(), edit:
                yield
        except OSError as error:
            hint = "nothing was changed; check the files, the disk and its permissions"
            problem = Problem(
                f"cannot be written: {reason(error)}",
                str(place_of(Path(error.filename))) if error.filename else self.folder.shown,
                hint,
            )
            raise Failure(ExitCode.USAGE, problem) from None
