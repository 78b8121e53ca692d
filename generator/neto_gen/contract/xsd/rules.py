"""Check the grammar and the references of a schema before it is interpreted.

What is not understood is a problem with its place, so that what passes is understood in full.
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.parsers import expat

from neto_gen.contract.xsd import vocabulary
from neto_gen.contract.xsd.circles import circle_problems
from neto_gen.contract.xsd.constraints import constraint_problem, constraints_problems
from neto_gen.contract.xsd.document import XML_NAMESPACE, XML_SCHEMA
from neto_gen.contract.xsd.forms import form_problem
from neto_gen.contract.xsd.places import SCHEMA_FOR_SCHEMAS, place_problems
from neto_gen.contract.xsd.schema import Key, is_builtin
from neto_gen.problems import Problem
from neto_gen.sources.acceptance import NONE_ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neto_gen.contract.xsd.document import SchemaElement
    from neto_gen.contract.xsd.schema import Schema
    from neto_gen.sources.acceptance import AcceptedSchemas

_LANGUAGE = f"{XML_NAMESPACE} lang"
_LANGUAGES = re.compile("[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
_COUNT = re.compile(r"\+?[0-9]{1,1000}|-0{1,1000}")
_REFERENCES = {
    "type": "type",
    "base": "type",
    "itemType": "type",
    "memberTypes": "type",
    "substitutionGroup": "element",
}
_MOST_GROUPS = 100
_PARTICLES = ("sequence", "choice", "all", "group")
_TYPE_RULES = {
    "complexType": "a complex type has one content: a group, or simple or complex content",
    "simpleContent": "xs:simpleContent has one xs:restriction or one xs:extension",
    "complexContent": "xs:complexContent has one xs:restriction or one xs:extension",
    "simpleType": "a simple type has one xs:restriction, xs:list or xs:union",
    "restriction": "a restriction has one base, and one group at most",
    "extension": "an extension has one base, and one group at most",
    "list": "a list has one type of items",
    "union": "a union has types to choose from",
}


def check(schema: Schema, acceptance: AcceptedSchemas = NONE_ACCEPTED) -> None:
    """Raise Failure with every problem of a schema that is not accepted."""
    roots = [document.root for document in schema.documents]
    # Each check relies on those before it.
    acceptance.refuse(problem for root in roots for problem in _grammar_problems(root))
    acceptance.refuse([*_reference_problems(schema), *constraints_problems(schema)])
    acceptance.refuse(circle_problems(schema))


def _grammar_problems(root: SchemaElement) -> Iterator[Problem]:
    """Yield the problems of an element and all below it, in the order of the file."""
    waiting = [(root, "", 0)]
    identifiers: dict[str, SchemaElement] = {}
    while waiting:
        element, outer, depth = waiting.pop()
        attributes, allowed = vocabulary.ELEMENTS[element.name]
        allowed &= vocabulary.DERIVATIONS.get((outer, element.name), allowed)
        yield from _attribute_problems(element, attributes)
        yield from _identifier_problems(element, identifiers)
        if element.name in vocabulary.DOCUMENTATION:  # which allows any content
            continue
        inner: list[tuple[SchemaElement, str, int]] = []
        for child in element.children:
            if child.in_xml_schema and (child.name in allowed or _is_annotation(element, child)):
                deeper = 0 if child.name == "element" else depth + 1
                inner.append((child, element.name, deeper))
            else:
                yield _misplaced(element, child, outer)
        yield from _content_problems(element)
        yield from place_problems(element)
        if depth < _MOST_GROUPS:
            waiting += reversed(inner)
        elif inner:
            what = f"groups or types nested deeper than {_MOST_GROUPS}"
            yield Problem(what, element.location, "give the inner ones a name, and refer to them")


def _is_annotation(element: SchemaElement, child: SchemaElement) -> bool:
    return child.name == "annotation" and element.name != "annotation"


def _identifier_problems(
    element: SchemaElement, known: dict[str, SchemaElement]
) -> Iterator[Problem]:
    """Yield a problem if another element of the file has the same `id`."""
    identifier = element.attributes.get("id")
    if identifier is not None:
        other = known.setdefault(identifier, element)
        if other is not element:
            what = f'the id "{identifier}" occurs twice, first at {other.location}'
            hint = "change or remove one of them"
            yield Problem(what, element.location, hint, rule="cvc-id")


def _misplaced(element: SchemaElement, child: SchemaElement, outer: str) -> Problem:
    if not child.in_xml_schema:
        return Problem(f"<{child.name}> is not an element of XML Schema", child.location)
    if child.name in vocabulary.UNSUPPORTED_ELEMENTS:
        hint = vocabulary.UNSUPPORTED_ELEMENTS[child.name]
        return Problem(f"xs:{child.name} is not supported", child.location, hint)
    if child.name in vocabulary.ELEMENTS:
        where = f"xs:{element.name}"
        if (outer, element.name) in vocabulary.DERIVATIONS:
            where += f" of xs:{outer}"
        return Problem(f"xs:{child.name} is not allowed in {where}", child.location)
    known = (*vocabulary.ELEMENTS, *vocabulary.UNSUPPORTED_ELEMENTS)
    return Problem(
        f"xs:{child.name} is not an element of XML Schema",
        child.location,
        _suggestion(child.name, known, "xs:{}"),
    )


def _attribute_problems(element: SchemaElement, allowed: frozenset[str]) -> Iterator[Problem]:
    where = element.location
    for name, value in element.attributes.items():
        namespace, _, _ = name.rpartition(" ")
        is_language = name == _LANGUAGE and element.name == "documentation"
        if is_language and not _LANGUAGES.fullmatch(value):
            what = f'xml:lang "{value}" is not a language'
            hint = "write one such as en, or en-GB"
            yield Problem(what, where, hint, rule=SCHEMA_FOR_SCHEMAS)
        if namespace and namespace != XML_SCHEMA:
            continue
        if namespace:
            what = f"xs:{element.name} has no attribute in the namespace of XML Schema"
            yield Problem(what, where, "write it without a prefix")
        elif name in vocabulary.UNSUPPORTED_ATTRIBUTES and name not in allowed:
            workaround = vocabulary.UNSUPPORTED_ATTRIBUTES[name]
            yield Problem(f'{name}="{value}" is not supported', where, workaround)
        elif name not in allowed:
            suggestion = _suggestion(name, sorted(allowed), "{}")
            yield Problem(f"xs:{element.name} has no attribute {name}", where, suggestion)
        else:
            problem = form_problem(element, name, value)
            if problem is not None:
                yield Problem(problem[0], where, problem[1])
    declared = element.attributes.get("name", "_")
    is_named = element.name in {"element", "attribute"} and vocabulary.NCNAME.fullmatch(declared)
    if is_named and not _is_readable(declared):
        what = f'name "{declared}" cannot be read in a document by usual parsers of XML'
        yield Problem(what, where, "use letters that XML 1.0 had from its first edition")
    yield from _occurs_problems(element)


@lru_cache(10_000)
def _is_readable(name: str) -> bool:
    """Tell whether clients can parse a name: expat follows the fourth edition of XML 1.0.

    https://www.w3.org/TR/2006/REC-xml-20060816/#NT-Letter
    """
    if name.isascii():
        return True
    try:
        expat.ParserCreate().Parse(f"<{name}/>", True)  # noqa: FBT003 - expat takes it by position
    except expat.ExpatError:
        return False
    return True


def _occurs_problems(element: SchemaElement) -> Iterator[Problem]:
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
    if not bad and not unbounded and int(least) > int(most):
        what = f'maxOccurs "{most}" is less than minOccurs "{least}"'
        yield Problem(what, element.location)


def _content_problems(element: SchemaElement) -> Iterator[Problem]:
    """Yield the problems of an element's content that tables of names cannot express."""
    content = Counter(child.name for child in element.schema_children())
    content.update(f"@{name}" for name in element.attributes)
    hint: str | None = None
    if element.name in {"element", "attribute"}:
        what, hint = _declaration_problem(element, content)
    elif element.name in vocabulary.CONSTRAINTS | {"selector", "field"}:
        what, hint = constraint_problem(element) or (None, None)
    elif element.name == "notation":
        needed = [] if content["@public"] or content["@system"] else ["public or system"]
        missing = [*([] if content["@name"] else ["name"]), *needed]
        what = f"a notation has no {missing[0]}" if missing else None
        hint = "add it, or remove the notation"
    elif element.name in {"group", "attributeGroup"}:
        what = _group_problem(element.name, content)
    elif element.name in vocabulary.FACETS:
        what = _facet_problem(element)
        hint = "write a whole number, 0 or more" if content["@value"] else "add its value"
    else:
        what = _type_problem(element.name, content)
    if what is not None:
        yield Problem(what, element.location, hint)


