"""A folder of schemas: its files by name, and the operations that they make."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from neto_gen.catalogue import read_catalogue
from neto_gen.files.reading import MAX_BYTES, read_file
from neto_gen.problems import ExitCode, Failure, Problem, did_you_mean, listed, reason
from neto_gen.sources.acceptance import AcceptedSchemas
from neto_gen.sources.locations import Locations
from neto_gen.sources.operations import OperationSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


LOCK_NAME = "schemas.lock"
ALL = "all"
_TOO_LARGE = "split it with xs:include"


class SchemaFolder:
    """A folder of schemas. Files are known by their path in it, with forward slashes.

    `shown` is what messages call the folder; `catalogue` is that of the settings, and so is
    `accept_invalid`, which names files. A file is read once: what is analysed is what is hashed.
    """

    def __init__(
        self,
        path: Path,
        shown: str,
        catalogue: Iterable[tuple[str, str]] = (),
        accept_invalid: Iterable[str] = (),
    ) -> None:
        self.path = path
        self.shown = shown
        self.acceptance = AcceptedSchemas(accept_invalid, self.file(""))
        self.locations = Locations(dict(catalogue), self.read, self.file, self.names)
        self._root = path.resolve()
        self._start = f"{path}{os.sep}"
        self._contents: dict[str, bytes | None] = {}

    def file(self, name: str) -> str:
        """Return the name of a file for messages."""
        return f"{self.shown.rstrip('/')}/{name}"

    def accept_all(self) -> None:
        """Accept in all schemas what nothing that is made of them depends on."""
        self.acceptance = AcceptedSchemas(("**",), self.file(""))

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, or None when the folder has no such file.

        What a link leads out of the folder to is not in the folder. Raises Failure when the file
        is there but cannot be read.
        """
        if name not in self._contents:
            self._contents[name] = self._read(name)
        return self._contents[name]

    def _read(self, name: str) -> bytes | None:
        path = f"{self._start}{name}"
        try:
            status = os.lstat(path)
            if "/" in name or not stat.S_ISREG(status.st_mode):  # something may lead elsewhere
                resolved = Path(path).resolve()
                if not resolved.is_relative_to(self._root) or not resolved.is_file():
                    return None
                status = resolved.stat()
            if status.st_size > MAX_BYTES:
                problem = Problem(f"larger than {MAX_BYTES:,} bytes", self.file(name), _TOO_LARGE)
                raise Failure(ExitCode.SCHEMA, problem)
            return read_file(path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: links in a circle
            problem = Problem(f"cannot be read: {reason(error)}", self.file(name))
            raise Failure(ExitCode.SOURCE, problem) from None

    def schema_names(self) -> set[str]:
        """Return the names of the schemas directly in the folder, without `.xsd`."""
        return {path.stem for path in self.path.glob("*.xsd")}

    def names(self) -> list[str]:
        """Return the paths of the schemas in the folder and its subfolders."""
        return [path.relative_to(self.path).as_posix() for path in self.path.rglob("*.xsd")]

    def operations(self, chosen: Sequence[str] = ()) -> list[OperationSource]:
        """Return operations sorted by name: those chosen, or all pairs of schemas in the folder.

        What is chosen are names of operations and of groups of the catalogue; `all` is everything
        that the folder has. Raises Failure for a name that is chosen but not there, for half a pair,
        and for a folder without any pair.
        """
        names = self.schema_names()
        requests = {name for name in names if f"{name}Response" in names}
        notification = OperationSource.order_notification()
        event = PurePosixPath(notification.response.file).stem
        known = {name: OperationSource.pair(name) for name in requests}
        if event in names and f"{event}Response" not in names:
            known[notification.name] = notification
        found = {name: (name,) if name in known else _group(name, known) for name in chosen}
        unknown = [name for name, inner in found.items() if not inner]
        if unknown:
            problems = (self._unknown(name, names, known) for name in unknown)
            raise Failure(ExitCode.USAGE, *problems)
        if chosen and ALL not in chosen:
            return [known[name] for name in sorted({n for inner in found.values() for n in inner})]
        if not requests:
            hint = (
                "an operation is a pair of files, AddItem.xsd and AddItemResponse.xsd; "
                "neto-gen fetch ACTION... downloads those of this API; "
                "declare operations of other schemas in [[tool.neto-gen.operation]]"
            )
            problem = Problem("no pair of schemas in this folder", self.shown, hint)
            raise Failure(ExitCode.SOURCE, problem)
        single = sorted(
            name
            for name in names - requests
            if name.endswith("Response") and name.removesuffix("Response") not in names
        )
        if single:
            problems = (self._half(name) for name in single)
            raise Failure(ExitCode.SOURCE, *problems)
        return [known[name] for name in sorted(known)]

    def _half(self, name: str) -> Problem:
        missing = f"{name.removesuffix('Response')}.xsd"
        hint = f"add {self.file(missing)}, or remove this file"
        return Problem(f"a response without its request, {missing}", self.file(f"{name}.xsd"), hint)

    def _unknown(
        self, name: str, names: set[str], operations: Mapping[str, OperationSource]
    ) -> Problem:
        if name in names:
            hint = f"add {self.file(f'{name}Response.xsd')}"
            return Problem(
                f"operation {name} has no response schema", self.file(f"{name}.xsd"), hint
            )
        catalogue = read_catalogue()
        entry = catalogue.entries.get(name)
        get = f"run neto-gen fetch {name}, or neto-gen add {name} if the settings do not list it"
        if entry is not None and entry.page is None:
            what = f"{name} has no complete public contract: its schemas can only be downloaded"
            return Problem(what, self.shown, get)
        if entry is not None:
            return Problem(f"the schemas of {name} are not here", self.shown, get)
        if name in catalogue.groups:
            what = f"no schemas of the group {name} are here"
            return Problem(what, self.shown, get)
        known = listed(sorted(operations))
        hint = did_you_mean(name, (*operations, *catalogue.groups), f"the folder has: {known}")
        return Problem(f'no operation "{name}"', self.shown, hint)


def _group(name: str, operations: Mapping[str, OperationSource]) -> tuple[str, ...]:
    """Return the operations of the folder in a group, or all."""
    if name == ALL:
        return tuple(operations)
    return tuple(n for n in read_catalogue().groups.get(name, ()) if n in operations)


class MemoryFolder(SchemaFolder):
    """Files that are in memory, by the path that they have in a folder."""

    def __init__(
        self, shown: str, files: Mapping[str, bytes], catalogue: Iterable[tuple[str, str]] = ()
    ) -> None:
        super().__init__(Path(), shown, catalogue)
        self._contents = {**files}

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, or None when there is no such file."""
        return self._contents.get(name)

    def schema_names(self) -> set[str]:
        """Return the names of the schemas directly in the folder, without `.xsd`."""
        paths = map(PurePosixPath, self._contents)
        return {p.stem for p in paths if p.suffix == ".xsd" and len(p.parts) == 1}

    def names(self) -> list[str]:
        """Return the paths of the schemas in the folder and its subfolders."""
        return [name for name in self._contents if name.endswith(".xsd")]


_NAME_IT = "restore it, check schemas in [tool.neto-gen], or name another folder with --schemas"


def open_folder(
    path: Path,
    shown: str,
    catalogue: Iterable[tuple[str, str]] = (),
    accept_invalid: Iterable[str] = (),
    *,
    hint: str = _NAME_IT,
) -> SchemaFolder:
    """Open a folder of schemas. Raises Failure, with the hint, when there is no such folder."""
    try:
        what = None if path.is_dir() else "not a folder" if path.exists() else "no such folder"
    except (OSError, ValueError) as error:
        what = str(error)
    if what is not None:
        raise Failure(ExitCode.SOURCE, Problem(what, shown, hint))
    return SchemaFolder(path, shown, catalogue, accept_invalid)
