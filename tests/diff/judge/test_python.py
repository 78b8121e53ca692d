"""The verdicts on Python, against what a type checker says of code that uses both packages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from neto_gen.build import build
from neto_gen.diff.reports.report import make_report
from neto_gen.diff.rules.checks import Verdict
from neto_gen.diff.rules.policy import policy_of
from neto_gen.diff.sides.side import Side, read_side
from neto_gen.settings.config import Config
from neto_gen.sources import SchemaFolder
from tests.diff.cases import e, of, record
from tests.support import NETO, pair, write_files

if TYPE_CHECKING:
    from pathlib import Path

    from neto_gen.diff.reports.report import Report


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
    "became list": (BASE, (BASE[0], e("Count*", "int"), BASE[2]), "AddItem(count=1)"),
    "became single": ((e("Name*"), *BASE[1:]), BASE, 'AddItem(name=["a"])'),
    "value removed": (
        BASE,
        (*BASE[:2], of("Kind", "enumeration=red", 'minOccurs="0"')),
        "AddItem(kind=Kind.BLUE)",
    ),
    "became a record": (BASE, (record("Name", e("X").join(("<xs:sequence>", "</xs:sequence>"))), *BASE[1:]), 'AddItem(name="a")'),
}  # fmt: skip


CLASH = ((e("SKU?"),), (e("Sku?"), e("SKU?")), 'AddItem(sku="a")')


class Checked(NamedTuple):
    """What became of a case: the sides, and what mypy says of the code beside each."""

    report: Report
    old_errors: list[str]
    new_errors: list[str]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Checked]:
    """Check every case with one run of mypy for all: their modules share one package."""
    folder = tmp_path_factory.mktemp("python_view")
    reports: dict[str, Report] = {}
    for name, (before, after, code) in {**CASES, "clash": CLASH}.items():
        sides = [
            side(folder, f"{name.replace(' ', '_')}_{age}", fields, code)
            for age, fields in (("old", before), ("new", after))
        ]
        reports[name] = make_report(sides[0], sides[1], policy_of(NETO), NETO)
    consumers = (folder / "code").glob("consumer_*.py")
    result = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", *sorted(path.name for path in consumers)],
        cwd=folder / "code",
        capture_output=True,
        text=True,
        check=False,
    )
    errors: dict[str, list[str]] = {}
    for line in result.stdout.splitlines()[:-1]:
        errors.setdefault(line.partition(".py:")[0], []).append(line)
    assert all(place.startswith("consumer_") for place in errors), result.stdout

    def errors_of(name: str, age: str) -> list[str]:
        return errors.get(f"consumer_{name.replace(' ', '_')}_{age}", [])

    return {
        name: Checked(report, errors_of(name, "old"), errors_of(name, "new"))
        for name, report in reports.items()
    }


def side(folder: Path, name: str, fields: tuple[str, ...], code: str) -> Side:
    """Return a side with one operation; its module is put beside those of the others, under this name."""
    own = folder / name
    schemas = SchemaFolder(write_files(own / "schemas", pair("AddItem", "".join(fields))), name)
    build(Config(schemas=own / "schemas", output=own, package="shop", operations=()))
    shop = folder / "code" / "shop"
    shutil.copytree(own / "shop", shop, dirs_exist_ok=True)
    (shop / "add_item.py").rename(shop / f"{name}.py")
    (shop / "__init__.py").write_text("", encoding="utf-8")  # its operations have other names here
    names = "AddItem, Kind" if "Kind." in code else "AddItem"
    consumer = f"from shop.{name} import {names}\n\nvalue: AddItem = {code}\n"
    write_files(folder / "code", {f"consumer_{name}.py": consumer})
    return read_side(name, schemas, schemas.operations())


@pytest.mark.parametrize("name", CASES)
def test_consumer(name: str, checked: dict[str, Checked]) -> None:
    """Code that was right for the old package is wrong for the new one where that breaks Python."""
    facts = checked[name].report.facts
    verdict = max(fact.verdicts["python"] for fact in facts) if facts else Verdict.NONE
    assert checked[name].old_errors == []
    assert bool(checked[name].new_errors) == (verdict is Verdict.BREAKING), facts


def test_names_that_clash(checked: dict[str, Checked]) -> None:
    """A new element that takes the name of a field has the field renamed, which only Python sees."""
    facts = checked["clash"].report.facts
    renamed = [fact for fact in facts if fact.verdicts["python"] is Verdict.BREAKING]
    assert bool(renamed) == bool(checked["clash"].new_errors)
