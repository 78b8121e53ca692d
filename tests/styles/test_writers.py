"""The styles write what they should: schemas that accept the same documents as the reference."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
import xmlschema
from lxml import etree

from tests.styles.documents import Changed, changed, whole
from tests.styles.operations import OPERATIONS
from tests.styles.options import FORMS
from tests.styles.styles import CELLS, MATRIX, REFERENCE, write
from tests.support import write_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.styles.options import Form

    Verdicts = Callable[[str, Form], list[tuple[Changed, bool]]]

_FEW: Final = 200
"""Of so many changed documents xmlschema judges two: it is much slower than libxml2."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for all schemas of this module."""
    return tmp_path_factory.mktemp("schemas")


@pytest.fixture(scope="module")
def verdicts(folder: Path) -> Verdicts:
    """Return, for a message and a form, documents and whether the reference accepts them."""

    @cache
    def judge(name: str, form: Form) -> list[tuple[Changed, bool]]:
        action = name.removesuffix("Response")
        message = next(it for it in OPERATIONS[action].messages if it.name == name)
        path = _write(folder, REFERENCE, form, action) / f"{name}.xsd"
        libxml2 = etree.XMLSchema(etree.parse(path))
        cases = [
            Changed("whole", whole(message, form), order=False),
            Changed("bare", whole(message, form, optional=False), order=False),
            *changed(message, form),
        ]
        return [(case, libxml2.validate(case.document)) for case in cases]

    return judge


@pytest.mark.parametrize(("style", "form", "action"), MATRIX)
def test_a_style_accepts_what_the_reference_accepts(
    folder: Path, verdicts: Verdicts, style: str, form: Form, action: str
) -> None:
    """Whole, bare and changed documents are valid in a style exactly when the reference says so."""
    for message in OPERATIONS[action].messages:
        path = _write(folder, style, form, action) / f"{message.name}.xsd"
        libxml2 = etree.XMLSchema(etree.parse(path))
        # It takes its time, so it sees the one operation that is written differently in all styles.
        other = xmlschema.XMLSchema(str(path)) if action == "UpdateItem" else None
        for number, (case, expected) in enumerate(verdicts(message.name, form)):
            if style == "all_groups" and case.order:
                continue
            assert libxml2.validate(case.document) == expected, case.what
            if other is not None and number % _FEW < 2:
                assert other.is_valid(case.document) == expected, case.what


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("action", OPERATIONS)
def test_the_reference_says_what_the_contract_says(
    verdicts: Verdicts, form: Form, action: str
) -> None:
    """Documents made from the contract are valid, and many of the changed ones are not."""
    for message in OPERATIONS[action].messages:
        valid = [expected for _, expected in verdicts(message.name, form)]
        assert valid[:2] == [True, True]
        assert valid.count(False) > len(valid) / 3
        assert valid.count(True) > len(valid) / 10


def test_the_styles_differ() -> None:
    """Every style writes UpdateItem, in every form, in another way than all others."""
    written = [tuple(write(OPERATIONS["UpdateItem"], *cell).items()) for cell in CELLS]
    assert len(set(written)) == len(CELLS)


def _write(folder: Path, style: str, form: Form, action: str) -> Path:
    """Write the schemas of an operation into a folder of their own."""
    files = write(OPERATIONS[action], style, form)
    return write_files(folder / style / form / action, files)
