"""Records for tests: plausible ones, and any that fit their schema."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from ._errors import ArgumentError, RequestError
from ._model import Record, label
from ._root import Query, is_set
from ._store_state import as_list, is_list, is_record

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hypothesis.strategies import SearchStrategy

    from ._fields import Declaration, Field

R = TypeVar("R", bound=Record)

# Example texts for elements whose names end with these words, in lower case.
_TEXTS = {
    "email": "jo@example.com",
    "username": "jsmith",
    "firstname": "Jo",
    "lastname": "Smith",
    "company": "Example Pty Ltd",
    "phone": "03 5550 0000",
    "fax": "03 5550 0001",
    "country": "AU",
    "state": "VIC",
    "city": "Melbourne",
    "postcode": "3000",
    "url": "https://example.com/",
    "sku": "SKU-1",
    "orderid": "N1001",
    "currencycode": "AUD",
}
_TIME = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
_DEEPEST = 20


def factory(kind: type[R], /, **values: Any) -> R:  # noqa: ANN401 - those of its fields
    """Return a record with these values, and with plausible values for other required fields.

    Raises ArgumentError if no value can be made up: then you have to pass one.
    """
    record = _make(kind, values, 0)
    return record if "filter" in values else _with_filter(record)


def strategy(kind: type[R], /, **values: SearchStrategy[Any]) -> SearchStrategy[R]:
    """Return a hypothesis strategy for any valid record of this class; hypothesis must be installed.

    `values` are your own strategies for fields.
    """
    found = _strategy(kind, values, 0)
    return found if "filter" in values else found.map(_with_filter)


def completed(kind: type[Record], content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a record by names on the wire, with all that is required.

    Raises ArgumentError if no valid value can be found.
    """
    declared: Declaration = kind._declared  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    found = dict(content)
    own = {field.key: field for _, field in declared.fields if field.is_in_level}
    wanted = [f.key for f in own.values() if f.is_wanted or f.min_occurs]
    if not found.keys() >= {*wanted}:
        made: dict[str, Any] = json.loads(factory(kind).to_json(checked=False))
        found = {**{key: made[key] for key in wanted if key in made}, **found}
    for key in own.keys() & found.keys():
        if own[key].kind == "record":
            value, of = found[key], declared.class_of(own[key].of)
            items = [completed(of, one) if is_record(one) else one for one in as_list(value)]
            found[key] = items if is_list(value) else items[0]
    return found


def _make(kind: type[R], given: Mapping[str, Any], depth: int) -> R:
    declared: Declaration = kind._declared  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    values: dict[str, Any] = dict(given)
    for name, own in declared.fields:
        if name not in values and (own.is_wanted or own.min_occurs):
            one = _plausible(kind, name, own, declared, depth)
            values[name] = [one] * max(own.min_occurs, 1) if own.repeated else one
    return kind(**values)


def _with_filter(record: R) -> R:
    """Return the record, with a filter if it is a query that has none and is refused without."""
    if isinstance(record, Query):
        of_query: type[Any] = type(record)
        declared: Declaration = of_query._declared  # noqa: SLF001 - a record's own
        own = dict(declared.fields)["filter"]
        kind: Any = declared.class_of(own.of)
        given: Any = getattr(record, "filter", None) or _make(kind, {}, 1)
        of_filter: Declaration = declared.declared_by(own)
        sought = {n: f for n, f in of_filter.fields if n not in declared.settings}
        if not any(is_set(getattr(given, name)) for name in sought):
            name, first = next(iter(sought.items()))
            value = _plausible(kind, name, first, of_filter, 1)
            setattr(given, name, [value] if first.repeated else value)
        setattr(record, "filter", given)  # noqa: B010 - every query has one, as its template says
    return record


def _plausible(
    kind: type[Any], name: str, own: Field, declared: Declaration, depth: int
) -> Any:  # noqa: ANN401 - a value of any field
    if own.fixed is not None:
        return own.fixed
    if own.default is not None:
        return own.default
    if own.kind == "record" and depth < _DEEPEST:
        return _make(declared.class_of(own.of), {}, depth + 1)
    if own.kind == "choice" and depth < _DEEPEST:
        return _make(declared.class_of(own.parts[0][0]), {}, depth + 1)
    for value in _candidates(own, declared):
        if _fits(kind, name, own, value):
            return value
    message = f"{label(kind)}.{name} is required, and no value can be made up: pass one"
    raise ArgumentError(message)


def _candidates(own: Field, declared: Declaration) -> list[Any]:  # noqa: PLR0911 - a table
    """Return values that a field may accept."""
    if listed := own.facets.get("values"):
        return [*listed]
    bounds = [own.facets[b] for b in ("min_inclusive", "max_inclusive") if b in own.facets]
    match own.kind:
        case "enumeration":
            return [*declared.class_of(own.of)]
        case "integer":
            return [1, *bounds, 0, 10, 100]
        case "decimal":
            return [Decimal(1), *bounds, Decimal(0), Decimal(10)]
        case "double":
            return [1.0, *bounds, 0.0]
        case "boolean":
            return [True, False]
        case "date_time":
            return [_TIME, _TIME.replace(tzinfo=None)]
        case "date":
            return [date(2026, 11, 25)]
        case "time":
            return [time(9, 30)]
        case "base64" | "hexadecimal":
            return [b"0" * own.facets.get("min_length", own.facets.get("length", 1))]
        case "string" | "token" | "union":
            return _texts(own)
        case _:
            return []


