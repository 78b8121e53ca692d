"""Documents of standards that name a document type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support import build_and_import, schema

if TYPE_CHECKING:
    from pathlib import Path

DOCTYPES = (
    "<!DOCTYPE Score>",
    '<!DOCTYPE Score SYSTEM "{}">',
    '<!DOCTYPE Score PUBLIC "-//Example//DTD Score 4.0//EN" "{}">',
)
ELEMENT = """<xs:element name="{}"><xs:complexType><xs:sequence>
  <xs:element name="Part" type="xs:string" maxOccurs="unbounded"/>
</xs:sequence><xs:attribute name="version"/></xs:complexType></xs:element>"""
FILES = {f"{name}.xsd": schema(ELEMENT.format(name)) for name in ("Score", "ScoreResponse")}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the package of a client that reads such documents."""
    return build_and_import(tmp_path_factory.mktemp("doctypes"), FILES, dialect="xsd")


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_without_declarations_is_skipped(
    client: Any, tmp_path: Path, doctype: str, *, strict: bool, encoding: str
) -> None:
    """The document is read as without it, and the file that it names is not."""
    file = tmp_path / "score.dtd"
    file.write_text('<!ATTLIST Score version CDATA "1.0">', encoding="utf-8")
    start = f'<?xml version="1.0" encoding="{encoding}"?>\n{doctype.format(file.as_uri())}\n'
    document = f'{start}<n:Score xmlns:n="NetoAPI"><Part>A</Part></n:Score>'.encode(encoding)
    found = client.score.Score.from_xml(document, strict=strict)
    assert (found.part, found.version) == (["A"], None)


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_no_entity_is_known(client: Any, tmp_path: Path, doctype: str) -> None:
    """An entity that the named file declares is an error, and never silently left out."""
    file = tmp_path / "score.dtd"
    file.write_text('<!ENTITY a "secret">', encoding="utf-8")
    with pytest.raises(client.ResponseError, match="undefined entity"):
        client.score.Score.from_xml(
            f'{doctype.format(file.as_uri())}<n:Score xmlns:n="NetoAPI"><Part>&a;</Part></n:Score>'
        )


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_declarations_are_refused(client: Any, doctype: str) -> None:
    """A document type that declares something itself is refused, since its meaning would be lost."""
    declares = doctype.replace(">", ' [<!ENTITY a "b">]>').format("http://127.0.0.1:1/score.dtd")
    with pytest.raises(client.ResponseError, match="a document type declaration is not accepted"):
        client.score.Score.from_xml(
            f'{declares}<n:Score xmlns:n="NetoAPI"><Part>A</Part></n:Score>'
        )
