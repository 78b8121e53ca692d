"""Which paths a file of a folder may have."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_gen.files.paths import fault, faults, referred_path

# What leads out of folders in some spelling, on some system.
PIECES = (
    *("/", "\\", "..", ".", "%2F", "%2f", "%5C", "%2E%2E", "%252F", "%00", "%0A", "%C0%AF", ":"),
    *("C:", "~", "file:", "//host", "\u2044", "\uff0f", "\uff0e", "\u2025", "\u2028", "\u202e"),
    *("con", "nul.xsd", " ", "\t", "a", "types", "x.xsd", "?", "#", "é", "e\u0301"),
)


@pytest.mark.parametrize(
    "path", ["x.xsd", "types/x.xsd", "a b.xsd", "Größe.xsd", "x..y", "contents.xsd", "x" * 255]
)
def test_plain_paths_are_legal(path: str) -> None:
    """Ordinary names of files, also in folders, are taken."""
    assert fault(path) is None


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("", "is empty"),
        ("/etc/passwd", "is not relative"),
        ("//host/x", "is not relative"),
        ("../x", "leads out of the folder"),
        ("a/../../x", "leads out of the folder"),
        ("\uff0e\uff0e/x", "leads out of the folder"),
        ("\u2025/x", "leads out of the folder"),
        ("\uff0fetc\uff0fx", "is not relative"),
        ("a\\x", "contains a backslash"),
        ("\ufe68x", "contains a backslash"),
        ("C:x", "contains :, which not every system allows"),
        ("x.xsd:stream", "contains :, which not every system allows"),
        ("x\uff1astream", "contains :, which not every system allows"),
        ("x?", "contains ?, which not every system allows"),
        ("a//x", "is not a plain path to a file"),
        ("a/./x", "is not a plain path to a file"),
        ("a/", "is not a plain path to a file"),
        (".", "is not a plain path to a file"),
        (".git/hooks/x", "begins with a dot"),
        ("a/.x", "begins with a dot"),
        ("x.", "has a space or a dot at an end of a name"),
        ("x ", "has a space or a dot at an end of a name"),
        (" x", "has a space or a dot at an end of a name"),
        ("a /x", "has a space or a dot at an end of a name"),
        ("con", "is the name of a device on Windows"),
        ("CON.xsd", "is the name of a device on Windows"),
        ("a/nul.tar.gz", "is the name of a device on Windows"),
        ("LPT¹.xsd", "is the name of a device on Windows"),
        ("aux .xsd", "is the name of a device on Windows"),
        ("a\0b", "contains a character that cannot be shown"),
        ("a\nb", "contains a character that cannot be shown"),
        ("a\u2028b", "contains a character that cannot be shown"),
        ("a\u202eb", "contains a character that cannot be shown"),
        ("a\ud800", "contains a character that cannot be shown"),
        ("x" * 256, "is longer than 255 bytes"),
        ("é" * 128, "is longer than 255 bytes"),
        ("x/" * 200 + "x", "is longer than 255 bytes"),
    ],
)
def test_what_is_wrong_with_others_is_said(path: str, what: str) -> None:
    """A path that leads out, or that some system cannot hold, is refused with the reason."""
    assert (fault(path) or "").startswith(what)


def test_names_that_neto_gen_chose_may_begin_with_a_dot() -> None:
    """A hidden file is legal only where it was named as one."""
    assert fault(".neto-gen.json", [".neto-gen.json"]) is None
    assert fault(".neto-gen.json", [".other"]) == "begins with a dot"
    assert fault("../.x", ["../.x"]) == "leads out of the folder"


@pytest.mark.parametrize(
    ("paths", "wrong"),
    [
        (["Types.xsd", "types.xsd"], {"types.xsd": "is the same file as Types.xsd"}),
        (["é.xsd", "e\u0301.xsd"], {"é.xsd": "is the same file as e\u0301.xsd"}),
        (["straße", "STRASSE"], {"straße": "is the same file as STRASSE"}),
        (["ﬁ.xsd", "fi.xsd"], {"ﬁ.xsd": "is the same file as fi.xsd"}),
        (["a.xsd", "a.xsd/b.xsd"], {"a.xsd/b.xsd": "needs a folder where a.xsd is a file"}),
        (["A.xsd", "a.xsd/b/c"], {"a.xsd/b/c": "needs a folder where A.xsd is a file"}),
        (["a/x", "a/y", "b/x"], {}),
    ],
)
def test_paths_that_get_in_each_others_way(paths: list[str], wrong: dict[str, str]) -> None:
    """Two paths that are one file on some systems, or a file and a folder, are refused together."""
    found = faults(paths)
    assert found.keys() == wrong.keys()
    assert all(found[path].startswith(what) for path, what in wrong.items())


@pytest.mark.parametrize(
    ("file", "location", "path"),
    [
        ("A.xsd", "b.xsd", "b.xsd"),
        ("A.xsd", "./types/b.xsd", "types/b.xsd"),
        ("A.xsd", "types%2Fb.xsd", "types/b.xsd"),
        ("A.xsd", "a%20b.xsd", "a b.xsd"),
        ("types/A.xsd", "../b.xsd", "b.xsd"),
        ("types/A.xsd", "%2e%2e/b.xsd", "b.xsd"),
        ("A.xsd", "%252e%252e/b.xsd", "%2e%2e/b.xsd"),
        ("A.xsd", "%2Fabs%2Fb.pth", None),
        ("types/A.xsd", "../../b.xsd", None),
        ("types/A.xsd", "..%2F..%2Fb.xsd", None),
        ("A.xsd", "\t//host/x", None),
        ("A.xsd", " http://host/x", None),
        ("A.xsd", "ht\ntp://host/x", None),
        ("A.xsd", "%ff.xsd", None),
        ("A.xsd", ".", None),
    ],
)
def test_what_a_schema_location_names(file: str, location: str, path: str | None) -> None:
    """Percent signs are decoded once, and what comes out is a path in the folder or nothing."""
    assert referred_path(file, location) == path


@given(
    st.sampled_from(["A.xsd", "types/A.xsd", "a/b/c.xsd"]),
    st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=8).map("".join),
)
def test_no_location_leads_out(file: str, location: str) -> None:
    """Whatever a schema refers to, the path stays in the folder, here and on Windows."""
    path = referred_path(file, location)
    if path is not None:
        assert fault(path) is None
        for windows_or_not in (PureWindowsPath("C:/schemas"), PurePosixPath("/schemas")):
            inside = windows_or_not / path
            assert inside.is_relative_to(windows_or_not)
            assert ".." not in inside.parts
        assert path.isprintable()
