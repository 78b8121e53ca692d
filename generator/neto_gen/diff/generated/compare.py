"""Compare two packages as their importers see them, and decide what breaks their code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from neto_gen.diff.generated.surface import Class, Function, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neto_gen.diff.generated.surface import Member, Parameter, Signature, Surface

_INIT = "__init__"
# The types of arguments for enumerations: they change with the enumeration only.
_LIKE = "Like"


class Severity(IntEnum):
    """The effect of a change on code that uses the package, the most severe first."""

    BREAKING = 0
    CHANGED = 1
    ADDED = 2


@dataclass(frozen=True, slots=True)
class PackageChange:
    """One change: `what` happened to each of these names, in words and, every second one, in code."""

    effect: Severity
    names: tuple[str, ...]
    what: tuple[str, ...]

    @property
    def text(self) -> str:
        """What changed."""
        return "".join(self.what)


class _Found(NamedTuple):
    """A change of a name of a module or class, which may be one that a base class gave it."""

    effect: Severity
    owner: str
    name: str
    what: tuple[str, ...]
    base: str = ""

    @property
    def full_name(self) -> str:
        return ".".join(filter(None, (self.owner, self.name)))

    @property
    def alike(self) -> tuple[Severity, str, str, tuple[str, ...]]:
        """The key of changes that are the same.

        They are in one class that several modules have, in what a base gives to many, in both clients,
        or in methods with the same parameters.
        """
        kind = self.base or self.owner.rpartition(".")[2].removeprefix("Async")
        return self.effect, kind, self.name.removeprefix("iter_"), self.what


def compare(old: Surface, new: Surface) -> list[PackageChange]:
    """Return all changes, the breaking ones first, each once with all names that it applies to."""
    together: dict[tuple[Severity, str, str, tuple[str, ...]], list[str]] = {}
    for found in _changes(old.modules, new.modules):
        together.setdefault(found.alike, []).append(found.full_name)
    changes = [
        PackageChange(effect, tuple(sorted(dict.fromkeys(names), key=_place)), what)
        for (effect, _, _, what), names in together.items()
    ]
    return sorted(changes, key=lambda change: change.effect)


def _place(name: str) -> tuple[bool, bool]:
    """Return a sort key that puts plain names before those derived from them."""
    return name.startswith("Async"), ".iter_" in name


def _changes(
    old: Mapping[str, Mapping[str, Member]], new: Mapping[str, Mapping[str, Member]]
) -> Iterator[_Found]:
    for name in sorted({*old, *new}):
        if name not in new:
            yield _Found(Severity.BREAKING, "", name, ("the module was removed",))
        elif name not in old:
            members = new[name].items()
            classes = [n for n, m in members if isinstance(m, Class) and m.style != "arguments"]
            yield _Found(Severity.ADDED, "", name, (f"a new module{_with(classes)}",))
        else:
            yield from _members(name, old[name], new[name])


def _with(names: list[str]) -> str:
    few = ", ".join(names[:10])
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""  # noqa: PLR2004 - as above
    return f" with {few}{more}" if names else ""


def _members(
    owner: str,
    old: Mapping[str, Member],
    new: Mapping[str, Member],
    inherited: Mapping[str, str] | None = None,
    *,
    is_record: bool = False,
) -> Iterator[_Found]:
    """Yield the changes of the names in a module or a class."""
    for name in (*old, *(name for name in new if name not in old)):
        before, after = old.get(name), new.get(name)
        if before == after or _goes_with_another(name, old, new):
            continue
        base = inherited.get(name, "") if inherited is not None else ""
        if isinstance(before, Class) and isinstance(after, Class) and before.style == after.style:
            yield from _class(f"{owner}.{name}" if owner else name, before, after)
            continue
        for effect, what in _member(before, after, is_record=is_record):
            yield _Found(effect, owner, _call(name, before or after), what, base)


def _goes_with_another(name: str, old: Mapping[str, Member], new: Mapping[str, Member]) -> bool:
    """Tell whether a name follows from another one that is compared itself."""
    if name.endswith(_LIKE):
        base = name.removesuffix(_LIKE)
        return all((base in side) == (name in side) for side in (old, new))
    members = [side[name] for side in (old, new) if name in side]
    return all(isinstance(m, Class) and m.style == "arguments" for m in members)


def _call(name: str, member: Member | None) -> str:
    """Return a name as in code: functions with parentheses."""
    is_called = isinstance(member, Function) and not member.style.endswith("property")
    return f"{name}()" if is_called else name


def _member(
    before: Member | None, after: Member | None, *, is_record: bool
) -> Iterator[tuple[Severity, tuple[str, ...]]]:
    if after is None:
        yield Severity.BREAKING, (f"the {_noun(before)} was removed",)
    elif before is None:
        if isinstance(after, Value) and after.style == "field" and after.is_required and is_record:
            yield Severity.BREAKING, ("a new field that is required: ", after.type)
        else:
            yield Severity.ADDED, _new(after)
    elif _kind(before) != _kind(after):
        yield Severity.BREAKING, (f"was a {_kind(before)}, and is a {_kind(after)}",)
    elif isinstance(before, Function) and isinstance(after, Function):
        yield from _function(before, after)
    elif isinstance(before, Value) and isinstance(after, Value):
        yield from _value(before, after, is_record=is_record)


def _kind(member: Member | None) -> str:
    if isinstance(member, Class):
        return "class" if member.style in {"record", "class"} else member.style
    return "" if member is None else member.style


def _noun(member: Member | None) -> str:
    return _kind(member).removeprefix("async ")


def _new(member: Member) -> tuple[str, ...]:
    """Return the description of a new member."""
    text: str | None = None
    if isinstance(member, Function):
        first, *_ = member.signatures
        text = first.returns if member.style.endswith("property") else str(first)
    if isinstance(member, Value):
        text = member.type if member.style == "field" else member.value
    said = f"a new {_noun(member)}"
    return (f"{said}: ", text) if text else (said,)


def _class(owner: str, before: Class, after: Class) -> Iterator[_Found]:
    for name in sorted(before.ancestors - after.ancestors):
        if not name.startswith("_"):
            yield _Found(Severity.BREAKING, owner, "", ("is no longer derived from ", name))
    yield from _members(
        owner,
        before.members,
        after.members,
        {n: h for n, h in after.inherited.items() if before.inherited.get(n, h) == h},
        is_record=before.style == "record",
    )


def _value(
    before: Value, after: Value, *, is_record: bool
) -> Iterator[tuple[Severity, tuple[str, ...]]]:
    if before.style == "member" and before.value != after.value:
        yield Severity.BREAKING, (
            "its value is ",
            str(after.value),
            " instead of ",
            str(before.value),
        )
    if before.style == "field" and before.type != after.type:
        yield Severity.BREAKING, ("its type is ", after.type, " instead of ", before.type)
    if is_record and before.is_required != after.is_required:
        if after.is_required:
            yield Severity.BREAKING, ("is required now",)
        else:
            yield Severity.CHANGED, ("is no longer required",)
    if before.wire != after.wire and before.wire is not None and after.wire is not None:
        yield Severity.CHANGED, (
            "its name on the wire is ",
            after.wire,
            " instead of ",
            before.wire,
        )
    old, new = dict(before.facets), dict(after.facets)
    for facet in sorted({*old, *new}):
        was, now = old.get(facet), new.get(facet)
        if was != now:
            what = ("", facet, f" is {now or 'not limited'} instead of {was or 'not limited'}")
            yield Severity.BREAKING if _is_stricter(facet, was, now) else Severity.CHANGED, what


def _is_stricter(facet: str, was: str | None, now: str | None) -> bool:
    """Tell whether a facet may now refuse a value that was valid before."""
    if now is None or not re.match("max_|min_|pattern|total_digits|fraction_digits", facet):
        return False
    if was is None:
        return True
    try:
        is_less = float(now) < float(was)
    except ValueError:
        return True
    return is_less != facet.startswith("min_")


def _function(before: Function, after: Function) -> Iterator[tuple[Severity, tuple[str, ...]]]:
    if len(before.signatures) != len(after.signatures):
        for signature in before.signatures:
            if signature not in after.signatures:
                yield Severity.BREAKING, ("cannot be called as ", str(signature), " any more")
        for signature in after.signatures:
            if signature not in before.signatures:
                yield Severity.ADDED, ("can be called as ", str(signature))
        return
    seen: set[tuple[Severity, tuple[str, ...]]] = set()
    for old, new in zip(before.signatures, after.signatures, strict=True):
        for change in _signature(old, new):
            if change not in seen:
                seen.add(change)
                yield change


def _signature(before: Signature, after: Signature) -> Iterator[tuple[Severity, tuple[str, ...]]]:
    old = {parameter.name: parameter for parameter in before.parameters}
    new = {parameter.name: parameter for parameter in after.parameters}
    takes_any = any(name.startswith("**") for name in new)
    for name, parameter in old.items():
        if name in new:
            yield from _parameter(parameter, new[name])
        elif not takes_any:
            yield Severity.BREAKING, ("the parameter ", name, " was removed")
    for name, parameter in new.items():
        if name in old:
            continue
        if parameter.default is None:
            yield Severity.BREAKING, (
                "a new parameter that must be passed: ",
                f"{name}: {parameter.type}",
            )
        else:
            default = f" = {parameter.default}" if parameter.default else ""
            yield Severity.ADDED, ("a new parameter ", f"{name}: {parameter.type}{default}")
    places = [
        {p.name: n for n, p in enumerate(s.parameters) if p.by_position} for s in (before, after)
    ]
    for name, place in places[0].items():
        if name in places[1] and places[1][name] != place:
            what = (
                "the parameter ",
                name,
                f" is number {places[1][name] + 1} instead of {place + 1}",
            )
            yield Severity.BREAKING, what
    if before.returns != after.returns:
        is_narrower = _options(after.returns) < _options(before.returns)
        effect = Severity.CHANGED if is_narrower else Severity.BREAKING
        yield effect, ("returns ", after.returns, " instead of ", before.returns)


def _parameter(before: Parameter, after: Parameter) -> Iterator[tuple[Severity, tuple[str, ...]]]:
    name = before.name
    if before.type != after.type:
        what = ("the parameter ", name, " takes ", after.type, " instead of ", before.type)
        is_wider = all(_is_taken(option, after.type) for option in _options(before.type))
        yield Severity.CHANGED if is_wider else Severity.BREAKING, what
    if before.default is not None and after.default is None:
        yield Severity.BREAKING, ("the parameter ", name, " must be passed")
    elif before.default != after.default:
        was = "none" if before.default is None else before.default
        yield Severity.CHANGED, (
            "the default of ",
            name,
            " is ",
            str(after.default),
            " instead of ",
            was,
        )
    if before.by_position and not after.by_position:
        yield Severity.BREAKING, ("the parameter ", name, " must be passed by name")
    if before.by_name and not after.by_name:
        yield Severity.BREAKING, ("the parameter ", name, " cannot be passed by name")


def _is_taken(option: str, type_: str) -> bool:
    """Tell whether a value of one type is valid for another, as far as their names tell."""
    container, bracket, items = option.partition("[")
    options = {option}
    if container in {"list", "tuple", "set", "frozenset", "Sequence", "Collection"}:
        options |= {f"{wider}{bracket}{items}" for wider in ("Sequence", "Collection", "Iterable")}
    return bool({*options, "Any", "object"} & _options(type_))


def _options(type_: str) -> frozenset[str]:
    """Return the parts of a union."""
    depth, start = 0, 0
    parts: list[str] = []
    for place, character in enumerate(type_):
        depth += (character in "[(") - (character in "])")
        if character == "|" and depth == 0:
            parts.append(type_[start:place])
            start = place + 1
    return frozenset(part.strip() for part in (*parts, type_[start:]))
