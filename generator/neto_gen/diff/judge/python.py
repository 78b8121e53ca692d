"""The view of code that uses the generated package, from the plan that the generator prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neto_gen.diff.rules import checks
from neto_gen.diff.rules.checks import CHECKS, Effect, Verdict
from neto_gen.diff.rules.facts import REQUEST, RESPONSE, VIEWS, Fact
from neto_gen.problems import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.dialect import Dialect
    from neto_gen.diff.compare.comparison import Comparison
    from neto_gen.diff.compare.walk import Entry
    from neto_gen.diff.sides.side import Side
    from neto_gen.python.package import (
        EnumerationView,
        FieldView,
        OperationView,
        PackageView,
        RecordView,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of the package: `names` are those on the wire that it may come from."""

    id: str
    operation: str
    path: str
    names: frozenset[str]
    old: str | None
    new: str | None
    verdict: Verdict
    directions: tuple[str, ...]


def add_python_view(comparison: Comparison, old: Side, new: Side, dialect: Dialect) -> list[Fact]:
    """Give facts the verdict that the package has for them; return what only the package shows.

    Without operations there is no package: then the verdicts are those of the table.
    """
    plans = _plan(old, dialect), _plan(new, dialect)
    if plans[0] is None or plans[1] is None:
        return []
    names = {
        pair.old.operation: pair.new.operation
        for pair in comparison.pairs
        if pair.old is not None and pair.new is not None
    }
    changes = [*changes_of(plans[0], plans[1], names)]
    explained: set[int] = set()
    by_operation: dict[str, list[tuple[int, Change]]] = {}
    for number, change in enumerate(changes):
        by_operation.setdefault(change.operation, []).append((number, change))
    for entry in comparison.entries:
        if entry.locus.kind != "root":
            found = [c for name in entry.fact.operations for c in by_operation.get(name, ())]
            _judge(entry, found, explained)
    paths = [
        entry.fact.path
        for entry in comparison.entries
        if entry.fact.verdicts.get("python", Verdict.NONE) is Verdict.BREAKING
    ]
    return [
        _fact(change)
        for number, change in enumerate(changes)
        if number not in explained
        and change.verdict > Verdict.SAFE
        and not any(change.path.startswith(path) for path in paths)
    ]


def _plan(side: Side, dialect: Dialect) -> PackageView | None:
    from neto_gen.planning import plan_client  # noqa: PLC0415 - costs time

    if side.operations is None:
        return None
    try:
        return plan_client(side.folder, side.operations, dialect)
    except Failure:  # an import that is not there: opaque to the rest, and no package without it
        note = f"{side.shown}: no package can be planned; the verdicts on Python are the usual ones"
        side.notes.append(note)
        return None


def _judge(entry: Entry, changes: list[tuple[int, Change]], explained: set[int]) -> None:
    """The verdict of one fact: what became of the fields with its name."""
    fact, locus = entry.fact, entry.locus
    names = {name for name in (locus.old, locus.new) if name is not None}
    if not names or locus.kind in {"content", "text"}:
        names |= {locus.node.old.name.untrusted, locus.node.new.name.untrusted}
    found = [(n, c) for n, c in changes if c.names & names]
    if locus.kind in {"content", "text"}:
        here = locus.node.path()
        found += [(n, c) for n, c in changes if c.path.rpartition("/")[0] == here]
    usual = fact.verdicts["python"]
    verdict = max((c.verdict for _, c in found), default=Verdict.NONE)
    if usual is Verdict.NONE:
        return
    if usual is Verdict.RISK or (usual is Verdict.SAFE and verdict is Verdict.NONE):
        verdict = max(verdict, usual)
    fact.verdicts["python"] = verdict
    explained.update(n for n, _ in found)


def _fact(change: Change) -> Fact:
    table = CHECKS[change.id]
    verdicts = dict.fromkeys(VIEWS, Verdict.NONE)
    verdicts["python"] = change.verdict
    return Fact(
        id=change.id,
        path=change.path,
        subject=change.path.rpartition("/")[2],
        old=change.old,
        new=change.new,
        old_location=None,
        new_location=None,
        effect=Effect.NONE,
        json_effect=Effect.NONE,
        python=table.python,
        operations=(change.operation,),
        directions=change.directions,
        verdicts=verdicts,
    )


