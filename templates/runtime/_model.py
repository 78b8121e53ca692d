"""Define what all records and all enumerations have in common."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import IO, TYPE_CHECKING, Any, ClassVar, Literal, Self, SupportsIndex, TypeVar

from . import _fields as _f
from ._lazy_modules import lazy

if TYPE_CHECKING:
    from dataclasses import Field
    from typing import Union as Union  # noqa: PLC0414 - for unions too long for operators

    from . import _limits, _problems  # pyright: ignore[reportPrivateUsage]
    from ._fields import Declaration
else:
    _limits, _problems = lazy("_limits"), lazy("_problems")

R = TypeVar("R", bound="Record")


class _OfDataclass:
    """An attribute by which `dataclasses` knows a class, from what makes such a class of it.

    To import that module would take as long as all the rest that a module of records imports.
    """

    def __init__(self, make: Callable[[Any], type[Any]]) -> None:
        self._make = make
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:  # noqa: ANN401 - as in object
        return getattr(self._make(owner), self._name)


def _of_record(record: Any) -> type[Any]:  # noqa: ANN401 - a class of records
    made: type[Any] = record._declared.as_dataclass  # noqa: SLF001 - a record's own
    return made


def _repr(self: Record | RawElement) -> str:
    # It looks for this first, and breaks lines sensibly.
    printer: Any = getattr(sys.modules.get("pprint"), "PrettyPrinter", None)
    getattr(printer, "_dispatch", {}).setdefault(_repr, _print_over_lines)
    shown = (f"{name}={value!r}" for name, value in self.__rich_repr__())
    return f"{type(self).__name__}({', '.join(shown)})"


@_f.record
class Record:
    """The base class of records, which represent elements with child elements.

    `extra` has the elements that are not in the schema, by their names on the wire: values,
    dictionaries of such names, or lists of these. It is read from documents, and sent beside the
    fields. Records are equal if they have the same class and the same values. `repr` omits fields
    that are not set. (Generating classes and methods with `dataclasses` would take more than half of
    the time that it takes to import them.)
    """

    if TYPE_CHECKING:
        _declared: ClassVar[Declaration]
        __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    else:
        __dataclass_fields__ = _OfDataclass(_of_record)
        __dataclass_params__ = _OfDataclass(_of_record)

    __match_args__ = ()
    __repr__ = _repr

    extra: dict[str, Any] = _f.extra()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _names(type(self)))

    # Mutable objects have no stable hash.
    __hash__ = None  # type: ignore[assignment]

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """Yield the fields that are set: https://rich.readthedocs.io/en/stable/pretty.html."""
        for name in _names(type(self)):
            value = getattr(self, name)
            if name != "extra" and value is not None and value != []:
                yield name, value

    def __replace__(self, /, **changes: Any) -> Self:  # noqa: ANN401 - a value of any field
        from dataclasses import replace  # noqa: PLC0415 - see _OfDataclass

        return replace(self, **changes)

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> Any:  # noqa: ANN401 - as there
        """Return how to make the record, also where another version of the package has no such class."""
        kind = type(self)
        if kind.__module__.startswith(_OURS):
            from ._unpickle import new_record  # noqa: PLC0415 - only a pickle

            return new_record, (kind.__module__, kind.__qualname__), self.__getstate__()
        return object.__reduce_ex__(self, protocol)

    def __getstate__(self) -> tuple[dict[str, Any] | None, dict[str, Any], dict[str, str]]:
        """Return what the record holds, and what its fields that are set are called on the wire."""
        own: Any = object.__getstate__(self)
        is_of_both = issubclass(type(own), tuple)
        attributes: dict[str, Any] | None = own[0] if is_of_both else own
        values: dict[str, Any] = own[1] if is_of_both else {}
        fields = self._declared.fields
        names = {name: f.key for name, f in fields if values.get(name) not in (None, [])}
        return attributes, values, names

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        """Take over what was pickled, by this version of the package or another.

        Fields that are new have their default; what no longer is one, or is of a class that is gone, goes
        to `extra`, under its name on the wire.
        """
        from ._unpickle import fill  # noqa: PLC0415 - only what is unpickled or copied pays for it

        fill(self, state)

    def to_xml(self, *, checked: bool = True) -> bytes:
        """Return the record as an XML document, in UTF-8.

        Raises RequestError when a value does not fit the schema, unless it goes out unchecked.
        """
        from ._encode import to_xml  # noqa: PLC0415 - only the first request needs it

        return to_xml(self, self._declared.document, checked=checked)

    def to_json(self, *, checked: bool = True) -> bytes:
        """Return the record as a JSON document, in UTF-8.

        Raises RequestError when a value does not fit the schema, unless it goes out unchecked.
        """
        from ._encode import to_json  # noqa: PLC0415 - only the first request needs it

        return to_json(self, self._declared.document, checked=checked)

    @classmethod
    def from_xml(
        cls,
        document: bytes | str,
        *,
        strict: bool = False,
        unreadable: _problems.Unreadable = "keep",
        limits: _limits.Limits | None = None,
    ) -> Self:
        """Read a record from an XML document: its element.

        A value that cannot be read is None, and its raw value is in the `extra` of its record (the
        root of a document lists these in `problems`). Raises ResponseError for a document that cannot
        be understood, with `unreadable="raise"` for a value that cannot be read, and with `strict` for
        everything that differs from the schema.
        """
        from ._decode import from_xml  # noqa: PLC0415 - only the first response needs it

        record: Self = from_xml(
            document, cls._declared.document, strict=strict, unreadable=unreadable, limits=limits
        )
        return record

    @classmethod
    def from_json(
        cls,
        document: bytes | str,
        *,
        strict: bool = False,
        unreadable: _problems.Unreadable = "keep",
        limits: _limits.Limits | None = None,
    ) -> Self:
        """Read a record from a JSON document: its object.

        A value that cannot be read is None, and its raw value is in the `extra` of its record (the
        root of a document lists these in `problems`). Raises ResponseError for a document that cannot
        be understood, with `unreadable="raise"` for a value that cannot be read, and with `strict` for
        everything that differs from the schema.
        """
        from ._decode import from_json  # noqa: PLC0415 - only the first response needs it

        record: Self = from_json(
            document, cls._declared.document, strict=strict, unreadable=unreadable, limits=limits
        )
        return record

    def to_dict(
        self, names: Literal["python", "wire"] = "python", *, for_json: bool = False
    ) -> dict[str, Any]:
        """Return the record as a dictionary, without the fields that are not set.

        Keys are the names of the fields, or with `"wire"` the names on the wire. Nested records become
        dictionaries, too, and enumeration values become strings. Numbers and times are kept; with
        `for_json`, types that JSON does not have become strings. Elements that are not in the schema
        are included unchanged, with a `_` after their name if a field has that name.
        """
        from ._dicts import as_dict  # noqa: PLC0415 - only the first one needs it

        return as_dict(self, names, for_json=for_json)

    def copy_as(
        self,
        kind: type[R],
        *,
        include: Iterable[str] | None = None,
        left_out: list[str] | None = None,
    ) -> R:
        """Return a record of another class, with all fields that have the same name on the wire.

        `include` lists the fields to copy, by their names in Python or on the wire; without it, all
        fields that are set are copied. `order_line.sku` is a field of a nested record. Values are
        converted to the types of the other class.

        Raises ArgumentError if one of the classes does not have an included field, or if a value
        cannot be converted. Other fields that the other class does not have are omitted. If you pass
        a list as `left_out`, it gets a line for each field and value that could not be copied, and
        only a missing included field is an error.
        """
        from ._copy_record import copy_as  # noqa: PLC0415 - only the first one needs it

        return copy_as(self, kind, include, left_out)


