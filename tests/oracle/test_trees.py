"""What the comparison of two documents takes for a difference."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.oracle.trees import differences

XSI = "http://www.w3.org/2001/XMLSchema-instance"
ROOT = f'<a xmlns="urn:a" xmlns:xsi="{XSI}"'


@pytest.mark.parametrize(
    ("original", "written", "is_lost"),
    [
        ('xsi:nil="false">1</a>', ">1</a>", False),
        ('xsi:nil="true"/>', "/>", True),
        (">x</a>", ' xmlns:q="urn:a">q:x</a>', False),
        (">x</a>", ' xmlns:q="urn:b">q:x</a>', True),
        (">x</a>", ">y</a>", True),
        (">1</a>", ">1.0</a>", False),
        ("><b/><c/></a>", "><c/><b/></a>", True),
    ],
)
def test_what_is_lost(original: str, written: str, is_lost: bool) -> None:  # noqa: FBT001
    """Another prefix or spelling of a value, and `xsi:nil="false"`, are no loss; all else is."""
    before, after = (etree.fromstring(f"{ROOT} {text}") for text in (original, written))
    assert bool([*differences(before, after)]) is is_lost
