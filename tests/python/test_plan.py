"""From the contract to what the templates print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from neto_gen.contract.model import (
    Contract,
    Element,
    Enumeration,
    Facets,
    Message,
    Operation,
    Record,
    RecordRef,
    Scalar,
)
from neto_gen.contract.resolve.canonical import canonical
from neto_gen.contract.schema_text import SchemaText
from neto_gen.python import plan_package
from tests.support import NETO, build_and_import, pair

if TYPE_CHECKING:
    from pathlib import Path

    from neto_gen.python.methods import MethodView
    from neto_gen.python.package import EnvelopeView, FieldView, OperationView

TEXT = Scalar(builtin="string", white_space="preserve")


@dataclass(frozen=True)
class Held:
    """An element together with the record that it holds, if it holds one."""

    element: Element
    record: Group | None


@dataclass(frozen=True)
class Group:
    """A record, with all below it."""

    name: str
    fields: tuple[Held, ...]


def element(
    name: str,
    found: Scalar | Enumeration | Group = TEXT,
    occurs: tuple[int, int | None] = (0, 1),
) -> Held:
    """Return an element, by default a text that may be left out."""
    return Held(
        Element(
            name=SchemaText(name),
            namespace=None,
            type=RecordRef(0) if isinstance(found, Group) else found,
            min_occurs=occurs[0],
            max_occurs=occurs[1],
        ),
        found if isinstance(found, Group) else None,
    )


def record(name: str, *fields: Held) -> Group:
    """Return a record, by default of one text."""
    return Group(name, fields or (element("Name"),))


def message(root: Group, file: str) -> Message:
    """Return the message with this root."""
    groups = [root]
    records: list[Record] = []
    for group in groups:  # grows on the way
        content: list[Element] = []
        for held in group.fields:
            if held.record is None:
                content.append(held.element)
            else:
                content.append(replace(held.element, type=RecordRef(len(groups))))
                groups.append(held.record)
        records.append(Record(name=SchemaText(group.name), content=tuple(content)))
    namespace = SchemaText("NetoAPI")
    return Message(records=canonical(records), namespace=namespace, files=(file,))


def values(*texts: str) -> Enumeration:
    """Return an enumeration of these values."""
    return Enumeration(builtin="string", values=tuple(map(SchemaText, texts)))


def operation(
    action: str = "AddThing", request: Group | None = None, response: Group | None = None
) -> Operation:
    """Return an operation with this request and this response."""
    return Operation(
        name=SchemaText(action),
        request=message(request or record(action), f"{action}.xsd"),
        response=message(response or record(f"{action}Response"), f"{action}Response.xsd"),
    )


def plan(request: Group | None = None, response: Group | None = None) -> OperationView:
    """Return the view of an operation with this request and this response."""
    contract = Contract(operations=(operation(request=request, response=response),))
    return plan_package(contract, NETO).operations[0]


def method_of(view: OperationView) -> MethodView:
    """Return the method of the clients for an operation."""
    assert view.method is not None
    return view.method


def envelope_of(view: OperationView) -> EnvelopeView | None:
    """Return how the response of an operation reports success."""
    assert view.response.root is not None
    return view.response.root.envelope


def request_field(found: Held) -> FieldView:
    """Return the view of an element of a request."""
    sent = plan(request=record("AddThing", found)).request
    assert sent is not None
    return sent.fields[0]


def class_names(view: OperationView) -> list[str]:
    """Return the classes of a module, those of records first."""
    return [*(r.class_name for r in view.records), *(e.class_name for e in view.enumerations)]


@pytest.mark.parametrize(
    ("builtin", "annotation"),
    [
        ("string", "str"),
        ("token", "str"),
        ("anyURI", "str"),
        ("integer", "int"),
        ("unsignedByte", "int"),
        ("decimal", "Decimal"),
        ("float", "float"),
        ("double", "float"),
        ("boolean", "bool"),
        ("dateTime", "datetime"),
        ("date", "date"),
    ],
)
def test_types_of_values(builtin: str, annotation: str) -> None:
    """Each built-in type has the type of Python that one expects."""
    assert request_field(element("A", Scalar(builtin=builtin))).value_annotation == annotation


@pytest.mark.parametrize(
    ("occurs", "annotation"),
    [
        ((0, 1), "int | None"),
        ((1, 1), "int"),
        ((0, None), "_f.List[int]"),
        ((1, 5), "_f.List[int]"),
    ],
)
def test_types_of_fields(occurs: tuple[int, int | None], annotation: str) -> None:
    """What may be left out may be None, and what repeats is a list."""
    assert request_field(element("A", Scalar(builtin="int"), occurs)).annotation == annotation


def test_only_requests_must_have_what_is_required() -> None:
    """A required element of a response may be None: stores leave out what they promise."""
    view = plan(
        request=record("AddThing", element("A", occurs=(1, 1))),
        response=record("AddThingResponse", element("A", occurs=(1, 1))),
    )
    assert view.request is not None
    assert view.request.fields[0].annotation == "str"
    assert view.response.fields[0].annotation == "str | None"


def test_true_and_false_are_a_boolean() -> None:
    """An enumeration of True and False is a bool and no class; with another value it is a class."""
    assert request_field(element("A", values("True", "False"))).annotation == "bool | None"
    assert request_field(element("A", values("True", "False", ""))).value_annotation == "A"


@pytest.mark.parametrize(
    ("scalar", "occurs", "said"),
    [
        (Scalar(builtin="string", facets=Facets(length=3)), (0, 1), "text, exactly 3 characters"),
        (
            Scalar(builtin="string", facets=Facets(min_length=2, max_length=1000)),
            (1, 1),
            "text, at least 2 characters, at most 1,000 characters, required",
        ),
        (Scalar(builtin="date"), (0, None), "date, any number"),
        (Scalar(builtin="date"), (0, 7), "date, up to 7"),
    ],
)
def test_limits_are_documented(scalar: Scalar, occurs: tuple[int, int | None], said: str) -> None:
    """The documentation of a field says what it holds and what limits it."""
    assert request_field(element("Code", scalar, occurs)).about == said


def test_documentation_of_the_schema_follows() -> None:
    """What the schema says of an element stands below its field, and nothing where it is silent."""
    documented = replace(element("Code").element, documentation=SchemaText("Says\n   who."))
    said = '"""`Code`: text.\n\n    Says who.\n    """'
    assert request_field(Held(documented, None)).docstring == said
    assert request_field(element("Code")).docstring == ""


@pytest.mark.parametrize(
    ("name", "facets", "said"),
    [
        ("Code", Facets(max_length=25), '"""`Code`: text, at most 25 characters."""'),
        (
            "Code",
            Facets(patterns=(SchemaText("[A-Z]"),)),
            '"""`Code`: text, of the form `[A-Z]`."""',
        ),
        ("OrderLineID", Facets(), ""),
        ("acc_account_ref", Facets(), ""),
        ("größe-in-cm", Facets(), '"""`größe-in-cm`: text."""'),
    ],
)
def test_what_editors_show_of_a_field(name: str, facets: Facets, said: str) -> None:
    """Below a field stands what its name and type do not say: limits, and a name not to be guessed."""
    found = request_field(element(name, Scalar(builtin="string", facets=facets)))
    assert found.docstring == said


def test_classes_are_called_as_their_elements() -> None:
    """A class is called as its element; the request comes first, then what is nearer to a root."""
    view = plan(
        request=record("AddThing", element("Things", record("Things", element("Thing", TEXT)))),
        response=record("AddThingResponse", element("Things", record("Things", element("B")))),
    )
    assert class_names(view) == [
        "AddThing",
        "Things",
        "AddThingResponse",
        "AddThingResponseThings",
    ]


def test_equal_records_share_a_class() -> None:
    """Elements of one name that hold the same are one class, wherever they are."""
    item = element("Item", record("Item"))
    view = plan(
        request=record("AddThing", element("A", record("A", item)), element("B", record("B", item)))
    )
    assert class_names(view) == ["AddThing", "A", "Item", "B", "AddThingResponse"]


def test_enumerations_of_one_name_keep_their_values() -> None:
    """Enumerations of one name with different values are different classes."""
    view = plan(
        request=record("AddThing", element("Status", values("one"))),
        response=record("AddThingResponse", element("Status", values("two"))),
    )
    assert [(e.class_name, e.members) for e in view.enumerations] == [
        ("Status", (("ONE", '"one"'),)),
        ("AddThingResponseStatus", (("TWO", '"two"'),)),
    ]


def test_a_value_that_is_listed_twice_is_one_member() -> None:
    """A value that a schema repeats is one member, in the place where it comes first."""
    (enumeration,) = plan(
        request=record("AddThing", element("A", values("b", "a", "b")))
    ).enumerations
    assert [literal for _, literal in enumeration.members] == ['"b"', '"a"']


def test_a_request_that_is_a_list_can_be_made_from_one() -> None:
    """Where single elements lead down to one that repeats, the method takes several of it, or one."""
    view = plan(
        request=record(
            "AddThing",
            element("Things", record("Things", element("Thing", record("Thing"), (0, None)))),
        )
    )
    assert method_of(view).argument == "thing"
    assert method_of(view).parameter == "thing: Many[_add_thing.Thing, _add_thing.AddThing]"
    assert method_of(view).batches is not None
    assert view.request is not None
    assert view.request.decorator == (
        '_f.document("AddThing", namespace="NetoAPI", items=("things", "thing"))'
    )


@pytest.mark.parametrize(
    "fields",
    [
        (element("A", record("A"), (0, None)), element("B")),
        (element("A", TEXT, (0, None)),),
        (element("A", record("A", element("B"), element("C"))), element("D")),
    ],
)
def test_any_other_request_is_given_whole(fields: tuple[Held, ...]) -> None:
    """Where a request holds more than a list of records, the method takes the request."""
    view = plan(request=record("AddThing", *fields))
    assert method_of(view).parameter == "request: _add_thing.AddThing"


def test_a_request_that_is_one_record() -> None:
    """Where a request holds nothing but a record, the method takes that record, too."""
    view = plan(request=record("AddThing", element("A", record("A", element("B"), element("C")))))
    assert method_of(view).parameter == "a: _add_thing.A | _add_thing.AddThing"


def test_an_empty_request_need_not_be_given() -> None:
    """Where a request holds nothing, the method can be called without it."""
    view = plan(request=Group("AddThing", ()))
    assert method_of(view).parameter == "request: _add_thing.AddThing | None = None"


def messages(*fields: Held) -> Group:
    """Return a response with Ack and these messages."""
    return record(
        "AddThingResponse", element("Ack"), element("Messages", record("Messages", *fields))
    )


MESSAGE = record("Error", element("Message"), element("SeverityCode"))


@pytest.mark.parametrize(
    ("response", "names"),
    [
        (messages(element("Error", MESSAGE, (0, None))), ["errors"]),
        (
            messages(element("Warning", MESSAGE, (0, None)), element("Error", MESSAGE, (0, None))),
            ["warnings", "errors"],
        ),
        (messages(element("Error", MESSAGE)), []),
        (messages(element("Error", TEXT, (0, None))), []),
        (record("AddThingResponse", element("Ack")), []),
    ],
)
def test_what_a_store_says_of_an_answer(response: Group, names: list[str]) -> None:
    """A response with Ack has the errors and warnings that its schema has room for."""
    envelope = envelope_of(plan(response=response))
    assert envelope is not None
    assert [found.name for found in envelope.properties] == names


@pytest.mark.parametrize(
    "ack", [element("ack"), element("Ack", TEXT, (0, None)), element("Ack", record("Ack"))]
)
def test_an_answer_without_ack_has_no_envelope(ack: Held) -> None:
    """What is no single Ack says nothing of how it went."""
    assert envelope_of(plan(response=record("AddThingResponse", ack))) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [("Straße", "Strasse"), ("CustomerLog", "Customer_Log"), ("eBayItem", "EbayItem")],
)
def test_records_do_not_share_classes(first: str, second: str) -> None:
    """However alike the names of two elements are, neither's class replaces the other's."""
    view = plan(
        request=record(
            "AddThing",
            element(first, record(first, element("A"))),
            element(second, record(second, element("B"))),
        )
    )
    found = class_names(view)
    assert len({*found}) == len(found)


def test_operations_do_not_share_modules() -> None:
    """Operations whose modules would have one name get two."""
    contract = Contract(operations=(operation("AddSKU"), operation("AddSku")))
    modules = [view.module for view in plan_package(contract, NETO).operations]
    assert modules == ["add_sku", "add_sku_AddSku"]


def test_only_what_is_needed_is_imported() -> None:
    """A module imports dates and decimal numbers when it has fields of them."""
    scalars = [element(name, Scalar(builtin=name)) for name in ("date", "dateTime", "decimal")]
    view = plan(request=record("AddThing", *scalars))
    assert view.imports == (("datetime", "date, datetime"), ("decimal", "Decimal"))
    assert plan().imports == ()


def test_the_name_of_an_operation_is_a_literal() -> None:
    """What goes out as the name of the action is the name of the operation, to the letter."""
    view = plan()
    assert view.request is not None
    root = view.request.root
    assert view.name == SchemaText("AddThing")
    assert method_of(view).action == '"AddThing"'
    assert root is not None
    assert (root.names, root.namespace) == (('"AddThing"',), '"NetoAPI"')


@pytest.mark.parametrize(
    ("facet", "value"),
    [("totalDigits", 3), ("fractionDigits", 0), ("minInclusive", 1), ("maxExclusive", 9)],
)
def test_every_limit_of_a_whole_number_can_be_checked(
    tmp_path: Path, facet: str, value: int
) -> None:
    """Whatever limits a whole number in the schema, one within the limits can be sent."""
    element_text = (
        '<xs:element name="A"><xs:simpleType><xs:restriction base="xs:integer">'
        f'<xs:{facet} value="{value}"/></xs:restriction></xs:simpleType></xs:element>'
    )
    module = build_and_import(tmp_path, pair("AddThing", request=element_text)).add_thing
    assert module.AddThing(a=5).to_json() == b'{"A":"5"}'


@pytest.mark.parametrize(
    ("found", "annotation"),
    [
        (element("A", Scalar(builtin="decimal")), "_f.Optional[Decimal, int]"),
        (element("A", Scalar(builtin="decimal"), (1, 1)), "_f.Value[Decimal, int]"),
        (element("A", Scalar(builtin="decimal"), (0, None)), "_f.ListOf[Decimal, int]"),
        (element("A", values("x")), "_f.Optional[A, ALike]"),
        (element("A", values("x"), (1, 1)), "_f.Value[A, ALike]"),
        (element("A", values("x"), (0, 2)), "_f.ListOf[A, ALike]"),
        (element("B", record("B"), (0, None)), "_f.List[B]"),
        (element("B", record("B")), "B | None"),
        (
            element("Bs", record("Bs", element("B", record("B"), (0, None)))),
            "_f.Wrapper[Bs, B]",
        ),
        (
            element("Bs", record("Bs", element("B", record("B"), (1, None))), (1, 1)),
            "_f.Value[Bs, B | Iterable[B]]",
        ),
        (element("Bs", record("Bs", element("B", values("x"), (0, 9)))), "_f.Wrapper[Bs, BLike]"),
        (
            element("Bs", record("Bs", element("B", Scalar(builtin="decimal"), (0, 9)))),
            "_f.Wrapper[Bs, Decimal | int]",
        ),
        (
            element("Bs", record("Bs", element("B", record("B"), (0, 9)), element("C"))),
            "Bs | None",
        ),
    ],
)
def test_what_fields_take(found: Held, annotation: str) -> None:
    """A field takes whole numbers for decimal ones, texts for listed values, and one for several."""
    more = element("Other")  # so that the list is not all that the request is
    sent = plan(request=record("AddThing", found, more)).request
    assert sent is not None
    assert sent.fields[0].annotation == annotation


@pytest.mark.parametrize(
    ("texts", "is_open", "given"),
    [
        (("x", "y"), False, 'A | Literal["x", "y"]'),
        (("x", "y"), True, 'A | Literal["x", "y"] | str'),
        (('a "b"', "c"), False, 'A | Literal[\'a "b"\', "c"]'),
        (tuple(f"v{number}" for number in range(2_001)), False, "A | str"),
    ],
)
def test_what_is_given_for_listed_values(
    texts: tuple[str, ...], *, is_open: bool, given: str
) -> None:
    """For a listed value its text may be given, and for one of an open list any text."""
    listed = replace(values(*texts), open=is_open)
    (enumeration,) = plan(request=record("AddThing", element("A", listed))).enumerations
    assert (enumeration.like, enumeration.given) == ("ALike", given)


def test_names_of_what_is_given_make_way() -> None:
    """A record or an enumeration of the schema keeps its name, and what is given for another has one of its own."""
    view = plan(
        request=record("AddThing", element("A", values("x")), element("ALike", record("ALike")))
    )
    assert "ALike" in class_names(view)
    assert [e.like for e in view.enumerations] == ["ALike_"]


def test_answers_are_of_what_the_filter_lists() -> None:
    """What stands right in a listed record and is called as a listed element of the filter is of its values."""
    listed = record(
        "Filter",
        element("Status", values("New", "Old"), (0, None)),
        element("Kind", values("x"), (0, None)),
        element("Size", values("S")),
        element("OrderBy", values("ID")),
        element("OutputSelector", values("Status"), (1, None)),
    )
    limited = Scalar(builtin="string", facets=Facets(max_length=3))
    inner = record("Inner", element("Status"), element("Other"))
    thing = record(
        "Thing",
        *(element("Status"), element("Kind", limited), element("Size", Scalar(builtin="int"))),
        *(element("OrderBy"), element("OutputSelector"), element("Inner", inner)),
    )
    view = plan(
        request=record("GetThing", element("Filter", listed)),
        response=record("GetThingResponse", element("Thing", thing, (0, None))),
    )
    fields = {f"{r.class_name}.{f.name}": f for r in view.records for f in r.fields}
    assert fields["Thing.status"].annotation == "_f.Optional[Status, StatusLike]"
    assert fields["Thing.status"].declared == '_f.enumeration("Status", is_open=True)'
    assert fields["Filter.status"].declared == '_f.many(_f.enumeration("Status"))'
    for name in ("kind", "order_by", "output_selector"):
        assert fields[f"Thing.{name}"].annotation == "str | None"
    assert fields["Thing.size"].annotation == "int | None"
    assert fields["Inner.status"].annotation == "str | None"
