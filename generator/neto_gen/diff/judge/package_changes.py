"""Find changes of the generated package that no fact explains: new names, and other classes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from neto_gen.diff.judge.class_places import Classes, class_of, classes_of, key_of
from neto_gen.diff.judge.name_changes import (
    ANNOTATION,
    BREAKS,
    EXISTENCE,
    NAME,
    SAFE,
    enumerations_of,
    kind_of_field,
    verdicts_of,
)
from neto_gen.diff.judge.verdicts import python_verdict
from neto_gen.diff.rules.checks import Check, Effect, Verdict
from neto_gen.diff.rules.facts import REQUEST, RESPONSE, VIEWS, Fact, PythonChange
from neto_gen.python.package import views_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from neto_gen.diff.compare.comparison import RecordPair
    from neto_gen.diff.compare.contracts import ComparisonResult
    from neto_gen.diff.judge.class_places import Place
    from neto_gen.diff.judge.name_changes import Claim, Verdicts
    from neto_gen.python.package import (
        EnumerationView,
        FieldView,
        OperationView,
        PackageView,
        RecordView,
    )

Partners = dict[str, dict[str, None]]
"""The classes that each class has become."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyInPackage:
    """A change of the package. `claim` is what a fact must account for, so that it is no other one."""

    check: Check
    operation: str
    path: str
    claim: Claim
    python: PythonChange
    directions: tuple[str, ...]


TOGETHER: Final = "changes of the schema that break no code alone do so together"
"""The note on a field that no single change of a schema gives another type."""


def only_in_package(
    comparison: ComparisonResult,
    plans: tuple[PackageView, PackageView],
    places: Mapping[RecordPair, Iterable[Place]],
    claimed: set[Claim],
) -> list[Fact]:
    """Return facts about what breaks code and follows from no fact about a schema."""
    names = {
        root_pair.old.operation: root_pair.new.operation
        for root_pair in comparison.root_pairs
        if root_pair.old is not None and root_pair.new is not None
    }
    return [
        _fact(change)
        for change in changes_of(plans[0], plans[1], names, _partners(places), claimed)
        if change.python.verdict > Verdict.SAFE
    ]


def _partners(places: Mapping[RecordPair, Iterable[Place]]) -> dict[str, Partners]:
    """Return the classes that belong together, by operation."""
    found: dict[str, Partners] = {}
    for pair, several in places.items():
        for place in () if pair.apart is not None else several:
            own = found.setdefault(place.operation, {})
            own.setdefault(place.old_class, {})[place.new_class] = None
            before = place.old.fields(place.old_class)
            after = place.new.fields(place.new_class)
            for key, field in before.items():
                other = after.get(pair.names.get(key, key))
                if other is not None:
                    for one, two in _classes_in(place, field, other):
                        own.setdefault(one, {})[two] = None
    return found


def _classes_in(place: Place, old: FieldView, new: FieldView) -> Iterator[tuple[str, str]]:
    """Yield the pairs of classes that two fields hold: also that of a simple element whose order matters.

    Such a class has no pair of records: in the schema there is but a value.
    """
    if old.simple is not None and new.simple is not None:
        yield from enumerations_of(old.simple, new.simple)
    one, two = class_of(old, None), class_of(new, None)
    if one is not None and two is not None:
        yield one, two
        texts = place.old.fields(one).get("#text"), place.new.fields(two).get("#text")
        if texts[0] is not None and texts[1] is not None:
            yield from _classes_in(place, texts[0], texts[1])


def _fact(change: OnlyInPackage) -> Fact:
    verdicts = dict.fromkeys(VIEWS, Verdict.NONE)
    verdicts["python"] = change.python.verdict
    old, new = change.python.old, change.python.new
    if old is None and new is None:
        name = change.python.name.rpartition(".")[2]
        old, new = (None, name) if change.python.kind == "added" else (name, None)
    return Fact(
        check=change.check,
        path=change.path,
        subject=change.path.rpartition("/")[2],
        old=old,
        new=new,
        old_location=None,
        new_location=None,
        effect=Effect.NONE,
        json_effect=Effect.NONE,
        python=change.check.python,
        python_changes=(change.python,),
        operations=(change.operation,),
        directions=change.directions,
        verdicts=verdicts,
        note=TOGETHER if change.check is Check.FIELD_TYPE_CHANGED else None,
    )


