"""Corrections of schemas that vendors write: the same in any spelling, and silent where one is right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from neto_gen.catalogue import Correction, read_catalogue
from neto_gen.contract import read_contract
from neto_gen.contract.corrections import correct, matches
from neto_gen.contract.model import Element, Enumeration, RecordRef, Scalar
from neto_gen.sources import OperationSource, open_folder
from tests.support import build_and_import, pair, root, schema, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from neto_gen.contract.model import Message

CORRECTIONS = read_catalogue().corrections
CALLED = '<xs:element name="RmaID" type="xs:int" minOccurs="0"/>'


def corrected(
    folder: Path, action: str, response: str, corrections: Sequence[Correction] = CORRECTIONS
) -> dict[str, Element]:
    """Return the corrected elements of a response by path, from this schema."""
    files = {**pair(action), f"{action}Response.xsd": response}
    write_files(folder, files)
    contract = read_contract(open_folder(folder, "schemas"), [OperationSource.pair(action)])
    message = correct(contract, corrections).operations[0].response
    return dict(placed(message, 0, message.root.name.untrusted))


def placed(message: Message, index: int, path: str) -> Iterator[tuple[str, Element]]:
    """Yield all elements of a message with their paths, down to a limited depth."""
    for item in message.records[index].content:
        if isinstance(item, Element):
            inner = f"{path}.{item.name.untrusted}"
            held = message.records[item.type.index] if isinstance(item.type, RecordRef) else None
            if held is not None and held.text is not None:
                yield inner, replace(item, type=held.text, default=held.default)
                continue
            yield inner, item
            if isinstance(item.type, RecordRef) and inner.count(".") < 6:
                yield from placed(message, item.type.index, inner)


def response(action: str, record: str, fields: str, more: str = "") -> str:
    """Return the schema of a response with records of this name, which hold these elements in a sequence."""
    held = root(record, fields).replace("<xs:element ", '<xs:element maxOccurs="unbounded" ', 1)
    return schema(root(f"{action}Response", held) + more)


def builtin(element: Element) -> str:
    """Return the built-in type of an element's values."""
    assert isinstance(element.type, Scalar)
    return element.type.builtin


TOTAL = '<xs:element name="RefundedTotal" {} minOccurs="0"/>'
PLAIN = TOTAL.format('type="xs:dateTime"')
# Ways to write that it is a date and time: the elements of the record, and what stands beside them.
SPELLINGS = {
    "as documented": (CALLED + PLAIN, ""),
    "named type": (
        CALLED + TOTAL.format('type="Moment"'),
        (
            '<xs:simpleType name="Moment"><xs:restriction base="xs:dateTime">'
            '<xs:minInclusive value="2000-01-01T00:00:00"/></xs:restriction></xs:simpleType>'
        ),
    ),
    "inline type": (
        CALLED + '<xs:element name="RefundedTotal"><xs:simpleType>'
        '<xs:restriction base="xs:dateTime"/></xs:simpleType></xs:element>',
        "",
    ),
    "choice": (f"<xs:choice>{CALLED}{PLAIN}</xs:choice>", ""),
    "choice in any order": (f'<xs:choice maxOccurs="unbounded">{CALLED}{PLAIN}</xs:choice>', ""),
    "nested sequence": (f'<xs:sequence minOccurs="0">{CALLED}{PLAIN}</xs:sequence>', ""),
    "group": ('<xs:group ref="Parts"/>', f'<xs:group name="Parts"><xs:sequence>{CALLED}{PLAIN}</xs:sequence></xs:group>'),
    "global element": (
        CALLED + '<xs:element ref="RefundedTotal" minOccurs="0"/>',
        '<xs:element name="RefundedTotal" type="xs:dateTime"/>',
    ),
    "attribute beside the value": (
        CALLED + '<xs:element name="RefundedTotal"><xs:complexType><xs:simpleContent>'
        '<xs:extension base="xs:dateTime"><xs:attribute name="zone" type="xs:string"/>'
        "</xs:extension></xs:simpleContent></xs:complexType></xs:element>",
        "",
    ),
    "default": (CALLED + TOTAL.format('type="xs:dateTime" default="2000-01-01T00:00:00"'), ""),
}  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_type_is_corrected_however_it_is_written(tmp_path: Path, spelling: str) -> None:
    """What the documentation took from the vendor's schemas is wrong in these, too, in any style."""
    found = corrected(tmp_path, "GetRma", response("GetRma", "Rma", *SPELLINGS[spelling]))
    total = found["GetRmaResponse.Rma.RefundedTotal"]
    assert total.type == Scalar(builtin="decimal")
    assert total.default is None


