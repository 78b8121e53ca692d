"""Operations of every shape, from a schema to the call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.standing import Answer, StandInStore
from tests.support import build_and_import, pair, root, schema

if TYPE_CHECKING:
    from pathlib import Path


def call(package: Any, method: str, request: Any, answer: bytes) -> tuple[Any, str]:
    """Call a method against a store that gives this answer; also return what was sent."""
    with StandInStore() as store:
        store.scripted.append(Answer(answer))
        with package.NetoClient(store.address, key="k") as neto:
            response = getattr(neto, method)(request)
        return response, store.exchanges[0].body.decode()


def test_a_request_that_is_no_list_takes_the_request(tmp_path: Path) -> None:
    """Where a request has several fields, the method takes the request record."""
    files = pair(
        "GetThing",
        request='<xs:element name="Page" type="xs:integer"/><xs:element name="Sort" '
        'type="xs:string" minOccurs="0"/>',
        response='<xs:element name="Total" type="xs:integer" minOccurs="0"/>',
    )
    package = build_and_import(tmp_path, files)
    request = package.get_thing.GetThing(page=0)
    response, sent = call(package, "get_thing", request, b'{"Total": "7"}')
    assert sent == '{"Page":"0"}'
    assert response.total == 7
    assert not hasattr(package.get_thing.GetThing, "of")


def test_what_a_request_must_have(tmp_path: Path) -> None:
    """A required field of a request must be given, and one that is emptied is named."""
    files = pair("GetThing", request='<xs:element name="Page" type="xs:integer"/>')
    package = build_and_import(tmp_path, files)
    with pytest.raises(TypeError, match="page"):
        package.get_thing.GetThing()
    request = package.get_thing.GetThing(page=1)
    request.page = None
    with pytest.raises(package.RequestError, match=r"GetThing\.Page: is required"):
        request.to_xml()
    with pytest.raises(package.ResponseError, match=r"GetThing\.Page: is required, but missing"):
        package.get_thing.GetThing.from_json("{}")


def test_what_a_response_must_have_may_be_missing(tmp_path: Path) -> None:
    """Stores leave out what they promise: a required field of a response may be None."""
    files = pair("GetThing", response='<xs:element name="Total" type="xs:integer"/>')
    package = build_and_import(tmp_path, files)
    assert package.get_thing.GetThingResponse.from_json("{}").total is None


def test_how_often_is_checked(tmp_path: Path) -> None:
    """The bounds of a list are checked before it is sent."""
    files = pair(
        "GetThing", request='<xs:element name="SKU" type="xs:string" minOccurs="1" maxOccurs="2"/>'
    )
    package = build_and_import(tmp_path, files)
    assert package.get_thing.GetThing(sku=["a", "b"]).to_json() == b'{"SKU":["a","b"]}'
    for skus, problem in (([], "0 values, at least 1"), (["a"] * 3, "3 values, at most 2")):
        with pytest.raises(package.RequestError, match=f"GetThing.SKU: {problem}"):
            package.get_thing.GetThing(sku=skus).to_json()


def test_an_answer_without_an_envelope_is_returned(tmp_path: Path) -> None:
    """A response without Ack in its schema is returned whatever it says."""
    package = build_and_import(tmp_path, pair("GetThing"))
    response, _ = call(
        package,
        "get_thing",
        package.get_thing.GetThing(),
        b'{"CurrentTime": "now", "Ack": "Error"}',
    )
    assert response.current_time == "now"
    assert response.extra == {"Ack": "Error"}


def test_ack_without_messages_is_still_heeded(tmp_path: Path) -> None:
    """A response whose schema has Ack, but no messages, is refused when Ack is Error."""
    ack = '<xs:element name="Ack" type="xs:string" minOccurs="0"/>'
    package = build_and_import(tmp_path, pair("GetThing", response=ack))
    with pytest.raises(
        package.ApiError, match="GetThing: the store refused the request without a reason"
    ):
        call(package, "get_thing", package.get_thing.GetThing(), b'{"Ack": "Error"}')


def test_a_notification_may_hold_what_answers_hold(tmp_path: Path) -> None:
    """A notification with Messages as answers have them has them as records of its own."""
    error = '<xs:element name="Message" type="xs:string" minOccurs="0"/>'
    error = root("Error", error).replace('"Error"', '"Error" minOccurs="0" maxOccurs="unbounded"')
    messages = root("Messages", error).replace('"Messages"', '"Messages" minOccurs="0"')
    files = {**pair("GetThing"), "EventSchema.xsd": schema(root("Event", messages))}
    package = build_and_import(tmp_path, files)
    body = b"<Event><Messages><Error><Message>lost</Message></Error></Messages></Event>"
    event = package.events.receive(body, {"NETOAPI_KEY": "k"}, key="k")
    assert [error.message for error in event.messages.error] == ["lost"]


NAMED = """
  <xs:include schemaLocation="types/common.xsd"/>
  <xs:element name="AddThing" type="ThingsType"/>
  <xs:complexType name="ThingsType">
    <xs:all><xs:element ref="Thing" minOccurs="0"/></xs:all>
  </xs:complexType>
  <xs:element name="Thing" type="ThingType"/>
