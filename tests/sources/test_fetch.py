"""Fetching from a real server that behaves well, or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.catalogue import CatalogueEntry
from neto_gen.problems import ExitCode, Failure
from neto_gen.sources import LOCK_NAME, SchemaFolder
from neto_gen.sources.fetch import Fetched, fetch
from neto_gen.sources.http import DownloadPolicy
from neto_gen.sources.lock import Locked, format_lock, lock_file, read_lock
from tests.server import Answer, fixed, good, in_turn
from tests.support import pair, root, schema, tree, write_files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.server import Server

THING = {name: text.encode() for name, text in pair("AddThing").items()}
REQUEST, RESPONSE = THING["AddThing.xsd"], THING["AddThingResponse.xsd"]
QUICK = DownloadPolicy(timeout=5, attempts=3, wait=0.01, limit=100_000)


def run(
    folder: Path,
    *bases: str,
    policy: DownloadPolicy = QUICK,
    names: Sequence[str] = ("AddThing",),
    check: bool = False,
    overwrite: bool = False,
) -> Fetched:
    """Fetch operations into a folder."""
    return fetch(
        SchemaFolder(folder, "schemas"),
        [CatalogueEntry(name=name, group="things", bases=bases) for name in names],
        policy=policy,
        progress=lambda *_: None,
        check=check,
        overwrite=overwrite,
    )


def fails(folder: Path, *bases: str, policy: DownloadPolicy = QUICK) -> list[str]:
    """Return the messages of a fetch that fails without changing anything."""
    before = tree(folder) if folder.exists() else None
    with pytest.raises(Failure) as caught:
        run(folder, *bases, policy=policy)
    assert caught.value.exit_code == ExitCode.SOURCE
    assert (tree(folder) if folder.exists() else None) == before
    return [str(problem) for problem in caught.value.problems]


def locked(folder: Path) -> dict[str, Locked]:
    """Return the lock of a folder."""
    found = read_lock(SchemaFolder(folder, "schemas"))
    assert found is not None
    return found


def test_schemas_and_their_lock_are_written(server: Server, tmp_path: Path) -> None:
    """Both schemas of an operation are kept byte for byte, and the lock says where from."""
    server.serve(THING)
    result = run(tmp_path / "schemas", server.base)
    assert result.created == ["AddThing.xsd", "AddThingResponse.xsd"]
    assert {name: (tmp_path / "schemas" / name).read_bytes() for name in THING} == THING
    entry = locked(tmp_path / "schemas")["AddThing.xsd"]
    assert entry.matches(REQUEST)
    assert entry.origin == "downloaded"
    assert entry.address == f"{server.base}AddThing.xsd"
    assert entry.etag
    assert entry.date


def test_what_has_not_changed_is_not_sent_again(server: Server, tmp_path: Path) -> None:
    """The second fetch asks for what is new, is told that nothing is, and touches no file."""
    server.serve(THING)
    run(tmp_path / "schemas", server.base)
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "schemas").iterdir()}
    result = run(tmp_path / "schemas", server.base)
    assert not result
    assert result.unchanged == ["AddThing.xsd", "AddThingResponse.xsd"]
    assert all("if-none-match" in asked.headers for asked in server.asked[2:])
    assert {p.name: p.stat().st_mtime_ns for p in (tmp_path / "schemas").iterdir()} == before


def test_a_changed_file_is_replaced(server: Server, tmp_path: Path) -> None:
    """A file that the vendor changed is named, and replaced."""
    server.serve(THING)
    run(tmp_path / "schemas", server.base)
    new = REQUEST.replace(b'"Name"', b'"Label"')
    server.serve({"AddThing.xsd": new})
    result = run(tmp_path / "schemas", server.base)
    assert result.changed == ["AddThing.xsd"]
    assert result.unchanged == ["AddThingResponse.xsd"]
    assert (tmp_path / "schemas" / "AddThing.xsd").read_bytes() == new
    assert locked(tmp_path / "schemas")["AddThing.xsd"].matches(new)


def test_a_check_changes_nothing(server: Server, tmp_path: Path) -> None:
    """With check, what differs is named, and the folder is as it was."""
    server.serve(THING)
    assert run(tmp_path / "new", server.base, check=True).created
    assert not (tmp_path / "new").exists()
    run(tmp_path / "schemas", server.base)
    assert not run(tmp_path / "schemas", server.base, check=True)
    before = tree(tmp_path)
    server.serve({"AddThing.xsd": REQUEST.replace(b'"Name"', b'"Label"')})
    assert run(tmp_path / "schemas", server.base, check=True).changed == ["AddThing.xsd"]
    assert tree(tmp_path) == before


def test_addresses_are_tried_in_order(server: Server, tmp_path: Path) -> None:
    """A file that is not at the first address is taken from the next, and locked with it."""
    server.serve(THING)
    moved = server.base.replace("/api/", "/old/")
    run(tmp_path / "schemas", moved, server.base)
    assert [asked.path for asked in server.asked].count("/old/AddThing.xsd") == 1
    assert locked(tmp_path / "schemas")["AddThing.xsd"].address == f"{server.base}AddThing.xsd"


def test_what_a_file_includes_comes_along(server: Server, tmp_path: Path) -> None:
    """Included files are fetched, from where they are beside the file, and locked."""
    include = '<xs:include schemaLocation="types/common.xsd"/>'
    files = {
        **THING,
        "AddThing.xsd": schema(include + root("AddThing", "")).encode(),
        "types/common.xsd": schema('<xs:include schemaLocation="../more.xsd"/>').encode(),
        "more.xsd": schema("").encode(),
    }
    server.serve(files)
    run(tmp_path / "schemas", server.base)
    assert tree(tmp_path / "schemas").keys() == {*files, LOCK_NAME}
    assert locked(tmp_path / "schemas").keys() == files.keys()
    assert not run(tmp_path / "schemas", server.base)


@pytest.mark.parametrize(
    "location",
    ["https://127.0.0.1/types.xsd", "//127.0.0.1/types.xsd", "../../types.xsd", "/x.xsd"],
)
def test_an_include_elsewhere_is_refused(server: Server, tmp_path: Path, location: str) -> None:
    """Nothing is fetched from another host or folder because a schema says so."""
    include = f'<xs:include schemaLocation="{location}"/>'
    server.serve({**THING, "AddThing.xsd": schema(include + root("AddThing", "")).encode()})
    (message,) = fails(tmp_path / "schemas", server.base)
    assert message == f'AddThing.xsd: includes "{location}", which is not beside it'
    assert {asked.path for asked in server.asked} == {
        "/api/AddThing.xsd",
        "/api/AddThingResponse.xsd",
    }


HTML = b"<!DOCTYPE html><html><head><title>x</title></head><body><h1>Down for\nmaintenance</h1>"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(b"gone", 404), "localhost: HTTP 404"),
        (Answer(b"no", 403), "localhost: HTTP 403"),
        (Answer(HTML), 'localhost: an HTML page: "Down for maintenance"'),
        (Answer(b"<html><body>Hello there"), 'localhost: an HTML page: "Hello there"'),
        (Answer(b"Service moved"), 'localhost: not XML, but: "Service moved"'),
        (Answer(b'{"error": 1}'), 'localhost: not XML, but: "{"error": 1}"'),
        (Answer(b"<wsdl/>"), "localhost: <wsdl>, not an XML schema"),
        (Answer(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), "localhost: <a>, not an XML schema"),
        (
            Answer(b"<!DOCTYPE a [\n<!ENTITY b '&c;&c;'><!ENTITY c '&b;'>]><a>&b;</a>"),
            (
                "localhost: a document type that is not accepted: in line 2, the entity &b; refers to "
                "itself"
            ),
        ),
        (
            Answer(b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"),
            (
                "localhost: a document type that is not accepted: in line 1, its document type is in a "
                'file of its own, "file:///etc/passwd"'
            ),
        ),
        (Answer(b" " * 200_000), "localhost: larger than 100,000 bytes"),
        (Answer(b""), "localhost: an empty file"),
        (
            Answer(REQUEST[:-30]),
            "localhost: not well-formed XML: unclosed token in line 4; it may have been cut off",
        ),
        (
            Answer(status=302, headers={"Location": "http://localhost/api/x"}),
            "localhost: redirected to http://localhost/api/x, which is not https",
        ),
        (
            Answer(status=301, headers={"Location": "https://127.0.0.1/api/x"}),
            "localhost: redirected to another host, 127.0.0.1",
        ),
        (
            Answer(status=307, headers={"Location": "AddThing.xsd"}),
            "localhost: redirected more than 5 times",
        ),
        (Answer(status=304), "localhost: HTTP 304"),
        (Answer(RESPONSE), "declares no element AddThing, but: AddThingResponse"),
    ],
)
def test_what_does_not_count_as_a_schema(
    server: Server, tmp_path: Path, answer: Answer, message: str
) -> None:
    """A file that is not the schema it should be is an error that shows why; nothing is written."""
    server.serve(THING)
    server.answers["/api/AddThing.xsd"] = fixed(answer)
    write_files(tmp_path / "schemas", {"other.txt": "mine"})
    assert fails(tmp_path / "schemas", server.base) == [f"AddThing.xsd: {message}"]


@pytest.mark.parametrize(
    "first",
    [
        Answer(b"busy", 429, {"Retry-After": "0"}),
        Answer(b"oops", 500),
        Answer(b"oops", 503),
        Answer(REQUEST[:50], length=len(REQUEST)),
        Answer(REQUEST, length=50),
        Answer(b""),
    ],
    ids=["429", "500", "503", "truncated", "too short a length", "empty"],
)
def test_what_may_pass_is_tried_again(server: Server, tmp_path: Path, first: Answer) -> None:
    """A failure that may pass costs a second request, and no more."""
    server.serve(THING)
    server.answers["/api/AddThing.xsd"] = in_turn(first, Answer(REQUEST))
    run(tmp_path / "schemas", server.base)
    assert server.count("AddThing.xsd") == 2
    assert (tmp_path / "schemas" / "AddThing.xsd").read_bytes() == REQUEST


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(b"oops", 500), "localhost: HTTP 500"),
        (Answer(b"busy", 429), "localhost: HTTP 429"),
        (Answer(stall=True, length=100), "localhost: no response within 0.3 seconds"),
        (Answer(REQUEST[:50], length=len(REQUEST)), "localhost: the download was interrupted: "),
    ],
)
def test_patience_ends(server: Server, tmp_path: Path, answer: Answer, message: str) -> None:
    """A server that never gets better is given up after as many attempts as were allowed."""
    server.serve(THING)
    server.answers["/api/AddThing.xsd"] = fixed(answer)
    (found,) = fails(
        tmp_path / "schemas", server.base, policy=DownloadPolicy(timeout=0.3, attempts=2, wait=0.01)
    )
    assert found.startswith(f"AddThing.xsd: {message}")
    assert server.count("AddThing.xsd") == 2


def test_a_slow_drip_ends(server: Server, tmp_path: Path) -> None:
    """A server that sends all the time and never ends is given up at the deadline."""
    server.serve(THING)
    server.answers["/api/AddThing.xsd"] = fixed(Answer(REQUEST))
    policy = DownloadPolicy(timeout=5, deadline=0.0, attempts=1, parallel=1)
    assert fails(tmp_path / "schemas", server.base, policy=policy) == [
        "AddThing.xsd: localhost: not finished within 0 seconds",
        "AddThingResponse.xsd: localhost: not finished within 0 seconds",
    ]


def test_redirects_on_the_host_are_followed(server: Server, tmp_path: Path) -> None:
    """A file that moved on its host is found there."""
    server.serve(THING)
    server.answers["/api/AddThing.xsd"] = fixed(
        Answer(status=302, headers={"Location": "../new/a%20b.xsd"})
    )
    server.answers["/new/a%20b.xsd"] = good(REQUEST)
    run(tmp_path / "schemas", server.base)
    assert (tmp_path / "schemas" / "AddThing.xsd").read_bytes() == REQUEST


def test_a_file_that_changes_between_two_requests(server: Server, tmp_path: Path) -> None:
    """A download that broke off is begun anew: no file is pieced together from two editions."""
    server.serve(THING)
    new = REQUEST.replace(b'"Name"', b'"Label"')
    half = Answer(REQUEST[:80], length=len(REQUEST), headers={"ETag": '"old"'})
    server.answers["/api/AddThing.xsd"] = in_turn(half, Answer(new, headers={"ETag": '"new"'}))
    run(tmp_path / "schemas", server.base)
    assert (tmp_path / "schemas" / "AddThing.xsd").read_bytes() == new
    assert locked(tmp_path / "schemas")["AddThing.xsd"].etag == '"new"'


def test_one_bad_file_changes_nothing(server: Server, tmp_path: Path) -> None:
    """When one file of several cannot be had, the others are not written either."""
    server.serve(THING)
    run(tmp_path / "schemas", server.base)
    server.serve({"AddThing.xsd": REQUEST.replace(b'"Name"', b'"Label"')})
    server.answers["/api/AddThingResponse.xsd"] = fixed(Answer(b"x", 500))
    assert fails(tmp_path / "schemas", server.base) == ["AddThingResponse.xsd: localhost: HTTP 500"]


def test_offline(tmp_path: Path) -> None:
    """Where nothing can be reached, there is one line for the host, and the old files stay."""
    write_files(tmp_path / "schemas", {"mine.txt": "mine"})
    (message,) = fails(tmp_path / "schemas", "https://localhost:9/api/")
    assert message.startswith("localhost: cannot be reached: ")
    assert message.endswith(" (AddThing.xsd and 1 more)")


def test_a_certificate_that_no_one_vouches_for(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that cannot prove who it is is as good as none."""
    monkeypatch.delenv("SSL_CERT_FILE")
    server.serve(THING)
    assert "certificate verify failed" in fails(tmp_path / "schemas", server.base)[0]
    assert server.asked == []


