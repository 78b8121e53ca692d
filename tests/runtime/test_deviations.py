"""Any valid answer, changed in any of the ways that this API is known to have, means the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.shapes import LARGE
from neto_client import ResponseError, add_customer_log
from tests.deviations import UNKNOWN, as_json, as_xml, deviating, without_extra
from tests.support import build_and_import, pair

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random
    from types import ModuleType

    Draw = Callable[[st.SearchStrategy[Any]], Any]


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Return the module of an operation with records of sixty fields and lines below them."""
    package = build_and_import(tmp_path_factory.mktemp("orders"), LARGE.schemas())
    module: ModuleType = package.get_order
    return module


def answer(draw: Draw, orders: ModuleType) -> Any:
    """Return a valid answer of one of the operations."""
    if draw(st.booleans()):
        return LARGE.message(orders, draw(st.integers(1, 3)))
    log, error = add_customer_log.AddCustomerLogResponseCustomerLog, add_customer_log.Error
    return add_customer_log.AddCustomerLogResponse(
        customer_log=[
            log(log_id=draw(st.integers(0, 10**20))) for _ in range(draw(st.integers(1, 3)))
        ],
        current_time="2026-11-24 10:00:00",
        ack=draw(st.sampled_from(add_customer_log.Ack)),
        messages=draw(
            st.none() | st.just(add_customer_log.Messages(error=[error(message="Wrong & <more>")]))
        ),
    )


@given(data=st.data(), chance=st.randoms(use_true_random=False), unknown=st.booleans())
@pytest.mark.parametrize("wire", ["json", "xml"])
def test_deviations_change_nothing(
    orders: ModuleType, wire: str, data: st.DataObject, chance: Random, *, unknown: bool
) -> None:
    """Any deviations in any combination: the answer reads, means the same, and loses nothing."""
    message = answer(data.draw, orders)
    own = type(message)
    roots = (own.__name__, own.__name__.removesuffix("Response"))
    content = deviating(chance, message, unknown=unknown)
    if wire == "json":
        read = own.from_json(as_json(chance, roots, content))
    else:
        read = own.from_xml(as_xml(chance, roots, content))
    extras = without_extra(read)
    assert read == own.from_json(message.to_json())
    assert all(extra == (UNKNOWN if unknown else {}) for extra in extras)


@given(data=st.data())
def test_what_we_write_keeps_to_the_letter(orders: ModuleType, data: st.DataObject) -> None:
    """What this client writes is no deviation, in either format."""
    message = answer(data.draw, orders)
    own = type(message)
    assert own.from_json(message.to_json(), strict=True) == own.from_json(message.to_json())
    assert own.from_xml(message.to_xml(), strict=True) == own.from_xml(message.to_xml())


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (
            '{"CustomerLog": {"LogID": "1"}}',
            "CustomerLog: is a single value, but a list is expected",
        ),
        ('{"CustomerLog": [""]}', "CustomerLog[0]: is not a record"),
        ('{"CustomerLog": [{"LogID": 1}]}', "CustomerLog[0].LogID: 1 is not written as a text"),
        ('{"CustomerLog": [{"LogID": "1.0"}]}', "LogID: '1.0' is not written as an integer"),
        ('{"CustomerLog": [{"LogID": " 1"}]}', "LogID: ' 1' is not written as an integer"),
        ('{"CustomerLog": [{"LogID": ""}]}', "LogID: is empty, and an integer is expected"),
        ('{"CustomerLog": [{"LogID": ["1"]}]}', "LogID: is a list, and one value is expected"),
        ('{"Messages": []}', "Messages: is a list, and one record is expected"),
        ('{"Messages": ""}', "Messages: is not a record"),
        ('{"Ack": "Perhaps"}', "Ack: 'Perhaps' is not one of 'Error', 'Warning', 'Success'"),
        ('{"Ack": null}', "Ack: is empty"),
        ('{"New": 1}', "New: is not in the schema"),
        ('{"AddCustomerLog": {}}', "the root is called AddCustomerLog"),
        ('{"AddCustomerLogResponse": {}}', "is wrapped in AddCustomerLogResponse"),
        ("\ufeff{}", "the document begins with a byte-order mark"),
    ],
)
def test_each_deviation_is_a_problem_where_it_is_strict(document: str, problem: str) -> None:
    """What is tolerated elsewhere is told with its path where the letter is asked for."""
    add_customer_log.AddCustomerLogResponse.from_json(document)
    with pytest.raises(ResponseError) as caught:
        add_customer_log.AddCustomerLogResponse.from_json(document, strict=True)
    assert problem in str(caught.value)


