"""Define what roots of documents have besides other records: lists, filters, and streams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeAlias, TypeVar, cast

from ._lazy_modules import lazy
from ._model import Record, label

if TYPE_CHECKING:
    from . import _limits, _problems, _stream  # pyright: ignore[reportPrivateUsage]
    from ._fields import Declaration, Document
else:
    _limits, _problems, _stream = lazy("_limits"), lazy("_problems"), lazy("_stream")

I = TypeVar("I")  # noqa: E741 - an item
Extra: TypeAlias = Mapping[str, Any]
"""Elements that no schema lists, by their names on the wire."""


class Root(Record):
    """The root of a document."""

    __slots__ = ("_prefixes", "_problems")

    if TYPE_CHECKING:  # a root's is that of a document
        _declared: ClassVar[Document]  # pyright: ignore[reportIncompatibleVariableOverride]

    @property
    def problems(self) -> list[_problems.Problem]:
        """The values of the document that could not be read; their raw form is in `extra`."""
        found: list[_problems.Problem] = getattr(self, "_problems", [])
        return found

    def note_problems(self, problems: list[_problems.Problem]) -> None:
        """Take note of what could not be read."""
        self._problems = problems

    def note_prefixes(self, prefixes: dict[str, str]) -> None:
        """Take note of the prefixes in values, which an XML document of the record then declares."""
        self._prefixes = prefixes

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        """Take over what was pickled: see Record."""
        attributes, held, *names = state
        values = dict(held)
        noted = {name: values.pop(name) for name in ("_prefixes", "_problems") if name in values}
        super().__setstate__((attributes, values, *names))
        for name, value in noted.items():
            setattr(self, name, value)


class Query(Root):
    """The root of a document that says what to find: a filter, and the outputs that are wanted."""

    __slots__ = ()

    @classmethod
    def _of(cls, given: object, /, **values: object) -> Self:
        """Return the request for a filter, for the fields of one, or for both; a whole request unchanged.

        `extra` adds to that of the filter. Raises ArgumentError for a field that the filter does
        not have.
        """
        own = dict(cls._declared.fields)["filter"]
        record: type[Any] = cls._declared.class_of(own.of)
        values = {name: value for name, value in values.items() if value is not None}
        if isinstance(given, cls):
            if values:
                message = f"{label(cls)} is a whole request: it takes no other fields"
                raise _argument_error(message)
            return given
        if given is not None and not isinstance(given, record):
            expected = f"{label(record)} or {label(cls)}"
            message = f"filter is a {expected}, not {label(type(given))}; fields are given by name"
            raise _argument_error(message)
        declared: Declaration = cls._declared.declared_by(own)
        known = dict(declared.fields)
        extra: object = values.pop("extra", None)
        for name in values:
            if name not in known:
                message = f"{label(record)} has no field {name}"
                raise _argument_error(message)
        if extra is not None:
            values["extra"] = _beside(given, extra)
        whole: Any = cls
        if given is None:
            made = record(**values)
        else:
            from dataclasses import replace  # noqa: PLC0415 - slow to import

            made = replace(cast("Any", given), **values)
        return cast("Self", whole(filter=made))

    def to_xml(self, *, checked: bool = True) -> bytes:
        """Return the XML document in UTF-8.

        Raises RequestError when there is no filter or no output is asked for, or when a value does
        not fit the schema, unless it goes out unchecked.
        """
        if checked:
            self._require_filter()
        return super().to_xml(checked=checked)

    def to_json(self, *, checked: bool = True) -> bytes:
        """Return the JSON document in UTF-8.

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
            return  # not a filter at all, as the check of the schema reports
        settings = self._declared.settings
        declared = self._declared.declared_by(dict(self._declared.fields)["filter"])
        names = [name for name, _ in declared.fields if name not in settings]
        if own is None or not any(is_set(getattr(own, name)) for name in (*names, "extra")):
            from ._errors import RequestError  # noqa: PLC0415 - only an error pays for it

            raise RequestError([f"{path}: has no filter; set at least one"])

    def _hint(self) -> str:
        """Return a hint about what a user may have forgotten, and can be sent all the same."""
        own: Any = getattr(self, "filter", None)
        if own is None or not hasattr(own, "output_selector") or is_set(own.output_selector):
            return ""
        return "no OutputSelector is set, so the response may have almost no fields"


def is_set(value: object) -> bool:
    """Tell whether a field of a filter has a value, without calling methods of a user's class."""
    kinds: tuple[Any, ...] = (list, dict)
    for kind in kinds:
        if issubclass(type(value), kind):
            return bool(kind.__len__(value))
    return value is not None


