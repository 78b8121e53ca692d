"""Names of the API as names of Python."""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_gen.contract.schema_text import SchemaText
from neto_gen.files.paths import fault
from neto_gen.python import names, reserved

if TYPE_CHECKING:
    from neto_gen.python.code import Code

# Names that XML allows, letters of all languages among them.
xml_names = st.from_regex(r"[A-Za-zÀ-ɏ_ª-ºͰ-Ͻἀ-῿\u2102-\u2113⺀-〇ﬀ-ﬆ][\w.\-]{0,8}", fullmatch=True)


@pytest.mark.parametrize(
    ("wire", "field"),
    [
        ("AllocatedTo", "allocated_to"),
        ("LogID", "log_id"),
        ("SKU", "sku"),
        ("ID", "id"),
        ("Id", "id"),
        ("eBay", "ebay"),
        ("eBayUsername", "ebay_username"),
        ("eBayProductIDs", "ebay_product_ids"),
        ("eBayProductIDValue", "ebay_product_id_value"),
        ("acc_account_ref", "acc_account_ref"),
        ("DEFAULTCOUNTRY", "defaultcountry"),
        ("GST_INC_CPANEL", "gst_inc_cpanel"),
        ("ShipPOBox", "ship_po_box"),
        ("HSTariffNumber", "hs_tariff_number"),
        ("SEOPageURL", "seo_page_url"),
        ("UPC1", "upc1"),
        ("BillStreetLine1", "bill_street_line1"),
        ("Misc01", "misc01"),
        ("ExportedToWMS", "exported_to_wms"),
        ("NzGstExempt", "nz_gst_exempt"),
        ("Status", "status"),
        ("Straße", "straße"),
        ("ﬁrstName", "first_name"),
        ("Order.Line-Item", "order_line_item"),
        ("class", "class_"),
        ("None", "none"),
        ("Date", "date_"),
        ("Extra", "extra_"),
        ("Errors", "errors_"),
        ("Type", "type"),
        ("_", "element"),
        ("_1", "element_1"),
    ],
)
def test_fields(wire: str, field: str) -> None:
    """A field is called as its element, in snake_case, with a line below where the name is taken."""
    assert names.field_name(SchemaText(wire)) == field


@pytest.mark.parametrize(
    ("value", "member"),
    [
        ("Require Recontact", "REQUIRE_RECONTACT"),
        ("FullyPaid", "FULLY_PAID"),
        ("OrderLine.eBay.DatePaid", "ORDER_LINE_EBAY_DATE_PAID"),
        ("True", "TRUE"),
        ("1", "VALUE_1"),
        ("", "EMPTY"),
        ("+", "PLUS_SIGN"),
        ("<=", "LESS_THAN_SIGN_EQUALS_SIGN"),
        ("__class__", "CLASS"),
        ("mro", "MRO"),
    ],
)
def test_members(value: str, member: str) -> None:
    """A member of an enumeration is called as its value, in capitals."""
    assert names.member_name(SchemaText(value)) == member


@pytest.mark.parametrize(
    ("path", "taken", "name"),
    [
        (["A", "CustomerLog"], [], "CustomerLog"),
        (["A", "CustomerLog"], ["CustomerLog"], "ACustomerLog"),
        (["Messages", "Warning"], [], "MessagesWarning"),
        (["Warning"], [], "Warning_"),
        (["A", "Decimal"], [], "ADecimal"),
        (["A", "None"], [], "ANone"),
        (["A", "customer_log"], [], "CustomerLog"),
        (["A", "B", "C"], ["C", "BC", "ABC"], "ABC_"),
        (["A", "eBayItem"], [], "EBayItem"),
        (["A", "1st"], [], "Element_1st"),
    ],
)
def test_classes(path: list[str], taken: list[str], name: str) -> None:
    """A class is called as its element, with the elements around it where that is taken."""
    assert names.free_class_name(path, taken) == name


def test_names_that_collide_are_spelled_out() -> None:
    """Of two elements whose fields would have one name, the first by code point keeps it."""
    elements = [SchemaText("Id"), SchemaText("ID")]
    for order in (elements, elements[::-1]):
        found = names.unique((text, names.field_name(text)) for text in order)
        assert found == {SchemaText("ID"): "id", SchemaText("Id"): "id_Id"}


@given(st.lists(xml_names, unique=True, max_size=6))
def test_any_names_make_distinct_identifiers(wire_names: list[str]) -> None:
    """Whatever the names of a record's elements, its fields have distinct names that Python takes."""
    texts = [SchemaText(name) for name in wire_names]
    found = names.unique((text, names.field_name(text)) for text in texts)
    assert len({*found.values()}) == len(texts)
    assert all(name.isidentifier() and not keyword.iskeyword(name) for name in found.values())
    assert not {*found.values()} & reserved.field_names()


@given(st.lists(st.text(max_size=6), unique=True, max_size=6))
def test_any_values_make_distinct_members(values: list[str]) -> None:
    """Whatever the values of an enumeration, its members have distinct names that Python takes."""
    texts = [SchemaText(value) for value in values]
    found = names.unique((text, names.member_name(text)) for text in texts)
    assert len({*found.values()}) == len(texts)
    assert all(name.isidentifier() and not name.startswith("_") for name in found.values())


@given(st.lists(xml_names, min_size=1, max_size=3))
def test_any_path_makes_a_class_name(path: list[str]) -> None:
    """Whatever the names of elements, classes have names that Python takes."""
    taken: set[Code] = set()
    for _ in range(3):
        name = names.free_class_name(path, taken)
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert name not in taken | reserved.class_names()
        taken.add(name)


@pytest.mark.parametrize("name", ["Con", "NUL", "aux", "Prn", "Com1", "LPT9", "LPT¹"])
def test_a_module_that_windows_cannot_hold_gets_another_name(name: str) -> None:
    """An operation that is called as a device of Windows has a line below in its module's name."""
    module = names.module_name(SchemaText(name))
    assert module.endswith("_")
    assert fault(f"{module}.py") is None
    assert fault(f"{module.removesuffix('_')}.py") == "is the name of a device on Windows"


@pytest.mark.parametrize("text", ["\u200c", "a\u200db", "A\u00adB", "\u2060x"])
def test_a_name_holds_no_character_that_nobody_sees(text: str) -> None:
    """What some versions of Python allow in names and no reviewer sees is left out."""
    made = [names.member_name(SchemaText(text)), names.field_name(SchemaText(text))]
    assert all(str(name).isprintable() for name in made)
