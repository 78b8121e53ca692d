"""Keys, unique values, and references to them, in a document that is read strictly.

https://www.w3.org/TR/xmlschema-1/#cIdentity-constraint_Definitions

They are looked for in the elements of the document, whose records have been read by then, so that the type
of each value is known. Elements that the schema does not name where they stand, but declares, hold texts.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ._fields import TEXTS
from ._raw_document import TYPE, attribute_key, claims_nil
from ._simple_types import reader
from ._value_writers import writer
from ._verbatim import Verbatim
from ._whitespace import NORMALIZED, words
from ._xsd_lexical import same

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from xml.etree.ElementTree import Element

    from ._fields import Declaration, Field, IdentityConstraint, IdentityConstraints
    from ._simple_types import NameResolver

    Values = tuple[object, ...]
    """The values of an element that a constraint is about, as keys that equal values share."""
    Rows = dict[Values, Element | None]
    """The elements that a constraint is about, by their values; None where these do not tell them apart."""

_MOST_SHOWN = 80
_KINDS: dict[type[object], str] = {
    int: "integer",
    float: "double",
    Decimal: "decimal",
    bool: "boolean",
    bytes: "hexadecimal",
    dt.datetime: "date_time",
    dt.date: "date",
    dt.time: "time",
}


def of_ids(
    identified: Iterable[tuple[str, str, str]], others: Callable[[], Collection[str]]
) -> Iterator[str]:
    """Yield the problems of values of the types ID and IDREF, given as type, value and place of each.

    `others` returns what may be an ID besides, which is asked for where a reference leads to none of these.
    """
    found = [*dict.fromkeys(identified)]
    places: dict[str, str] = {}
    for type_, text, path in found:
        if type_ == "ID" and places.setdefault(text, path) != path:
            yield f"{path}: the ID {text!r:.{_MOST_SHOWN}} is not unique, {places[text]} has the same"
    missing = [each for each in found if each[0] == "IDREF" and each[1] not in places]
    known = others() if missing else ()
    for _, text, path in missing:
        if text not in known:
            yield f"{path}: nothing has the ID {text!r:.{_MOST_SHOWN}}"


class _Value(NamedTuple):
    """A value that a path leads to: as a key that equal values share, and as it is written."""

    key: object
    text: str


_NIL = _Value(None, "nil")


class IdentityCheck:
    """The elements of a document, with the declarations of those that are records.

    `resolve` returns what finds the names that texts of an element are, and `named` the type of the text that
    an element has by its `xsi:type`. Nothing is known of the elements that are `unassessed`: no constraint is
    about them.
    """

    def __init__(
        self,
        root: Element,
        declared: Mapping[Element, Declaration],
        names: Mapping[str, str],
        resolve: Callable[[Element], NameResolver],
        named: Callable[[Element, Declaration], Field | None],
        *,
        unassessed: Collection[Element],
    ) -> None:
        self._root = root
        self._declared = declared
        self._names = names
        self._resolve = resolve
        self._named = named
        self._unassessed = unassessed
        self._parents: dict[Element, Element] = {}
        self._indices: dict[Element, int] = {}
        for element in root.iter():
            counts = Counter[str]()
            for child in element:
                self._parents[child] = element
                self._indices[child] = counts[child.tag]
                counts[child.tag] += 1

    def problems(self, path: str, constraints: IdentityConstraints) -> Iterator[str]:
        """Yield the problem of each violation, with its place; `path` is that of the root."""
        referred = {each.refer for each in chain.from_iterable(constraints.values())}
        tables: dict[Element, dict[str, Rows]] = {}
        found: list[list[str]] = []
        for element in reversed([*self._root.iter()]):  # those inside an element come before it
            table = tables.pop(element, {})
            own = self._constraints_of(element, constraints)
            for constraint in sorted(own, key=lambda each: bool(each.refer)):
                rows: Rows = table.get(constraint.refer, {}) if constraint.refer else {}
                found.append(
                    [
                        f"{self._path(item, path)}: {_called(constraint)}: {problem}"
                        for item, problem in self._violations(element, constraint, rows, path)
                    ]
                )
                if constraint.name in referred:
                    table.setdefault(constraint.name, {}).update(rows)
            if table and element is not self._root:
                above = tables.setdefault(self._parents[element], {})
                for name, rows in table.items():
                    there = above.setdefault(name, {})
                    # What several elements inside have identifies none of them.
                    there |= {key: None if key in there else item for key, item in rows.items()}
        yield from chain.from_iterable(reversed(found))

    def undeclared_values(self) -> Collection[str]:
        """Return each word of what may be an ID although its field does not say so.

        These are the attributes and texts that stand for wildcards, in content of any type, and in elements
        that name their type, and the values of unions that an ID may be.
        """
        found: set[str] = set()
        for element in self._root.iter():
            declared = self._declared.get(element)
            own = {} if declared is None else {field.key: field for _, field in declared.fields}
            text = own.get("#text") if element is self._root else self._field(element)[1]
            for name, value in element.attrib.items():
                if _may_be_id(own.get(attribute_key(name) or "")):
                    found.update(words(value))
            if TYPE in element.attrib or _may_be_id(own.get("#text", text)):
                found.update(words(element.text or ""))
        return found

    def _constraints_of(
        self, element: Element, constraints: IdentityConstraints
    ) -> tuple[IdentityConstraint, ...]:
        if element is self._root:
            return constraints.get(("", element.tag), ())
        around = self._declared.get(self._parents[element])
        return () if around is None else constraints.get((around.record.__name__, element.tag), ())

    def _violations(
        self, element: Element, constraint: IdentityConstraint, rows: Rows, path: str
    ) -> Iterator[tuple[Element, str]]:
        """Yield the elements that violate a constraint, and how.

        `rows` are those that references may refer to; else the elements that the constraint is about are
        added to it.
        """
        for item in self._found(element, constraint.selector):
            values: list[_Value] = []
            problems: list[str] = []
            for steps in constraint.fields:
                given = [*self._values(item, steps)]
                values += filter(None, given)
                if not all(given):
                    problems.append(f"{_shown(steps)} is an element that has no value of its own")
                elif len(given) > 1:
                    problems.append(f"{_shown(steps)} leads to {len(given)} values instead of one")
                elif constraint.kind == "key" and given in ([], [_NIL]):
                    problems.append(f"{_shown(steps)} is {'nil' if given else 'missing'}")
            if problems:
                yield item, problems[0]
            elif len(values) == len(constraint.fields):
                key = tuple(value.key for value in values)
                if not constraint.refer:
                    first = rows.setdefault(key, item)
                    if first is not None and first is not item:
                        other = self._path(first, path)
                        yield item, f"{_listed(values)} is not unique, {other} has the same"
                elif rows.get(key) is None:
                    yield item, f"no {constraint.refer.rpartition('}')[2]} is {_listed(values)}"

    def _found(self, element: Element, paths: Iterable[tuple[str, ...]]) -> list[Element]:
        """Return the elements that paths lead to, each once."""
        found: dict[Element, None] = {}
        for steps in paths:
            reached = [element]
            for step in steps:
                if step == "//":
                    reached = [*element.iter()]
                else:
                    reached = [
                        inner for each in reached for inner in each if _fits(inner.tag, step)
                    ]
            found |= dict.fromkeys(reached)
        return [each for each in found if each not in self._unassessed]

    def _values(self, item: Element, paths: tuple[tuple[str, ...], ...]) -> Iterator[_Value | None]:
        """Yield the values that paths lead to from an element, None for what has no simple type."""
        attributes: dict[tuple[Element, str], _Value] = {}
        elements: list[tuple[str, ...]] = []
        for steps in paths:
            if steps and steps[-1].startswith("@"):
                for element in self._found(item, (steps[:-1],)):
                    attributes |= self._attributes(element, steps[-1][1:])
            else:
                elements.append(steps)
        yield from attributes.values()
        for element in self._found(item, elements):
            yield self._text(element)

    def _attributes(
        self, element: Element, step: str
    ) -> Iterator[tuple[tuple[Element, str], _Value]]:
        """Yield the attributes of an element that a step leads to, also those that have a default."""
        declared = self._declared_by(element)
        own = {} if declared is None else {f.key: f for _, f in declared.fields if f.is_attribute}
        for name, text in element.attrib.items():
            if _fits(name, step):
                value = self._value(element, declared, own.get(attribute_key(name) or ""), text)
                yield (element, name), value
        if step not in element.attrib:
            field = own.get(attribute_key(step) or "")
            default = None if field is None else field.absent
            if declared is not None and field is not None and default is not None:
                text = writer(declared, field)(default)
                yield (element, step), self._value(element, declared, field, text)

    def _text(self, element: Element) -> _Value | None:
        """Return the value of an element, None if its type is not simple."""
        declared = self._declared_by(element)
        if declared is not None:
            field = next((f for _, f in declared.fields if f.role == "text"), None)
            is_simple = field is not None
        else:
            declared, field = self._field(element)
            is_simple = field is None or field.kind != "raw" or field.is_text
        if TYPE in element.attrib and declared is not None:
            named = self._named(element, declared)
            field, is_simple = named or field, is_simple or named is not None
        if not is_simple or len(element):
            return None
        if claims_nil(element):
            return _NIL
        text = element.text or ""
        if not text and declared is not None and field is not None and field.empty is not None:
            text = writer(declared, field)(field.empty)
        return self._value(element, declared, field, text)

    def _declared_by(self, element: Element) -> Declaration | None:
        """Return the declaration of an element that is a record, also of an empty one."""
        if element in self._declared or element is self._root:
            return self._declared.get(element)
        around, field = self._field(element)
        if around is None or field is None or field.kind != "record":
            return None
        return around.declared_by(field)

    def _field(self, element: Element) -> tuple[Declaration | None, Field | None]:
        """Return the declaration of the record around an element, and the field that the element is."""
        declared = self._declared.get(self._parents[element])
        fields = () if declared is None else (field for _, field in declared.fields)
        key = self._names[element.tag]
        return declared, next((field for field in fields if field.key == key), None)

    def _value(
        self, element: Element, declared: Declaration | None, field: Field | None, text: str
    ) -> _Value:
        """Return a value of a field's type; a text where the schema says nothing of it."""
        if declared is None or field is None:
            return _Value(("text", text), text)
        return _Value(_key(declared, field, text, self._resolve(element)), text)

    def _path(self, element: Element, root: str) -> str:
        """Return the path of an element, as problems have it."""
        steps: list[str] = []
        while element is not self._root:
            _, field = self._field(element)
            is_one = field is not None and not field.repeated
            index = "" if is_one else f"[{self._indices[element]}]"
            steps.append(f".{self._names[element.tag]}{index}")
            element = self._parents[element]
        return root + "".join(reversed(steps))


