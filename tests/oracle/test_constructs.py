"""Every construct that is supported, read and written as xsdata, libxml2 and xmlschema do."""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
import importlib
import json
import os
import subprocess
import sys
from enum import Enum
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import xmlschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from xsdata.exceptions import ConverterError
from xsdata.formats.converter import Converter, EnumConverter, converter
from xsdata.formats.dataclass.context import XmlContext
from xsdata.formats.dataclass.models.generics import DerivedElement
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig
from xsdata.models.datatype import XmlDate, XmlDateTime, XmlTime

from neto_gen.build import build
from neto_gen.contract import read_contract
from neto_gen.render import guard
from neto_gen.render.files import RUNTIME
from neto_gen.render.format import format_module
from neto_gen.settings.config import Config
from neto_gen.sources import open_folder
from neto_gen.sources.operations import MessageSource, OperationSource
from tests.oracle.constructs import CONSTRUCTS
from tests.oracle.documents import DocumentMaker
from tests.oracle.trees import differences
from tests.soak import IS_LONG
from tests.support import REPOSITORY, unused_imports, write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neto_gen.contract.model import Message


PARSER = XmlParser(context=XmlContext(), config=ParserConfig(fail_on_unknown_properties=False))
# What xsdata has no counterpart for in these classes: content in its order, and raw elements.
NOT_BOUND = frozenset({"extra", "content", "any_elements"})

# What xsdata reads otherwise: it takes the first class that fits for xsi:type, and has no Any.
NOT_READ = frozenset({"AnyType", "AnySimpleType", "DerivedType"})
NOT_READ |= {"NamesInNamespaces", "NilRecords", "TypesOfTwoNamespaces"}


@dataclasses.dataclass(frozen=True)
class Construct:
    """A construct: its contract, the class of its root, and two judges of its documents."""

    message: Message
    root: Any
    libxml2: Any
    xmlschema: Any

    def judge(self, document: etree._Element) -> None:
        """Assert that both judges call a document valid."""
        self.libxml2.assertValid(document)
        self.xmlschema.validate(document)


