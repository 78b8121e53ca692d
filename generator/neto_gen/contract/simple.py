"""What a simple type comes to: its built-in type, and the facets of all steps that lead to it."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from dataclasses import fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from neto_gen.contract import vocabulary
from neto_gen.contract.declarations import ComplexType, QName, SimpleType
from neto_gen.contract.model import Enumeration, Facets, ListType, Scalar, UnionType
from neto_gen.contract.schema import Key, is_builtin
from neto_gen.contract.text import SchemaText
from neto_gen.problems import Problem
from neto_gen.templates.runtime._pattern import PatternError, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from neto_gen.contract import model
    from neto_gen.contract.declarations import Facet
    from neto_gen.contract.xsd import Component
    from neto_gen.problems import Location

Value = str | int | Decimal | float | bool
"""The value of a default or a fixed value, where Python has a literal for it."""

_MOST_STEPS = 100
_COUNT = re.compile(r"[0-9]{1,9}")
_WHOLE = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_FLOAT = re.compile(rf"(?:{_DECIMAL.pattern})(?:[eE][+-]?[0-9]{{1,4}})?|[+-]?INF|NaN")
_LONGEST_NUMBER = 1000
_COUNTS = {"length": "length", "minLength": "min_length", "maxLength": "max_length"}
_DIGITS = {"totalDigits": "total_digits", "fractionDigits": "fraction_digits"}
_BOUNDS = {
    "minInclusive": "min_inclusive",
    "maxInclusive": "max_inclusive",
    "minExclusive": "min_exclusive",
    "maxExclusive": "max_exclusive",
}


class SimpleTypes:
    """The simple types of a schema. What is wrong with them is collected in `problems`."""

    def __init__(self, components: Mapping[Key, Component]) -> None:
        self.components = components
        self.problems: list[Problem] = []
        self.known: dict[QName, model.SimpleType] = {}
        self.open: list[QName] = []

    def is_simple(self, name: QName) -> bool:
        """Whether this is the name of a simple type."""
        if is_builtin(name):
            return name.name != "anyType"
        return isinstance(self.components[Key("type", name)], SimpleType)

    def type_of(self, declared: QName | SimpleType, location: Location) -> model.SimpleType:
        """The simple type of this name or with this declaration."""
        if isinstance(declared, SimpleType):
            return self._declared(declared)
        if is_builtin(declared):
            return _builtin(declared.name)
        if declared not in self.known:
            component = self.components[Key("type", declared)]
            if declared in self.open or len(self.open) > _MOST_STEPS:
                what = "is its own base" if declared in self.open else "has too many bases"
                self._add(
                    f"type {declared.name} {what}", location, "give it a built-in type as base"
                )
                return Scalar(builtin="string", white_space="preserve")
            if not isinstance(component, SimpleType):
                what = f"type {declared.name} is complex, and only a simple type can stand here"
                self._add(what, location, "name a simple type, such as xs:string")
                return Scalar(builtin="string", white_space="preserve")
            self.open.append(declared)
            self.known[declared] = self._declared(component)
            self.open.pop()
        return self.known[declared]

    def restricted(
        self, base: model.SimpleType, facets: Iterable[Facet], location: Location
    ) -> model.SimpleType:
        """A simple type with more facets."""
        own = [*facets]
        before = len(self.problems)
        self._check(base, own)
        if len(self.problems) > before:
            return base
        values = tuple(SchemaText(facet.value) for facet in own if facet.name == "enumeration")
        patterns = tuple(facet.value for facet in own if facet.name == "pattern")
        if isinstance(base, Enumeration):
            return replace(base, values=values) if values else base
        inherited = base.facets
        limits = {**self._limits(base, own)}
        if patterns:
            joined = patterns[0] if len(patterns) == 1 else "|".join(f"({p})" for p in patterns)
            limits["patterns"] = (*inherited.patterns, SchemaText(joined))
        if values:
            limits["values"] = values
        merged = replace(inherited, **limits)  # pyright: ignore[reportArgumentType]
        if isinstance(base, Scalar):
            space = [facet.value.strip() for facet in own if facet.name == "whiteSpace"]
            base = replace(base, white_space=space[-1]) if space else base
            if merged.values and base.builtin in {*vocabulary.STRINGS, *vocabulary.LEXICALS}:
                return Enumeration(builtin=base.builtin, values=merged.values)
            if base.builtin in vocabulary.INTEGERS:
                merged = _of_integers(merged)
        self._check_bounds(merged, location)
        return replace(base, facets=merged)

    def _declared(self, declared: SimpleType) -> model.SimpleType:
        bases = [self.type_of(base, declared.location) for base in declared.bases]
        if declared.variety == "list":
            return self._list(bases[0], declared.location)
        if declared.variety == "union":
            members: dict[Scalar | Enumeration | ListType, None] = {}
            for base in bases:
                members.update(
                    dict.fromkeys(base.members if isinstance(base, UnionType) else [base])
                )
            return UnionType(members=tuple(members)) if len(members) > 1 else next(iter(members))
        return self.restricted(bases[0], declared.facets, declared.location)

    def _list(self, item: model.SimpleType, location: Location) -> model.SimpleType:
        if isinstance(item, ListType) or (
            isinstance(item, UnionType) and any(isinstance(m, ListType) for m in item.members)
        ):
            self._add("a list of lists", location, "the items of a list are no lists")
            return Scalar(builtin="string", white_space="preserve")
        return ListType(item=item)

    # Facets

    def _check(self, base: model.SimpleType, own: list[Facet]) -> None:
        """Find what is wrong with the facets of one step."""
        seen: dict[str, Facet] = {}
        for facet in own:
            if facet.name not in {"enumeration", "pattern"} and facet.name in seen:
                self._add(f"{facet.name} stands twice", facet.location, "remove one of them")
            seen[facet.name] = facet
            problem = _facet_problem(base, facet)
            if problem is not None:
                self._add(*problem)

    def _limits(self, base: model.SimpleType, own: list[Facet]) -> dict[str, object]:
        """The lengths, bounds and digits of one step; one that allows more than its base is wrong."""
        inherited = Facets() if isinstance(base, Enumeration) else base.facets
        found: dict[str, object] = {}
        for facet in own:
            name = {**_COUNTS, **_DIGITS, **_BOUNDS}.get(facet.name)
            if name is None:
                continue
            value: int | Decimal | SchemaText
            if facet.name in _BOUNDS:
                value = _bound(base, facet.value.strip())
            else:
                value = int(facet.value)
            allowed = getattr(inherited, name)
            if allowed is not None and _is_wider(name, value, allowed):
                what = f"{facet.name} {facet.value.strip()} allows more than its base type"
                self._add(what, facet.location, "a restriction can only allow less")
            found[name] = value
        return found

    def _check_bounds(self, facets: Facets, location: Location) -> None:
        least, most = facets.min_length, facets.max_length
        if least is not None and most is not None and least > most:
            self._add("minLength is more than maxLength", location, None)

    def _add(self, what: str, location: Location, hint: str | None) -> None:
        self.problems.append(Problem(what, location, hint))


def value_of(simple_type: model.SimpleType, text: str) -> Value | None:
    """The value that a text of a simple type has, or None where Python has no literal for it.

    Raises ValueError when it is no value of the type.
    """
    if isinstance(simple_type, ListType | UnionType):
        return None
    if isinstance(simple_type, Enumeration):
        if SchemaText(text) not in simple_type.values:
            message = "is not one of the values of its type"
            raise ValueError(message)
        return text
    builtin = simple_type.builtin
    if builtin not in {*vocabulary.STRINGS, *vocabulary.ANY_SIMPLE}:
        text = text.strip()
    parse = _PARSERS.get(builtin)
    if parse is None:
        return text
    try:
        return parse(text)
    except (ValueError, KeyError, binascii.Error):
        message = f"is not a value of xs:{builtin}"
        raise ValueError(message) from None


def _builtin(name: str) -> model.SimpleType:
    if name in vocabulary.LISTS:
        return ListType(item=_scalar(vocabulary.LISTS[name]))
    return _scalar(name)


def _scalar(name: str) -> Scalar:
    space = {"string": "preserve", "normalizedString": "replace"}.get(name, "collapse")
    form = vocabulary.STRINGS.get(name) or vocabulary.LEXICALS.get(name)
    facets = Facets(patterns=(SchemaText(form),) if form else ())
    if name in vocabulary.INTEGERS:
        facets = _of_integers(facets, *vocabulary.INTEGERS[name])
    if name in vocabulary.ANY_SIMPLE:
        space = "preserve"
    return Scalar(builtin=name, facets=facets, white_space=space)


def _of_integers(facets: Facets, least: int | None = None, most: int | None = None) -> Facets:
    """Of whole numbers, what is more than 4 is at least 5; and there are none after the point."""
    above, below = _number(facets.min_exclusive), _number(facets.max_exclusive)
    lowest = (least, _number(facets.min_inclusive), None if above is None else above + 1)
    highest = (most, _number(facets.max_inclusive), None if below is None else below - 1)
    return replace(
        facets,
        min_inclusive=max((Decimal(value) for value in lowest if value is not None), default=None),
        max_inclusive=min((Decimal(value) for value in highest if value is not None), default=None),
        min_exclusive=None,
        max_exclusive=None,
        fraction_digits=None,
    )


def _number(bound: Decimal | SchemaText | None) -> Decimal | None:
    return bound if isinstance(bound, Decimal) else None


def _facet_problem(base: model.SimpleType, facet: Facet) -> tuple[str, Location, str | None] | None:
    """What is wrong with one facet, its place, and what to do."""
    value, where = facet.value.strip(), facet.location
    if facet.name not in _applicable(base):
        return f"{facet.name} is not supported for {_called(base)}", where, "remove the facet"
    if facet.name in {*_COUNTS, *_DIGITS} and not _COUNT.fullmatch(value):
        return f'{facet.name} "{value}" is not a number', where, None
    if facet.name == "totalDigits" and int(value) == 0:
        return "totalDigits is at least 1", where, None
    if facet.name == "whiteSpace" and value not in vocabulary.WHITE_SPACE:
        return f'whiteSpace "{value}" is not one of preserve, replace, collapse', where, None
    if facet.name == "pattern":
        try:
            compile_pattern(facet.value)
        except PatternError as error:
            return f"pattern is no regular expression of XML Schema: {error}", where, None
    if facet.name in _BOUNDS or (facet.name == "enumeration" and not isinstance(base, Enumeration)):
        try:
            value_of(base, facet.value)
        except ValueError as error:
            return f'{facet.name} "{value}" {error}', where, None
    builtin = base.builtin if isinstance(base, Scalar) else ""
    if facet.name == "fractionDigits" and builtin in vocabulary.INTEGERS and int(value) != 0:
        return f"{facet.name} of xs:{builtin} is 0", where, None
    return None


def _applicable(base: model.SimpleType) -> frozenset[str]:
    """The facets that a type can have: https://www.w3.org/TR/xmlschema-2/#defn-coss"""
    always = frozenset({"pattern", "enumeration", "whiteSpace"})
    if isinstance(base, ListType):
        return always | vocabulary.LENGTH_FACETS
    if isinstance(base, UnionType | Enumeration):
        return always
    if base.builtin in vocabulary.NUMBERS:
        return always | vocabulary.BOUND_FACETS | vocabulary.DIGIT_FACETS
    if base.builtin in vocabulary.FLOATS | vocabulary.TIMES:
        return always | vocabulary.BOUND_FACETS
    if base.builtin in vocabulary.LEXICALS or base.builtin == "boolean":
        return always
    return always | vocabulary.LENGTH_FACETS


