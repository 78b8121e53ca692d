"""What records are in Python beside what they are on the wire."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import pprint
import pydoc
import re
import subprocess
import sys
import typing
import weakref
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.pretty import pretty_repr

import neto_client
from neto_client import AsyncNetoClient, NetoClient, _model, _root, add_item, get_item, testing
from neto_client._catalogue import OPERATIONS
from neto_client._errors import StoreMessage
from neto_client._model import RawElement
from neto_client.add_customer_log import CustomerLog, Status
from neto_client.add_item import AddItem, Item
from neto_client.add_item import Item as _Item
from neto_client.get_item import Filter, FilterFields, GetItem
from tests.support import REPOSITORY, pair, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType


def classes() -> list[Any]:
    """Return all record classes of all operations."""
    found: dict[str, Any] = {}
    for name in neto_client._OPERATIONS:
        for kind in vars(getattr(neto_client, name)).values():
            if dataclasses.is_dataclass(kind) and isinstance(kind, type):
                found[f"{kind.__module__}.{kind.__qualname__}"] = kind
    return [*found.values()]


def test_hints_of_every_record_can_be_had() -> None:
    """What inspects annotations at run time gets the types of all fields, and of the constructor."""
    for record in classes():
        hints = typing.get_type_hints(record)
        assert {field.name for field in dataclasses.fields(record)} <= hints.keys()
        made = typing.get_type_hints(record.__init__)
        assert made == {**hints, "extra": dict[str, object], "return": type(None)}
        parameters = inspect.signature(record).parameters
        assert [*parameters] == [field.name for field in dataclasses.fields(record)]
        assert all(p.kind is p.KEYWORD_ONLY for p in parameters.values())


@pytest.mark.parametrize("client", [NetoClient, AsyncNetoClient])
def test_hints_of_every_method_can_be_had(client: Any) -> None:
    """What inspects annotations at run time gets the types of all arguments and results."""
    for module, request, response in OPERATIONS.values():
        hints = typing.get_type_hints(getattr(client, module))
        own = getattr(neto_client, module)
        assert getattr(own, response) in (hints["return"], *typing.get_args(hints["return"]))
        assert "options" in hints
        assert (
            getattr(own, request)
            in {kind for hint in hints.values() for kind in (hint, *typing.get_args(hint))}
            or module == "get_currency_settings"
        )


def test_protocols_can_be_checked() -> None:
    """What checks arguments at run time, as beartype does, can tell a scheme and a message."""
    assert isinstance(neto_client.Bearer("token"), neto_client.Scheme)
    assert not isinstance("token", neto_client.Scheme)
    told = add_item.AddItemResponse.from_json(b'{"Messages": {"Error": {"Message": "no"}}}')
    assert all(isinstance(error, StoreMessage) for error in told.errors)
    assert told.errors
    assert not isinstance("no", StoreMessage)


def test_views_are_made_of_methods_whose_types_are_resolved() -> None:
    """A method whose annotations somebody has replaced by types is one of the views, too."""
    code = (
        "import typing; from neto_client import NetoClient; method = NetoClient.add_customer_log;"
        " method.__annotations__ = typing.get_type_hints(method);"
        " neto = NetoClient('https://store.example', key='k');"
        " print(neto.dry_run.add_customer_log([]).action)"
    )
    assert python(REPOSITORY / "generated", code) == b"AddCustomerLog\n"


def test_hints_of_views_say_what_they_return() -> None:
    """The methods of views have the arguments of those of the client, and results of their own."""
    raw = inspect.getmodule(NetoClient).NetoClientWithRawResponse  # type: ignore[union-attr]
    one, other = NetoClient.add_item, raw.add_item
    assert [*inspect.signature(one).parameters] == [*inspect.signature(other).parameters]
    returned = typing.get_type_hints(other)["return"]
    assert typing.get_origin(returned) is neto_client.RawResponse
    assert typing.get_args(returned) == (add_item.AddItemResponse,)


def test_the_arguments_of_a_filter_have_a_name() -> None:
    """The fields of a filter, as a method takes them, can be imported and named in a user's annotations."""
    hints = typing.get_type_hints(FilterFields)
    assert hints["sku"] == (str | Iterable[str])
    given: FilterFields = {"sku": "A", "output_selector": "Name"}
    assert GetItem.of(**given) == GetItem.of(Filter(sku=["A"]), output_selector="Name")


