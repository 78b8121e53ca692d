"""Every action's answer with values that cannot be read, and in the shapes that stores use."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import is_dataclass
from decimal import Decimal
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from neto_client import ResponseError, _fast
from tests.api.answering_store import sample
from tests.api.test_deviations import ANSWERS
from tests.deviations import element, without_extra
from tests.soak import IS_LONG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_client._fields import Declaration, Field

ROUNDS = 1000 if IS_LONG else 3
WIRES = ["json", "xml"]
Path = tuple[str | int, ...]


class Place(NamedTuple):
    """A place in a document: where it is, and what is declared of it."""

    path: Path
    owner: Declaration
    field: Field

    @property
    def key(self) -> str:
        """The name of the element."""
        return self.field.key

    def told(self, root: str) -> str:
        """Return the place as a problem names it."""
        return root + "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path
        )


def places(declared: Declaration, content: dict[str, Any], above: Path = ()) -> Iterator[Place]:
    """Yield every value and every record in a document."""
    for _, field in declared.fields:
        value = content.get(field.key)
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            path = (*above, field.key, *([index] if field.repeated else []))
            if item is not None:
                yield Place(path, declared, field)
            if field.kind == "record" and isinstance(item, dict):
                yield from places(declared.declared_by(field), item, path)


def whole(name: str) -> dict[str, Any]:
    """Return all that a response can hold, without sharing any part."""
    content: dict[str, Any] = json.loads(_whole(name))
    return content


@cache
def _whole(name: str) -> str:
    return json.dumps(sample(name))


def at(content: Any, path: Path) -> Any:
    """Return the value at a place."""
    for step in path:
        content = content[step]
    return content


def replaced(content: dict[str, Any], path: Path, value: Any) -> None:
    """Put something at a place."""
    at(content, path[:-1])[path[-1]] = value


JUNK: list[Any] = [{"x": "y"}, {"x": {"y": ["z", "z"]}}, [{"x": "y"}, {"x": "z"}]]
"""What is a value of no simple type."""
LISTS: list[Any] = [["a", "b"], ["1", "2"], [["a", "b"], ["c"]], [1, True, None, "x"]]
TEXTS = [
    "abc",
    "-",
    "1.5.",
    "0x10",
    "\u0661",
    "12 34",
    "é\ud800\x00",
    "9" * 500,
    "<&>\"'",
    "None",
    "NaN",
]
NO_RECORDS: list[Any] = [*TEXTS, 5, -1.5, True, False, 10**30, ["a", "b"], [["x"], ["y"]], [5, 6]]


def is_bare(declared: Declaration) -> bool:
    """Tell whether a bare value may stand for such a record, or columns for several."""
    while len(declared.fields) == 1 and declared.fields[0][1].kind == "record":
        declared = declared.declared_by(declared.fields[0][1])
    return len(declared.fields) == 1


def junk(place: Place, wire: str) -> list[Any]:
    """Return values that are not valid at a place, as far as they can be written."""
    field, kind = place.field, place.field.kind
    kinds: list[Any]
    if kind == "record":
        is_alone = is_bare(place.owner.declared_by(field))
        # A bare value may be that of a record which has only one.
        kinds = [[["x"], ["y"]]] if is_alone else [*NO_RECORDS]
    else:
        kinds = [*JUNK] if len(place.owner.fields) < 4 or field.repeated else [*JUNK, *LISTS]
        if kind not in {"string", "enumeration"}:
            kinds += [*TEXTS, -1e300]
        kinds += {
            "boolean": [5, -1, "maybe", 10**350],
            "integer": [True, False, "1.5", "1,000", 1.5],
            "decimal": [True, "1.2.3"],
            "date": [True, "2026-02-30", "yesterday", 7.5],
            "date_time": [True, "2026-02-30 10:00:00", "yesterday", 7.5],
        }.get(kind, [])
        if kind == "decimal":
            kinds.remove(-1e300)
    return [k for k in kinds if wire == "json" or fits_xml(k, in_list=field.repeated)]


def fits_xml(value: Any, *, in_list: bool) -> bool:
    """Tell whether XML can express it: no nested lists, no empty parts, and no control characters."""
    if isinstance(value, str):
        return "\x00" not in value
    if isinstance(value, list):
        return not in_list and all(
            item is not None and fits_xml(item, in_list=True) for item in value
        )
    return not isinstance(value, dict) or all(fits_xml(v, in_list=False) for v in value.values())


def in_xml(value: Any) -> Any:
    """Return a raw value as it is read from XML: everything simple is a text."""
    if isinstance(value, dict):
        return {name: in_xml(item) for name, item in value.items()}
    return [*map(in_xml, value)] if isinstance(value, list) else str(value)


def told(raw: Any) -> str:
    """Return a raw value in one spelling."""
    return json.dumps(raw, default=float, sort_keys=True)


def document(wire: str, name: str, content: dict[str, Any]) -> str:
    """Return the document, with the largest numbers that Python writes."""
    if wire == "json":
        return json.dumps(content)
    inner = "".join(element(key, value, "", "") for key, value in content.items())
    return f"<{name}>{inner}</{name}>"


def extras(record: Any) -> list[tuple[str, str]]:
    """Return the raw values in the `extra` of all records, by their names."""
    found = [pair for extra in without_extra(deepcopy(record)) for pair in extra.items()]
    return sorted((name, told(raw)) for name, raw in found)


def without(record: Any) -> Any:
    """Return the record, without what is in `extra` of it and of those below it."""
    without_extra(record)
    return record


def damaged(
    chance: Random, wire: str, name: str
) -> tuple[dict[str, Any], dict[str, Any], list[tuple[Place, Any]]]:
    """Return a document with some values replaced by junk, the same without them, and which they are."""
    declared = ANSWERS[name]._declared
    content = whole(name)
    found = [*places(declared, content)]
    gone: list[tuple[Place, Any]] = []
    for place in chance.sample(found, min(len(found), chance.randint(1, 3))):
        kinds = junk(place, wire)
        if kinds and not any(is_in(place.path, other.path) for other, _ in gone):
            gone.append((place, chance.choice(kinds)))
    less = deepcopy(content)
    for place, value in gone:
        replaced(content, place.path, value)
        replaced(less, place.path, None)
    return content, less, gone


def is_in(path: Path, other: Path) -> bool:
    """Tell whether one of two places is in the other, or the same."""
    shorter = min(len(path), len(other))
    return path[:shorter] == other[:shorter]


def expected(gone: list[tuple[Place, Any]], wire: str) -> list[tuple[str, str]]:
    """Return what `extra` holds for junk: all unreadable items of lists."""
    found: list[tuple[str, str]] = []
    lists: dict[Path, list[tuple[int, Any]]] = {}
    for place, value in gone:
        raw = in_xml(value) if wire == "xml" else value
        if place.field.repeated:
            lists.setdefault(place.path[:-1], []).append((int(place.path[-1]), raw))
        else:
            found.append((place.key, told(raw)))
    for path, items in lists.items():
        found.append((str(path[-1]), told([raw for _, raw in sorted(items, key=lambda i: i[0])])))
    return sorted(found)


@pytest.mark.parametrize("wire", [*WIRES, "json without orjson"])
@pytest.mark.parametrize("name", ANSWERS)
def test_junk_costs_nothing_but_itself(
    name: str, wire: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any one to three values are junk: the answer reads, all others are right, and each of them is kept."""
    wire, _, is_slow = wire.partition(" ")
    if is_slow:
        monkeypatch.setattr(_fast, "loads", None)
    own = ANSWERS[name]
    read, stream = getattr(own, f"from_{wire}"), getattr(own, f"iter_from_{wire}", None)
    for number in range(ROUNDS):
        chance = Random(f"{name} {wire} {is_slow} {number}")  # noqa: S311 - no secret
        content, less, gone = damaged(chance, wire, name)
        text = document(wire, name, content)
        found, wanted = read(text), read(document(wire, name, less))
        problems = sorted((p.path, told(p.raw)) for p in found.problems)
        assert problems == sorted(
            (place.told(name), told(in_xml(value) if wire == "xml" else value))
            for place, value in gone
        ), text
        assert extras(found) == expected(gone, wire), text
        assert without(found) == wanted, text
        if gone:
            with pytest.raises(ResponseError) as caught:
                read(text, unreadable="raise")
            assert len(caught.value.problems) == len(gone)
        if stream is not None:
            records = stream([text.encode("utf-8", "surrogatepass")])
            seen = [(without(record), [*records.problems]) for record in records]
            named = [problem for _, problems in seen for problem in problems]
            assert [record for record, _ in seen] == _items(wanted), text
            assert sorted((p.path, told(p.raw)) for p in (*named, *records.problems)) == problems


