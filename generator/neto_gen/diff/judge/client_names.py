"""Find how a fact changes the names of the generated package: classes, fields and members."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from neto_gen.contract.schema_text import SchemaText
from neto_gen.diff.judge.class_places import class_of, key_of
from neto_gen.diff.judge.name_changes import (
    BREAKS,
    EXISTENCE,
    accounted,
    added,
    changed,
    class_renamed,
    enumerations_of,
    field_renamed,
    found,
    own_classes,
    removed,
)
from neto_gen.diff.rules.checks import Check, Verdict
from neto_gen.python.code import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neto_gen.diff.compare.comparison import Finding, RecordPair, Subject
    from neto_gen.diff.judge.class_places import Place
    from neto_gen.diff.judge.name_changes import Found
    from neto_gen.diff.rules.facts import Fact
    from neto_gen.python.package import FieldView

_TYPE: Final = ("simple", "choices", "value_annotation")
_USE: Final = ("demanded", "repeated", "nillable", "default")
_ALL: Final = (*_TYPE, *_USE)
_OCCURRENCE: Final = {
    Check.BECAME_REQUIRED: ("demanded",),
    Check.BECAME_OPTIONAL: ("demanded",),
    Check.BECAME_LIST: ("demanded", "repeated"),
    Check.BECAME_SINGLE: ("demanded", "repeated"),
}
ASPECTS: Final[dict[Check, tuple[str, ...]]] = {
    **_OCCURRENCE,
    Check.ATTRIBUTE_USE_TIGHTENED: ("demanded",),
    Check.ATTRIBUTE_USE_RELAXED: ("demanded",),
    Check.NILLABLE_ADDED: ("nillable",),
    Check.NILLABLE_REMOVED: ("nillable",),
    **dict.fromkeys(
        (
            *(Check.DEFAULT_ADDED, Check.DEFAULT_CHANGED, Check.DEFAULT_REMOVED),
            *(Check.FIXED_ADDED, Check.FIXED_CHANGED, Check.FIXED_REMOVED),
            Check.VERSION_MARKER_CHANGED,
        ),
        ("default",),
    ),
    **dict.fromkeys(
        (
            *(Check.TYPE_WIDENED, Check.TYPE_NARROWED, Check.TYPE_INCOMPATIBLE),
            *(Check.TYPE_MEANING_CHANGED, Check.PYTHON_ANNOTATION_CHANGED),
            *(Check.TYPE_OPENED, Check.TYPE_CLOSED),
            *(Check.TYPE_MADE_ABSTRACT, Check.TYPE_MADE_CONCRETE),
            *(Check.SCALAR_BECAME_OBJECT, Check.OBJECT_BECAME_SCALAR),
            *(Check.SIMPLE_BECAME_COMPLEX, Check.COMPLEX_BECAME_SIMPLE),
            *(Check.SCALAR_BECAME_XS_LIST, Check.XS_LIST_BECAME_SCALAR),
            *(Check.UNION_MEMBER_ADDED, Check.UNION_MEMBER_REMOVED),
            *(Check.DERIVED_TYPE_ADDED, Check.DERIVED_TYPE_REMOVED),
            *(Check.ENUM_CLOSED, Check.ENUM_OPENED),
        ),
        _TYPE,
    ),
}
"""What each change of a member changes about its field, by the attributes of its view."""
_VALUES: Final = frozenset(
    {Check.ENUM_VALUE_ADDED, Check.ENUM_VALUE_REMOVED, Check.ENUM_VALUE_RENAMED}
)
_MOVES: Final = frozenset(
    {
        *(Check.ELEMENT_REMOVED_OPTIONAL, Check.ELEMENT_REMOVED_REQUIRED),
        *(Check.ELEMENT_REMOVED_FROM_CHOICE, Check.ELEMENT_MADE_ABSTRACT),
        *(Check.ELEMENT_ADDED_OPTIONAL, Check.ELEMENT_ADDED_REQUIRED),
        *(Check.ELEMENT_ADDED_REQUIRED_WITH_DEFAULT, Check.ELEMENT_ADDED_TO_CHOICE),
        *(Check.ELEMENT_MADE_CONCRETE, Check.ELEMENT_MOVED),
        *(Check.ELEMENT_WRAPPED, Check.ELEMENT_UNWRAPPED),
        *(Check.SUBSTITUTION_MEMBER_ADDED, Check.SUBSTITUTION_MEMBER_REMOVED),
        *(Check.ATTRIBUTE_ADDED_OPTIONAL, Check.ATTRIBUTE_ADDED_REQUIRED),
        *(Check.ATTRIBUTE_REMOVED_OPTIONAL, Check.ATTRIBUTE_REMOVED_REQUIRED),
    }
)
_RENAMES: Final = frozenset(
    {
        *(Check.ELEMENT_RENAMED, Check.ELEMENT_RENAMED_CASE_ONLY, Check.ATTRIBUTE_RENAMED),
        Check.ELEMENT_KIND_CHANGED,
    }
)
_CONTENTS: Final = frozenset(
    {
        *(Check.SEQUENCE_TO_ALL, Check.ALL_TO_SEQUENCE),
        *(Check.SEQUENCE_TO_CHOICE, Check.CHOICE_TO_SEQUENCE),
        *(Check.SEQUENCE_TO_REPEATED_CHOICE, Check.REPEATED_CHOICE_TO_SEQUENCE),
        *(Check.ALL_TO_CHOICE, Check.CHOICE_TO_ALL),
        *(Check.ALL_TO_REPEATED_CHOICE, Check.REPEATED_CHOICE_TO_ALL),
        *(Check.CHOICE_TO_REPEATED_CHOICE, Check.REPEATED_CHOICE_TO_CHOICE),
        *(Check.CONTENT_MODEL_WIDENED, Check.CONTENT_MODEL_NARROWED),
        *(Check.CONTENT_MODEL_CHANGED, Check.GROUP_OCCURS_CHANGED),
        *(Check.CONTENT_BECAME_MIXED, Check.CONTENT_BECAME_UNMIXED),
    }
)
_ROOTS: Final = frozenset(
    {
        *(Check.ACTION_RENAMED, Check.ACTION_PAIRED_DIFFERENTLY),
        *(Check.REQUEST_ROOT_RENAMED, Check.RESPONSE_ROOT_RENAMED),
    }
)
_WHOLE: Final = frozenset({Check.CONTENT_BECAME_EMPTY, Check.CONTENT_BECAME_NONEMPTY})


@dataclass(frozen=True, slots=True)
class _Spot:
    """A fact in one of its places. `counted` are the members with facts about how often they come."""

    fact: Fact
    subject: Subject
    place: Place
    counted: set[tuple[RecordPair, str | None]]

    @property
    def fields(self) -> tuple[dict[str, FieldView], dict[str, FieldView]]:
        """The fields of the class that was, and of the one that is."""
        place = self.place
        return place.old.fields(place.old_class), place.new.fields(place.new_class)

    @property
    def field(self) -> tuple[FieldView | None, FieldView | None]:
        """The field that the fact is about, as it was and as it is."""
        (before, after), subject = self.fields, self.subject
        return self._of(before, subject.old), self._of(after, subject.new)

    @property
    def value(self) -> tuple[Place, FieldView | None, FieldView | None]:
        """The field that holds the value that the fact is about, and the place of its class.

        A simple element whose order matters has a class of its own, which holds but its text.
        """
        old, new = self.field
        names = class_of(old, None), class_of(new, None)
        if names[0] is not None and names[1] is not None:
            place = replace(self.place, old_class=names[0], new_class=names[1])
            before, after = place.old.fields(names[0]), place.new.fields(names[1])
            if [*before] == [*after] == ["#text"]:
                return place, before["#text"], after["#text"]
        return self.place, old, new

    def _of(self, fields: dict[str, FieldView], name: str | None) -> FieldView | None:
        kind = self.subject.kind
        pair = self.subject.pair
        if kind == "text" or (pair.step is None and pair.apart is None):
            return fields.get("#text")
        if name is None:
            return None
        if kind == "kind":
            return fields.get(name) or fields.get(f"@{name}")
        return fields.get(f"@{name}" if kind == "attribute" else name)


class ClientNames:
    """Finds what becomes of the names where facts are."""

    def __init__(self, findings: list[Finding], places: dict[RecordPair, list[Place]]) -> None:
        self.places = places
        self.counted = {
            (subject.pair, subject.old)
            for finding in findings
            if finding.fact.check in _OCCURRENCE
            for subject in finding.subjects
        }

    def of(self, finding: Finding) -> list[Found] | None:
        """Return how a fact changes names, or None if its place is in neither package."""
        rule = _RULES.get(finding.fact.check)
        if rule is None:
            return []
        several: list[Found] = []
        known = False
        for subject in finding.subjects:
            for place in self.places.get(subject.pair, ()):
                known = True
                several += rule(_Spot(finding.fact, subject, place, self.counted))
        return several if known else None


# Fields


def _aspect(spot: _Spot) -> Iterator[Found]:
    """Yield the change of one aspect of a field, ignoring its other changes."""
    place, old, new = spot.value
    if old is not None and new is not None:
        yield from changed(place, old, new, ASPECTS[spot.fact.check])
    elif spot.subject.kind == "text":  # elements instead of the text, or the reverse
        yield from _whole(spot)


def _existence(spot: _Spot) -> Iterator[Found]:
    """Yield a removed or an added field, unless both packages have it.

    The package has what the catalogue adds to a schema, whether the schema has it or not.
    """
    old, new = spot.field
    before, after = spot.fields
    if old is not None and new is None and key_of(old) in after:
        yield from changed(spot.place, old, after[key_of(old)], _ALL)
    elif new is not None and old is None and key_of(new) in before:
        yield from changed(spot.place, before[key_of(new)], new, _ALL)
    else:
        if old is not None:
            yield removed(spot.place, old)
        if new is not None:
            yield added(spot.place, new)


def _rename(spot: _Spot) -> Iterator[Found]:
    """Yield a renamed field, and the class of its content, which is named after it."""
    old, new = spot.field
    if old is None or new is None:
        return
    yield field_renamed(spot.place, old, new)
    for one, other in zip(own_classes(old), own_classes(new), strict=False):
        if one != other:
            yield class_renamed(spot.place, one, other)
    if spot.fact.check is Check.ELEMENT_KIND_CHANGED:
        yield from changed(spot.place, old, new, _TYPE)
        yield from changed(spot.place, old, new, _USE)


def _content(spot: _Spot) -> Iterator[Found]:
    """Yield the changes of how often a record's members may occur, and whether they have fields."""
    before, after = spot.fields
    if ("#content" in before) != ("#content" in after):
        yield from _whole(spot)
        return
    pair = spot.subject.pair
    for name, other in pair.names.items():
        old, new = before.get(name), after.get(other)
        if old is not None and new is not None and (pair, name) not in spot.counted:
            yield from changed(spot.place, old, new, ("demanded", "repeated"))