@given(st.from_type(CustomerLog))
def test_strategies_can_be_had_from_records(log: CustomerLog) -> None:
    """Hypothesis makes records from their types alone."""
    assert isinstance(log, CustomerLog)
    assert log.status is None or isinstance(log.status, Status)


def test_wrong_arguments_are_told_as_usual() -> None:
    """A constructor says what is missing, unknown or not by name, as every function does."""
    with pytest.raises(
        TypeError, match=r"Item\.__init__\(\) missing 1 required keyword-only .*'sku'"
    ):
        Item()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"got an unexpected keyword argument 'skuu'"):
        Item(skuu="A")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"takes 1 positional argument but 2 were given"):
        Item("A")  # type: ignore[call-arg,arg-type]
    with pytest.raises(AttributeError):
        Item(sku="A").nmae = "B"  # type: ignore[attr-defined]


def test_records_do_not_share_what_they_hold() -> None:
    """Each record has lists, and extras, of its own."""
    one, other = get_item.Filter(), get_item.Filter()
    one.sku.append("A")
    one.extra["a"] = 1
    assert (other.sku, other.extra) == ([], {})


def test_records_can_be_referred_to_weakly() -> None:
    """A cache may hold records weakly: they go when nobody else has them."""
    record = CustomerLog(username="a")
    cache = weakref.WeakValueDictionary({"a": record})
    assert cache["a"] is record
    del record
    assert "a" not in cache
    for kind in classes():
        made = _model.new(kind)
        assert weakref.ref(made)() is made
    raw = RawElement("a")
    assert weakref.ref(raw)() is raw


def test_a_class_of_ones_own() -> None:
    """A class that is derived from a record, plain or a dataclass, is made and sent as the record is."""

    class Named(Item):
        __slots__ = ()

        def hello(self) -> str:
            return f"I am {self.sku}"

    @dataclasses.dataclass(kw_only=True)
    class Counted(Item):
        count: int = 0

    own, counted = Named(sku="A"), Counted(sku="A", count=3)
    assert own.hello() == "I am A"
    assert counted.count == 3
    plain = add_item.AddItem.of([Item(sku="A")]).to_json()
    assert add_item.AddItem.of([own]).to_json() == plain
    assert add_item.AddItem.of([counted]).to_json() == plain
    assert type(copy.deepcopy(own)) is Named
    assert copy.deepcopy(counted) == copy.copy(counted) == counted


def test_what_is_set_on_a_derived_record_is_copied() -> None:
    """An attribute that only a derived class has is in its copy, and not in what is sent."""

    class Noted(Item):
        pass

    own = Noted(sku="A")
    own.note = "n"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    copied: Any = copy.deepcopy(own)
    assert (copied.note, copied.extra) == ("n", {})


def test_a_record_in_a_field_that_is_gone_is_sent_as_before() -> None:
    """What a field held that no longer is one is sent under its name on the wire, with the records in it."""
    prices = add_item.PriceGroups(price_group=[add_item.PriceGroup(group="B")])
    attributes, held, names = Item(sku="A", price_groups=prices).__getstate__()
    held["gone"], names["gone"] = held.pop("price_groups"), "Gone"
    loaded = Item(sku="")
    loaded.__setstate__((attributes, {**held, "empty": None, "none": []}, names))
    assert loaded == Item(sku="A", extra={"Gone": {"PriceGroup": [{"Group": "B"}]}})
    sent = add_item.AddItem.of([loaded]).to_json()
    assert sent == b'{"Item":[{"SKU":"A","Gone":{"PriceGroup":[{"Group":"B"}]}}]}'


def test_rich_shows_what_is_set() -> None:
    """What prints records over several lines is told which fields are set."""
    log = CustomerLog(username="a", status=Status.COMPLETED)
    shown: Any = log
    assert [*shown.__rich_repr__()] == [("username", "a"), ("status", Status.COMPLETED)]


