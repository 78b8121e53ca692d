"""What all records and all enumerations have in common."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from enum import Enum
from types import MethodType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import ClassVar, Self

    from ._fields import Declaration


class _Init:
    """The constructor of a record, which is made when it is first asked for.

    To make it for every class when it is imported would take a third of the time of the import.
    """

    def __get__(self, record: object, owner: type[Record]) -> Any:  # noqa: ANN401 - a method
        declared = getattr(owner, "_declared", None)
        if declared is None:  # the class is still being made
            return object.__init__
        init = declared.record.__init__ = declared.init
        return init if record is None else MethodType(init, record)


@dataclass(kw_only=True, slots=True, weakref_slot=True, eq=False, repr=False)
class Record:
    """An element that holds elements.

    `extra` is what an answer holds that the schema does not list: names on the wire and raw values.
    It is never sent. Records are equal when they are of one class and hold the same; what they are
    printed as leaves out what is not set. (Methods that dataclasses write for each class would be
    half the time that it takes to import them.)
    """

    if TYPE_CHECKING:
        _declared: ClassVar[Declaration]

    extra: dict[str, Any] = field(
        default_factory=dict[str, Any], repr=False, metadata={"type": "Ignore"}
    )

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _names(type(self)))

    # What can change has no hash that stays.
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = (f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({', '.join(shown)})"

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """Yield the fields that are set: https://rich.readthedocs.io/en/stable/pretty.html."""
        for name in _names(type(self)):
            value = getattr(self, name)
            if name != "extra" and value is not None and value != []:
                yield name, value

    def __setstate__(self, state: tuple[None, dict[str, Any]]) -> None:
        """Take over what was pickled, by this version of the package or another.

        Fields that are new have their default; what no longer is one goes to `extra`.
        """
        values = dict(state[1])
        for own in fields(self):
            if own.name in values:
                value = values.pop(own.name)
            elif own.default_factory is not MISSING:
                value = own.default_factory()
            else:
                value = None if own.default is MISSING else own.default
            setattr(self, own.name, value)
        self.extra = {**self.extra, **values} if values else self.extra


if not TYPE_CHECKING:
    Record.__init__ = _Init()


def _names(record: type[Record]) -> Iterator[str]:
    """The names of the fields of a record."""
    return (own.name for own in fields(record))


# A record of which nothing is set yet: what reads one sets every field, and takes half as long as a
# call with all of them as arguments.
new = object.__new__


@dataclass(slots=True)
class RawElement:
    """An element that no schema names, as it came.

    `name` is the name of the element, with its namespace in braces before it if it is in one.
    `value` is its text, or a dictionary of what it holds: attributes have an `@` before their name,
    `#text` is its text, and where the order of what it holds matters, all of it is listed in
    `#content`, each element as a dictionary of one name. As in JSON, several of one name are a list.
    """

    name: str
    value: Any = None


class OpenEnumeration(str, Enum):  # noqa: UP042 - the standard one cannot grow
    """An enumeration of texts, whose stores sometimes send values that no schema lists.

    Each value is its text: equal to it, of the same hash, and printed as it. One that is not listed
    is of the enumeration's type, too, and says `is_known == False`. It can be read but not sent.
    `text` is the text as a plain `str`.
    """

    text: str
    is_known: bool
    """Whether the schema lists this value."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.is_known = True

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return cls.unlisted(str.__str__(value)) if isinstance(value, str) else None

    @classmethod
    def unlisted(cls, text: str) -> Self:
        """The value of a text as if it were not listed."""
        unknown = str.__new__(cls, text)
        unknown._name_ = unknown._value_ = unknown.text = text
        unknown.is_known = False
        return unknown

    @property
    def can_be_sent(self) -> bool:
        """Whether the store may be sent this value: one that the schema lists."""
        return self.is_known

    if TYPE_CHECKING:
        # As of a text. Said here, since checkers take a value of an enumeration to differ from every
        # text, and what is not one of those that are listed for impossible.
        def __eq__(self, other: object) -> bool: ...
        def __hash__(self) -> int: ...

    def __str__(self) -> str:
        return str.__str__(self)

    def __format__(self, form: str) -> str:
        return str.__format__(self, form)

    def __repr__(self) -> str:
        if self.is_known:
            return f"{type(self).__name__}.{self._name_}"
        return f"{type(self).__name__}({self.text!r})"


class ExtensibleEnumeration(OpenEnumeration):
    """An enumeration that stores add to: a value that no schema lists can be sent, too."""

    @property
    def can_be_sent(self) -> bool:
        """Whether the store may be sent this value: any."""
        return True
