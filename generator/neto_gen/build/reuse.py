"""What of a package is as a build would make it, so that it need not be made again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.publish.manifest import plain_lines, sha256
from neto_gen.python import EVENTS, name_modules
from neto_gen.reading import read_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neto_gen.build.inputs import Inputs
    from neto_gen.publish.manifest import MadeOperation


class Kept:
    """The operations of which nothing has changed since they were made, by name, and their files."""

    def __init__(self, inputs: Inputs) -> None:
        self.operations: dict[str, MadeOperation] = {}
        self.files: dict[str, bytes] = {}
        self._inputs = inputs
        before = inputs.before
        if before is None or not inputs.is_made_alike():
            return
        modules = name_modules(o.name for o in inputs.operations if o.request is not None)
        for operation in inputs.operations:
            made = before.operations.get(str(operation))
            if made is None or made.files[:1] != (f"{modules.get(operation.name, EVENTS)}.py",):
                continue
            then = {name: before.schemas.get(name) for name in made.schemas}
            if inputs.hashes(made.schemas) == then and self.keep(made.files):
                self.operations[operation.name] = made

    def keep(self, paths: Iterable[str]) -> bool:
        """Keep these files, if all of them are as they were made."""
        found = {path: self._content(path) for path in paths}
        contents = {path: content for path, content in found.items() if content is not None}
        if len(contents) < len(found):
            return False
        self.files.update(contents)
        return True

    def _content(self, path: str) -> bytes | None:
        if path in self.files:
            return self.files[path]
        try:
            content = plain_lines(read_file(self._inputs.config.target / path))
        except OSError:
            return None
        return content if sha256(content) == self._inputs.manifest.files.get(path) else None
