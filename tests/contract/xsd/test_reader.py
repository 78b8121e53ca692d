"""What is built on xsdata."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from neto_gen.contract.xsd.document import parse as parse_document
from neto_gen.contract.xsd.reader import parse
from tests.contract.class_model import HERE, NAMES, class_model
from tests.support import schema


@pytest.mark.parametrize("name", NAMES)
def test_the_model_of_xsdata(name: str) -> None:
    """What we build on in xsdata is as it was; see tests/contract/class_model to renew it."""
    assert class_model(name) == (HERE / f"{name}.txt").read_text(encoding="utf-8")


@dataclass
class Unit:
    """A record of somebody else's that is called as what stands in the annotation of a schema."""

    name: str = field(metadata={"type": "Attribute"})


def test_the_classes_of_others_are_no_part_of_a_schema() -> None:
    """What a program has of records, such as those of a client, changes nothing of how schemas are read."""
    text = 'such as <Unit name="rad"/>, or others'
    inner = f"<xs:annotation><xs:documentation>{text}</xs:documentation></xs:annotation>"
    (annotation,) = parse(parse_document("a.xsd", schema(inner, "").encode(), "a.xsd")).annotations
    (found,) = annotation.documentations
    assert "<Unit" in (found.tostring() or "")
    assert Unit(name="rad").name == "rad"
