"""Keys, unique values and references in strict reading, as libxml2 and xmlschema judge them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.support import build_and_import

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:shop" xmlns:s="urn:shop"
 elementFormDefault="qualified">
<xs:simpleType name="Either"><xs:union memberTypes="xs:int xs:NCName"/></xs:simpleType>
<xs:complexType name="Price"><xs:simpleContent><xs:extension base="xs:decimal"><xs:attribute name="currency"
 default="EUR"/></xs:extension></xs:simpleContent></xs:complexType>
<xs:complexType name="Line"><xs:sequence>
  <xs:element name="Sku" type="xs:token" minOccurs="0" maxOccurs="2"/>
  <xs:element name="Price" type="s:Price" minOccurs="0"/>
  <xs:element name="Day" type="xs:date" minOccurs="0" nillable="true"/>
  <xs:element name="Either" type="s:Either" minOccurs="0"/>
  <xs:element name="Words" type="xs:NMTOKENS" minOccurs="0"/>
</xs:sequence><xs:attribute name="no" type="xs:integer"/><xs:attribute name="kind" type="xs:string"/></xs:complexType>
<xs:complexType name="Order"><xs:sequence>
  <xs:element name="Line" type="s:Line" minOccurs="0" maxOccurs="unbounded"/>
  <xs:choice minOccurs="0" maxOccurs="unbounded">
    <xs:element name="Note"><xs:complexType><xs:attribute name="line" type="xs:decimal"/></xs:complexType></xs:element>
    <xs:element name="Flag" type="xs:boolean"/>
  </xs:choice>
  <xs:element name="Inner" minOccurs="0" maxOccurs="unbounded" type="s:Order"><xs:unique name="{inner}">
    <xs:selector xpath="{selector}"/><xs:field xpath="{field}"/></xs:unique></xs:element>
</xs:sequence></xs:complexType>
<xs:element name="Thing" type="s:Order">{constraints}</xs:element>
</xs:schema>"""
CONSTRAINTS = {
    "key of an attribute": '<xs:key name="K"><xs:selector xpath="s:Line"/><xs:field xpath="@no"/></xs:key>',
    "two fields": '<xs:key name="K"><xs:selector xpath="s:Line"/><xs:field xpath="@no"/><xs:field xpath="@kind"/></xs:key>',
    "at all levels": '<xs:unique name="K"><xs:selector xpath=".//s:Line"/><xs:field xpath="s:Sku"/></xs:unique>',
    "texts": '<xs:unique name="K"><xs:selector xpath="s:Line/s:Sku"/><xs:field xpath="."/></xs:unique>',
    "simple content": '<xs:unique name="K"><xs:selector xpath="s:Line"/><xs:field xpath="s:Price"/></xs:unique>',
    "a default": '<xs:unique name="K"><xs:selector xpath="s:Line/s:Price"/><xs:field xpath="@currency"/></xs:unique>',
    "days": '<xs:unique name="K"><xs:selector xpath="s:Line"/><xs:field xpath="s:Day"/></xs:unique>',
    "unions": '<xs:unique name="K"><xs:selector xpath="s:Line"/><xs:field xpath="s:Either"/></xs:unique>',
    "lists": '<xs:unique name="K"><xs:selector xpath="s:Line"/><xs:field xpath="s:Words"/></xs:unique>',
    "alternatives": '<xs:unique name="K"><xs:selector xpath="s:Line|s:Inner/s:Line"/><xs:field xpath="@no|s:Sku"/></xs:unique>',
    "any name": '<xs:unique name="K"><xs:selector xpath="*"/><xs:field xpath="@*"/></xs:unique>',
    "a record": '<xs:unique name="K"><xs:selector xpath="s:Inner"/><xs:field xpath="s:Line"/></xs:unique>',
    "a reference": (
        '<xs:key name="K"><xs:selector xpath="s:Line"/><xs:field xpath="@no"/></xs:key>'
        '<xs:keyref name="R" refer="s:K"><xs:selector xpath=".//s:Note"/><xs:field xpath="@line"/></xs:keyref>'
    ),
    "a reference to what is inside": (
        '<xs:keyref name="R" refer="s:InnerNo"><xs:selector xpath="s:Line"/><xs:field xpath="@no"/></xs:keyref>'
    ),
}


