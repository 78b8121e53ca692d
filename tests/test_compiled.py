"""What the tests do themselves, so that they are quick."""

from __future__ import annotations

from pathlib import Path

from tests.support import build_and_import, pair


def test_clients_that_share_modules_are_apart(tmp_path: Path) -> None:
    """A module is compiled once for all clients, and yet each of them has its own, of its own file."""
    first, second = (
        build_and_import(tmp_path / name, pair("GetThing", f'<xs:element name="{name}"/>'))
        for name in ("One", "Two")
    )
    calls = [client.NetoClient.__init__.__code__ for client in (first, second)]
    for client, code in zip((first, second), calls, strict=True):
        assert code.co_filename == str(Path(client.__path__[0]) / "_base_client.py")
    assert calls[0].co_code == calls[1].co_code
    assert hasattr(first.get_thing.GetThing(one="a"), "one")
    assert hasattr(second.get_thing.GetThing(two="a"), "two")
