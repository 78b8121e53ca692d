"""Random schemas with several changes at once, each of which can be undone by itself."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

HEAD = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
BASES = ["string", "int", "decimal", "date", "dateTime", "boolean"]
COLOURS = ["red", "green", "blue", "violet"]
# One in each of these may be changed together with those in the others.
Apply = "Callable[[Tree], None]"


@dataclass(slots=True)
class Tree:
    """An element: a text with facets, or a group of elements."""

    name: str
    least: int = 1
    most: int | None = 1
    base: str = "string"
    facets: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    nillable: bool = False
    fixed: str | None = None
    attributes: dict[str, tuple[str, bool]] = field(default_factory=dict[str, tuple[str, bool]])
    kind: str = "sequence"
    parts: list[Tree] = field(default_factory=list["Tree"])

    def xsd(self, *, root: bool = False) -> str:
        """Return the element in the schema."""
        most = "unbounded" if self.most is None else self.most
        more = "" if root else f' minOccurs="{self.least}" maxOccurs="{most}"'
        more += ' nillable="true"' if self.nillable else ""
        more += f' fixed="{self.fixed}"' if self.fixed is not None else ""
        attributes = "".join(
            f'<xs:attribute name="{name}" type="xs:{base}"{" use=" if need else ""}'
            f"{chr(34) + 'required' + chr(34) if need else ''}/>"
            for name, (base, need) in self.attributes.items()
        )
        if self.parts:
            inner = "".join(part.xsd() for part in self.parts)
            content = f"<xs:{self.kind}>{inner}</xs:{self.kind}>{attributes}"
            return f'<xs:element name="{self.name}"{more}><xs:complexType>{content}</xs:complexType></xs:element>'
        facets = "".join(
            f'<xs:{name} value="{value}"/>'
            for name, values in self.facets.items()
            for value in values
        )
        return (
            f'<xs:element name="{self.name}"{more}><xs:simpleType>'
            f'<xs:restriction base="xs:{self.base}">{facets}</xs:restriction></xs:simpleType></xs:element>'
        )


@dataclass(slots=True)
class Change:
    """A change of what stands at a path, which is the names that lead there in the old schema."""

    path: tuple[str, ...]
    what: str
    apply: Callable[[Tree, Tree], None]
    """Called with the element and with the one that holds it."""


def schema(tree: Tree) -> str:
    """Return the schema of a root element."""
    return f"{HEAD}{tree.xsd(root=True)}</xs:schema>"


def changed(tree: Tree, changes: list[Change]) -> Tree:
    """Return a copy with these changes: what leads to each is found before any is made."""
    root = copy.deepcopy(tree)
    found: list[tuple[Change, Tree, Tree]] = []
    for change in changes:
        holder = inner = root
        for name in change.path[1:]:
            holder, inner = inner, next(p for p in inner.parts if p.name == name)
        found.append((change, inner, holder))
    for change, inner, holder in found:
        change.apply(inner, holder)
    return root


def make_tree(random: Random) -> Tree:
    """Return a schema of three levels."""
    root = Tree("X", parts=[_record(random, f"R{n}", 2) for n in range(random.randint(1, 3))])
    root.parts += [_text(random, f"T{n}") for n in range(random.randint(1, 4))]
    return root


def _occurs(random: Random) -> tuple[int, int | None]:
    return random.choice([(0, 1), (0, 1), (1, 1), (0, None), (1, 4), (0, 3)])


def _record(random: Random, name: str, depth: int) -> Tree:
    tree = Tree(name, *_occurs(random), kind=random.choice(["sequence"] * 4 + ["choice"]))
    tree.parts = [_text(random, f"{name}{letter}") for letter in "ABCDEF"[: random.randint(2, 6)]]
    if depth > 1 and random.random() < 0.6:
        tree.parts.append(_record(random, f"{name}R", depth - 1))
    if random.random() < 0.5:
        tree.attributes["a"] = ("string", random.random() < 0.5)
    return tree


def _text(random: Random, name: str) -> Tree:
    tree = Tree(name, *_occurs(random), base=random.choice(["string"] * 4 + BASES))
    if tree.base == "string":
        tree.facets = {
            "open": {},
            "long": {"maxLength": ["30"]},
            "both": {"minLength": ["2"], "maxLength": ["9"], "pattern": ["[a-z0-9]*"]},
            "listed": {"enumeration": COLOURS[:3]},
        }[random.choice(["open", "long", "both", "listed"])]
    elif tree.base == "int":
        tree.facets = random.choice([{}, {"minInclusive": ["0"], "maxInclusive": ["50"]}])
    elif tree.base == "decimal":
        tree.facets = random.choice([{}, {"totalDigits": ["6"], "fractionDigits": ["2"]}])
    tree.nillable = random.random() < 0.1
    return tree


def make_changes(random: Random, tree: Tree, count: int) -> list[Change]:
    """Return this many changes, if there are so many that do not affect each other."""
    options: list[Change] = []
    _collect(random, tree, (), options)
    random.shuffle(options)
    chosen: list[Change] = []
    for option in options:
        if len(chosen) < count and not any(_touch(option, other) for other in chosen):
            chosen.append(option)
    return chosen


def _touch(one: Change, other: Change) -> bool:
    if one.path == other.path:
        kinds = {one.what, other.what}
        if (
            "renamed" in kinds
        ):  # what has another name and another type is gone, and another is there
            return not kinds <= {"renamed", "least", "most", "nil", "added", "order", "attribute"}
        if kinds == {"added", "order"}:  # without one, the other is at another place
            return True
        return len(kinds) == 1 or bool(kinds & {"removed", "type"})
    for gone, inner in ((one, other), (other, one)):
        below = inner.path[: len(gone.path)] == gone.path
        if below and gone.what == "removed":
            return True
        names = {"renamed", "removed", "added", "attribute"}
        if below and gone.what == "renamed" and inner.what in names:
            return True  # what holds other elements under another name is another
    return {one.what, other.what} <= {"removed", "order", "added"} and one.path[:-1] in {
        other.path[:-1],
        other.path,
    }


def _collect(random: Random, tree: Tree, above: tuple[str, ...], found: list[Change]) -> None:
    path = (*above, tree.name)

    def add(what: str, apply: Callable[[Tree, Tree], None]) -> None:
        found.append(Change(path, what, apply))

    if above:
        if len(tree.name) > 2:
            add("removed", lambda own, holder: holder.parts.remove(own))
        add("renamed", lambda own, _: setattr(own, "name", f"{own.name}s"))
        add("least", _setter("least", 1 - min(tree.least, 1)))
        if tree.most is not None:
            add("most", _setter("most", {1: None, 4: 2, 3: 2}[tree.most]))
        add("nil", _setter("nillable", not tree.nillable))
    if tree.parts:
        number = random.randrange(10**5)
        extra = Tree(f"New{number}", *random.choice([(0, 1), (0, 1), (0, 1), (1, 1)]))
        add("added", lambda own, _: own.parts.append(extra))
        add("order", lambda own, _: own.parts.insert(0, own.parts.pop()))
        if "a" in tree.attributes:
            base, need = tree.attributes["a"]
            options: list[tuple[str, bool] | None] = [(base, not need), ("int", need), None]
            choice = random.choice(options)
            add("attribute", lambda own, _: _set_attribute(own, choice))
        for part in tree.parts:
            _collect(random, part, path, found)
        return
    base = random.choice([base for base in BASES if base != tree.base])
    add("type", lambda own, _: _set_type(own, base))
    limits = {
        "maxLength": [["5"], ["20"], ["40"]],
        "minLength": [["1"], ["3"]],
        "pattern": [["[a-z]*"], ["[a-z0-9 ]*"]],
        "enumeration": [COLOURS[:2], COLOURS, COLOURS[1:]],
        "minInclusive": [["5"], ["-5"]],
        "maxInclusive": [["40"], ["60"]],
        "totalDigits": [["5"], ["7"]],
        "fractionDigits": [["1"], ["3"]],
    }
    for name in tree.facets:
        value = random.choice(limits[name])
        add(name, _facet(name, value))


def _setter(name: str, value: object) -> Callable[[Tree, Tree], None]:
    return lambda own, _: setattr(own, name, value)


def _facet(name: str, value: list[str]) -> Callable[[Tree, Tree], None]:
    return lambda own, _: own.facets.update({name: value})


def _set_type(own: Tree, base: str) -> None:
    own.base, own.facets = base, {}


def _set_attribute(own: Tree, attribute: tuple[str, bool] | None) -> None:
    if attribute is None:
        del own.attributes["a"]
    else:
        own.attributes["a"] = attribute