def lock_as(folder: Path, origin: str) -> None:
    """Write both schemas into a folder, locked with this origin."""
    entries = {name: lock_file(text, name, origin) for name, text in THING.items()}  # type: ignore[arg-type]
    write_files(folder, {name: text.decode() for name, text in THING.items()})
    (folder / LOCK_NAME).write_bytes(format_lock(entries))


def test_transcribed_schemas_give_way(server: Server, tmp_path: Path) -> None:
    """The vendor's own files replace transcribed ones, which are named as such."""
    lock_as(tmp_path / "schemas", "transcribed")
    server.serve({**THING, "AddThing.xsd": REQUEST.replace(b'"Name"', b'"Label"')})
    result = run(tmp_path / "schemas", server.base)
    assert result.untranscribed == ["AddThing.xsd"]
    assert result.unchanged == ["AddThingResponse.xsd"]  # the very same
    assert {entry.origin for entry in locked(tmp_path / "schemas").values()} == {"downloaded"}


def test_local_schemas_stay(server: Server, tmp_path: Path) -> None:
    """A schema that is recorded as the keeper's own is left alone, unless it shall be overwritten."""
    lock_as(tmp_path / "schemas", "local")
    server.serve({**THING, "AddThing.xsd": REQUEST.replace(b'"Name"', b'"Label"')})
    before = tree(tmp_path)
    assert run(tmp_path / "schemas", server.base).kept == ["AddThing.xsd", "AddThingResponse.xsd"]
    assert tree(tmp_path) == before
    result = run(tmp_path / "schemas", server.base, overwrite=True)
    assert (result.changed, result.unchanged) == (["AddThing.xsd"], ["AddThingResponse.xsd"])
    assert {entry.origin for entry in locked(tmp_path / "schemas").values()} == {"downloaded"}