def _whole(spot: _Spot) -> Iterator[Found]:
    """Yield all fields of a record, except attributes, that are on one side only."""
    place = spot.place
    views = place.old.records.get(place.old_class), place.new.records.get(place.new_class)
    before, after = (
        {key_of(f): f for f in (() if v is None else v.fields) if f.role != "attribute"}
        for v in views
    )
    for key, field in before.items():
        if key not in after:
            yield removed(place, field)
    for key, field in after.items():
        if key not in before:
            yield added(place, field)


def _wildcard(spot: _Spot) -> Iterator[Found]:
    """Yield the change of the field for what the schema does not name."""
    key = "#any_attributes" if spot.subject.kind == "any_attributes" else "#any_elements"
    old, new = (fields.get(key) for fields in spot.fields)
    if old is not None and new is None:
        yield removed(spot.place, old)
    if new is not None and old is None:
        yield added(spot.place, new)


def _derived(spot: _Spot) -> Iterator[Found]:
    """Yield a renamed derived type: its class is named after it."""
    old, new = spot.field
    names = [None if v is None else literal(SchemaText(v)) for v in (spot.fact.old, spot.fact.new)]
    for one in () if old is None else old.choices:
        for other in () if new is None else new.choices:
            if (one.name, other.name) == (names[0], names[1]):
                yield class_renamed(spot.place, str(one.class_name), str(other.class_name))
    if old is not None:
        yield accounted(spot.place, old)