def test_rich_breaks_what_is_long_over_several_lines() -> None:
    """Rich prints a record with a field on each line, and so what no schema names."""
    log = CustomerLog(username="Ada", status=Status.COMPLETED)
    assert pretty_repr(log, max_width=40).splitlines() == [
        "CustomerLog(",
        "    username='Ada',",
        "    status=Status.COMPLETED",
        ")",
    ]
    assert pretty_repr(RawElement("a", {"b": "c"}), max_width=25).splitlines() == [
        "RawElement(",
        "    name='a',",
        "    value={'b': 'c'}",
        ")",
    ]


def test_pprint_shows_what_is_set_over_several_lines() -> None:
    """What does not fit on a line is printed with a field on each."""
    log = CustomerLog(username="Ada", notes="Rang")
    assert pprint.pformat(log) == repr(log) == "CustomerLog(username='Ada', notes='Rang')"
    assert pprint.pformat([log, log], width=30) == (
        "[CustomerLog(username='Ada',\n"
        "             notes='Rang'),\n"
        " CustomerLog(username='Ada',\n"
        "             notes='Rang')]"
    )
    raw = RawElement("a", {"b": "c"})
    assert repr(raw) == "RawElement(name='a', value={'b': 'c'})"
    assert pprint.pformat(raw, width=30) == "RawElement(name='a',\n           value={'b': 'c'})"


def test_records_are_imported_without_dataclasses() -> None:
    """Importing an operation takes no longer than its records do: nothing slow comes with them."""
    code = "import sys, neto_client.get_item; print({'dataclasses', 'inspect', 'json'} & {*sys.modules})"
    assert python(REPOSITORY / "generated", code) == b"set()\n"


@pytest.mark.parametrize("record", [Item(sku="A"), RawElement("a", {"@b": "c"})])
def test_records_are_dataclasses(record: Any) -> None:
    """What works with dataclasses works with records."""
    assert dataclasses.is_dataclass(type(record))
    found = dataclasses.asdict(record)
    assert [*found] == [field.name for field in dataclasses.fields(record)]
    other = dataclasses.replace(record)
    assert other == record
    assert other is not record
    assert pickle.loads(pickle.dumps(record)) == record  # noqa: S301 - our own


def test_a_record_is_replaced_as_copy_does() -> None:
    """`copy.replace` of Python 3.13 takes records."""
    item: Any = Item(sku="A", name="B")
    assert item.__replace__(sku="C") == Item(sku="C", name="B")
    with pytest.raises(TypeError, match="unexpected keyword argument 'skuu'"):
        item.__replace__(skuu="C")


OLD = '<xs:element name="Thing" minOccurs="0"><xs:complexType><xs:sequence>{}</xs:sequence></xs:complexType></xs:element>'
FIELD = '<xs:element name="{0}" type="xs:string" minOccurs="0" maxOccurs="{1}"/>'
DUMP = """
import sys, pickle
from shop.add_thing import AddThing, Thing
made = AddThing(thing=Thing(both="b", {}))
made.thing.extra["Kept"] = 1
sys.stdout.buffer.write(pickle.dumps(made))
"""
LOAD = """
import sys, pickle
found = pickle.loads(sys.stdin.buffer.read())
print(found, found.thing.extra, getattr(found.thing, sys.argv[1]))
print(found.to_xml().decode())
"""


def python(folder: Path, code: str, *arguments: str, given: bytes = b"") -> bytes:
    """Return what a Python prints that has the package in this folder."""
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        input=given,
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr.decode()
    return result.stdout


