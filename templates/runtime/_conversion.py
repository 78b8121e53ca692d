"""What fields hold, and what else they take: it is converted when it is set, by whatever means.

A field of an enumeration takes its texts, one for decimal numbers whole ones, one for a list any
iterable or a single value, and one for a record that is nothing but a list takes that list. What
cannot be converted is held as it is, and refused when the record is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from ._model import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Generic, TypeVar

    from ._fields import Declaration, Field

    Convert = Callable[[Any], Any]

    H = TypeVar("H")
    G = TypeVar("G")
    # True to mypy alone.
    MYPY = False

    # Each is a class with a `__get__` of its own: what completes in notebooks sees through no alias.
    class Value(Generic[H, G]):
        """A field that holds the first type, and takes the second, too."""

        def __get__(self, record: object, owner: object = None) -> H: ...
        def __set__(self, record: object, value: H | G) -> None: ...

    class List(Generic[H]):
        """A field that holds a list, and takes any iterable or a single value."""

        def __get__(self, record: object, owner: object = None) -> list[H]: ...
        def __set__(self, record: object, value: H | Iterable[H]) -> None: ...

    class ListOf(Generic[H, G]):
        """The same, whose values may be of the second type, too."""

        def __get__(self, record: object, owner: object = None) -> list[H]: ...
        def __set__(self, record: object, value: H | G | Iterable[H | G]) -> None: ...

    class _MayHold(Generic[H]):
        """A field that may hold nothing.

        Once such a field is set, what is asked of it does not tell pyright anything any more, where it
        knows that the field takes other types than it holds: so it has to find out itself.
        """

        _held: H | None
        if MYPY:

            def __get__(self, record: object, owner: object = None) -> H | None: ...

        else:

            def __get__(self, record: object, owner: object = None):  # noqa: ANN204 - as above
                return self._held

    class Optional(_MayHold[H], Generic[H, G]):
        """A field that holds the first type or nothing, and takes the second, too."""

        def __set__(self, record: object, value: H | G | None) -> None: ...

    class Wrapper(_MayHold[H], Generic[H, G]):
        """A field that holds a record that is nothing but a list, and takes the list, too."""

        def __set__(self, record: object, value: H | G | Iterable[G] | None) -> None: ...


_SINGLE = (str, bytes, Mapping, Record)


def converter(declared: Declaration, field: Field) -> tuple[type | None, Convert]:
    """How to make what a field holds of what it is given.

    With the class of values that need no look, if there is one.
    """
    if field.kind == "record" and not field.repeated:
        return declared.class_of(field.of), _to_wrapper(declared, field)
    of, convert = _of_simple(declared, field)
    if not field.repeated:
        return of, convert
    if of is None:
        return list, listed

    def convert_all(value: object) -> object:
        items = listed(value)
        if type(items) is not list:  # one of a derived class is made plain when it is written
            return items
        found = cast("list[object]", items)
        is_held = all(type(item) is of for item in found)
        return found if is_held else [convert(item) for item in found]

    return None, convert_all


def listed(value: object) -> object:
    """The list of what is given for one: an iterable, or a single value; None stays what it is."""
    kind: type[Any] = type(value)
    if value is None or issubclass(kind, list):
        return value
    if issubclass(kind, _SINGLE):
        return [value]
    if hasattr(kind, "tolist"):
        # As arrays and series have, and the scalars of their libraries: it gives values of Python.
        found: object = kind.tolist(value)
        return found if issubclass(type(found), list) else [found]
    return [*cast("Iterable[Any]", value)] if hasattr(kind, "__iter__") else [value]


def _of_simple(declared: Declaration, field: Field) -> tuple[type | None, Convert]:
    """The class of a single value, and what makes one of what is given, where that may be another."""
    if field.kind == "decimal":
        from decimal import Decimal  # noqa: PLC0415 - many operations have none

        return Decimal, lambda value: Decimal(int.__int__(value)) if _is_whole(value) else value
    if field.kind == "qname":
        from ._qnames import QName  # noqa: PLC0415 - few schemas have any

        return QName, lambda value: QName(value) if type(value) is str else value
    if field.kind == "enumeration":
        return declared.class_of(field.of), _to_enumeration(declared.class_of(field.of))
    return None, lambda value: value


def _is_whole(value: object) -> bool:
    return issubclass(type(value), int) and type(value) is not bool


def _to_enumeration(of: type[Any]) -> Convert:
    """What makes the value of an enumeration of its text."""
    return lambda value: (
        of(str.__str__(value)) if issubclass(type(value), str) and type(value) is not of else value
    )


def _to_wrapper(declared: Declaration, field: Field) -> Convert:
    """What makes a record that is nothing but a list of that list, or of what it holds."""
    of = declared.class_of(field.of)
    inner: Declaration = of._declared  # noqa: SLF001 - a record's own
    name, item = inner.fields[0]
    classes = inner.classes_of(item) if item.kind in {"record", "choice"} else ()

    def convert(value: object) -> object:
        kind: type[Any] = type(value)
        if value is None or issubclass(kind, (of, Mapping)):
            return value
        if classes and issubclass(kind, Record) and not issubclass(kind, classes):
            return value
        return of(**{name: value})

    return convert