def _may_be_id(field: Field | None) -> bool:
    """Tell whether a value may be an ID: of a field, or of what has none."""
    return (
        field is None
        or field.kind == "raw"
        or field.identity == "ID"
        or any(map(_may_be_id, field.parts))
    )


def _key(declared: Declaration, field: Field, text: str, names: NameResolver) -> object:
    """Return a key that equal values share."""
    kind = field.kind
    if kind in TEXTS or kind in {"enumeration", "raw"}:
        return "text", NORMALIZED.get(field.space, str)(text)
    try:
        value = reader(declared, field)(text, names)
    except ValueError:  # which is a problem of its own
        return "text", text
    if isinstance(value, list):
        return tuple(_of_value(field.parts[0].kind, each) for each in cast("list[object]", value))
    return _of_value(kind, value)


def _of_value(kind: str, value: Any) -> object:  # noqa: ANN401 - of any type
    if kind == "union":
        kind = (
            value.kind
            if isinstance(value, Verbatim)
            else _KINDS.get(cast("type[object]", type(value)), "text")
        )
        if kind == "text":
            return kind, getattr(value, "text", value)
    return ("decimal" if kind == "integer" else kind), same(kind, value)


def _fits(name: str, step: str) -> bool:
    return step in {"*", name} or (step.endswith("}*") and name.startswith(step[:-1]))


def _called(constraint: IdentityConstraint) -> str:
    return f"{constraint.kind} {constraint.name.rpartition('}')[2]}"


def _shown(paths: tuple[tuple[str, ...], ...]) -> str:
    """Return paths as a schema has them, without namespaces."""
    return "|".join(
        "/".join(map(_shown_step, steps)).replace("///", "//") or "." for steps in paths
    )


def _shown_step(step: str) -> str:
    return (
        ".//"
        if step == "//"
        else f"{step[: step.startswith('@')]}{step.rpartition('}')[2].lstrip('@')}"
    )


def _listed(values: list[_Value]) -> str:
    return ", ".join(f"{value.text!r:.{_MOST_SHOWN}}" for value in values)
