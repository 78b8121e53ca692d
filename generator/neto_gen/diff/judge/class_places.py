"""Find the classes of the generated package that pairs of records become."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from neto_gen.contract.schema_text import SchemaText
from neto_gen.diff.rules.facts import REQUEST, RESPONSE
from neto_gen.python.code import literal
from neto_gen.python.package import enumerations_of, records_of, views_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.diff.compare.comparison import RecordPair
    from neto_gen.diff.compare.contracts import ComparisonResult
    from neto_gen.python.package import (
        EnumerationView,
        FieldView,
        OperationView,
        PackageView,
        RecordView,
    )


class Classes:
    """The classes of one operation, of those that it shares with others, too."""

    def __init__(self, view: OperationView) -> None:
        self.view = view
        self.module = str(view.module)
        self._fields: dict[str, dict[str, FieldView]] = {}
        self._members: dict[str, dict[str, str]] = {}

    @cached_property
    def records(self) -> dict[str, RecordView]:
        """The records by the names of their classes."""
        return {str(name): view for name, view in records_of(self.view).items()}

    @cached_property
    def enumerations(self) -> dict[str, EnumerationView]:
        """The enumerations by the names of their classes."""
        return {str(name): view for name, view in enumerations_of(self.view).items()}

    @property
    def views(self) -> dict[str, RecordView | EnumerationView]:
        """All of them by the names of the classes."""
        return {**self.records, **self.enumerations}

    def root(self, direction: str) -> str | None:
        """Return the class of the request or of the response."""
        found = self.view.request if direction == REQUEST else self.view.response
        return None if found is None else str(found.class_name)

    def fields(self, class_name: str) -> dict[str, FieldView]:
        """Return the fields of a class and the parts of its content, by key."""
        known = self._fields.get(class_name)
        if known is None:
            view = self.records.get(class_name)
            found = () if view is None else (*view.parts, *view.fields)
            known = self._fields[class_name] = {key_of(field): field for field in found}
        return known

    def members(self, class_name: str) -> dict[str, str]:
        """Return the members of an enumeration by the literals of their values."""
        known = self._members.get(class_name)
        if known is None:
            view = self.enumerations.get(class_name)
            found = () if view is None else view.members
            known = self._members[class_name] = {str(value): str(name) for name, value in found}
        return known

    def below(self, class_name: str) -> set[str]:
        """Return a class and all classes that its fields lead to."""
        found = {class_name: None}
        waiting = [class_name]
        for name in waiting:  # grows during the loop
            for field in self.fields(name).values():
                for other in classes_of(field):
                    if other not in found:
                        found[other] = None
                        waiting.append(other)
        return {*found}

    def reached(self) -> dict[str, tuple[str, ...]]:
        """Return the directions in which each class is used."""
        found: dict[str, tuple[str, ...]] = {}
        for direction in (REQUEST, RESPONSE):
            root = self.root(direction)
            for name in () if root is None else self.below(root):
                found[name] = (*found.get(name, ()), direction)
        return found


@dataclass(frozen=True, slots=True)
class Place:
    """A pair of records in one direction of an operation: the class that was and the one that is."""

    operation: str
    direction: str
    old: Classes
    new: Classes
    old_class: str
    new_class: str


def places_of(
    comparison: ComparisonResult, old: PackageView, new: PackageView
) -> dict[RecordPair, list[Place]]:
    """Return the places of all pairs of records that are in both packages."""
    before, after = ({v.name.untrusted: Classes(v) for v in views_of(plan)} for plan in (old, new))
    found: dict[RecordPair, list[Place]] = {}
    for root_pair, top in zip(comparison.root_pairs, comparison.tops, strict=True):
        if root_pair.old is None or root_pair.new is None or top is None:
            continue
        sides = before.get(root_pair.old.operation), after.get(root_pair.new.operation)
        if sides[0] is None or sides[1] is None:
            continue
        for direction in root_pair.directions:
            roots = sides[0].root(direction), sides[1].root(direction)
            if roots[0] is not None and roots[1] is not None:
                first = Place(
                    root_pair.new.operation, direction, sides[0], sides[1], roots[0], roots[1]
                )
                found.setdefault(top, []).append(first)
                below = [(pair, first) for step, pair in top.below if step.derived is None]
                for pair, place in _below(below):
                    found.setdefault(pair, []).append(place)
    for top in comparison.moved:
        for pair, place in _below([(top, place) for place in _of_moved(top, found)]):
            found.setdefault(pair, []).append(place)
    return found


def _of_moved(top: RecordPair, found: dict[RecordPair, list[Place]]) -> Iterator[Place]:
    """Yield the old and the new class that hold an element that moved."""
    if top.apart is None:
        return
    (one, other), steps = top.apart.holders, top.apart.steps
    for before in found.get(one, ()):
        for after in found.get(other, ()):
            if (before.operation, before.direction) == (after.operation, after.direction):
                old_class = _class_at(before.old, before.old_class, steps[0])
                new_class = _class_at(after.new, after.new_class, steps[1])
                if old_class is not None and new_class is not None:
                    yield replace(before, old_class=old_class, new_class=new_class)


def _class_at(classes: Classes, class_name: str, steps: tuple[str, ...]) -> str | None:
    """Return the class that fields of these names lead to."""
    found: str | None = class_name
    for step in steps:
        found = None if found is None else class_of(classes.fields(found).get(step), None)
    return found


def _below(waiting: list[tuple[RecordPair, Place]]) -> Iterator[tuple[RecordPair, Place]]:
    """Yield pairs and those below them, each with its place."""
    seen = {(pair, place.old_class, place.new_class) for pair, place in waiting}
    for pair, place in waiting:  # grows during the loop
        yield pair, place
        fields = place.old.fields(place.old_class), place.new.fields(place.new_class)
        for step, child in pair.below:
            names = (
                class_of(fields[0].get(step.old.name.untrusted), step.derived),
                class_of(fields[1].get(step.new.name.untrusted), step.derived_new),
            )
            if names[0] is None or names[1] is None or (child, *names) in seen:
                continue
            seen.add((child, names[0], names[1]))
            waiting.append(
                (
                    child,
                    Place(
                        *(place.operation, place.direction, place.old, place.new),
                        *(names[0], names[1]),
                    ),
                )
            )


def class_of(field: FieldView | None, derived: tuple[str, str] | None) -> str | None:
    """Return the class of a field's content: of its own type, or of the derived one."""
    if field is None:
        return None
    wanted = None if derived is None else literal(SchemaText(derived[1]))
    found = (choice.class_name for choice in field.choices if choice.name == wanted)
    return next(map(str, found), None)


def key_of(field: FieldView) -> str:
    """Return the key of a field on both sides: its name on the wire, with an `@` for an attribute."""
    if field.role in {"element", "attribute"}:
        name = field.wire.untrusted
        if field.role == "element":
            return name
        return "@" + name.removeprefix("@").rpartition("}")[2].removeprefix("xml:")
    return f"#{field.role}"


def classes_of(field: FieldView) -> list[str]:
    """Return the classes of the records and of the enumerations that a field may hold."""
    found = [str(name) for name in field.classes]
    if field.simple is not None:
        parts = (field.simple, *field.simple.parts)
        found += [str(part.class_name) for part in parts if part.class_name is not None]
    return found
