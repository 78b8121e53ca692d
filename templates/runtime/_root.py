"""What the roots of documents can do: be read and written, as XML and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from . import _read, _write
from ._limits import LIMITS
from ._model import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Self

    from ._check import Check
    from ._limits import Limits
    from ._read import Reading, Values
    from ._stream import Records, Source

R = TypeVar("R")
I = TypeVar("I")  # noqa: E741 - an item


class Format(NamedTuple, Generic[R]):
    """How documents with this root look, and what checks, reads and writes them.

    Read, the root may have one of several names; the first begins every path. Written, it has a
    `start` and an `end`. `namespaces` are those of the schema, where others may stand beside them.
    """

    roots: tuple[str, ...]
    start: str
    end: str
    fits: Callable[[R, Check], bool]
    check: Callable[[R, Check], None]
    read: Callable[[Values, Reading], R]
    to_xml: Callable[[R, Callable[[str], None]], None]
    to_json: Callable[[R], dict[str, Any]]
    namespaces: frozenset[str] | None = None


class Items(NamedTuple, Generic[I]):
    """The records that repeat in a document: the path to them, and what reads one."""

    path: tuple[str, ...]
    read: Callable[[Values, Reading], I]


_formats: dict[type, Format[Any]] = {}


class Root(Record):
    """The root of a document."""

    __slots__ = ()

    @staticmethod
    def _format() -> Format[Any]:
        raise NotImplementedError

    @classmethod
    def _known_format(cls) -> Format[Any]:
        """The format, made when it is first needed."""
        found = _formats.get(cls)
        if found is None:
            found = _formats[cls] = cls._format()
        return found

    def to_xml(self, *, checked: bool = True) -> bytes:
        """The XML document, in UTF-8.

        Raises RequestError when a value does not fit the schema, unless it goes out unchecked.
        """
        return _write.to_xml(self, self._known_format(), checked=checked)

    def to_json(self, *, checked: bool = True) -> bytes:
        """The JSON document, in UTF-8.

        Raises RequestError when a value does not fit the schema, unless it goes out unchecked.
        """
        return _write.to_json(self, self._known_format(), checked=checked)

    @classmethod
    def from_xml(
        cls, document: bytes | str, *, strict: bool = False, limits: Limits = LIMITS
    ) -> Self:
        """Read an XML document.

        Raises ResponseError when it cannot be understood, or is not in the letter of the schema
        where it has to be `strict`.
        """
        record: Self = _read.from_xml(document, cls._known_format(), strict=strict, limits=limits)
        return record

    @classmethod
    def from_json(
        cls, document: bytes | str, *, strict: bool = False, limits: Limits = LIMITS
    ) -> Self:
        """Read a JSON document.

        Raises ResponseError when it cannot be understood, or is not in the letter of the schema
        where it has to be `strict`.
        """
        record: Self = _read.from_json(document, cls._known_format(), strict=strict, limits=limits)
        return record


class Listing(Root, Generic[I]):
    """The root of a document that holds a list of records."""

    __slots__ = ()

    @staticmethod
    def _items() -> Items[Any]:
        raise NotImplementedError

    @classmethod
    def iter_from_xml(cls, source: Source, *, limits: Limits = LIMITS) -> Records[I, Self]:
        """Read the records of an XML document one by one, from a file or from pieces of bytes."""
        from ._stream import Records  # noqa: PLC0415 - the first one pays for it

        return Records(source, cls._known_format(), cls._items(), limits=limits, is_xml=True)

    @classmethod
    def iter_from_json(cls, source: Source, *, limits: Limits = LIMITS) -> Records[I, Self]:
        """Read the records of a JSON document one by one, from a file or from pieces of bytes."""
        from ._stream import Records  # noqa: PLC0415 - the first one pays for it

        return Records(source, cls._known_format(), cls._items(), limits=limits, is_xml=False)


class Batch(Listing[I]):
    """The root of a document that is nothing but a list of records."""

    __slots__ = ()

    @staticmethod
    def _fields() -> tuple[str, ...]:
        """The names of the fields that lead to the list."""
        raise NotImplementedError

    @staticmethod
    def of(records: Any, /) -> Any:  # noqa: ANN401 - every root says which
        """The document for these records; a whole document is returned as it is."""
        raise NotImplementedError

    def iter_to_xml(self, *, checked: bool = True) -> Iterator[bytes]:
        """The XML document in pieces, one for each record; see `to_xml`."""
        return self._pieces(checked=checked, is_xml=True)

    def iter_to_json(self, *, checked: bool = True) -> Iterator[bytes]:
        """The JSON document in pieces, one for each record; see `to_json`."""
        return self._pieces(checked=checked, is_xml=False)

    def _pieces(self, *, checked: bool, is_xml: bool) -> Iterator[bytes]:
        from ._stream import pieces  # noqa: PLC0415 - the first one pays for it

        if checked:
            _write.require(self, self._known_format())
        return pieces(self, self._fields(), self.of, is_xml=is_xml)