def test_a_named_complex_type_is_corrected(tmp_path: Path) -> None:
    """It makes no difference whether a record has a type of its own, or extends one."""
    types = (
        f'<xs:complexType name="Base"><xs:sequence>{CALLED}</xs:sequence></xs:complexType>'
        '<xs:complexType name="Rma"><xs:complexContent><xs:extension base="Base"><xs:sequence>'
        f"{PLAIN}</xs:sequence></xs:extension></xs:complexContent></xs:complexType>"
    )
    held = '<xs:element name="Rma" type="Rma" maxOccurs="unbounded"/>'
    found = corrected(tmp_path, "GetRma", schema(root("GetRmaResponse", held) + types))
    assert builtin(found["GetRmaResponse.Rma.RefundedTotal"]) == "decimal"


@pytest.mark.parametrize("values", [(), ("True", "False"), ("true", "false")])
def test_a_list_of_true_and_false_is_a_boolean(tmp_path: Path, values: tuple[str, ...]) -> None:
    """The vendor writes what the documentation calls a boolean as a list of two texts, too."""
    listed = "".join(f'<xs:enumeration value="{value}"/>' for value in values)
    base = "string" if values else "boolean"
    fields = (
        '<xs:element name="SortOrder"><xs:simpleType>'
        f'<xs:restriction base="xs:{base}">{listed}</xs:restriction></xs:simpleType></xs:element>'
    )
    found = corrected(tmp_path, "GetCategory", response("GetCategory", "Category", fields))
    assert builtin(found["GetCategoryResponse.Category.SortOrder"]) == "integer"


@pytest.mark.parametrize("kind", ["integer", "int", "long", "positiveInteger", "unsignedShort"])
def test_an_integer_of_any_size_is_an_integer(tmp_path: Path, kind: str) -> None:
    """An identifier is a text whatever numbers the schema allows."""
    fields = (
        '<xs:element name="CategoryID" default="1"><xs:simpleType>'
        f'<xs:restriction base="xs:{kind}"><xs:maxInclusive value="99"/></xs:restriction>'
        "</xs:simpleType></xs:element>"
    )
    found = corrected(tmp_path, "GetCategory", response("GetCategory", "Category", fields))
    identifier = found["GetCategoryResponse.Category.CategoryID"]
    assert identifier.type == Scalar(builtin="string", white_space="preserve")
    assert identifier.default is None


@pytest.mark.parametrize("kind", ["decimal", "string", "double", "float"])
def test_a_type_that_the_vendor_has_corrected_stays(tmp_path: Path, kind: str) -> None:
    """Where a schema no longer says what was documented, it has the last word."""
    fields = CALLED + TOTAL.format(f'type="xs:{kind}"')
    found = corrected(tmp_path, "GetRma", response("GetRma", "Rma", fields))
    assert builtin(found["GetRmaResponse.Rma.RefundedTotal"]) == kind


IDS = "GetItemResponse.Item.VariantInventoryIDs"
SKU = '<xs:element name="SKU" type="xs:string" minOccurs="0"/>'
CONTENTS = {
    "sequence": SKU,
    "choice": f"<xs:choice>{SKU}{CALLED}</xs:choice>",
    "choice in any order": f'<xs:choice minOccurs="0" maxOccurs="unbounded">{SKU}{CALLED}</xs:choice>',
    "nested sequences": f'<xs:sequence>{CALLED}</xs:sequence><xs:sequence maxOccurs="2">{SKU}</xs:sequence>',
    "other elements": f'{SKU}<xs:any minOccurs="0" processContents="lax" namespace="##other"/>',
}  # fmt: skip


@pytest.mark.parametrize("content", CONTENTS)
def test_what_no_schema_has_is_added_to_any_content(tmp_path: Path, content: str) -> None:
    """A field that the documentation forgets is there whatever the record is made of, and optional."""
    found = corrected(tmp_path, "GetItem", response("GetItem", "Item", CONTENTS[content]))
    assert builtin(found[IDS]) == "string"
    assert (found[IDS].min_occurs, found[IDS].max_occurs) == (0, None)
    assert builtin(found["GetItemResponse.Item.DefaultPurchasePrice"]) == "decimal"


