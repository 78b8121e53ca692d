"""Define the public surface of a package as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function; `default` is None where a value has to be given."""

    name: str
    type: str
    default: str | None
    by_position: bool
    by_name: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function: its parameters in order, `*` and `**` among them, and what it returns."""

    parameters: tuple[Parameter, ...]
    returns: str

    def __str__(self) -> str:
        shown = ", ".join(
            f"{p.name}: {p.type}" + ("" if p.default in {None, ""} else f" = {p.default}")
            for p in self.parameters
        )
        return f"({shown}) -> {self.returns}"


@dataclass(frozen=True, slots=True)
class Function:
    """A function, method or property: all ways to call it, and what `style` of function it is."""

    signatures: tuple[Signature, ...]
    style: str


@dataclass(frozen=True, slots=True)
class Value:
    """A field, a member of an enumeration or a name of a module.

    `value` is what is printed for it, None where there is nothing; `facets` are the keywords of a
    field's declaration, and `wire` its name on the wire.
    """

    style: str
    type: str
    value: str | None
    is_required: bool = False
    wire: str | None = None
    facets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Class:
    """A class: what it is derived from, by name, and its members with those that it inherits.

    `inherited` are the names of members that a class of the package gave it, with that class.
    """

    style: str
    ancestors: frozenset[str]
    members: Mapping[str, Member]
    inherited: Mapping[str, str]


Member = Function | Value | Class


@dataclass(frozen=True, slots=True)
class Surface:
    """The public modules of a package by name, each with its public names; the package itself is ""."""

    modules: Mapping[str, Mapping[str, Member]]
