"""Define what is special about an API: known facts, and the format of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from neto_gen.catalogue import NOTHING_KNOWN, read_catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from neto_gen.catalogue import Catalogue, Correction

DIALECTS: Final = ("neto", "xsd")
"""The names of the dialects: that of the API of this name, and the letter of XML Schema."""


WITHOUT: Final[Mapping[str, frozenset[str]]] = {
    "neto": frozenset(
        {
            "_builtin.py",
            "_builtin_types.py",
            "_element_marks.py",
            "_element_order.py",
            "_identity_constraints.py",
            "_named_types.py",
            "_places.py",
            "_validating_decoder.py",
        }
    )
}
"""The modules of the runtime that no client of a dialect can reach, which it does not carry."""


class Dialect(NamedTuple):
    """The properties of an API that are not in its schemas.

    `catalogue` is what is known of the API and stands in no schema: corrections, which requests may
    be sent again, and what tells records apart. With `envelope`, answers say how they went in `Ack`
    and `Messages`; with `filters`, what is to be found is a filter that methods take the fields of.
    In a `strict` one an answer must have what its schema requires, and in a `qualified` one elements
    are written in their namespaces. With `lists`, JSON has a list wherever several may stand, and not
    one value in its place. With `own_spellings`, truth and moments are not written as XML Schema does.
    """

    name: str
    catalogue: Catalogue
    envelope: bool
    filters: bool
    strict: bool
    qualified: bool
    lists: bool
    own_spellings: bool


def dialect_named(name: str, own: Sequence[Correction] = ()) -> Dialect:
    """Return the dialect of this name, with a project's own corrections.

    Only `neto` has a catalogue, that of its API.
    """
    ours = name == "neto"
    known = read_catalogue() if ours else NOTHING_KNOWN
    return Dialect(
        name=name,
        catalogue=known.corrected(own) if own else known,
        envelope=ours,
        filters=ours,
        strict=not ours,
        qualified=not ours,
        lists=not ours,
        own_spellings=ours,
    )