# The two packages


def changes_of(old: PackageView, new: PackageView, names: dict[str, str]) -> Iterator[Change]:
    """What changes from one package to another; `names` are the operations that belong together."""
    after = {o.name.untrusted: o for o in (*new.operations, *new.notifications)}
    for one in (*old.operations, *old.notifications):
        name = one.name.untrusted
        other = after.get(names.get(name, name))
        if other is not None:
            yield from _Operation(names.get(name, name), one, other).changes()


class _Operation:
    def __init__(self, name: str, old: OperationView, new: OperationView) -> None:
        self.name = name
        self.old, self.new = old, new
        self.directions = _reached(old), _reached(new)

    def changes(self) -> Iterator[Change]:
        if self.old.module != self.new.module and self.old.name == self.new.name:
            for check in (checks.MODULE_MOVED, checks.ACTION_METHOD_RENAMED):
                yield self.change(
                    check, self.name, {self.name}, self.old.module, self.new.module, (REQUEST,)
                )
        before, after = _records(self.old), _records(self.new)
        for class_name, view in before.items():
            directions = self.directions[0].get(class_name, ())
            other = after.get(class_name)
            if other is None:
                yield self.gone(view, before, after, directions)
            else:
                both = tuple(dict.fromkeys((*directions, *self.directions[1].get(class_name, ()))))
                yield from self.fields(view, other, both)
        lists = _enumerations(self.old), _enumerations(self.new)
        for class_name, values in lists[0].items():
            yield from self.members(values, lists[1].get(class_name), class_name)
        paths = {_path(view) for view in before.values()}
        for class_name, view in after.items():
            path = _path(view)
            if class_name not in before and path not in paths:
                yield self.come(path, class_name)
        for class_name in lists[1].keys() - lists[0].keys():
            yield self.come(self.name, class_name)

    def come(self, path: str, class_name: str) -> Change:
        names = {path.rpartition("/")[2]}
        directions = self.directions[1].get(class_name, ())
        safe = (Verdict.SAFE, Verdict.SAFE)
        return self.change(checks.CLASS_ADDED, path, names, None, class_name, directions, safe)

    def gone(
        self,
        view: RecordView,
        before: dict[str, RecordView],
        after: dict[str, RecordView],
        directions: tuple[str, ...],
    ) -> Change:
        path = _path(view)
        renamed = [n for n, v in after.items() if n not in before and _path(v) == path]
        check = checks.CLASS_RENAMED if renamed else checks.CLASS_REMOVED
        names = {path.rpartition("/")[2]}
        new = renamed[0] if renamed else None
        return self.change(check, path, names, view.class_name, new, directions)

    def fields(
        self, old: RecordView, new: RecordView, directions: tuple[str, ...]
    ) -> Iterator[Change]:
        path = _path(new)
        before, after = ({f.wire: f for f in (*v.fields, *_content(v))} for v in (old, new))
        record = path.rpartition("/")[2]
        for key, field in before.items():
            names = {_wire(field)} if _wire(field) else {record}
            other = after.get(key)
            here = f"{path}/{_wire(field)}" if _wire(field) else path
            if other is None:
                yield self.change(checks.FIELD_REMOVED, here, names, field.name, None, directions)
                continue
            if other.name != field.name:
                yield self.change(
                    checks.FIELD_RENAMED, here, names, field.name, other.name, directions
                )
            if _shown(field) != _shown(other):
                verdicts = _annotation_verdicts(field, other)
                yield self.change(
                    checks.FIELD_TYPE_CHANGED,
                    here,
                    names,
                    _shown(field),
                    _shown(other),
                    directions,
                    verdicts,
                )
        for key, field in after.items():
            if key not in before:
                names = {_wire(field)} if _wire(field) else {record}
                needed = field.must_be_given
                verdicts = (Verdict.BREAKING if needed else Verdict.SAFE, Verdict.SAFE)
                here = f"{path}/{_wire(field)}" if _wire(field) else path
                yield self.change(
                    checks.FIELD_ADDED, here, names, None, field.name, directions, verdicts
                )

    def members(
        self, old: EnumerationView, new: EnumerationView | None, class_name: str
    ) -> Iterator[Change]:
        path = _path(old)
        names = {path.rpartition("/")[2]}
        directions = self.directions[0].get(class_name, (REQUEST, RESPONSE))
        if new is None:
            yield self.change(checks.CLASS_REMOVED, path, names, class_name, None, directions)
            return
        before = {str(value): str(member) for member, value in old.members}
        after = {str(value): str(member) for member, value in new.members}
        for value, member in before.items():
            if value not in after:
                yield self.change(checks.ENUM_MEMBER_REMOVED, path, names, member, None, directions)
            elif after[value] != member:
                yield self.change(
                    checks.ENUM_MEMBER_RENAMED, path, names, member, after[value], directions
                )
        if after.keys() - before.keys():
            verdicts = (Verdict.SAFE, Verdict.RISK)
            yield self.change(
                checks.ENUM_MEMBER_ADDED, path, names, None, None, directions, verdicts
            )

    def change(  # noqa: PLR0917 - the parts of a change, in its order
        self,
        check: str,
        path: str,
        names: set[str],
        old: str | None,
        new: str | None,
        directions: tuple[str, ...],
        verdicts: tuple[Verdict, Verdict] = (Verdict.BREAKING, Verdict.BREAKING),
    ) -> Change:
        parts = [v for v, d in zip(verdicts, (REQUEST, RESPONSE), strict=True) if d in directions]
        return Change(
            id=check,
            operation=self.name,
            path=path,
            names=frozenset(names),
            old=old,
            new=new,
            verdict=max(parts, default=Verdict.NONE),
            directions=directions,
        )


