"""Convert values to what fields hold when they are set, by whatever means.

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
    # Only mypy takes this for True.
    MYPY = False

    # Each is a class with a `__get__`: completion in notebooks does not see through aliases.
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
    """Return a function that converts a value to what a field holds.

    Also returns the class of values that need no conversion, if there is one.
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
        if type(items) is not list:  # an instance of a subclass becomes plain when it is written
            return items
        found = cast("list[object]", items)
        is_held = all(type(item) is of for item in found)
        return found if is_held else [convert(item) for item in found]

    return None, convert_all


def listed(value: object) -> object:
    """Return a list for an iterable or a single value; None stays None."""
    kind: type[Any] = type(value)
    if value is None or issubclass(kind, list):
        return value
    if issubclass(kind, _SINGLE):
        return [value]
    if hasattr(kind, "tolist"):
        # Arrays and series have it, and so have their libraries' scalars: it returns Python values.
        found: object = kind.tolist(value)
        return found if issubclass(type(found), list) else [found]
    return [*cast("Iterable[Any]", value)] if hasattr(kind, "__iter__") else [value]


def _of_simple(declared: Declaration, field: Field) -> tuple[type | None, Convert]:
    """Return the class of a single value, and its converter, if other classes are accepted."""
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
    """Return a function that converts a text to a value of the enumeration."""
    return lambda value: (
        of(str.__str__(value)) if issubclass(type(value), str) and type(value) is not of else value
    )


def _to_wrapper(declared: Declaration, field: Field) -> Convert:
    """Return a function that converts a list, or its items, to a record that is only that list."""
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
