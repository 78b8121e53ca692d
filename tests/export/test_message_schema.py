"""JSON Schema of messages, judged by jsonschema: what a client writes is valid, and what it refuses is not."""

# ruff: noqa: S311 - no secrets here

from __future__ import annotations

import copy
import json
import re
from contextlib import suppress
from importlib import import_module
from random import Random
from typing import TYPE_CHECKING, Any, TypeGuard

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, SchemaError
from lxml import etree

from neto_gen.contract.model import Element, Scalar
from neto_gen.contract.xsd import vocabulary
from neto_gen.export.api import read_api
from neto_gen.export.message_schema import Form, is_portable, message_schema
from neto_gen.settings.config import Config
from tests.export.exported import the_api
from tests.oracle.constructs import CONSTRUCTS
from tests.oracle.documents import DocumentMaker
from tests.oracle.test_constructs import constructs as constructs  # noqa: PLC0414 - a fixture
from tests.oracle.values import NoValueError
from tests.support import NETO, XSD, build_and_import, pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

    from neto_gen.contract.model import Message
    from neto_gen.dialect import Dialect
    from neto_gen.export.api import Api
    from tests.oracle.test_constructs import Constructs

EXAMPLES = settings().max_examples // 2
# Reasons for which a client refuses a value, and which JSON Schema can say, too: what is missing, of
# another type, too long or too often there, or not listed.
SAID = re.compile(
    r"is required, and is not there|is not (an integer|a number|True or False|a record|a date|a date and time)$"
    r"|is not '.*', the only value it can have|values, at (least|most)|characters, (at|exactly)|is not one of '"
    r"|does not match "
)
# What takes the place of values: none of these is a day that the calendar lacks, which no pattern tells.
WRONG = (
    "",
    "x",
    "-1",
    "0",
    "1.5",
    "9" * 23,
    "true",
    "False",
    "\u00e9",
    "a b",
    "x" * 300,
    "AB",
    "noon",
    " 1 ",
)


def problems(schema: dict[str, Any], data: object) -> list[str]:
    """Return where data is invalid, and why."""
    found = Draft202012Validator(schema).iter_errors(data)
    return [f"{error.json_path}: {error.message}"[:300] for error in found]


@settings(max_examples=EXAMPLES, suppress_health_check=[*HealthCheck])
@given(name=st.sampled_from(sorted(CONSTRUCTS)), seed=st.integers(0, 2**32))
def test_what_a_client_writes_is_valid(constructs: Constructs, name: str, seed: int) -> None:
    """Whatever construct a schema uses, a document that a client has read and writes is valid, and most damage is not."""
    construct = constructs[name]
    random = Random(seed)
    try:
        document = DocumentMaker(construct.message, random).document()
    except NoValueError:
        return
    record = construct.root.from_xml(etree.tostring(document, encoding="utf-8"))
    judge = judge_of(construct.message, XSD)
    written = json.loads(record.to_json())
    assert judge(written) == []
    assert not is_missed(construct.message, construct.root, judge, damaged(written, random))


@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**32))
def test_requests_of_this_api_are_valid(seed: int) -> None:
    """What a client of this API makes of random values is valid, and so is what it makes of answers."""
    random = Random(seed)
    action, request = random.choice(the_api().calls)
    module, request_class, response_class = _operation(action.name)
    document = etree.tostring(DocumentMaker(request, random).document(), encoding="utf-8")
    root = getattr(module, request_class)
    with suppress(
        import_module("neto_client").ResponseError
    ):  # what is required of a request is empty
        record = root.from_xml(document)
        if "Filter" not in record.to_dict(names="wire"):
            written = json.loads(record.to_json(checked=False))
            judge = judge_of(request, NETO)
            assert judge(written) == []
            assert not is_missed(request, root, judge, damaged(written, random))
    document = etree.tostring(DocumentMaker(action.response, random).document())
    answer = json.loads(getattr(module, response_class).from_xml(document).to_json(checked=False))
    for form in Form:
        if form is not Form.STRICT:
            assert judge_of(action.response, NETO, form)(answer) == []


_JUDGES: dict[tuple[int, Form], Callable[[object], list[str]]] = {}


def judge_of(
    message: Message, dialect: Dialect, form: Form = Form.STRICT
) -> Callable[[object], list[str]]:
    """Return a function that lists the problems of a document; each schema is compiled once."""
    key = id(message), form
    if key not in _JUDGES:
        schema = message_schema(message, dialect, form)
        _check_schema(schema)
        judge = Draft202012Validator(schema)
        _JUDGES[key] = lambda data: [
            f"{e.json_path}: {e.message}"[:300] for e in judge.iter_errors(data)
        ]
    return _JUDGES[key]


_CHECKED: set[str] = set()
# The keywords that hold a schema, schemas by names, or a list of schemas.
_ONE = {"items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else"}
_NAMED = {"properties", "patternProperties", "$defs", "dependentSchemas"}
_LISTED = {"anyOf", "allOf", "oneOf", "prefixItems"}