def test_edits_that_nobody_recorded_stop_it(server: Server, tmp_path: Path) -> None:
    """An edited schema is named and kept; with overwrite, the vendor's takes its place."""
    server.serve(THING)
    run(tmp_path / "schemas", server.base)
    (tmp_path / "schemas" / "AddThing.xsd").write_bytes(REQUEST + b"\n")
    before = tree(tmp_path)
    with pytest.raises(Failure, match=r"schemas/AddThing\.xsd: was edited by hand") as caught:
        run(tmp_path / "schemas", server.base)
    assert caught.value.exit_code == ExitCode.DIFFERS
    assert tree(tmp_path) == before
    run(tmp_path / "schemas", server.base, overwrite=True)
    assert (tmp_path / "schemas" / "AddThing.xsd").read_bytes() == REQUEST


def test_a_lock_keeps_what_is_not_fetched(server: Server, tmp_path: Path) -> None:
    """Entries of other operations stay as they are."""
    lock_as(tmp_path / "schemas", "transcribed")
    other = {name: text.encode() for name, text in pair("GetThing").items()}
    server.serve(other)
    run(tmp_path / "schemas", server.base, names=["GetThing"])
    entries = locked(tmp_path / "schemas")
    assert entries.keys() == {*THING, *other}
    assert entries["AddThing.xsd"].origin == "transcribed"


def test_a_folder_that_cannot_be_written(server: Server, tmp_path: Path) -> None:
    """When the lock cannot be written, no schema is either."""
    server.serve(THING)
    write_files(tmp_path / "schemas", {"AddThing.xsd/in the way": ""})
    before = tree(tmp_path)
    with pytest.raises(Failure, match="schemas: cannot be written") as caught:
        run(tmp_path / "schemas", server.base)
    assert caught.value.exit_code == ExitCode.USAGE
    assert tree(tmp_path) == before


def test_hosts_that_cannot_be_reached_are_named_once(tmp_path: Path) -> None:
    """Fifteen files at two hosts that cannot be reached make one line, with both of them."""
    names = [f"Get{number}" for number in range(15)]
    bases = ("https://localhost:9/api/", "https://127.0.0.1:9/api/")
    with pytest.raises(Failure) as caught:
        run(tmp_path, *bases, names=names, policy=DownloadPolicy(timeout=5, attempts=1))
    (problem,) = caught.value.problems
    assert problem.what.startswith("localhost: cannot be reached: ")
    assert "; 127.0.0.1: cannot be reached: " in problem.what
    assert problem.what.endswith(" (Get0.xsd and 29 more)")