def _print_over_lines(  # noqa: PLR0917 - the signature that pprint calls
    printer: Any,  # noqa: ANN401 - a PrettyPrinter
    record: Record | RawElement,
    stream: IO[str],
    indent: int,
    allowance: int,
    context: dict[int, int],
    level: int,
) -> None:
    """Print a record with `pprint`, each field that is set on a line of its own."""
    name = type(record).__name__
    stream.write(f"{name}(")
    write_items = printer._format_namespace_items  # noqa: SLF001 - as for dataclasses
    write_items(
        [*record.__rich_repr__()], stream, indent + len(name) + 1, allowance, context, level
    )
    stream.write(")")


def label(kind: type) -> str:
    """Return a class's name for messages: a record's with its module, because names repeat."""
    module = str(kind.__module__).removeprefix(f"{__package__}.")
    return kind.__qualname__ if module == "builtins" else f"{module}.{kind.__qualname__}"


def _names(record: type[Record]) -> Iterator[str]:
    """Return the names of a record's fields."""
    from dataclasses import fields  # noqa: PLC0415 - see _OfDataclass

    return (own.name for own in fields(record))


# A record without any field set: a decoder sets every field, in half the time of a
# call with all of them as arguments.
new = object.__new__


_OURS = f"{__package__}."


def _of_raw_element(_: object) -> type[Any]:
    from dataclasses import make_dataclass  # noqa: PLC0415 - see _OfDataclass

    return make_dataclass("RawElement", [("name", "str"), ("value", "Any", None)])


