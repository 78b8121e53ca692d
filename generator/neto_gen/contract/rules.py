"""The rules that a schema must keep to have a meaning here.

xsdata drops what it does not know and goes on with what it can. Here each such thing is a problem
with its place, so that what passes is understood in full.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import TYPE_CHECKING

from neto_gen.contract import vocabulary
from neto_gen.contract.schema import is_builtin
from neto_gen.contract.simple import restrictions
from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neto_gen.contract.document import Element
    from neto_gen.contract.schema import Schema

_COUNT = re.compile(r"[0-9]{1,9}")
_WHOLE = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_LONGEST_NUMBER = 1000


def check(schema: Schema) -> None:
    """Raise Failure with every problem of a schema."""
    roots = [document.root for document in schema.documents]
    # Each look takes for granted what the one before it found in order.
    problems = [problem for root in roots for problem in _structure_problems(root)]
    problems = problems or [*_reference_problems(schema)]
    problems = problems or [*_facet_problems(schema)]
    if problems:
        raise Failure(ExitCode.SCHEMA, *problems)


def _structure_problems(element: Element) -> Iterator[Problem]:
    """The problems of an element and all below it."""
    attributes, children = vocabulary.ELEMENTS[element.name]
    yield from _attribute_problems(element, attributes)
    for child in element.children:
        if child.in_xml_schema and child.name in vocabulary.ANNOTATIONS:
            continue
        if child.in_xml_schema and child.name in children:
            yield from _structure_problems(child)
        else:
            yield _misplaced(element, child)
    yield from _content_problems(element)


def _misplaced(element: Element, child: Element) -> Problem:
    if not child.in_xml_schema:
        return Problem(f"<{child.name}> is not an element of XML Schema", child.location)
    if child.name in vocabulary.UNSUPPORTED_ELEMENTS:
        hint = vocabulary.UNSUPPORTED_ELEMENTS[child.name]
        return Problem(f"xs:{child.name} is not supported", child.location, hint)
    if child.name in vocabulary.ELEMENTS:
        return Problem(f"xs:{child.name} cannot stand in xs:{element.name}", child.location)
    known = (*vocabulary.ELEMENTS, *vocabulary.UNSUPPORTED_ELEMENTS)
    return Problem(
        f"xs:{child.name} is not an element of XML Schema",
        child.location,
        _suggestion(child.name, known, "xs:{}"),
    )


def _attribute_problems(element: Element, allowed: frozenset[str]) -> Iterator[Problem]:
    where = element.location
    for name, value in element.attributes.items():
        if " " in name or name == "id":  # of another namespace, such as xml:lang
            continue
        if name in allowed & vocabulary.FALSE_ONLY:
            if value.strip() not in {"false", "0"}:
                yield Problem(f'{name}="{value}" is not supported', where, f"remove {name}")
        elif name in vocabulary.UNSUPPORTED_ATTRIBUTES and name not in allowed:
            workaround = vocabulary.UNSUPPORTED_ATTRIBUTES[name]
            yield Problem(f'{name}="{value}" is not supported', where, workaround)
        elif name not in allowed:
            suggestion = _suggestion(name, sorted(allowed), "{}")
            yield Problem(f"xs:{element.name} has no attribute {name}", where, suggestion)
    declared = element.attributes.get("name", "_")
    if not vocabulary.NCNAME.fullmatch(declared):
        yield Problem(f'name "{declared}" is not a name in XML', where)
    yield from _occurs_problems(element)


def _occurs_problems(element: Element) -> Iterator[Problem]:
    least = element.attributes.get("minOccurs", "1").strip()
    most = element.attributes.get("maxOccurs", "1").strip()
    unbounded = most == "unbounded"
    bad = [
        f'{name} "{value}" is not a number'
        for name, value in (("minOccurs", least), ("maxOccurs", "1" if unbounded else most))
        if not _COUNT.fullmatch(value)
    ]
    for what in bad:
        yield Problem(what, element.location)
    if not bad and not unbounded and (int(most) == 0 or int(least) > int(most)):
        what = f'maxOccurs "{most}" is zero, or less than minOccurs "{least}"'
        yield Problem(what, element.location)


def _content_problems(element: Element) -> Iterator[Problem]:
    """What a table of names cannot say."""
    content = Counter(child.name for child in element.schema_children())
    content.update(f"@{name}" for name in element.attributes)
    where = element.location
    match element.name:
        case "element" if content["@ref"]:
            if content["@name"] + content["@type"] + content["complexType"] + content["simpleType"]:
                yield Problem("an element has a ref, or a name and a type", where)
        case "element":
            yield from _declaration_problems(element, content)
        case "complexType":
            if content["sequence"] + content["all"] != 1:
                what = "a complex type that is not one xs:sequence or xs:all is not supported"
                yield Problem(what, where, "give it one, or give the element a simple type")
            yield from _repeated_names(element)
        case "sequence" | "all":
            if content["element"] + content["sequence"] == 0:
                yield Problem(f"an xs:{element.name} without elements is not supported", where)
            if element.attributes.get("maxOccurs", "1").strip() != "1":
                what = f"a repeated xs:{element.name} is not supported"
                yield Problem(what, where, "wrap its elements in an element, and repeat that")
        case "simpleType" if content["restriction"] != 1:
            yield Problem("a simple type has one xs:restriction", where)
        case "restriction" if content["@base"] + content["simpleType"] != 1:
            yield Problem("a restriction has one base", where)
        case facet if facet in vocabulary.FACETS and not content["@value"]:
            yield Problem(f"{facet} has no value", where)
        case _:
            pass


def _repeated_names(complex_type: Element) -> Iterator[Problem]:
    """Elements of one name: which of them an answer means would be a guess."""
    seen: dict[str, Element] = {}
    for element in _members(complex_type):
        name = element.attributes.get("name") or element.attributes.get("ref", "")
        name = name.rpartition(":")[2]
        if name in seen:
            what = f"element {name} stands twice, first at {seen[name].location}"
            yield Problem(what, element.location, 'declare it once, with maxOccurs="unbounded"')
        seen.setdefault(name, element)


def _members(group: Element) -> Iterator[Element]:
    for child in group.schema_children():
        if child.name == "element":
            yield child
        elif child.name in {"sequence", "all"}:
            yield from _members(child)


def _declaration_problems(element: Element, content: Counter[str]) -> Iterator[Problem]:
    if not content["@name"]:
        yield Problem("an element has a name or a ref", element.location)
    if content["@type"] + content["complexType"] + content["simpleType"] != 1:
        what = "an element has one type, by its attribute or inside it"
        yield Problem(what, element.location, 'add type="xs:string" or another type')


def _reference_problems(schema: Schema) -> Iterator[Problem]:
    for element in schema.elements():
        for attribute, kinds in (
            ("type", ("simpleType", "complexType")),
            ("base", ("simpleType",)),
            ("ref", ("element",)),
        ):
            if attribute in element.attributes:
                problem = _reference_problem(schema, element, attribute, kinds)
                if problem is not None:
                    yield problem


def _reference_problem(
    schema: Schema, element: Element, attribute: str, kinds: tuple[str, ...]
) -> Problem | None:
    reference = element.attributes[attribute].strip()
    prefix = reference.rpartition(":")[0]
    if prefix and prefix not in element.namespaces:
        hint = f'declare it: xmlns:{prefix}="…"'
        return Problem(f'prefix "{prefix}" is not declared', element.location, hint)
    namespace, name = schema.resolve(element, reference)
    if is_builtin(namespace):
        return _builtin_problem(element, attribute, name)
    what = f'{"element" if attribute == "ref" else "type"} "{reference}" is not defined'
    if schema.component(kinds, name) is None:
        names = [known for kind, known in schema.components if kind in kinds]
        hint = _suggestion(name, names, "{}") or "define it, or include the file that does"
        return Problem(what, element.location, hint)
    if namespace != schema.target_namespace:
        hint = f'{name} is in the namespace "{schema.target_namespace}": declare a prefix for it'
        return Problem(what, element.location, hint)
    return None


def _builtin_problem(element: Element, attribute: str, name: str) -> Problem | None:
    if attribute == "ref":
        return Problem(f'"{name}" is not an element', element.location)
    if name in vocabulary.UNSUPPORTED_TYPES:
        workaround = vocabulary.UNSUPPORTED_TYPES[name]
        return Problem(f"type xs:{name} is not supported", element.location, workaround)
    if name not in vocabulary.SCALARS:
        suggestion = _suggestion(name, sorted(vocabulary.SCALARS), "xs:{}")
        return Problem(f"XML Schema has no type xs:{name}", element.location, suggestion)
    return None


def _facet_problems(schema: Schema) -> Iterator[Problem]:
    for element in schema.elements():
        if element.name != "restriction":
            continue
        try:
            steps, builtin = restrictions(schema, element)
        except ValueError as error:
            yield Problem(str(error), element.location, "give it a built-in type as base")
            continue
        own = [facet for facet in element.schema_children() if facet.name in vocabulary.FACETS]
        problems = [problem for facet in own for problem in _facet_problem(facet, builtin)]
        yield from problems or _conflicts(own, steps[1:])


def _facet_problem(facet: Element, builtin: str) -> Iterator[Problem]:
    value = facet.attributes["value"].strip()
    counts = vocabulary.LENGTH_FACETS | vocabulary.DIGIT_FACETS
    textual = facet.name in vocabulary.LENGTH_FACETS | {"enumeration"}
    whole = builtin in vocabulary.INTEGERS
    if builtin not in (vocabulary.STRINGS if textual else vocabulary.NUMBERS):
        yield Problem(f"{facet.name} is not supported for xs:{builtin}", facet.location)
    elif facet.name in counts and not _COUNT.fullmatch(value):
        yield Problem(f'{facet.name} "{value}" is not a number', facet.location)
    elif facet.name == "fractionDigits" and whole and int(value) != 0:
        yield Problem(f"{facet.name} of xs:{builtin} is 0", facet.location)
    elif facet.name in vocabulary.BOUND_FACETS:
        pattern = _WHOLE if whole else _DECIMAL
        if len(value) > _LONGEST_NUMBER or not pattern.fullmatch(value):
            what = f'{facet.name} "{value}" is not a value of xs:{builtin}'
            yield Problem(what, facet.location)


def _conflicts(own: list[Element], bases: list[Element]) -> Iterator[Problem]:
    """Facets that stand twice, or that allow what the base type does not."""
    limits = {facet.name: facet for facet in own if facet.name != "enumeration"}
    for facet in own:
        if facet.name != "enumeration" and facet is not limits[facet.name]:
            yield Problem(f"{facet.name} stands twice", facet.location, "remove one of them")
    for base in (facet for step in bases for facet in step.schema_children()):
        limit = limits.get(base.name)
        if limit is not None and _is_wider(limit.name, limit, base):
            value, allowed = limit.attributes["value"], base.attributes.get("value")
            what = f"{limit.name} {value} allows more than {allowed} of its base at {base.location}"
            yield Problem(what, limit.location, "a restriction can only allow less")
    least, most = limits.get("minLength"), limits.get("maxLength")
    if least is not None and most is not None and _is_wider("maxLength", least, most):
        yield Problem("minLength is more than maxLength", least.location)


def _is_wider(name: str, facet: Element, base: Element) -> bool:
    try:
        own, allowed = Decimal(facet.attributes["value"]), Decimal(base.attributes["value"])
    except (KeyError, InvalidOperation):  # the base has a problem of its own
        return False
    if name == "length":
        return own != allowed
    return own < allowed if name.startswith("min") else own > allowed


def _suggestion(name: str, known: Iterable[str], form: str) -> str | None:
    close = get_close_matches(name, [*known], n=1)
    return f"did you mean {form.format(close[0])}?" if close else None
