"""Fetching as it is where the vendor cannot be reached: mirrors, proxies, and authorities of one's own."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from tests.server import Answer, fixed, make_authority, proxying, running
from tests.support import pair, run, tree, write_files

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.server import Server

LOG = {name: text.encode() for name, text in pair("AddCustomerLog").items()}
ITEM = {name: text.encode() for name, text in pair("GetItem").items()}


def project(folder: Path, mirror: str) -> Path:
    """Return a project with a mirror."""
    settings = f'[tool.neto-gen]\nmirror = "{mirror}"\n'
    return write_files(folder / "project", {"pyproject.toml": settings})


def fetch(
    where: Path, *arguments: str, **environment: str | None
) -> subprocess.CompletedProcess[str]:
    """Fetch without what the environment says of proxies and certificates, but for this."""
    whole = {**os.environ, **environment}
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "https_proxy", "NO_PROXY"):
        whole[name] = environment.get(name)
    kept = {name: value for name, value in whole.items() if value is not None}
    return run("fetch", *arguments, "--retries", "0", cwd=where, environment=kept)


def mirror_files(folder: Path, files: dict[str, bytes]) -> Path:
    """Return a folder with the vendor's files."""
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("form", ["relative", "absolute", "file"])
def test_a_folder(tmp_path: Path, form: str) -> None:
    """A mirror may be a folder: its files are taken with what they include, and locked as its own."""
    include = b'<xs:include schemaLocation="types/common.xsd"/>'
    more = {
        "AddCustomerLog.xsd": LOG["AddCustomerLog.xsd"].replace(b"\n<xs:el", include + b"\n<xs:el"),
        "types/common.xsd": b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>',
    }
    vendor = mirror_files(tmp_path / "neto schemas", {**LOG, **more})
    mirror = {
        "relative": "../neto schemas",
        "absolute": str(vendor),
        "file": vendor.as_uri(),
    }[form]
    where = project(tmp_path, mirror)
    result = fetch(where, "AddCustomerLog")
    assert result.returncode == 0, result.stderr
    assert (where / "schemas" / "types" / "common.xsd").read_bytes() == more["types/common.xsd"]
    lock = (where / "schemas" / "schemas.lock").read_text()
    assert lock.count('\norigin = "mirrored"') == 3
    assert f'address = "{mirror}/types/common.xsd"' in lock
    assert "etag" not in lock
    assert "mirrored 20" in run("list", "--here", cwd=where).stdout
    assert fetch(where).stdout == "schemas: up to date\n"
    new = LOG["AddCustomerLogResponse.xsd"] + b"<!-- of today -->"
    (vendor / "AddCustomerLogResponse.xsd").write_bytes(new)
    assert fetch(where, "--check").returncode == 1


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A mirror that is no folder is one line, with the setting that names it."""
    result = fetch(project(tmp_path, "../nowhere"), "AddCustomerLog")
    assert result.returncode == 4
    assert result.stderr.splitlines() == [
        "error: ../nowhere/: no such folder",
        "  help: check mirror in [tool.neto-gen]",
    ]


def test_links_out_of_a_mirror(tmp_path: Path) -> None:
    """What a link leads out of the mirror to is not in it."""
    vendor = mirror_files(tmp_path / "vendor", LOG)
    (vendor / "AddCustomerLog.xsd").rename(tmp_path / "outside.xsd")
    (vendor / "AddCustomerLog.xsd").symlink_to("../outside.xsd")
    result = fetch(project(tmp_path, "../vendor"), "AddCustomerLog")
    assert result.returncode == 4
    assert "error: AddCustomerLog.xsd: ../vendor/: has no such file" in result.stderr


def test_a_server_of_this_machine(tmp_path: Path) -> None:
    """A mirror on this machine needs no TLS, and is asked without the proxy of the environment."""
    with running(None) as server:
        server.serve(LOG)
        where = project(tmp_path, server.base)
        proxies = {"HTTPS_PROXY": "http://127.0.0.1:1", "http_proxy": "http://127.0.0.1:1"}
        result = fetch(where, "AddCustomerLog", **proxies)
        assert result.returncode == 0, result.stderr
        assert f'address = "{server.base}AddCustomerLog.xsd"' in (
            where / "schemas" / "schemas.lock"
        ).read_text("utf-8")
        assert fetch(where, **proxies).stdout == "schemas: up to date\n"
        server.answers["/api/AddCustomerLog.xsd"] = fixed(
            Answer(status=302, headers={"Location": "http://mirror.example/x"})
        )
        assert "which is not https" in fetch(where).stderr


def test_an_authority_of_ones_own(tmp_path: Path) -> None:
    """A server whose certificate an authority of the company signed is trusted with SSL_CERT_FILE."""
    authority, certificate = make_authority(tmp_path)
    with running(certificate) as server:
        server.serve(LOG)
        where = project(tmp_path, server.base)
        refused = fetch(where, "AddCustomerLog")
        assert refused.returncode == 4
        error, help_ = refused.stderr.splitlines()
        assert "localhost: cannot be reached: " in error
        assert "certificate verify failed" in error
        assert "set SSL_CERT_FILE to the file of its certificate" in help_
        assert server.asked == []
        trusted = fetch(where, "AddCustomerLog", SSL_CERT_FILE=str(authority))
        assert trusted.returncode == 0, trusted.stderr


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_that_cannot_be_read(tmp_path: Path, content: str | None) -> None:
    """A SSL_CERT_FILE that is not there, or holds none, is a mistake that is named."""
    path = tmp_path / "company.pem"
    if content is not None:
        path.write_text(content)
    result = fetch(
        project(tmp_path, "https://localhost:9/"), "AddCustomerLog", SSL_CERT_FILE=str(path)
    )
    assert result.returncode == 2
    assert "SSL_CERT_FILE names certificates that cannot be read: " in result.stderr
    assert "in PEM form" in result.stderr


def test_a_proxy(server: Server, tmp_path: Path) -> None:
    """Files come through the proxy of the environment, and NO_PROXY excepts hosts."""
    server.serve(LOG)
    where = project(tmp_path, server.base)
    trust = {"SSL_CERT_FILE": os.environ["SSL_CERT_FILE"]}
    with proxying() as (port, asked):
        proxy = f"http://127.0.0.1:{port}"
        result = fetch(where, "AddCustomerLog", HTTPS_PROXY=proxy, **trust)
        assert result.returncode == 0, result.stderr
        assert {*asked} == {f"localhost:{server.port}"}
        before = len(asked)
        around = fetch(where, HTTPS_PROXY=proxy, NO_PROXY="localhost", **trust)
        assert around.stdout == "schemas: up to date\n"
        assert len(asked) == before


def test_a_proxy_that_is_not_there(tmp_path: Path) -> None:
    """What cannot be reached through a proxy names the variable that sets it, and no password."""
    where = project(tmp_path, "https://mirror.example/")
    gone = fetch(where, "AddCustomerLog", HTTPS_PROXY="http://me:secret@127.0.0.1:9")
    assert gone.returncode == 4
    error, help_ = gone.stderr.splitlines()
    assert "mirror.example: cannot be reached: " in error
    assert "(through the proxy of HTTPS_PROXY)" in help_
    odd = fetch(where, "AddCustomerLog", HTTPS_PROXY="gopher://me:secret@127.0.0.1:9")
    assert odd.returncode == 2
    assert odd.stderr.splitlines() == [
        "error: HTTPS_PROXY: names a proxy that cannot be used",
        "  help: write it as http://host:port",
    ]
    assert "secret" not in gone.stderr + odd.stderr


def test_a_proxy_that_refuses(tmp_path: Path) -> None:
    """A proxy that wants a password, or does not let a host through, says so in one line."""
    with running(None) as proxy:  # which knows no CONNECT
        where = project(tmp_path, "https://mirror.example/")
        result = fetch(where, "AddCustomerLog", HTTPS_PROXY=f"http://127.0.0.1:{proxy.port}")
    assert result.returncode == 4
    assert result.stderr.startswith(
        "error: mirror.example: the proxy refused it: 501 "
    ), result.stderr
    assert len(result.stderr.splitlines()) == 2


def test_what_is_not_there_is_not_tried_again(server: Server, tmp_path: Path) -> None:
    """For a file that a server does not have, nobody is told to try again."""
    server.serve({"AddCustomerLog.xsd": LOG["AddCustomerLog.xsd"]})
    where = project(tmp_path, server.base)
    result = run("fetch", "AddCustomerLog", cwd=where)
    assert result.returncode == 4
    assert result.stderr.splitlines() == [
        "error: AddCustomerLogResponse.xsd: localhost: HTTP 404",
        "  help: nothing was changed; check the files of the mirror, and its address in [tool.neto-gen]",
    ]
    assert server.count("AddCustomerLogResponse.xsd") == 1


def test_identical_files_are_unchanged(server: Server, tmp_path: Path) -> None:
    """What is the same as the file that is there is unchanged, whoever it was from before."""
    where = write_files(tmp_path / "project", {"README.md": ""})
    run("init", "--yes", "--operation", "AddCustomerLog", cwd=where)
    settings, schemas = where / "pyproject.toml", where / "schemas"
    settings.write_text(f'{settings.read_text()}mirror = "{server.base}"\n')
    transcribed = {name: (schemas / name).read_bytes() for name in LOG}
    server.serve(transcribed)
    assert run("fetch", "--check", cwd=where).stdout == "schemas: up to date\n"
    result = run("fetch", cwd=where)
    assert result.stdout.splitlines() == ["  wrote  schemas/schemas.lock", "schemas: up to date"]
    assert {name: (schemas / name).read_bytes() for name in LOG} == transcribed
    assert "transcribed" not in run("list", "--here", cwd=where).stdout
    before = tree(where)
    assert run("fetch", cwd=where).stdout == "schemas: up to date\n"
    assert tree(where) == before


def test_files_that_were_copied_by_hand(server: Server, tmp_path: Path) -> None:
    """Files without a lock that are the vendor's are locked as such, and no edits."""
    where = project(tmp_path, server.base)
    server.serve(LOG)
    mirror_files(where / "schemas", LOG)
    result = run("fetch", "AddCustomerLog", cwd=where)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == ["  wrote  schemas/schemas.lock", "schemas: up to date"]


