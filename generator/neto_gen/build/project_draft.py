"""Collect what changes in a project together with its client: all of it or nothing."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from neto_gen.files.together import Part, place_of
from neto_gen.problems import ExitCode, Failure, Problem, reason

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from neto_gen.sources.draft import DraftFolder


class Edit(NamedTuple):
    """A file of the project, with what it held and what it is to hold."""

    path: Path
    before: bytes
    after: bytes


class Draft(NamedTuple):
    """The schemas as they will be, and the edit of the settings, if there is any."""

    folder: DraftFolder
    settings: Edit | None = None

    def parts(self) -> list[Part]:
        """Return the changes by folder, to be written in one transaction with others."""
        found: list[Part] = []
        if drafted := self.folder.drafted:
            found.append(part_of(self.folder.path, drafted, self.folder.before))
        if self.settings is not None:
            path, before, after = self.settings
            found.append(part_of(path.parent, {path.name: after}, {path.name: before}))
        return found

    @contextmanager
    def written(self) -> Generator[None]:
        """Write schemas and settings; when what is done inside fails, they are as they were.

        Raises Failure when they cannot be written.
        """
        try:
            with self.folder.written(), _written(self.settings):
                yield
        except OSError as error:
            hint = "nothing was changed; check the files, the disk and its permissions"
            problem = Problem(
                f"cannot be written: {reason(error)}",
                str(place_of(Path(error.filename))) if error.filename else self.folder.shown,
                hint,
            )
            raise Failure(ExitCode.USAGE, problem) from None


def part_of(
    folder: Path, files: Mapping[str, bytes | None], seen: Mapping[str, bytes | None]
) -> Part:
    """Return the changes in a folder; None stands for a file that does not exist."""
    write = {name: content for name, content in files.items() if content is not None}
    gone = [name for name, content in files.items() if content is None]
    return Part(folder, write, gone, {name: seen[name] for name in files})


@contextmanager
def _written(edit: Edit | None) -> Generator[None]:
    if edit is None:
        yield
        return
    _write(edit)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            _write(Edit(edit.path, edit.after, edit.before))
        raise


def _write(edit: Edit) -> None:
    from neto_gen.files.atomic import update_folder  # noqa: PLC0415 - only needed if something changes

    name = edit.path.name
    update_folder(edit.path.parent, {name: edit.after}, seen={name: edit.before}, hidden=[name])