def test_what_is_added_is_in_the_namespace_of_the_others(tmp_path: Path) -> None:
    """Where elements are qualified, an added one is, too; one that is referred to always is."""
    text = response("GetItem", "Item", SKU)
    qualified = text.replace("<xs:schema ", '<xs:schema elementFormDefault="qualified" ', 1)
    own = '<xs:element name="Brand" type="xs:string"/>'
    mixed = response("GetItem", "Item", f'<xs:element ref="Brand" minOccurs="0"/>{SKU}', own)
    forms = [(text, None), (qualified, "NetoAPI"), (mixed, None)]
    for number, (form, namespace) in enumerate(forms):
        found = corrected(tmp_path / str(number), "GetItem", form)[IDS].namespace
        assert (found and found.untrusted) == namespace


HAS = {
    "a text": ('<xs:element name="VariantInventoryIDs" type="xs:string" minOccurs="0"/>', ""),
    "a list of integers": (
        '<xs:element name="VariantInventoryIDs" type="xs:int" maxOccurs="unbounded"/>',
        "",
    ),
    "another case": ('<xs:element name="variantInventoryIds" type="xs:string"/>', ""),
    "a record": (root("VariantInventoryIDs", '<xs:element name="ID" type="xs:int"/>'), ""),
    "a choice": (
        f'<xs:choice>{SKU}<xs:element name="VariantInventoryIDs" type="xs:int"/></xs:choice>',
        "",
    ),
    "a group": (
        '<xs:group ref="G"/>',
        (
            '<xs:group name="G"><xs:sequence><xs:element name="VariantInventoryIDs" type="xs:int"/>'
            "</xs:sequence></xs:group>"
        ),
    ),
}


@pytest.mark.parametrize("kind", HAS)
def test_nothing_is_added_where_the_vendor_has_it(tmp_path: Path, kind: str) -> None:
    """The vendor's own declaration stands, whatever its type, its place and the case of its name."""
    fields, more = HAS[kind]
    text = response("GetItem", "Item", fields, more)
    only = [c for c in CORRECTIONS if IDS in c.elements]
    found = corrected(tmp_path / "with", "GetItem", text, only)
    assert found == corrected(tmp_path / "without", "GetItem", text, [])
    assert [path.lower() for path in found].count(IDS.lower()) == 1


def test_nothing_is_added_to_a_text(tmp_path: Path) -> None:
    """Where a record has become a text, there is no place for an element."""
    text = schema(root("GetItemResponse", '<xs:element name="Item" type="xs:string"/>'))
    assert [*corrected(tmp_path, "GetItem", text)] == ["GetItemResponse.Item"]


def test_nothing_is_added_to_a_text_among_others(tmp_path: Path) -> None:
    """Nor is there where the order of all elements counts, and only the other addition is made."""
    content = f'<xs:choice maxOccurs="unbounded">{SKU}{CALLED}</xs:choice>'
    item = f'<xs:element name="Item"><xs:complexType>{content}</xs:complexType></xs:element>'
    text = schema(root("GetItemResponse", item))
    addition = meaning(
        "GetItemResponse.Item.SKU.Added", "GetItemResponse.Item.Added", documented={"absent": True}
    )
    start = "GetItemResponse.Item"
    found = corrected(tmp_path, "GetItem", text, [addition])
    assert {*found} == {start, *(f"{start}.{name}" for name in ("SKU", "RmaID", "Added"))}


@pytest.mark.parametrize(
    ("path", "is_meant"),
    [("A.B.C", True), ("A.x.C", True), ("A.B", False), ("A.B.C.D", False), ("A.but.C", False)],
)
def test_the_paths_of_a_correction(path: str, is_meant: bool) -> None:  # noqa: FBT001 - a case
    """A correction is about the paths of its length whose names match, except those it leaves out."""
    assert matches(meaning("A.*.C", but=("*.but.C",)), path) == is_meant


def meaning(*elements: str, **more: Any) -> Correction:
    """Return a correction that applies to these elements."""
    about: dict[str, Any] = {
        "but": (),
        "documented": {"type": "integer"},
        "correct": {"type": "string"},
        "reason": "a test",
        "evidence": "inferred",
    }
    return Correction(elements=elements, **{**about, **more})


PART = '<xs:element name="Name" type="xs:int"/><xs:element name="Part" type="P" minOccurs="0"/>'
CIRCLE = schema(
    root(
        "GetItemResponse",
        '<xs:element name="Part" type="P"/><xs:element name="Other" type="P"/>',
    )
    + f'<xs:complexType name="P"><xs:sequence>{PART}</xs:sequence></xs:complexType>'
)


