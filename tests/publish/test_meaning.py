"""Which modules say the same."""

from __future__ import annotations

import pytest

from neto_gen.publish.meaning import says_the_same

MODULE = b'''\
# Mine.
"""Says it.

    Here.
"""
x = ("a", 'b', u"c" "d")  # why


def f(a: int) -> str:
    """Do it.

    And that.
    """
    return f"{a!r}"
'''


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'("a", \'b\', u"c" "d")', b"(\n    'a',\n    'b',\n    'c' 'd',\n)"),
        (b'f"{a!r}"', b"f'{a!r}'"),
        (b"\n\n\ndef", b"\n\n\n\n\ndef"),
        (b"    ", b"\t"),
        (b"\n", b"\r\n"),
        (b"# why\n", b"# why  \n"),
        (b"Do it.\n\n", b"Do it.  \n   \n"),
        (b"# Mine", b"\xef\xbb\xbf# Mine"),
    ],
)
def test_layout(one: bytes, other: bytes) -> None:
    """Lines, margins, quotes and spaces at ends of lines make no difference."""
    assert one in MODULE
    assert says_the_same(MODULE.replace(one, other), MODULE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"# Mine", b"# Yours"),
        (b"  # why", b""),
        (b"Do it.", b"Do that."),
        (b"a!r", b"a!s"),
        (b"int", b"str"),
        (b'"c" "d"', b'"c", "d"'),
        (b"return", b"x = "),
        (b"def f", b"async def f"),
        (b"\n    return", b"\n\n    return 0\n    return"),
        (b"return", b"retu rn"),
        (b"# Mine", b"# Mine\x00"),
        (b"# Mine", b"# coding: utf-7"),
        (b"# Mine", b"# coding: nothing"),
    ],
)
def test_all_else(one: bytes, other: bytes) -> None:
    """Another word of code, of a docstring or of a comment is a difference, and so is what is no Python."""
    assert one in MODULE
    assert not says_the_same(MODULE.replace(one, other), MODULE)


@pytest.mark.parametrize("content", [b"(" * 10_000, b"x = " + b"-" * 100_000 + b"1", b"\xff", b"'"])
def test_what_python_cannot_read(content: bytes) -> None:
    """What no Python reads is a difference, and no failure."""
    assert not says_the_same(content, MODULE)
    assert not says_the_same(content, content)
