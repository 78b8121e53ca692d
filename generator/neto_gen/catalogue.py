"""The catalogue of the API: its operations, their groups, and what no schema says of them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from neto_gen.problems import ExitCode, Failure, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

ENDPOINT: Final = "/do/WS/NetoAPI"
ACTION: Final = "NETOAPI_ACTION"
"""The header that says which operation a request is for."""
STORE: Final = "https://www.mystore.com.au"
"""The address in all examples. Readers replace it, where a format has variables, in one place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """What an action's first word says: whether a request may be sent again, and why.

    A request that holds the element `not_idempotent_with` may not.
    """

    name: str
    idempotent: bool
    why: str
    not_idempotent_with: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """An operation of the API, or a notification that the store sends by itself.

    `purpose` says what it is for, without a full stop. `bases` are the addresses of its schemas' folder, best first. `page` is the documentation;
    without one there is no complete public contract. `keys` are the elements that tell its records
    apart. A notification has a `root` in its own `file`.
    """

    name: str
    group: str
    bases: tuple[str, ...]
    purpose: str = ""
    page: str | None = None
    keys: tuple[str, ...] = ()
    file: str | None = None
    root: str | None = None

    @property
    def roots(self) -> dict[str, str]:
        """The names of its schema files with their roots: what is sent, and what comes back."""
        if self.file is not None:
            return {self.file: self.root or ""}
        return {f"{root}.xsd": root for root in (self.name, f"{self.name}Response")}

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its schema files."""
        return tuple(self.roots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A correction of elements where the store does not follow the schema.

    `elements` are paths of names from the root, with `*` for any; `but` those that are meant by
    these and stay. `correct` is None for what is strange, and stays as it is documented. `evidence`
    says where the store was seen to differ, or that it is inferred.
    """

    elements: tuple[str, ...]
    but: tuple[str, ...]
    documented: dict[str, object]
    correct: dict[str, object] | None
    reason: str
    evidence: str

    @property
    def is_addition(self) -> bool:
        """Whether it adds elements that no schema has, to records that schemas have."""
        return self.documented.get("absent") is True


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """An output of an operation that stands for fields of other names: their paths, with `*` for any."""

    operation: str
    name: str
    elements: tuple[str, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The operations of the API and the notifications by name, and what is wrong with their schemas.

    `settings` are the elements of a filter that find nothing by themselves. Any other output than
    those in `selectors` is named as the field that it brings.
    """

    entries: dict[str, CatalogueEntry]
    settings: tuple[str, ...]
    verbs: tuple[Verb, ...]
    corrections: tuple[Correction, ...]
    selectors: tuple[Selector, ...]

    @property
    def operations(self) -> dict[str, CatalogueEntry]:
        """The operations, without the notifications."""
        return {name: entry for name, entry in self.entries.items() if entry.file is None}

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """The names of the operations and notifications of each group."""
        entries = sorted(self.entries.values(), key=lambda entry: (entry.group, entry.name))
        found: dict[str, tuple[str, ...]] = {}
        for entry in entries:
            found[entry.group] = (*found.get(entry.group, ()), entry.name)
        return found

    def verb(self, name: str) -> Verb | None:
        """Return the verb that an action's name begins with, if it is known."""
        return next((verb for verb in self.verbs if _begins(name, verb.name)), None)

    def corrected(self, own: Sequence[Correction]) -> Catalogue:
        """Return the catalogue with more corrections after its own."""
        return replace(self, corrections=(*self.corrections, *own))

    def choose(self, names: Sequence[str]) -> tuple[CatalogueEntry, ...]:
        """Return the entries of these operations, notifications and groups, each once.

        Raises Failure for every name that the API does not have.
        """
        groups = self.groups
        unknown = [name for name in names if name not in self.entries and name not in groups]
        if unknown:
            hint = "neto-gen list shows the operations of the API"
            problems = (
                Problem(
                    f'the API has no operation "{name}"',
                    None,
                    did_you_mean(name, (*self.entries, *groups), hint),
                )
                for name in unknown
            )
            raise Failure(ExitCode.USAGE, *problems)
        chosen = dict.fromkeys(inner for name in names for inner in groups.get(name, (name,)))
        return tuple(self.entries[name] for name in chosen)


NOTHING_KNOWN: Final = Catalogue(entries={}, settings=(), verbs=(), corrections=(), selectors=())
"""The catalogue of an API without known facts."""


@cache
def read_catalogue() -> Catalogue:
    """Read the catalogue that comes with neto-gen. Raises Failure when it is damaged."""
    path = Path(__file__).parent / "catalogue.toml"
    try:
        return _catalogue(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        what = f"the catalogue of neto-gen cannot be read: {type(error).__name__}: {error}"
        raise Failure(ExitCode.USAGE, Problem(what, str(path), "install neto-gen again")) from None


def _catalogue(data: dict[str, Any]) -> Catalogue:
    entries = (
        CatalogueEntry(
            name=table["name"],
            group=table["group"],
            bases=tuple(table.get("bases", data["bases"])),
            purpose=table.get("purpose", ""),
            page=table.get("page"),
            keys=tuple(table.get("keys", ())),
            file=table.get("file"),
            root=table.get("root"),
        )
        for table in (*data["operation"], *data["notification"])
    )
    corrections = (
        Correction(
            elements=tuple(table["elements"]),
            but=tuple(table.get("except", ())),
            documented=table["documented"],
            correct=table.get("correct"),
            reason=table["reason"],
            evidence=table["evidence"],
        )
        for table in data["correction"]
    )
    selectors = (
        Selector(
            operation=table["operation"],
            name=table["name"],
            elements=tuple(table["elements"]),
            evidence=table["evidence"],
        )
        for table in data["selector"]
    )
    return Catalogue(
        entries={entry.name: entry for entry in entries},
        settings=tuple(data["settings"]),
        verbs=tuple(Verb(**table) for table in data["verb"]),
        corrections=tuple(corrections),
        selectors=tuple(selectors),
    )


def _begins(name: str, verb: str) -> bool:
    """Tell whether a name begins with this word, and not with a longer one."""
    return name.startswith(verb) and not name[len(verb) :][:1].islower()
