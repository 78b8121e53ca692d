"""The operations that are written in every style.

Between them they have deep nesting, repeated elements, facets of all sorts, documentation, equal
structures at several places, and equal names with different content.
"""

from __future__ import annotations

from typing import Final

from tests.styles.contract import (
    MANY,
    Attribute,
    Branch,
    Leaf,
    Operation,
    Simple,
    number,
    one_of,
    text,
)

STRING: Final = Simple("string")
DATE: Final = Simple("date")
DATE_TIME: Final = Simple("dateTime")
ADDRESS_OF_PAGE: Final = Simple("anyURI")
TRUTH: Final = one_of("True", "False")

MESSAGE: Final = (Leaf("Message", STRING), Leaf("SeverityCode", STRING))
ENVELOPE: Final = (
    Leaf("CurrentTime", STRING),
    Leaf("Ack", one_of("Error", "Warning", "Success")),
    Branch(
        "Messages",
        (
            Branch("Error", (*MESSAGE, Leaf("Description", STRING)), maximum=MANY),
            Branch("Warning", MESSAGE, maximum=MANY),
        ),
    ),
)

LOG: Final = Branch(
    "CustomerLog",
    (
        Leaf("AllocatedTo", text(255)),
        Leaf("FollowUpType", text(50)),
        Leaf("Username", text(25)),
        Leaf("CustomerName", text(100)),
        Leaf("LastContacted", DATE_TIME),
        Leaf("DateRequiredFollowUp", DATE_TIME),
        Leaf("Status", one_of("Require Recontact", "Recontacting", "Completed")),
        Leaf("Notes", STRING),
    ),
    maximum=MANY,
)
# The contract of schemas/AddCustomerLog.xsd and schemas/AddCustomerLogResponse.xsd.
ADD_CUSTOMER_LOG: Final = Operation(
    "AddCustomerLog",
    Branch("AddCustomerLog", (Branch("CustomerLogs", (LOG,)),)),
    Branch(
        "AddCustomerLogResponse",
        (Branch("CustomerLog", (Leaf("LogID", number()),), maximum=MANY), *ENVELOPE),
    ),
)

# Address stands in two branches. Status is an enumeration in one place and a text in another, and
# Option a value in one place and a record in another.
ADDRESS: Final = Branch(
    "Address",
    (
        Leaf("Name", text(50, least=1), minimum=1),
        Branch(
            "Street",
            (Leaf("Line", text(255), maximum=3), Leaf("City", text(50)), Leaf("State", text(50))),
            minimum=1,
        ),
        Leaf("PostCode", text(10), documentation="As it is written in the country."),
        Leaf("Country", text(length=2), documentation="Two letters, as in ISO 3166."),
    ),
    meaning="Where a person or a company is.",
)
OPTION: Final = Branch(
    "Option",
    (Leaf("Name", STRING, minimum=1), Leaf("Value", STRING, maximum=4)),
    maximum=5,
)
ORDER_LINE: Final = Branch(
    "OrderLine",
    (
        Leaf("SKU", text(25), minimum=1),
        Leaf("Quantity", number(minInclusive=1, maxInclusive=9999)),
        Leaf("UnitPrice", number("decimal", minInclusive=0, fractionDigits=2)),
        Leaf("Discount", number("decimal", maxExclusive=100)),
        Leaf("Status", text(20)),
        Branch("Options", (OPTION, Leaf("Gift", TRUTH))),
    ),
    minimum=1,
    maximum=MANY,
    meaning="One article, and how many of it.\n\nNever two lines of one.",
)
ORDER: Final = Branch(
    "Order",
    (
        Leaf("OrderID", text(15), documentation='Yours, such as "N1000" & the like.'),
        Leaf("Email", text(100), minimum=1),
        Leaf("Status", one_of("New", "On Hold", "Pack", "N/A"), minimum=1),
        Leaf("DatePlaced", DATE_TIME),
        Leaf("DateRequired", DATE),
        Leaf("OnHold", TRUTH),
        Leaf("Signature", Simple("boolean")),
        Branch("Billing", (ADDRESS, Leaf("Phone", text(30)))),
        Branch(
            "Shipping",
            (ADDRESS, Leaf("Phone", text(30)), Leaf("Method", text(150))),
            documentation="Left out when it is sent to the billing address.",
        ),
        Branch("OrderLines", (ORDER_LINE,)),
        Leaf("Option", text(40), maximum=MANY),
    ),
    maximum=MANY,
    documentation="An order to make.",
)
ADD_ORDER: Final = Operation(
    "AddOrder",
    Branch("AddOrder", (ORDER,), meaning="What AddOrder takes."),
    Branch(
        "AddOrderResponse",
        (
            Branch(
                "Order",
                (Leaf("OrderID", STRING, minimum=1), Leaf("Status", STRING)),
                maximum=MANY,
            ),
            *ENVELOPE,
        ),
    ),
)

