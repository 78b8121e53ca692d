"""Names of a schema never take the place of what a generated package is made of."""

from __future__ import annotations

import ast
import importlib
import re
from typing import TYPE_CHECKING, Any

import pytest

from neto_client import AsyncNetoClient, NetoClient, _model, _root
from neto_client.get_item import GetItemResponse
from neto_gen.python import reserved
from tests.soak import IS_LONG
from tests.support import REPOSITORY, build_and_import, pair

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

TEXT = '<xs:element name="{}" type="xs:{}" minOccurs="0"/>'
ACK = TEXT.format("Ack", "string")
MESSAGES = (
    '<xs:element name="Messages" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="Error" '
    'minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>'
    f"{TEXT.format('Message', 'string')}{TEXT.format('SeverityCode', 'string')}</xs:sequence>"
    "</xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>"
)
TEMPLATES = REPOSITORY / "templates"
RUNTIME = TEMPLATES / "runtime"


def collected() -> list[str]:
    """Return names in the modules of operations, clients and base classes: in soak, all words there."""
    modules = [RUNTIME / f"{name}.py" for name in ("_model", "_root", "_base_client")]
    templates = [TEMPLATES / f"{name}.py.jinja" for name in ("records", "methods", "client")]
    texts = [path.read_text(encoding="utf-8") for path in (*modules, *templates)]
    found = {word for text in texts for word in re.findall(PATTERN, text)}
    return sorted({*found, *KEPT, *(f"Has{camel(name)}" for name in ("errors", "warnings"))})


def camel(name: str) -> str:
    """`has_errors` → `HasErrors`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def listing(name: str, inner: str, occurs: str = 'maxOccurs="unbounded"') -> str:
    """Return an element of records."""
    return (
        f'<xs:element name="{name}" minOccurs="0" {occurs}><xs:complexType><xs:sequence>{inner}'
        "</xs:sequence></xs:complexType></xs:element>"
    )


# What is bound, called, or given: the words before these signs.
PATTERN = r"[A-Za-z][A-Za-z_]*" if IS_LONG else r"\b([a-z][a-z_]*)(?:\(| = |: )"
KEPT = ("Meta", "Callable", "Mapping", "Sequence", "Decimal", "Any", "Record", "Root", "Batch")
NAMES = collected()
# Where a call goes through with the fields of a filter.
CALLED = ("base_client", "response", "fields", "root")
KINDS = ("string", "int", "time", "dateTime", "decimal")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Return a client whose schemas use every name there is, for elements with texts and with records."""
    ours = [n for n in dict.fromkeys(map(camel, NAMES)) if n not in {"Ack", "Messages"}]
    fields = "".join(TEXT.format(n, KINDS[i % len(KINDS)]) for i, n in enumerate(ours))
    records = "".join(
        listing(name, TEXT.format("Held", "string")) for name in ours if name != "Ack"
    )
    files = {
        **pair("AddField", listing("Item", fields), f"{fields}{ACK}{MESSAGES}"),
        **pair("AddRecord", records),
    }
    return build_and_import(tmp_path_factory.mktemp("reserved"), files)


def module(package: ModuleType, name: str) -> Any:
    """Return a module of the package."""
    return importlib.import_module(f"{package.__name__}.{name}")


def classes(found: Any) -> list[type]:
    """Return the records of a module."""
    return [
        kind
        for kind in vars(found).values()
        if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__")
    ]


@pytest.mark.parametrize("name", ["add_field", "add_record"])
def test_fields_take_nothing_of_their_class(package: ModuleType, name: str) -> None:
    """Whatever elements are called, records have all that their base classes have."""
    root, model = (module(package, found) for found in ("_root", "_model"))
    for kind in classes(module(package, name)):
        fields = {*kind.__dataclass_fields__} - {"extra"}  # type: ignore[attr-defined]
        for base in (model.Record, root.Root, root.Query, root.Listing, root.BatchRequest):
            if issubclass(kind, base):
                assert not fields & {*dir(base)}


def test_records_of_every_name_are_sent_and_read(package: ModuleType) -> None:
    """They are written and read as any other, in XML and in JSON."""
    found = module(package, "add_field")
    texts = [f for f in found.Item.__dataclass_fields__.values() if f.type == "str | None"]
    assert len(texts) > len(NAMES) // 10
    item = found.Item(**{field.name: f"<{field.name}>" for field in texts})
    request = found.AddField(item=[item])
    assert found.AddField.from_xml(request.to_xml()) == request
    assert found.AddField.from_json(request.to_json()) == request
    assert found.AddField.of([item]) == request


def test_lists_of_every_name_are_sent_and_read(package: ModuleType) -> None:
    """So are lists of records, whose names are those of variables."""
    found = module(package, "add_record")
    fields = {**found.AddRecord.__dataclass_fields__}
    hints = {name: re.fullmatch(r"list\[(\w+)\]", field.type) for name, field in fields.items()}
    lists = {name: [getattr(found, hint[1])(held="<>")] for name, hint in hints.items() if hint}
    assert len(lists) > len(NAMES) // 2
    request = found.AddRecord(**lists)
    assert found.AddRecord.from_xml(request.to_xml()) == request
    assert found.AddRecord.from_json(request.to_json()) == request