def _check_schema(schema: Any) -> None:
    """Check a schema by the rules for schemas, each of the parts that occur again and again once."""
    if isinstance(schema, bool):
        return
    shallow = dict(schema)
    for keyword, value in schema.items():
        if keyword in _ONE:
            inner, shallow[keyword] = [value], True
        elif keyword in _NAMED:
            inner, shallow[keyword] = [*value.values()], dict.fromkeys(value, True)
        elif keyword in _LISTED:
            inner, shallow[keyword] = value, [True] * len(value)
        else:
            continue
        for one in inner:
            _check_schema(one)
    text = json.dumps(shallow, sort_keys=True)
    if text not in _CHECKED:
        Draft202012Validator.check_schema(shallow)
        _CHECKED.add(text)


def test_a_schema_is_checked_in_all_its_parts() -> None:
    """What is no schema is found wherever it is in one."""
    wrongs: tuple[dict[str, Any], ...] = (
        {"type": "text"},
        {"items": {"type": "text"}},
        {"properties": {"a": {"maxLength": -1}}},
        {"$defs": {"a": {"anyOf": [True, {"pattern": 5}]}}},
        {"anyOf": []},
        {"not": {"required": "a"}},
    )
    for wrong in wrongs:
        with pytest.raises(SchemaError):
            _check_schema(wrong)


def damaged(data: Any, random: Random) -> Any:
    """Return a document with something left out, repeated or replaced by another text."""
    changed = copy.deepcopy(data)
    places = [*_places(changed)]
    if not places:
        return changed
    held, key = random.choice(places)
    kind = random.choice(["gone", "repeated", "longer", "other"])
    if kind == "gone":
        del held[key]
    elif kind == "repeated" and isinstance(held, list):
        held += [copy.deepcopy(held[key])] * random.randint(1, 3)
    elif kind == "longer" and isinstance(held[key], str):
        held[key] += random.choice(WRONG)
    else:
        held[key] = random.choice(WRONG)
    return changed


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    for key in (
        [*data] if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    ):
        yield data, key
        yield from _places(data[key])


def is_missed(message: Message, root: Any, judge: Callable[[object], list[str]], data: Any) -> str:
    """Return why a client refuses a valid document, if JSON Schema could express that."""
    try:
        root.from_json(json.dumps(data), unreadable="raise").to_json()
    except Exception as error:
        if type(error).__name__ not in {"RequestError", "ResponseError"}:  # of one of many clients
            raise
        why = str(error).splitlines()[0]
    else:
        return ""
    if not SAID.search(why) or judge(data):
        return ""
    if ".any_elements: " in why:
        return ""  # how many elements of any name there are is not said
    items = [item for r in message.records for item in r.content if isinstance(item, Element)]
    if any(item.derived for item in items):
        return ""  # which of several types a record has is not said
    listed = [item.type.facets.values for item in items if _has_spellings(item.type)]
    if "is not one of" in why and any(listed):
        return ""  # nor are values that can be spelled in several ways
    pattern = why.partition("does not match ")[2]
    return why if not pattern or is_portable(pattern) else ""


def _has_spellings(of: object) -> TypeGuard[Scalar]:
    """Tell whether a type has values that can be spelled in several ways: numbers, dates, qualified names."""
    return isinstance(of, Scalar) and of.builtin not in vocabulary.STRINGS


def _operation(name: str) -> tuple[ModuleType, str, str]:
    catalogue = import_module("neto_client._catalogue")
    module, request, response = catalogue.OPERATIONS[name]
    return import_module(f"neto_client.{module}"), request, response


def test_examples_are_valid_requests(api: Api) -> None:
    """The example of every action fits its schema, and the client sends it as it is."""
    for action, request in api.calls:
        body = api.examples.json(action.name)
        assert problems(message_schema(request, NETO, Form.STRICT), body) == [], action.name
        module, request_class, _ = _operation(action.name)
        sent = getattr(module, request_class).from_json(json.dumps(body).encode()).to_json()
        assert json.loads(sent) == body


