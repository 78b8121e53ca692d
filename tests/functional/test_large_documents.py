"""Documents of which one part is excessive: reading and writing take time in proportion to their size."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import XS, build_and_import

if TYPE_CHECKING:
    from collections.abc import Callable

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def schema(root: str) -> str:
    """Return a schema with all that may occur often in a document."""
    return f"""<xs:schema {XS} xmlns:t="urn:t" targetNamespace="urn:t" elementFormDefault="qualified">
<xs:simpleType name="Names"><xs:list itemType="xs:QName"/></xs:simpleType>
<xs:element name="{root}"><xs:complexType><xs:sequence>
<xs:element name="path" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
<xs:element name="names" type="t:Names" minOccurs="0"/>
<xs:element name="price" type="xs:decimal" default="1" nillable="true" minOccurs="0" maxOccurs="unbounded"/>
<xs:element name="line" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:simpleContent>
<xs:extension base="xs:string"><xs:attribute name="id" type="xs:ID"/><xs:attribute name="of" type="xs:IDREF"/>
<xs:attribute name="key"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
<xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element name="a" type="xs:int"/><xs:element name="b"/></xs:choice>
<xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
<xs:key name="Key"><xs:selector xpath="t:line"/><xs:field xpath="@key"/></xs:key>
<xs:keyref name="Of" refer="t:Key"><xs:selector xpath="t:price"/><xs:field xpath="."/></xs:keyref></xs:element></xs:schema>"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a client of that schema."""
    files = {f"{name}.xsd": schema(name) for name in ("Thing", "ThingResponse")}
    return build_and_import(tmp_path_factory.mktemp("large"), files, dialect="xsd")


def many(text: str) -> Callable[[int], str]:
    """Return what makes the content of a document of so many parts, each with its number."""
    return lambda count: "".join(text.format(number) for number in range(count))


def listed(text: str, *, prefix: str) -> Callable[[int], str]:
    """Return what makes an element with the names of so many namespaces."""

    def content(count: int) -> str:
        declared = "".join(f' xmlns:{prefix}{n}="urn:{n}"' for n in range(count))
        return text.format(declared, " ".join(f"{prefix}{n}:x" for n in range(count)))

    return content


_ATTRIBUTE = ' a{0}=""'
_IN_NAMESPACE = ' xmlns:a{0}="urn:{0}" a{0}:a=""'
CONTENTS: dict[str, Callable[[int], str]] = {
    "a long word": lambda count: f'<path xmlns:p="urn:p">{"a" * 20 * count} p:x</path>',
    "a long word in what is raw": lambda count: f'<p:x xmlns:p="urn:p">{"a-1." * 5 * count} p:x</p:x>',
    "long words": many("<path>b.{0}.aaaaaaaaaaaaaaaaa:</path>"),
    "prefixes that nothing uses": listed("<path{0}/>", prefix="p"),
    "prefixes of elements": many('<p{0}:x xmlns:p{0}="urn:p"/>'),
    "prefixes in a text": listed("<path{0}>{1}</path>", prefix="p"),
    "prefixes in a raw text": listed('<x xmlns="urn:x"{0}>{1}</x>', prefix="p"),
    "names": listed("<names{0}>{1}</names>", prefix="p"),
    "names whose prefixes are not kept": listed("<names{0}>{1}</names>", prefix="ns"),
    "raw elements of one name": many('<x xmlns="urn:x">{0}</x>'),
    "raw elements of two names": many('<x xmlns="urn:x">{0}</x><y xmlns="urn:x"/>'),
    "raw elements with types": many('<x xmlns="urn:x" xsi:type="q:{0}" xmlns:q="urn:x"/>'),
    "raw attributes": lambda count: f'<x xmlns="urn:x"{many(_ATTRIBUTE)(count)}/>',
    "attributes": lambda count: f"<path{many(_ATTRIBUTE)(count)}/>",
    "attributes in namespaces": lambda count: f"<line{many(_IN_NAMESPACE)(count)}/>",
    "elements": many("<z{0}/>"),
    "elements of one name": many("<z/>"),
    "elements in the wrong place": many("<names/>"),
    "values that are none": many("<price>x{0}</price>"),
    "empty elements": many("<price/>"),
    "nil elements": many('<price xsi:nil="true"/><price a="1"/>'),
    "equal keys": many('<line key="1"/>'),
    "keys": many('<line key="{0}"/>'),
    "references": many("<price>{0}</price>"),
    "equal IDs": many('<line key="{0}" id="x"/>'),
    "references to no ID": many('<line key="{0}" of="x{0}"/>'),
    "a choice": many("<a>1</a><b/>"),
    "types of simple elements": many('<path xsi:type="q:T{0}" xmlns:q="urn:q">{0}</path>'),
}


def seconds(package: Any, content: Callable[[int], str], count: int) -> dict[str, float]:
    """Return the processor time of each use of a document, the best of some."""
    thing, error = package.thing.Thing, package.NetoError
    text = f'<Thing xmlns="urn:t" {XSI}>{content(count)}</Thing>'
    uses: dict[str, Callable[[], object]] = {
        "from_xml": lambda: thing.from_xml(text),
        "from_xml, strict": lambda: thing.from_xml(text, strict=True),
    }
    with suppress(error):  # where it can be read and written
        record = thing.from_xml(text)
        uses |= {"to_xml": record.to_xml, "to_json": record.to_json}
        in_json = record.to_json(checked=False)
        uses |= {"from_json": lambda: thing.from_json(in_json)}
    found: dict[str, float] = {}
    for name, use in uses.items():
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            with suppress(error):
                use()
            best = min(best, time.process_time() - start)
        found[name] = best
    return found


@pytest.mark.parametrize("what", CONTENTS)
def test_time_is_in_proportion_to_size(package: Any, what: str) -> None:
    """Eight times as much of anything takes about eight times as long, however it is read or written."""
    small, large = (seconds(package, CONTENTS[what], count) for count in (150, 1_200))
    for use, taken in large.items():
        assert taken < 32 * small[use] + 0.01, (use, small, large)


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("element", ["x", 'x xsi:type="q:a" xmlns:q="urn:q"', "t:path"])
def test_a_document_that_is_too_deep_is_refused(
    package: Any, element: str, strict: bool  # noqa: FBT001 - of pytest
) -> None:
    """A document of very many levels is refused in so many words, however it is read."""
    start, end = f"<{element}>" * 50_000, f"</{element.split(maxsplit=1)[0]}>" * 50_000
    text = f'<t:Thing xmlns:t="urn:t" xmlns="urn:x" {XSI}>{start}{end}</t:Thing>'
    with pytest.raises(package.ResponseError, match="nested too deeply"):
        package.thing.Thing.from_xml(text, strict=strict)