def test_records_of_older_and_newer_versions_are_loaded(tmp_path: Path) -> None:
    """In a record that another version has pickled, new fields get their default; what is gone is sent as before."""
    from neto_gen.build import build  # noqa: PLC0415 - slow to import
    from neto_gen.settings.config import Config  # noqa: PLC0415 - as above

    for name, fields in (
        ("old", FIELD.format("Both", 1) + FIELD.format("Gone", 1)),
        ("new", FIELD.format("Both", 1) + FIELD.format("Come", "unbounded")),
    ):
        schemas = write_files(tmp_path / name / "schemas", pair("AddThing", OLD.format(fields)))
        build(Config(schemas=schemas, output=tmp_path / name, package="shop", operations=()))
    old, new = tmp_path / "old", tmp_path / "new"
    sent = "<AddThing><Thing><Both>b</Both>{}</Thing></AddThing>\n"
    older = python(old, DUMP.format('gone="g"'))
    shown = python(new, LOAD, "come", given=older).decode()
    assert shown == "AddThing(thing=Thing(both='b')) {'Kept': 1, 'Gone': 'g'} []\n" + sent.format(
        "<Kept>1</Kept><Gone>g</Gone>"
    )
    newer = python(new, DUMP.format('come=["c"]'))
    shown = python(old, LOAD, "gone", given=newer).decode()
    assert (
        shown
        == "AddThing(thing=Thing(both='b')) {'Kept': 1, 'Come': ['c']} None\n"
        + sent.format("<Kept>1</Kept><Come>c</Come>")
    )


PART = (
    '<xs:element name="Part" minOccurs="0" maxOccurs="{}"><xs:complexType><xs:sequence>'
    f"{FIELD.format('Code', 1)}</xs:sequence></xs:complexType></xs:element>"
)
COLOUR = (
    '<xs:element name="Colour" minOccurs="0" maxOccurs="{}"><xs:simpleType><xs:restriction '
    'base="xs:string"><xs:enumeration value="Red"/></xs:restriction></xs:simpleType></xs:element>'
)
DUMP_ALL = """
import copy, pickle, sys
from shop.add_thing import *
import shop.add_thing as module
def part(): return module.Part(code="x", extra={"More": [1]})
found = [eval(code) for code in sys.argv[1:]]
assert pickle.loads(pickle.dumps(found)) == copy.deepcopy(found) == found
sys.stdout.buffer.write(pickle.dumps(found))
"""


def test_what_is_of_a_class_that_is_gone_is_loaded(tmp_path: Path) -> None:
    """What another version has pickled is loaded where this one lacks the classes of what a record holds."""
    from neto_gen.build import build  # noqa: PLC0415 - slow to import
    from neto_gen.settings.config import Config  # noqa: PLC0415 - as above

    for name, fields in (
        ("old", FIELD.format("Both", 1) + COLOUR.format(1).replace("Colour", "Hue")),
        ("new", FIELD.format("Both", 1) + PART.format(1) + COLOUR.format(1)),
        ("lists", FIELD.format("Both", 1) + PART.format(2) + COLOUR.format(2)),
    ):
        schemas = write_files(tmp_path / name / "schemas", pair("AddThing", OLD.format(fields)))
        build(Config(schemas=schemas, output=tmp_path / name, package="shop", operations=()))
    old, new, lists = (tmp_path / name for name in ("old", "new", "lists"))
    load = "import pickle, sys; print(*(t.extra for t in pickle.load(sys.stdin.buffer)))"
    given = python(
        new, DUMP_ALL, "Thing(part=part())", "Thing(colour='Red')", "Thing(colour='Blue')"
    )
    told = "{'Part': {'Code': 'x', 'More': [1]}} {'Colour': 'Red'} {'Colour': 'Blue'}\n"
    assert python(old, load, given=given).decode() == told
    given = python(lists, DUMP_ALL, "Thing(part=[part(), part()], colour=['Red', 'Blue'])")
    part = "{'Code': 'x', 'More': [1]}"
    told = f"{{'Part': [{part}, {part}], 'Colour': ['Red', 'Blue']}}\n"
    assert python(old, load, given=given).decode() == told
    # Alone, there is no record that could keep it.
    given = python(new, DUMP_ALL, "part()", "module.Colour.RED")
    load = "import pickle, sys; print(*pickle.load(sys.stdin.buffer))"
    assert python(old, load, given=given).decode() == f"{part} Red\n"