REQUEST = """
<xs:element name="Sku"><xs:simpleType><xs:restriction base="xs:string">
  <xs:minLength value="2"/><xs:maxLength value="5"/><xs:pattern value="[A-Z]\\d*"/>
</xs:restriction></xs:simpleType></xs:element>
<xs:element name="Count" type="xs:positiveInteger" minOccurs="0"/>
<xs:element name="Price" type="xs:decimal" minOccurs="0"/>
<xs:element name="On" type="xs:boolean" minOccurs="0"/>
<xs:element name="Day" type="xs:date" minOccurs="0"/>
<xs:element name="At" type="xs:dateTime" minOccurs="0"/>
<xs:element name="Kind" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">
  <xs:enumeration value="Big"/><xs:enumeration value="Small"/>
</xs:restriction></xs:simpleType></xs:element>
<xs:element name="Tag" type="xs:string" minOccurs="0" maxOccurs="2"/>
<xs:element name="Part" minOccurs="0"><xs:complexType><xs:sequence>
  <xs:element name="Name" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
"""
WHOLE = {
    "Sku": "AB",
    "Count": "3",
    "Price": "1.50",
    "On": "True",
    "Day": "2026-11-28",
    "At": "2026-11-28 09:30:00",
    "Kind": "Big",
    "Tag": ["a"],
    "Part": {"Name": "x"},
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Sku": None}, "is required"),
        ({"Sku": "A"}, "at least 2 are required"),
        ({"Sku": "A12345"}, "at most 5 are allowed"),
        ({"Sku": "a1"}, "does not match"),
        ({"Count": "0"}, "0 is less than 1"),
        ({"Count": "x"}, "expected int, got str"),
        ({"Price": "1,50"}, "expected Decimal, got str"),
        ({"On": "perhaps"}, "expected bool, got str"),
        ({"Day": "28/11/2026"}, "expected date, got str"),
        ({"At": "noon"}, "expected datetime, got str"),
        ({"Kind": "Medium"}, "'Medium' is not one of"),
        ({"Tag": ["a", "b", "c"]}, "at most 2 are allowed"),
    ],
    ids=str,
)
def test_what_a_client_refuses_is_invalid(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    """A value that is missing, too long, of another type or not listed: both refuse it."""
    request = REQUEST.replace('"[A-Z]\\d*"', '"[A-Z][A-Z0-9]*"')
    client = build_and_import(tmp_path, pair("SaveThing", request))
    config = Config(schemas=tmp_path / "schemas", output=tmp_path, package="x", operations=())
    ((action, message),) = read_api(config).calls
    schema = message_schema(message, NETO, Form.STRICT)
    assert problems(schema, WHOLE) == []
    changed = {name: value for name, value in {**WHOLE, **change}.items() if value is not None}
    assert problems(schema, changed) != []
    with pytest.raises((client.RequestError, client.ResponseError)) as caught:
        client.save_thing.SaveThing(**_arguments(client.save_thing, changed)).to_json()
    assert said in str(caught.value)
    assert action.name == "SaveThing"


def _arguments(module: ModuleType, data: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a record for JSON data; unreadable values are texts."""
    read = module.SaveThing.from_json(json.dumps(data).encode())
    found = {name.lower(): getattr(read, name.lower()) for name in WHOLE}
    found |= {
        name.lower(): value for name, value in data.items() if found[name.lower()] in (None, [])
    }
    return found


def test_a_filter_needs_something_to_find_by(api: Api) -> None:
    """A page and a limit find nothing; a value that no documentation lists may be looked for."""
    ((request),) = [request for action, request in api.calls if action.name == "GetOrder"]
    schema = message_schema(request, NETO, Form.STRICT)
    assert problems(schema, {"Filter": {"Page": "0", "Limit": "1", "OutputSelector": ["ID"]}})
    assert not problems(schema, {"Filter": {"OrderStatus": ["Invented"]}})
    assert not problems(schema, {"Filter": {"OfMyOwn": "1"}})
    assert problems(schema, {"Filter": {"WarehouseID": ["first"]}})


@pytest.mark.parametrize(
    "order",
    [
        {"OrderID": "N1", "GrandTotal": 7.5, "DatePaid": "0000-00-00 00:00:00"},
        [{"OrderID": "N1", "GrandTotal": "7.00000", "DatePaid": ""}],
        {"OrderID": ["N1", "N2"], "OrderLine": ""},
        [],
        "",
        None,
    ],
    ids=str,
)
def test_answers_as_stores_give_them_are_valid(api: Api, order: object) -> None:
    """One record or a list, empty values, zero dates and numbers: all of that is an answer."""
    (action,) = [action for action in api.actions if action.name == "GetOrder"]
    schema = message_schema(action.response, NETO, Form.SEEN)
    messages = [{"Warning": {"Message": "x"}}, ""]
    data = {"Order": order, "Ack": "Success", "Messages": messages, "Extra": 1}
    assert problems(schema, data) == []
    assert problems(schema, {**data, "Order": {"GrandTotal": "much"}})


@pytest.mark.parametrize(
    ("pattern", "portable"),
    [
        (r"[A-Z]{2}\.[0-9]+|x", True),
        (r"a\-b", True),
        (r"\d+", False),
        (r"\i\c*", False),
        (r"[a-z-[aeiou]]", False),
        (r"\p{Lu}", False),
        ("^a$", False),
        ("[^a]", False),
        ("(?:a)", False),
    ],
)
def test_a_pattern_is_exported_where_it_means_the_same(pattern: str, *, portable: bool) -> None:
    """Regular expressions that other languages read otherwise are left out."""
    assert is_portable(pattern) is portable
