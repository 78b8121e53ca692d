"""What may be a mirror, and which folder it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from neto_gen.sources.mirror import is_mirror, is_this_machine, mirror_folder


@pytest.mark.parametrize(
    "text",
    [
        *("https://mirror.example/neto/", "https://10.0.0.1:8443/", "https://[fd00::1]/"),
        *("http://localhost:8000/", "http://127.0.0.1/x", "http://127.9.9.9/", "http://[::1]:1/"),
        *("file:///srv/neto/", "file://localhost/srv/", "../neto", "/srv/neto", "a b/c#d", "C:\\x"),
    ],
)
def test_what_is_a_mirror(text: str) -> None:
    """A mirror is an https address, an address of this machine, or a folder."""
    assert is_mirror(text)


@pytest.mark.parametrize(
    "text",
    [
        *("http://mirror.example/", "http://localhost.example/", "http://127.0.0.1.example/"),
        *("http://0x7f000001/", "http://2130706433/", "http://0.0.0.0/", "http://[::]/"),
        *("http://user@localhost/", "http://localhost@mirror.example/", "http://localhost:0/"),
        *("ftp://localhost/", "file://mirror.example/share/", "file:relative", "https:/one-slash"),
        *("http:///x", "https://a/?x", "https://a/#x", "a\nb", "\u202ex"),
    ],
)
def test_what_is_none(text: str) -> None:
    """What leaves this machine without TLS, or cannot be asked, is no mirror."""
    assert not is_mirror(text)


def test_folders() -> None:
    """A path counts from the folder of the settings, and a file address has its own."""
    root = Path("/project")
    assert mirror_folder("../neto/", root) == Path("/project/../neto")
    assert mirror_folder("/srv/neto/", root) == Path("/srv/neto")
    assert mirror_folder("file:///srv/a%20b/", root) == Path("/srv/a b")
    assert mirror_folder("https://mirror.example/", root) is None


def test_this_machine() -> None:
    """Only names and addresses that cannot lead elsewhere are this machine's."""
    assert is_this_machine("LOCALHOST")
    assert is_this_machine("::1")
    assert not is_this_machine(None)
    assert not is_this_machine("localhost.")
