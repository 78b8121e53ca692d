"""Two sides that are compared in tests, and two validators that are not ours."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xmlschema
from lxml import etree

from neto_gen.diff.reports.report import make_report
from neto_gen.diff.rules.policy import Policy
from neto_gen.diff.sides.side import read_side
from neto_gen.sources import MemoryFolder, SchemaFolder
from tests.support import XSD, write_files

if TYPE_CHECKING:
    from pathlib import Path

    from neto_gen.diff.reports.report import Report
    from neto_gen.diff.sides.side import Side


def side(folder: Path, schema: str) -> Side:
    """Return the side of a single schema file."""
    write_files(folder, {"X.xsd": schema})
    return read_side(folder.name, SchemaFolder(folder, folder.name), None, ["X.xsd"])


def compared(folder: Path, old: str, new: str, policy: Policy | None = None) -> Report:
    """Return the report of two schemas."""
    sides = side(folder / "old", old), side(folder / "new", new)
    return make_report(*sides, policy or Policy(), XSD)


def compared_schemas(old: str, new: str, policy: Policy | None = None) -> Report:
    """Return the report of two schemas that are in no folder."""
    sides = [
        read_side(shown, MemoryFolder(shown, {"X.xsd": text.encode()}), None, ["X.xsd"])
        for shown, text in (("old", old), ("new", new))
    ]
    return make_report(sides[0], sides[1], policy or Policy(), XSD)


class Validators:
    """libxml2 and xmlschema with the same schema."""

    def __init__(self, schema: str) -> None:
        self.libxml2 = etree.XMLSchema(etree.XML(schema.encode()))
        self.xmlschema = xmlschema.XMLSchema10(io.BytesIO(schema.encode()))

    def accept(self, document: str) -> tuple[bool, bool]:
        """Tell whether each of the two accepts a document."""
        tree = etree.parse(io.BytesIO(document.encode()))
        try:
            valid = self.xmlschema.is_valid(document)
        except xmlschema.XMLSchemaException:  # it cannot go on after an xsi:type that is not there
            valid = False
        return self.libxml2.validate(tree), valid