def test_one_type_in_several_places_is_corrected_in_those_that_are_meant(tmp_path: Path) -> None:
    """A named type comes apart where a correction means one of its places, in circles as well."""
    found = corrected(tmp_path, "GetItem", CIRCLE, [meaning("GetItemResponse.*.Part.Name")])
    kinds = {path.removeprefix("GetItemResponse."): builtin(e) for path, e in found.items() if path.endswith("Name")}  # fmt: skip
    texts = {"Part.Part.Name", "Other.Part.Name"}
    assert kinds == {path: "string" if path in texts else "int" for path in kinds}
    assert len(kinds) > 6


def test_an_element_is_added_in_the_places_that_are_meant(tmp_path: Path) -> None:
    """Added to a record in one place, an element is not in the same record in another."""
    addition = meaning(
        "GetItemResponse.Part.Added", documented={"absent": True}, correct={"type": "date"}
    )
    found = corrected(tmp_path, "GetItem", CIRCLE, [addition])
    assert [path for path in found if path.endswith("Added")] == ["GetItemResponse.Part.Added"]


def test_equal_records_are_one_where_they_are_corrected_alike(tmp_path: Path) -> None:
    """Two places that are both meant have one record, as they would without a correction."""
    found = corrected(tmp_path, "GetItem", CIRCLE, [meaning("GetItemResponse.*.Name")])
    assert found["GetItemResponse.Part"].type != found["GetItemResponse.Part.Part"].type
    names = ("GetItemResponse.Part.Name", "GetItemResponse.Other.Name")
    assert [builtin(found[name]) for name in names] == ["string", "string"]


def test_any_action_of_a_quantity_is_open(tmp_path: Path) -> None:
    """The list of actions is open in the vendor's schema, too, in whatever spelling it lists them."""
    listed = "".join(f'<xs:enumeration value="{value}"/>' for value in ("Set", "Increment"))
    action = (
        f'<xs:element name="Action"><xs:simpleType><xs:restriction base="xs:string">{listed}'
        "</xs:restriction></xs:simpleType></xs:element>"
    )
    request = root("Item", root("WarehouseQuantity", action))
    write_files(tmp_path, pair("UpdateItem", request))
    contract = read_contract(open_folder(tmp_path, "schemas"), [OperationSource.pair("UpdateItem")])
    message = correct(contract, CORRECTIONS).operations[0].request
    assert message is not None
    kind = dict(placed(message, 0, "UpdateItem"))["UpdateItem.Item.WarehouseQuantity.Action"].type
    assert isinstance(kind, Enumeration)
    assert kind.open


@pytest.mark.parametrize("group", ["sequence", "choice", 'choice maxOccurs="unbounded"'])
def test_a_client_sends_and_reads_what_is_corrected_in_a_content_model(
    tmp_path: Path, group: str
) -> None:
    """Where the schema says what goes together, it does not stand in the way of what is corrected."""
    end = group.split(maxsplit=1)[0]
    nested = f'<xs:{group}>{SKU}<xs:sequence minOccurs="0">{{}}</xs:sequence></xs:{end}>'
    many = '<xs:element maxOccurs="unbounded" '
    quantity = root("WarehouseQuantity", '<xs:element name="Quantity" type="xs:int"/>')
    item = root("Item", nested.format(quantity)).replace("<xs:element ", many, 1)
    found = root("Item", nested.format(CALLED)).replace("<xs:element ", many, 1)
    files = {**pair("UpdateItem", item), **pair("GetItem", response=found)}
    module = build_and_import(tmp_path, files)
    sent = (
        "<UpdateItem><Item><WarehouseQuantity><Quantity>1</Quantity></WarehouseQuantity>"
        "<WarehouseQuantity><Quantity>2</Quantity></WarehouseQuantity></Item></UpdateItem>"
    )
    assert module.update_item.UpdateItem.from_xml(sent).to_xml().count(b"<Quantity>") == 2
    answer = (
        "<GetItemResponse><Item><VariantInventoryIDs>7</VariantInventoryIDs><SKU>a</SKU>"
        "<VariantInventoryIDs>8</VariantInventoryIDs><IsVariant>True</IsVariant></Item>"
        "</GetItemResponse>"
    )
    read = module.get_item.GetItemResponse.from_xml(answer)
    assert read.item[0].extra == {}
    written = read.to_xml(checked=False)
    assert written.count(b"<VariantInventoryIDs>") == 2
    assert b"<IsVariant>True</IsVariant>" in written
