"""Values that are listed, and a length that some of them do not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support import pair, run, write_files

if TYPE_CHECKING:
    from pathlib import Path

LISTED = (
    '<xs:element name="Kind" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">'
    '<xs:enumeration value="red"/><xs:enumeration value="green"/><xs:maxLength value="{}"/>'
    "</xs:restriction></xs:simpleType></xs:element>"
)


def test_too_long(tmp_path: Path) -> None:
    """A listed value that is too long for its type is no value of it."""
    for name, most in (("old", 9), ("new", 3)):
        write_files(tmp_path / name, pair("AddItem", LISTED.format(most)))
    result = run("diff", "old", "new", cwd=tmp_path)
    assert "enum value removed: green" in result.stdout


def test_none_left(tmp_path: Path) -> None:
    """A type that no listed value fits is a mistake."""
    write_files(tmp_path / "new", pair("AddItem", LISTED.format(2)))
    result = run("diff", "new", "new", cwd=tmp_path)
    assert result.returncode == 3
    assert "none of the values that are listed has a length that is allowed" in result.stderr