KINDS = """
<xs:element name="Any" minOccurs="0"/>
<xs:element name="Bytes" type="xs:base64Binary" minOccurs="0"/>
<xs:element name="List" minOccurs="0"><xs:simpleType><xs:list itemType="xs:int"/></xs:simpleType></xs:element>
<xs:element name="Token" type="xs:token" minOccurs="0"/>
<xs:element name="Union" minOccurs="0" maxOccurs="unbounded"><xs:simpleType><xs:union memberTypes="xs:int xs:date"/>
</xs:simpleType></xs:element>
"""
CHOICE = """
<xs:element name="Choice" minOccurs="0"><xs:complexType><xs:choice minOccurs="0" maxOccurs="unbounded">
<xs:element name="A" type="xs:string"/><xs:element name="B" type="xs:string"/>
</xs:choice></xs:complexType></xs:element>
"""


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Return a client whose responses have values of less usual types."""
    return build_and_import(
        tmp_path_factory.mktemp("kinds"), pair("Kinds", response=KINDS + CHOICE)
    )


@pytest.mark.parametrize(
    ("inner", "problem"),
    [
        ("<Any><X>1</X><Y/></Any><Bytes>YQ==</Bytes><List>1 2</List><Token>a b</Token>", None),
        ("<Token/><Union>1</Union><Union>2026-01-02</Union>", None),
        ("<Choice><B>b</B><A>a</A><B>c</B></Choice>", None),
        ("<Bytes>YQ==</Bytes><Bytes>YQ==</Bytes>", "Bytes: is a list, and one value is expected"),
        ("<Bytes>?</Bytes>", "Bytes: '?' is not base 64"),
        ("<List>1</List><List>2</List>", "List: is a list, and one value is expected"),
        ("<Token> a  b</Token>", "Token: ' a  b' is not written as a token"),
        ("<Union>x</Union>", "Union[0]: 'x' is not of any of its types"),
        ("<Token>a</Token><Any>b</Any>", "Any: comes after Token, but before it in the schema"),
    ],
)
def test_less_usual_types_where_it_is_strict(
    kinds: ModuleType, inner: str, problem: str | None
) -> None:
    """Lists, unions, bytes, tokens and anything at all: each deviation is told, and nothing else."""
    document = f"<KindsResponse>{inner}</KindsResponse>"
    read = kinds.kinds.KindsResponse.from_xml
    if problem is None:
        assert read(document, strict=True) == read(document)
        return
    with pytest.raises(kinds.ResponseError) as caught:
        read(document, strict=True)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("<AddCustomerLog/>", "the root is called AddCustomerLog"),
        ("<R><n:Ack xmlns:n='N'>Error</n:Ack></R>", "Ack: is in a namespace: '{N}Ack'"),
        ("<R><CustomerLog><LogID>x</LogID></CustomerLog></R>", "'x' is not an integer"),
        (
            "<R><Ack>Error</Ack><CustomerLog/><CurrentTime>t</CurrentTime></R>",
            "AddCustomerLogResponse.CustomerLog: comes after Ack, but before it in the schema",
        ),
    ],
)
def test_deviations_of_xml_where_it_is_strict(document: str, problem: str) -> None:
    """In XML as well, and together with what cannot be understood at all."""
    text = document.replace("R>", "AddCustomerLogResponse>")
    with pytest.raises(ResponseError) as caught:
        add_customer_log.AddCustomerLogResponse.from_xml(text, strict=True)
    assert problem in str(caught.value)
