"""The catalogue of the API: its operations, their groups, and where their schemas are kept."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from neto_gen.problems import ExitCode, Failure, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """An operation of the API. `bases` are the addresses of its schemas' folder, best first."""

    name: str
    group: str
    bases: tuple[str, ...]

    @property
    def files(self) -> tuple[str, str]:
        """The names of its schema files: what is sent, and what comes back."""
        return f"{self.name}.xsd", f"{self.name}Response.xsd"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The operations of the API by name."""

    entries: dict[str, CatalogueEntry]

    def choose(self, names: Sequence[str]) -> tuple[CatalogueEntry, ...]:
        """The entries of these operations, each once.

        Raises Failure for every name that the API does not have.
        """
        unknown = [name for name in names if name not in self.entries]
        if unknown:
            hint = "neto-gen list shows the operations of the API"
            problems = (
                Problem(
                    f'the API has no operation "{name}"',
                    None,
                    did_you_mean(name, self.entries, hint),
                )
                for name in unknown
            )
            raise Failure(ExitCode.USAGE, *problems)
        return tuple(self.entries[name] for name in dict.fromkeys(names))


def read_catalogue() -> Catalogue:
    """The catalogue that comes with neto-gen."""
    text = (Path(__file__).parent / "catalogue.toml").read_text(encoding="utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    entries = (
        CatalogueEntry(
            name=table["name"],
            group=table["group"],
            bases=tuple(table.get("bases", data["bases"])),
        )
        for table in data["operation"]
    )
    return Catalogue({entry.name: entry for entry in entries})