def test_arguments_of_every_name_are_sent(tmp_path: Path) -> None:
    """A method takes a list whatever it is called, beside its own arguments."""
    template = (TEMPLATES / "methods.py.jinja").read_text(encoding="utf-8")
    found = re.findall(r"\b_?([a-z][a-z_]*)(?:: | = )", template)
    names = sorted({*found, "request"})
    assert {"batch", "options", "stop_at_error", "how"} <= {*names}
    names = [name for name in names if camel(name) not in reserved.class_names()]
    held = {n: listing(camel(n), TEXT.format("Held", "string")) for n in names}
    package = build_and_import(
        tmp_path,
        {k: v for n, inner in held.items() for k, v in pair(f"Add{camel(n)}", inner).items()},
    )
    client = module(package, "_client").NetoClient("https://x.example", key="k")
    for name in names:
        item = getattr(module(package, f"add_{name}"), camel(name))
        sent = getattr(client.dry_run, f"add_{name}")([item(held="5 > 4")])
        assert b"5 > 4" in sent.body


def test_filters_of_every_name_are_sent(tmp_path: Path) -> None:
    """A method takes the fields of a filter as arguments, whatever they are called."""
    trees = [ast.parse((RUNTIME / f"_{name}.py").read_text(encoding="utf-8")) for name in CALLED]
    functions = [
        node.args
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.args.kwarg
    ]
    given = {a.arg for args in functions for a in (*args.posonlyargs, *args.args)}
    assert {"operation", "given", "method", "limit", "cls"} <= given
    names = sorted(given - {"limit", "filter"})
    fields = "".join(TEXT.format(camel(n), "string") for n in (*names, "page", "limit"))
    selector = '<xs:element name="OutputSelector" type="xs:string" minOccurs="0" maxOccurs="9"/>'
    items = listing("Item", TEXT.format("SKU", "string"))
    package = build_and_import(
        tmp_path, pair("GetItem", listing("Filter", fields + selector, ""), items)
    )
    client = module(package, "_client").NetoClient("https://x.example", key="k")
    taken = {*module(package, "get_item").FilterFields.__annotations__}
    assert "extra" in taken  # beside the fields, and none of them
    arguments = taken - {"extra", "output_selector"}
    assert {"operation", "given", "method"} <= arguments
    for name in arguments:
        values = {name: "5 of 7", "output_selector": ["SKU"]}
        assert b"5 of 7" in client.dry_run.get_item(**values).body
        assert client.iter_get_item(**values)


def test_answers_of_every_name_say_how_it_went(package: ModuleType) -> None:
    """What a response says of errors is what the store said, whatever else it holds."""
    found = module(package, "add_field")
    answer = (
        b"<AddFieldResponse><Errors>mine</Errors><Messages><Error><Message>theirs</Message></Error>"
        b"</Messages></AddFieldResponse>"
    )
    response = found.AddFieldResponse.from_xml(answer)
    assert [error.message for error in response.errors] == ["theirs"]


@pytest.mark.parametrize(
    "action",
    sorted(
        {"Events", "Find", "DryRun", "IterGetItem", "Close", "Testing", "Raw", "Provide", "Dry"}
    ),
)
def test_operations_take_nothing_of_the_client(tmp_path: Path, action: str) -> None:
    """An operation that is called like a part of the package or of a client gets another name."""
    fields = (
        TEXT.format("Page", "int") + TEXT.format("Limit", "int") + listing("OutputSelector", "")
    )
    files = {
        **pair(action),
        **pair("GetItem", listing("Filter", fields, "")),
        "EventSchema.xsd": "",
    }
    files["EventSchema.xsd"] = pair("Event")["Event.xsd"]
    package = build_and_import(tmp_path, files)
    client = module(package, "_client").NetoClient
    bases = {name for base in client.__mro__[1:] for name in vars(base) if name[0] != "_"}
    assert not bases & {*vars(client)}
    assert module(package, "events").receive
    assert len(module(package, "_catalogue").OPERATIONS) == 2
    found = {name for name, *_ in module(package, "_catalogue").OPERATIONS.values()}
    assert all(hasattr(client, name) for name in found)


def test_names_are_found_where_they_are_taken() -> None:
    """What the runtime's own classes have is taken, whatever is added to them."""
    assert {"extra", "to_xml", "iter_from_json", "of", "errors", "time"} <= reserved.field_names()
    assert {
        "close",
        "wire",
        "username",
        "testing",
        "events",
        "raw",
        "provide",
    } <= reserved.module_names()
    assert {"OPERATION", "Callable", "Decimal", "NotificationRefused"} <= reserved.class_names()


def test_all_that_bases_have_is_reserved() -> None:
    """No public name of a base class is left to a field, nor one of a client to an operation."""
    records = (_model.Record, _root.Root, _root.Query, _root.Listing, _root.BatchRequest)
    fields = {*GetItemResponse.__dataclass_fields__, "Meta"} - {"extra"}
    made = public(*records, GetItemResponse) - fields
    assert made <= reserved.field_names()
    assert public(NetoClient.__base__, AsyncNetoClient.__base__) <= reserved.module_names()
    assert {"extra", "to_xml", "errors", "copy_as", "iter_from_json"} <= made


def public(*kinds: Any) -> set[str]:
    """Return the public names that classes have."""
    return {name for kind in kinds for name in dir(kind) if name[0] != "_"}
