"""Define how strict servers and readers are, and what JSON looks like: the verdicts' settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neto_gen.dialect import Dialect


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The settings, each with what is usual.

    `tokens`: JSON has numbers and booleans, not only strings. `single_or_list`: in JSON, one value
    may stand in place of a list of one. `root_in_json`: the name of the root is a key.
    `own_spellings`: JSON has `True` and `2026-01-31 12:00:00`, where XML Schema has `true` and a `T`.
    """

    strict_server: bool = True
    strict_json_server: bool = False
    strict_reader: bool = False
    open_enumerations: bool = False
    tokens: bool = True
    single_or_list: bool = False
    root_in_json: bool = False
    own_spellings: bool = False
    allow_deprecated: bool = False
    documentation: bool = False


def policy_of(dialect: Dialect) -> Policy:
    """Return the settings of a dialect: clients write all JSON values as strings, and read both."""
    return Policy(
        tokens=False, single_or_list=not dialect.lists, own_spellings=dialect.own_spellings
    )
