"""Whether one side accepts a document as JSON, in the form that its schema gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from neto_gen.contract import vocabulary
from neto_gen.contract.model import AnyElements, Element, Scalar
from neto_gen.diff.compare.walk import is_anything, simple_of
from neto_gen.diff.inclusion.content_models import namespace_of
from neto_gen.diff.inclusion.values import accepts
from neto_gen.diff.witness.document import Item, record_for

if TYPE_CHECKING:
    from neto_gen.contract.model import Attribute, Record, SimpleType
    from neto_gen.contract.text import SchemaText
    from neto_gen.diff.inclusion.content_models import Expression
    from neto_gen.diff.rules.policy import Policy
    from neto_gen.diff.witness.xml_judge import Judge

_MOST_STATES = 2000
_NO_NUMBERS = frozenset({"INF", "-INF", "NaN"})
Counts = tuple[tuple[str, int], ...]


class JsonJudge:
    """Judges documents in JSON by the definitions of one side. Keys it does not know it rejects."""

    def __init__(self, judge: Judge, policy: Policy) -> None:
        self.judge = judge
        self.policy = policy
        self._known: dict[int, tuple[dict[str, Element], tuple[Element, ...]]] = {}

    def document(self, element: Element, value: object) -> str | None:
        """Why a document is rejected, with the place, or None."""
        name = element.name.untrusted
        if self.policy.root_in_json:
            members = _object(value)
            if members is None or [*members] != [name]:
                return f"the key {name} is missing"
            value = members[name]
        return self._element(element, value, name)

    def _element(  # noqa: PLR0911 - one for each reason
        self, element: Element, value: object, where: str
    ) -> str | None:
        if value is None:
            return None if element.nillable else f"{where}: null is not allowed"
        definitions = self.judge.definitions
        members = _object(value)
        named = None if members is None else members.get("@xsi:type")
        if named is not None:
            for derived in element.derived:
                if derived.name.untrusted == named:
                    return self._record(definitions.records[derived.record.index], value, where)
            return f"{where}: {named} is not one of its types"
        simple = simple_of(definitions, element)
        if simple is not None:
            if value == "" and (element.default is not None or element.fixed is not None):
                return None
            return self._value(simple, value, where, element.fixed)
        record = record_for(definitions, element, Item("", ""))
        if record is None:
            return f"{where}: its type is abstract" if element.type is None else None
        return self._record(record, value, where)

    def _value(
        self, simple: SimpleType, value: object, where: str, fixed: SchemaText | None
    ) -> str | None:
        if isinstance(value, dict | list):
            return f"{where}: holds one value"
        if self.policy.tokens and isinstance(simple, Scalar) and value not in _NO_NUMBERS:
            actual, expected = _token(value), _expected(simple)
            if actual != expected:
                return f"{where}: {actual} where {expected} is expected"
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if isinstance(value, float):
            text = text.removesuffix(".0")
        return self.judge.value(simple, text, fixed, where)

    def _record(self, record: Record, value: object, where: str) -> str | None:
        members = _object(value)
        if members is None:
            return f"{where}: an object is expected"
        if is_anything(record):
            return None
        attributes = {f"@{a.name.untrusted}": a for a in record.attributes}
        counts: dict[str, int] = {}
        for key, inner in members.items():
            found = self._member(record, attributes, key, inner, f"{where}/{key}", counts)
            if found is not None:
                return found
        for key, attribute in attributes.items():
            if attribute.required and key not in members:
                return f"{where}: {key} is missing"
        if record.text is not None and "#text" not in members and not accepts(record.text, ""):
            return f"{where}: its text is missing"
        return self._counts(record, counts, where)

    def _member(  # noqa: PLR0917 - what one key of a record needs to be judged
        self,
        record: Record,
        attributes: dict[str, Attribute],
        key: str,
        value: object,
        where: str,
        counts: dict[str, int],
    ) -> str | None:
        if key == "@xsi:type":
            return None
        if key in attributes:
            return self._value(attributes[key].type, value, where, attributes[key].fixed)
        if key == "#text" and record.text is not None:
            return self._value(record.text, value, where, None)
        element = self._elements_of(record)[0].get(key)
        if element is not None:
            found, counts[key] = self._elements(element, value, where)
            return found
        if key.startswith("@"):
            known = record.any_attributes
        elif key == "#text":
            known = record.mixed
        else:
            known = any(isinstance(item, AnyElements) for item in record.content)
        return None if known else f"{where}: not known"

    def _elements(self, element: Element, value: object, where: str) -> tuple[str | None, int]:
        """Why the values of an element are rejected, and how many there are."""
        lenient = self.policy.single_or_list
        if isinstance(value, list):
            values = cast("list[object]", value)
            if not element.repeated and not (lenient and len(values) == 1):
                return f"{where}: a list where one value is expected", 0
            reasons = (self._element(element, inner, where) for inner in values)
            return next((reason for reason in reasons if reason is not None), None), len(values)
        if element.repeated and not lenient:
            return f"{where}: one value where a list is expected", 0
        return self._element(element, value, where), 1

    def _elements_of(self, record: Record) -> tuple[dict[str, Element], tuple[Element, ...]]:
        """The elements of a record by name, and those that it needs."""
        known = self._known.get(id(record))
        if known is None:
            elements = [item for item in record.content if isinstance(item, Element)]
            by_name = {element.name.untrusted: element for element in reversed(elements)}
            required = tuple(element for element in elements if element.min_occurs)
            known = self._known[id(record)] = by_name, required
        return known

    def _counts(self, record: Record, counts: dict[str, int], where: str) -> str | None:
        """Why elements may not stand together this often, in any order."""
        elements, required = self._elements_of(record)
        for item in (*required, *(elements[name] for name in counts)):
            name, count = item.name.untrusted, counts.get(item.name.untrusted, 0)
            if count < item.min_occurs:
                return f"{where}: {f'too few {name}' if count else f'{name} is missing'}"
            if item.max_occurs is not None and count > item.max_occurs:
                return f"{where}: too many {name}"
        if record.model is None or any(isinstance(i, AnyElements) for i in record.content):
            return None
        if self._fit(record, counts):
            return None
        return f"{where}: {', '.join(counts) or 'nothing'} cannot stand there"

    def _fit(self, record: Record, counts: dict[str, int]) -> bool:
        """Whether there is an order in which the content model takes these elements."""
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


def _token(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else "string"


def _expected(simple: Scalar) -> str:
    if simple.builtin in vocabulary.NUMBERS | vocabulary.FLOATS:
        return "number"
    return "boolean" if simple.builtin == "boolean" else "string"
