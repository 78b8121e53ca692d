"""Pair each sent record with what came back for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from ._errors import StoreMessage  # noqa: TC001 - for get_type_hints
from ._model import OpenEnumeration, Record
from ._root import BatchRequest, Listing, several

if TYPE_CHECKING:
    from ._fields import Declaration

I = TypeVar("I")  # noqa: E741 - an item
A = TypeVar("A")

# The kinds of keys: the same text on both sides.
_KINDS = frozenset({"string", "token", "integer"})


@dataclass(frozen=True, slots=True)
class Pair(Generic[I, A]):
    """A record that was `sent`, and its `answer`: the matching record of the response, or None."""

    sent: I
    answer: A | None


@dataclass(frozen=True, slots=True)
class Pairs(Generic[I, A]):
    """All records that were sent, in order, each with the matching record of the response.

    `unanswered` has the records without an answer; it is empty if the operation never returns
    records. `unmatched` has the records of the response that match no record that was sent.
    `warnings` and `errors` are the store's messages about the whole request.
    """

    pairs: list[Pair[I, A]]
    unanswered: list[I]
    unmatched: list[A]
    warnings: tuple[StoreMessage, ...] = ()
    errors: tuple[StoreMessage, ...] = ()

    def __iter__(self) -> Iterator[Pair[I, A]]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)


def paired(sent: Iterable[I] | BatchRequest[I], response: object) -> Pairs[I, Any]:
    """Match each record that was sent with the record of the response about it.

    Records match if they have the same value in the first element that both have, such as the SKU.
    Without such an element, they match by position, if there are as many of one as of the other. An
    empty record is not an answer.
    """
    records: list[I] = (
        sent._records()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        if isinstance(sent, BatchRequest)
        else [*several("records", sent)]
    )
    warnings, errors = (tuple(getattr(response, name, ())) for name in ("warnings", "errors"))
    answers = _answers(response, records)
    if answers is None:
        return Pairs([Pair(record, None) for record in records], [], [], warnings, errors)
    empty = {place for place, answer in enumerate(answers) if not _holds(answer)}
    matched = _matched(records, answers)
    found = {place: answer for place, answer in matched.items() if answer not in empty}
    taken = {*found.values(), *empty}
    pairs = [
        Pair(record, answers[found[place]] if place in found else None)
        for place, record in enumerate(records)
    ]
    unanswered = [record for place, record in enumerate(records) if place not in found]
    unmatched = [answer for place, answer in enumerate(answers) if place not in taken]
    return Pairs(pairs, unanswered, unmatched, warnings, errors)


def _answers(response: object, sent: Sequence[object]) -> list[Any] | None:
    """Return the records of a response; None if it never has any, or is not a record."""
    if not isinstance(response, Record):
        return None
    path: Sequence[str] = ()
    if isinstance(response, Listing):
        path = response._declared.items  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    else:  # an element with the name of the sent one
        called = {of.__name__ for record in sent for of in type(record).__mro__}
        declared = response._declared  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        path = [n for n, f in declared.fields if f.kind == "record" and f.key in called][:1]
    if not path:
        return None
    found: Any = cast("Any", response)
    for name in path:
        found = None if found is None else getattr(found, name)
    if found is None:
        return []
    return [found] if isinstance(found, Record) else [*found]


def _holds(answer: object) -> bool:
    """Tell whether a record has any content."""
    record = cast("Record", answer)
    return bool(record.extra) or any(True for _ in record.__rich_repr__())


def _matched(sent: Sequence[object], answers: Sequence[object]) -> dict[int, int]:
    """Return the indexes of sent records, each with the index of its answer."""
    ours, theirs = _keys(sent, answers)
    found: dict[int, int] = {}
    for same in (str, str.lower):
        _match_by_key(ours, theirs, same, found)
    rest = [place for place in range(len(sent)) if place not in found]
    taken = set(found.values())
    others = [place for place in range(len(answers)) if place not in taken]
    if len(rest) == len(others) and not any(ours[place] for place in rest):
        found.update(zip(rest, others, strict=True))
    return found


def _match_by_key(
    ours: Sequence[str], theirs: Sequence[str], same: Callable[[str], str], found: dict[int, int]
) -> None:
    """Match what has the same key, in order where several have it.

    Of different keys that are the same but for case, none is matched with too few answers for all.
    """
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(ours):
        if key and place not in found:
            waiting[same(key)].append(place)
    taken = set(found.values())
    answered: defaultdict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(theirs):
        if place not in taken and same(key) in waiting:
            answered[same(key)].append(place)
    for key, places in answered.items():
        own = waiting[key]
        if len({ours[place] for place in own}) == 1 or len(own) == len(places):
            found.update(zip(own, places, strict=False))


def _keys(sent: Sequence[object], answers: Sequence[object]) -> tuple[list[str], list[str]]:
    """Return the keys of the sent and of the answered records, by the first element that both have."""
    for name, other in _common(sent, answers):
        ours = [_text(getattr(record, name, None)) for record in sent]
        theirs = [_text(getattr(record, other, None)) for record in answers]
        if any(ours) and any(theirs):
            return ours, theirs
    return [""] * len(sent), [""] * len(answers)


def _common(sent: Sequence[object], answers: Sequence[object]) -> Iterator[tuple[str, str]]:
    """Yield the names of the fields for the elements that both may have, in the order of the answer."""
    if not (sent and answers and isinstance(sent[0], Record)):
        return
    own = _elements(sent[0]._declared)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    declared: Declaration = cast("Any", answers[0])._declared  # noqa: SLF001
    for key, name in _elements(declared).items():
        if key in own:
            yield own[key], name


def _elements(declared: Declaration) -> dict[str, str]:
    """Return the fields that may hold a key, by their elements' names."""
    return {f.key: n for n, f in declared.fields if f.kind in _KINDS and not f.repeated}


def _text(value: object) -> str:
    """Return the text of a key, "" if there is none."""
    if isinstance(value, OpenEnumeration):
        value = value.text
    return str(value).strip() if isinstance(value, (str, int)) else ""