def _beside(given: object, extra: object) -> dict[str, Any]:
    """Return a filter's data beside its fields, with more added."""
    if not isinstance(extra, Mapping):
        from ._options import shown  # noqa: PLC0415 - only an error needs it

        message = f"extra is a dictionary of names and values, not {shown(extra)}"
        raise _argument_error(message)
    before: dict[str, Any] = {} if given is None else cast("Any", given).extra
    return {**before, **cast("Mapping[str, Any]", extra)}


def several(name: str, given: object) -> Iterable[Any]:
    """Return the records of an argument, which may also be a single one.

    Raises ArgumentError for anything else.
    """
    if isinstance(given, Record):
        return [given]
    kind: type[Any] = type(given)
    if hasattr(kind, "__iter__") and not issubclass(kind, (str, bytes, Mapping)):
        return cast("Iterable[Any]", given)
    from ._options import shown  # noqa: PLC0415 - only an error needs it

    message = f"{name} is a list of records, not {shown(given)}"
    raise _argument_error(message)


def _argument_error(message: str) -> Exception:
    from ._errors import ArgumentError  # noqa: PLC0415 - only an error needs it

    return ArgumentError(message)


class Listing(Root, Generic[I]):
    """The root of a document that holds a list of records."""

    __slots__ = ()

    @classmethod
    def iter_from_xml(
        cls,
        source: _stream.Source,
        *,
        unreadable: _problems.Unreadable = "keep",
        limits: _limits.Limits | None = None,
    ) -> _stream.Records[I, Self]:
        """Read the records of an XML document one by one, from a file or from pieces of bytes."""
        from ._stream import Records  # noqa: PLC0415 - only the first one needs it

        declared = cls._declared
        return Records(source, declared, unreadable=unreadable, limits=limits, is_xml=True)

    @classmethod
    def iter_from_json(
        cls,
        source: _stream.Source,
        *,
        unreadable: _problems.Unreadable = "keep",
        limits: _limits.Limits | None = None,
    ) -> _stream.Records[I, Self]:
        """Read the records of a JSON document one by one, from a file or from pieces of bytes."""
        from ._stream import Records  # noqa: PLC0415 - only the first one needs it

        declared = cls._declared
        return Records(source, declared, unreadable=unreadable, limits=limits, is_xml=False)


class BatchRequest(Listing[I]):
    """The root of a document that is nothing but a list of records."""

    __slots__ = ()

    @classmethod
    def of(cls, records: I | Iterable[I] | Self, /) -> Self:
        """Return the request for these records; a whole request is returned unchanged."""
        if isinstance(records, cls):
            return records
        made: Any = [*several(cls._declared.items[-1], records)]
        for owner, name, _ in reversed(cls._declared.steps):
            made = owner(**{name: made})
        return cast("Self", made)

    def _records(self) -> list[I]:
        """Return the records that it holds."""
        found: Any = self
        for name in self._declared.items:
            found = getattr(found, name) if found is not None else []
        return [*several(self._declared.items[-1], [] if found is None else found)]

    def _holders(self) -> list[Any]:
        """Return what leads to the records: the request itself first, and None for what is missing."""
        found: list[Any] = [self]
        for name in self._declared.items[:-1]:
            found.append(None if found[-1] is None else getattr(found[-1], name))
        return found

    def _is_more(self) -> bool:
        """Tell whether it has more content than records."""
        return any(holder is not None and holder.extra for holder in self._holders())

    def _with(self, records: Sequence[I]) -> Self:
        """Return the request with these records instead of its own."""
        from dataclasses import replace  # noqa: PLC0415 - slow to import

        made: Any = records
        holders = self._holders()
        for (owner, name, _), holder in zip(
            reversed(self._declared.steps), reversed(holders), strict=True
        ):
            made = owner(**{name: made}) if holder is None else replace(holder, **{name: made})
        return cast("Self", made)

    def iter_to_xml(self, *, checked: bool = True) -> Iterator[bytes]:
        """Return the XML document in pieces, one for each record; see `to_xml`."""
        return self._pieces(checked=checked, is_xml=True)

    def iter_to_json(self, *, checked: bool = True) -> Iterator[bytes]:
        """Return the JSON document in pieces, one for each record; see `to_json`."""
        return self._pieces(checked=checked, is_xml=False)

    def _pieces(self, *, checked: bool, is_xml: bool) -> Iterator[bytes]:
        from ._encode import ready, written  # noqa: PLC0415 - only the first request needs it
        from ._stream import pieces  # noqa: PLC0415 - only the first one needs it

        if self._is_more():  # which is beside the records, and in none of the pieces
            return iter([(self.to_xml if is_xml else self.to_json)(checked=checked)])
        request = ready(self, self._declared, checked=checked, is_xml=is_xml)
        write = partial(
            written, document=self._declared, given=self, checked=checked, is_xml=is_xml
        )
        return pieces(request, self._declared.items, self.of, write, is_xml=is_xml)
