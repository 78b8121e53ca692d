"""What of XML Schema has a meaning, and which names XML has."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import xmlschema
from lxml import etree
from xmlschema.validators import XsdElement

from neto_gen.contract.xsd.vocabulary import BASES, BUILTIN_TYPES, ELEMENTS, INTEGERS, LISTS, NCNAME

XS = "{http://www.w3.org/2001/XMLSchema}"

# Where the ranges of https://www.w3.org/TR/xml-names/#NT-NCName begin and end.
_EDGES = (
    *("-", ".", "0", "9", "@", "A", "Z", "[", "_", "`", "a", "z", "{", "·", "ÿ"),
    *(0xBF, 0xC0, 0xD6, 0xD7, 0xD8, 0xF6, 0xF7, 0xF8, 0x2FF, 0x300, 0x36F, 0x370, 0x37D, 0x37E),
    *(0x37F, 0x1FFF, 0x2000, 0x200B, 0x200C, 0x200D, 0x200E, 0x203E, 0x203F, 0x2040, 0x2041),
    *(0x206F, 0x2070, 0x218F, 0x2190, 0x2BFF, 0x2C00, 0x2FEF, 0x2FF0, 0x3000, 0x3001, 0xD7FF),
    *(0xF8FF, 0xF900, 0xFDCF, 0xFDD0, 0xFDEF, 0xFDF0, 0xFFFD, 0x10000, 0x17D2F),
)


@pytest.mark.parametrize("edge", _EDGES)
def test_names(edge: str | int) -> None:
    """A character may begin or go on a name exactly where libxml2 says so."""
    character = edge if isinstance(edge, str) else chr(edge)
    for name in (character, f"a{character}"):
        assert bool(NCNAME.fullmatch(name)) == _begins_an_element(name)


def _begins_an_element(name: str) -> bool:
    try:
        return bool(etree.fromstring(f"<{name}/>".encode()).tag == name)
    except etree.XMLSyntaxError:
        return False


@cache
def _specified() -> dict[str, tuple[set[str], set[str]]]:
    """Return the attributes and the children of each element, by the schema for schemas."""
    meta: Any = xmlschema.XMLSchema10.meta_schema
    meta.build()
    found: dict[str, tuple[set[str], set[str]]] = {}
    waiting, seen = [meta.maps.elements[f"{XS}schema"]], set()
    while waiting:
        element = waiting.pop()
        if element in seen:
            continue
        seen.add(element)
        attributes, children = found.setdefault(element.local_name, (set(), set()))
        attributes |= {
            name
            for name, attribute in element.type.attributes.items()
            if name and attribute.use != "prohibited" and not name.startswith("{")
        }
        particles = (
            [] if element.type.has_simple_content() else element.type.content.iter_elements()
        )
        for particle in particles:
            if isinstance(particle, XsdElement):
                substitutes = meta.maps.substitution_groups.get(particle.name, ())
                concrete = [one for one in (particle, *substitutes) if not one.abstract]
                waiting += concrete
                children |= {one.local_name for one in concrete}
    return found


@pytest.mark.parametrize("name", sorted({*ELEMENTS} - {"override"}))
def test_an_element_has_what_the_specification_gives_it(name: str) -> None:
    """The attributes and the elements in an element are those of the schema for schemas, and of 1.1 an override."""
    attributes, children = _specified()[name]
    known, inner = ELEMENTS[name]
    # What has a better hint than that there is no such attribute is refused elsewhere.
    assert known - ({"refer"} if name in {"key", "unique"} else set()) == attributes
    assert inner - {"override"} == children - {"annotation"}


def test_no_element_is_forgotten() -> None:
    """Each element of XML Schema 1.0 has a meaning; of 1.1 it is what overrides."""
    assert {*ELEMENTS} - {*_specified()} == {"override"}
    assert {*_specified()} <= {*ELEMENTS}


@pytest.mark.parametrize("name", sorted(BUILTIN_TYPES - {"anyAtomicType"}))
def test_a_built_in_type_is_what_the_specification_says(name: str) -> None:
    """It is restricted from the type that the specification derives it from, and integers have its bounds."""
    specified: Any = xmlschema.XMLSchema11.builtin_types()[name]
    if name in LISTS:
        assert LISTS[name] == specified.base_type.item_type.local_name
    elif specified.base_type is None or specified.base_type.local_name == "anyAtomicType":
        assert name not in BASES
    else:
        assert BASES.get(name) == specified.base_type.local_name
    if name in INTEGERS:
        assert INTEGERS[name] == (specified.min_value, specified.max_value)