def _items(record: Any) -> list[Any]:
    """Return the records that an answer is a list of."""
    for name in record._declared.items:
        record = getattr(record, name)
    return list(record)


def transformed(
    declared: Declaration, content: dict[str, Any], change: Any
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each document with one kind of record in another shape, and where that is."""
    seen: set[tuple[type[Any], str]] = set()
    for place in places(declared, content):
        kind = place.owner.record, place.key
        if place.field.kind == "record" and (IS_LONG or kind not in seen):
            seen.add(kind)
            inner = place.owner.declared_by(place.field)
            path = place.path[:-1] if place.field.repeated else place.path
            for number, changed in enumerate(change(place.field, inner, at(content, path))):
                copied = deepcopy(content)
                replaced(copied, path, changed)
                yield f"{place.told('')} {number}", copied


def without_wrapper(field: Field, inner: Declaration, value: Any) -> Iterator[Any]:
    """Yield the records in a wrapper element, without the wrapper."""
    if field.repeated or len(inner.fields) != 1 or inner.fields[0][1].kind != "record":
        return
    held = value[inner.fields[0][1].key]
    records = held if isinstance(held, list) else [held]
    yield records
    if len(records) == 1:
        yield records[0]
    else:
        yield [{inner.fields[0][1].key: records[0]}, *records[1:]]
        yield [*records[:-1], {inner.fields[0][1].key: records[-1]}]


def as_columns(field: Field, inner: Declaration, value: Any) -> Iterator[Any]:
    """Yield records of single values as one record of columns."""
    if field.repeated and all(f.is_simple and not f.repeated for _, f in inner.fields):
        yield {key: [record[key] for record in value] for key in value[0]}


def as_bare_values(field: Field, inner: Declaration, value: Any) -> Iterator[Any]:
    """Yield records of a single value as that value."""
    if len(inner.fields) == 1 and inner.fields[0][1].is_simple:
        key = inner.fields[0][1].key
        yield [record[key] for record in value] if field.repeated else value[key]


SHAPES = [without_wrapper, as_columns, as_bare_values]


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_record_in_another_shape_says_the_same(shape: Any, wire: str) -> None:
    """In every answer, in all places: nothing is lost, and nothing is in `extra`."""
    count = 0
    for name, own in ANSWERS.items():
        read = getattr(own, f"from_{wire}")
        content = whole(name)
        wanted = read(document(wire, name, content))
        for place, changed in transformed(own._declared, content, shape):
            found = read(document(wire, name, changed), unreadable="raise")
            assert found == wanted, (name, place)
            with pytest.raises(ResponseError):
                read(document(wire, name, changed), strict=True)
            count += 1
    assert count > 20


def records_of(record: Any) -> Iterator[Any]:
    """Yield a record, and all below it."""
    yield record
    for name in type(record).__dataclass_fields__:
        value = getattr(record, name)
        for item in value if isinstance(value, list) else [value]:
            if is_dataclass(item) and name != "extra":
                yield from records_of(item)


@pytest.mark.parametrize("wire", WIRES)
def test_times_are_in_utc_or_on_the_clock_of_the_store(wire: str) -> None:
    """Times whose names end in Local have no time zone, all others are in UTC; so they are written."""
    locals_found = 0
    for name, own in ANSWERS.items():
        message = getattr(own, f"from_{wire}")(document(wire, name, whole(name)))
        written = getattr(message, f"to_{wire}")()
        assert getattr(own, f"from_{wire}")(written) == message
        for record in records_of(message):
            for field_name, field in record._declared.fields:
                if field.kind == "date_time":
                    zone = getattr(record, field_name).utcoffset()
                    assert (zone is None) == field.key.endswith("Local"), field.key
                    locals_found += zone is None
    assert locals_found > 5


def test_every_field_of_an_answer_may_be_none() -> None:
    """No field of an answer has to be there: it is None, or an empty list."""
    for own in ANSWERS.values():
        for record in records_of(own.from_json(json.dumps(sample(own.__name__)))):
            for name, field in type(record).__dataclass_fields__.items():
                annotation = str(field.type)
                assert name == "extra" or annotation.startswith("list[") or " | None" in annotation
                assert not isinstance(getattr(record, name), Decimal | int) or "None" in annotation
