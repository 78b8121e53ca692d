"""Records of one operation as those of another, by the names on the wire."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from . import _dialect, _lexical
from ._dicts import holds
from ._errors import ArgumentError
from ._fields import declared_by, marks_module
from ._model import OpenEnumeration, RawElement, Record, label, new
from ._options import shown
from ._qnames import QName
from ._scalar_decoder import BOOLEANS
from ._verbatim import MOMENTS, plain, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ._fields import Declaration, Field

R = TypeVar("R", bound=Record)
T = TypeVar("T")

Wanted = dict[str, "Wanted"]
"""Names of fields, each with those that are wanted of the record in it: all, if none are named."""

_TEXTS = frozenset({"string", "token"})
_CLASSES: dict[str, type] = {
    **dict.fromkeys(_TEXTS, str),
    "integer": int,
    "decimal": Decimal,
    "double": float,
    "boolean": bool,
    "date_time": dt.datetime,
    "date": dt.date,
    "time": dt.time,
    "base64": bytes,
    "hexadecimal": bytes,
    "qname": QName,
}


def copy_as(
    record: Record, kind: type[R], include: Iterable[str] | None, left_out: list[str] | None
) -> R:
    """Return a copy of a record as another class; see `Record.copy_as`."""
    of: Any = kind
    if not isinstance(of, type) or not hasattr(of, "_declared"):
        what = (
            label(of) if isinstance(of, type) else shown(of)
        )  # pyright: ignore[reportUnknownArgumentType]
        message = f"kind is a class of records, such as update_item.Item, not {what}"
        raise ArgumentError(message)
    wanted = _wanted(include)
    _require(wanted, declared_by(record), declared_by(of), record.extra)
    copying = _Copying()
    made: R = copying.record(record, kind, wanted, "")
    prefixes: dict[str, str] = getattr(record, "_prefixes", {})
    if prefixes and hasattr(made, "note_prefixes"):  # the root of a document
        cast("Any", made).note_prefixes(prefixes)
    if left_out is not None:
        left_out += copying.left_out
    elif copying.misfits:
        raise ArgumentError("; ".join(copying.misfits))
    return made


def _wanted(include: Iterable[str] | None) -> Wanted:
    wanted: Wanted = {}
    if include is None:
        return wanted
    names: list[Any] = []
    if not isinstance(include, (str, bytes)) and hasattr(type(include), "__iter__"):
        names = list(include)
    if not names or not all(isinstance(name, str) and name for name in names):
        message = f"include is a set of names of fields, such as {{'name'}}, not {_given(include)}"
        raise ArgumentError(message)
    whole = {str(name) for name in names}
    for name in sorted(whole):
        level, path = wanted, ""
        for part in name.split("."):
            path = f"{path}.{part}" if path else part
            level = level.setdefault(part, {})
            if path in whole:  # include all of it, whatever else is named
                break
    return wanted


def _given(include: object) -> str:
    return repr(include)[:80] if type(include) in {str, set, list, tuple} else shown(include)


def _require(wanted: Wanted, given: Declaration, target: Declaration, extra: Iterable[str]) -> None:
    """Raise ArgumentError where something that is wanted is in one of the classes only."""
    places = dict(_by_key(target))
    for name, inner in wanted.items():
        field = next((f for own, f in given.fields if name in {own, f.key}), None)
        if field is None and name not in extra and name not in places:
            message = f"{label(given.record)} has no field {name}"
            raise ArgumentError(message)
        key = name if field is None else field.key
        if key not in places:
            message = f"{label(target.record)} has no {key}"
            raise ArgumentError(message)
        place = places[key][1]
        if inner and field is not None:
            if "record" not in {field.kind} & {place.kind}:
                message = f"{label(given.record)}.{name} is not a record in both classes"
                raise ArgumentError(message)
            _require(inner, given.declared_by(field), target.declared_by(place), ())


def _by_key(declared: Declaration) -> list[tuple[str, tuple[str, Field]]]:
    return [(field.key, (name, field)) for name, field in declared.fields]


class _Copying:
    """One record on its way into another, with what has been left out so far.

    Of that, `misfits` are the values that have no form in the other class.
    """

    def __init__(self) -> None:
        self.left_out: list[str] = []
        self.misfits: list[str] = []

    def record(self, given: Record, kind: type[R], wanted: Wanted, path: str) -> R:
        """Return a record with all values that have a place in its class."""
        made = new(kind)
        made.__setstate__((None, {}))  # sets all defaults
        unwanted: set[str] = set()
        for name, field in declared_by(given).fields:
            inner = wanted.get(name, wanted.get(field.key))
            value = getattr(given, name)
            if wanted and inner is None:
                unwanted.add(field.key)
            elif holds(value) or _is_empty_text(field, value):
                source = _Source(f"{path}{field.key}", field.key, given, field)
                self._carry(source, made, value, inner or {})
        said = declared_by(given).divided(given.extra)[1]
        defaulted = declared_by(given).defaulted
        for name, value in given.extra.items():
            if name in unwanted:
                continue
            if name in said and declared_by(made).divided({name: value})[1]:
                made.extra[name] = value
            elif name in said and name in defaulted and marks_module().is_only_empty(value):
                continue  # what it had from its schema was copied
            elif not wanted or name in wanted:
                self._carry(_Source(f"{path}{name}", name, given), made, value, {})
        return made

    def _carry(self, source: _Source, made: Record, value: object, wanted: Wanted) -> None:
        """Set the field of the same name on the wire, if there is one."""
        target = declared_by(made)
        name, place = dict(_by_key(target)).get(source.key, ("", None))
        if place is None:
            self.left_out.append(f"{source.path}: {label(type(made))} has no {source.key}")
            return
        try:
            if place.is_simple or place.kind in {"record", "choice"}:
                held = self._items(source, target, place, value, wanted)
            else:
                held = _copied(target, place, value)
        except (ValueError, TypeError, ArithmeticError) as error:
            self.misfits.append(f"{source.path}: {error}")
            self.left_out.append(self.misfits[-1])
        else:
            setattr(made, name, held)

    def _items(
        self, source: _Source, target: Declaration, place: Field, value: object, wanted: Wanted
    ) -> object:
        """Return a value, or each in a list, converted for the other class."""
        is_one = place.kind in {"tokens", "union"} and not place.repeated
        several = isinstance(value, (list, tuple)) and not is_one
        items: list[Any] = list(cast("list[object]", value)) if several else [value]
        if not place.repeated and len(items) > 1:
            raise ValueError(f"{len(items)} values, where {label(target.record)} takes one")
        held: list[Any] = []
        for index, item in enumerate(items):
            if item is not None and place.kind in {"record", "choice"}:
                of = _class_for(source, target, place, item)
                path = f"{source.path}[{index}]." if several else f"{source.path}."
                held.append(self.record(item, of, wanted, path))
            else:
                held.append(None if item is None else _converted(target, place, item))
        return held if place.repeated else next(iter(held), None)


def _is_empty_text(field: Field, value: object) -> bool:
    """Tell whether a value is an empty list that is a text, and not the lack of elements."""
    return value == [] and field.is_simple and not field.repeated


class _Source(NamedTuple):
    """The source of a value: the `field` of a record, or its data that no schema lists."""

    path: str
    key: str
    given: Record
    field: Field | None = None


def _class_for(source: _Source, target: Declaration, place: Field, item: object) -> type[Record]:
    """Return the class of a record in that place: that of the same type, if there are several."""
    found: dict[str | None, type[Record]]
    found = {name: target.class_of(of) for of, name, _ in place.choices}
    field = source.field
    if isinstance(item, Record) and field is not None and field.kind in {"record", "choice"}:
        declared = declared_by(source.given)
        for of, name, _ in field.choices:
            if isinstance(item, declared.class_of(of)) and name in found:
                return found[name]
    raise TypeError(f"expected {_names(target, place)}, got {label(type(item))}")


def _names(target: Declaration, place: Field) -> str:
    return " or ".join(label(of) for of in target.classes_of(place))


def _copied(target: Declaration, place: Field, value: object) -> object:
    """Return a copy of a value that is not simple; its records must be of classes allowed there."""
    if place.role == "content":
        for item in cast("list[object]", value):
            parts = [part for part in place.parts if part.kind != "any_elements"]
            known = tuple(of for part in parts for of in target.classes_of(part))
            if not isinstance(item, (str, RawElement, *known)):
                raise TypeError(f"{label(type(item))} is not allowed there")
    return deepcopy(value)


def _converted(
    target: Declaration, place: Field, value: object, *, is_member: bool = False
) -> object:
    """Return a value converted for that place. Raises ValueError or TypeError if it has no form there."""
    if isinstance(value, (Record, RawElement, dict)):
        raise TypeError(f"expected a value, got {label(type(cast('object', value)))}")
    if place.kind == "enumeration":
        return _listed(target, place, value)
    if place.kind == "union":
        return _member(target, place, value)
    if place.kind == "tokens":
        items = cast("list[object]", value) if isinstance(value, list) else [value]
        return [_converted(target, place.parts[0], item) for item in items]
    if isinstance(value, OpenEnumeration):
        value = str.__str__(value.text)
    if isinstance(value, list):
        raise TypeError(f"{len(cast('list[object]', value))} values, where one is expected")
    wanted, own = _CLASSES[place.kind], plain(value)
    if type(own) is wanted:
        return value if is_member or _keeps_text(place) else own
    if isinstance(value, bytes) or wanted is bytes:
        raise TypeError(f"expected {label(wanted)}, got {label(type(value))}")
    if wanted is str:
        return str(_lexical.union(value))
    return _FROM[place.kind](own)


def _keeps_text(place: Field) -> bool:
    """Tell whether values there are read with their texts."""
    return place.keeps_text or (place.kind in MOMENTS and not _dialect.DATE_TIME_IN_UTC)


def _member(target: Declaration, place: Field, value: object) -> object:
    """Return a value converted to one of several types: to its own, if that is among them."""
    is_listed = isinstance(value, OpenEnumeration)
    own = [part for part in place.parts if is_listed and part.kind == "enumeration"]
    own += [part for part in place.parts if text_of(value, part.kind)]
    own += [part for part in place.parts if _CLASSES.get(part.kind) is type(plain(value))]
    for part in (*own, *place.parts):
        try:
            return _converted(target, part, value, is_member=True)
        except (ValueError, TypeError, ArithmeticError):
            continue
    raise ValueError(f"{_lexical.union(value)!r:.80} does not match any of its types")


def _listed(target: Declaration, place: Field, value: object) -> OpenEnumeration:
    listed: type[OpenEnumeration] = target.class_of(place.of)
    text = str.__str__(value.text) if isinstance(value, OpenEnumeration) else _lexical.union(value)
    found = listed(text)
    if target.is_closed(place) and not found.can_be_sent:
        raise ValueError(_lexical.not_listed(text, [member.text for member in listed]))
    return found


def _integer(value: object) -> int:
    number = _decimal(value)
    if number != number.to_integral_value():
        raise ValueError(f"{number} is not a whole number")
    return int(number)


def _decimal(value: object) -> Decimal:
    text = str(_lexical.union(value))
    try:
        number = Decimal(text)
    except ArithmeticError:
        raise ValueError(f"{text!r:.80} is not a number") from None
    if not number.is_finite():
        raise ValueError(f"{text!r:.80} is not a finite number")
    return number


def _boolean(value: object) -> bool:
    text = str(_lexical.union(value))
    if text not in BOOLEANS:
        raise ValueError(f"{text!r:.80} is not a boolean")
    return BOOLEANS[text]


def _date_time(value: object) -> dt.datetime:
    if type(value) is dt.date:
        return dt.datetime.combine(value, dt.time(), dt.UTC)
    return _moment(dt.datetime.fromisoformat, value, "a date and time")


def _date(value: object) -> dt.date:
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            raise ValueError(f"{value} has a time, where a date is expected")
        return value.date()
    return _moment(dt.date.fromisoformat, value, "a date")


def _time(value: object) -> dt.time:
    return _moment(dt.time.fromisoformat, value, "a time")


def _moment(read: Callable[[str], T], value: object, expected: str) -> T:
    if not isinstance(value, str):
        raise TypeError(f"expected {expected}, got {label(type(value))}")
    try:
        return read(value)
    except ValueError:
        raise ValueError(f"{value!r:.80} is not {expected}") from None


_FROM: dict[str, Callable[[object], object]] = {
    "integer": _integer,
    "decimal": _decimal,
    "double": lambda value: float(_decimal(value)),
    "boolean": _boolean,
    "date_time": _date_time,
    "date": _date,
    "time": _time,
}