def _texts(own: Field) -> list[str]:
    name = own.name.lower().replace("_", "")
    likely = next((text for end, text in _TEXTS.items() if name.endswith(end)), own.name)
    least = own.facets.get("min_length", own.facets.get("length", 0))
    most = own.facets.get("max_length", own.facets.get("length"))
    text = likely.ljust(least, "x")[:most]
    return [text, text[:1], "1", "1" * max(least, 1), "A1", "2026-11-25"]


def _fits(kind: type[Any], name: str, own: Field, value: Any) -> bool:  # noqa: ANN401
    """Tell whether a value fits its field, whatever else its record lacks."""
    record: Any = object.__new__(kind)
    declared: Declaration = kind._declared  # noqa: SLF001 - a record's own
    for other, field in declared.fields:
        setattr(record, other, {} if field.container is dict else [] if field.repeated else None)
    setattr(record, name, [value] if own.repeated else value)
    return not any(_is_about(problem, kind, own) for problem in _problems_of(record))


def _strategy(
    kind: type[R], given: Mapping[str, SearchStrategy[Any]], depth: int
) -> SearchStrategy[R]:
    from hypothesis import strategies as st  # noqa: PLC0415 - only tests need it

    declared: Declaration = kind._declared  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    required: dict[str, SearchStrategy[Any]] = {}
    optional: dict[str, SearchStrategy[Any]] = {}
    for name, own in declared.fields:
        if name in given or not own.is_in_level:
            continue
        is_wanted = own.is_wanted or own.min_occurs > 0
        if depth >= _DEEPEST and not is_wanted:
            continue
        if own.kind in {"record", "choice"} and depth > 1 and not is_wanted:
            continue
        one = _strategy_of(own, declared, depth)
        if one is None:
            continue
        if own.repeated:
            most = own.min_occurs + 2 if own.max_occurs is None else own.max_occurs
            one = st.lists(one, min_size=own.min_occurs, max_size=min(most, own.min_occurs + 2))
        (required if is_wanted else optional)[name] = one
    fitting = st.fixed_dictionaries({**required, **given}, optional=optional)
    return fitting.map(lambda values: _without_misfits(kind, values, {*required, *given}))


def _without_misfits(kind: type[R], values: dict[str, Any], keep: Collection[str]) -> R:
    """Return a record of these values, without optional ones that do not fit."""
    declared = dict(kind._declared.fields)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    record = kind(**values)
    while problems := _problems_of(record):
        fitting = {
            name: value
            for name, value in values.items()
            if name in keep or not any(_is_about(p, kind, declared[name]) for p in problems)
        }
        if len(fitting) == len(values):
            break
        values, record = fitting, kind(**fitting)
    return record


def _problems_of(record: Record) -> Sequence[str]:
    try:
        record.to_json()
    except RequestError as error:
        return error.problems
    return ()


def _is_about(problem: str, kind: type[Any], own: Field) -> bool:
    """Whether a problem of a record is one of this field."""
    root: str = kind._declared.document.roots[0]  # noqa: SLF001 - a record's own
    path = problem.removeprefix(f"{root}.")
    return path.startswith(own.name) and path[len(own.name)] in ".[:"


def _strategy_of(  # noqa: C901, PLR0911, PLR0912 - a table
    own: Field, declared: Declaration, depth: int
) -> SearchStrategy[Any] | None:
    from hypothesis import strategies as st  # noqa: PLC0415 - only tests need it

    facets = own.facets
    if own.fixed is not None:
        return st.just(own.fixed)
    if listed := facets.get("values"):
        return st.sampled_from([*listed])
    low, high = facets.get("min_inclusive"), facets.get("max_inclusive")
    patterns: tuple[str, ...] = facets.get("patterns", ())
    if patterns:
        is_text = own.kind in {"string", "token"}
        return st.from_regex(str(patterns[0]), fullmatch=True) if is_text else None
    match own.kind:
        case "record":
            return _strategy(declared.class_of(own.of), {}, depth + 1)
        case "choice":
            return _strategy(declared.class_of(own.parts[0][0]), {}, depth + 1)
        case "enumeration":
            return st.sampled_from([*declared.class_of(own.of)])
        case "integer":
            return st.integers(-(10**9) if low is None else low, 10**9 if high is None else high)
        case "decimal":
            bounds: dict[str, Any] = {
                "min_value": -(10**9) if low is None else low,
                "max_value": 10**9 if high is None else high,
            }
            return st.decimals(**bounds, places=min(facets.get("fraction_digits", 2), 2))
        case "double":
            return st.floats(low, high, allow_nan=False, allow_infinity=False)
        case "boolean":
            return st.booleans()
        case "date_time":
            zones = st.none() if own.is_local else st.just(UTC)
            return st.datetimes(timezones=zones).map(lambda value: value.replace(microsecond=0))
        case "date":
            return st.dates()
        case "time":
            return st.times().map(lambda value: value.replace(microsecond=0))
        case "string" | "token":
            least = facets.get("min_length", facets.get("length", 1))
            most = facets.get("max_length", facets.get("length", max(least, 40)))
            letters = st.characters(codec="utf-8", min_codepoint=33, exclude_categories=("C", "Z"))
            return st.text(letters, min_size=max(least, 1), max_size=min(most, max(least, 40)))
        case "base64" | "hexadecimal":
            return st.binary(
                min_size=facets.get("min_length", 0), max_size=facets.get("max_length", 40)
            )
        case _:
            return None
