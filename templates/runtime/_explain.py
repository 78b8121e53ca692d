"""Find all problems of a record by its declarations: slower than compiled code, but complete."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from . import _dialect, _nil
from ._fields import declared_by, marks_module
from ._model import RawElement

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from ._check import Checker
    from ._content import Name
    from ._fields import Declaration, Field
    from ._model import Record
    from ._simple_types import CompoundType


def explain(declared: Declaration, record: object, check: Checker) -> None:
    """Collect all that is wrong with a record, and with those below it."""
    for name, field in declared.fields:
        _field(declared, field, getattr(record, name), check)
    if declared.of_nil is not None:
        for field in _nil.filled(record, declared.of_nil):
            check.filled(field.key)
    extra: object = getattr(record, "extra", None)
    if extra:
        from ._plain_copy import taken  # noqa: PLC0415 - few records have any

        names = taken(declared, record)
        if type(extra) is dict:
            extra = _beside(declared, cast("dict[str, object]", extra), names)
            for name, count, expected in declared.miscounted(record):
                check.miscounted(name, count, expected)
            for name in marks_module().set_twice(record) if _dialect.QUALIFIED else ():
                check.taken(name)
        if extra and declared.of_nil is not None:
            check.filled("extra")
        check.beside(extra, names)
    if declared.model is not None and declared.content is None:
        check.model(declared.model, _names(declared, cast("Record", record)))


def _beside(
    declared: Declaration, extra: dict[str, object], names: Collection[str]
) -> dict[str, object]:
    """Return the data beside the fields of a record, with nil marks only for elements that are set."""
    rest = declared.beside(extra)
    nil = {key: value for key, value in extra.items() if _nil.says_nil(extra, key)}
    return rest | {key: value for key, value in nil.items() if key in names}


def tester(declared: Declaration, field: Field) -> Callable[[object], bool]:
    """Return a function that tells whether a value, or an item of a simple list, fits a field."""
    from ._check import Checker  # noqa: PLC0415 - many records have no such field

    def fits(value: object) -> bool:
        check = Checker("")
        if field.is_simple:
            _value(declared, field, field.key, value, check)
        else:
            _field(declared, field, value, check)
        return not check.problems

    return fits


def fits_beside(declared: Declaration) -> Callable[[Mapping[str, object]], bool]:
    """Return a function that tells whether `extra` can be sent beside any values of the fields."""
    keys = declared.keys

    def fits(extra: Mapping[str, object]) -> bool:
        from ._check import Checker  # noqa: PLC0415 - few records have any

        if type(extra) is dict:
            extra = declared.beside(cast("dict[str, object]", extra))
            if not extra:
                return True
        check = Checker("")
        check.beside(extra, keys)
        return not check.problems and not (extra and declared.of_nil is not None)

    return fits


def _field(declared: Declaration, field: Field, value: Any, check: Checker) -> None:  # noqa: ANN401
    if field.kind in {"record", "choice"}:
        _records(declared, field, value, check)
    elif field.kind == "raw" and not field.repeated:
        check.raw_value(field.key, value)
        if field.fixed is not None:
            check.fixed(field.kind, field.key, value, field.fixed)
    elif field.kind == "any_attributes":
        check.any_attributes(value, **field.facets)
    elif field.kind == "any_elements":
        check.any_elements(
            value, **field.facets, min_occurs=field.min_occurs, max_occurs=field.max_occurs
        )
    elif field.kind == "content":
        _content(declared, field, value, check)
    elif field.repeated:
        for name, item in check.items(field.key, value, **_bounds(declared, field)):
            if field.kind == "raw":
                check.raw_value(name, item)
            else:
                _value(declared, field, name, item, check, required=not field.nillable)
    else:
        _value(declared, field, field.key, value, check, required=field.is_wanted)


def _bounds(declared: Declaration, field: Field) -> dict[str, Any]:
    """Return how many values a field must and may have, where that counts."""
    if declared.is_filter:
        return {}
    return {"min_occurs": field.min_occurs, "max_occurs": field.max_occurs}


def _value(
    declared: Declaration,
    field: Field,
    name: str,
    value: object,
    check: Checker,
    *,
    required: bool = False,
) -> None:
    """Check a value of a simple type."""
    facets = {} if declared.is_filter else field.facets
    more: dict[str, Any] = {"required": required, **facets}

    def part(part: Field) -> Callable[..., None]:
        def inner(name: str, value: object, *, required: bool = False) -> None:
            _value(declared, part, name, value, check, required=required)

        return inner

    match field.kind:
        case "enumeration":
            listed, is_closed = declared.class_of(field.of), declared.is_closed(field)
            check.enumeration(name, value, listed, is_closed=is_closed, **more)
        case "tokens":
            typed = _typed(declared, field)
            check.tokens(name, value, part(field.parts[0]), typed=typed, **more)
        case "union":
            typed = _typed(declared, field)
            check.union(name, value, [*map(part, field.parts)], typed=typed, **more)
        case kind:
            check.simple(kind, name, value, **more)
    if field.is_local and type(value) is datetime and value.tzinfo is not None:
        check.zoned(name)
    if field.fixed is not None:
        check.fixed(field.kind, name, value, field.fixed)


def _typed(declared: Declaration, field: Field) -> CompoundType:
    """Return the compound type of a field, cached."""
    if field.typed is None:
        from ._simple_types import CompoundType  # noqa: PLC0415 - many records have no such field

        field.typed = CompoundType(declared, field)
    found: CompoundType = field.typed
    return found


def _records(declared: Declaration, field: Field, value: object, check: Checker) -> None:
    classes = declared.classes_of(field)
    found: Iterable[tuple[str, object]] = [(field.key, value)]
    required = field.is_wanted
    if field.repeated:
        found = check.items(field.key, value, **_bounds(declared, field))
        required = not field.nillable
    for name, item in found:
        own = check.record(name, item, classes, required=required)
        if own is not None:
            inner = _nil.declared_of(declared_by(own), item, nillable=field.nillable)
            explain(inner, item, check.inside(name))


def _content(declared: Declaration, field: Field, value: object, check: Checker) -> None:
    names: list[Name] = []
    places = [part for part in field.parts if part.kind == "any_elements"]
    for place, item in check.items("content", value):
        if places and isinstance(item, RawElement):
            fitting = [part for part in places if allows(part, item.name)]
            names.append(tuple(part.key for part in fitting or places))
            check.raw(place, item, **(fitting or places)[0].facets)
            continue
        if field.facets["mixed"] and type(item) is str:
            check.simple("string", place, item)
            continue
        for part in field.parts:
            if part.kind == "any_elements":
                continue
            own = next((of for of in declared.classes_of(part) if isinstance(item, of)), None)
            if own is not None:
                names.append(part.key)
                inner = _nil.declared_of(declared_by(own), item, nillable=part.nillable)
                explain(inner, item, check.inside(place))
                break
        else:
            check.unexpected(place, item)
    if declared.any_order:  # then only the number of each counts
        order = [part.key for part in field.parts]
        names.sort(key=lambda name: order.index(name) if name in order else 0)
    if declared.model is not None:
        check.model(declared.model, names)


def allows(field: Field, name: object) -> bool:
    """Tell whether an element may be where the schema names none."""
    namespace = name.rpartition("}")[0][1:] if isinstance(name, str) else ""
    allowed: bool = (namespace in field.facets["namespaces"]) is not field.facets["excluded"]
    return allowed


def _names(declared: Declaration, record: Record) -> list[str]:
    """Return the names of a record's elements in the order of its fields."""
    names: list[str] = []
    for name, field in declared.fields:
        if field.is_attribute:
            continue
        value = getattr(record, name)
        if field.repeated and isinstance(value, list):
            names += [field.key] * len(cast("list[object]", value))
        elif (
            field.counts_always
            or value is not None
            or (field.key in declared.nil_marks and _nil.says_nil(record.extra, field.key))
        ):
            names.append(field.key)
    return names