# Members and classes


def _root(spot: _Spot) -> Iterator[Found]:
    """Yield a renamed root element: its class is named after it, and so is an operation's module."""
    place = spot.place
    modules = place.old.module, place.new.module
    if modules[0] != modules[1]:
        yield found(place, "renamed", modules[0], *modules, BREAKS, frozenset())
    if place.old_class != place.new_class:
        yield class_renamed(place, place.old_class, place.new_class)


def _value(spot: _Spot) -> Iterator[Found]:
    """Yield the changes of a value of an enumeration, which is a member of its class."""
    place, old, new = spot.value
    if old is None or new is None or old.simple is None or new.simple is None:
        return
    for one, other in enumerations_of(old.simple, new.simple):
        yield from _member(spot.fact, place, one, other)


def _member(fact: Fact, place: Place, old: str, new: str) -> Iterator[Found]:
    if fact.values:
        yield _members(fact, place, old, new)
        return
    members = place.old.members(old), place.new.members(new)
    values = [None if v is None else str(literal(SchemaText(v))) for v in (fact.old, fact.new)]
    names = [known.get(value or "") for known, value in zip(members, values, strict=True)]
    claims = [
        frozenset({(place.operation, class_name, value or "", EXISTENCE)})
        for class_name, value in zip((old, new), values, strict=True)
    ]
    paths = f"{place.old.module}.{old}.{names[0]}", f"{place.new.module}.{new}.{names[1]}"
    if names[0] is not None and names[0] == names[1]:
        same = (Verdict.RISK, Verdict.RISK)
        yield found(place, "changed", paths[0], values[0], values[1], same, claims[0] | claims[1])
        return
    if names[0] is not None:
        yield found(place, "removed", paths[0], None, None, BREAKS, claims[0])
    if names[1] is not None:
        verdicts = (Verdict.SAFE, Verdict.RISK)
        yield found(place, "added", paths[1], None, None, verdicts, claims[1])


def _members(fact: Fact, place: Place, old: str, new: str) -> Found:
    """Return one change for members that are too many to list."""
    gone = fact.new is None
    class_name, module = (old, place.old.module) if gone else (new, place.new.module)
    claims = frozenset(
        (place.operation, class_name, str(literal(SchemaText(value))), EXISTENCE)
        for value in fact.values
    )
    name = f"{module}.{class_name}: {len(fact.values):,} members"
    verdicts = BREAKS if gone else (Verdict.SAFE, Verdict.RISK)
    return found(place, "removed" if gone else "added", name, None, None, verdicts, claims)


_RULES: Final[dict[Check, Callable[[_Spot], Iterator[Found]]]] = {
    **dict.fromkeys(ASPECTS, _aspect),
    **dict.fromkeys(_VALUES, _value),
    **dict.fromkeys(_MOVES, _existence),
    **dict.fromkeys(_RENAMES, _rename),
    **dict.fromkeys(_CONTENTS, _content),
    **dict.fromkeys(_WHOLE, _whole),
    **dict.fromkeys(_ROOTS, _root),
    Check.DERIVED_TYPE_RENAMED: _derived,
    Check.WILDCARD_ADDED: _wildcard,
    Check.WILDCARD_REMOVED: _wildcard,
}
