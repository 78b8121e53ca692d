"""The schemas of the W3C that come with neto-gen: whoever imports their namespaces needs no file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from neto_gen.contract.xsd.document import XML_NAMESPACE, XML_SCHEMA, SchemaDocument, parse

if TYPE_CHECKING:
    from collections.abc import Collection

_FOLDER: Final = Path(__file__).parents[1] / "w3c"
PROVIDED: Final = {
    XML_NAMESPACE: ("xml.xsd",),
    "http://www.w3.org/1999/xlink": ("xlink.xsd", "xlink-groups.xsd"),
    "http://www.w3.org/2000/09/xmldsig#": ("xmldsig-core-schema.xsd",),
    "http://www.w3.org/2009/xmldsig11#": ("xmldsig11-schema.xsd",),
    "http://www.w3.org/2001/04/xmlenc#": ("xenc-schema.xsd",),
    "http://www.w3.org/2009/xmlenc11#": ("xenc-schema-11.xsd",),
    "http://www.w3.org/2001/XMLSchema-instance": ("XMLSchema-instance.xsd",),
    "http://schemas.xmlsoap.org/soap/envelope/": ("soap-envelope-1.1.xsd",),
    "http://www.w3.org/2003/05/soap-envelope": ("soap-envelope-1.2.xsd",),
    "http://www.w3.org/2005/08/addressing": ("ws-addr.xsd",),
    "http://www.w3.org/2001/XInclude": ("XInclude.xsd",),
    "http://www.w3.org/2004/08/xop/include": ("xop-include.xsd",),
    "http://www.w3.org/2005/05/xmlmime": ("xmlmime.xsd",),
    XML_SCHEMA: ("XMLSchema.xsd",),
}
"""The files of each namespace: the usual one, and others that define it otherwise."""


def provided(namespace: str, names: Collection[str] = ()) -> SchemaDocument:
    """Return the schema of a namespace that defines most of these names.

    Its name is the namespace, which cannot clash with a file's.
    """
    found = (
        parse(namespace, (_FOLDER / file).read_bytes(), f"neto_gen/w3c/{file}")
        for file in PROVIDED[namespace]
    )
    return max(found, key=lambda document: len(_defined(document).intersection(names)))


def _defined(document: SchemaDocument) -> set[str]:
    return {element.attributes.get("name", "") for element in document.root.schema_children()}