class Client(NamedTuple):
    """The root of a client, its error, and two judges of documents."""

    root: Any
    error: type[Exception]
    judges: tuple[Callable[[Any], bool], Callable[[Any], bool]]

    def problem(self, text: str) -> str:
        """Return why strict reading refuses a document, "" if it does not."""
        try:
            self.root.from_xml(text, strict=True)
        except self.error as error:
            return str(error)
        return ""


CLIENTS: dict[str, Client] = {}


@pytest.fixture(scope="module", autouse=True)
def _clients(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Build a client for each kind of constraint."""
    folder = tmp_path_factory.mktemp("clients")
    files: dict[str, str] = {}
    for number, constraints in enumerate(CONSTRAINTS.values()):
        text = SCHEMA.format(
            constraints=constraints, inner="InnerNo", selector="s:Line", field="@no"
        )
        own = text.replace("urn:shop", f"urn:shop{number}")
        for name in (f"Add{number}", f"Add{number}Response"):
            files[f"{name}.xsd"] = own.replace('"Thing"', f'"{name}"')
    package = build_and_import(folder, files, dialect="xsd")
    for number, kind in enumerate(CONSTRAINTS):
        text = files[f"Add{number}.xsd"]
        root = getattr(getattr(package, f"add{number}"), f"Add{number}")
        libxml2 = etree.XMLSchema(etree.fromstring(text)).validate
        # xmlschema 4.3 fails with a KeyError if no element has the key that is referred to.
        is_inside = kind == "a reference to what is inside"
        judges = libxml2, libxml2 if is_inside else xmlschema.XMLSchema10(text).is_valid
        CLIENTS[kind] = Client(root, package.ResponseError, judges)


def document(number: int, seed: int, deepest: int = 2) -> str:
    """Return a random document that is valid but for the constraints."""
    draw = random.Random(seed)  # noqa: S311 - documents, not secrets

    def some(*parts: str) -> str:
        return "".join(part for part in parts if draw.random() < 0.5)

    def number_() -> str:
        return draw.choice(["1", "2", "3", "01", "+2", "4"])

    def line() -> str:
        skus = "".join(
            f"<Sku>{draw.choice(['a', 'b', ' a ', 'c'])}</Sku>" for _ in range(draw.randint(0, 2))
        )
        currency = some(' currency="EUR"')
        price = f"<Price{currency}>{draw.choice(['1', '1.0', '2', '+2'])}</Price>"
        days = ("2026-01-31", "2026-01-31Z", "2026-01-31+00:00", "2026-02-01")
        day = draw.choice([*(f"<Day>{day}</Day>" for day in days), '<Day xsi:nil="true"/>'])
        either = f"<Either>{draw.choice(['1', '01', 'a', 'b'])}</Either>"
        words = f"<Words>{draw.choice(['a b', 'a  b', 'b a', 'c'])}</Words>"
        own = some(f' no="{number_()}"', draw.choice([' kind="a"', ' kind="b"']))
        return f"<Line{own}>{skus}{some(price, day, either, words)}</Line>"

    def order(level: int) -> str:
        notes = [f'<Note line="{number_()}.0"/>'.replace("+2.0", "2"), "<Note/>", "<Flag>1</Flag>"]
        inner = [
            f"<Inner>{order(level + 1)}</Inner>" for _ in range(draw.randint(0, deepest - level))
        ]
        lines = [line() for _ in range(draw.randint(0, 3))]
        return "".join(lines + draw.choices(notes, k=draw.randint(0, 2)) + inner)

    name = f"Add{number}"
    return (
        f'<{name} xmlns="urn:shop{number}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{order(0)}</{name}>"
    )


@pytest.mark.parametrize("kind", CONSTRAINTS)
@given(seed=st.integers(0, 1 << 32))
def test_constraints_are_judged_as_by_other_validators(kind: str, seed: int) -> None:
    """A document is refused if both of two other validators refuse it, and accepted if both accept it."""
    client = CLIENTS[kind]
    # Validators do not agree on a key of an element that an element inside it has, too.
    deepest = 1 if kind == "a reference to what is inside" else 2
    text = document([*CONSTRAINTS].index(kind), seed, deepest)
    found = {bool(judge(etree.fromstring(text))) for judge in client.judges}
    problem = client.problem(text)
    if len(found) == 1:
        assert (not problem) in found, (problem, text)
