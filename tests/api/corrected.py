"""The schemas that come with neto-gen, with the corrections of the catalogue written into the files.

It is the other way to the same: neto-gen corrects what it has read, and this what is to be read, for
those that know nothing of neto-gen.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from neto_gen.catalogue import read_catalogue
from neto_gen.contract.corrections import matches
from tests.support import SCHEMAS

if TYPE_CHECKING:
    from neto_gen.catalogue import Correction

XS = "{http://www.w3.org/2001/XMLSchema}"
CORRECTIONS = read_catalogue().corrections
OCCURS = {"min_occurs": "minOccurs", "max_occurs": "maxOccurs"}


@cache
def corrected(name: str) -> Any:
    """Return the schema of a request or a response, as the client is built from it."""
    schema = etree.parse(SCHEMAS / f"{name}.xsd")
    (root,) = schema.getroot().findall(f"{XS}element")
    _correct(root, name)
    return schema


def _correct(element: Any, path: str) -> None:
    sequence = element.find(f"{XS}complexType/{XS}sequence")
    if sequence is None:
        return
    for child in sequence:
        inner = f"{path}.{child.get('name')}"
        for correction in CORRECTIONS:
            if correction.correct and not correction.is_addition and matches(correction, inner):
                _change(child, correction)
        _correct(child, inner)
    for correction in CORRECTIONS:
        if correction.is_addition:
            _add(sequence, path, correction)


def _change(element: Any, correction: Correction) -> None:
    for key, value in (correction.correct or {}).items():
        documented = correction.documented[key]
        if key in OCCURS and element.get(OCCURS[key], "1") == str(documented):
            element.set(OCCURS[key], str(value))
        elif key == "type" and element.get("type") == f"xs:{documented}":
            element.set("type", f"xs:{value}")
        elif key == "open" and element.find(f"{XS}simpleType") is not None:
            _open(element)


def _open(element: Any) -> None:
    """Let an element have any text beside those that are listed."""
    listed = element.find(f"{XS}simpleType")
    either = etree.SubElement(element, f"{XS}simpleType")
    etree.SubElement(either, f"{XS}union", {"memberTypes": "xs:string"}).append(listed)


def _add(sequence: Any, path: str, correction: Correction) -> None:
    correct = correction.correct or {}
    for place in correction.elements:
        record, _, name = place.rpartition(".")
        if record == path:
            attributes = {"name": name, "type": f"xs:{correct['type']}", "minOccurs": "0"}
            attributes["maxOccurs"] = str(correct.get("max_occurs", 1))
            etree.SubElement(sequence, f"{XS}element", attributes)