def test_a_class_of_another_kind_takes_no_value_of_the_old(tmp_path: Path) -> None:
    """Where what is called so now is no record any more, what was pickled is kept beside the fields."""
    from neto_gen.build import build  # noqa: PLC0415 - slow to import
    from neto_gen.settings.config import Config  # noqa: PLC0415 - as above

    listed = COLOUR.format(1).replace("Colour", "Part")
    for name, fields in (("old", PART.format(1)), ("new", listed)):
        schemas = write_files(tmp_path / name / "schemas", pair("AddThing", OLD.format(fields)))
        build(Config(schemas=schemas, output=tmp_path / name, package="shop", operations=()))
    given = python(tmp_path / "old", DUMP_ALL, "Thing(part=part())")
    code = "import pickle, sys; (t,) = pickle.load(sys.stdin.buffer); print(t.part, t.extra)"
    told = "None {'Part': {'Code': 'x', 'More': [1]}}\n"
    assert python(tmp_path / "new", code, given=given).decode() == told


def test_the_parameters_of_a_class_that_nothing_has_used() -> None:
    """`inspect.signature` gives the fields, also of a class of which there was no record yet."""
    code = (
        "import inspect; from neto_client.add_customer_log import CustomerLog;"
        " print(*inspect.signature(CustomerLog).parameters)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=REPOSITORY / "generated",
        capture_output=True,
        text=True,
        check=False,
    )
    assert {"allocated_to", "notes"} <= {*found.stdout.split()}, found.stderr


@pytest.mark.parametrize("client", [NetoClient, AsyncNetoClient])
def test_help_shows_names_that_can_be_imported(client: Any) -> None:
    """The signatures of a client's methods name modules and classes as a program would."""
    shown = pydoc.plain(pydoc.render_doc(client))
    assert "filter: 'get_order.Filter | get_order.GetOrder | None' = None" in shown
    assert "options: 'Options | None' = None" in shown
    assert "Many[add_item.Item, add_item.AddItem]" in shown
    assert not re.search(r"(?<!\w)_(add|get|update|Options)", shown)


def test_names_of_a_client_of_your_own_stay() -> None:
    """A class that extends a client keeps its annotations as they are written."""

    class Own(NetoClient):
        def ask(self, order: _Item) -> None:
            """Ask."""

    assert Own.ask.__annotations__["order"] == "_Item"


def public() -> Iterator[tuple[str, Any]]:
    """Whatever is public of the package, with its names: functions, methods, properties and constructors."""
    owners: list[Any] = [getattr(neto_client, name) for name in neto_client.__all__]
    owners += [_model.Record, _root.Listing, get_item.GetItemResponse, AddItem]
    for module in (testing, get_item):
        owners += [kind for kind in vars(module).values() if is_of(module, kind)]
    for owner in owners:
        yield owner.__name__, owner
        for name, found in inspect.getmembers(owner):
            own = found.fget if isinstance(found, property) else found
            if callable(own) and (name[0] != "_" or name == "__init__") and is_ours(own):
                yield f"{owner.__name__}.{name}", own


def is_ours(own: Any) -> bool:
    """Whether a function or a class is one of the package."""
    return str(getattr(own, "__module__", None)).startswith("neto_client")


def is_of(module: ModuleType, kind: Any) -> bool:
    """Whether a function or a class is one that a module defines for others."""
    is_own = getattr(kind, "__module__", None) == module.__name__
    return is_own and callable(kind) and kind.__name__[0] != "_"


def test_hints_of_all_that_is_public_can_be_had() -> None:
    """What inspects annotations at run time, as FastAPI and beartype do, finds every name in them."""
    found = dict(public())
    assert {"NetoClient.__init__", "Options.__init__", "GetItemResponse.from_xml"} <= found.keys()
    assert {
        "AsyncNetoClient.iter_get_item",
        "FakeStore.client",
        "Bearer.secrets",
    } <= found.keys()
    for own in found.values():
        typing.get_type_hints(own)
    made = typing.get_type_hints(NetoClient.__init__)
    assert made["auth"] == (neto_client.Scheme | None)
    assert made["timeout"] == (float | neto_client.Timeouts)
    limits = typing.get_type_hints(GetItem.from_xml)["limits"]
    assert limits == (neto_client.Limits | None)