def _called(base: model.SimpleType) -> str:
    if isinstance(base, Scalar):
        return f"xs:{base.builtin}"
    names = {ListType: "a list", UnionType: "a union", Enumeration: "an enumeration"}
    return names[type(base)]


def _bound(base: model.SimpleType, text: str) -> Decimal | SchemaText:
    numeric = isinstance(base, Scalar) and base.builtin in vocabulary.NUMBERS | vocabulary.FLOATS
    if not numeric:
        return SchemaText(text)
    return Decimal(text.replace("INF", "Infinity"))


def _is_wider(name: str, own: object, allowed: object) -> bool:
    if not isinstance(own, int | Decimal) or not isinstance(allowed, int | Decimal):
        return False
    if name == "length":
        return own != allowed
    return own < allowed if name.startswith("min") else own > allowed


def _whole(text: str) -> int:
    if len(text) > _LONGEST_NUMBER or not _WHOLE.fullmatch(text):
        raise ValueError
    return int(text)


def _decimal(text: str) -> Decimal:
    if len(text) > _LONGEST_NUMBER or not _DECIMAL.fullmatch(text):
        raise ValueError
    return Decimal(text)


def _float(text: str) -> float:
    if len(text) > _LONGEST_NUMBER or not _FLOAT.fullmatch(text):
        raise ValueError
    return float(text)


def _date(text: str) -> None:
    dt.date.fromisoformat(text[:10])


def _date_time(text: str) -> None:
    dt.datetime.fromisoformat(text)


def _time(text: str) -> None:
    dt.time.fromisoformat(text)


def _of_form(form: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not compile_pattern(form).matches(text):
            raise ValueError
        return text

    return parse


def _base64(text: str) -> None:
    base64.b64decode("".join(text.split()), validate=True)


def _hex(text: str) -> None:
    binascii.unhexlify(text)


_PARSERS: dict[str, Callable[[str], Value | None]] = {
    **dict.fromkeys(vocabulary.INTEGERS, _whole),
    **dict.fromkeys(vocabulary.FLOATS, _float),
    **{name: _of_form(form) for name, form in vocabulary.LEXICALS.items()},
    "decimal": _decimal,
    "boolean": vocabulary.BOOLEANS.__getitem__,
    "date": _date,
    "dateTime": _date_time,
    "dateTimeStamp": _date_time,
    "time": _time,
    "base64Binary": _base64,
    "hexBinary": _hex,
}
