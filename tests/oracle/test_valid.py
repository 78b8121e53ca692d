# ruff: noqa: S311 - no secrets here
"""Strict reading as a validator: documents of every construct, as they should be and changed, judged by others."""

from __future__ import annotations

import re
import sys
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from xmlschema.exceptions import XMLSchemaException

from tests.oracle.constructs import CONSTRUCTS
from tests.oracle.documents import DocumentMaker
from tests.oracle.mutations import XSI, mutate
from tests.oracle.test_constructs import constructs as constructs  # noqa: PLC0414 - a fixture

if TYPE_CHECKING:
    from tests.oracle.test_constructs import Construct, Constructs

EXAMPLES = settings().max_examples // 20


def judged(construct: Construct, text: bytes) -> bool | None:
    """Tell whether a document is valid; None if it is not XML, or libxml2 and xmlschema disagree."""
    try:
        document = etree.fromstring(text)
        of_xmlschema = construct.xmlschema.is_valid(document)
    except (etree.XMLSyntaxError, XMLSchemaException):
        return None
    if any(map(_has_other_type, document.iter("*"))):
        return None  # which types an element says that it has is looked at where there are several
    return of_xmlschema if of_xmlschema == construct.libxml2.validate(document) else None


def _has_other_type(element: etree._Element) -> bool:
    """Tell whether an element names a type that is not in these schemas."""
    name = element.get(f"{{{XSI}}}type", "a:B")
    return re.fullmatch("[a-z0-9]+:[A-Za-z]+", name) is None


def accepted(construct: Construct, text: bytes) -> tuple[bool, str]:
    """Return whether strict reading accepts a document, and why not."""
    try:
        construct.root.from_xml(text, strict=True)
    except sys.modules["oracle_client"].ResponseError as error:
        return False, str(error)
    return True, ""


@pytest.mark.parametrize("name", CONSTRUCTS)
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_what_is_valid_is_accepted(constructs: Constructs, name: str, seed: int) -> None:
    """A valid document is accepted by strict reading, and so is what is written of it, in both formats."""
    construct = constructs[name]
    text = etree.tostring(
        DocumentMaker(construct.message, Random(seed)).document(), encoding="utf-8"
    )
    assert accepted(construct, text) == (True, "")
    record = construct.root.from_xml(text)
    assert accepted(construct, record.to_xml()) == (True, "")
    assert repr(construct.root.from_json(record.to_json(), strict=True)) == repr(record)


@pytest.mark.parametrize("name", CONSTRUCTS)
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_what_others_refuse_is_refused(constructs: Constructs, name: str, seed: int) -> None:
    """A changed document is accepted by strict reading if libxml2 and xmlschema call it valid, and only then."""
    random = Random(seed)
    document = DocumentMaker(constructs[name].message, random).document()
    changes = [mutate(document, random) for _ in range(random.choice([1, 1, 2]))]
    text = etree.tostring(document, encoding="utf-8")
    valid = judged(constructs[name], text)
    if valid is not None:
        assert (accepted(constructs[name], text)[0], changes, text) == (valid, changes, text)
