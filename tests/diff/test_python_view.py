"""The verdicts on Python, against what a type checker says of code that uses both packages."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from neto_gen.build import build
from neto_gen.config import Config
from neto_gen.diff.checks import Verdict
from neto_gen.diff.policy import policy_of
from neto_gen.diff.report import make_report
from neto_gen.diff.sides import Side, read_side
from neto_gen.sources import SchemaFolder
from tests.diff.cases import e, of, record
from tests.support import pair, write_files

if TYPE_CHECKING:
    from pathlib import Path

BASE = (
    e("Name?"),
    e("Count?", "int"),
    of("Kind", "enumeration=red enumeration=blue", 'minOccurs="0"'),
)
# What the request is, what it becomes, and code that was written for the old package.
CASES = {
    "optional element added": (BASE, (*BASE, e("More?")), 'AddItem(name="a")'),
    "facet": (BASE, (of("Name", "maxLength=5", 'minOccurs="0"'), *BASE[1:]), 'AddItem(name="a")'),
    "wider integer": (BASE, (BASE[0], e("Count?", "long"), BASE[2]), "AddItem(count=1)"),
    "value added": (
        BASE,
        (*BASE[:2], of("Kind", "enumeration=red enumeration=blue enumeration=green", 'minOccurs="0"')),
        "AddItem(kind=Kind.RED)",
    ),
    "element removed": (BASE, BASE[1:], 'AddItem(name="a")'),
    "element renamed": (BASE, (e("Names?"), *BASE[1:]), 'AddItem(name="a")'),
    "other type": (BASE, (BASE[0], e("Count?", "date"), BASE[2]), "AddItem(count=1)"),
    "became required": (BASE, (e("Name"), *BASE[1:]), "AddItem(count=1)"),
    "became list": (BASE, (e("Name*"), *BASE[1:]), 'AddItem(name="a")'),
    "value removed": (
        BASE,
        (*BASE[:2], of("Kind", "enumeration=red", 'minOccurs="0"')),
        "AddItem(kind=Kind.BLUE)",
    ),
    "became a record": (BASE, (record("Name", e("X").join(("<xs:sequence>", "</xs:sequence>"))), *BASE[1:]), 'AddItem(name="a")'),
}  # fmt: skip


def side(folder: Path, fields: tuple[str, ...]) -> Side:
    """A side with one operation, and the package that is built from it."""
    files = pair("AddItem", "".join(fields))
    schemas = SchemaFolder(write_files(folder / "schemas", files), folder.name)
    build(Config(schemas=folder / "schemas", output=folder, package="shop", operations=()))
    return read_side(folder.name, schemas, schemas.operations())


def errors(folder: Path, code: str) -> str:
    """What mypy says of a file beside the package."""
    names = "AddItem, Kind" if "Kind." in code else "AddItem"
    consumer = f"from shop.add_item import {names}\n\nvalue: AddItem = {code}\n"
    write_files(folder, {"consumer.py": consumer})
    result = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", "../cache", "consumer.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout if result.returncode else ""


@pytest.mark.parametrize("name", CASES)
def test_consumer(name: str, tmp_path: Path) -> None:
    """Code that was right for the old package is wrong for the new one where that breaks Python."""
    before, after, code = CASES[name]
    old, new = side(tmp_path / "old", before), side(tmp_path / "new", after)
    report = make_report(old, new, policy_of("neto"), "neto")
    verdict = (
        max(fact.verdicts["python"] for fact in report.facts) if report.facts else Verdict.NONE
    )
    assert errors(tmp_path / "old", code) == ""
    assert bool(errors(tmp_path / "new", code)) == (verdict is Verdict.BREAKING), report.facts


def test_names_that_clash(tmp_path: Path) -> None:
    """A new element that takes the name of a field has the field renamed, which only Python sees."""
    old = side(tmp_path / "old", (e("SKU?"),))
    new = side(tmp_path / "new", (e("Sku?"), e("SKU?")))
    report = make_report(old, new, policy_of("neto"), "neto")
    renamed = [fact for fact in report.facts if fact.verdicts["python"] is Verdict.BREAKING]
    assert bool(renamed) == bool(errors(tmp_path / "new", 'AddItem(sku="a")'))
