"""Simple types by the letter: a text is a value of a type that has its form, and that all facets allow.

So the types of a union are tried: https://www.w3.org/TR/xmlschema-2/#union-datatypes
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._decoder import MEMBERS
from ._explain import tester
from ._fields import TEXTS
from ._lexical import WRITE
from ._pattern import compile_pattern
from ._qnames import expanded, with_prefixes
from ._value_writers import writer
from ._verbatim import keep, plain
from ._whitespace import NORMALIZED, words
from ._xsd_lexical import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ._fields import Declaration, Field
    from ._qnames import QName

    NameResolver = Callable[[str], QName | None]
    """What finds the name that a text is, with the prefixes where it stands."""
    Read = Callable[[str, NameResolver], Any]
    """What makes a value of a text. Raises ValueError where it is none of the type."""
    Parse = Callable[[str, NameResolver], tuple[Any, str]]
    """The same, with the text in the white space of the type."""

_BINARY = frozenset({"base64", "hexadecimal"})


def reader(declared: Declaration, field: Field) -> Read:
    """Return a function that reads a value of a field's type, and raises ValueError."""
    parse = _parser(declared, field)
    return lambda text, names: parse(text, names)[0]


def spaced(declared: Declaration, field: Field, text: str, names: NameResolver) -> str:
    """Return a text in the white space of its type: of a union, that of the member that it is a value of."""
    if field.kind == "union":
        try:
            return _value_parser(declared, field)(text, names)[1]
        except ValueError:  # whatever its facets, it is none
            return text
    return NORMALIZED.get(field.space, str)(text)


def _parser(declared: Declaration, field: Field) -> Parse:
    decode = _value_parser(declared, field)
    fits = tester(declared, field) if field.facets else None
    patterns = tuple(map(compile_pattern, field.facets.get("patterns", ())))
    normalized = NORMALIZED.get(field.space)

    def parse(text: str, names: NameResolver) -> tuple[Any, str]:
        value, text = decode(text if normalized is None else normalized(text), names)
        spelled = with_prefixes(value, text) if patterns else text
        if not all(pattern.matches(spelled) for pattern in patterns):
            raise ValueError("not of the form that its type has")
        if fits is not None and not fits(value):
            raise ValueError("not what its type allows")
        return value, text

    return parse


def _value_parser(declared: Declaration, field: Field) -> Parse:
    if field.kind == "union":
        members = [_parser(declared, part) for part in field.parts]
        return lambda text, names: _first(members, text, names)
    decode = value_decoder(declared, field)
    return lambda text, names: (decode(text, names), text)


def value_decoder(declared: Declaration, field: Field) -> Read:
    """Return a function that reads a value, whatever its facets."""
    if field.kind == "union":
        parse = _value_parser(declared, field)
        return lambda text, names: parse(text, names)[0]
    if field.kind == "tokens":
        item = reader(declared, field.parts[0])
        return lambda text, names: [item(word, names) for word in words(text)]
    if field.kind == "enumeration":
        listed = MEMBERS[declared.class_of(field.of)]
        return lambda text, _: _listed(listed, text)
    if field.kind in TEXTS:
        return lambda text, _: text
    if field.kind == "qname":
        return _name
    return lambda text, _: _kept(field.kind, text)


def may_be_space(declared: Declaration, field: Field) -> bool:
    """Tell whether white space alone is a value of a type, and is written as an empty text."""
    try:
        return writer(declared, field)(reader(declared, field)(" ", expanded)) == ""
    except ValueError:
        return False


def _first(members: list[Parse], text: str, names: NameResolver) -> tuple[Any, str]:
    for member in members:
        try:
            return member(text, names)
        except ValueError:
            continue
    raise ValueError("not a value of any of its types")


def _name(text: str, names: NameResolver) -> QName:
    found = names(text)
    if found is None:
        raise ValueError("not a name with a prefix that is declared")
    return found


def _listed(listed: dict[str, Any], text: str) -> Any:  # noqa: ANN401 - of an enumeration
    if text not in listed:
        raise ValueError("not listed")
    return listed[text]


def _kept(kind: str, text: str) -> Any:  # noqa: ANN401 - of any type
    """Return a value with its text, if it would be written differently without that."""
    value = read(kind, text)
    if kind in _BINARY or WRITE[kind](value) != text:
        return keep(plain(value), text, kind)
    return value


class CompoundType:
    """A type that is made of others: how its values are written, and which are listed."""

    def __init__(self, declared: Declaration, field: Field) -> None:
        self._read = value_decoder(declared, field)
        self.text = writer(declared, field)

    def is_one_of(self, value: object, texts: Sequence[str]) -> bool:
        """Tell whether a value equals one of these texts' values."""
        return any(value == listed for listed in self._values(texts))

    def _values(self, texts: Sequence[str]) -> Iterator[object]:
        for text in texts:
            try:
                yield self._read(text, expanded)
            except ValueError:
                continue