# Category stands in Category, and Image in Image, each time with other content.
FILTER: Final = Branch(
    "Filter",
    (
        Leaf("SKU", text(25), maximum=MANY),
        Leaf("IsActive", TRUTH, maximum=2),
        Leaf("DateAddedFrom", DATE_TIME),
        Leaf("Page", number("nonNegativeInteger")),
        Leaf("Limit", number("positiveInteger", maxInclusive=10000)),
        Leaf(
            "OutputSelector",
            one_of("ParentSKU", "ID", "Brand", "Images", "DefaultPrice"),
            minimum=1,
            maximum=MANY,
            documentation="Which fields of an item come back.",
        ),
    ),
    minimum=1,
)
CATEGORY_PARTS: Final = (Leaf("CategoryID", number("int")), Leaf("Name", text(100)))
CATEGORY: Final = Branch(
    "Category",
    (*CATEGORY_PARTS, Branch("Category", CATEGORY_PARTS, maximum=MANY)),
    maximum=MANY,
)
SIZE: Final = Branch(
    "Image",
    (Leaf("Width", number("unsignedShort")), Leaf("URL", ADDRESS_OF_PAGE)),
    maximum=MANY,
)
IMAGE: Final = Branch(
    "Image",
    (Leaf("Name", STRING), Leaf("URL", ADDRESS_OF_PAGE), Branch("Sizes", (SIZE,))),
    maximum=MANY,
    meaning="A picture of the item.",
)
FOUND_ITEM: Final = Branch(
    "Item",
    (
        Leaf("ID", number("long")),
        Leaf("SKU", STRING, minimum=1),
        Leaf("Brand", Simple("token")),
        Leaf("DefaultPrice", number("decimal", totalDigits=10, fractionDigits=2)),
        Leaf("Rating", Simple("double")),
        Branch("Categories", (CATEGORY,)),
        Branch("Images", (IMAGE,)),
    ),
    maximum=MANY,
)
GET_ITEM: Final = Operation(
    "GetItem",
    Branch("GetItem", (FILTER,)),
    Branch("GetItemResponse", (FOUND_ITEM, *ENVELOPE)),
)

# Attributes beside elements, beside values, and alone.
PRICE: Final = Leaf(
    "Price",
    number("decimal", minInclusive=0),
    maximum=MANY,
    attributes=(
        Attribute("currency", one_of("AUD", "NZD", "USD"), required=True),
        Attribute("group", text(20), documentation="Whom it is for."),
        Attribute("quantity", number(minInclusive=1)),
    ),
)
DESCRIPTION: Final = Leaf(
    "Description", STRING, attributes=(Attribute("language", Simple("language")),)
)
LINK: Final = Branch(
    "Image",
    (),
    maximum=MANY,
    attributes=(
        Attribute("url", ADDRESS_OF_PAGE, required=True),
        Attribute("position", number("unsignedByte")),
    ),
)
STOCK: Final = Branch(
    "Stock",
    (Leaf("Quantity", number(), minimum=1), Leaf("Bin", text(8), maximum=2)),
    attributes=(
        Attribute("warehouse", text(30), required=True),
        Attribute("mode", one_of("set", "add", "subtract")),
    ),
    documentation="How many there are.",
)
ITEM: Final = Branch(
    "Item",
    (
        Leaf("Name", text(255)),
        PRICE,
        Branch("Sale", (PRICE, Leaf("Until", DATE))),
        DESCRIPTION,
        Branch("Images", (LINK,)),
        STOCK,
    ),
    minimum=1,
    maximum=MANY,
    attributes=(
        Attribute("sku", text(25), required=True, documentation="Of the item."),
        Attribute("active", Simple("boolean")),
        Attribute("changed", DATE_TIME),
        Attribute("weight", number("decimal", minExclusive=0)),
    ),
)
UPDATE_ITEM: Final = Operation(
    "UpdateItem",
    Branch("UpdateItem", (ITEM,), attributes=(Attribute("version", text(10)),)),
    Branch(
        "UpdateItemResponse",
        (Branch("Item", (), maximum=MANY, attributes=(Attribute("sku", STRING),)), *ENVELOPE),
    ),
)

OPERATIONS: Final = {
    operation.action: operation
    for operation in (ADD_CUSTOMER_LOG, ADD_ORDER, GET_ITEM, UPDATE_ITEM)
}
