"""Random schemas, random changes of them, and random documents: none of it made by neto-gen."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

NAMES = [
    "Alpha",
    "Bravo",
    "Charlie",
    "Delta",
    "Echo",
    "Foxtrot",
    "Golf",
    "Hotel",
    "India",
    "Juliet",
]
WORDS = ["red", "green", "blue", "a", "ab", "abc", "abcdef", "x1", "zz zz", ""]
TEXTS = {
    "string": WORDS,
    "token": WORDS,
    "int": ["0", "1", "-5", "12", "123", "2147483647", "x"],
    "long": ["0", "1", "-5", "99", "2147483648", "x"],
    "short": ["0", "7", "-7", "32768"],
    "decimal": ["0", "1.5", "-2.25", "100.125", "12345", "x"],
    "boolean": ["true", "0", "yes"],
    "date": ["2024-02-29", "1999-01-01", "2024-13-01"],
    "dateTime": ["2024-02-29T10:00:00", "2024-02-29"],
}
FACETS: dict[str, list[tuple[str, list[str]]]] = {
    "string": [
        ("maxLength", ["2", "3", "5"]),
        ("minLength", ["1", "2"]),
        ("pattern", ["[a-z]*", "[a-f]*", "[a-z ]*"]),
        ("enumeration", ["red", "green", "blue", "abc"]),
    ],
    "int": [("minInclusive", ["0", "1"]), ("maxExclusive", ["100", "13"]), ("totalDigits", ["2"])],
    "decimal": [
        ("fractionDigits", ["1", "2"]),
        ("totalDigits", ["4", "5"]),
        ("minExclusive", ["0"]),
    ],
}


@dataclass(slots=True)
class Simple:
    """A simple type."""

    base: str
    facets: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def xsd(self) -> str:
        """Return the type in the schema."""
        inner = "".join(
            f"<xs:{name} value={quoteattr(value)}/>"
            for name, values in self.facets.items()
            for value in values
        )
        return (
            f'<xs:simpleType><xs:restriction base="xs:{self.base}">{inner}</xs:restriction>'
            "</xs:simpleType>"
        )


@dataclass(slots=True)
class Node:
    """An element, with a simple type or with a group in it."""

    name: str
    least: int = 1
    most: int | None = 1
    simple: Simple | None = None
    group: Group | None = None
    attributes: dict[str, tuple[Simple, bool]] = field(
        default_factory=dict[str, "tuple[Simple, bool]"]
    )
    nillable: bool = False
    fixed: str | None = None

    def xsd(self, *, root: bool = False) -> str:
        """Return the element in the schema."""
        occurs = "" if root else _occurs(self.least, self.most)
        nil = ' nillable="true"' if self.nillable else ""
        fixed = f" fixed={quoteattr(self.fixed)}" if self.fixed is not None else ""
        attributes = "".join(
            f'<xs:attribute name="{name}"{" use=" + chr(34) + "required" + chr(34) if req else ""}>'
            f"{simple.xsd()}</xs:attribute>"
            for name, (simple, req) in self.attributes.items()
        )
        if self.group is not None:
            inner = f"<xs:complexType>{self.group.xsd()}{attributes}</xs:complexType>"
        elif attributes and self.simple is not None:
            inner = (
                f'<xs:complexType><xs:simpleContent><xs:extension base="xs:{self.simple.base}">'
                f"{attributes}</xs:extension></xs:simpleContent></xs:complexType>"
            )
        else:
            inner = self.simple.xsd() if self.simple is not None else ""
        return f'<xs:element name="{self.name}"{occurs}{nil}{fixed}>{inner}</xs:element>'


@dataclass(slots=True)
class Group:
    """A sequence, a choice, or all."""

    kind: str
    parts: list[Node | Group]
    least: int = 1
    most: int | None = 1

    def xsd(self) -> str:
        """Return the group in the schema."""
        inner = "".join(part.xsd() for part in self.parts)
        return f"<xs:{self.kind}{_occurs(self.least, self.most)}>{inner}</xs:{self.kind}>"


def _occurs(least: int, most: int | None) -> str:
    return f' minOccurs="{least}" maxOccurs="{"unbounded" if most is None else most}"'


def schema(root: Node) -> str:
    """Return the whole schema."""
    return (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
        f"{root.xsd(root=True)}</xs:schema>"
    )


class Maker:
    """Makes all of it from one source of chance."""

    def __init__(self, random: Random) -> None:
        self.random = random

    # Schemas

    def root(self) -> Node:
        """Return a root element."""
        return Node("X", group=self.group([*NAMES], 2))

    def group(self, names: list[str], depth: int) -> Group:
        """Return a group of elements; each name is used once, so that the model is never ambiguous."""
        kind = self.random.choice(["sequence", "sequence", "sequence", "choice", "all"])
        if kind == "all" and depth < 2:
            kind = "sequence"
        count = self.random.randint(1, 4)
        parts: list[Node | Group] = []
        for _ in range(count):
            if not names:
                break
            if kind != "all" and depth and self.random.random() < 0.2:
                inner = self.group(names, depth - 1)
                if inner.parts:
                    parts.append(inner)
            else:
                parts.append(self.node(names, depth, single=kind == "all"))
        least, most = (1, 1) if kind == "all" else self.random.choice([(1, 1)] * 4 + [(0, 1)])
        return Group(kind, parts, least, most)

    def node(self, names: list[str], depth: int, *, single: bool = False) -> Node:
        """Return an element."""
        name = names.pop(self.random.randrange(len(names)))
        least, most = self.random.choice([(1, 1), (0, 1), (1, 1), (0, None), (1, 3)])
        if single and most != 1:
            least, most = 0, 1
        node = Node(name, least, most)
        if depth and self.random.random() < 0.3:
            node.group = self.group([f"{name}{n}" for n in "PQRST"], depth - 1)
        else:
            node.simple = self.simple()
        if self.random.random() < 0.3:
            node.attributes["a"] = (self.simple(), self.random.random() < 0.5)
            if node.simple is not None:
                node.simple.facets.clear()
        node.nillable = self.random.random() < 0.15
        return node

    def simple(self) -> Simple:
        """Return a simple type."""
        found = Simple(self.random.choice([*TEXTS]))
        self.limit(found)
        return found

    def limit(self, simple: Simple) -> None:
        """Give a type a facet, or take one away."""
        choices = FACETS.get(simple.base, [])
        if choices:
            name, values = self.random.choice(choices)
            if name in simple.facets and self.random.random() < 0.4:
                del simple.facets[name]
            elif name == "enumeration":
                simple.facets[name] = self.random.sample(values, self.random.randint(1, 3))
            else:
                simple.facets[name] = [self.random.choice(values)]

    # Changes

    def changed(self, root: Node) -> Node:
        """Return a copy with one to three changes."""
        root = copy.deepcopy(root)
        for _ in range(self.random.randint(1, 3)):
            self.change(*self.parts(root))
        return root

    def change(self, groups: list[Group], nodes: list[Node]) -> None:
        """Make one change."""
        if groups and nodes:
            changes: list[Callable[[], None]] = [
                lambda: self.change_occurs(self.random.choice(nodes), groups),
                lambda: self.change_type(self.random.choice(nodes)),
                lambda: self.change_facet(self.random.choice(nodes)),
                lambda: self.add(self.random.choice(groups)),
                lambda: self.remove(self.random.choice(groups)),
                lambda: self.shuffle(self.random.choice(groups)),
                lambda: self.change_kind(self.random.choice(groups)),
                lambda: self.change_group_occurs(self.random.choice(groups)),
                lambda: self.change_attribute(self.random.choice(nodes)),
                lambda: self.change_nil(self.random.choice(nodes)),
                lambda: self.rename(self.random.choice(nodes)),
                lambda: self.change_fixed(self.random.choice(nodes)),
            ]
            self.random.choice(changes)()

    def parts(self, root: Node) -> tuple[list[Group], list[Node]]:
        """Return all groups and all elements below a root."""
        groups: list[Group] = []
        nodes: list[Node] = []
        waiting: list[Node | Group] = [root]
        for part in waiting:
            if isinstance(part, Group):
                groups.append(part)
                waiting += part.parts
            else:
                if part is not root:
                    nodes.append(part)
                if part.group is not None:
                    waiting.append(part.group)
        return groups, nodes

    def change_occurs(self, node: Node, groups: list[Group]) -> None:
        """Change how often an element may occur."""
        in_all = any(g.kind == "all" and any(p is node for p in g.parts) for g in groups)
        options = [(0, 1), (1, 1)] if in_all else [(0, 1), (1, 1), (0, None), (1, 3), (2, 2)]
        node.least, node.most = self.random.choice(options)

    def change_type(self, node: Node) -> None:
        """Another simple type."""
        if node.simple is not None:
            node.simple.base = self.random.choice([*TEXTS])
            node.simple.facets.clear()
            node.fixed = None

    def change_facet(self, node: Node) -> None:
        """Another limit of a simple type, or of an attribute."""
        if node.simple is not None and not node.attributes:
            self.limit(node.simple)
            node.fixed = None
        elif node.attributes:
            self.limit(node.attributes["a"][0])

    def add(self, group: Group) -> None:
        """Add an element."""
        name = f"New{self.random.randrange(10**6)}"
        node = self.node([name], 0, single=group.kind == "all")
        group.parts.insert(self.random.randint(0, len(group.parts)), node)

    def remove(self, group: Group) -> None:
        """Remove an element."""
        if len(group.parts) > 1:
            group.parts.pop(self.random.randrange(len(group.parts)))

    def shuffle(self, group: Group) -> None:
        """Another order."""
        self.random.shuffle(group.parts)

    def change_kind(self, group: Group) -> None:
        """Turn a sequence into a choice, or the reverse."""
        if group.kind != "all":
            group.kind = "choice" if group.kind == "sequence" else "sequence"

    def change_group_occurs(self, group: Group) -> None:
        """Change how often a group may occur."""
        if group.kind != "all":
            group.least, group.most = self.random.choice([(1, 1), (0, 1), (0, None), (1, None)])

    def change_attribute(self, node: Node) -> None:
        """Add, remove or require an attribute."""
        node.fixed = None
        if "a" not in node.attributes:
            node.attributes["a"] = (self.simple(), self.random.random() < 0.5)
            if node.simple is not None:
                node.simple.facets.clear()
        elif self.random.random() < 0.5:
            simple, required = node.attributes["a"]
            node.attributes["a"] = (simple, not required)
        else:
            del node.attributes["a"]

    def change_nil(self, node: Node) -> None:
        """Allow xsi:nil, or forbid it."""
        node.nillable = not node.nillable

    def rename(self, node: Node) -> None:
        """Another name."""
        node.name += "Renamed"

    def change_fixed(self, node: Node) -> None:
        """Set or remove a fixed value."""
        plain = not node.attributes and node.simple is not None and not node.simple.facets
        if plain and node.simple is not None and node.simple.base == "string":
            node.fixed = None if node.fixed is not None else self.random.choice(["red", "abc"])

    # Documents

    def document(self, root: Node) -> str:
        """Return a document that is often one of the schema, and sometimes nearly."""
        return self.element(root)

    def element(self, node: Node) -> str:
        """Return one element."""
        attributes = ""
        for name, (simple, required) in node.attributes.items():
            if required or self.random.random() < 0.5:
                attributes += f" {name}={quoteattr(self.text(simple))}"
        if node.nillable and self.random.random() < 0.3:
            nil = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"'
            return f"<{node.name}{attributes}{nil}/>"
        inner = ""
        if node.group is not None:
            inner = "".join(self.group_text(node.group))
        elif node.fixed is not None and self.random.random() < 0.8:
            inner = escape(node.fixed)
        elif node.simple is not None:
            inner = escape(self.text(node.simple))
        return f"<{node.name}{attributes}>{inner}</{node.name}>"

    def group_text(self, group: Group) -> list[str]:
        """Return the content of one group."""
        found: list[str] = []
        for _ in range(self.count(group.least, group.most)):
            if group.kind == "choice":
                found += self.part(self.random.choice(group.parts))
            else:
                parts = [*group.parts]
                if group.kind == "all" or self.random.random() < 0.05:
                    self.random.shuffle(parts)
                for part in parts:
                    found += self.part(part)
        return found

    def part(self, part: Node | Group) -> list[str]:
        """Return an element or a group, as often as it may be there."""
        if isinstance(part, Group):
            return self.group_text(part)
        return [self.element(part) for _ in range(self.count(part.least, part.most))]

    def count(self, least: int, most: int | None) -> int:
        """Return a number of times, rarely one too many or too few."""
        top = least + 2 if most is None else most
        number = self.random.choice([least, top, self.random.randint(least, top)])
        if self.random.random() < 0.03:
            number += self.random.choice([-1, 1])
        return max(number, 0)

    def text(self, simple: Simple) -> str:
        """Return a text, usually a valid one."""
        listed = simple.facets.get("enumeration")
        if listed and self.random.random() < 0.8:
            return self.random.choice(listed)
        return self.random.choice(TEXTS[simple.base])