def _facet_problem(facet: SchemaElement) -> str | None:
    """Return the problem of a facet that holds for every type."""
    value = facet.attributes.get("value")
    if value is None:
        return f"{facet.name} has no value"
    counts = facet.name in vocabulary.LENGTH_FACETS | vocabulary.DIGIT_FACETS
    if counts and not _COUNT.fullmatch(value.strip()):
        return f'{facet.name} "{value}" is not a number'
    return None


def _type_problem(name: str, content: Counter[str]) -> str | None:
    """Return the problem of the content of a type, or of a part of one."""
    particles = sum(content[particle] for particle in _PARTICLES)
    derivations = content["restriction"] + content["extension"]
    inline = content["simpleType"]
    wrong = {
        "complexType": particles + content["simpleContent"] + content["complexContent"] > 1,
        "simpleContent": derivations != 1,
        "complexContent": derivations != 1,
        "simpleType": content["restriction"] + content["list"] + content["union"] != 1,
        "restriction": content["@base"] + inline == 0 or inline > 1 or particles > 1,
        "extension": content["@base"] != 1 or particles > 1,
        "list": content["@itemType"] + inline != 1,
        "union": not (content["@memberTypes"] or inline),
    }
    return _TYPE_RULES[name] if wrong.get(name) else None


def _group_problem(name: str, content: Counter[str]) -> str | None:
    """Return the problem of a group, or of a reference to one."""
    if content["@name"] + content["@ref"] != 1:
        return f"xs:{name} has a name or a ref"
    if content["@ref"]:
        inside = {key for key in content if not key.startswith("@")} - vocabulary.ANNOTATIONS
        return f"a reference to xs:{name} has no content" if inside else None
    if name == "group" and sum(content[particle] for particle in _PARTICLES) != 1:
        return "a group is one xs:sequence, xs:choice or xs:all"
    return None


