"""`neto-gen fetch URL --follow`: a tree of schemas comes into the folder, with a catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.problems import Failure
from neto_gen.sources import LOCK_NAME, SchemaFolder
from neto_gen.sources.follow import address_of, follow
from neto_gen.sources.http import DownloadPolicy
from tests.server import Answer, fixed, good, running
from tests.support import XS, run, tree, write_files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

XLINK = "http://www.w3.org/1999/xlink"


def serve(server: Server, **files: str) -> str:
    """Serve schemas by the names of their folders and files; the address of what is above them."""
    for name, text in files.items():
        path = "/" + name.replace("_", "/") + ".xsd"
        server.answers[path] = good(text.replace("HOST", f"localhost:{server.port}").encode())
    return f"https://localhost:{server.port}"


ORDER = f"""<xs:schema {XS} xmlns:t="urn:t" xmlns:x="{XLINK}">
<xs:import namespace="urn:t" schemaLocation="http://HOST/lib/types.xsd"/>
<xs:import namespace="{XLINK}" schemaLocation="{XLINK}.xsd"/>
<xs:element name="Order"><xs:complexType><xs:sequence><xs:element name="Kind" type="t:Kind"/>
</xs:sequence><xs:attribute ref="x:href"/></xs:complexType></xs:element></xs:schema>"""
TYPES = f"""<xs:schema {XS} targetNamespace="urn:t">
<xs:include schemaLocation="../lib/kinds.xsd"/></xs:schema>"""
KINDS = f"""<xs:schema {XS} targetNamespace="urn:t">
<xs:include schemaLocation="https://HOST/lib/types.xsd"/>
<xs:simpleType name="Kind"><xs:restriction base="xs:string"/></xs:simpleType></xs:schema>"""


def test_a_tree_of_schemas(server: Server, tmp_path: Path) -> None:
    """All that a schema refers to on its host is fetched, locked and found by a build."""
    base = serve(server, a_order=ORDER, lib_types=TYPES, lib_kinds=KINDS)
    host = f"localhost_{server.port}"
    result = run("fetch", f"{base}/a/order.xsd", "--follow", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [
        f"  created  schemas/{host}/a/order.xsd",
        f"  created  schemas/{host}/lib/kinds.xsd",
        f"  created  schemas/{host}/lib/types.xsd",
        "  wrote  schemas/catalog.xml",
        f"  wrote  schemas/{LOCK_NAME}",
        "schemas: 3 of 3 schemas fetched",
        "now declare what is sent in [[tool.neto-gen.operation]], then run neto-gen build",
    ]
    catalog = (tmp_path / "schemas" / "catalog.xml").read_text()
    for scheme in ("http", "https"):
        entry = f'uriStartString="{scheme}://localhost:{server.port}/" rewritePrefix="{host}/"/>'
        assert f"  <rewriteURI {entry}\n" in catalog
    message = f'"{host}/a/order.xsd#Order"'
    settings = '[tool.neto-gen]\n[[tool.neto-gen.operation]]\nname = "Send"\n'
    write_files(
        tmp_path, {"pyproject.toml": f"{settings}request = {message}\nresponse = {message}\n"}
    )
    before = len(server.asked)
    built = run("build", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    assert len(server.asked) == before
    files = tree(tmp_path)
    again = run("fetch", f"{base}/a/order.xsd", "--follow", cwd=tmp_path)
    assert again.stdout == "schemas: up to date\n"
    assert tree(tmp_path) == files
    assert all("if-none-match" in asked.headers for asked in server.asked[before:])


def test_a_catalogue_of_ones_own_is_kept(server: Server, tmp_path: Path) -> None:
    """Entries are added to a catalogue that is there, and only those that it needs."""
    base = serve(server, a_order=ORDER, lib_types=TYPES, lib_kinds=KINDS)
    own = (
        '<?xml version="1.0"?>\n<!-- mine --><catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:'
        f'catalog">\n  <rewriteURI uriStartString="http://localhost:{server.port}/"'
        f' rewritePrefix="localhost_{server.port}/"/>\n</catalog>\n<!-- é -->\n'
    )
    path = write_files(tmp_path / "schemas", {"catalog.xml": own}) / "catalog.xml"
    assert run("fetch", f"{base}/a/order.xsd", "--follow", cwd=tmp_path).returncode == 0
    added = (
        f'  <rewriteURI uriStartString="https://localhost:{server.port}/"'
        f' rewritePrefix="localhost_{server.port}/"/>\n</catalog>'
    )
    assert path.read_text(encoding="utf-8") == own.replace("</catalog>", added)


def test_a_catalogue_that_leads_elsewhere(server: Server, tmp_path: Path) -> None:
    """Where a catalogue has another file for an address, nothing is written."""
    base = serve(server, a_order=ORDER, lib_types=TYPES, lib_kinds=KINDS)
    own = (
        '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"><uri '
        f'name="http://localhost:{server.port}/lib/types.xsd" uri="mine.xsd"/></catalog>'
    )
    before = tree(write_files(tmp_path / "schemas", {"catalog.xml": own}))
    result = run("fetch", f"{base}/a/order.xsd", "--follow", cwd=tmp_path)
    assert result.returncode == 4
    assert "schemas/catalog.xml: does not lead " in result.stderr
    assert tree(tmp_path / "schemas") == before


@pytest.mark.parametrize("form", ["<c:catalog{}></c:catalog>", "<c:catalog{}/>"])
def test_a_catalogue_without_a_place_for_more(server: Server, tmp_path: Path, form: str) -> None:
    """Where entries cannot be added, they are shown, so that they can be added by hand."""
    base = serve(server, a_order=ORDER, lib_types=TYPES, lib_kinds=KINDS)
    own = form.format(' xmlns:c="urn:oasis:names:tc:entity:xmlns:xml:catalog"')
    before = tree(write_files(tmp_path / "schemas", {"catalog.xml": own}))
    result = run("fetch", f"{base}/a/order.xsd", "--follow", cwd=tmp_path)
    assert result.returncode == 4
    first, hint, *_ = result.stderr.splitlines()
    assert first == (
        "error: schemas/catalog.xml: has no </catalog> before which more entries could be written"
    )
    assert (
        f'add these to it by hand: <rewriteURI uriStartString="http://localhost:{server.port}/"'
        in hint
    )
    assert tree(tmp_path / "schemas") == before


def test_another_host_is_not_asked(server: Server, tmp_path: Path) -> None:
    """What is on another host is named with the option that allows it, and nothing is written."""
    text = ORDER.replace("http://HOST/lib/types.xsd", "http://127.0.0.1:HOSTS/lib/types.xsd")
    base = serve(server, a_order=text.replace("HOSTS", str(server.port)))
    serve(server, lib_types=TYPES, lib_kinds=KINDS)
    result = run("fetch", f"{base}/a/order.xsd", "--follow", cwd=tmp_path)
    assert result.returncode == 4
    assert result.stderr.splitlines() == [
        (
            f"error: localhost_{server.port}/a/order.xsd: refers to "
            f'"http://127.0.0.1:{server.port}/lib/types.xsd" on another host'
        ),
        f"  help: add --host 127.0.0.1:{server.port} to fetch from there, too",
    ]
    assert [asked.path for asked in server.asked] == ["/a/order.xsd"]
    assert not (tmp_path / "schemas").exists()


def test_the_hosts_that_are_named(server: Server, tmp_path: Path) -> None:
    """With --host, files of another host come along, by https where they say http."""
    text = KINDS.replace("HOST", f"127.0.0.1:{server.port}").replace("types", "more")
    serve(server, lib_more=f"<xs:schema {XS} targetNamespace='urn:t'/>")
    base = serve(server, lib_kinds=text)
    allowed = ("--host", f"127.0.0.1:{server.port}")
    result = run("fetch", f"{base}/lib/kinds.xsd", "--follow", *allowed, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert f"  created  schemas/127.0.0.1_{server.port}/lib/more.xsd" in result.stdout


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("../../x.xsd", "leads elsewhere in the schema folder"),
        ("file:///etc/passwd", "which is not an address of a schema"),
        ("x.xsd?y", "which has a query, so it is not the address of a file"),
        ("/lib/kinds.xsd", "leads elsewhere in the schema folder"),
        ("//127.0.0.1:1/x.xsd", "leads elsewhere in the schema folder"),
        ("https://127.0.0.1:1/x.xsd", "on another host"),
        ("https://me@HOST/x.xsd", "which is not an address of a schema"),
        ("x%00.xsd", "contains a character that cannot be shown"),
        ("%2e%2e/%2e%2e/x.xsd", "leads elsewhere in the schema folder|cannot be a file"),
        ("https://HOST/../x/CON", "is the name of a device on Windows"),
        ("https://[::1/x.xsd", "which is not an address|Invalid IPv6"),
    ],
)
def test_what_is_not_followed(server: Server, tmp_path: Path, location: str, message: str) -> None:
    """A reference that leads to no file of a named host stops it, and nothing is asked for it."""
    base = serve(
        server, a_order=f'<xs:schema {XS}><xs:include schemaLocation="{location}"/></xs:schema>'
    )
    with pytest.raises(Failure, match=message) as caught:
        follow(
            SchemaFolder(tmp_path / "schemas", "schemas"),
            [f"{base}/a/order.xsd"],
            hosts=(),
            provided=(),
            policy=DownloadPolicy(timeout=5, attempts=1),
            progress=lambda *_: None,
        )
    assert all(problem.where for problem in caught.value.problems)
    assert len(server.asked) == 1
    assert not (tmp_path / "schemas").exists()


def test_a_server_of_this_machine(tmp_path: Path) -> None:
    """This machine is asked without TLS when its address says so."""
    with running(None) as server:
        serve(server, a_order=f'<xs:schema {XS}><xs:include schemaLocation="b.xsd"/></xs:schema>')
        base = serve(server, a_b=f"<xs:schema {XS}/>").replace("https", "http")
        result = run("fetch", f"{base}/a/order.xsd", "--follow", cwd=tmp_path)
    assert result.returncode == 0, result.stderr


def test_files_without_end(server: Server, tmp_path: Path) -> None:
    """So many files are fetched, and no more."""
    for number in range(30):
        text = f'<xs:schema {XS}><xs:include schemaLocation="f{number + 1}.xsd"/></xs:schema>'
        server.answers[f"/f{number}.xsd"] = fixed(Answer(text.encode()))
    with pytest.raises(Failure, match="more than 20 files, including all that they include"):
        follow(
            SchemaFolder(tmp_path / "schemas", "schemas"),
            [f"https://localhost:{server.port}/f0.xsd"],
            hosts=(),
            provided=(),
            policy=DownloadPolicy(timeout=5, attempts=1, files=20),
            progress=lambda *_: None,
        )
    assert len(server.asked) == 20


def test_addresses() -> None:
    """An address becomes a path with the name of its host, and is asked by https."""
    address = address_of("http://Schemas.Example/a/../b/x%20y.xsd")
    assert address.url == "https://Schemas.Example/a/../b/x%20y.xsd"
    assert (address.host, address.file) == ("schemas.example", "schemas.example/b/x y.xsd")
    plain = address_of("http://127.0.0.1:80/x.xsd", {"127.0.0.1:80"})
    assert plain.url == "http://127.0.0.1:80/x.xsd"
    assert address_of("https://[fd00::1]/x.xsd").file == "fd00__1/x.xsd"
    for text in ("ftp://h/x.xsd", "https:///x", "x.xsd", "https://h/", "https://h", "https://h/.x"):
        with pytest.raises(ValueError, match=r"address|path"):
            address_of(text)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("https://h/x.xsd",), '"https://h/x.xsd" is an address, not an operation'),
        (("--follow",), "--follow only takes addresses of schemas"),
        (("GetItem", "https://h/x.xsd", "--follow"), "--follow only takes addresses of schemas"),
        (("GetItem", "--host", "h"), "--host is for --follow"),
        (("http://[::1/x.xsd", "--follow"), "http://[::1/x.xsd: Invalid IPv6 URL"),
        (("ftp://h/x.xsd", "--follow"), "ftp://h/x.xsd: is not an address of a schema"),
    ],
)
def test_what_makes_no_sense(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    """Operations and addresses are not mixed, and the message says how each is fetched."""
    result = run("fetch", *arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert message in result.stderr
    assert "  help: " in result.stderr
