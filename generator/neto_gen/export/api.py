"""Read the operations of an API to export, as a client with the same settings has them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neto_gen.contract.corrections import correct
from neto_gen.examples import Examples
from neto_gen.inventory import OWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from neto_gen.catalogue import Catalogue
    from neto_gen.contract.model import Message
    from neto_gen.dialect import Dialect
    from neto_gen.settings.config import Config

TITLE: Final = "Neto API"

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An operation: its messages, its group and the vendor's page about it.

    `keys` are the elements that tell its records apart. A notification has no request.
    """

    name: str
    file: str
    request: Message | None
    response: Message
    group: str
    page: str | None
    keys: tuple[str, ...]

    @property
    def about(self) -> str:
        """A line on what the action is."""
        what = "Sent by the store" if self.request is None else f"Group {self.group}"
        return f"{what}. {self.page}" if self.page else f"{what}."


@dataclass(frozen=True, slots=True)
class Api:
    """The operations in the order of their names, how values look on the wire, and examples of requests."""

    actions: tuple[Action, ...]
    dialect: Dialect
    examples: Examples

    @property
    def calls(self) -> tuple[tuple[Action, Message], ...]:
        """The operations that one can call, with what is sent."""
        return tuple((a, a.request) for a in self.actions if a.request is not None)


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: what it is called, and what makes its files.

    Of files that are put into a folder, the paths are relative to it; one that `is_file` makes a
    single file, whose path is that of the output.
    """

    name: str
    files: Callable[[Api], dict[str, bytes]]
    is_file: bool = False


def read_api(config: Config) -> Api:
    """Return the operations that a build with these settings covers. Raises Failure."""
    examples = Examples(config, config.only or config.operations)
    dialect = examples.dialect
    contract = correct(examples.contract, dialect.catalogue.corrections)
    taken: set[str] = set()
    actions = [
        _action(o.name.untrusted, o.request, o.response, dialect.catalogue, taken)
        for o in contract.operations
    ]
    return Api(tuple(actions), dialect, examples)


def _action(
    name: str, request: Message | None, response: Message, catalogue: Catalogue, taken: set[str]
) -> Action:
    entry = catalogue.entries.get(name)
    return Action(
        name=name,
        file=unique(name, taken),
        request=request,
        response=response,
        group=OWN if entry is None else entry.group,
        page=None if entry is None else entry.page,
        keys=() if entry is None else entry.keys,
    )


def unique(name: str, taken: set[str]) -> str:
    """Return a name of letters, digits, `_`, `-` and `.` that no other equals, ignoring case."""
    plain = _UNSAFE.sub("_", name).strip(".") or "_"
    found, number = plain, 2
    while found.lower() in taken:
        found, number = f"{plain}_{number}", number + 1
    taken.add(found.lower())
    return found


def as_json(data: object) -> bytes:
    """Return data as indented JSON that diffs well, with a final line feed."""
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()