def changes_of(
    old: PackageView,
    new: PackageView,
    names: Mapping[str, str],
    partners: Mapping[str, Partners] | None = None,
    claimed: set[Claim] | None = None,
) -> Iterator[OnlyInPackage]:
    """Yield the changes from one package to another that are not `claimed` by facts.

    `names` pairs the operations. `partners` pairs the classes; without it, those of the same name
    belong together, or of the same place in a document.
    """
    after = {o.name.untrusted: o for o in views_of(new)}
    for one in views_of(old):
        name = names.get(one.name.untrusted, one.name.untrusted)
        other = after.get(name)
        if other is not None:
            known = None if partners is None else partners.get(name, {})
            for change in _Operation(name, one, other, known, claimed or set()).changes():
                if claimed is None or change.claim not in claimed:
                    yield change


class _Operation:
    def __init__(
        self,
        name: str,
        old: OperationView,
        new: OperationView,
        partners: Partners | None,
        claimed: set[Claim],
    ) -> None:
        self.name = name
        self.old, self.new = Classes(old), Classes(new)
        self.claimed = claimed
        self.partners = self._by_name() if partners is None else partners
        self.directions = self.old.reached(), self.new.reached()

    def _by_name(self) -> Partners:
        return {
            **_same(self.old.records, self.new.records),
            **_same(self.old.enumerations, self.new.enumerations),
        }

    def changes(self) -> Iterator[OnlyInPackage]:
        old, new = self.old.view, self.new.view
        if old.module != new.module and old.name == new.name:
            for check in (Check.MODULE_MOVED, Check.ACTION_METHOD_RENAMED):
                yield self.change(
                    check,
                    self.name,
                    (self.name, "", "", check.id),
                    _renamed(self.old.module, self.new.module),
                    (REQUEST,),
                )
        alive = self.alive()
        for class_name, view in self.old.views.items():
            directions = self.directions[0].get(class_name, ())
            found = self.partners.get(class_name, {})
            if not found:
                if class_name in alive:
                    yield self.gone(view, class_name, directions)
                continue
            for other in found:
                both = dict.fromkeys((*directions, *self.directions[1].get(other, ())))
                yield from self.root_pair(class_name, other, tuple(both))
        had = {other for found in self.partners.values() for other in found}
        for class_name, view in self.new.views.items():
            if class_name not in had:
                yield self.come(view, class_name)

    def alive(self) -> set[str]:
        """Return the old classes that can be reached without what facts explain."""
        roots = map(self.old.root, (REQUEST, RESPONSE))
        waiting = [name for name in roots if name is not None and name in self.partners]
        found = {*waiting}
        for name in waiting:  # grows during the loop
            for key, field in self.old.fields(name).items():
                claims = {(self.name, name, key, aspect) for aspect in (EXISTENCE, ANNOTATION)}
                if not claims & self.claimed:
                    fresh = {*classes_of(field)} - found
                    found |= fresh
                    waiting += sorted(fresh)
        return found

    def come(self, view: RecordView | EnumerationView, class_name: str) -> OnlyInPackage:
        change = _change("added", f"{self.new.module}.{class_name}")
        claim = (self.name, class_name, "", EXISTENCE)
        directions = self.directions[1].get(class_name, ())
        return self.change(Check.CLASS_ADDED, _path(view), claim, change, directions, SAFE)

    def gone(
        self, view: RecordView | EnumerationView, class_name: str, directions: tuple[str, ...]
    ) -> OnlyInPackage:
        change = _change("removed", f"{self.old.module}.{class_name}")
        claim = (self.name, class_name, "", EXISTENCE)
        return self.change(Check.CLASS_REMOVED, _path(view), claim, change, directions)

    def root_pair(self, old: str, new: str, directions: tuple[str, ...]) -> Iterator[OnlyInPackage]:
        """Yield the changes from one class to its partner."""
        if old != new:
            view = self.old.views[old]
            change = _renamed(f"{self.old.module}.{old}", new)
            claim = (self.name, old, new, NAME)
            yield self.change(Check.CLASS_RENAMED, _path(view), claim, change, directions)
        if old in self.old.records and new in self.new.records:
            yield from self.fields(old, new, directions)
        if old in self.old.enumerations and new in self.new.enumerations:
            yield from self.members(old, new, directions)

    def fields(self, old: str, new: str, directions: tuple[str, ...]) -> Iterator[OnlyInPackage]:
        path = _path(self.new.records[new])
        before, after = self.old.fields(old), self.new.fields(new)
        if ("#content" in before) != ("#content" in after):  # one side has no fields
            before, after = (
                {key_of(field): field for field in records[name].fields}
                for records, name in ((self.old.records, old), (self.new.records, new))
            )
        own = f"{self.old.module}.{old}"
        for key, field in before.items():
            other = after.get(key)
            here = f"{path}/{_shown(key)}".rstrip("/")
            name = f"{own}.{field.name}"
            if other is None:
                change = _change("removed", name, old=str(field.held))
                claim = (self.name, old, key, EXISTENCE)
                yield self.change(Check.FIELD_REMOVED, here, claim, change, directions)
                continue
            if other.name != field.name:
                change = _renamed(name, str(other.name))
                claim = (self.name, old, key, NAME)
                yield self.change(Check.FIELD_RENAMED, here, claim, change, directions)
            if _differ(field, other):
                shown = str(field.held), str(other.held)
                yield self.change(
                    Check.FIELD_TYPE_CHANGED,
                    here,
                    (self.name, old, key, ANNOTATION),
                    _change("changed", name, *shown),
                    directions,
                    verdicts_of(field, other),
                )
        for key, field in after.items():
            if key not in before:
                needed = Verdict.BREAKING if field.must_be_given else Verdict.SAFE
                change = _change(
                    "added", f"{self.new.module}.{new}.{field.name}", new=str(field.held)
                )
                here = f"{path}/{_shown(key)}".rstrip("/")
                claim = (self.name, new, key, EXISTENCE)
                verdicts = (needed, Verdict.SAFE)
                yield self.change(Check.FIELD_ADDED, here, claim, change, directions, verdicts)

    def members(self, old: str, new: str, directions: tuple[str, ...]) -> Iterator[OnlyInPackage]:
        path = _path(self.old.enumerations[old])
        before, after = self.old.members(old), self.new.members(new)
        own = f"{self.old.module}.{old}"
        for value, member in before.items():
            if value not in after:
                change = _change("removed", f"{own}.{member}")
                claim = (self.name, old, value, EXISTENCE)
                yield self.change(Check.ENUM_MEMBER_REMOVED, path, claim, change, directions)
            elif after[value] != member:
                change = _renamed(f"{own}.{member}", after[value])
                claim = (self.name, old, value, NAME)
                yield self.change(Check.ENUM_MEMBER_RENAMED, path, claim, change, directions)
        for value, member in after.items():
            if value not in before:
                change = _change("added", f"{self.new.module}.{new}.{member}")
                claim = (self.name, new, value, EXISTENCE)
                verdicts = (Verdict.SAFE, Verdict.RISK)
                yield self.change(
                    Check.ENUM_MEMBER_ADDED, path, claim, change, directions, verdicts
                )

    def change(  # noqa: PLR0917 - the parts of a change, in its order
        self,
        check: Check,
        path: str,
        claim: Claim,
        change: PythonChange,
        directions: tuple[str, ...],
        verdicts: Verdicts = BREAKS,
    ) -> OnlyInPackage:
        return OnlyInPackage(
            check=check,
            operation=self.name,
            path=path,
            claim=claim,
            python=replace(change, verdict=python_verdict(verdicts, directions)),
            directions=directions,
        )


def _same(
    before: Mapping[str, RecordView | EnumerationView],
    after: Mapping[str, RecordView | EnumerationView],
) -> Partners:
    """Return pairs of classes with the same name, or else the same place in a document."""
    paths = {view.path: name for name, view in after.items() if name not in before}
    return {
        name: {found: None}
        for name, view in before.items()
        if (found := name if name in after else paths.get(view.path)) is not None
    }


def _change(kind: str, name: str, old: str | None = None, new: str | None = None) -> PythonChange:
    return PythonChange(kind=kind, name=name, old=old, new=new, verdict=Verdict.NONE)


def _renamed(name: str, new: str) -> PythonChange:
    return _change("renamed", name, name.rpartition(".")[2], new)


def _differ(old: FieldView, new: FieldView) -> bool:
    """Tell whether a field's type changes, apart from the names of classes."""
    return (
        kind_of_field(old) != kind_of_field(new)
        or old.repeated != new.repeated
        or old.required != new.required
        or (old.repeated and old.nillable != new.nillable)
    )


def _shown(key: str) -> str:
    return "" if key.startswith("#") else key.removeprefix("@")


def _path(view: RecordView | EnumerationView) -> str:
    return view.path.untrusted.replace(".", "/")