"""
COMMON = """
  <xs:complexType name="ThingType">
    <xs:sequence>
      <xs:element name="Code" type="CodeType" minOccurs="0"/>
      <xs:sequence minOccurs="0"><xs:element name="Size" type="Small"/></xs:sequence>
    </xs:sequence>
  </xs:complexType>
  <xs:simpleType name="CodeType">
    <xs:restriction base="Text"><xs:maxLength value="3"/></xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="Text">
    <xs:restriction base="xs:string"><xs:minLength value="2"/></xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="Small">
    <xs:restriction><xs:simpleType><xs:restriction base="xs:byte">
      <xs:minExclusive value="0"/></xs:restriction></xs:simpleType>
      <xs:maxInclusive value="9"/></xs:restriction>
  </xs:simpleType>
"""


def test_named_types_and_includes(tmp_path: Path) -> None:
    """Named types, references and an included file give the same fields as inline types."""
    files = {
        **pair("AddThing"),
        "AddThing.xsd": schema(NAMED),
        "types/common.xsd": schema(COMMON, attributes=""),
    }
    module = build_and_import(tmp_path, files).add_thing

    thing = module.Thing(code="abc", size=9)
    request = module.AddThing(thing=thing)
    assert request.to_xml() == (
        b"<AddThing><Thing><Code>abc</Code><Size>9</Size></Thing></AddThing>"
    )
    wrong = module.AddThing(thing=module.Thing(code="abcd", size=0))
    with pytest.raises(Exception, match="Code: 4 characters, at most 3") as caught:
        wrong.to_xml()
    assert "AddThing.Thing.Size: 0 is less than 1" in str(caught.value)
    with pytest.raises(Exception, match="Code: 1 characters, at least 2"):
        module.AddThing(thing=module.Thing(code="a")).to_xml()


@pytest.mark.parametrize(
    "attributes", ["", 'targetNamespace="Other" elementFormDefault="qualified"']
)
def test_namespaces_are_in_the_metadata(tmp_path: Path, attributes: str) -> None:
    """Names are the same with and without a namespace, which the metadata tell."""
    body = '<xs:element name="X" type="xs:string" minOccurs="0"/>'
    files = {
        "AddThing.xsd": schema(root("AddThing", body), attributes),
        "AddThingResponse.xsd": schema(root("AddThingResponse", body), attributes),
    }
    module = build_and_import(tmp_path, files).add_thing
    assert module.AddThing(x="1").to_xml() == b"<AddThing><X>1</X></AddThing>"
    namespace = "Other" if attributes else ""
    assert module.AddThing.__dataclass_fields__["x"].metadata["namespace"] == namespace
    assert getattr(module.AddThing.Meta, "namespace", "") == namespace


def test_operations_may_be_called_anything(tmp_path: Path) -> None:
    """An operation may be called what the client or the package uses itself, or as a keyword."""
    actions = [
        "Close",
        "Store",
        "Import",
        "ImportModule",
        "Annotations",
        "Client",
        "AddRMA",
        "AddRma",
    ]
    package = build_and_import(tmp_path, {k: v for name in actions for k, v in pair(name).items()})
    client = package.NetoClient("host", key="k")
    for name in (
        "close_",
        "store_",
        "import_",
        "import_module",
        "annotations_",
        "add_rma",
        "add_rma_AddRma",
    ):
        assert name in dir(package)
        assert callable(getattr(client, name))
        assert getattr(package, name).__name__ == f"{package.__name__}.{name}"
    assert client.store == "https://host"
    client.close()


def test_operations_do_not_mix(tmp_path: Path) -> None:
    """Types of one name in the schemas of two operations stay apart, also in one client."""

    def named(action: str, field: str) -> str:
        return schema(
            f'<xs:element name="{action}" type="ThingType"/><xs:complexType name="ThingType">'
            f'<xs:sequence><xs:element name="{field}" type="xs:string"/></xs:sequence>'
            "</xs:complexType>"
        )

    files = {
        **pair("AddThing"),
        **pair("UpdateThing"),
        "AddThing.xsd": named("AddThing", "First"),
        "UpdateThing.xsd": named("UpdateThing", "Second"),
    }
    package = build_and_import(tmp_path, files)
    assert package.add_thing.AddThing(first="a").to_json() == b'{"First":"a"}'
    assert package.update_thing.UpdateThing(second="b").to_json() == b'{"Second":"b"}'


def test_enumerations_of_one_name_do_not_mix(tmp_path: Path) -> None:
    """Inline enumerations of one name, under elements of one name, keep their own values."""

    def wrapped(outer: str, value: str) -> str:
        return (
            f'<xs:element name="{outer}" minOccurs="0"><xs:complexType><xs:sequence>'
            '<xs:element name="Item" minOccurs="0"><xs:complexType><xs:sequence>'
            '<xs:element name="Status" minOccurs="0"><xs:simpleType>'
            f'<xs:restriction base="xs:string"><xs:enumeration value="{value}"/></xs:restriction>'
            "</xs:simpleType></xs:element></xs:sequence></xs:complexType></xs:element>"
            "</xs:sequence></xs:complexType></xs:element>"
        )

    files = pair("AddThing", request=wrapped("A", "one") + wrapped("B", "two"))
    module = build_and_import(tmp_path, files).add_thing
    assert [status.value for status in module.Status] == ["one"]
    assert [status.value for status in module.ItemStatus] == ["two"]


@pytest.mark.parametrize(
    ("namespace", "content", "is_unwrapped"),
    [
        ("##any", "<Thing/>", False),
        ("##any", "<Thing><a/></Thing>", False),
        ("##local", "<Thing>1</Thing><b/><Thing>2</Thing>", False),
        ("##other", '<Thing xmlns="urn:a"><a/></Thing>', True),
    ],
)
def test_any_element_may_have_the_name_of_the_root(
    tmp_path: Path, namespace: str, content: str, is_unwrapped: bool  # noqa: FBT001
) -> None:
    """JSON of a root that may hold an element of the root's name is read as it was written."""
    anything = f'<xs:any namespace="{namespace}" processContents="lax" maxOccurs="9"/>'
    thing = build_and_import(tmp_path, pair("Thing", anything), dialect="xsd").thing.Thing
    record = thing.from_xml(f'<n:Thing xmlns:n="NetoAPI">{content}</n:Thing>', strict=True)
    text = record.to_json()
    assert thing.from_json(text, strict=True) == record
    assert (thing.from_json(b'{"Thing":%s}' % text) == record) is is_unwrapped