def _records(operation: OperationView) -> dict[str, RecordView]:
    shared = operation.shared.records if operation.shared is not None else ()
    return {str(view.class_name): view for view in (*operation.records, *shared)}


def _enumerations(operation: OperationView) -> dict[str, EnumerationView]:
    shared = operation.shared.enumerations if operation.shared is not None else ()
    return {str(view.class_name): view for view in (*operation.enumerations, *shared)}


def _content(view: RecordView) -> list[FieldView]:
    return [*view.parts]


def _reached(operation: OperationView) -> dict[str, tuple[str, ...]]:
    """The directions that each class is used in: of records, and of the enumerations they hold."""
    records = _records(operation)
    found: dict[str, tuple[str, ...]] = {}
    for direction, root in ((REQUEST, operation.request), (RESPONSE, operation.response)):
        if root is None:
            continue
        waiting = [str(root.class_name)]
        seen: set[str] = set()
        for name in waiting:  # grows on the way
            if name in seen:
                continue
            seen.add(name)
            found[name] = (*found.get(name, ()), direction)
            view = records.get(name)
            if view is not None:
                for field in (*view.fields, *_content(view)):
                    waiting += map(str, field.classes)
                    waiting += _classes(field)
    return found


def _classes(field: FieldView) -> list[str]:
    if field.simple is None:
        return []
    parts = (field.simple, *field.simple.parts)
    return [str(part.class_name) for part in parts if part.class_name is not None]


def _shown(field: FieldView) -> str:
    return "" if field.role == "content" else str(field.annotation)


def _wire(field: FieldView) -> str:
    """The name on the wire of a field; the content of a record has none."""
    name = field.wire.untrusted.rpartition("}")[2].removeprefix("@")
    return "" if name.startswith("#") else name.removeprefix("xml:")


def _path(view: RecordView | EnumerationView) -> str:
    return view.path.untrusted.replace(".", "/")


def _annotation_verdicts(old: FieldView, new: FieldView) -> tuple[Verdict, Verdict]:
    """For who builds and for who reads, when the type of a field changes."""
    before, after = _shown(old), _shown(new)
    if after == f"{before} | None":
        return Verdict.SAFE, Verdict.BREAKING
    if before == f"{after} | None":
        return Verdict.BREAKING, Verdict.SAFE
    return Verdict.BREAKING, Verdict.BREAKING
