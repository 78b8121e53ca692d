"""Changes of names of the generated package: what each is called, and what it breaks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from neto_gen.diff.judge.class_places import key_of
from neto_gen.diff.rules.checks import Verdict
from neto_gen.diff.rules.facts import REQUEST, PythonChange
from neto_gen.python.types import ENUMERATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.diff.judge.class_places import Place
    from neto_gen.python.package import FieldView
    from neto_gen.python.types import SimpleView

Verdicts = tuple[Verdict, Verdict]
"""For who builds requests, and for who reads responses."""
BREAKS: Final = (Verdict.BREAKING, Verdict.BREAKING)
SAFE: Final = (Verdict.SAFE, Verdict.SAFE)
Claim = tuple[str, str, str, str]
"""An operation, a class, what it holds by its name on the wire, and what of that changed."""
EXISTENCE: Final = "existence"
NAME: Final = "name"
ANNOTATION: Final = "annotation"


@dataclass(frozen=True, slots=True)
class Found:
    """A change of a name, if it is one, with what it accounts for."""

    change: PythonChange | None
    claims: frozenset[Claim]


def found(  # noqa: PLR0917 - the parts of a change, in its order
    place: Place,
    kind: str,
    name: str,
    old: str | None,
    new: str | None,
    verdicts: Verdicts,
    claims: frozenset[Claim],
) -> Found:
    """Return a change with its place's verdict."""
    verdict = verdicts[0 if place.direction == REQUEST else 1]
    change = PythonChange(kind=kind, name=name, old=old, new=new, verdict=verdict)
    return Found(change, claims)


def removed(place: Place, field: FieldView) -> Found:
    """Return the change of a removed field."""
    name = f"{place.old.module}.{place.old_class}.{field.name}"
    claims = _claims(place, place.old_class, field, EXISTENCE)
    return found(place, "removed", name, str(field.held), None, BREAKS, claims)


def added(place: Place, field: FieldView) -> Found:
    """Return the change of an added field."""
    name = f"{place.new.module}.{place.new_class}.{field.name}"
    claims = _claims(place, place.new_class, field, EXISTENCE)
    needed = Verdict.BREAKING if field.must_be_given else Verdict.SAFE
    verdicts = (needed, Verdict.SAFE)
    return found(place, "added", name, None, str(field.held), verdicts, claims)


def _claims(place: Place, class_name: str, field: FieldView, aspect: str) -> frozenset[Claim]:
    return frozenset({(place.operation, class_name, key_of(field), aspect)})


def changed(
    place: Place, old: FieldView, new: FieldView, aspects: tuple[str, ...]
) -> Iterator[Found]:
    """Yield the change of a field if only these aspects of it change."""
    if "value_annotation" in aspects and kind_of_field(old) == kind_of_field(new):
        return
    then = replace(old, **{aspect: getattr(new, aspect) for aspect in aspects})
    shown = str(old.held), str(then.held)
    if shown[0] == shown[1] and (old.must_be_given or not then.must_be_given):
        return
    if shown[0] == shown[1]:
        shown = f"{shown[0]} = {old.default}", shown[1]
    name = f"{place.old.module}.{place.old_class}.{old.name}"
    claims = _claims(place, place.old_class, old, ANNOTATION)
    yield found(place, "changed", name, *shown, verdicts_of(old, then), claims)


def accounted(place: Place, field: FieldView) -> Found:
    """Return the claim that a fact explains a field's new annotation."""
    return Found(None, _claims(place, place.old_class, field, ANNOTATION))


def field_renamed(place: Place, old: FieldView, new: FieldView) -> Found:
    """Return the change of a field whose name on the wire changes, usually with that in Python."""
    claims = frozenset(
        (place.operation, class_name, key_of(field), aspect)
        for class_name, field in ((place.old_class, old), (place.new_class, new))
        for aspect in (EXISTENCE, NAME)
    )
    if old.name == new.name:
        return Found(None, claims)
    name = f"{place.old.module}.{place.old_class}.{old.name}"
    return found(place, "renamed", name, str(old.name), str(new.name), BREAKS, claims)


def class_renamed(place: Place, old: str, new: str) -> Found:
    """Return the change of a renamed class."""
    claims = frozenset({(place.operation, old, new, NAME)})
    return found(place, "renamed", f"{place.old.module}.{old}", old, new, BREAKS, claims)


def own_classes(field: FieldView) -> list[str]:
    """Return the classes that are named after a field: of its record, or of its values."""
    names = [str(choice.class_name) for choice in field.choices if choice.name is None]
    if field.simple is not None and field.simple.class_name is not None:
        names.append(str(field.simple.class_name))
    return names


def kind_of_field(field: FieldView) -> tuple[str, ...]:
    """Return what a field may hold, apart from the names of classes."""
    if field.simple is not None:
        return _kinds(field.simple)
    if not field.choices:
        return (str(field.value_annotation),) if field.role != "content" else ()
    return tuple(sorted(f"a record {choice.name or ''}" for choice in field.choices))


def _kinds(simple: SimpleView) -> tuple[str, ...]:
    if simple.kind is ENUMERATION:
        return ("an enumeration",)
    if not simple.parts:
        return (str(simple.annotation),)
    inner = tuple(sorted({kind for part in simple.parts for kind in _kinds(part)}))
    return inner if simple.kind.declared == "union" else (f"list of {' or '.join(inner)}",)


def verdicts_of(old: FieldView, new: FieldView) -> Verdicts:
    """Return the verdicts for code that builds and for code that reads, when a field's type changes."""
    if old.repeated != new.repeated:
        # A list of elements also accepts a single value, but not None, and is read as a list.
        takes_one = new.repeated and str(new.annotation).startswith("_f.List")
        same = takes_one and kind_of_field(old) == kind_of_field(new)
        return (Verdict.RISK if same else Verdict.BREAKING), Verdict.BREAKING
    before, after = _held(old), _held(new)
    construct = Verdict.SAFE if before <= after else Verdict.BREAKING
    if new.must_be_given and not old.must_be_given:
        construct = Verdict.BREAKING
    read = Verdict.SAFE if after <= before else Verdict.BREAKING
    if read is Verdict.BREAKING and old.choices and before < after and "None" not in after - before:
        read = Verdict.RISK  # a derived record has all that its base has
    return construct, read


def _held(field: FieldView) -> set[str]:
    """Return the kinds of values that a field can have."""
    kinds = {*kind_of_field(field)}
    if field.nillable if field.repeated else not field.required:
        kinds.add("None")
    return kinds


def enumerations_of(old: SimpleView, new: SimpleView) -> Iterator[tuple[str, str]]:
    """Yield the pairs of enumeration classes in two types."""
    before, after = (
        [p.class_name for p in (s, *s.parts) if p.class_name is not None] for s in (old, new)
    )
    for one, other in zip(before, after, strict=False):
        yield str(one), str(other)