def test_keep_going(server: Server, tmp_path: Path) -> None:
    """With --keep-going the operations that can be had whole are fetched, and no half of another."""
    server.serve({**LOG, "GetItem.xsd": ITEM["GetItem.xsd"]})
    where = project(tmp_path, server.base)
    assert run("fetch", "AddCustomerLog", "GetItem", cwd=where).returncode == 4
    assert not (where / "schemas").exists()
    result = run("fetch", "AddCustomerLog", "GetItem", "--keep-going", cwd=where)
    assert result.returncode == 4
    assert result.stdout.splitlines()[-2:] == [
        "schemas: 2 of 2 schemas fetched, except for operations that cannot be fetched completely",
        "now run neto-gen build",
    ]
    assert result.stderr.splitlines() == [
        "error: GetItemResponse.xsd: localhost: HTTP 404",
        "  help: check the files of the mirror, and its address in [tool.neto-gen]",
    ]
    assert tree(where / "schemas").keys() == {*LOG, "schemas.lock"}
    report = run(
        *("fetch", "AddCustomerLog", "GetItem", "--keep-going", "--format", "json"), cwd=where
    )
    assert report.returncode == 4
    said = json.loads(report.stdout)
    assert said["unchanged"] == [*LOG]
    assert said["problems"][0]["file"] == "GetItemResponse.xsd"


def test_keep_going_where_nothing_goes(server: Server, tmp_path: Path) -> None:
    """With --keep-going and no operation that can be had, nothing is written."""
    where = project(tmp_path, server.base)
    result = run("fetch", "GetItem", "--keep-going", cwd=where)
    assert result.returncode == 4
    assert "HTTP 404" in result.stderr
    assert not (where / "schemas").exists()
