"""Compare two contracts as pairs of records, each compared once, however often it is used."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from neto_gen.contract.model import AnyType, Element, Record, RecordRef
from neto_gen.contract.schema_text import SchemaText
from neto_gen.diff.compare.align import Effort
from neto_gen.diff.rules.checks import Effect
from neto_gen.diff.rules.facts import Fact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neto_gen.contract.definitions import Definitions
    from neto_gen.contract.model import SimpleType
    from neto_gen.diff.compare.change import Change
    from neto_gen.diff.rules.policy import Policy
    from neto_gen.diff.sides.side import SideRoot
    from neto_gen.problems import Location


TOP: Final = Record(name=SchemaText(""))
"""What holds the root element of a document."""

_MOST_VALUES = 1000
# Nobody reads more changes than these one by one.
_MANY = 5000
_FEWER_VALUES = 10


Places: TypeAlias = "tuple[Location | None, Location | None]"
"""Where something stands in both schemas, None where it is not there."""


@dataclass(slots=True, eq=False)
class RecordPair:
    """A pair of records. `parent` and `step` lead to it from the root by the shortest way.

    A step is the names of the element on both sides, and the `xsi:type` that it needs, if any.
    `uses` are the pairs that it is held by, and `below` those that it holds. `names` are those of the
    elements on both sides, each with its new one.
    """

    old: Record
    new: Record
    old_definitions: Definitions
    new_definitions: Definitions
    parent: RecordPair | None = None
    step: Step | None = None
    uses: list[RecordPair] = field(default_factory=list["RecordPair"])
    below: list[tuple[Step, RecordPair]] = field(default_factory=list["tuple[Step, RecordPair]"])
    names: dict[str, str] = field(default_factory=dict[str, str])
    apart: Apart | None = None
    roots: int = 0

    def path(self, *, new: bool = True) -> str:
        """Return the path in a document."""
        names: list[str] = []
        pair: RecordPair | None = self
        while pair is not None:
            if pair.step is not None:
                names.append((pair.step.new if new else pair.step.old).name.untrusted)
            elif pair.apart is not None:
                names += [*reversed(pair.apart.steps[new])]
                pair = pair.apart.holders[new]
                continue
            pair = pair.parent
        return "/".join(reversed(names))

    @property
    def chain(self) -> list[RecordPair]:
        """The pairs from that of the root elements down to this one."""
        found: list[RecordPair] = []
        pair: RecordPair | None = self
        while pair is not None:
            found.append(pair)
            pair = pair.parent
        return found[::-1]


@dataclass(frozen=True, slots=True)
class Apart:
    """An element that moved: the pairs that hold it on each side, and the names on the way."""

    elements: tuple[Element, Element]
    holders: tuple[RecordPair, RecordPair]
    steps: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@dataclass(frozen=True, slots=True)
class Step:
    """An element on both sides, with the derived type that it has, if it is not its own.

    `renamed` is the name that the derived type has on the new side, where that is another.
    """

    old: Element
    new: Element
    derived: tuple[str, str] | None = None
    renamed: tuple[str, str] | None = None

    @property
    def derived_new(self) -> tuple[str, str] | None:
        """The derived type on the new side."""
        return self.renamed or self.derived


@dataclass(frozen=True, slots=True)
class Subject:
    """What a witness of a fact must show: the members of a pair that the fact is about.

    `kind` is `element`, `attribute`, `text` or `content`. The names are None on a side that has no
    such member; the simple types are those whose values changed.
    """

    pair: RecordPair
    kind: str
    old: str | None = None
    new: str | None = None
    _: KW_ONLY
    types: tuple[SimpleType, SimpleType] | None = None
    word: tuple[str, ...] | None = None


@dataclass(slots=True, eq=False)
class Finding:
    """A fact with the pairs that it was found in. `subjects` are all its places, `subject` the first."""

    fact: Fact
    subject: Subject
    pairs: list[RecordPair]
    subjects: list[Subject]


@dataclass(slots=True, eq=False)
class Comparison:
    """The state of a comparison: the pairs of records, and the findings so far."""

    policy: Policy
    pairs: dict[tuple[int, int], RecordPair] = field(
        default_factory=dict[tuple[int, int], RecordPair]
    )
    waiting: list[RecordPair] = field(default_factory=list[RecordPair])
    findings: dict[tuple[object, ...], Finding] = field(
        default_factory=dict[tuple[object, ...], Finding]
    )
    moved: list[RecordPair] = field(default_factory=list[RecordPair])
    effort: Effort = field(default_factory=Effort)

    @property
    def most_values(self) -> int:
        """How many values of a list may change before they are reported as one change."""
        return _MOST_VALUES if len(self.findings) < _MANY else _FEWER_VALUES

    def enter(self, parent: RecordPair, step: Step, old: Record, new: Record) -> None:
        """Queue a pair of records for comparison, unless it was queued before."""
        key = (id(old), id(new))
        pair = self.pairs.get(key)
        if pair is None:
            pair = RecordPair(
                old, new, parent.old_definitions, parent.new_definitions, parent=parent, step=step
            )
            self.pairs[key] = pair
            self.waiting.append(pair)
        pair.uses.append(parent)
        parent.below.append((step, pair))

    def set_apart(self, users: Sequence[RecordPair], apart: Apart) -> RecordPair:
        """Queue a pair for an element that moved; no document leads there on both sides."""
        first = users[0]
        pair = RecordPair(
            TOP, TOP, first.old_definitions, first.new_definitions, uses=[*users], apart=apart
        )
        self.moved.append(pair)
        self.waiting.append(pair)
        return pair

    def add(self, change: Change, subject: Subject, at: Places, *, name: str | None = None) -> None:
        """Note a fact, or one more place of a known one."""
        pair, check = subject.pair, change.check
        shown = name if name is not None else subject.new or subject.old or ""
        key = (check, change.old, change.new, *(at if any(at) else (id(pair), shown)))
        known = self.findings.get(key)
        if known is not None:
            known.fact.uses += 1
            known.subjects.append(subject)
            if pair not in known.pairs[-1:]:
                known.pairs.append(pair)
            return
        base = pair.path(new=subject.new is not None)
        path = "/".join(part for part in (base, shown) if part)
        effect = change.effect
        fact = Fact(
            check=check,
            path=path or shown,
            subject=shown,
            old=change.old,
            new=change.new,
            old_location=at[0],
            new_location=at[1],
            effect=effect or check.xml,
            json_effect=change.json_effect
            or (check.json if effect is None else _same(effect, check.json)),
            python=change.python or check.python,
            confidence=change.confidence,
            note=change.note,
            values=change.values,
        )
        self.findings[key] = Finding(fact, subject, [pair], [subject])


def _same(effect: Effect, table: Effect) -> Effect:
    return table if table is Effect.NONE else effect


@dataclass(frozen=True, slots=True)
class RootPair:
    """Two root elements that belong together, or one that has no other."""

    operation: str
    directions: tuple[str, ...]
    old: SideRoot | None
    new: SideRoot | None


def record_of(definitions: Definitions, element: Element) -> Record | None:
    """Return the record that an element holds, unless it holds only a text or anything at all."""
    if not isinstance(element.type, RecordRef):
        return None
    record = definitions.records[element.type.index]
    if is_anything(record):
        return None
    return record if is_object(record) or element.derived else None


def simple_of(definitions: Definitions, element: Element) -> SimpleType | None:
    """Return the simple type of an element, if it has one."""
    if isinstance(element.type, RecordRef):
        record = definitions.records[element.type.index]
        return None if is_object(record) or element.derived else record.text
    return None if element.type is None or isinstance(element.type, AnyType) else element.type


def text_of(definitions: Definitions, element: Element) -> SimpleType | None:
    """Return the type of the text of an element that also has attributes."""
    if not isinstance(element.type, RecordRef):
        return None
    return definitions.records[element.type.index].text


def elements_of(record: Record) -> dict[str, Element]:
    """Return the elements of a record by name."""
    return {item.name.untrusted: item for item in record.content if isinstance(item, Element)}


def element_of(record: Record, name: str) -> Element | None:
    """Return the first element of a record with this name."""
    elements = (item for item in record.content if isinstance(item, Element))
    return next((element for element in elements if element.name.untrusted == name), None)


def is_object(record: Record) -> bool:
    """Tell whether a record holds more than a text."""
    return bool(record.attributes or record.any_attributes or record.text is None)


def is_anything(record: Record) -> bool:
    """Tell whether a record is that of xs:anyType."""
    return (
        record.location is None
        and record.mixed
        and record.any_attributes
        and len(record.content) == 1
        and not isinstance(record.content[0], Element)
    )
