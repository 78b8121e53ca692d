"""Find all reasons why one side rejects a document as JSON in the form that its schema defines."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

from neto_gen.contract.model import Element, Enumeration, Scalar
from neto_gen.contract.xsd import vocabulary
from neto_gen.diff.compare.comparison import is_anything, simple_of
from neto_gen.diff.inclusion.content_models import namespace_of
from neto_gen.diff.inclusion.lexical_spaces import accepts_text
from neto_gen.diff.witness import content_faults
from neto_gen.diff.witness.reasons import Aspect, Reason
from neto_gen.diff.witness.tree import (
    Item,
    has_wildcard,
    in_schema_spelling,
    is_ordered,
    record_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.contract.model import Record, SimpleType
    from neto_gen.contract.schema_text import SchemaText
    from neto_gen.diff.inclusion.content_models import Expression
    from neto_gen.diff.rules.policy import Policy
    from neto_gen.diff.witness.xml_judge import Judge

_MOST_STATES = 2000
_NO_NUMBERS = frozenset({"INF", "-INF", "NaN"})
Counts = tuple[tuple[str, int], ...]
At = tuple["Record | None", str, str]
"""A member: the record that holds it, its name, and the path to it."""


class JsonJudge:
    """Judges documents in JSON by the definitions of one side. Keys it does not know it rejects."""

    def __init__(self, judge: Judge, policy: Policy) -> None:
        self.judge = judge
        self.policy = policy

    def reasons(self, element: Element, value: object, name: str) -> Iterator[Reason]:
        """Yield why a document is rejected; `name` is its root's name on the side that wrote it."""
        if self.policy.root_in_json and element.name.untrusted != name:
            words = f"the key {element.name.untrusted} is missing"
            yield Reason(None, name, Aspect.RENAMED, name, words)
        if self.policy.root_in_json:
            value = (_object(value) or {}).get(name)
        yield from self._element(element, value, (None, name, name))

    def _element(self, element: Element, value: object, at: At) -> Iterator[Reason]:
        holder, name, where = at
        if value is None:
            if not element.nillable:
                yield Reason(holder, name, Aspect.NIL, where, "null is not allowed")
            return
        definitions = self.judge.definitions
        members = _object(value)
        named = None if members is None else members.get("@xsi:type")
        if named is not None:
            types = {d.name.untrusted: definitions.records[d.record.index] for d in element.derived}
            if named not in types:
                words = f"{named} is not one of its types"
                yield Reason(holder, name, Aspect.TYPE_NAME, where, words, str(named))
            inner = types.get(self.judge.types.get(str(named), str(named)))
            if inner is not None:
                yield from self._record(inner, value, at)
            return
        simple = simple_of(definitions, element)
        record = record_for(definitions, element, Item("", ""))
        if simple is not None:
            if value != "" or (element.default is None and element.fixed is None):
                yield from self._value(simple, value, at, element.fixed)
        elif record is not None:
            yield from self._record(record, value, at)
        elif element.type is None:
            yield Reason(holder, name, Aspect.ABSTRACT, where, "its type is abstract")

    def _value(
        self, simple: SimpleType, value: object, at: At, fixed: SchemaText | None
    ) -> Iterator[Reason]:
        holder, name, where = at
        if isinstance(value, dict | list):
            yield Reason(holder, name, Aspect.SHAPE, where, "holds one value")
            return
        one = isinstance(simple, Scalar | Enumeration)
        if self.policy.tokens and one and value not in _NO_NUMBERS:
            actual, expected = _token(value), _expected(simple)
            if actual != expected:
                words = f"{actual} where {expected} is expected"
                yield Reason(holder, name, Aspect.TOKEN, where, words)
                return
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if isinstance(value, float):
            text = text.removesuffix(".0")
        text = in_schema_spelling(simple, text, self.policy)
        yield from self.judge.value(simple, text, fixed, at)

    def _record(self, record: Record, value: object, at: At) -> Iterator[Reason]:
        holder, name, where = at
        members = _object(value)
        if members is None:
            yield Reason(holder, name, Aspect.SHAPE, where, "an object is expected")
            return
        if is_anything(record):
            return
        yield from self._attributes(record, members, where)
        if record.text is not None:
            if "#text" in members:
                text = (record, "", f"{where}/#text")
                yield from self._value(record.text, members["#text"], text, record.fixed)
            elif not accepts_text(record.text, ""):
                yield Reason(record, "", Aspect.SHAPE, where, "its text is missing")
        elif "#text" in members and not record.mixed:
            yield Reason(record, "", Aspect.TEXT, where, "cannot contain text")
        inner = {key: v for key, v in members.items() if not key.startswith(("@", "#"))}
        if ("#content" in members) != is_ordered(record) and ("#content" in members or inner):
            words = (
                "its content must be the list #content"
                if is_ordered(record)
                else "a list #content where members are expected"
            )
            yield Reason(record, "", Aspect.SHAPE, where, words)
        elif "#content" in members:
            yield from self._in_order(record, members["#content"], where)
        else:
            yield from self._members(record, inner, where)

    def _attributes(
        self, record: Record, members: dict[str, object], where: str
    ) -> Iterator[Reason]:
        known = {a.name.untrusted: a for a in record.attributes}
        there: set[str] = set()
        for key, value in members.items():
            if not key.startswith("@") or key == "@xsi:type":
                continue
            local = key[1:].rpartition("}")[2].removeprefix("xml:")
            own = self.judge.names.get((id(record), f"@{local}"), local)
            at: At = (record, f"@{local}", f"{where}/@{local}")
            if own != local:
                yield Reason(*at[:2], Aspect.RENAMED, at[2], f"not known; it is {own}")
            if own in known:
                there.add(own)
                yield from self._value(known[own].type, value, at, known[own].fixed)
            elif not record.any_attributes:
                yield Reason(*at[:2], Aspect.UNKNOWN, at[2], "not known there")
        for own, attribute in known.items():
            if attribute.required and own not in there:
                yield Reason(record, f"@{own}", Aspect.MISSING, where, f"@{own} is missing")

    def _in_order(self, record: Record, value: object, where: str) -> Iterator[Reason]:
        """Yield why a list for ordered content is rejected."""
        item = Item("", "")
        parts: list[object] = []
        for part in cast("list[object]", value):
            members = _object(part)
            if members is None:
                item.text = str(part)
                continue
            for name, inner in members.items():
                own = self.judge.names.get((id(record), name), name)
                known = content_faults.known_names(self.judge.model(record))
                item.children.append(Item(known.get(own, ("", ""))[0], name))
                parts.append(inner)
        if item.text and not record.mixed:
            yield Reason(record, "", Aspect.TEXT, where, "cannot contain text")
        found, places = self.judge.together(record, item, where)
        yield from found
        for place, child, inner in zip(places, item.children, parts, strict=True):
            declared = None if place is None else record.content[place]
            if isinstance(declared, Element):
                yield from self._element(
                    declared, inner, (record, child.name, f"{where}/{child.name}")
                )

    def _members(self, record: Record, members: dict[str, object], where: str) -> Iterator[Reason]:
        """Yield why members of an object are rejected."""
        elements = {
            item.name.untrusted: item
            for item in reversed(record.content)
            if isinstance(item, Element)
        }
        counts: Counter[str] = Counter()
        shown: dict[str, str] = {}
        for key, value in members.items():
            own = self.judge.names.get((id(record), key), key)
            at: At = (record, key, f"{where}/{key}")
            if own != key:
                yield Reason(record, key, Aspect.RENAMED, at[2], f"not known; it is {own}")
            element = elements.get(own)
            if element is not None:
                shown[own] = key
                values = _list(value)
                counts[own] = 1 if values is None else len(values)
                yield from self._elements(element, values, value, at)
            elif not has_wildcard(record):
                yield Reason(record, key, Aspect.UNKNOWN, at[2], "not known there")
        yield from self._counts(record, counts, shown, where)

    def _elements(
        self, element: Element, values: list[object] | None, value: object, at: At
    ) -> Iterator[Reason]:
        """Yield why the values of an element are rejected; `values` is None for a value outside a list."""
        lenient = self.policy.single_or_list
        if values is not None:
            if not element.repeated and not (lenient and len(values) == 1):
                words = "a list where one value is expected"
                yield Reason(*at[:2], Aspect.LIST, at[2], words)
            for inner in values:
                yield from self._element(element, inner, at)
            return
        if element.repeated and not lenient:
            words = "one value where a list is expected"
            yield Reason(*at[:2], Aspect.LIST, at[2], words)
        yield from self._element(element, value, at)

    def _counts(
        self, record: Record, counts: Counter[str], shown: dict[str, str], where: str
    ) -> Iterator[Reason]:
        """Yield why elements may not occur together this often, in any order."""
        fits = True
        for item in record.content:
            if not isinstance(item, Element):
                continue
            name = item.name.untrusted
            key, count = shown.get(name, name), counts[name]
            if count < item.min_occurs:
                fits = False
                words = f"too few {key}" if count else f"{key} is missing"
                yield Reason(record, key, Aspect.MISSING, where, words)
            elif item.max_occurs is not None and count > item.max_occurs:
                fits = False
                words = "too often there"
                yield Reason(record, key, Aspect.MANY, f"{where}/{key}", words)
        if not fits or record.model is None or has_wildcard(record):
            return
        if not self._fit(record, counts):
            names = ", ".join(shown[name] for name in counts)
            words = f"{names or 'nothing'} is not allowed there"
            yield Reason(record, "", Aspect.SURPLUS, where, words)

    def _fit(self, record: Record, counts: Counter[str]) -> bool:
        """Tell whether the content model accepts these elements in some order."""
        model = self.judge.model(record)
        names = {
            item.name.untrusted: (namespace_of(item), item.name.untrusted)
            for item in record.content
            if isinstance(item, Element)
        }
        first: tuple[Expression, Counts] = (
            model.start,
            tuple(sorted((name, count) for name, count in counts.items() if count)),
        )
        waiting, seen = [first], {first}
        while waiting:
            state, left = waiting.pop()
            if not left and model.may_end(state):
                return True
            for name, _ in left:
                after = model.after(state, names[name])
                if after is not None:
                    fewer = ((n, c - (n == name)) for n, c in left)
                    then = (after, tuple((n, c) for n, c in fewer if c))
                    if then not in seen and len(seen) < _MOST_STATES:
                        seen.add(then)
                        waiting.append(then)
        return False


def _object(value: object) -> dict[str, object] | None:
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def _list(value: object) -> list[object] | None:
    return cast("list[object]", value) if isinstance(value, list) else None


def _token(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else "string"


def _expected(simple: SimpleType) -> str:
    if not isinstance(simple, Scalar):
        return "string"
    if simple.builtin in vocabulary.NUMBERS | vocabulary.FLOATS:
        return "number"
    return "boolean" if simple.builtin == "boolean" else "string"
