"""What the roots of documents can do: be read and written, as XML and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from ._limits import LIMITS
from ._model import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import ClassVar, Self

    from ._fields import Declaration, Document
    from ._limits import Limits
    from ._stream import Records, Source

I = TypeVar("I")  # noqa: E741 - an item


class Root(Record):
    """The root of a document."""

    __slots__ = ()

    if TYPE_CHECKING:  # a root's is that of a document
        _declared: ClassVar[Document]  # pyright: ignore[reportIncompatibleVariableOverride]

    def to_xml(self, *, checked: bool = True) -> bytes:
        """The XML document, in UTF-8.

        Raises RequestError when a value does not fit the schema, unless it goes out unchecked.
        """
        from ._emit import to_xml  # noqa: PLC0415 - the first request pays for it

        return to_xml(self, self._declared, checked=checked)

    def to_json(self, *, checked: bool = True) -> bytes:
        """The JSON document, in UTF-8.

        Raises RequestError when a value does not fit the schema, unless it goes out unchecked.
        """
        from ._emit import to_json  # noqa: PLC0415 - the first request pays for it

        return to_json(self, self._declared, checked=checked)

    @classmethod
    def from_xml(
        cls, document: bytes | str, *, strict: bool = False, limits: Limits = LIMITS
    ) -> Self:
        """Read an XML document.

        Raises ResponseError when it cannot be understood, or is not in the letter of the schema
        where it has to be `strict`.
        """
        from ._read import from_xml  # noqa: PLC0415 - the first answer pays for it

        record: Self = from_xml(document, cls._declared, strict=strict, limits=limits)
        return record

    @classmethod
    def from_json(
        cls, document: bytes | str, *, strict: bool = False, limits: Limits = LIMITS
    ) -> Self:
        """Read a JSON document.

        Raises ResponseError when it cannot be understood, or is not in the letter of the schema
        where it has to be `strict`.
        """
        from ._read import from_json  # noqa: PLC0415 - the first answer pays for it

        record: Self = from_json(document, cls._declared, strict=strict, limits=limits)
        return record


class Query(Root):
    """The root of a document that says what to find: a filter, and the outputs that are wanted."""

    __slots__ = ()

    @classmethod
    def _of(cls, given: object, /, **values: object) -> Self:
        """The request for a filter, for the values of one, or for both; a whole one as it is.

        Raises ArgumentError for a field that the filter does not have.
        """
        own = dict(cls._declared.fields)["filter"]
        record: type[Any] = cls._declared.class_of(own.of)
        values = {name: value for name, value in values.items() if value is not None}
        if isinstance(given, cls):
            if values:
                message = f"{cls.__name__} is a whole request: it takes no other fields"
                raise _argument_error(message)
            return given
        if given is not None and not isinstance(given, record):
            expected = f"{record.__name__} or {cls.__name__}"
            message = (
                f"filter is a {expected}, not {type(given).__name__}; fields are given by name"
            )
            raise _argument_error(message)
        declared: Declaration = cls._declared.declared_by(own)
        known = dict(declared.fields)
        for name in values:
            if name not in known:
                message = f"{record.__name__} has no field {name}"
                raise _argument_error(message)
        whole: Any = cls
        made = record(**values) if given is None else replace(cast("Any", given), **values)
        return cast("Self", whole(filter=made))

    def to_xml(self, *, checked: bool = True) -> bytes:
        """The XML document, in UTF-8.

        Raises RequestError when there is no filter or no output is asked for, or when a value does
        not fit the schema, unless it goes out unchecked.
        """
        if checked:
            self._require_filter()
        return super().to_xml(checked=checked)

    def to_json(self, *, checked: bool = True) -> bytes:
        """The JSON document, in UTF-8.

        Raises RequestError when there is no filter or no output is asked for, or when a value does
        not fit the schema, unless it goes out unchecked.
        """
        if checked:
            self._require_filter()
        return super().to_json(checked=checked)

    def _require_filter(self) -> None:
        path = f"{self._declared.roots[0]}.Filter"
        own: Any = getattr(self, "filter", None)
        if own is not None and not hasattr(own, "output_selector"):
            return  # it is no filter at all, as the check of the schema will say
        settings = self._declared.settings
        problems: list[str] = []
        if own is None or not any(
            _is_set(getattr(own, known.name))
            for known in fields(own)
            if known.name not in settings and known.name != "extra"
        ):
            problems.append(f"{path}: has no filter; a store wants one at least")
        if own is None or not _is_set(own.output_selector):
            problems.append(f"{path}.OutputSelector: is missing; it says what to return")
        if problems:
            from ._errors import RequestError  # noqa: PLC0415 - only an error pays for it

            raise RequestError(problems)


def _is_set(value: object) -> bool:
    """Whether a field of a filter holds anything; nothing that a class of its own defines is asked."""
    kinds: tuple[Any, ...] = (list, dict)
    for kind in kinds:
        if issubclass(type(value), kind):
            return bool(kind.__len__(value))
    return value is not None


def several(name: str, given: object) -> Iterable[Any]:
    """The records that are given as an argument, of which one may stand by itself.

    Raises ArgumentError where there are none.
    """
    if isinstance(given, Record):
        return [given]
    kind: type[Any] = type(given)
    if hasattr(kind, "__iter__") and not issubclass(kind, (str, bytes, Mapping)):
        return cast("Iterable[Any]", given)
    from ._options import shown  # noqa: PLC0415 - only an error pays for it

    message = f"{name} is a list of records, not {shown(given)}"
    raise _argument_error(message)


def _argument_error(message: str) -> Exception:
    from ._errors import ArgumentError  # noqa: PLC0415 - only an error pays for it

    return ArgumentError(message)


class Listing(Root, Generic[I]):
    """The root of a document that holds a list of records."""

    __slots__ = ()

    @classmethod
    def iter_from_xml(cls, source: Source, *, limits: Limits = LIMITS) -> Records[I, Self]:
        """Read the records of an XML document one by one, from a file or from pieces of bytes."""
        from ._stream import Records  # noqa: PLC0415 - the first one pays for it

        return Records(source, cls._declared, limits=limits, is_xml=True)

    @classmethod
    def iter_from_json(cls, source: Source, *, limits: Limits = LIMITS) -> Records[I, Self]:
        """Read the records of a JSON document one by one, from a file or from pieces of bytes."""
        from ._stream import Records  # noqa: PLC0415 - the first one pays for it

        return Records(source, cls._declared, limits=limits, is_xml=False)


class Batch(Listing[I]):
    """The root of a document that is nothing but a list of records."""

    __slots__ = ()

    @classmethod
    def of(cls, records: I | Iterable[I] | Self, /) -> Self:
        """The request for these records; a whole request is returned as it is."""
        if isinstance(records, cls):
            return records
        made: Any = [*several(cls._declared.items[-1], records)]
        for owner, name, _ in reversed(cls._declared.steps):
            made = owner(**{name: made})
        return cast("Self", made)

    def _records(self) -> list[I]:
        """The records that it holds."""
        found: Any = self
        for name in self._declared.items:
            found = getattr(found, name) if found is not None else []
        return [*several(self._declared.items[-1], [] if found is None else found)]

    def iter_to_xml(self, *, checked: bool = True) -> Iterator[bytes]:
        """The XML document in pieces, one for each record; see `to_xml`."""
        return self._pieces(checked=checked, is_xml=True)

    def iter_to_json(self, *, checked: bool = True) -> Iterator[bytes]:
        """The JSON document in pieces, one for each record; see `to_json`."""
        return self._pieces(checked=checked, is_xml=False)

    def _pieces(self, *, checked: bool, is_xml: bool) -> Iterator[bytes]:
        from ._emit import ready, written  # noqa: PLC0415 - the first request pays for it
        from ._stream import pieces  # noqa: PLC0415 - the first one pays for it

        request = ready(self, self._declared, checked=checked, is_xml=is_xml)
        write = partial(
            written, document=self._declared, given=self, checked=checked, is_xml=is_xml
        )
        return pieces(request, self._declared.items, self.of, write, is_xml=is_xml)