class AsXmlSchemaSays(Converter):
    """Reads dates and times by xsdata's own types, where metadata can say one form only."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        self.read = read

    def deserialize(self, value: Any, **_: Any) -> Any:
        """Return the value of a text."""
        try:
            return self.read(value)
        except ValueError as error:
            raise ConverterError from error

    def serialize(self, value: Any, **_: Any) -> str:
        """Nothing is written."""
        raise NotImplementedError


class Constructs(dict[str, Construct]):
    """Every construct by its name."""

    def __repr__(self) -> str:
        return "Constructs()"


@pytest.fixture(scope="module", autouse=True)
def _dates() -> Iterator[None]:
    """Dates and times as XML Schema has them, for xsdata."""
    readers = {
        dt.datetime: lambda text: XmlDateTime.from_string(text).to_datetime(),
        dt.date: lambda text: XmlDate.from_string(text).to_date(),
        dt.time: lambda text: XmlTime.from_string(text).to_time(),
    }
    before = {of: converter.type_converter(of) for of in readers}
    for of, read in readers.items():
        converter.register_converter(of, AsXmlSchemaSays(read))
    yield
    for of, own in before.items():
        converter.register_converter(of, own)


@pytest.fixture(scope="module")
def constructs(tmp_path_factory: pytest.TempPathFactory) -> Constructs:
    """Return every construct, as an operation of one client."""
    folder = tmp_path_factory.mktemp("oracle")
    files = {f"{n}{end}.xsd": text for n, own in CONSTRUCTS.items() for end, text in own.items()}
    schemas = write_files(folder / "schemas", files)
    messages = {name: MessageSource(f"{name}.xsd", "Root") for name in CONSTRUCTS}
    declared = tuple(OperationSource(name, m, m) for name, m in sorted(messages.items()))
    config = Config(
        schemas=schemas,
        output=folder,
        package="oracle_client",
        operations=(),
        declared=declared,
        dialect="xsd",
    )
    build(config)
    contract = read_contract(open_folder(schemas, "schemas"), declared)
    sys.path.insert(0, str(folder))
    try:
        package = importlib.import_module("oracle_client")
        enumeration = importlib.import_module("oracle_client._model").OpenEnumeration
        # What is a text and an enumeration, xsdata takes for a text.
        converter.register_converter(enumeration, EnumConverter())
        modules = {
            module.replace("_", ""): importlib.import_module(f"oracle_client.{module}")
            for module in package._OPERATIONS
        }
    finally:
        sys.path.remove(str(folder))
    found = Constructs()
    for operation in contract.operations:
        name = operation.name.untrusted
        assert operation.request is not None
        found[name] = Construct(
            operation.request,
            modules[name.lower()].Root,
            etree.XMLSchema(etree.parse(schemas / f"{name}.xsd")),
            xmlschema.XMLSchema(str(schemas / f"{name}.xsd")),
        )
    return found


def test_type_checkers_accept_every_construct(constructs: Constructs) -> None:
    """Strict mypy, and in scripts/soak strict pyright, have nothing to say of what any construct becomes."""
    package = Path(sys.modules["oracle_client"].__path__[0])
    (package.parent / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}', "utf-8")
    assert constructs
    commands = [["mypy", "--strict", "--config-file=", package.name]]
    if os.environ.get("HYPOTHESIS_PROFILE") == "soak":  # it takes its time
        commands.append(["pyright", package.name])
    for command in commands:
        result = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=package.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout


def test_every_construct_imports_what_it_uses(constructs: Constructs) -> None:
    """Whatever a schema has in it, its module imports what it uses, and no more."""
    for name, construct in constructs.items():
        module = Path(str(sys.modules[construct.root.__module__].__file__))
        assert unused_imports(module.read_text(encoding="utf-8")) == set(), name


def test_every_construct_is_laid_out_as_by_black(constructs: Constructs) -> None:
    """The modules of other dialects are what black makes of them, too, though it sees but some lines."""
    for name in [*CONSTRUCTS][:: 1 if IS_LONG else 4]:
        path = Path(str(sys.modules[constructs[name].root.__module__].__file__))
        text = path.read_text(encoding="utf-8")
        assert format_module(text) == text, name


def test_the_guard_allows_what_is_made_and_no_more(constructs: Constructs) -> None:
    """All that a generated module may hold is somewhere in one: nothing is allowed for no reason."""
    package = Path(sys.modules["oracle_client"].__path__[0])
    assert constructs
    files = [*package.glob("*.py"), *(REPOSITORY / "tests" / "golden").glob("*/*.py.txt")]
    ours = ("__init__", "_client", "_async_client", "events", "get_item")
    files += [REPOSITORY / "generated" / "neto_client" / f"{name}.py" for name in ours]
    nodes = [
        node
        for path in files
        if path.name not in RUNTIME
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    ]
    names = {getattr(node, "id", None) or getattr(node, "attr", None) for node in nodes}
    for allowed in (
        *(guard._BUILTINS, guard._CALLS_OF_DEFINITIONS, guard._DECLARATIONS, guard._DECORATORS),
        *(guard._PRIVATE_ATTRIBUTES, guard._SPECIAL_NAMES - {"__all__"}),
    ):
        assert allowed <= names
    imports = {
        (node.module, alias.name)
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert {(m, name) for m, inner in guard._IMPORTS.items() for name in inner} <= imports
    assert {*guard._NODES} - {type(node) for node in nodes} == set()


def by_interpreter(root: Any, document: etree._Element) -> Any:
    """Return the record as the field-by-field reader reads it."""
    package = sys.modules["oracle_client"].__name__
    names = importlib.import_module(f"{package}._raw_document")
    limits = importlib.import_module(f"{package}._limits").LIMITS
    decoder = importlib.import_module(f"{package}._tolerant_decoder").TolerantDecoder(
        root._declared.roots[0], names.ElementNames(root._declared.namespaces, limits)
    )
    decoder.names.is_scoped = root._declared.is_scoped
    text = etree.tostring(document, encoding="utf-8")
    source, _ = names.parse_xml(text, root._declared.roots, decoder.names, needs_tree=True)
    record = decoder.root(source, root._declared.read_tolerantly)
    assert not decoder.told
    return record


# So many documents of each construct: a moment in scripts/test, many more in scripts/soak.
EXAMPLES = settings().max_examples // 10


@pytest.mark.parametrize("name", CONSTRUCTS)
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_documents_are_read_and_written_as_others_do(
    constructs: Constructs, name: str, seed: int
) -> None:
    """A random valid document is read as xsdata reads it, and written so that nothing is lost."""
    construct = constructs[name]
    maker = DocumentMaker(construct.message, Random(seed))  # noqa: S311 - no secrets here
    original = maker.document()
    construct.judge(original)
    record = construct.root.from_xml(etree.tostring(original, encoding="utf-8"))
    assert all(unlisted(own) == {} for own in _records(record))
    interpreted = by_interpreter(construct.root, original)
    assert (bound(interpreted), beside(interpreted)) == (bound(record), beside(record))
    maker.spell_out_attributes()  # xsdata does not know the defaults
    construct.judge(original)
    written = record.to_xml()
    assert record.to_xml(checked=False) == written
    result = etree.fromstring(written)
    construct.judge(result)
    assert [*differences(original, result)] == []
    for again in (construct.root.from_xml(written), construct.root.from_json(record.to_json())):
        assert (bound(again), beside(again)) == (bound(record), beside(record))
        assert [*differences(result, etree.fromstring(again.to_xml()))] == []
    if name not in NOT_READ:
        maker.spell_out_texts(result)
        construct.judge(original)
        for each in (original, result):
            theirs = PARSER.from_bytes(etree.tostring(each, encoding="utf-8"), construct.root)
            assert bound(record) == bound(theirs)


@pytest.mark.parametrize("name", CONSTRUCTS)
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_every_record_stands_alone(constructs: Constructs, name: str, seed: int) -> None:
    """Any record of a document is one of its own, in both formats; so are its copy and its dictionary."""
    maker = DocumentMaker(constructs[name].message, Random(seed))  # noqa: S311 - no secrets here
    record = constructs[name].root.from_xml(etree.tostring(maker.document(), encoding="utf-8"))
    for own in _records(record):
        kind = type(own)
        for copied in (kind.from_xml(own.to_xml()), kind.from_json(own.to_json())):
            assert (repr(copied), copied.extra) == (repr(own), own.extra)
        left_out: list[str] = []
        assert repr(own.copy_as(kind, left_out=left_out)) == repr(own)
        assert left_out == []
        in_json = json.loads(own.to_json())
        if own.extra.get("#content") == "":  # content that the schema gives
            assert in_json.pop("#content") == []
            in_json["#content"] = ["given"]
        on_wire = {k for k, held in own.to_dict("wire").items() if held != {"@xsi:nil": "true"}}
        assert on_wire == {key for key, held in in_json.items() if _holds(held)}
        assert json.dumps(own.to_dict("wire", for_json=True))
        plain = own.to_dict()
        assert {*plain} - {*own.extra} <= {field.name for field in dataclasses.fields(own)}


def _holds(value: object) -> bool:
    """Tell whether anything was written."""
    if isinstance(value, list):
        return bool(value)
    return any(map(_holds, value.values())) if isinstance(value, dict) else value is not None


@pytest.mark.parametrize("name", CONSTRUCTS)
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_what_is_compiled_and_what_explains_agree(
    constructs: Constructs, name: str, seed: int
) -> None:
    """A record in which anything stands goes out exactly when nothing is wrong with it, in both formats."""
    random = Random(seed)  # noqa: S311 - no secrets here
    construct = constructs[name]
    package = sys.modules["oracle_client"].__name__
    explain = importlib.import_module(f"{package}._explain").explain
    check = importlib.import_module(f"{package}._check").Checker
    plain = importlib.import_module(f"{package}._plain_copy").PlainCopier
    refused = importlib.import_module(f"{package}._errors").RequestError
    document = DocumentMaker(construct.message, random).document()
    record = construct.root.from_xml(etree.tostring(document, encoding="utf-8"))
    for own in random.choices([*_records(record)], k=2):
        names = [field.name for field in dataclasses.fields(own) if field.name != "extra"]
        if names:
            setattr(own, random.choice(names), random.choice(ODD))
    declared = type(record)._declared
    copied = plain(as_texts=False, is_xml=True)
    problems = check(declared.roots[0])
    explain(declared, copied.copy(record, declared.roots[0]), problems)
    for write in (record.to_xml, record.to_json):
        try:
            assert write()
        except refused as error:
            assert problems.problems or copied.refused, error  # noqa: PT017 - it may succeed, too
        else:
            assert problems.problems == []


ODD: list[Any] = [
    *(None, "", "a", "a b", " ", 0, -1, 10**30, 1.5, True, b"", b"a", [], ["a"], [None], [1, "a"]),
    *(
        {},
        {"a": "b"},
        dt.date(2026, 1, 2),
        dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
        dt.time(1),
        object(),
    ),
]


def _records(value: Any) -> Iterator[Any]:
    """Yield a record, and all below it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        if hasattr(value, "extra"):
            yield value
        for field in dataclasses.fields(value):
            yield from _records(getattr(value, field.name))
    elif isinstance(value, list):
        for item in value:
            yield from _records(item)


def unlisted(record: Any) -> dict[str, Any]:
    """Return the data beside a record's fields, without what is said of elements: nil, empty, and their order."""
    nil = {"@xsi:nil": "true"}
    return {
        key: value
        for key, value in record.extra.items()
        if nil not in (value, {key: value}) and key != "#order" and not is_only_empty(value)
    }


def is_only_empty(value: object) -> bool:
    """Tell whether data beside a record's fields only says that elements are empty."""
    return all(item in (None, "") for item in (value if isinstance(value, list) else [value]))


def beside(record: Any) -> list[dict[str, Any]]:
    """Return the data beside the fields of a record and of all records in it."""
    return [own.extra for own in _records(record)]


def bound(value: Any) -> Any:
    """Return a record as plain values, without what xsdata does not bind."""
    if isinstance(value, DerivedElement):  # what has an xsi:type
        return bound(value.value)
    if dataclasses.is_dataclass(value):
        return {
            "": type(value).__name__,
            **{
                field.name: bound(getattr(value, field.name))
                for field in dataclasses.fields(value)
                if field.name not in NOT_BOUND
            },
        }
    if isinstance(value, list | tuple):
        return [bound(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - not a number
        return "NaN"
    return value