class RawElement:
    """An element that is not in the schema, in its raw form.

    `name` is the name of the element, with its namespace in braces before it if it has one.
    `value` is its text, or a dictionary of its content: attributes have an `@` before their name,
    `#text` is its text, and if the order of its content matters, `#content` lists all of it, each
    element as a dictionary with one name. As in JSON, several elements of one name are a list.
    """

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    else:
        __dataclass_fields__ = _OfDataclass(_of_raw_element)
        __dataclass_params__ = _OfDataclass(_of_raw_element)

    __match_args__ = ("name", "value")
    __slots__ = (*__match_args__, "__weakref__")
    __repr__ = _repr

    name: str
    value: Any

    def __init__(self, name: str, value: Any = None) -> None:  # noqa: ANN401 - raw data
        self.name = name
        self.value = value

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return (self.name, self.value) == (other.name, other.value)

    __hash__ = None  # type: ignore[assignment]

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """Yield both fields, as a record does."""
        yield "name", self.name
        yield "value", self.value


class OpenEnumeration(str, Enum):  # noqa: UP042 - the standard one cannot be extended
    """An enumeration of strings that may also have values that are not in the schema.

    Each value equals its string, has the same hash, and prints as the string. An unlisted value
    has the enumeration's type, too, and `is_known == False`. It can be read but not sent. `text` is
    the value as a plain `str`.
    """

    text: str
    is_known: bool
    """Whether the schema lists this value."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.is_known = True

    def __reduce_ex__(self, proto: object) -> tuple[Any, ...]:
        """Return how to make the value, also where another version of the package has no such class."""
        kind = type(self)
        if kind.__module__.startswith(_OURS):
            from ._unpickle import new_value  # noqa: PLC0415 - only a pickle

            return new_value, (kind.__module__, kind.__qualname__, self.text)
        return super().__reduce_ex__(proto)

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return cls.unlisted(str.__str__(value)) if isinstance(value, str) else None

    @classmethod
    def unlisted(cls, text: str) -> Self:
        """Return the value of a string as an unlisted value."""
        unknown = str.__new__(cls, text)
        unknown._name_ = unknown._value_ = unknown.text = text
        unknown.is_known = False
        return unknown

    @property
    def can_be_sent(self) -> bool:
        """Whether this value can be sent: the schema lists it."""
        return self.is_known

    if TYPE_CHECKING:
        # As for a string. Defined here, because type checkers assume that an enumeration's value differs
        # from every string, and that values which are not listed are impossible.
        def __eq__(self, other: object) -> bool: ...
        def __hash__(self) -> int: ...

    def __str__(self) -> str:
        return str.__str__(self)

    def __format__(self, format_spec: str) -> str:
        return str.__format__(self, format_spec)

    def __repr__(self) -> str:
        if self.is_known:
            return f"{type(self).__name__}.{self._name_}"
        return f"{type(self).__name__}({self.text!r})"


class ExtensibleEnumeration(OpenEnumeration):
    """An enumeration whose list is incomplete: unlisted values can be sent, too."""

    @property
    def can_be_sent(self) -> bool:
        """Whether this value can be sent: always true."""
        return True
