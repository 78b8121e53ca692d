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
        ('xsi:nil=" 0 ">1</a>', ">1</a>", False),
        ('xsi:nil="true"/>', "/>", True),
        ('xsi:type=" b "/>', 'xmlns:q="urn:a" xsi:type="q:b"/>', False),
        ('xsi:type="b"/>', 'xmlns:q="urn:b" xsi:type="q:b"/>', True),
        (">x</a>", ' xmlns:q="urn:a">q:x</a>', False),
        (">x</a>", ' xmlns:q="urn:b">q:x</a>', True),
        (">x</a>", ">y</a>", True),
        (">1</a>", ">1.0</a>", False),
        (">1E3</a>", ">1000.0</a>", False),
        (">-3.4028234663852885981170418348452e+38</a>", ">-3.4028234663852886e+38</a>", False),
        (">-3.402823466385288e+38</a>", ">-3.4028234663852886e+38</a>", True),
        (">1.0000000000000000000001</a>", ">1.0</a>", True),
        ("><b/><c/></a>", "><c/><b/></a>", True),
    ],
)
def test_what_is_lost(original: str, written: str, is_lost: bool) -> None:  # noqa: FBT001
    """Another prefix or spelling of a value or type, and `xsi:nil="false"`, are no loss; all else is."""
    before, after = (etree.fromstring(f"{ROOT} {text}") for text in (original, written))
    assert bool([*differences(before, after)]) is is_lost
