"""The pictures of terminals, which show sessions of the pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from scripts import pictures
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = REPOSITORY / "docs" / "pictures"


def test_pictures_show_what_the_pages_say() -> None:
    """Each picture has the text of its session, which the tests run: `python -m scripts.pictures` draws them."""
    assert [*pictures.problems()] == []


def test_every_picture_of_a_terminal_is_drawn_by_the_script() -> None:
    """No picture is made by hand, and each has a title and is shown by a page."""
    assert {path.name for path in FOLDER.glob("*.svg")} == {*pictures.PICTURES}
    readers = [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")]
    shown = "".join(page.read_text(encoding="utf-8") for page in readers)
    for name, picture in pictures.PICTURES.items():
        root = ET.parse(FOLDER / name).getroot()
        assert root.findtext("{http://www.w3.org/2000/svg}title") == picture.title
        assert f"pictures/{name})" in shown, name


def test_another_text_is_noticed_and_another_look_is_not(tmp_path: Path) -> None:
    """A check compares the text of a session, and not the colours, sizes and fonts that it is drawn with."""
    for name, picture in pictures.PICTURES.items():
        drawn = pictures.draw(picture)
        look = drawn.replace("#e6edf3", "#ffffff").replace('font-size="13"', 'font-size="15"')
        assert look != drawn
        (tmp_path / name).write_text(look, encoding="utf-8")
    assert [*pictures.problems(tmp_path)] == []
    call = tmp_path / "first-call.svg"
    call.write_text(call.read_text(encoding="utf-8").replace("1001", "1002"), encoding="utf-8")
    (tmp_path / "diff.svg").unlink()
    assert [*pictures.problems(tmp_path)] == [
        "docs/pictures/diff.svg is not there",
        "docs/pictures/first-call.svg does not show what docs/tutorial.md says",
    ]


def test_a_session_that_no_page_has_is_named() -> None:
    """A picture of a command that its page no longer shows ends with the page and the command."""
    gone = pictures.Picture("Gone", "tutorial.md", ("neto-gen away",))
    with pytest.raises(
        ValueError, match=re.escape("docs/tutorial.md has no console session with $ neto-gen away")
    ):
        pictures.draw(gone)
