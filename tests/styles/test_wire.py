"""What a client of any style writes is what the contract says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.styles.documents import spelled, whole
from tests.styles.operations import OPERATIONS
from tests.styles.options import FORMS
from tests.styles.styles import REFERENCE, write
from tests.support import build_and_import

if TYPE_CHECKING:
    from pathlib import Path

    from tests.styles.contract import Branch


@pytest.mark.parametrize("action", OPERATIONS)
def test_a_client_writes_the_same_bytes_in_every_form(tmp_path: Path, action: str) -> None:
    """Documents read and written again are valid and unchanged, and the same in every form."""
    operation = OPERATIONS[action]
    written: set[tuple[bytes, ...]] = set()
    for form in FORMS:
        folder = tmp_path / form
        package = build_and_import(folder, write(operation, REFERENCE, form))
        own: list[bytes] = []
        for message in operation.messages:
            schema = etree.XMLSchema(etree.parse(folder / "schemas" / f"{message.name}.xsd"))
            for optional in (True, False):
                document = whole(message, form, optional=optional)
                record = _record(package, message).from_xml(etree.tostring(document))
                # Without its optional elements, a filter finds nothing: the client refuses that.
                checked = optional or not isinstance(record, package._root.Query)
                own += [record.to_xml(checked=checked), record.to_json(checked=checked)]
                spelling = spelled(own[-2], message, form)
                schema.assertValid(spelling)
                assert _canonical(spelling) == _canonical(document)
        written.add(tuple(own))
    assert len(written) == 1


def _record(package: Any, message: Branch) -> Any:
    """Return the class of a message, of a package with one operation."""
    (module,) = package._OPERATIONS
    return getattr(getattr(package, module), message.name)


def _canonical(element: etree._Element) -> str:
    return str(etree.canonicalize(etree.tostring(element).decode(), rewrite_prefixes=True))
