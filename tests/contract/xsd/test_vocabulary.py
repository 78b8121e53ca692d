"""What of XML Schema has a meaning, and which names XML has."""

from __future__ import annotations

import pytest
from lxml import etree

from neto_gen.contract.xsd.vocabulary import NCNAME

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
