"""A schema folder as it will be: what is written into it stays in memory until all is well."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from neto_gen.files.together import Part, applied
from neto_gen.sources.folder import SchemaFolder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path


class DraftFolder(SchemaFolder):
    """A folder with what is to be written into it. `drafted` are the names of those files."""

    def __init__(
        self,
        path: Path,
        shown: str,
        catalogue: Iterable[tuple[str, str]] = (),
        accept_invalid: Iterable[str] = (),
    ) -> None:
        super().__init__(path, shown, catalogue, accept_invalid)
        self.before: dict[str, bytes | None] = {}

    @property
    def drafted(self) -> dict[str, bytes | None]:
        """The files that will be written, with their content; None for those that will be removed."""
        changed = {name: self.read(name) for name in self.before}
        return {name: content for name, content in changed.items() if content != self.before[name]}

    def had(self, name: str) -> bool:
        """Tell whether a file of this name existed before it was changed or removed."""
        return self.before.get(name) is not None

    def write(self, files: Mapping[str, bytes], remove: Collection[str] = ()) -> None:
        """Write and remove files: in this draft."""
        for name, content in {**files, **dict.fromkeys(remove)}.items():
            self.before.setdefault(name, self.read(name))
            self._contents[name] = content

    def schema_names(self) -> set[str]:
        """Return the names of the schemas in the folder itself, without `.xsd`."""
        names = super().schema_names()
        for path in map(PurePosixPath, self.before):
            if path.suffix == ".xsd" and len(path.parts) == 1:
                (names.discard if self.read(str(path)) is None else names.add)(path.stem)
        return names

    def names(self) -> list[str]:
        """Return the names of all schemas in the folder and its subfolders, sorted."""
        there = {path.relative_to(self.path).as_posix() for path in self.path.rglob("*.xsd")}
        names = there | {name for name in self.before if name.endswith(".xsd")}
        return sorted(name for name in names if self.read(name) is not None)

    def part(self) -> Part:
        """Return what changes in the folder."""
        return Part.between(self.path, self.before, self.drafted)

    def written(self) -> AbstractContextManager[None]:
        """Write it to disk; when what is done inside fails, everything there is as it was.

        Raises OSError when it cannot be written, or when a file is not as it was read.
        """
        return applied(self.path, self.before, self.drafted)
