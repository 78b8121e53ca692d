"""Reuse those files of a package that are current."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from neto_gen.files.line_ends import plain_lines
from neto_gen.files.reading import read_file
from neto_gen.publish.manifest import sha256
from neto_gen.python import EVENTS, name_modules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neto_gen.build.inputs import Inputs
    from neto_gen.publish import Manifest
    from neto_gen.publish.manifest import MadeOperation


class Kept:
    """The operations of which nothing has changed since they were made, by name, and their files.

    `left` are those that the build is not about and that have changed all the same: they stay in the
    client as they are, with the files `as_they_are`. `files_then` and `schemas_then` are the hashes
    that go with these: a whole build finds by them that they are not current.
    """

    def __init__(self, inputs: Inputs) -> None:
        self.operations: dict[str, MadeOperation] = {}
        self.files: dict[str, bytes] = {}
        self.left: dict[str, MadeOperation] = {}
        self.as_they_are: dict[str, bytes] = {}
        self.files_then: dict[str, str] = {}
        self.schemas_then: dict[str, str] = {}
        self._inputs = inputs
        before = inputs.before
        if before is None:
            return
        if inputs.is_made_alike():
            self._keep_unchanged(before)
            self._leave_others(before)

    def _keep_unchanged(self, before: Manifest) -> None:
        inputs = self._inputs
        modules = name_modules(o.name for o in inputs.operations if o.request is not None)
        for operation in inputs.operations:
            made = before.operations.get(str(operation))
            if inputs.from_scratch and operation.name in inputs.asked:
                continue
            if made is None or made.files[:1] != (f"{modules.get(operation.name, EVENTS)}.py",):
                continue
            then = {name: before.schemas.get(name) for name in made.schemas}
            if inputs.hashes(made.schemas) == then and self.keep(made.files):
                self.operations[operation.name] = made

    def _leave_others(self, before: Manifest) -> None:
        for operation in self._inputs.operations:
            name = operation.name
            if name in self._inputs.asked or name in self.operations:
                continue
            made = self.left[name] = before.operations[str(operation)]
            then = before.schemas
            self.schemas_then |= {name: then.get(name, "") for name in made.schemas}
            for path in made.files:
                self.files_then[path] = before.files.get(path, "")
                with suppress(OSError):
                    content = read_file(self._inputs.config.target / path)
                    self.as_they_are[path] = plain_lines(content)

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
