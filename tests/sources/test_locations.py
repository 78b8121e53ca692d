"""Catalogues: which files of the folder stand for addresses, and that none leads out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.problems import Failure
from neto_gen.sources import MemoryFolder

if TYPE_CHECKING:
    from neto_gen.sources.locations import Locations

NAMESPACE = "urn:oasis:names:tc:entity:xmlns:xml:catalog"


def locations(entries: str = "", table: dict[str, str] | None = None, **files: str) -> Locations:
    """Return the locations of a folder with these catalogue entries."""
    contents = {f"{name}.xml": text.encode() for name, text in files.items()}
    if entries:
        contents["catalog.xml"] = catalog(entries).encode()
    contents |= {"ogc/gml/3.2.1/gml.xsd": b"", "x.xsd": b""}
    return MemoryFolder("xsd", contents, (table or {}).items()).locations


def catalog(entries: str) -> str:
    """Return a catalogue in the form of OASIS."""
    return f'<catalog xmlns="{NAMESPACE}">{entries}</catalog>'


def test_the_settings() -> None:
    """The longest beginning of the settings wins, and the rest of the address stays."""
    found = locations(table={"http://a/": "a/", "http://a/b/": "other/", "urn:c": "c.xsd"})
    assert found.find("http://a/x/y%20z.xsd") == "a/x/y z.xsd"
    assert found.find("http://a/b/x.xsd") == "other/x.xsd"
    assert found.find("urn:c") == "c.xsd"
    assert found.find("https://a/x.xsd") is None


@pytest.mark.parametrize(
    ("entry", "address", "file"),
    [
        ('<uri name="urn:a" uri="a.xsd"/>', "urn:a", "a.xsd"),
        ('<system systemId="http://h/a.xsd" uri="b/../a.xsd"/>', "http://h/a.xsd", "a.xsd"),
        ('<rewriteURI uriStartString="http://h/" rewritePrefix="b/"/>', "http://h/c/d", "b/c/d"),
        (
            (
                '<rewriteSystem systemIdStartString="http://h/" rewritePrefix="b/"/>'
                '<rewriteURI uriStartString="http://h/c/" rewritePrefix="longer/"/>'
            ),
            "http://h/c/d",
            "longer/d",
        ),
        ('<uriSuffix uriSuffix="/a.xsd" uri="a.xsd"/>', "http://h/x/a.xsd", "a.xsd"),
        ('<systemSuffix systemIdSuffix="/a.xsd" uri="a.xsd"/>', "http://h/a.xsd", "a.xsd"),
        (
            '<uriSuffix uriSuffix="a.xsd" uri="end.xsd"/><uri name="http://h/a.xsd" uri="b.xsd"/>',
            "http://h/a.xsd",
            "b.xsd",
        ),
        ('<group xml:base="b/"><uri name="urn:a" uri="a.xsd"/></group>', "urn:a", "b/a.xsd"),
        ('<public publicId="x" uri="y"/><x xmlns="y"/><uri name="urn:a" uri="a"/>', "urn:a", "a"),
        ('<uri name="urn:b" uri="a.xsd"/>', "urn:a", None),
    ],
)
def test_a_catalogue_of_the_folder(entry: str, address: str, file: str | None) -> None:
    """Entries of an OASIS catalogue are found: the very same address, its beginning, or its end."""
    assert locations(entry).find(address) == file


def test_the_settings_come_first() -> None:
    """What the settings say of an address goes for it, whatever a catalogue says."""
    found = locations('<uri name="http://a/x" uri="y.xsd"/>', {"http://a/": "b/"})
    assert found.find("http://a/x") == "b/x"


def test_the_next_catalogue() -> None:
    """A catalogue may name others of the folder, whose entries come after; a circle has an end."""
    found = locations(
        '<nextCatalog catalog="more.xml"/><uri name="urn:a" uri="a.xsd"/>',
        more=catalog(
            '<uri name="urn:a" uri="late.xsd"/><uri name="urn:b" uri="b.xsd"/>'
            '<nextCatalog catalog="catalog.xml"/>'
        ),
    )
    assert found.find("urn:a") == "a.xsd"
    assert found.find("urn:b") == "b.xsd"
    assert found.read_catalogs().keys() == {"catalog.xml", "more.xml"}


@pytest.mark.parametrize(
    "to",
    [
        *(
            "../x.xsd",
            "a/../../x.xsd",
            "/etc/passwd",
            "file:///etc/passwd",
            "http://h/x.xsd",
            "//h/x",
        ),
        *("..%2fx.xsd", "a\\b.xsd", "C:\\x", ".hidden", ".", "aux.xsd"),
    ],
)
@pytest.mark.parametrize(
    "entry",
    [
        '<uri name="http://h/x.xsd" uri="{}"/>',
        '<rewriteURI uriStartString="http://h/x.xsd" rewritePrefix="{}"/>',
        '<uriSuffix uriSuffix="x.xsd" uri="{}"/>',
        '<nextCatalog catalog="{}"/>',
    ],
)
def test_nothing_leads_out_of_the_folder(entry: str, to: str) -> None:
    """Whatever a catalogue says, a file is one of the folder."""
    found = locations(entry.format(to))
    with pytest.raises(Failure, match=r"which is not in the schema folder|is not there"):
        found.find("http://h/x.xsd")


@pytest.mark.parametrize("rest", ["../x.xsd", "%2e%2e/x.xsd", "%00", "a/../../../x", "a\\..\\x"])
def test_no_address_leads_out_of_the_folder(rest: str) -> None:
    """What follows the beginning of an address leads nowhere else either."""
    with pytest.raises(Failure, match=r"catalogue\]: leads .* which is not in the schema folder"):
        locations(table={"http://h/": "a/" if rest[0] == "a" else ""}).find(f"http://h/{rest}")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<!DOCTYPE catalog []><catalog/>", r"xsd/catalog\.xml: has a document type"),
        ("<catalog/>", r"xsd/catalog\.xml:1:1: is not a catalogue"),
        (f'<catalog xmlns="{NAMESPACE}">', r"xsd/catalog\.xml:1:\d+: not well-formed XML: no el"),
        (catalog('\n<uri name="a"/>'), r"xsd/catalog\.xml:2:1: <uri> has no uri"),
        (catalog('<rewriteURI rewritePrefix="a"/>'), "<rewriteURI> has no uriStartString"),
        (catalog('<delegateURI uriStartString="a" catalog="b"/>'), "<delegateURI> is not read"),
        (catalog('<nextCatalog catalog="b.xml"/>'), r"xsd/b\.xml: the catalogue names it, but it"),
    ],
)
def test_what_is_no_catalogue(content: str, message: str) -> None:
    """A catalogue that cannot be understood is named, with the place."""
    with pytest.raises(Failure, match=message):
        locations(catalog=content).find("x")


def test_a_wrong_catalogue_stays_wrong() -> None:
    """What is wrong with a catalogue is said whenever the catalogue is asked, not just at first."""
    found = locations('<nextCatalog catalog="gone.xml"/>')
    for _ in range(2):
        with pytest.raises(Failure, match="the catalogue names it, but it does not exist"):
            found.find("urn:a")
    with pytest.raises(Failure, match="the catalogue names it, but it does not exist"):
        found.read_catalogs()


def test_where_a_file_may_be() -> None:
    """For an address that nothing stands for, the file with the same end is offered."""
    hint = locations().hint("http://schemas.opengis.net/gml/3.2.1/gml.xsd")
    assert hint == (
        "xsd/ogc/gml/3.2.1/gml.xsd may be it: say so in [tool.neto-gen.catalogue] with "
        '"http://schemas.opengis.net/" = "ogc/"'
    )
    assert (
        locations()
        .hint("http://h/other.xsd")
        .startswith("bring it with neto-gen fetch http://h/other.xsd --follow")
    )
