"""`neto-gen fetch`, `lock` and `list` as processes of their own."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.server import Answer, fixed
from tests.support import pair, run, tree, write_files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

LOG = {name: text.encode() for name, text in pair("AddCustomerLog").items()}
ITEM = {name: text.encode() for name, text in pair("GetItem").items()}


def project(folder: Path, server: Server) -> Path:
    """Return a project that fetches from a server."""
    settings = f'[tool.neto-gen]\nmirror = "{server.base}"\n'
    return write_files(folder, {"pyproject.toml": settings})


def test_fetch_then_build(server: Server, tmp_path: Path) -> None:
    """Schemas come into ./schemas; the build takes them from there, and says what is next."""
    project(tmp_path, server)
    server.serve(LOG)
    fetched = run("fetch", "AddCustomerLog", cwd=tmp_path)
    assert fetched.returncode == 0, fetched.stderr
    assert fetched.stdout.splitlines() == [
        "  created  schemas/AddCustomerLog.xsd",
        "  created  schemas/AddCustomerLogResponse.xsd",
        "  wrote  schemas/schemas.lock",
        "schemas: 2 of 2 schemas fetched",
        "now run neto-gen build",
    ]
    built = run("build", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    assert "schemas: 1 operation, 2 schemas" in built.stdout
    assert "transcribed" not in built.stdout


def test_without_names_what_is_there_is_fetched(server: Server, tmp_path: Path) -> None:
    """Without arguments, the operations of the folder are brought up to date."""
    project(tmp_path, server)
    server.serve({**LOG, **ITEM})
    run("fetch", "GetItem", cwd=tmp_path)
    again = run("fetch", cwd=tmp_path)
    assert again.stdout == "schemas: up to date\n"
    assert {asked.path for asked in server.asked} == {
        "/api/GetItem.xsd",
        "/api/GetItemResponse.xsd",
    }


def test_without_names_and_schemas_there_is_nothing_to_do(server: Server, tmp_path: Path) -> None:
    """A fetch of nothing says how to name something."""
    project(tmp_path, server)
    result = run("fetch", cwd=tmp_path)
    assert result.returncode == 2
    assert "no operations to fetch" in result.stderr
    assert "neto-gen fetch AddCustomerLog" in result.stderr


def test_all_operations(server: Server, tmp_path: Path) -> None:
    """With --all, all 41 operations and the notification are fetched, a few at a time."""
    project(tmp_path, server)
    listed = json.loads(run("list", "--format", "json", cwd=tmp_path).stdout)
    for entry in listed:
        server.serve({name: text.encode() for name, text in pair(entry["name"]).items()})
    event = pair("Event")["Event.xsd"].encode()
    server.serve({"EventSchema.xsd": event})
    result = run("fetch", "--all", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert len(list((tmp_path / "schemas").glob("*.xsd"))) == 83
    assert "41 of 41 operations are in schemas" in run("list", cwd=tmp_path).stdout


def test_check(server: Server, tmp_path: Path) -> None:
    """--check ends with 0 while nothing differs, with 1 when something does, and writes nothing."""
    project(tmp_path, server)
    server.serve(LOG)
    run("fetch", "AddCustomerLog", cwd=tmp_path)
    assert run("fetch", "--check", cwd=tmp_path).returncode == 0
    server.serve({"AddCustomerLog.xsd": LOG["AddCustomerLog.xsd"].replace(b'"Name"', b'"Label"')})
    before = tree(tmp_path)
    result = run("fetch", "--check", cwd=tmp_path)
    assert result.returncode == 1
    assert "  differs  schemas/AddCustomerLog.xsd" in result.stdout
    assert "run neto-gen fetch, then neto-gen build" in result.stderr
    assert tree(tmp_path) == before


def test_reports_for_programs(server: Server, tmp_path: Path) -> None:
    """--format json and --format github say the same for programs and for GitHub."""
    project(tmp_path, server)
    server.serve(LOG)
    run("fetch", "AddCustomerLog", cwd=tmp_path)
    server.serve({"AddCustomerLog.xsd": LOG["AddCustomerLog.xsd"].replace(b'"Name"', b'"Label"')})
    report = json.loads(run("fetch", "--check", "--format", "json", cwd=tmp_path).stdout)
    assert report["differs"] == ["AddCustomerLog.xsd"]
    assert report["is_current"] is False
    summary = tmp_path / "summary.md"
    environment = {**os.environ, "GITHUB_STEP_SUMMARY": str(summary)}
    result = run("fetch", "--check", "--format", "github", cwd=tmp_path, environment=environment)
    assert "::warning file=schemas/AddCustomerLog.xsd::differs upstream" in result.stdout
    assert "| differs | `schemas/AddCustomerLog.xsd` |" in summary.read_text()


def test_transcribed_schemas_are_said_to_be_replaced(server: Server, tmp_path: Path) -> None:
    """When the vendor's own files replace transcribed ones, the report says so."""
    run("init", "--yes", "--operation", "AddCustomerLog", cwd=tmp_path)
    settings = tmp_path / "pyproject.toml"
    settings.write_text(f'{settings.read_text()}mirror = "{server.base}"\n')
    server.serve(LOG)
    result = run("fetch", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "2 transcribed schemas were replaced by the vendor's own files" in result.stdout
    assert "schemas before → schemas: " in result.stdout
    assert "breaking" in result.stdout
    assert "mirrored 20" in run("list", "--here", cwd=tmp_path).stdout


def test_changes_have_places_that_exist(server: Server, tmp_path: Path) -> None:
    """What a fetch changed, and what one would change, is shown with places in the folder."""
    write_files(tmp_path, {"pyproject.toml": f'[tool.neto-gen]\nmirror = "{server.base}"\n'})
    field = '<xs:element name="{}" type="xs:string" minOccurs="0"/>'
    kept, gone, come = (field.format(name) for name in ("Kept", "Gone", "Come"))
    first, second = (
        {name: text.encode() for name, text in pair("AddItem", kept + other).items()}
        for other in (gone, come)
    )
    server.serve(first)
    assert run("fetch", "AddItem", cwd=tmp_path).returncode == 0
    server.serve(second)
    check = run("fetch", "--check", cwd=tmp_path)
    assert "schemas → upstream: 1 breaking, 1 safe" in check.stdout
    assert re.search(
        r"AddItem/Gone  element removed .*\]  schemas/AddItem.xsd:3:\d+\n", check.stdout
    )
    assert re.search(r"AddItem/Come  element added .*\]\n", check.stdout)
    done = run("fetch", cwd=tmp_path)
    assert "schemas before → schemas: 1 breaking, 1 safe" in done.stdout
    assert re.search(r"AddItem/Come  element added .*\]  schemas/AddItem.xsd:3:\d+\n", done.stdout)
    assert re.search(r"AddItem/Gone  element removed .*\]\n", done.stdout)


def test_offline_names_the_host_once(tmp_path: Path) -> None:
    """Offline, a fetch ends with 4, one line for the host, and what to do about it."""
    write_files(tmp_path, {"pyproject.toml": '[tool.neto-gen]\nmirror = "https://localhost:9/"\n'})
    result = run("fetch", "AddItem", "--retries", "0", cwd=tmp_path)
    assert result.returncode == 4
    lines = result.stderr.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("error: localhost: cannot be reached: ")
    assert lines[0].endswith(" (AddItem.xsd and 1 more)")
    assert "try again when the address can be reached" in lines[1]
    assert not (tmp_path / "schemas").exists()


def test_a_file_that_is_no_good_is_no_matter_of_the_network(server: Server, tmp_path: Path) -> None:
    """Where the host answers, and a file of it is cut off, nobody is sent to look at the network."""
    project(tmp_path, server)
    server.serve({**LOG, "AddCustomerLog.xsd": LOG["AddCustomerLog.xsd"][:-20]})
    result = run("fetch", "AddCustomerLog", "--retries", "0", cwd=tmp_path)
    assert result.returncode == 4
    first, second = result.stderr.splitlines()
    assert "it may have been cut off" in first
    assert second == (
        "  help: nothing was changed; try again later, or name another mirror in [tool.neto-gen]"
    )


def test_a_mirror_must_be_https(tmp_path: Path) -> None:
    """A mirror without https is refused, unless it is on this machine."""
    settings = '[tool.neto-gen]\nmirror = "http://mirror.example/"\n'
    write_files(tmp_path, {"pyproject.toml": settings})
    result = run("fetch", "AddItem", cwd=tmp_path)
    assert result.returncode == 2
    assert (
        'mirror "http://mirror.example/" in [tool.neto-gen] is not an https address'
        in result.stderr
    )


def test_an_unknown_operation(tmp_path: Path) -> None:
    """An operation that the API does not have is an error that suggests the right one."""
    result = run("fetch", "AddCustomerLogs", cwd=tmp_path)
    assert result.returncode == 2
    assert 'the API has no operation "AddCustomerLogs"' in result.stderr
    assert "did you mean AddCustomerLog?" in result.stderr


def on_a_terminal(*arguments: str, cwd: Path, **environment: str) -> str:
    """Return what neto-gen shows on a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "neto_gen", *arguments],
        cwd=cwd,
        env={**os.environ, "TERM": "xterm", **environment},
        stdin=slave,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    shown = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    process.wait()
    os.close(master)
    return shown.decode()


def test_progress_on_a_terminal(server: Server, tmp_path: Path) -> None:
    """On a terminal there is a progress bar; elsewhere there are no control characters."""
    project(tmp_path, server)
    server.serve(LOG)
    assert "\x1b" in on_a_terminal("fetch", "AddCustomerLog", cwd=tmp_path)
    plain = run("fetch", "AddCustomerLog", "-v", cwd=tmp_path)
    assert "\x1b" not in plain.stdout + plain.stderr
    assert re.search(r"\[2/2\] AddCustomerLog\w*\.xsd: not modified", plain.stderr)


def test_colours_only_where_they_are_wanted(tmp_path: Path) -> None:
    """Messages have colours on a terminal, and none with NO_COLOR or in a file."""
    write_files(tmp_path / "schemas", {**pair("AddThing"), "AddThing.xsd": "<a/>"})
    red = "\x1b[31merror"
    assert red in on_a_terminal("build", cwd=tmp_path)
    assert "\x1b[3" not in on_a_terminal("build", cwd=tmp_path, NO_COLOR="1")
    assert "\x1b" not in run("build", cwd=tmp_path).stderr


def test_quiet(server: Server, tmp_path: Path) -> None:
    """With -q nothing is said when all is well, and what is wrong still is."""
    project(tmp_path, server)
    server.serve(LOG)
    for arguments in (("fetch", "AddCustomerLog", "-q"), ("lock", "-q"), ("build", "-q")):
        result = run(*arguments, cwd=tmp_path)
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    server.answers["/api/AddCustomerLog.xsd"] = fixed(Answer(b"x", 404))
    assert "HTTP 404" in run("fetch", "-q", cwd=tmp_path).stderr


def test_an_edited_schema_is_refused_until_it_is_recorded(server: Server, tmp_path: Path) -> None:
    """A build names a schema that is not what the lock says; neto-gen lock records the edit."""
    project(tmp_path, server)
    server.serve(LOG)
    run("fetch", "AddCustomerLog", cwd=tmp_path)
    run("build", cwd=tmp_path)
    edited = tmp_path / "schemas" / "AddCustomerLog.xsd"
    edited.write_bytes(edited.read_bytes().replace(b'"Name"', b'"Label"'))
    before = tree(tmp_path)
    for arguments in (("build",), ("build", "--check")):
        refused = run(*arguments, cwd=tmp_path)
        assert refused.returncode == 3
        assert (
            "schemas/AddCustomerLog.xsd: not what schemas.lock says: it was edited since"
            in refused.stderr
        )
        assert "run neto-gen lock" in refused.stderr
    assert tree(tmp_path) == before

    recorded = run("lock", cwd=tmp_path)
    assert recorded.returncode == 0
    assert "  edited  schemas/AddCustomerLog.xsd" in recorded.stdout
    lock = (tmp_path / "schemas" / "schemas.lock").read_text()
    assert 'origin = "local"' in lock
    assert 'origin = "mirrored"' in lock
    assert run("build", cwd=tmp_path).returncode == 0
    assert "request local 20" in run("list", cwd=tmp_path).stdout


def test_a_schema_that_the_lock_does_not_know(server: Server, tmp_path: Path) -> None:
    """A schema beside a lock must be in it; neto-gen lock adds it, and drops what is gone."""
    project(tmp_path, server)
    server.serve(LOG)
    run("fetch", "AddCustomerLog", cwd=tmp_path)
    write_files(tmp_path / "schemas", pair("AddThing"))
    refused = run("build", cwd=tmp_path)
    assert refused.returncode == 3
    assert "schemas/AddThing.xsd: not in schemas.lock" in refused.stderr
    for name in LOG:
        (tmp_path / "schemas" / name).unlink()
    recorded = run("lock", cwd=tmp_path)
    assert "  added  schemas/AddThing.xsd" in recorded.stdout
    assert "  dropped  schemas/AddCustomerLog.xsd" in recorded.stdout
    assert run("build", cwd=tmp_path).returncode == 0
    assert run("lock", cwd=tmp_path).stdout == "schemas/schemas.lock is up to date: 2 schemas\n"


def test_list_shows_the_api(tmp_path: Path) -> None:
    """The list shows every operation by group, with what comes with neto-gen."""
    text = run("list", cwd=tmp_path).stdout
    assert "customers\n  AddCustomer " in text
    assert re.search(r"AddCustomerLog +transcribed 20", text)
    assert re.search(r"OrderNotification +transcribed 20", text)
    assert "39 of 41 operations are in neto_gen/schemas" in text
    assert "AddSupplier, GetCart: no complete public contract" in text
    addresses = run("list", "--group", "cart", "--addresses", cwd=tmp_path).stdout
    assert addresses.splitlines()[:6] == [
        "cart",
        "  GetCart  -",
        "    https://www.neto.com.au/assets/api/GetCart.xsd",
        "    https://www.neto.com.au/assets/api/GetCartResponse.xsd",
        "    https://developers.maropost.com/assets/api/GetCart.xsd",
        "    https://developers.maropost.com/assets/api/GetCartResponse.xsd",
    ]
    wrong = run("list", "--group", "cars", cwd=tmp_path)
    assert wrong.returncode == 2
    assert 'no group "cars"' in wrong.stderr


def test_what_the_settings_leave_out_is_said(server: Server, tmp_path: Path) -> None:
    """Schemas that no build takes are fetched, and it is said how to take them in."""
    settings = f'[tool.neto-gen]\nmirror = "{server.base}"\noperations = ["GetItem", "GetThing"]\n'
    write_files(tmp_path, {"pyproject.toml": settings})
    write_files(tmp_path / "schemas", pair("GetThing"))
    assert run("lock", cwd=tmp_path).returncode == 0
    server.serve({**LOG, **ITEM})
    result = run("fetch", "AddCustomerLog", "GetItem", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stderr == (
        "AddCustomerLog is not among `operations` in pyproject.toml, so neto-gen build leaves it "
        "out: neto-gen add AddCustomerLog\n"
    )
    # What somebody wrote himself, the vendor is not asked for.
    again = run("fetch", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert not any("GetThing" in asked.path for asked in server.asked)


@pytest.mark.parametrize("command", ["fetch", "add"])
def test_ctrl_c_while_a_server_stalls(server: Server, tmp_path: Path, command: str) -> None:
    """Ctrl-C ends a command at once, whatever a server is doing, and nothing is half there."""
    settings = f'[tool.neto-gen]\nmirror = "{server.base}"\nschemas = "schemas"\n'
    write_files(tmp_path, {"pyproject.toml": settings, "schemas/schemas.lock": "version = 1\n"})
    server.serve(LOG)
    server.answers["/api/AddCustomerLogResponse.xsd"] = fixed(Answer(b"<", stall=True))
    before = tree(tmp_path)
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:  # what a shell runs behind ignores SIGINT, and so does what that starts
        process = subprocess.Popen(
            [sys.executable, "-m", "neto_gen", command, "AddCustomerLog"],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    finally:
        signal.signal(signal.SIGINT, ignored)
    with process:
        try:
            while not server.count("AddCustomerLogResponse.xsd"):
                assert process.poll() is None
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            # The server is given 20 seconds, three times.
            said, wrong = process.communicate(timeout=15)
        finally:
            process.kill()
    assert (process.returncode, said) == (130, "")
    assert wrong == "stopped; unfinished changes were not made\n"
    assert tree(tmp_path) == before


def test_a_folder_without_a_lock_is_recorded_first(server: Server, tmp_path: Path) -> None:
    """Where schemas are that no lock knows, a fetch does not begin one that leaves them out."""
    project(tmp_path, server)
    write_files(tmp_path / "schemas", pair("MyThing"))
    server.serve(LOG)
    before = tree(tmp_path)
    refused = run("fetch", "AddCustomerLog", cwd=tmp_path)
    assert refused.returncode == 2
    assert refused.stderr == (
        "error: schemas: has no schemas.lock, and schemas that are not part of this fetch: "
        "MyThing.xsd, MyThingResponse.xsd\n"
        "  help: run neto-gen lock first, which records them as your own; nothing was changed\n"
    )
    assert tree(tmp_path) == before
    assert run("lock", cwd=tmp_path).returncode == 0
    assert run("fetch", "AddCustomerLog", cwd=tmp_path).returncode == 0
    built = run("build", cwd=tmp_path)
    assert built.returncode == 0, built.stderr


def test_an_edit_that_is_undone(server: Server, tmp_path: Path) -> None:
    """A file that is again what the vendor sent is the vendor's again, however often it was edited."""
    project(tmp_path, server)
    server.serve(LOG)
    run("fetch", "AddCustomerLog", cwd=tmp_path)
    lock, schema = tmp_path / "schemas/schemas.lock", tmp_path / "schemas/AddCustomerLog.xsd"
    before, original = lock.read_bytes(), schema.read_bytes()
    for comment in (b"<!-- mine -->", b"<!-- mine, too -->"):
        schema.write_bytes(original + comment)
        assert "  edited  schemas/AddCustomerLog.xsd\n" in run("lock", cwd=tmp_path).stdout
    assert "kept, because it is yours" in run("fetch", cwd=tmp_path).stdout
    schema.write_bytes(original)
    assert run("lock", cwd=tmp_path).stdout == (
        "  as it was before your edit  schemas/AddCustomerLog.xsd\n"
        "schemas/schemas.lock now records 2 schemas\n"
    )
    assert lock.read_bytes() == before


def test_a_check_names_the_mirror(server: Server, tmp_path: Path) -> None:
    """What differs at a mirror is said of the mirror, and not of the vendor."""
    project(tmp_path, server)
    server.serve(LOG)
    run("fetch", "AddCustomerLog", cwd=tmp_path)
    server.serve({"AddCustomerLog.xsd": LOG["AddCustomerLog.xsd"] + b"<!-- new -->"})
    checked = run("fetch", "--check", cwd=tmp_path)
    assert checked.returncode == 1
    assert checked.stderr == (
        f"the mirror {server.base} has schemas that differ from schemas.lock: run neto-gen fetch, "
        "then neto-gen build\n"
    )