def _declaration_problem(
    element: SchemaElement, content: Counter[str]
) -> tuple[str | None, str | None]:
    """Return the problem of an element's or an attribute's declaration, and a hint."""
    kind = f"an {element.name}"
    inline = content["simpleType"] + content["complexType"]
    if content["@ref"] and content["@name"] + content["@type"] + inline:
        return f"{kind} has a ref, or a name and a type", None
    if not content["@ref"] and not content["@name"]:
        return f"{kind} has a name or a ref", None
    if content["@type"] + inline > 1:
        return f"{kind} has one type, by its attribute or inside it", "remove one of them"
    if content["@default"] and content["@fixed"]:
        return f"{kind} has a default or a fixed value, not both", "remove one of them"
    return None, None


def _reference_problems(schema: Schema) -> Iterator[Problem]:
    for document in schema.documents:
        imported = {XML_SCHEMA, document.target_namespace}
        children = document.root.schema_children()
        imported |= {e.attributes.get("namespace", "") for e in children if e.name == "import"}
        for element in document.elements:
            for reference, space in _references(element) if element.in_xml_schema else ():
                namespace = element.resolve(reference).namespace
                problem = _reference_problem(schema, element, reference, space)
                if problem is not None:
                    yield from schema.missing.get(namespace) or [problem]
                elif namespace not in imported:
                    what = f'{space} "{reference}" is of a namespace that this file does not import'
                    own = f' namespace="{namespace}"' if namespace else ""
                    yield Problem(what, element.location, f"import it: <xs:import{own}/>")


def _references(element: SchemaElement) -> Iterator[tuple[str, str]]:
    """Yield the names by which an element refers to components, each with its symbol space."""
    for attribute, value in element.attributes.items():
        if attribute == "ref" and element.name != "keyref":
            space = element.name
        elif attribute in _REFERENCES:
            space = _REFERENCES[attribute]
        else:
            continue
        for reference in value.split() or [""]:
            yield reference, space


def _reference_problem(
    schema: Schema, element: SchemaElement, reference: str, space: str
) -> Problem | None:
    prefix = reference.rpartition(":")[0]
    where = element.location
    if prefix and prefix not in element.namespaces:
        hint = f'declare it: xmlns:{prefix}="…"'
        return Problem(f'prefix "{prefix}" is not declared', where, hint)
    name = element.resolve(reference)
    if Key(space, name) in schema.components:
        return None
    if is_builtin(name):
        return _builtin_problem(element, space, name.name)
    what = f'{space} "{reference}" is not defined'
    if name.namespace == XML_NAMESPACE:
        hint = f'import it: <xs:import namespace="{XML_NAMESPACE}"/>'
        return Problem(what, where, hint)
    same_name = sorted(
        k.name.namespace for k in schema.components if k[0] == space and k.name.name == name.name
    )
    if same_name:
        hint = f'{name.name} is in the namespace "{same_name[0]}": declare a prefix for it'
        return Problem(what, where, hint)
    names = sorted({known.name.name for known in schema.components if known.space == space})
    hint = _suggestion(name.name, names, "{}") or "define it, or include the file that does"
    return Problem(what, where, hint)


def _builtin_problem(element: SchemaElement, space: str, name: str) -> Problem | None:
    if space != "type":
        return Problem(f'"{name}" is not an {space}', element.location)
    if name in vocabulary.UNSUPPORTED_TYPES:
        workaround = vocabulary.UNSUPPORTED_TYPES[name]
        return Problem(f"type xs:{name} is not supported", element.location, workaround)
    if name not in vocabulary.BUILTIN_TYPES:
        suggestion = _suggestion(name, sorted(vocabulary.BUILTIN_TYPES), "xs:{}")
        return Problem(f"XML Schema has no type xs:{name}", element.location, suggestion)
    return None


def _suggestion(name: str, known: Iterable[str], form: str) -> str | None:
    close = get_close_matches(name, [*known], n=1)
    return f"did you mean {form.format(close[0])}?" if close else None
