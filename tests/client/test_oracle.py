"""The generated records against judges that we did not write: xsdata, libxml2 and xmlschema."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from xsdata.formats.dataclass.parsers import JsonParser, XmlParser
from xsdata.formats.dataclass.serializers import JsonSerializer, XmlSerializer

from neto_client.add_customer_log import (
    Ack,
    AddCustomerLog,
    AddCustomerLogResponse,
    AddCustomerLogResponseCustomerLog,
    CustomerLog,
    Error,
    Messages,
    MessagesWarning,
    Status,
)
from tests.support import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

# What XML can carry, but for the carriage return, which every XML reader turns into a line feed.
texts = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=25,
).filter(lambda text: bool(text.strip()))
# Since four digits of a year are what the schema's date holds; naive, as xsdata reads them.
moments = st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """Return a value or none."""
    return st.none() | strategy


logs = st.builds(
    CustomerLog,
    allocated_to=maybe(texts),
    follow_up_type=maybe(texts),
    username=maybe(texts),
    customer_name=maybe(texts),
    last_contacted=maybe(moments),
    date_required_follow_up=maybe(moments),
    status=maybe(st.sampled_from(Status)),
    notes=maybe(texts),
).filter(lambda log: log != CustomerLog())
requests = st.lists(logs, min_size=1, max_size=3).map(AddCustomerLog.of)
responses = st.builds(
    AddCustomerLogResponse,
    customer_log=st.lists(
        st.builds(AddCustomerLogResponseCustomerLog, log_id=st.integers()), max_size=3
    ),
    current_time=maybe(texts),
    ack=maybe(st.sampled_from(Ack)),
    messages=maybe(
        st.builds(
            Messages,
            error=st.lists(st.builds(Error, message=texts, description=maybe(texts)), min_size=1),
            warning=st.lists(st.builds(MessagesWarning, message=texts), max_size=2),
        )
    ),
)


def in_utc(request: AddCustomerLog) -> AddCustomerLog:
    """Return the same request with its times in UTC, as our reader returns them."""
    for log in request.customer_logs.customer_log if request.customer_logs else []:
        if log.last_contacted is not None:
            log.last_contacted = log.last_contacted.replace(tzinfo=UTC)
        if log.date_required_follow_up is not None:
            log.date_required_follow_up = log.date_required_follow_up.replace(tzinfo=UTC)
    return request


def in_namespace(document: bytes) -> bytes:
    """Return a document of ours as its schema requires: the root in the namespace, dates with a T."""
    root = etree.fromstring(document)
    for element in root.iter("LastContacted", "DateRequiredFollowUp"):
        element.text = (element.text or "").replace(" ", "T")
    qualified = etree.Element(f"{{NetoAPI}}{root.tag}")
    qualified.extend(list(root))
    return bytes(etree.tostring(qualified))


@pytest.fixture(scope="module")
def judges() -> Callable[[bytes], None]:
    """Assert that libxml2 and xmlschema both call a document valid."""
    by_name = {
        name: (
            etree.XMLSchema(etree.parse(SCHEMAS / f"{name}.xsd")),
            xmlschema.XMLSchema(str(SCHEMAS / f"{name}.xsd")),
        )
        for name in ("AddCustomerLog", "AddCustomerLogResponse")
    }

    def judge(document: bytes) -> None:
        root = etree.fromstring(document)
        libxml2, other = by_name[etree.QName(root).localname]
        libxml2.assertValid(root)
        other.validate(root)

    return judge


@pytest.mark.parametrize("name", ["AddCustomerLog", "AddCustomerLogResponse"])
def test_the_schemas_are_schemas(name: str) -> None:
    """libxml2 and xmlschema accept the schemas, whose root is named as the file."""
    etree.XMLSchema(etree.parse(SCHEMAS / f"{name}.xsd"))
    assert list(xmlschema.XMLSchema(str(SCHEMAS / f"{name}.xsd")).elements) == [name]


@given(request=requests)
def test_xsdata_reads_the_xml_that_we_write(request: AddCustomerLog) -> None:
    """What we write as XML, in the schema's own spelling, xsdata reads as the same record."""
    document = in_namespace(request.to_xml())
    assert XmlParser().from_bytes(document, AddCustomerLog) == request


@given(request=requests)
def test_we_read_the_xml_that_xsdata_writes(request: AddCustomerLog) -> None:
    """What xsdata writes as XML we read as the same record."""
    document = XmlSerializer().render(request)
    assert AddCustomerLog.from_xml(document) == in_utc(request)


@given(request=requests)
def test_we_read_the_json_that_xsdata_writes(request: AddCustomerLog) -> None:
    """What xsdata writes as JSON we read as the same record."""
    document = JsonSerializer().render(request)
    assert AddCustomerLog.from_json(document) == in_utc(request)


@given(response=responses)
def test_xsdata_reads_the_responses_that_we_write(response: AddCustomerLogResponse) -> None:
    """A response that we write, as XML or as JSON, xsdata reads as the same record."""
    xml, json = in_namespace(response.to_xml()), response.to_json()
    assert XmlParser().from_bytes(xml, AddCustomerLogResponse) == response
    assert JsonParser().from_bytes(json, AddCustomerLogResponse) == response


@given(response=responses)
def test_we_read_the_responses_that_xsdata_writes(response: AddCustomerLogResponse) -> None:
    """A response that xsdata writes, as XML or as JSON, we read as the same record."""
    assert AddCustomerLogResponse.from_xml(XmlSerializer().render(response)) == response
    assert AddCustomerLogResponse.from_json(JsonSerializer().render(response)) == response


@given(request=requests)
def test_what_we_write_we_read(request: AddCustomerLog) -> None:
    """A request read back from either format is the same, with its times in UTC."""
    xml, json = request.to_xml(), request.to_json()
    expected = in_utc(request)
    assert AddCustomerLog.from_xml(xml) == expected
    assert AddCustomerLog.from_json(json) == expected


@given(data=st.data())
def test_what_we_write_is_valid(judges: Callable[[bytes], None], data: st.DataObject) -> None:
    """What passes our checks is valid for libxml2 and xmlschema, in the schema's own spelling."""
    message = data.draw(requests | responses)
    judges(in_namespace(message.to_xml()))


def test_a_newer_document_is_read_by_both_alike() -> None:
    """A document written by hand reads the same by xsdata and by us."""
    document = Path(__file__).with_name("documents") / "response.xml"
    text = document.read_bytes()
    ours = AddCustomerLogResponse.from_xml(text)
    assert XmlParser().from_bytes(text, AddCustomerLogResponse) == ours
    assert ours.customer_log[1].log_id == 1002
    assert ours.warnings[0].message == "Careful & <slow>"
