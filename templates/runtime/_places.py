"""Which elements of a record take the places that its schema leaves to elements that it does not name.

Where such a wildcard also allows an element that the schema names, only the place of an element in the
content model tells what it is.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from ._explain import allows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from xml.etree.ElementTree import Element

    from ._content import Model
    from ._fields import Declaration, Field
    from ._raw_document import ElementNames

# More ways through a content model than this only differ in how often its groups occur.
_MOST_WAYS = 64


def particles(declared: Declaration) -> list[Field]:
    """Return the elements that a record may hold, and its wildcards."""
    if declared.content is not None:
        return [*declared.content.parts]
    return [f for _, f in declared.fields if f.role in {"element", "any_elements"}]


def tags(declared: Declaration) -> dict[str, str]:
    """Return the keys of a record's elements by their names with namespaces."""
    return {
        f"{{{field.namespace}}}{field.name}" if field.namespace else field.name: field.key
        for field in particles(declared)
        if field.kind != "any_elements"
    }


def occurrences(field: Field) -> tuple[str, int, int | None]:
    """Return a place, and how many elements may take it in a record."""
    if field.repeated:
        return field.key, field.min_occurs, field.max_occurs
    return field.key, int(field.must_occur), 1


class _Choice(NamedTuple):
    """The places that an element may take: by its whole name, and by its name without the namespace."""

    valid: tuple[str, ...]
    tolerated: tuple[str, ...]
    is_open: bool  # its name is not enough to tell


class Places:
    """The places in a record with wildcards."""

    def __init__(self, declared: Declaration) -> None:
        fields = particles(declared)
        self._wildcards = [field for field in fields if field.kind == "any_elements"]
        self._keys = tags(declared)
        parts = tuple(map(occurrences, fields))
        self._most = {key: most for key, _, most in parts}
        self._model = declared.model or ("sequence", parts, 1, 1)
        self._choices: dict[str, _Choice] = {}

    def of(self, elements: Iterable[Element], names: ElementNames) -> list[str] | None:
        """Return the place of each element; None where the names of all are enough to tell."""
        found = [self._choice(element.tag, names) for element in elements]
        if not any(choice.is_open for choice in found):
            return None
        valid = [choice.valid for choice in found]
        tolerated = [choice.tolerated for choice in found]
        return (
            placed(self._model, valid) or placed(self._model, tolerated) or self._in_turn(tolerated)
        )

    def _choice(self, tag: str, names: ElementNames) -> _Choice:
        if tag not in self._choices:
            fitting = tuple(field.key for field in self._wildcards if allows(field, tag))
            key = self._keys.get(tag)
            known = key or (names[tag] if names[tag] in self._keys.values() else None)
            others = fitting or tuple(field.key for field in self._wildcards)
            tolerated = others if known is None else (known, *fitting)
            valid = fitting if fitting and key is None else tolerated
            is_open = known is not None and fitting != ()
            self._choices[tag] = _Choice(valid, tolerated, is_open)
        return self._choices[tag]

    def _in_turn(self, choices: Iterable[tuple[str, ...]]) -> list[str]:
        """Return the places of elements that do not match the model: of each, the first that is not full."""
        counts = Counter[str]()
        found: list[str] = []
        for choice in choices:
            free = (p for p in choice if (most := self._most[p]) is None or counts[p] < most)
            place = next(free, choice[-1])
            counts[place] += 1
            found.append(place)
        return found


def placed(model: Model, choices: Sequence[tuple[str, ...]]) -> list[str] | None:
    """Return the place that each element takes of those that it may take; None if they do not match."""
    walk = _Walk()
    current: Iterable[_State] = [walk.state(model, 0, None)]
    steps: list[dict[_State, tuple[_State, str]]] = []
    for choice in choices:
        following: dict[_State, tuple[_State, str]] = {}
        for place in choice:
            for state in current:
                for after in walk.next(state).get(place, ()):
                    following.setdefault(after, (state, place))
        if not following:
            return None
        following = dict(islice(following.items(), _MOST_WAYS))
        steps.append(following)
        current = following
    last = next((state for state in current if walk.may_end(state)), None)
    if last is None:
        return None
    found: list[str] = []
    for step in reversed(steps):
        last, place = step[last]
        found.append(place)
    return found[::-1]


def _is_group(part: Model) -> bool:
    return len(part) == 4  # noqa: PLR2004 - a choice or a sequence


def _may_be_empty(part: Model) -> bool:
    """Tell whether a part of a model matches nothing."""
    if part[-2] == 0 or not _is_group(part):
        return bool(part[-2] == 0)
    return (any if part[0] == "choice" else all)(map(_may_be_empty, part[1]))


class _State:
    """A part of a content model that has occurred so often, and what comes after it."""

    __slots__ = ("after", "count", "part")

    def __init__(self, part: Model, count: int, after: _State | None) -> None:
        self.part = part
        self.count = count
        self.after = after


class _Walk:
    """The ways through a content model, each found when it is first taken."""

    def __init__(self) -> None:
        self._states: dict[tuple[int, int, _State | None], _State] = {}
        self._next: dict[_State, tuple[dict[str, list[_State]], bool]] = {}

    def state(self, part: Model, count: int, after: _State | None) -> _State:
        """Return the one state of these."""
        least, most = part[-2:]
        count = min(count, least) if most is None else count
        key = id(part), count, after
        return self._states.get(key) or self._states.setdefault(key, _State(part, count, after))

    def next(self, state: _State) -> dict[str, list[_State]]:
        """Return the places that may be taken next, and what comes after each."""
        return self._found(state)[0]

    def may_end(self, state: _State) -> bool:
        """Tell whether nothing else has to follow."""
        return self._found(state)[1]

    def _found(self, state: _State) -> tuple[dict[str, list[_State]], bool]:
        if state not in self._next:
            following: dict[str, list[_State]] = {}
            may_end = False
            for found in self._reached(state):
                if found is None:
                    may_end = True
                else:
                    following.setdefault(found.part[0], []).append(
                        self.state(found.part, found.count + 1, found.after)
                    )
            self._next[state] = following, may_end
        return self._next[state]

    def _reached(self, start: _State) -> Iterator[_State | None]:
        """Yield the elements that may come next, and None for the end."""
        waiting: list[_State | None] = [start]
        entered: set[tuple[int, _State | None]] = set()
        while waiting:
            state = waiting.pop()
            if state is None:
                yield None
                continue
            part, count, after = state.part, state.count, state.after
            least, most = part[-2:]
            if count >= least or _may_be_empty(part):
                waiting.append(after)
            # Without an element between them, a group that occurs once more is the same again.
            if (most is not None and count >= most) or (id(part), after) in entered:
                continue
            if not _is_group(part):
                yield state
                continue
            entered.add((id(part), after))
            again = self.state(part, count + 1, after)
            if part[0] == "choice":
                waiting += (self.state(inner, 0, again) for inner in reversed(part[1]))
            else:
                for inner in reversed(part[1]):
                    again = self.state(inner, 0, again)
                waiting.append(again)
